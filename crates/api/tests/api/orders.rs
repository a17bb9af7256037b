use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::world::{COIN, STOCK, World, limit};

#[tokio::test]
async fn f31_an_order_rests_trades_and_says_so() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 1_000_000, 0).await, world.trader("live", 0, 100).await);
    let resting = world.post("/orders", &bob.key, Some("b1"), limit("sell", 5_000, 10)).await.is(201);
    assert_eq!((resting.body["state"].as_str(), resting.body["filled_quantity"].as_str()), (Some("open"), Some("0")));
    assert!(resting.header("ratelimit").starts_with("\"orders\";r="), "{:?}", resting.headers);
    let taking = world.post("/orders", &alice.key, Some("a1"), limit("buy", 5_010, 4)).await.is(201);
    assert_eq!(taking.body["state"], "filled");
    assert_eq!(taking.body["fills"][0]["price"], "5000", "at the maker's price");
    assert_eq!(taking.body["fills"][0]["fee"], "10", "5 bps of 20,000 won");
    assert!(taking.text_of("position").starts_with("live.0:"));
    let cash = world.get("/account", &alice.key).await.is(200);
    assert_eq!(cash.body["cash"], json!({"available": "979990", "held": "0", "total": "979990"}));
    assert_eq!(cash.body["holdings"][0]["total"], "4");
    let partly = world.post("/orders", &alice.key, Some("a2"), limit("buy", 5_000, 10)).await.is(201);
    assert_eq!(
        (partly.text_of("state"), partly.text_of("filled_quantity"), partly.text_of("remaining")),
        ("open".into(), "6".into(), "4".into())
    );
}

#[tokio::test]
async fn f33_a_repeated_key_gets_the_first_answer_and_another_body_is_refused() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let first = world.post("/orders", &alice.key, Some("same key"), limit("buy", 4_900, 3)).await.is(201);
    let again = world.post("/orders", &alice.key, Some("same key"), limit("buy", 4_900, 3)).await.is(201);
    assert_eq!(again.body, first.body);
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    let other = world.post("/orders", &alice.key, Some("same key"), limit("buy", 4_900, 4)).await;
    other.refuses(422, "idempotency_key_reused", "Idempotency-Key");
    world.post("/orders", &alice.key, Some("refused"), limit("buy", 4_901, 3)).await.refuses(422, "price_off_tick", "price");
    let refused_again = world.post("/orders", &alice.key, Some("refused"), limit("buy", 4_901, 3)).await;
    assert_eq!(refused_again.refuses(422, "price_off_tick", "price").header("idempotency-replayed"), "true");
    let open = world.get("/orders", &alice.key).await.is(200);
    assert_eq!(open.body["orders"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn f33_a_client_order_id_does_for_a_key() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let mut order = limit("buy", 4_900, 3);
    world.post("/orders", &alice.key, None, order.clone()).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
    order["client_order_id"] = "mine-1".into();
    let first = world.post("/orders", &alice.key, None, order.clone()).await.is(201);
    assert_eq!(first.text_of("client_order_id"), "mine-1");
    let again = world.post("/orders", &alice.key, None, order.clone()).await.is(201);
    assert_eq!(again.body, first.body);
    let other_key = world.post("/orders", &alice.key, Some("k"), order.clone()).await;
    other_key.refuses(409, "client_order_id_already_used", "client_order_id");
    for id in ["", "two words", "탭", "tab\t", &"x".repeat(65)] {
        order["client_order_id"] = id.into();
        let answer = world.post("/orders", &alice.key, Some("k2"), order.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.text_of("field")), (400, "client_order_id".to_owned()), "{id:?}");
    }
    for key in [" ".repeat(65), String::new()] {
        world.post("/orders", &alice.key, Some(&key), limit("buy", 4_900, 3)).await.refuses(
            400,
            "idempotency_key_malformed",
            "Idempotency-Key",
        );
    }
}

/// Each row: what differs from a good order, and the refusal.
#[tokio::test]
async fn f35_every_bad_order_is_refused_by_name_and_changes_nothing() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 100).await;
    let rows: Vec<(Value, u16, &str, &str)> = vec![
        (json!({"price": "5001"}), 422, "price_off_tick", "price"),
        (json!({"price": "0"}), 422, "price_off_tick", "price"),
        (json!({"price": "6510"}), 422, "price_beyond_band", "price"),
        (json!({"price": "3490"}), 422, "price_beyond_band", "price"),
        (json!({"price": "9999999999999990"}), 422, "price_beyond_band", "price"),
        (json!({"price": "50.5"}), 422, "too_many_decimals", "price"),
        (json!({"price": "99999999999999999"}), 400, "number_malformed", "price"),
        (json!({"price": "9999999999999999999999"}), 400, "number_malformed", "price"),
        (json!({"price": "5e3"}), 400, "number_malformed", "price"),
        (json!({"price": "-5000"}), 400, "number_malformed", "price"),
        (json!({"price": "05000"}), 400, "number_malformed", "price"),
        (json!({"price": "NaN"}), 400, "number_malformed", "price"),
        (json!({"price": ""}), 400, "number_malformed", "price"),
        (json!({"price": "5,000"}), 400, "number_malformed", "price"),
        (json!({"price": 5000}), 400, "body_malformed", "price"),
        (json!({"price": null}), 400, "field_required", "price"),
        (json!({"price": "5".repeat(1_000)}), 400, "body_malformed", "price"),
        (json!({"quantity": "0"}), 422, "quantity_not_positive", "quantity"),
        (json!({"quantity": "0.5"}), 422, "too_many_decimals", "quantity"),
        (json!({"quantity": "100001"}), 422, "quantity_too_large", "quantity"),
        (json!({"quantity": "9999999999999999"}), 422, "quantity_too_large", "quantity"),
        (json!({"quantity": 1}), 400, "body_malformed", "quantity"),
        (json!({"quantity": "1", "amount": "1"}), 400, "field_not_allowed", "amount"),
        (json!({"quantity": null}), 400, "field_required", "quantity"),
        (json!({"quantity": null, "amount": "10000"}), 422, "amount_needs_market_buy", "amount"),
        (json!({"stop_price": "5000"}), 400, "field_not_allowed", "stop_price"),
        (json!({"until": "next_session"}), 400, "field_not_allowed", "until"),
        (json!({"kind": "stop_limit"}), 400, "field_required", "stop_price"),
        (json!({"kind": "reserved"}), 400, "field_required", "until"),
        (json!({"kind": "reserved", "until": "soon"}), 400, "value_malformed", "until"),
        (json!({"kind": "reserved", "until": "2035-01-01T00:00:00Z"}), 422, "reserved_time_out_of_range", "until"),
        (json!({"kind": "market"}), 400, "field_not_allowed", "price"),
        (json!({"kind": "iceberg"}), 400, "body_malformed", "kind"),
        (json!({"kind": "stop_limit", "stop_price": "5000", "time_in_force": "ioc"}), 422, "time_in_force_not_for_kind", "time_in_force"),
        (json!({"time_in_force": "forever"}), 400, "body_malformed", "time_in_force"),
        (json!({"side": "both"}), 400, "body_malformed", "side"),
        (json!({"side": null}), 400, "body_malformed", "side"),
        (json!({"side": "sell", "quantity": "101"}), 422, "insufficient_units", "quantity"),
        (json!({"quantity": "201"}), 422, "insufficient_cash", "amount"),
        (json!({"instrument": "KRW-NONE"}), 404, "unknown_instrument", "instrument"),
        (json!({"instrument": COIN}), 422, "wrong_market", ""),
        (json!({"instrument": "X".repeat(25)}), 400, "body_malformed", "instrument"),
        (json!({"self_trade_prevention": "never"}), 400, "body_malformed", "self_trade_prevention"),
        (json!({"leverage": "10"}), 400, "body_malformed", "leverage"),
    ];
    let before = world.facts().await;
    for (number, (change, status, code, field)) in rows.into_iter().enumerate() {
        let mut order = limit("buy", 5_000, 10);
        let fields = change.as_object().unwrap().clone();
        fields.into_iter().for_each(|(name, value)| order[name] = value);
        let answer = world.post("/orders", &alice.key, Some(&format!("bad {number}")), order).await;
        eprintln!("{change}");
        answer.refuses(status, code, field);
    }
    assert!(world.facts().await == before, "a refused order changed something");
}

#[tokio::test]
async fn f35_bodies_that_are_no_orders_are_refused_before_the_market() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let good = limit("buy", 5_000, 1).to_string();
    let send = |kind: &'static str, body: Vec<u8>| {
        let request =
            Request::post("/api/v1/orders").header("authorization", format!("Bearer {}", alice.key)).header("idempotency-key", "k");
        let request = if kind.is_empty() { request } else { request.header("content-type", kind) };
        world.answer(request.body(Body::from(body)).unwrap())
    };
    let seq = world.live.gateway.durable_seq();
    for body in
        ["", "{", "null", "[]", "7", "\"order\"", "{}{}", &format!("{good}x"), &good.replace("\"side\"", "\"side\":\"buy\",\"side\"")]
    {
        let answer = send("application/json", body.as_bytes().to_vec()).await;
        assert_eq!((answer.status.as_u16(), answer.text_of("code")), (400, "body_malformed".to_owned()), "{body}");
    }
    send("application/json", vec![0xff, 0xfe]).await.refuses(400, "body_malformed", "");
    send("application/json", format!("{}[]", "[".repeat(10_000)).into_bytes()).await.is(400);
    send("text/plain", good.clone().into_bytes()).await.refuses(415, "content_type_not_json", "");
    send("", good.clone().into_bytes()).await.refuses(415, "content_type_not_json", "");
    send("application/json", vec![b' '; 17 << 10]).await.refuses(413, "body_too_large", "");
    assert_eq!(world.live.gateway.durable_seq(), seq, "none of them reached the market");
    send("application/json; charset=utf-8", good.into_bytes()).await.is(201);
}

#[tokio::test]
async fn f35_a_closed_session_refuses_and_the_reason_is_told_in_the_callers_language() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    // 20:00 in Korea.
    world.clock.advance_seconds(10 * 3_600);
    let before = world.facts().await;
    let closed = world.post("/orders", &alice.key, Some("late"), limit("buy", 5_000, 1)).await.refuses(409, "session_closed", "instrument");
    assert_eq!(closed.text_of("detail"), "the session is closed");
    assert_eq!(closed.text_of("type"), "urn:jogak:problem:session_closed");
    let request = Request::post("/api/v1/orders")
        .header("authorization", format!("Bearer {}", alice.key))
        .header("idempotency-key", "late 2")
        .header("content-type", "application/json")
        .header("x-request-id", "client-7");
    let korean = world.answer(request.body(Body::from(limit("buy", 5_000, 1).to_string())).unwrap()).await;
    let korean = korean.refuses(409, "session_closed", "instrument");
    assert_eq!((korean.text_of("detail"), korean.text_of("request_id")), ("장이 열려 있지 않습니다".to_owned(), "client-7".to_owned()));
    let after = world.facts().await;
    assert_eq!(after.iter().map(|facts| &facts.0).collect::<Vec<_>>(), before.iter().map(|facts| &facts.0).collect::<Vec<_>>());
    assert_eq!(world.get(&format!("/instruments/{STOCK}"), "").await.is(200).text_of("state"), "closed");
}

#[tokio::test]
async fn f100_an_account_that_sends_too_much_waits_and_others_do_not() {
    let world = World::with_rate(api::RateLimit { orders_per_s: 1, burst: 3 }).await;
    let (alice, bob) = (world.trader("live", 1_000_000, 0).await, world.trader("live", 1_000_000, 0).await);
    for number in 0..3 {
        world.post("/orders", &alice.key, Some(&format!("{number}")), limit("buy", 4_000, 1)).await.is(201);
    }
    let seq = world.live.gateway.durable_seq();
    let limited = world.post("/orders", &alice.key, Some("4"), limit("buy", 4_000, 1)).await.refuses(429, "rate_limited", "");
    assert_eq!(limited.header("retry-after"), "1");
    assert_eq!(world.live.gateway.durable_seq(), seq);
    world.post("/orders", &bob.key, Some("1"), limit("buy", 4_000, 1)).await.is(201);
}

#[tokio::test]
async fn f31_a_buy_by_amount_and_a_waiting_order_say_what_they_are() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 1_000_000, 0).await, world.trader("live", 0, 100).await);
    world.post("/orders", &bob.key, Some("b1"), limit("sell", 5_000, 10)).await.is(201);
    let by_amount = json!({"instrument": STOCK, "side": "buy", "kind": "market", "amount": "27000"});
    let answer = world.post("/orders", &alice.key, Some("a1"), by_amount).await.is(201);
    assert_eq!((answer.text_of("state"), answer.text_of("cancel_reason")), ("cancelled".into(), "amount_spent".into()));
    assert_eq!((answer.text_of("filled_quantity"), answer.text_of("remaining")), ("5".into(), "2000".into()));
    let stop = json!({"instrument": STOCK, "side": "buy", "kind": "stop_limit", "price": "5100", "stop_price": "5050", "quantity": "2"});
    let waiting = world.post("/orders", &alice.key, Some("a2"), stop).await.is(201);
    assert_eq!(waiting.text_of("state"), "waiting");
    let shown = world.get(&format!("/orders/{}", waiting.text_of("order_id")), &alice.key).await.is(200);
    assert_eq!((&shown.body["order"]["state"], &shown.body["order"]["stop_price"]), (&json!("waiting"), &json!("5050")));
}

#[tokio::test]
async fn a_closed_door_is_busy_and_says_when_to_come_back() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    world.live.gateway.door().close(gateway::ClosedReason::DiskNearlyFull);
    let answer = world.post("/orders", &alice.key, Some("k"), limit("buy", 5_000, 1)).await.refuses(503, "door_closed", "");
    assert_eq!(answer.header("retry-after"), "5");
    world.live.gateway.door().open(gateway::ClosedReason::DiskNearlyFull);
    world.post("/orders", &alice.key, Some("k"), limit("buy", 5_000, 1)).await.is(201);
    let wrong_method = world.send(Method::PUT, "/orders", &alice.key, None, Value::Null).await;
    wrong_method.refuses(405, "method_not_allowed", "");
    world.get("/nothing", &alice.key).await.refuses(404, "not_found", "");
}
