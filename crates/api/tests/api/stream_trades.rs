//! Trades and candles: complete and in order.

use serde_json::{Value, json};

use crate::stream_client::{connect, seq_of, without_gap};
use crate::world::{COIN, STOCK, Trader, World};

async fn trade(world: &World, buyer: &Trader, seller: &Trader, code: &str, number: i64, quantity: i64) {
    let order = |side: &str| {
        let price = (5_000 + 10 * (number * 7 % 11)).to_string();
        json!({"instrument": code, "side": side, "kind": "limit", "price": price, "quantity": quantity.to_string()})
    };
    world.post("/orders", &seller.key, Some(&format!("s{number}")), order("sell")).await.is(201);
    world.post("/orders", &buyer.key, Some(&format!("b{number}")), order("buy")).await.is(201);
}

fn data(messages: &[Value], channel: &str) -> Vec<Value> {
    let of_channel = messages.iter().filter(|message| message["channel"] == channel);
    of_channel.flat_map(|message| message["data"].as_array().unwrap().clone()).collect()
}

#[tokio::test]
async fn f39_f40_every_trade_comes_once_in_order_and_candles_of_all_lengths_are_those_of_the_trades() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 10_000_000_000, 0).await, world.trader("live", 0, 100_000).await);
    for number in 0..5 {
        trade(&world, &alice, &bob, STOCK, number, 1).await;
    }
    world.settle().await;
    let mut client = connect(address).await;
    client.subscribe("trades", STOCK).await;
    for interval in ["1m", "5m", "240m"] {
        let request = json!({"type": "subscribe", "channel": "candles", "instrument": STOCK, "interval": interval});
        assert_eq!(client.ask(request).await["type"], "subscribed");
    }
    for number in 5..65 {
        trade(&world, &alice, &bob, STOCK, number, 1 + number % 3).await;
        world.clock.advance_seconds(17);
    }
    // One command that trades with three at once.
    for (number, price) in [(100, 5_200), (101, 5_210), (102, 5_220)] {
        let order = json!({"instrument": STOCK, "side": "sell", "kind": "limit", "price": price.to_string(), "quantity": "2"});
        world.post("/orders", &bob.key, Some(&number.to_string()), order).await.is(201);
    }
    let sweep = json!({"instrument": STOCK, "side": "buy", "kind": "limit", "price": "5300", "quantity": "6"});
    world.post("/orders", &alice.key, Some("sweep"), sweep).await.is(201);

    let messages = client.rest().await;
    let trades: Vec<Value> = messages.iter().filter(|message| message["channel"] == "trades").cloned().collect();
    without_gap(&trades, 1);
    assert_eq!((&trades[0]["type"], trades[0]["data"].as_array().unwrap().len()), (&json!("snapshot"), 5));
    assert_eq!(trades.last().unwrap()["data"].as_array().unwrap().len(), 3, "one record, one message");
    let mut shown =
        world.get(&format!("/instruments/{STOCK}/trades?limit=500"), "").await.is(200).body["trades"].as_array().unwrap().clone();
    shown.reverse();
    assert_eq!(data(&trades, "trades"), shown);

    let minutes =
        world.get(&format!("/instruments/{STOCK}/candles?limit=500"), "").await.is(200).body["candles"].as_array().unwrap().clone();
    assert!(minutes.len() > 15);
    for interval in ["1m", "5m", "240m"] {
        let of_interval: Vec<Value> = messages.iter().filter(|message| message["interval"] == interval).cloned().collect();
        without_gap(&of_interval, 1);
        // The last state of each candle.
        let mut candles: Vec<Value> = Vec::new();
        for candle in data(&of_interval, "candles") {
            match candles.last_mut().filter(|last| last["start"] == candle["start"]) {
                Some(last) => *last = candle,
                None => candles.push(candle),
            }
        }
        let count = |rows: &[Value]| rows.iter().map(|row| row["trades"].as_u64().unwrap()).sum::<u64>();
        let volume = |rows: &[Value]| rows.iter().map(|row| row["volume"].as_str().unwrap().parse::<u64>().unwrap()).sum::<u64>();
        assert_eq!((count(&candles), volume(&candles)), (count(&minutes), volume(&minutes)), "{interval}");
        assert_eq!(candles[0]["open"], minutes.last().unwrap()["open"]);
        assert_eq!(candles.last().unwrap()["close"], minutes[0]["close"]);
        let highest = |rows: &[Value]| rows.iter().map(|row| row["high"].as_str().unwrap().to_owned()).max();
        assert_eq!(highest(&candles), highest(&minutes));
        if interval == "1m" {
            let mut newest_last = minutes.clone();
            newest_last.reverse();
            assert_eq!(candles, newest_last);
        } else {
            assert!(candles.len() < minutes.len());
        }
    }
}

#[tokio::test]
async fn f40_who_comes_back_gets_what_was_missed_or_a_snapshot_and_is_told_which() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 10_000_000_000, 0).await, world.trader("live", 0, 100_000).await);
    let mut client = connect(address).await;
    client.subscribe("trades", STOCK).await;
    client.subscribe("candles", STOCK).await;
    trade(&world, &alice, &bob, STOCK, 1, 1).await;
    let seen: Vec<Value> = client.rest().await.into_iter().filter(|message| message["type"] == "delta").collect();
    let position = seen.last().unwrap()["position"].clone();
    drop(client);
    for number in 2..30 {
        trade(&world, &alice, &bob, STOCK, number, 1).await;
    }
    world.settle().await;
    let mut client = connect(address).await;
    for channel in ["trades", "candles"] {
        let request = json!({"type": "subscribe", "channel": channel, "instrument": STOCK, "resume_after": position});
        let answer = client.ask(request).await;
        assert_eq!(answer["subscriptions"][0]["resumed"], true, "{answer}");
    }
    trade(&world, &alice, &bob, STOCK, 30, 1).await;
    let messages = client.rest().await;
    assert!(messages.iter().all(|message| message["type"] == "delta"));
    let trades: Vec<Value> = messages.iter().filter(|message| message["channel"] == "trades").cloned().collect();
    without_gap(&trades, 1);
    assert_eq!(trades.len(), 29, "28 that were missed and one that came");
    assert!(trades.iter().all(|message| seq_of(message) > seq_of(&json!({"position": position}))));
    let mut shown =
        world.get(&format!("/instruments/{STOCK}/trades?limit=29"), "").await.is(200).body["trades"].as_array().unwrap().clone();
    shown.reverse();
    assert_eq!(data(&messages, "trades"), shown);

    // Before anybody watched, from the future, and of a book: there is only the present.
    for (channel, position) in [("trades", "live.0:1"), ("trades", "live.0:99999999"), ("book", position.as_str().unwrap())] {
        let mut client = connect(address).await;
        let request = json!({"type": "subscribe", "channel": channel, "instrument": STOCK, "resume_after": position});
        let answer = client.ask(request).await;
        assert_eq!(answer["subscriptions"][0]["resumed"], false, "{answer}");
        assert_eq!(client.next().await["type"], "snapshot");
    }
}

#[tokio::test]
async fn f40_a_snapshot_is_as_of_the_position_asked_for_or_later() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 10_000_000_000, 0).await, world.trader("live", 0, 100_000).await);
    let mut client = connect(address).await;
    for number in 0..100 {
        trade(&world, &alice, &bob, STOCK, number, 1).await;
        let order = json!({"instrument": STOCK, "side": "buy", "kind": "limit", "price": "4000", "quantity": "1"});
        let position = world.post("/orders", &alice.key, Some(&format!("r{number}")), order).await.is(201).text_of("position");
        let request = json!({"type": "subscribe", "channel": "book", "instrument": STOCK, "at_least": position});
        assert_eq!(client.ask(request).await["type"], "subscribed");
        loop {
            let message = client.next().await;
            if message["type"] == "snapshot" {
                assert!(seq_of(&message) >= seq_of(&json!({"position": position})), "{message}");
                assert_eq!(message["data"]["bids"][0]["orders"], number + 1);
                break;
            }
        }
    }
}

#[tokio::test]
async fn f40_events_of_the_sse_route_count_up_and_go_on_after_the_last_one_seen() {
    use axum::body::Body;
    use axum::http::Request;
    use futures_util::StreamExt;
    use tower::ServiceExt;

    let world = World::new().await;
    let (alice, bob) = (world.trader("practice", 10_000_000_000, 0).await, world.trader("practice", 0, 100_000).await);
    let open = async |last: Option<&str>| {
        world.settle().await;
        let mut request = Request::get(format!("/api/v1/stream/sse?channels=trades:{COIN},candles:{COIN}:5m,book:{COIN}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!((response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()), (200, "text/event-stream"));
        response.into_body().into_data_stream()
    };
    let mut events = open(None).await;
    let mut next = async || {
        let bytes = tokio::time::timeout(std::time::Duration::from_mins(3), events.next()).await.unwrap().unwrap().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim().to_owned());
        (field("id:"), serde_json::from_str::<Value>(&field("data:").unwrap()).unwrap())
    };
    let mut begun = Vec::new();
    for _ in 0..6 {
        begun.push(next().await.1);
    }
    assert_eq!(begun.iter().filter(|message| message["type"] == "snapshot").count(), 3, "{begun:?}");
    trade(&world, &alice, &bob, COIN, 1, 1).await;
    let (mut last, mut trades) = (0, 0);
    let mut id = String::new();
    while trades == 0 || seq_of(&json!({"position": id})) < last {
        let (event, message) = next().await;
        assert!(seq_of(&message) >= last || message["channel"] == "book");
        last = last.max(seq_of(&message));
        trades += usize::from(message["channel"] == "trades");
        let event = event.unwrap();
        assert!(id.is_empty() || seq_of(&json!({"position": event})) >= seq_of(&json!({"position": id})));
        id = event;
    }
    assert!(id.starts_with("practice.0:"));
    for number in 2..10 {
        trade(&world, &alice, &bob, COIN, number, 1).await;
    }
    drop(events);
    let mut events = open(Some(&id)).await;
    let mut trades = 0;
    while trades < 8 {
        let bytes = tokio::time::timeout(std::time::Duration::from_mins(3), events.next()).await.unwrap().unwrap().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let message: Value = serde_json::from_str(text.lines().find_map(|line| line.strip_prefix("data:")).unwrap()).unwrap();
        if message["channel"] == "trades" {
            assert_eq!(message["type"], "delta", "nothing is told twice");
            trades += 1;
        }
    }
}
