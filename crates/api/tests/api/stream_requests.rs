//! Messages of clients: what is wrong with them is named, and changes nothing.

use serde_json::{Value, json};

use crate::stream_client::{connect, open};
use crate::world::{COIN, STOCK, World, limit};

/// What is sent, and the code and field of its refusal.
const BAD: &[(&str, &str, &str)] = &[
    ("", "body_malformed", ""),
    ("hello", "body_malformed", ""),
    ("[]", "body_malformed", ""),
    ("null", "body_malformed", ""),
    ("{", "body_malformed", ""),
    (r#"{"id":"1","type":"ping"} {}"#, "body_malformed", ""),
    ("{}", "field_required", "id"),
    (r#"{"type":"ping"}"#, "field_required", "id"),
    (r#"{"id":1,"type":"ping"}"#, "value_malformed", "id"),
    (r#"{"id":"","type":"ping"}"#, "value_malformed", "id"),
    (r#"{"id":"1"}"#, "field_required", "type"),
    (r#"{"id":"1","type":"pong"}"#, "value_malformed", "type"),
    (r#"{"id":"1","type":7}"#, "value_malformed", "type"),
    (r#"{"id":"1","type":"ping","more":1}"#, "body_malformed", "more"),
    (r#"{"id":"1","type":"subscribe"}"#, "body_malformed", "channel"),
    (r#"{"id":"1","type":"subscribe","channel":"news"}"#, "body_malformed", "channel"),
    (r#"{"id":"1","type":"subscribe","channel":"book"}"#, "field_required", "instrument"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":7}"#, "body_malformed", "instrument"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-NO"}"#, "unknown_instrument", "instrument"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instruments":[]}"#, "value_malformed", "instruments"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instruments":["KRW-BTC","KRW-NO"]}"#, "unknown_instrument", "instruments"),
    (
        r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","instruments":["KRW-BTC"]}"#,
        "field_not_allowed",
        "instruments",
    ),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","levels":0}"#, "value_malformed", "levels"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","levels":201}"#, "value_malformed", "levels"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","levels":-1}"#, "body_malformed", "levels"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","group":"0"}"#, "value_malformed", "group"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","group":"1.5"}"#, "too_many_decimals", "group"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","group":"x"}"#, "number_malformed", "group"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","group":10}"#, "body_malformed", "group"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","interval":"1m"}"#, "field_not_allowed", "interval"),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","account":"L-16"}"#, "field_not_allowed", "account"),
    (r#"{"id":"1","type":"subscribe","channel":"ticker","instrument":"KRW-BTC","levels":5}"#, "field_not_allowed", "levels"),
    (r#"{"id":"1","type":"subscribe","channel":"trades","instrument":"KRW-BTC","group":"10"}"#, "field_not_allowed", "group"),
    (r#"{"id":"1","type":"subscribe","channel":"candles","instrument":"KRW-BTC","interval":"2m"}"#, "body_malformed", "interval"),
    (r#"{"id":"1","type":"subscribe","channel":"trades","instrument":"KRW-BTC","resume_after":"5"}"#, "value_malformed", "resume_after"),
    (
        r#"{"id":"1","type":"subscribe","channel":"trades","instrument":"KRW-BTC","resume_after":"live.0:5"}"#,
        "wrong_market",
        "resume_after",
    ),
    (r#"{"id":"1","type":"subscribe","channel":"trades","instrument":"KRW-BTC","at_least":"live.0:1"}"#, "wrong_market", "at_least"),
    (r#"{"id":"1","type":"subscribe","channel":"trades","instrument":"KRW-BTC","at_least":"practice.0:999999"}"#, "not_yet_at", ""),
    (r#"{"id":"1","type":"subscribe","channel":"book","instrument":"KRW-BTC","market":"practice"}"#, "field_not_allowed", "market"),
    (r#"{"id":"1","type":"subscribe","channel":"orders","market":"both"}"#, "body_malformed", "market"),
    (r#"{"id":"1","type":"subscribe","channel":"orders"}"#, "authentication_required", ""),
    (r#"{"id":"1","type":"subscribe","channel":"orders","instrument":"KRW-BTC"}"#, "field_not_allowed", "instrument"),
    (r#"{"id":"1","type":"subscribe","channel":"fills","instruments":["KRW-BTC"]}"#, "field_not_allowed", "instruments"),
    (r#"{"id":"1","type":"unsubscribe","channel":"book","instrument":"KRW-JG0127"}"#, "channel_not_subscribed", ""),
    (r#"{"id":"1","type":"unsubscribe","channel":"book","instruments":["KRW-BTC","KRW-JG0127"]}"#, "channel_not_subscribed", ""),
    (r#"{"id":"1","type":"unsubscribe","channel":"book","instrument":"KRW-BTC","levels":5}"#, "body_malformed", "levels"),
    (r#"{"id":"1","type":"unsubscribe","channel":"book","instrument":"KRW-BTC","interval":"1m"}"#, "field_not_allowed", "interval"),
    (r#"{"id":"1","type":"authenticate"}"#, "body_malformed", "key"),
    (r#"{"id":"1","type":"authenticate","key":"no"}"#, "key_unknown", "key"),
];

#[tokio::test]
async fn f40_bad_messages_are_refused_by_name_and_change_nothing() {
    let world = World::new().await;
    let address = world.serve().await;
    let alice = world.trader("practice", 1_000_000, 0).await;
    let before = world.facts().await;
    let mut client = connect(address).await;
    client.subscribe("book", COIN).await;
    assert_eq!(client.next().await["type"], "snapshot");
    for (number, &(text, code, field)) in BAD.iter().enumerate() {
        client.say(text).await;
        let answer = client.next().await;
        let problem = &answer["problem"];
        assert_eq!((&answer["type"], problem["code"].as_str().unwrap_or("")), (&json!("error"), code), "{text}: {answer}");
        assert_eq!(problem["field"].as_str().unwrap_or(""), field, "{text}: {answer}");
        assert!(problem["detail"].as_str().unwrap().is_ascii(), "in English, as asked for: {answer}");
        let has_id = text.contains(r#""id":"1""#) && !text.ends_with("{}");
        assert_eq!(answer.get("id"), has_id.then_some(&json!("1")), "{text}: {answer}");
        assert!(number < 150, "messages at once are limited");
    }
    client.say_bytes(&[1, 2, 3]).await;
    assert_eq!(client.next().await["problem"]["code"], "body_malformed");
    client.say(format!(r#"{{"id":"1","type":"ping","x":"{}"}}"#, "x".repeat(17_000))).await;
    assert_eq!(client.next().await["problem"]["code"], "body_too_large");
    assert!(world.facts().await == before);
    // The one subscription is as it was, and there is no other.
    let order = json!({"instrument": COIN, "side": "buy", "kind": "limit", "price": "4990", "quantity": "0.5"});
    world.post("/orders", &alice.key, Some("1"), order).await.is(201);
    let told = client.rest().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["channel"], &told[0]["sequence"]), (&json!("book"), &json!(2)));
}

#[tokio::test]
async fn f40_answers_carry_the_id_and_refusals_the_callers_language() {
    let world = World::new().await;
    let address = world.serve().await;
    let mut client = open(address, &[]).await.unwrap();
    client.say(r#"{"id":"이름","type":"ping"}"#).await;
    assert_eq!(client.next().await, json!({"type": "pong", "id": "이름"}));
    client.say(r#"{"id":"2","type":"subscribe","channel":"orders"}"#).await;
    let refused = client.next().await;
    assert_eq!((&refused["id"], &refused["problem"]["detail"]), (&json!("2"), &json!("로그인하거나 인증 키를 보내야 합니다")));
    assert_eq!((&refused["problem"]["status"], &refused["problem"]["title"]), (&json!(401), &json!("log in, or send a bearer key")));
}

#[tokio::test]
async fn f40_an_ended_subscription_is_silent_and_one_begun_again_starts_over() {
    let world = World::new().await;
    let address = world.serve().await;
    let alice = world.trader("live", 100_000_000, 100).await;
    let mut client = connect(address).await;
    for channel in ["book", "ticker", "trades", "candles"] {
        client.subscribe(channel, STOCK).await;
    }
    assert_eq!(client.rest().await.len(), 4);
    for channel in ["book", "ticker", "trades"] {
        let answer = client.ask(json!({"type": "unsubscribe", "channel": channel, "instrument": STOCK})).await;
        assert_eq!(answer["type"], "unsubscribed");
        let again = client.ask(json!({"type": "unsubscribe", "channel": channel, "instrument": STOCK})).await;
        assert_eq!(again["problem"]["code"], "channel_not_subscribed");
    }
    let bob = world.trader("live", 100_000_000, 100).await;
    world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 1)).await.is(201);
    world.post("/orders", &bob.key, Some("1"), limit("sell", 5_000, 1)).await.is(201);
    let told = client.rest().await;
    assert!(told.len() == 1 && told[0]["channel"] == "candles", "{told:?}");
    client.subscribe("trades", STOCK).await;
    let snapshot = client.next().await;
    assert_eq!((&snapshot["type"], &snapshot["sequence"], snapshot["data"].as_array().unwrap().len()), (&json!("snapshot"), &json!(1), 1));
}

#[tokio::test]
async fn f40_connections_subscriptions_and_messages_are_limited() {
    let settings = api::StreamSettings { connections_max: 2, subscriptions_max: 3, ..Default::default() };
    let world = World::with_streams(settings).await;
    let address = world.serve().await;
    let mut client = connect(address).await;
    client.subscribe("book", STOCK).await;
    let too_many = client.ask(json!({"type": "subscribe", "channel": "ticker", "instruments": [STOCK, COIN]})).await;
    assert_eq!(too_many["type"], "subscribed");
    let too_many = client.ask(json!({"type": "subscribe", "channel": "book", "instruments": [STOCK, COIN]})).await;
    assert_eq!(too_many["problem"]["code"], "too_many_subscriptions", "either all or none");
    client.subscribe("book", STOCK).await;
    let list: Vec<String> = (0..101).map(|number| format!("KRW-{number}")).collect();
    let too_long = client.ask(json!({"type": "subscribe", "channel": "book", "instruments": list})).await;
    assert_eq!((&too_long["problem"]["code"], &too_long["problem"]["field"]), (&json!("too_many_items"), &json!("instruments")));

    let second = connect(address).await;
    let refused = open(address, &[("accept-language", "en")]).await.err().unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (503, "1"));
    drop(second);
    // Its place is free as soon as the server has seen it go.
    let mut third = loop {
        if let Ok(client) = open(address, &[]).await {
            break client;
        }
        tokio::task::yield_now().await;
    };
    for number in 0..400 {
        third.say(format!(r#"{{"id":"{number}","type":"ping"}}"#)).await;
    }
    let answers: Vec<Value> = third.rest().await;
    let refused = answers.iter().filter(|answer| answer["problem"]["code"] == "too_many_messages").count();
    assert!(answers.len() == 400 && (1..=200).contains(&refused), "{refused} of {}", answers.len());
}
