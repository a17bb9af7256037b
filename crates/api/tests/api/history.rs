//! History from SQL: the same figures as memory shows, in pages, and nobody else's.

use scratch::Kind;
use serde_json::{Value, json};

use crate::world::{STOCK, World, limit};

/// Pages of a route after another, until there is none.
async fn all(world: &World, path: &str, list: &str, token: &str, at_least: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.get(&format!("{path}?limit=3&at_least={at_least}{cursor}"), token).await.is(200).body;
        rows.extend(page[list].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

async fn f44_f73_history_has_what_memory_shows_page_by_page(kind: Kind) {
    let world = World::on(kind).await;
    let (alice, bob) = (world.trader("live", 10_000_000, 0).await, world.trader("live", 10_000_000, 1_000).await);
    let mut position = String::new();
    for n in 0..7 {
        world.post("/orders", &bob.key, Some(&format!("s{n}")), limit("sell", 5_000 + 10 * n, 2)).await.is(201);
        position =
            world.post("/orders", &alice.key, Some(&format!("b{n}")), limit("buy", 5_000 + 10 * n, 2)).await.is(201).text_of("position");
    }
    let fills = all(&world, "/history/fills", "fills", &alice.key, &position).await;
    let shown = world.get("/fills?limit=500", &alice.key).await.is(200).body["fills"].take();
    assert_eq!(fills, *shown.as_array().unwrap());
    assert_eq!(fills.len(), 7);
    let lines = all(&world, "/history/statement", "lines", &bob.key, &position).await;
    assert_eq!(lines, *world.get("/statement?limit=500", &bob.key).await.is(200).body["lines"].as_array().unwrap());
    let orders = all(&world, "/history/orders", "orders", &alice.key, &position).await;
    let ended = world.get("/orders?state=ended&limit=500", &alice.key).await.is(200).body["orders"].take();
    for (past, shown) in orders.iter().zip(ended.as_array().unwrap()) {
        for (field, value) in past.as_object().unwrap() {
            assert_eq!(*value, shown[field], "{field} of {past}");
        }
    }
    assert_eq!(orders.len(), 7);
    assert_eq!(world.get("/history/distributions", &alice.key).await.is(200).body["distributions"], json!([]));
    let of = |query: &str| format!("/history/fills?{query}");
    assert_eq!(world.get(&of(&format!("instrument={STOCK}")), &alice.key).await.is(200).body["fills"].as_array().unwrap().len(), 7);
    assert_eq!(world.get(&of("from=2100-01-01T00:00:00Z"), &alice.key).await.is(200).body["fills"], json!([]));
    for (query, field) in
        [("from=yesterday", "from"), ("to=1", "to"), ("limit=0", "limit"), ("cursor=-1", "cursor"), ("at_least=x", "at_least")]
    {
        world.get(&of(query), &alice.key).await.refuses(400, "query_malformed", field);
    }
    world.get(&of("instrument=KRW-NO"), &alice.key).await.refuses(404, "unknown_instrument", "instrument");
}

scratch::both!(f44_f73_history_has_what_memory_shows_page_by_page);
