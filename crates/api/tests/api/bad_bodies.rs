//! Every request body, spoilt in every way that its form allows: each is refused before the market hears of it, and names the field.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::people::sign_up_body;
use crate::world::{HOST, STAFF, STOCK, Trader, World, limit};
use people::Role;
use policies::Builtin;

/// How a request says who sends it.
enum By {
    Token(String),
    /// From a page of the server, with this cookie.
    Page(String),
}

struct Route {
    method: Method,
    path: String,
    by: By,
    body: Value,
    /// Fields that may be absent or null.
    optional: &'static [&'static str],
}

fn routes(alice: &Trader) -> Vec<Route> {
    let account = &alice.account;
    let route = |method, path: String, token: &str, body, optional| Route { method, path, by: By::Token(token.to_owned()), body, optional };
    let mut order = limit("buy", 5_000, 1);
    order["time_in_force"] = "gtc".into();
    order["self_trade_prevention"] = "decrement".into();
    order["client_order_id"] = "c".into();
    let listing = crate::world::listing("live", "KRW-NEW", Builtin::KrxTicks, Builtin::LiveCalendar);
    let fees = json!({"kind": "fees", "maker_bps": 5, "taker_bps": 5});
    vec![
        route(
            Method::POST,
            "/orders".into(),
            &alice.key,
            order,
            &["time_in_force", "price", "quantity", "self_trade_prevention", "client_order_id"],
        ),
        route(Method::POST, "/orders/batch".into(), &alice.key, json!({"orders": [limit("buy", 5_000, 1)]}), &[]),
        route(Method::PATCH, "/orders/live-1".into(), &alice.key, json!({"price": "5000", "quantity": "1"}), &["price", "quantity"]),
        route(Method::PUT, "/account/self-trade-prevention".into(), &alice.key, json!({"mode": "decrement"}), &[]),
        route(Method::POST, "/withdrawals".into(), &alice.key, json!({"amount": "1"}), &[]),
        route(
            Method::POST,
            "/accounts".into(),
            STAFF,
            json!({"market": "live", "owner": "1", "kind": "company", "own_instrument": STOCK}),
            &["own_instrument"],
        ),
        route(
            Method::POST,
            format!("/accounts/{account}/verification"),
            STAFF,
            json!({"verified_until": "2030-01-01", "country": 410, "class": "general"}),
            &[],
        ),
        route(Method::POST, format!("/accounts/{account}/grants"), STAFF, json!({"amount": "1"}), &[]),
        route(Method::POST, "/deposits".into(), STAFF, json!({"account": account, "amount": "1", "external_id": "x"}), &[]),
        route(
            Method::POST,
            "/policies".into(),
            STAFF,
            json!({"market": "live", "policy": "900", "valid_from": "2026-11-24T00:00:00Z", "source": "x", "body": fees}),
            &[],
        ),
        route(Method::POST, "/instruments".into(), STAFF, listing, &[]),
        route(Method::POST, format!("/instruments/{STOCK}/halt"), STAFF, json!({"reason": "x"}), &[]),
        route(Method::POST, format!("/instruments/{STOCK}/delist"), STAFF, json!({"reason": "x"}), &[]),
        route(Method::POST, format!("/instruments/{STOCK}/units"), STAFF, json!({"account": account, "quantity": "1", "cost": "1"}), &[]),
        route(Method::POST, format!("/instruments/{STOCK}/distributions"), STAFF, json!({"payer": account, "total": "1"}), &[]),
        route(
            Method::POST,
            "/assets".into(),
            STAFF,
            json!({
                "instrument": STOCK, "owner": account, "class": "company", "appraisal": "100", "total_units": "10", "share_bps": 1,
            }),
            &[],
        ),
        route(
            Method::POST,
            format!("/assets/{STOCK}/offering"),
            STAFF,
            json!({
                "opens_at": "2026-11-24T00:00:00Z", "closes_at": "2026-11-25T00:00:00Z", "minimum": "1", "maximum": "1", "target": "1",
            }),
            &[],
        ),
        route(Method::POST, format!("/assets/{STOCK}/offering/cancel"), STAFF, json!({"reason": "x"}), &[]),
        route(Method::POST, format!("/assets/{STOCK}/proceeds"), STAFF, json!({"amount": "1", "evidence": "00".repeat(32)}), &[]),
        route(Method::POST, format!("/assets/{STOCK}/subscriptions"), &alice.key, json!({"quantity": "1"}), &[]),
        route(
            Method::POST,
            "/cancellations".into(),
            STAFF,
            json!({"market": "live", "account": account, "instrument": STOCK, "side": "buy"}),
            &["account", "instrument", "side"],
        ),
    ]
}

/// Routes of pages: with the cookies of an investor, a reviewer, a treasurer and an administrator.
fn pages([investor, reviewer, treasurer, administrator]: [&str; 4], bank_number: &str) -> Vec<Route> {
    let route = |path: &str, cookie: &str, body| Route {
        method: Method::POST,
        path: path.to_owned(),
        by: By::Page(cookie.to_owned()),
        body,
        optional: &[],
    };
    let mut staff = sign_up_body("new@example.com");
    staff["token"] = "0".repeat(64).into();
    let document = json!({"document_kind": "passport", "id_number": "M1234567", "country": 410, "document": "iVBORw0KGgo="});
    vec![
        route("/sign-up/investor", "", sign_up_body("new@example.com")),
        route("/sign-up/agent", "", sign_up_body("new@example.com")),
        route("/sign-up/staff", "", staff),
        route("/sessions", "", json!({"email": "nobody@example.com", "password": "not the right one"})),
        route("/kyc", investor, document),
        route("/virtual-bank/transfers", investor, json!({"transfer_id": "t", "account_number": bank_number, "amount": "1"})),
        route("/staff/kyc/1/decision", reviewer, json!({"decision": "approve", "reason": "x"})),
        route("/staff/evidence", treasurer, json!({"document": "JVBERi0xLjcK"})),
        route("/staff/invitations", administrator, json!({"role": "reviewer"})),
    ]
}

/// Bodies that differ from a good one in one place, with the field that is at fault.
fn spoilt(route: &Route) -> Vec<(Value, String)> {
    let mut list = vec![];
    for (name, good) in route.body.as_object().unwrap() {
        for bad in [
            json!(null),
            json!(true),
            json!([[]]),
            json!({"x": 1}),
            json!(-1),
            json!(1.5),
            json!("\u{1F4A9}"),
            json!("x".repeat(300)),
            json!(99_999_999),
        ] {
            let is_allowed = (bad.is_null() && route.optional.contains(&name.as_str()))
                || (good.is_number() && bad.is_u64())
                || is_free_text(name, &bad);
            if !is_allowed {
                let mut body = route.body.clone();
                body[name] = bad;
                list.push((body, name.clone()));
            }
        }
        if !route.optional.contains(&name.as_str()) {
            let mut body = route.body.clone();
            body.as_object_mut().unwrap().remove(name);
            list.push((body, name.clone()));
        }
    }
    // A list of the fields' values is no object, neither the body nor what stands in it.
    for (name, good) in route.body.as_object().unwrap() {
        if let Some(inner) = good.as_object() {
            let mut body = route.body.clone();
            body[name] = inner.values().cloned().collect();
            list.push((body, name.clone()));
        }
    }
    let mut more = route.body.clone();
    more["surprise"] = json!("x");
    list.push((more, "surprise".to_owned()));
    list
}

/// A text for people takes any text of its length.
fn is_free_text(name: &str, bad: &Value) -> bool {
    // Any text is a name, and a password is only compared at a login.
    if matches!(name, "name") && bad.as_str().is_some_and(|text| text.chars().count() <= 64) {
        return true;
    }
    matches!(name, "reason" | "source") && bad.as_str().is_some_and(|text| text.len() <= 256)
}

#[tokio::test]
async fn f35_spoilt_bodies_of_every_route_are_refused_by_name_and_never_blamed_on_the_server() {
    let world = World::new().await;
    let alice = world.trader("live", 10_000, 10).await;
    let reviewer = world.person(Role::Reviewer, "reviewer@example.com").await;
    let investor = world.investor("investor@example.com", "900101-1234567", &reviewer).await;
    let treasurer = world.person(Role::Treasurer, "treasurer@example.com").await;
    let administrator = world.person(Role::Administrator, "administrator@example.com").await;
    let bank_number = world.see("/virtual-bank/account", &investor).await.is(200).text_of("account_number");
    let before = world.facts().await;
    let people = world.people_rows().await;
    let mut refused = 0;
    for route in routes(&alice).into_iter().chain(pages([&investor, &reviewer, &treasurer, &administrator], &bank_number)) {
        for (body, field) in spoilt(&route) {
            refused += 1;
            let key = format!("spoilt {refused}");
            let answer = match &route.by {
                By::Token(token) => world.send(route.method.clone(), &route.path, token, Some(&key), body.clone()).await,
                By::Page(cookie) => world.browse(route.method.clone(), &route.path, cookie, body.clone()).await,
            };
            assert!(answer.status.is_client_error(), "{} {}: {body}: {}", route.method, route.path, answer.text);
            let named = answer.body["field"].as_str().unwrap_or("");
            let is_named = named == field || named.starts_with(&format!("{field}[")) || named.starts_with(&format!("{field}."));
            let is_other_fault = matches!(
                answer.body["code"].as_str(),
                Some("unknown_order" | "unknown_instrument" | "code_malformed" | "kyc_decided" | "login_refused" | "too_many_attempts")
            );
            assert!(is_named || is_other_fault, "{} {}: {body}: {}", route.method, route.path, answer.text);
        }
        for text in ["", "{", "null", "[]", "\u{0}", "{\"a\":}"] {
            let request = Request::builder().method(route.method.clone()).uri(format!("/api/v1{}", route.path));
            let request = match &route.by {
                By::Token(token) => request.header("authorization", format!("Bearer {token}")),
                By::Page(cookie) => request.header("cookie", cookie).header("host", HOST).header("origin", format!("https://{HOST}")),
            };
            let request = request.header("content-type", "application/json");
            let answer = world.answer(request.header("idempotency-key", "nonsense").body(Body::from(text)).unwrap()).await;
            assert_eq!((answer.status.as_u16(), answer.body["code"].as_str()), (400, Some("body_malformed")), "{} {text:?}", route.path);
        }
        let long = json!({"long": "x".repeat(if matches!(route.path.as_str(), "/kyc" | "/staff/evidence") { 12 << 20 } else { 2 << 20 })});
        let answer = match &route.by {
            By::Token(token) => world.send(route.method.clone(), &route.path, token, Some("long"), long).await,
            By::Page(cookie) => world.browse(route.method.clone(), &route.path, cookie, long).await,
        };
        answer.refuses(413, "body_too_large", "");
    }
    assert!(refused > 300, "{refused}");
    assert!(world.facts().await == before, "a refused request changed something");
    assert_eq!(world.people_rows().await, people);
}
