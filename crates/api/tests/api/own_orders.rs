use serde_json::json;

use crate::world::{STOCK, World, limit};

#[tokio::test]
async fn f44_own_orders_and_fills_come_in_pages_newest_first() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 1_000_000, 0).await, world.trader("live", 0, 100).await);
    let mut placed = Vec::new();
    for number in 0..5 {
        placed.push(
            world
                .post("/orders", &alice.key, Some(&number.to_string()), limit("buy", 5_000 - number * 10, 1))
                .await
                .is(201)
                .text_of("order_id"),
        );
    }
    let mut seen = Vec::new();
    let mut path = "/orders?limit=2".to_owned();
    loop {
        let page = world.get(&path, &alice.key).await.is(200);
        seen.extend(page.body["orders"].as_array().unwrap().iter().map(|order| order["order_id"].as_str().unwrap().to_owned()));
        match page.body["next"].as_str() {
            Some(next) => path = format!("/orders?limit=2&cursor={next}"),
            None => break,
        }
    }
    placed.reverse();
    assert_eq!(seen, placed);
    let sold = world.post("/orders", &bob.key, Some("1"), limit("sell", 4_980, 3)).await.is(201);
    assert_eq!(sold.body["fills"].as_array().map(Vec::len), Some(3));
    let fills = world.get("/fills", &alice.key).await.is(200);
    let prices: Vec<_> = fills.body["fills"].as_array().unwrap().iter().map(|fill| fill["price"].clone()).collect();
    assert_eq!(prices, [json!("4980"), json!("4990"), json!("5000")]);
    assert_eq!(fills.body["fills"][0]["trade_id"], sold.body["fills"][2]["trade_id"]);
    let ended = world.get("/orders?state=ended", &alice.key).await.is(200);
    assert!(ended.body["orders"].as_array().unwrap().iter().all(|order| order["state"] == "filled"));
    assert_eq!((ended.body["orders"].as_array().unwrap().len(), &ended.body["older_exist"]), (3, &json!(false)));
    let of_stock = world.get(&format!("/orders?instrument={STOCK}"), &alice.key).await.is(200);
    assert_eq!(of_stock.body["orders"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn f44_bad_queries_are_refused_by_name() {
    let world = World::new().await;
    let alice = world.trader("live", 0, 0).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", ""),
        ("cursor=x", "cursor"),
        ("at_least=now", "at_least"),
        ("at_least=live.00:1", "at_least"),
        ("state=all", ""),
        ("page=2", ""),
    ] {
        world.get(&format!("/orders?{query}"), &alice.key).await.refuses(400, "query_malformed", field);
    }
    world.get("/orders?at_least=live.7:1", &alice.key).await.refuses(422, "wrong_market", "");
    let far = world.get("/orders?at_least=live.0:99999999", &alice.key).await.refuses(503, "not_yet_at", "");
    assert_eq!(far.header("retry-after"), "1");
}

#[tokio::test]
async fn f44_a_read_asked_for_a_position_sees_what_was_done_there() {
    let world = World::new().await;
    let alice = world.trader("live", 10_000_000, 0).await;
    for number in 0..50 {
        let placed = world.post("/orders", &alice.key, Some(&number.to_string()), limit("buy", 4_000, 1)).await.is(201);
        let path = format!("/orders?limit=1&at_least={}", placed.text_of("position"));
        let shown = world.send(axum::http::Method::GET, &path, &alice.key, None, serde_json::Value::Null).await.is(200);
        assert_eq!(shown.body["orders"][0]["order_id"], placed.body["order_id"]);
    }
}
