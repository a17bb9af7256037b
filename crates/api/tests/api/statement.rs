use serde_json::json;

use crate::world::{STAFF, STOCK, World, limit};

#[tokio::test]
async fn f12_f19_the_statement_lists_what_came_and_left_with_the_balance_after_it() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 100_000, 0).await, world.trader("live", 0, 10).await);
    world.post("/orders", &bob.key, Some("1"), limit("sell", 5_000, 2)).await.is(201);
    let bought = world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 2)).await.is(201);
    let page = world.get("/statement", &alice.key).await.is(200);
    let lines: Vec<_> = page.body["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["cause"].clone(), line["asset"].clone(), line["amount"].clone(), line["balance_after"].clone()))
        .collect();
    assert_eq!(
        lines,
        [
            (json!("trade"), json!(STOCK), json!("2"), json!("2")),
            (json!("trade"), json!("KRW"), json!("-10005"), json!("89995")),
            (json!("deposit"), json!("KRW"), json!("100000"), json!("100000")),
        ]
    );
    assert_eq!(page.body["lines"][0]["reference"], bought.body["fills"][0]["trade_id"]);
    assert_eq!((&page.body["lines"][1]["fee"], &page.body["older_exist"]), (&json!("5"), &json!(false)));
    let by_staff = world.get(&format!("/accounts/{}/statement", alice.account), STAFF).await.is(200);
    assert_eq!(by_staff.body["lines"], page.body["lines"]);
    world.get("/accounts/L-99999/statement", STAFF).await.refuses(404, "unknown_account", "account");
    world.get("/accounts/nobody", STAFF).await.refuses(400, "path_malformed", "account");
}
