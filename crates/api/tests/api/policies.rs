use serde_json::{Value, json};

use crate::world::{STAFF, World};

fn policy(body: Value) -> Value {
    json!({"market": "live", "policy": "900", "valid_from": "2026-11-23T02:00:00Z", "source": "a decision", "body": body})
}

#[tokio::test]
async fn f35_every_rule_is_added_as_dated_data_and_read_back_alike() {
    let world = World::new().await;
    let before = world.get("/markets/live/policies", "").await.is(200).body["policies"].as_array().unwrap().clone();
    assert!(before.iter().all(|row| row["is_in_force"].is_boolean() && !row["source"].as_str().unwrap().is_empty()));
    // What is in force already, added once more under another number, is accepted and shown alike.
    for (number, row) in before.iter().enumerate() {
        let mut body = policy(row["body"].clone());
        body["policy"] = (1_000 + number).to_string().into();
        let version = world.post("/policies", STAFF, None, body).await.is(201).text_of("version");
        let after = world.get("/markets/live/policies", "").await.is(200).body;
        let added = after["policies"].as_array().unwrap().iter().find(|one| one["version"] == version.as_str()).unwrap().clone();
        assert_eq!((&added["body"], &added["is_in_force"], &added["source"]), (&row["body"], &json!(false), &json!("a decision")));
    }
    world.clock.advance_seconds(3 * 3_600);
    world.trader("live", 0, 0).await;
    let after = world.get("/markets/live/policies", "").await.is(200).body;
    assert!(after["policies"].as_array().unwrap().iter().filter(|row| row["source"] == "a decision").all(|row| row["is_in_force"] == true));
    world.get("/markets/spot/policies", "").await.refuses(400, "path_malformed", "market");
}

#[tokio::test]
async fn f35_bad_rules_are_refused_by_name() {
    let world = World::new().await;
    let before = world.get("/markets/live/policies", "").await.is(200).body["policies"].clone();
    let fees = json!({"kind": "fees", "maker_bps": 5, "taker_bps": 5});
    let mut past = policy(fees.clone());
    past["valid_from"] = "2026-11-23T00:59:59Z".into();
    world.post("/policies", STAFF, None, past).await.refuses(422, "policy_in_past", "valid_from");
    let mut undated = policy(fees.clone());
    undated["valid_from"] = "tomorrow".into();
    world.post("/policies", STAFF, None, undated).await.refuses(400, "value_malformed", "valid_from");
    let holidays: Vec<&str> = vec!["2026-12-25"; 4_097];
    let calendar = |holidays: Value| json!({"kind": "calendar", "utc_offset_s": 32_400, "day_starts_s": 0, "weekdays": 31, "phases": [{"second": 0, "phase": "continuous"}], "holidays": holidays, "shifted_days": []});
    for (body, status, code, field) in [
        (json!({"kind": "fees", "maker_bps": 1_001, "taker_bps": 5}), 422, "policy_malformed", "body"),
        (json!({"kind": "price_band", "limit_bps": 0}), 422, "policy_malformed", "body"),
        (json!({"kind": "tick_table", "price_decimals": 0, "steps": []}), 422, "policy_malformed", "body"),
        (json!({"kind": "tick_table", "price_decimals": 0, "steps": [{"from": "0", "tick": "-1"}]}), 400, "number_malformed", "body.steps"),
        (calendar(json!(["2026-02-30"])), 400, "value_malformed", "body.holidays"),
        (calendar(json!(holidays)), 413, "too_many_items", "body.holidays"),
    ] {
        world.post("/policies", STAFF, None, policy(body)).await.refuses(status, code, field);
    }
    for body in [
        json!({"kind": "leverage"}),
        json!({"kind": "fees", "maker_bps": 5}),
        json!({"kind": "fees", "maker_bps": "5", "taker_bps": 5}),
        json!([]),
    ] {
        let answer = world.post("/policies", STAFF, None, policy(body)).await;
        assert_eq!((answer.status.as_u16(), answer.text_of("code")), (400, "body_malformed".to_owned()));
        assert!(answer.text_of("field").starts_with("body"), "{}", answer.text);
    }
    assert_eq!(world.get("/markets/live/policies", "").await.body["policies"], before);
}
