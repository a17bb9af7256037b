use serde_json::{Value, json};

use crate::world::{World, limit};

#[tokio::test]
async fn f33_the_orders_of_a_batch_are_independent_and_keyed_by_their_place() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let orders = json!({"orders": [limit("buy", 4_900, 1), limit("buy", 4_901, 1), limit("buy", 4_800, 2)]});
    let first = world.post("/orders/batch", &alice.key, Some("batch"), orders.clone()).await.is(200);
    let statuses: Vec<_> = first.body["results"].as_array().unwrap().iter().map(|result| result["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 422, 201]);
    assert_eq!(first.body["results"][1]["problem"]["code"], "price_off_tick");
    let again = world.post("/orders/batch", &alice.key, Some("batch"), orders.clone()).await.is(200);
    for (first, again) in first.body["results"].as_array().unwrap().iter().zip(again.body["results"].as_array().unwrap()) {
        assert_eq!((&first["order"], &again["replayed"]), (&again["order"], &json!(true)));
    }
    // The second order of the batch stands under the key `batch#1`.
    world.post("/orders", &alice.key, Some("batch#1"), limit("buy", 4_901, 1)).await.refuses(422, "price_off_tick", "price");
    let open = world.get("/orders", &alice.key).await.is(200);
    assert_eq!(open.body["orders"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn f33_a_batch_is_refused_as_a_whole_only_for_its_form() {
    let world = World::new().await;
    let alice = world.trader("live", 100_000_000, 0).await;
    let batch = |orders: Vec<Value>| json!({ "orders": orders });
    let before = world.facts().await;
    world.post("/orders/batch", &alice.key, Some("k"), batch(vec![])).await.refuses(400, "field_required", "orders");
    world.post("/orders/batch", &alice.key, Some("k"), batch(vec![limit("buy", 5_000, 1); 1_001])).await.refuses(
        413,
        "too_many_items",
        "orders",
    );
    let mut wrong = vec![limit("buy", 5_000, 1); 3];
    wrong[2]["price"] = 5_000.into();
    world.post("/orders/batch", &alice.key, Some("k"), batch(wrong)).await.refuses(400, "body_malformed", "orders[2].price");
    let keyless = world.post("/orders/batch", &alice.key, None, batch(vec![limit("buy", 5_000, 1)])).await.is(200);
    assert_eq!(keyless.body["results"][0]["problem"]["code"], "idempotency_key_required");
    let long = json!({"orders": [], "more": "x".repeat(2 << 20)});
    world.post("/orders/batch", &alice.key, Some("k"), long).await.refuses(413, "body_too_large", "");
    assert!(world.facts().await == before);
    let full = world.post("/orders/batch", &alice.key, Some("full"), batch(vec![limit("buy", 5_000, 1); 1_000])).await.is(200);
    assert!(full.body["results"].as_array().unwrap().iter().all(|result| result["status"] == 201));
    assert_eq!(world.facts().await[0].2, 1_000);
}
