use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;

fn order_body() -> Value {
    json!({"instrument": "KRW-BTC", "side": "buy", "kind": "limit", "time_in_force": "gtc", "price": "50000000", "quantity": "0.01"})
}

async fn post_to(router: &Router, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("idempotency-key", "k1")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), BODY_BYTES_MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn bare_order_answers_with_an_order_id_and_refuses_other_bodies() {
    let (status, answer) = post_to(&router(), ORDER_PATH, &order_body()).await;
    assert_eq!((status, &answer["order_id"]), (StatusCode::OK, &json!("practice-1")));
    let (status, _) = post_to(&router(), ORDER_PATH, &json!({"instrument": "KRW-BTC"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn bare_batch_answers_each_item_and_refuses_too_many() {
    let batch = |items: usize| json!({"orders": vec![order_body(); items]});
    let (status, answer) = post_to(&router(), BATCH_PATH, &batch(3)).await;
    assert_eq!(status, StatusCode::OK);
    let ids: Vec<&Value> = answer["results"].as_array().unwrap().iter().map(|result| &result["order"]["order_id"]).collect();
    assert_eq!(ids, ["practice-1", "practice-2", "practice-3"]);
    let (status, _) = post_to(&router(), BATCH_PATH, &batch(BATCH_ITEMS_MAX + 1)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn sqlite_route_has_stored_the_order_when_it_answers() {
    let folder = std::env::temp_dir().join(format!("jogak-bench-sqlite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("orders.sqlite");
    let router = sqlite_router(SqliteOrders::open(&path).unwrap());
    let (status, answer) = post_to(&router, SQLITE_PATH, &order_body()).await;
    assert_eq!((status, &answer["order_id"]), (StatusCode::OK, &json!("practice-1")));
    let reader = Connection::open(&path).unwrap();
    let stored: (String, String) =
        reader.query_row("SELECT idempotency_key, price FROM orders", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(stored, ("k1".to_owned(), "50000000".to_owned()));
    let synchronous: i64 = {
        let orders = SqliteOrders::open(&folder.join("other.sqlite")).unwrap();
        orders.0.lock().unwrap().query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(synchronous, 2, "2 is FULL");
    drop(reader);
    std::fs::remove_dir_all(folder).unwrap();
}
