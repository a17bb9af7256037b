//! More orders than the disk can keep up with: some are turned away, and of none is anything lost or done twice.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use serde_json::{Value, json};

use crate::world::{Answer, COIN, World};

const BATCH: usize = 1_000;
/// The ring, what the core has taken out of it, and what is on its way to the disk hold fewer.
const BATCHES_MAX: usize = 300;

/// Orders that leave nothing behind: bought at once or not at all, and nobody sells.
fn batch() -> Value {
    let order = json!({"instrument": COIN, "side": "buy", "kind": "limit", "time_in_force": "ioc", "price": "4000", "quantity": "1"});
    json!({"orders": vec![order; BATCH]})
}

/// What a request has come to by now; `None` while it waits.
async fn looked_at(request: &mut Pin<Box<impl Future<Output = Answer>>>) -> Option<Answer> {
    poll_fn(|context| {
        Poll::Ready(match request.as_mut().poll(context) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        })
    })
    .await
}

fn count(answer: &Answer, wanted: impl Fn(&Value) -> bool) -> usize {
    answer.body["results"].as_array().unwrap().iter().filter(|result| wanted(result)).count()
}

#[tokio::test]
async fn f33_under_overload_orders_are_turned_away_with_503_and_nothing_is_lost_or_doubled() {
    let world = World::of_an_exchange_under_load().await;
    let alice = world.trader("practice", 1_000_000_000, 0).await;
    world.settle().await;
    let before = world.practice.gateway.durable_seq().0;
    let orders = batch();
    let key = |number: usize| format!("batch {number}");
    world.gate.shut();
    let mut waiting = Vec::new();
    let mut turned_away = None;
    for number in 0..BATCHES_MAX {
        let (world, key, orders) = (&world, key(number), orders.clone());
        let alice_key = alice.key.clone();
        let mut request = Box::pin(async move { world.post("/orders/batch", &alice_key, Some(&key), orders).await });
        match looked_at(&mut request).await {
            None => waiting.push((number, request)),
            Some(answer) => {
                turned_away = Some((number, answer));
                break;
            }
        }
    }
    let (refused, answer) = turned_away.expect("the ring is bounded");
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    answer.refuses(503, "busy", "");
    assert!(waiting.len() >= 65, "{} batches were taken", waiting.len());
    assert_eq!(world.practice.gateway.durable_seq().0, before, "nobody is answered before the disk has it");

    world.gate.open();
    let taken = waiting.len();
    for (_, request) in waiting {
        let answer = request.await.is(200);
        assert_eq!(count(&answer, |result| result["status"] == 201 && result["replayed"].is_null()), BATCH);
    }
    // What was turned away was not taken, and is new when it is sent again.
    let answer = world.post("/orders/batch", &alice.key, Some(&key(refused)), orders.clone()).await.is(200);
    assert_eq!(count(&answer, |result| result["status"] == 201 && result["replayed"].is_null()), BATCH);
    // What was taken gets its first answer again.
    for number in [0, taken - 1] {
        let answer = world.post("/orders/batch", &alice.key, Some(&key(number)), orders.clone()).await.is(200);
        assert_eq!(count(&answer, |result| result["status"] == 201 && result["replayed"] == true), BATCH);
    }
    // One record for each order and no other.
    world.settle().await;
    assert_eq!(world.practice.gateway.durable_seq().0 - before, ((taken + 1) * BATCH) as u64);
    let account = world.get("/account", &alice.key).await.is(200);
    assert_eq!((&account.body["cash"]["available"], &account.body["cash"]["held"]), (&json!("1000000000"), &json!("0")));
}
