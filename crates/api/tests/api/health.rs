use axum::body::Body;
use axum::http::Request;

use crate::world::{World, limit};

#[tokio::test]
async fn f74_health_readiness_and_metrics_say_how_the_server_is() {
    let world = World::new().await;
    let get = |path: &str| Request::get(path.to_owned()).body(Body::empty()).unwrap();
    assert_eq!(world.answer(get("/healthz")).await.is(200).text, "ok\n");
    let ready = world.answer(get("/readyz")).await.is(200);
    assert_eq!(ready.body["ready"], true);
    world.practice.gateway.door().close(gateway::ClosedReason::ProjectionLagging);
    let not_ready = world.answer(get("/readyz")).await.is(503);
    assert_eq!((&not_ready.body["ready"], &not_ready.body["shards"][1]["closed"][0]), (&false.into(), &"projection_lagging".into()));
    let alice = world.trader("live", 100_000, 0).await;
    world.post("/orders", &alice.key, Some("1"), limit("buy", 5_000, 1)).await.is(201);
    let metrics = world.answer(get("/metrics")).await.is(200);
    for line in [
        "jogak_http_orders_total",
        "jogak_http_answers_total{class=\"2xx\"}",
        "jogak_durable_seq{shard=\"live.0\"}",
        "jogak_open_orders{shard=\"live.0\"}",
    ] {
        assert!(metrics.text.contains(line), "{line} is not in {}", metrics.text);
    }
}

#[tokio::test]
async fn the_status_page_runs_its_own_script_and_no_other() {
    let world = World::new().await;
    let get = |path: &str| Request::get(path.to_owned()).body(Body::empty()).unwrap();
    let page = world.answer(get("/status")).await.is(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert!(
        !page.text.contains("http://")
            && !page.text.contains("https://")
            && !page.text.contains("<style")
            && !page.text.contains("onclick")
    );
    for (path, kind) in [("/status.js", "text/javascript"), ("/status.css", "text/css")] {
        assert!(page.text.contains(path));
        let file = world.answer(get(path)).await.is(200);
        assert!(file.header("content-type").starts_with(kind) && !file.text.contains("https://"));
    }
}
