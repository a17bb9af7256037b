use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{STAFF, World, limit};

#[tokio::test]
async fn f10_accounts_are_opened_in_one_market_and_shown_to_staff() {
    let world = World::new().await;
    let body = json!({"market": "practice", "owner": "77", "kind": "simulated"});
    let opened = world.post("/accounts", STAFF, Some("open"), body.clone()).await.is(201);
    let again = world.post("/accounts", STAFF, Some("open"), body).await.is(201);
    assert_eq!(again.body, opened.body);
    let account = opened.text_of("account");
    assert!(account.starts_with("P-"));
    let shown = world.get(&format!("/accounts/{account}"), STAFF).await.is(200);
    assert_eq!(
        (&shown.body["owner"], &shown.body["is_simulated"], &shown.body["market"]),
        (&json!("77"), &json!(true), &json!("practice"))
    );
    for (body, status, code, field) in [
        (json!({"market": "live", "owner": "0", "kind": "investor"}), 422, "owner_required", "owner"),
        (json!({"market": "live", "owner": "-1", "kind": "investor"}), 400, "number_malformed", "owner"),
        (json!({"market": "live", "owner": "1", "kind": "house"}), 403, "account_kind_not_allowed", "kind"),
        (json!({"market": "live", "owner": "1", "kind": "company"}), 422, "own_instrument_required", "own_instrument"),
        (json!({"market": "live", "owner": "1", "kind": "company", "own_instrument": "KRW-NO"}), 400, "value_malformed", "own_instrument"),
        (json!({"market": "both", "owner": "1", "kind": "investor"}), 400, "body_malformed", "market"),
    ] {
        world.post("/accounts", STAFF, None, body).await.refuses(status, code, field);
    }
}

#[tokio::test]
async fn f4_a_verification_ends_on_a_day_and_buying_needs_it() {
    let world = World::new().await;
    let alice = world.trader("live", 100_000, 0).await;
    let path = format!("/accounts/{}/verification", alice.account);
    let body = |until: &str| json!({"verified_until": until, "country": 410, "class": "general"});
    world.post(&path, STAFF, None, body("2026-11-22")).await.refuses(422, "verification_in_past", "verified_until");
    world.post(&path, STAFF, None, body("2026-11-31")).await.refuses(400, "value_malformed", "verified_until");
    world.post(&path, STAFF, None, json!({"verified_until": "2030-01-01", "country": 70_000, "class": "general"})).await.refuses(
        400,
        "body_malformed",
        "country",
    );
    world.post("/accounts/L-99999/verification", STAFF, None, body("2030-01-01")).await.refuses(404, "unknown_account", "account");
    let opened =
        world.post("/accounts", STAFF, None, json!({"market": "live", "owner": "5", "kind": "investor"})).await.is(201).text_of("account");
    let key = world.post(&format!("/accounts/{opened}/keys"), STAFF, None, Value::Null).await.is(201).text_of("key");
    world.post("/orders", &key, Some("1"), limit("buy", 5_000, 1)).await.refuses(403, "verification_expired", "account");
}

#[tokio::test]
async fn f34_the_accounts_own_mode_of_prevention_is_kept() {
    let world = World::new().await;
    let alice = world.trader("live", 0, 0).await;
    let path = "/account/self-trade-prevention";
    world.send(Method::PUT, path, &alice.key, None, json!({"mode": "decrement"})).await.is(200);
    assert_eq!(world.get("/account", &alice.key).await.body["self_trade_prevention"], "decrement");
    world.send(Method::PUT, path, &alice.key, None, json!({"mode": "off"})).await.refuses(400, "body_malformed", "mode");
}

#[tokio::test]
async fn f100_a_revoked_key_is_of_no_use_and_the_others_are() {
    let world = World::new().await;
    let alice = world.trader("live", 0, 0).await;
    let path = format!("/accounts/{}/keys", alice.account);
    let second = world.post(&path, STAFF, None, Value::Null).await.is(201);
    let listed = world.get(&path, STAFF).await.is(200);
    assert_eq!(listed.body["keys"].as_array().map(Vec::len), Some(2));
    assert!(!listed.text.contains(&alice.key) && !listed.text.contains(&second.text_of("key")));
    let one = format!("{path}/{}", second.text_of("key_id"));
    world.send(Method::DELETE, &one, STAFF, None, Value::Null).await.is(204);
    world.send(Method::DELETE, &one, STAFF, None, Value::Null).await.refuses(404, "not_found", "key_id");
    world.get("/account", &second.text_of("key")).await.refuses(401, "key_unknown", "");
    world.get("/account", &alice.key).await.is(200);
    world.post("/accounts/L-99999/keys", STAFF, None, Value::Null).await.refuses(404, "unknown_account", "account");
    world.post("/accounts/L1-16/keys", STAFF, None, Value::Null).await.refuses(422, "wrong_market", "");
}
