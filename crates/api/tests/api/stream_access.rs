//! Who may open a stream, and how it ends.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::stream_client::{connect, connect_as, open};
use crate::world::{COIN, STAFF, STOCK, World};

#[tokio::test]
async fn f40_f77_pages_of_other_origins_open_no_stream() {
    let settings = api::StreamSettings { allowed_origins: vec!["https://jogak.example".to_owned()], ..Default::default() };
    let world = World::with_streams(settings).await;
    let address = world.serve().await;
    let own = [format!("http://{address}"), format!("https://{address}"), "https://jogak.example".to_owned()];
    for origin in &own {
        assert!(open(address, &[("origin", origin)]).await.is_ok(), "{origin}");
    }
    let port = address.port();
    for origin in
        ["null", "https://evil.example", "http://jogak.example", "https://jogak.example.evil.example", &format!("http://127.0.0.2:{port}")]
    {
        let refused = open(address, &[("origin", origin)]).await.err().unwrap();
        assert_eq!(refused.status().as_u16(), 403, "{origin}");
        let request =
            Request::get(format!("/api/v1/stream/sse?channels=book:{COIN}")).header("origin", origin).header("host", "other.example");
        world.answer(request.body(Body::empty()).unwrap()).await.refuses(403, "origin_refused", "");
    }
}

#[tokio::test]
async fn f40_credentials_that_do_not_hold_and_plain_requests_are_refused_with_a_problem() {
    let world = World::new().await;
    let address = world.serve().await;
    for (token, status) in [("f".repeat(64), 401), (STAFF.to_owned(), 403)] {
        let refused = open(address, &[("authorization", &format!("Bearer {token}"))]).await.err().unwrap();
        assert_eq!(refused.status().as_u16(), status);
    }
    world.get("/stream", "").await.refuses(426, "upgrade_required", "");
    for (query, status, code, field) in [
        ("", 400, "query_malformed", ""),
        ("?channels=", 400, "query_malformed", "channels"),
        ("?channels=book", 400, "query_malformed", "channels"),
        ("?channels=book:KRW-NO", 404, "unknown_instrument", "channels"),
        ("?channels=orders:KRW-BTC", 400, "query_malformed", "channels"),
        ("?channels=candles:KRW-BTC:2m", 400, "query_malformed", "channels"),
        ("?channels=book:KRW-BTC:1m", 400, "field_not_allowed", "interval"),
        ("?channels=book:KRW-BTC,book:KRW-JG0127", 422, "wrong_market", "channels"),
        ("?channels=book:KRW-BTC&levels=3", 400, "query_malformed", ""),
    ] {
        world.get(&format!("/stream/sse{query}"), "").await.refuses(status, code, field);
    }
    let request = Request::get(format!("/api/v1/stream/sse?channels=trades:{COIN}")).header("last-event-id", "live.0:1");
    world.answer(request.body(Body::empty()).unwrap()).await.refuses(422, "wrong_market", "resume_after");
}

#[tokio::test]
async fn f40_streams_end_with_the_server_and_say_so() {
    let world = World::new().await;
    let address = world.serve().await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = connect(address).await;
        client.subscribe("book", STOCK).await;
        clients.push(client);
    }
    world.open_streams.stop();
    for client in &mut clients {
        let (_, code, reason) = client.until_closed().await;
        assert_eq!((code, reason.as_str()), (1001, "stopping"));
    }
    assert_eq!(world.open_streams.ended(Duration::from_secs(20)).await, 0);
    assert_eq!(open(address, &[]).await.err().unwrap().status().as_u16(), 503);
}

#[tokio::test]
async fn f40_a_quiet_client_that_answers_pings_stays() {
    let settings =
        api::StreamSettings { ping_every: Duration::from_millis(20), silence_max: Duration::from_millis(200), ..Default::default() };
    let world = World::with_streams(settings).await;
    let address = world.serve().await;
    let mut client = connect(address).await;
    // Longer than the silence allowed.
    for _ in 0..3 {
        assert_eq!(client.rest().await, Vec::<Value>::new());
    }
    assert_eq!(client.ask(json!({"type": "ping"})).await["type"], "pong");
}

#[tokio::test]
async fn f40_a_revoked_key_ends_its_streams_and_no_others() {
    let world = World::with_streams(api::StreamSettings { ping_every: Duration::from_millis(20), ..Default::default() }).await;
    let address = world.serve().await;
    let alice = world.trader("live", 0, 0).await;
    let mut revoked = connect_as(address, &alice.key).await;
    let mut other = connect(address).await;
    revoked.subscribe_own("orders").await;
    let keys = world.get(&format!("/accounts/{}/keys", alice.account), STAFF).await.is(200);
    let id = keys.body["keys"][0]["key_id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{}/keys/{id}", alice.account);
    assert!(world.send(Method::DELETE, &path, STAFF, None, Value::Null).await.status.is_success());
    let (_, code, reason) = revoked.until_closed().await;
    assert_eq!((code, reason.as_str()), (4002, "revoked"));
    assert_eq!(other.ask(json!({"type": "ping"})).await["type"], "pong");
}

#[tokio::test]
async fn f40_a_peer_that_is_gone_is_left() {
    let settings =
        api::StreamSettings { ping_every: Duration::from_millis(20), silence_max: Duration::from_millis(100), ..Default::default() };
    let world = World::with_streams(settings).await;
    let address = world.serve().await;
    let mut client = connect(address).await;
    client.subscribe("book", STOCK).await;
    // Nobody reads, so that nobody answers pings. The server gives it up, and says so to whoever may still look.
    loop {
        let metrics = world.answer(Request::get("/metrics").body(Body::empty()).unwrap()).await.is(200).text;
        if metrics.contains("jogak_stream_endings_total{reason=\"silent\"} 1") {
            break;
        }
        tokio::task::yield_now().await;
    }
    let (_, code, reason) = client.until_closed().await;
    assert_eq!((code, reason.as_str()), (4001, "silent"));
    assert_eq!(world.open_streams.ended(Duration::from_secs(20)).await, 0);
}

#[tokio::test]
async fn f40_streams_are_counted() {
    let world = World::new().await;
    let address = world.serve().await;
    let mut client = connect(address).await;
    client.subscribe("book", STOCK).await;
    client.next().await;
    let metrics = world.answer(Request::get("/metrics").body(Body::empty()).unwrap()).await.is(200).text;
    for line in [
        "jogak_stream_connections{transport=\"websocket\"}",
        "jogak_stream_subscriptions",
        "jogak_stream_messages_total{channel=\"book\"}",
        "jogak_stream_passed_over_total",
        "jogak_stream_endings_total{reason=\"too_slow\"}",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
    let limits = world.get("/limits", "").await.is(200).body;
    assert_eq!(limits["streams"]["conflation_ms"], 100);
}
