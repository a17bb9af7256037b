use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{COIN, STAFF, STOCK, World, limit};

#[tokio::test]
async fn f32_amend_and_cancel_change_the_order_and_give_back_what_it_held() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let order = world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 10)).await.is(201).text_of("order_id");
    let path = format!("/orders/{order}");
    let amended = world.send(Method::PATCH, &path, &alice.key, Some("2"), json!({"price": "4900", "quantity": "7"})).await.is(200);
    assert_eq!(
        (amended.text_of("price"), amended.text_of("remaining"), amended.text_of("state")),
        ("4900".into(), "7".into(), "open".into())
    );
    let again = world.send(Method::PATCH, &path, &alice.key, Some("2"), json!({"price": "4900", "quantity": "7"})).await.is(200);
    assert_eq!((again.body, again.headers["idempotency-replayed"].to_str().unwrap()), (amended.body, "true"));
    let cancelled = world.send(Method::DELETE, &path, &alice.key, None, Value::Null).await.is(200);
    assert_eq!((cancelled.text_of("cancel_reason"), cancelled.text_of("released")), ("by_owner".into(), "34318".into()));
    assert_eq!(world.get("/account", &alice.key).await.body["cash"]["available"], "1000000");
    let shown = world.get(&path, &alice.key).await.is(200);
    assert_eq!((&shown.body["order"]["state"], &shown.body["order"]["remaining"]), (&json!("cancelled"), &json!("7")));
    world.send(Method::DELETE, &path, &alice.key, None, Value::Null).await.refuses(404, "unknown_order", "order");
}

#[tokio::test]
async fn f32_bad_changes_are_refused_by_name_and_change_nothing() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 1_000_000, 0).await, world.trader("live", 0, 10).await);
    let order = world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 10)).await.is(201).text_of("order_id");
    world.post("/orders", &bob.key, Some("1"), limit("sell", 5_000, 4)).await.is(201);
    let before = world.facts().await;
    let path = format!("/orders/{order}");
    let rows = [
        (json!({}), 422, "nothing_to_amend", "quantity"),
        (json!({"price": "4901"}), 422, "price_off_tick", "price"),
        (json!({"price": "9990"}), 422, "price_beyond_band", "price"),
        (json!({"price": "x"}), 400, "number_malformed", "price"),
        (json!({"price": 4900}), 400, "body_malformed", "price"),
        (json!({"quantity": "4"}), 422, "amend_below_traded", "quantity"),
        (json!({"quantity": "0.5"}), 422, "too_many_decimals", "quantity"),
        (json!({"quantity": "100001"}), 422, "quantity_too_large", "quantity"),
        (json!({"quantity": "9000"}), 422, "insufficient_cash", "amount"),
        (json!({"side": "sell"}), 400, "body_malformed", "side"),
    ];
    for (body, status, code, field) in rows {
        world.send(Method::PATCH, &path, &alice.key, None, body).await.refuses(status, code, field);
    }
    for (id, status, code) in [
        ("live-99999999", 404, "unknown_order"),
        ("live-1", 404, "unknown_order"),
        ("practice-1", 422, "wrong_market"),
        ("live-01", 400, "path_malformed"),
        ("x", 400, "path_malformed"),
        ("live.1-1", 422, "wrong_market"),
    ] {
        let path = format!("/orders/{id}");
        for (method, body) in [(Method::PATCH, json!({"quantity": "9"})), (Method::DELETE, Value::Null), (Method::GET, Value::Null)] {
            let answer = world.send(method.clone(), &path, &alice.key, None, body).await;
            assert_eq!((answer.status.as_u16(), answer.text_of("code").as_str()), (status, code), "{method} {id}");
        }
    }
    for (method, body) in [(Method::PATCH, json!({"quantity": "9"})), (Method::DELETE, Value::Null), (Method::GET, Value::Null)] {
        let answer = world.send(method, &path, &bob.key, None, body).await;
        answer.refuses(404, "unknown_order", "order");
    }
    assert!(world.facts().await == before);
}

#[tokio::test]
async fn f32_all_orders_of_a_scope_are_cancelled_and_no_others() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 100).await;
    let bob = world.trader("live", 1_000_000, 0).await;
    for (number, (side, price)) in [("buy", 4_900), ("buy", 4_800), ("sell", 5_100)].into_iter().enumerate() {
        world.post("/orders", &alice.key, Some(&number.to_string()), limit(side, price, 1)).await.is(201);
    }
    world.post("/orders", &bob.key, Some("1"), limit("buy", 4_900, 1)).await.is(201);
    let path = format!("/orders?instrument={STOCK}&side=buy");
    let buys = world.send(Method::DELETE, &path, &alice.key, None, Value::Null).await.is(200);
    assert_eq!(buys.body["cancelled"], 2);
    let unknown = world.send(Method::DELETE, "/orders?price=1", &alice.key, None, Value::Null).await;
    assert_eq!((unknown.status.as_u16(), unknown.text_of("code")), (400, "query_malformed".to_owned()));
    world.send(Method::DELETE, &format!("/orders?instrument={COIN}"), &alice.key, None, Value::Null).await.refuses(422, "wrong_market", "");
    let scope = json!({"market": "live", "instrument": STOCK});
    world.post("/cancellations", STAFF, None, json!({"market": "live"})).await.refuses(422, "scope_required", "account");
    world.post("/cancellations", STAFF, None, json!({"market": "live", "account": "P-16"})).await.refuses(422, "wrong_market", "");
    world.post("/cancellations", STAFF, None, json!({"market": "live", "account": "Bob"})).await.refuses(400, "value_malformed", "account");
    world.post("/cancellations", STAFF, None, scope).await.is(200);
    // A scope that is not one account's may be a job; it ends by itself.
    while world.facts().await[0].2 > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.get("/orders", &bob.key).await.body["orders"], json!([]));
}
