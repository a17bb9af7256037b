use policies::Builtin;
use serde_json::{Value, json};

use crate::world::{COIN, STAFF, STOCK, World, limit, listing};

#[tokio::test]
async fn f35_a_halt_stops_trading_until_it_is_taken_back_and_delisting_ends_it() {
    let world = World::new().await;
    let alice = world.trader("live", 1_000_000, 0).await;
    world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 1)).await.is(201);
    let path = |what: &str| format!("/instruments/{STOCK}/{what}");
    world.post(&path("resume"), STAFF, None, json!({})).await.refuses(409, "not_halted", "instrument");
    world.post(&path("halt"), STAFF, None, json!({"reason": ""})).await.refuses(400, "value_malformed", "reason");
    world.post(&path("halt"), STAFF, None, json!({"reason": "공시 대기"})).await.is(200);
    world.post(&path("halt"), STAFF, None, json!({"reason": "again"})).await.refuses(409, "already_halted", "instrument");
    world.post("/orders", &alice.key, Some("2"), limit("buy", 5_000, 1)).await.refuses(409, "instrument_halted", "instrument");
    assert_eq!(world.get(&format!("/instruments/{STOCK}"), "").await.text_of("reason"), "공시 대기");
    world.post(&path("resume"), STAFF, None, json!({})).await.is(200);
    world.post("/orders", &alice.key, Some("3"), limit("buy", 5_000, 1)).await.is(201);
    world.post(&path("delist"), STAFF, None, json!({"reason": "만기"})).await.is(200);
    world.post("/orders", &alice.key, Some("4"), limit("buy", 5_000, 1)).await.refuses(409, "instrument_delisted", "instrument");
    while world.facts().await[0].2 > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.get("/account", &alice.key).await.body["cash"]["available"], "1000000");
    world.post("/instruments/KRW-NONE/resume", STAFF, None, json!({})).await.refuses(404, "unknown_instrument", "instrument");
}

#[tokio::test]
async fn f35_a_listing_with_bad_values_is_refused_by_name() {
    let world = World::new().await;
    let good = listing("live", "KRW-NEW", Builtin::KrxTicks, Builtin::LiveCalendar);
    let before = world.facts().await;
    for (change, status, code, field) in [
        (json!({"code": STOCK}), 409, "code_already_used", "code"),
        (json!({"code": COIN}), 409, "code_already_used", "code"),
        (json!({"code": "krw-new"}), 422, "code_malformed", "code"),
        (json!({"code": ""}), 422, "code_malformed", "code"),
        (json!({"price_decimals": 9}), 422, "scale_out_of_range", "price_decimals"),
        (json!({"price_decimals": 300}), 400, "body_malformed", "price_decimals"),
        (json!({"lot": "0"}), 422, "lot_out_of_range", "lot"),
        (json!({"lot": "0.1"}), 422, "too_many_decimals", "lot"),
        (json!({"registered_supply": "0"}), 422, "supply_out_of_range", "registered_supply"),
        (json!({"reference_price": "5001"}), 422, "reference_off_tick", "reference_price"),
        (json!({"market": "spot"}), 400, "body_malformed", "market"),
    ] {
        let mut body = good.clone();
        change.as_object().unwrap().clone().into_iter().for_each(|(name, value)| body[name] = value);
        world.post("/instruments", STAFF, None, body).await.refuses(status, code, field);
    }
    for (rule, value, status, code, field) in [
        ("calendar", "60000", 422, "unknown_policy", "rules"),
        ("fees", "70000", 422, "number_too_large", "rules.fees"),
        ("fees", "x", 400, "number_malformed", "rules.fees"),
    ] {
        let mut body = good.clone();
        body["rules"][rule] = value.into();
        let answer = world.post("/instruments", STAFF, None, body).await;
        answer.refuses(status, code, field);
    }
    assert!(world.facts().await == before);
    world.post("/instruments", STAFF, None, good).await.is(201);
}

#[tokio::test]
async fn f22_units_are_issued_up_to_the_registered_supply() {
    let world = World::new().await;
    let alice = world.trader("live", 0, 0).await;
    let path = format!("/instruments/{STOCK}/units");
    let body = |quantity: &str| json!({"account": alice.account, "quantity": quantity, "cost": "1000"});
    world.post(&path, STAFF, Some("1"), body("9999999")).await.is(201);
    world.post(&path, STAFF, Some("2"), body("2")).await.refuses(422, "beyond_registered_supply", "quantity");
    world.post(&path, STAFF, Some("3"), body("0")).await.refuses(422, "quantity_not_positive", "quantity");
    world.post(&path, STAFF, None, body("1")).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
    world.post(&path, STAFF, Some("4"), json!({"account": "P-16", "quantity": "1", "cost": "1"})).await.refuses(422, "wrong_market", "");
    assert_eq!(world.get(&format!("/instruments/{STOCK}"), "").await.text_of("issued"), "9999999");
}

#[tokio::test]
async fn f53_a_distribution_pays_the_holders_by_a_job() {
    let world = World::new().await;
    let payer = world.trader("live", 1_000_000, 0).await;
    let (alice, bob) = (world.trader("live", 0, 30).await, world.trader("live", 0, 10).await);
    let path = format!("/instruments/{STOCK}/distributions");
    let body = json!({"payer": payer.account, "total": "4010"});
    let answer = world.post(&path, STAFF, Some("1"), body).await.is(201);
    assert_eq!(answer.text_of("per_unit"), "100");
    let jobs = loop {
        let jobs = world.get("/markets/live/jobs", STAFF).await.is(200).body;
        if jobs["jobs"][0]["ended_at"].is_string() {
            break jobs;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((&jobs["jobs"][0]["job"], &jobs["jobs"][0]["kind"]), (&json!(answer.text_of("job")), &json!("distribute")));
    assert_eq!((&jobs["jobs"][0]["distribution"]["holders_paid"], &jobs["jobs"][0]["distribution"]["paid"]), (&json!(2), &json!("4000")));
    for (trader, gross) in [(&alice, "3000"), (&bob, "1000")] {
        assert_eq!(world.get("/account", &trader.key).await.body["cash"]["total"], gross, "small amounts are not taxed");
    }
    for (key, body, status, code, field) in [
        ("2", json!({"payer": payer.account, "total": "39"}), 422, "total_too_small", "total"),
        ("3", json!({"payer": alice.account, "total": "4000"}), 422, "insufficient_cash", "amount"),
        ("4", json!({"payer": "L-99999", "total": "4000"}), 404, "unknown_account", "account"),
        ("5", json!({"payer": payer.account, "total": "x"}), 400, "number_malformed", "total"),
    ] {
        world.post(&path, STAFF, Some(key), body).await.refuses(status, code, field);
    }
    world.post(&path, STAFF, None, Value::Null).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
}
