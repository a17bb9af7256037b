//! Who may use which route: a table written by hand, beside the description's.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{STAFF, World};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
    Anybody,
    Owner,
    Staff,
}

const ROUTES: &[(&str, &str, For)] = &[
    ("get", "/instruments", For::Anybody),
    ("get", "/instruments/{code}", For::Anybody),
    ("get", "/instruments/{code}/book", For::Anybody),
    ("get", "/instruments/{code}/trades", For::Anybody),
    ("get", "/instruments/{code}/ticker", For::Anybody),
    ("get", "/instruments/{code}/candles", For::Anybody),
    ("get", "/tickers", For::Anybody),
    ("get", "/markets/{market}/policies", For::Anybody),
    ("get", "/limits", For::Anybody),
    ("get", "/assets", For::Anybody),
    ("get", "/assets/{code}", For::Anybody),
    ("get", "/orders", For::Owner),
    ("post", "/orders", For::Owner),
    ("delete", "/orders", For::Owner),
    ("post", "/orders/batch", For::Owner),
    ("get", "/orders/{order}", For::Owner),
    ("patch", "/orders/{order}", For::Owner),
    ("delete", "/orders/{order}", For::Owner),
    ("get", "/fills", For::Owner),
    ("get", "/account", For::Owner),
    ("get", "/statement", For::Owner),
    ("put", "/account/self-trade-prevention", For::Owner),
    ("get", "/payments", For::Owner),
    ("post", "/withdrawals", For::Owner),
    ("get", "/subscriptions", For::Owner),
    ("post", "/assets/{code}/subscriptions", For::Owner),
    ("delete", "/assets/{code}/subscriptions", For::Owner),
    ("post", "/accounts", For::Staff),
    ("get", "/accounts/{account}", For::Staff),
    ("get", "/accounts/{account}/statement", For::Staff),
    ("post", "/accounts/{account}/verification", For::Staff),
    ("get", "/accounts/{account}/keys", For::Staff),
    ("post", "/accounts/{account}/keys", For::Staff),
    ("delete", "/accounts/{account}/keys/{key_id}", For::Staff),
    ("post", "/accounts/{account}/grants", For::Staff),
    ("post", "/deposits", For::Staff),
    ("post", "/deposits/{deposit}/credit", For::Staff),
    ("post", "/deposits/{deposit}/cancel", For::Staff),
    ("post", "/withdrawals/{withdrawal}/complete", For::Staff),
    ("post", "/withdrawals/{withdrawal}/cancel", For::Staff),
    ("post", "/policies", For::Staff),
    ("post", "/instruments", For::Staff),
    ("post", "/instruments/{code}/halt", For::Staff),
    ("post", "/instruments/{code}/resume", For::Staff),
    ("post", "/instruments/{code}/delist", For::Staff),
    ("post", "/instruments/{code}/units", For::Staff),
    ("post", "/instruments/{code}/distributions", For::Staff),
    ("get", "/instruments/{code}/distributions/preview", For::Staff),
    ("post", "/assets", For::Staff),
    ("post", "/assets/{code}/offering", For::Staff),
    ("post", "/assets/{code}/offering/cancel", For::Staff),
    ("post", "/assets/{code}/proceeds", For::Staff),
    ("post", "/cancellations", For::Staff),
    ("get", "/markets/{market}/jobs", For::Staff),
];

#[test]
fn f10_the_table_covers_every_route_of_the_description() {
    let description: Value = serde_json::from_str(&api::openapi_json()).unwrap();
    let mut described: Vec<(String, String)> = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    let mut listed: Vec<(String, String)> = ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    described.sort();
    listed.sort();
    assert_eq!(described, listed);
}

#[tokio::test]
async fn f10_every_route_refuses_whoever_may_not_use_it_and_nothing_changes() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000, 0).await;
    let before = world.facts().await;
    for &(method, path, allowed) in ROUTES {
        let filled = path
            .replace("{code}", "KRW-JG0127")
            .replace("{account}", &alice.account)
            .replace("{market}", "live")
            .replace("{order}", "live-5")
            .replace("{deposit}", "live-5")
            .replace("{withdrawal}", "live-5")
            .replace("{key_id}", "0");
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let code_for = |token: &'static str, given: String| {
            let (method, filled, world) = (method.clone(), filled.clone(), &world);
            async move {
                let body = if method == Method::GET { Value::Null } else { json!({}) };
                let answer = world.send(method, &filled, &given, None, body).await;
                (token, answer.status.as_u16(), answer.body["code"].as_str().unwrap_or("").to_owned())
            }
        };
        let nobody = code_for("nobody", String::new()).await;
        let stranger = code_for("stranger", "f".repeat(64)).await;
        let expect_none =
            |answer: &(&str, u16, String), code: &str| assert_eq!((answer.1, answer.2.as_str()), (401, code), "{path} {answer:?}");
        match allowed {
            // The instrument of the tests is no asset; that it is said to anybody is the point.
            For::Anybody => assert!(nobody.1 < 400 || nobody.2 == "unknown_asset", "{path} {nobody:?}"),
            For::Owner => {
                expect_none(&nobody, "authentication_required");
                expect_none(&stranger, "key_unknown");
                let staff = code_for("staff", STAFF.to_owned()).await;
                assert_eq!((staff.1, staff.2.as_str()), (403, "account_key_required"), "{path}");
            }
            For::Staff => {
                expect_none(&nobody, "authentication_required");
                expect_none(&stranger, "key_unknown");
                let owner = code_for("owner", alice.key.clone()).await;
                assert_eq!((owner.1, owner.2.as_str()), (403, "staff_only"), "{path}");
            }
        }
    }
    assert!(world.facts().await == before);
}
