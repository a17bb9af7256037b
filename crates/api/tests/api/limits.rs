use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::world::{KEYS_MAX, STAFF, World, limit};

#[tokio::test]
async fn f33_the_window_of_keys_is_published_and_shortens_when_the_memory_fills_up() {
    let world = World::new().await;
    let alice = world.trader("live", 100_000_000, 0).await;
    let window = |limits: &serde_json::Value| limits["markets"][0]["idempotency_keys"].clone();
    let before = world.get("/limits", "").await.is(200);
    assert_eq!(before.body["markets"][0]["market"], "live");
    assert_eq!((&before.body["orders"]["batch_max"], &before.body["page_max"]), (&json!(1_000), &json!(500)));
    let keys = window(&before.body);
    assert_eq!((&keys["window_s"], &keys["used_max"]), (&json!(86_400), &json!(KEYS_MAX)));
    assert!(keys["remembered_since"].as_str().unwrap().ends_with('Z'));
    let used = keys["used"].as_u64().unwrap();
    world.post("/orders", &alice.key, Some("one more"), limit("buy", 5_000, 1)).await.is(201);
    assert_eq!(window(&world.get("/limits", "").await.is(200).body)["used"], json!(used + 1));

    // Refusals are remembered too; ten minutes are enough to fill a generation with them.
    world.clock.advance_seconds(600);
    let refused = vec![json!({"instrument": "KRW-JG0127", "side": "buy", "kind": "limit", "price": "1", "quantity": "1"}); 1_000];
    for number in 0..KEYS_MAX as usize / 1_000 + 1 {
        let filler = world.trader("live", 0, 0).await;
        let body = json!({"orders": refused});
        world.post("/orders/batch", &filler.key, Some(&format!("{number}")), body).await.is(200);
    }
    let keys = window(&world.get("/limits", "").await.is(200).body);
    assert_eq!(keys["window_s"], json!(600), "{keys}");
    assert!(keys["used"].as_u64().unwrap() < 2_000, "{keys}");
    let get = |path: &str| Request::get(path.to_owned()).body(Body::empty()).unwrap();
    let metrics = world.answer(get("/metrics")).await.is(200);
    for line in ["jogak_key_window_seconds{shard=", "jogak_keys_used{shard=", "jogak_keys_used_max{shard="] {
        assert!(metrics.text.contains(line), "{line} is not in {}", metrics.text);
    }
}

#[tokio::test]
async fn f80_reference_data_and_the_description_carry_a_tag_that_saves_getting_them_again() {
    let world = World::new().await;
    for path in ["/api/v1/instruments", "/api/v1/instruments/KRW-JG0127", "/api/v1/markets/live/policies", "/openapi.json"] {
        let ask = |tag: &str| Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap();
        world.settle().await;
        let first = world.answer(ask("\"another\"")).await.is(200);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let again = world.answer(ask(&known)).await.is(304);
            assert_eq!((again.text.as_str(), again.header("etag")), ("", tag.as_str()), "{path}");
        }
    }
    // A change gives another tag.
    let ask = || Request::get("/api/v1/instruments/KRW-JG0127").body(Body::empty()).unwrap();
    let before = world.answer(ask()).await.is(200).header("etag").to_owned();
    world.post("/instruments/KRW-JG0127/halt", STAFF, Some("halt"), json!({"reason": "a test"})).await.is(200);
    world.settle().await;
    assert_ne!(world.answer(ask()).await.is(200).header("etag"), before);
    // A problem has none.
    let unknown = world.answer(Request::get("/api/v1/instruments/KRW-NO").body(Body::empty()).unwrap()).await.is(404);
    assert_eq!(unknown.header("etag"), "");
}

#[tokio::test]
async fn f80_the_description_is_served_as_it_is_committed() {
    let world = World::new().await;
    let served = world.answer(Request::get("/openapi.json").body(Body::empty()).unwrap()).await.is(200);
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.text, api::openapi_json());
}

#[tokio::test]
async fn f10_accounts_of_the_house_say_what_they_are_for() {
    let world = World::new().await;
    let roles = ["fees", "tax", "remainder", "unclaimed", "bank_clearing", "grant", "distribution_escrow", "offering_escrow", "reserved"];
    for (local, role) in (1..).zip(roles) {
        for letter in ["L", "P"] {
            let shown = world.get(&format!("/accounts/{letter}-{local}"), STAFF).await.is(200);
            assert_eq!((&shown.body["kind"], &shown.body["house_role"]), (&json!("house"), &json!(role)), "{letter}-{local}");
        }
    }
    let alice = world.trader("live", 100, 0).await;
    assert!(world.get("/account", &alice.key).await.is(200).body["house_role"].is_null());
    let clearing = world.get("/accounts/L-5", STAFF).await.is(200);
    assert_eq!(clearing.body["cash"]["available"], "-100");
}
