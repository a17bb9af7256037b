use serde_json::{Value, json};

use crate::world::{STAFF, World};

#[tokio::test]
async fn f13_a_deposit_is_credited_once_however_often_it_is_asked() {
    let world = World::new().await;
    let alice = world.trader("live", 0, 0).await;
    let body = json!({"account": alice.account, "amount": "50000", "external_id": "toss-1"});
    let deposit = world.post("/deposits", STAFF, Some("d1"), body.clone()).await.is(201).text_of("id");
    assert_eq!(world.get("/payments", &alice.key).await.body["deposits"][0]["amount"], "50000");
    assert_eq!(world.get("/account", &alice.key).await.body["cash"]["total"], "0");
    world.post("/deposits", STAFF, Some("d2"), body.clone()).await.refuses(409, "external_id_already_used", "external_id");
    let path = format!("/deposits/{deposit}/credit");
    world.post(&path, STAFF, None, Value::Null).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
    world.post(&path, STAFF, Some("c1"), Value::Null).await.is(200);
    let again = world.post(&path, STAFF, Some("c1"), Value::Null).await.is(200);
    assert_eq!(again.header("idempotency-replayed"), "true");
    world.post(&path, STAFF, Some("c2"), Value::Null).await.refuses(404, "deposit_not_open", "deposit");
    world.post(&format!("/deposits/{deposit}/cancel"), STAFF, Some("c3"), Value::Null).await.refuses(404, "deposit_not_open", "deposit");
    assert_eq!(world.get("/account", &alice.key).await.body["cash"]["total"], "50000");
    for (body, status, code, field) in [
        (json!({"account": alice.account, "amount": "0", "external_id": "t"}), 422, "amount_not_positive", "amount"),
        (json!({"account": alice.account, "amount": "9999999999999999", "external_id": "t2"}), 201, "", ""),
        (json!({"account": alice.account, "amount": "1.5", "external_id": "t"}), 422, "too_many_decimals", "amount"),
        (json!({"account": "L-99999", "amount": "1", "external_id": "t"}), 404, "unknown_account", "account"),
        (json!({"account": "L-5", "amount": "1", "external_id": "t"}), 403, "house_account", "account"),
        (json!({"account": "P-16", "amount": "1", "external_id": "t"}), 403, "not_in_practice_market", ""),
        (json!({"account": "16", "amount": "1", "external_id": "t"}), 400, "value_malformed", "account"),
        (json!({"account": alice.account, "amount": "1", "external_id": ""}), 400, "value_malformed", "external_id"),
    ] {
        let answer = world
            .post("/deposits", STAFF, Some(&body.to_string().chars().rev().take(60).filter(char::is_ascii).collect::<String>()), body)
            .await;
        if status == 201 { drop(answer.is(201)) } else { drop(answer.refuses(status, code, field)) }
    }
}

#[tokio::test]
async fn f13_a_withdrawal_is_held_then_paid_or_given_back() {
    let world = World::new().await;
    let alice = world.trader("live", 10_000, 0).await;
    let ask = |amount: &str| json!({ "amount": amount });
    let first = world.post("/withdrawals", &alice.key, Some("w1"), ask("4000")).await.is(201).text_of("id");
    let second = world.post("/withdrawals", &alice.key, Some("w2"), ask("5000")).await.is(201).text_of("id");
    world.post("/withdrawals", &alice.key, Some("w3"), ask("1001")).await.refuses(422, "insufficient_cash", "amount");
    world.post("/withdrawals", &alice.key, Some("w4"), ask("0")).await.refuses(422, "amount_not_positive", "amount");
    world.post("/withdrawals", &alice.key, None, ask("1")).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
    assert_eq!(world.get("/account", &alice.key).await.body["cash"], json!({"available": "1000", "held": "9000", "total": "10000"}));
    world.post(&format!("/withdrawals/{first}/complete"), STAFF, Some("c1"), Value::Null).await.is(200);
    world.post(&format!("/withdrawals/{second}/cancel"), STAFF, Some("c2"), Value::Null).await.is(200);
    world.post(&format!("/withdrawals/{second}/complete"), STAFF, Some("c3"), Value::Null).await.refuses(
        404,
        "withdrawal_not_open",
        "withdrawal",
    );
    world.post("/withdrawals/nonsense/complete", STAFF, Some("c4"), Value::Null).await.refuses(400, "path_malformed", "withdrawal");
    assert_eq!(world.get("/account", &alice.key).await.body["cash"], json!({"available": "6000", "held": "0", "total": "6000"}));
}

#[tokio::test]
async fn f13_virtual_money_exists_in_the_practice_market_only() {
    let world = World::new().await;
    let (alice, bob) = (world.trader("live", 0, 0).await, world.trader("practice", 5_000, 0).await);
    let grant = |account: &str| format!("/accounts/{account}/grants");
    world.post(&grant(&alice.account), STAFF, Some("g1"), json!({"amount": "1"})).await.refuses(403, "not_in_live_market", "");
    world.post(&grant(&bob.account), STAFF, Some("g2"), json!({"amount": "70"})).await.is(201);
    assert_eq!(world.get("/account", &bob.key).await.body["cash"]["total"], "5070");
    world.post("/withdrawals", &bob.key, Some("w"), json!({"amount": "1"})).await.refuses(403, "not_in_practice_market", "");
}
