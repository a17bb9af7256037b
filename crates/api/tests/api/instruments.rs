use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::world::{COIN, STOCK, World};

#[tokio::test]
async fn f35_instruments_of_both_markets_are_public_and_tagged() {
    let world = World::new().await;
    let all = world.get("/instruments", "").await.is(200);
    let codes: Vec<_> =
        all.body["instruments"].as_array().unwrap().iter().map(|one| (one["code"].clone(), one["market"].clone())).collect();
    assert_eq!(codes, [(json!(STOCK), json!("live")), (json!(COIN), json!("practice"))]);
    let stock = world.get(&format!("/instruments/{STOCK}"), "").await.is(200);
    assert_eq!((stock.text_of("state"), &stock.body["fees"]), ("continuous".to_owned(), &json!({"maker_bps": 5, "taker_bps": 5})));
    assert_eq!((&stock.body["price_band_bps"], &stock.body["volatility_trigger_bps"]), (&json!(3_000), &json!(1_000)));
    assert!(stock.body["ticks"].as_array().unwrap().iter().any(|step| *step == json!({"from": "5000", "tick": "10"})), "{}", stock.text);
    let tag = stock.header("etag").to_owned();
    let known = Request::get(format!("/api/v1/instruments/{STOCK}")).header("if-none-match", &tag).body(Body::empty()).unwrap();
    let unchanged = world.answer(known).await.is(304);
    assert_eq!((unchanged.text.as_str(), unchanged.header("etag")), ("", tag.as_str()));
    world.get("/instruments/KRW-NONE", "").await.refuses(404, "unknown_instrument", "instrument");
}
