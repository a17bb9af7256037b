use serde_json::{Value, json};

use crate::world::{COIN, STOCK, World, limit};

#[tokio::test]
async fn f38_the_book_shows_levels_best_first_and_gathers_them() {
    let world = World::new().await;
    let alice = world.trader("live", 10_000_000, 100).await;
    for (number, (side, price, quantity)) in
        [("buy", 4_990, 3), ("buy", 4_990, 4), ("buy", 4_905, 5), ("sell", 5_010, 6), ("sell", 5_100, 7)].into_iter().enumerate()
    {
        world.post("/orders", &alice.key, Some(&number.to_string()), limit(side, price, quantity)).await.is(201);
    }
    let path = format!("/instruments/{STOCK}/book");
    let book = world.get(&path, "").await.is(200);
    assert_eq!(
        book.body["bids"],
        json!([{"price": "4990", "quantity": "7", "orders": 2}, {"price": "4905", "quantity": "5", "orders": 1}])
    );
    assert_eq!((book.text_of("total_bid_quantity"), book.text_of("total_ask_quantity")), ("12".into(), "13".into()));
    let grouped = world.get(&format!("{path}?group=100&levels=1"), "").await.is(200);
    assert_eq!(grouped.body["bids"], json!([{"price": "4900", "quantity": "12", "orders": 3}]));
    assert_eq!(grouped.body["asks"], json!([{"price": "5100", "quantity": "13", "orders": 2}]));
    for (query, code, field) in [
        ("levels=0", "query_malformed", "levels"),
        ("levels=201", "query_malformed", "levels"),
        ("group=0", "query_malformed", "group"),
        ("group=x", "number_malformed", "group"),
        ("depth=3", "query_malformed", ""),
    ] {
        world.get(&format!("{path}?{query}"), "").await.refuses(400, code, field);
    }
}

#[tokio::test]
async fn f39_f43_trades_ticker_and_candles_follow_what_traded() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 10_000_000, 0).await, world.trader("live", 0, 100).await);
    for (number, price) in [5_000, 5_100, 4_950].into_iter().enumerate() {
        world.post("/orders", &bob.key, Some(&number.to_string()), limit("sell", price, 2)).await.is(201);
        world.post("/orders", &alice.key, Some(&number.to_string()), limit("buy", price, 2)).await.is(201);
        world.clock.advance_seconds(45);
    }
    let ticker = world.get(&format!("/instruments/{STOCK}/ticker"), "").await.is(200).body;
    for (field, value) in [
        ("open", json!("5000")),
        ("high", json!("5100")),
        ("low", json!("4950")),
        ("last", json!("4950")),
        ("previous_close", json!("5000")),
        ("change_bps", json!(-100)),
        ("lower_limit", json!("3500")),
        ("upper_limit", json!("6500")),
        ("volume", json!("6")),
        ("value", json!("30100")),
        ("trades", json!(3)),
        ("state", json!("continuous")),
    ] {
        assert_eq!(ticker[field], value, "{field}");
    }
    assert!(ticker["lower_trigger"].is_string() && ticker["upper_trigger"].is_string());
    let trades = world.get(&format!("/instruments/{STOCK}/trades?limit=2"), "").await.is(200);
    let prices: Vec<&Value> = trades.body["trades"].as_array().unwrap().iter().map(|trade| &trade["price"]).collect();
    assert_eq!(prices, ["4950", "5100"]);
    assert!(trades.body["next"].is_string());
    let candles = world.get(&format!("/instruments/{STOCK}/candles"), "").await.is(200);
    assert_eq!(candles.body["candles"].as_array().unwrap().len(), 2);
    assert_eq!((&candles.body["candles"][1]["open"], &candles.body["candles"][1]["close"]), (&json!("5000"), &json!("5100")));
    let start = candles.body["candles"][0]["start"].as_str().unwrap();
    let earlier = world.get(&format!("/instruments/{STOCK}/candles?before={start}"), "").await.is(200);
    assert_eq!(earlier.body["candles"].as_array().unwrap().len(), 1);
    world.get(&format!("/instruments/{STOCK}/candles?before=noon"), "").await.refuses(400, "query_malformed", "before");
    let all = world.get("/tickers", "").await.is(200);
    assert_eq!(all.body["tickers"].as_array().unwrap().len(), 2);
    let quiet = world.get(&format!("/instruments/{COIN}/ticker"), "").await.is(200).body;
    assert!(quiet.get("last").is_none() && quiet.get("lower_trigger").is_none());
}

#[tokio::test]
async fn f36_an_auction_shows_the_price_it_would_clear_at() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 10_000_000, 0).await, world.trader("live", 0, 100).await);
    // 16:40 in Korea: the closing auction.
    world.clock.advance_seconds(6 * 3_600 + 40 * 60);
    world.post("/orders", &bob.key, Some("1"), limit("sell", 4_950, 5)).await.is(201);
    let book = world.get(&format!("/instruments/{STOCK}/book"), "").await.is(200);
    assert_eq!((book.text_of("state"), book.body.get("indication")), ("closing_auction".to_owned(), None));
    world.post("/orders", &alice.key, Some("1"), limit("buy", 5_050, 8)).await.is(201);
    let book = world.get(&format!("/instruments/{STOCK}/book"), "").await.is(200);
    assert_eq!(book.body["indication"], json!({"price": "5050", "quantity": "5", "surplus": "3"}));
    world.clock.advance_seconds(30 * 60);
    world.live.nudge();
    // The uncrossing comes with the clock; each look waits for what is durable by then.
    let ticker = loop {
        let ticker = world.get(&format!("/instruments/{STOCK}/ticker"), "").await.is(200).body;
        if ticker["state"] == "closed" {
            break ticker;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((&ticker["last"], &ticker["volume"]), (&json!("5050"), &json!("5")));
}
