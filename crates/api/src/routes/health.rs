//! For whoever watches over the server.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use gateway::ClosedReason;
use projections::live::LiveState;
use protocol::Home;

use crate::app::{App, Shard};
use crate::routes::limits::key_window;

/// The read model may be this many records behind while the server counts as ready.
const READY_LAG_MAX: u64 = 100_000;

#[derive(Debug, serde::Serialize)]
pub(crate) struct Readiness {
    pub(crate) ready: bool,
    pub(crate) shards: Vec<ShardReadiness>,
}

#[derive(Debug, serde::Serialize)]
pub(crate) struct ShardReadiness {
    shard: String,
    /// Why no commands are taken.
    closed: Vec<&'static str>,
    durable: u64,
    /// Where the read model is.
    live: u64,
    waiting_commands: usize,
}

impl ShardReadiness {
    /// Nothing is known of it before it is recovered.
    pub(crate) fn starting(home: Home) -> Self {
        Self { shard: home.to_string(), closed: vec![ClosedReason::Starting.name()], durable: 0, live: 0, waiting_commands: 0 }
    }
}

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Commands are taken, and the read models are near the journal's tip.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let shards: Vec<ShardReadiness> = app.shards.iter().map(look).collect();
    let ready = shards.iter().all(|shard| shard.closed.is_empty() && shard.durable.saturating_sub(shard.live) <= READY_LAG_MAX);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, shards })).into_response()
}

fn look(shard: &Shard) -> ShardReadiness {
    ShardReadiness {
        shard: shard.home().to_string(),
        closed: shard.gateway.door().reasons().into_iter().map(ClosedReason::name).collect(),
        durable: shard.gateway.durable_seq().0,
        live: shard.live.position().0,
        waiting_commands: shard.gateway.waiting(),
    }
}

/// Counters and gauges in the text form of Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    for shard in &app.shards {
        let ready = look(shard);
        let gauge = |name: &'static str, value: u64| metrics::gauge!(name, "shard" => ready.shard.clone()).set(value as f64);
        gauge("jogak_durable_seq", ready.durable);
        gauge("jogak_live_seq", ready.live);
        gauge("jogak_waiting_commands", ready.waiting_commands as u64);
        gauge("jogak_door_closed_reasons", ready.closed.len() as u64);
        let look = |state: &LiveState| (state.open_order_count(), state.accounts().len(), key_window(state.key_memory()));
        let (orders, accounts, keys) = shard.live.read(look);
        gauge("jogak_open_orders", orders as u64);
        gauge("jogak_accounts", accounts as u64);
        gauge("jogak_key_window_seconds", keys.window_s.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0));
        gauge("jogak_keys_used", u64::from(keys.used));
        gauge("jogak_keys_used_max", u64::from(keys.used_max));
    }
    let text = app.metering.exporter.as_ref().map(metrics_exporter_prometheus::PrometheusHandle::render).unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
