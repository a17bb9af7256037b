//! Books and tickers: what a client makes of snapshots and deltas is what the server shows.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use crate::stream_client::{Gap, MirroredBook, StreamClient, connect, seq_of};
use crate::world::{COIN, STOCK, Trader, World};

const ORDERS: usize = 3_000;

/// Random numbers with a stated seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Looks at a book in different ways, and makes of it what it can from what it is sent.
struct Viewer {
    client: StreamClient,
    request: Value,
    path: String,
    book: MirroredBook,
    /// Every so many messages one is lost on the way; 0 for none.
    lost_every: usize,
    taken: usize,
    gaps: usize,
}

impl Viewer {
    async fn new(mut client: StreamClient, code: &str, levels: usize, group: Option<&str>, lost_every: usize) -> Self {
        let mut request = json!({"type": "subscribe", "channel": "book", "instrument": code, "levels": levels});
        let mut path = format!("/instruments/{code}/book?levels={levels}");
        if let Some(group) = group {
            request["group"] = group.into();
            path += &format!("&group={group}");
        }
        assert_eq!(client.ask(request.clone()).await["type"], "subscribed");
        let mut book = MirroredBook::default();
        book.take(&client.next().await).unwrap();
        Self { client, request, path, book, lost_every, taken: 0, gaps: 0 }
    }

    /// Takes messages until the book is the server's.
    async fn catch_up(&mut self, world: &World) {
        let shown = world.get(&self.path, "").await.is(200).body;
        while !self.book.equals(&shown) {
            let message = self.client.next().await;
            self.taken += 1;
            if self.lost_every > 0 && self.taken.is_multiple_of(self.lost_every) && message["type"] == "delta" {
                // It is seen with the next one at the latest; here there may be none, so that it asks anew at once.
                self.resync().await;
                continue;
            }
            assert!(seq_of(&message) <= seq_of(&shown), "{message} is newer than {shown}");
            if self.book.take(&message) == Err(Gap) {
                self.resync().await;
            }
        }
    }

    async fn resync(&mut self) {
        self.gaps += 1;
        assert_eq!(self.client.ask(self.request.clone()).await["type"], "subscribed");
        loop {
            let message = self.client.next().await;
            if message["type"] == "snapshot" {
                self.book.take(&message).unwrap();
                return;
            }
        }
    }
}

/// One random thing done to the stock's book.
async fn act(world: &World, traders: &[Trader], open: &mut Vec<(usize, String)>, dice: &mut Dice, number: usize) {
    let who = dice.below(traders.len() as u64) as usize;
    let key = format!("n{number}");
    if !open.is_empty() && dice.below(4) == 0 {
        let (owner, order) = open.swap_remove(dice.below(open.len() as u64) as usize);
        let (method, body) = match dice.below(3) {
            0 => (Method::PATCH, json!({"quantity": (1 + dice.below(9)).to_string()})),
            _ => (Method::DELETE, Value::Null),
        };
        // It may have traded or be amended below that; either is an answer.
        let _refused_or_done = world.send(method, &format!("/orders/{order}"), &traders[owner].key, Some(&key), body).await;
        return;
    }
    let side = if dice.below(2) == 0 { "buy" } else { "sell" };
    let price = 4_900 + 10 * dice.below(20);
    let body = json!({
        "instrument": STOCK, "side": side, "kind": "limit", "price": price.to_string(), "quantity": (1 + dice.below(20)).to_string(),
    });
    let placed = world.post("/orders", &traders[who].key, Some(&key), body).await.is(201);
    if placed.body["state"] == "open" {
        open.push((who, placed.text_of("order_id")));
    }
}

#[tokio::test]
async fn f40_snapshot_and_deltas_give_the_servers_book_after_each_of_three_thousand_random_orders() {
    let world = World::with_streams(api::StreamSettings { conflation: Duration::from_millis(1), ..Default::default() }).await;
    let address = world.serve().await;
    let mut traders = Vec::new();
    for _ in 0..3 {
        traders.push(world.trader("live", 10_000_000_000, 100_000).await);
    }
    let mut viewers = vec![
        Viewer::new(connect(address).await, STOCK, 10, None, 0).await,
        Viewer::new(connect(address).await, STOCK, 3, None, 0).await,
        Viewer::new(connect(address).await, STOCK, 200, Some("50"), 0).await,
        Viewer::new(connect(address).await, STOCK, 10, None, 7).await,
    ];
    let (mut dice, mut open) = (Dice(40), Vec::new());
    for number in 0..ORDERS {
        act(&world, &traders, &mut open, &mut dice, number).await;
        // One who comes in the middle begins with a snapshot.
        if number == ORDERS / 2 {
            viewers.push(Viewer::new(connect(address).await, STOCK, 10, None, 0).await);
        }
        for viewer in &mut viewers {
            viewer.catch_up(&world).await;
        }
    }
    assert!(viewers[0].taken > ORDERS / 2, "{} deltas", viewers[0].taken);
    assert!(viewers[3].gaps > 100, "{} gaps", viewers[3].gaps);
    assert_eq!(viewers[0].gaps, 0);
}

#[tokio::test]
async fn f40_a_burst_is_conflated_and_leaves_the_servers_book() {
    let world = World::with_streams(api::StreamSettings { conflation: Duration::from_millis(40), ..Default::default() }).await;
    let address = world.serve().await;
    let traders = [world.trader("live", 10_000_000_000, 100_000).await, world.trader("live", 10_000_000_000, 100_000).await];
    let mut viewer = Viewer::new(connect(address).await, STOCK, 10, None, 0).await;
    let (mut dice, mut open) = (Dice(41), Vec::new());
    let began = std::time::Instant::now();
    for number in 0..1_500 {
        act(&world, &traders, &mut open, &mut dice, number).await;
    }
    viewer.catch_up(&world).await;
    let looks = began.elapsed().as_millis() / 40 + 2;
    assert!((viewer.taken as u128) <= looks, "{} messages in the time of {looks}", viewer.taken);
    assert!(viewer.taken > 1);
}

#[tokio::test]
async fn f40_a_gap_shows_in_the_sequence_and_subscribing_again_gives_a_snapshot() {
    let world = World::with_streams(api::StreamSettings { conflation: Duration::from_millis(1), ..Default::default() }).await;
    let address = world.serve().await;
    let traders = [world.trader("live", 1_000_000_000, 1_000).await];
    let mut viewer = Viewer::new(connect(address).await, STOCK, 10, None, 0).await;
    let place = async |price: i64| {
        let body = json!({"instrument": STOCK, "side": "buy", "kind": "limit", "price": price.to_string(), "quantity": "1"});
        world.post("/orders", &traders[0].key, Some(&price.to_string()), body).await.is(201);
        world.settle().await;
    };
    for round in 0..20 {
        place(4_000 + 10 * round).await;
        let lost = viewer.client.next().await;
        assert_eq!(lost["type"], "delta");
        place(4_500 + 10 * round).await;
        let next = viewer.client.next().await;
        assert_eq!(viewer.book.take(&next), Err(Gap), "{next}");
        viewer.resync().await;
        viewer.catch_up(&world).await;
    }
}

#[tokio::test]
async fn f40_the_ticker_follows_and_is_told_only_when_it_changes() {
    let world = World::with_streams(api::StreamSettings { conflation: Duration::from_millis(1), ..Default::default() }).await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 1_000_000_000, 0).await, world.trader("live", 0, 1_000).await);
    let mut client = connect(address).await;
    let answer = client.ask(json!({"type": "subscribe", "channel": "ticker", "instruments": [STOCK, COIN, STOCK]})).await;
    assert_eq!(answer["subscriptions"].as_array().unwrap().len(), 2, "{answer}");
    let (stock, coin) = (client.next().await, client.next().await);
    assert_eq!((&stock["data"]["code"], &coin["data"]["code"]), (&json!(STOCK), &json!(COIN)));
    let mut last = stock["data"].clone();
    for number in 0..50_i64 {
        let order = |side: &str| json!({"instrument": STOCK, "side": side, "kind": "limit", "price": (5_000 + 10 * (number % 7)).to_string(), "quantity": "1"});
        world.post("/orders", &bob.key, Some(&number.to_string()), order("sell")).await.is(201);
        world.post("/orders", &alice.key, Some(&number.to_string()), order("buy")).await.is(201);
        let mut shown = world.get(&format!("/instruments/{STOCK}/ticker"), "").await.is(200).body;
        let same = |a: &Value, b: &mut Value| {
            b["position"] = a["position"].clone();
            a == b
        };
        while !same(&last, &mut shown) {
            let message = client.next().await;
            assert_eq!((&message["type"], &message["instrument"]), (&json!("delta"), &json!(STOCK)), "the coin is quiet: {message}");
            assert_eq!(message["position"], message["data"]["position"]);
            last = message["data"].clone();
        }
    }
    assert_eq!(client.rest().await, Vec::<Value>::new());
}
