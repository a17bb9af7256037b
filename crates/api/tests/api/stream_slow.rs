//! Clients that take too little.

use axum::http::Method;
use serde_json::{Value, json};

use crate::stream_client::{MirroredBook, connect_as, open_narrow};
use crate::world::{STOCK, World, limit};

/// Orders and cancellations by the thousand.
async fn burst(world: &World, key: &str, rounds: usize) {
    let orders: Vec<Value> = (0..1_000).map(|number| limit("buy", 4_000 + 10 * (number % 90), 1)).collect();
    for round in 0..rounds {
        world.post("/orders/batch", key, Some(&format!("b{round}")), json!({"orders": orders})).await.is(200);
        world.send(Method::DELETE, "/orders", key, Some(&format!("d{round}")), Value::Null).await.is(200);
        world.settle().await;
    }
}

#[tokio::test]
async fn f40_who_takes_private_messages_too_slowly_is_closed_with_a_reason() {
    let world = World::with_streams(api::StreamSettings { rows_waiting_max: 4_000, ..Default::default() }).await;
    let address = world.serve().await;
    let alice = world.trader("live", 10_000_000_000, 0).await;
    let mut slow = open_narrow(address, &alice.key).await;
    let mut quick = connect_as(address, &alice.key).await;
    for client in [&mut slow, &mut quick] {
        client.subscribe_own("orders").await;
        client.subscribe_own("balances").await;
    }
    let reading = tokio::spawn(async move {
        let (mut placed, mut cancelled) = (0, 0);
        while cancelled < 6_000 {
            for order in quick.next().await["data"].as_array().into_iter().flatten() {
                placed += usize::from(order["state"] == "open");
                cancelled += usize::from(order["state"] == "cancelled");
            }
        }
        placed
    });
    burst(&world, &alice.key, 6).await;
    assert_eq!(reading.await.unwrap(), 6_000, "who takes them gets all of them");
    let (messages, code, reason) = slow.until_closed().await;
    assert_eq!((code, reason.as_str()), (4000, "too_slow"));
    assert!((1..12_000).contains(&messages), "{messages}");
}

#[tokio::test]
async fn f40_who_takes_a_book_slowly_skips_states_and_ends_with_the_servers() {
    let settings = api::StreamSettings { rows_waiting_max: 1, conflation: std::time::Duration::from_millis(1), ..Default::default() };
    let world = World::with_streams(settings).await;
    let address = world.serve().await;
    let alice = world.trader("live", 10_000_000_000, 0).await;
    let mut slow = open_narrow(address, &alice.key).await;
    let request = json!({"type": "subscribe", "channel": "book", "instrument": STOCK, "levels": 200});
    assert_eq!(slow.ask(request).await["type"], "subscribed");
    let mut book = MirroredBook::default();
    book.take(&slow.next().await).unwrap();
    burst(&world, &alice.key, 4).await;
    world.post("/orders", &alice.key, Some("last"), limit("buy", 4_440, 7)).await.is(201);
    let shown = world.get(&format!("/instruments/{STOCK}/book?levels=200"), "").await.is(200).body;
    let mut deltas = 0;
    while !book.equals(&shown) {
        assert_eq!(book.take(&slow.next().await), Ok(()));
        deltas += 1;
    }
    assert!(deltas < 8_000, "{deltas}");
    assert_eq!(slow.rest().await, Vec::<Value>::new());
}
