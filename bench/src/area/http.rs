//! Orders over HTTP, beside handlers on the same server that do nothing.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::bare::{BATCH_PATH, BareOrder, ORDER_PATH, SQLITE_PATH};
use crate::interleave::RUNS;
use crate::place::Place;
use crate::results::{Baseline, Row};
use crate::server_process::ServerProcess;
use crate::wrk::{Load, LoadRun, compare, median_run};

const UNIT: &str = "orders/s";

/// Connections at which the rate is measured, and at which the latency is.
const RATE_CONNECTIONS: u32 = 256;
const LATENCY_CONNECTIONS: u32 = 64;
const BATCH_CONNECTIONS: u32 = 16;
const RUN_S: u32 = 3;
const BATCH_ITEMS: usize = 1_000;

/// The bare handlers among themselves: what storing an order in SQLite costs a handler, and what the others allow.
pub(super) fn bare(place: &Place) -> Result<Vec<Row>> {
    let server = bare_server(place)?;
    let url = |path: &str| format!("http://{}{path}", server.address);
    let order = order_load(place)?;
    let latency = Load { connections: LATENCY_CONNECTIONS, ..order.clone() };
    let batch = batch_load(place)?;
    let stored = compare(place, &order, &url(SQLITE_PATH), &url(ORDER_PATH))?;
    let mut quiet = Vec::new();
    let mut batches = Vec::new();
    for _ in 0..RUNS {
        quiet.push(latency.run(place, &url(ORDER_PATH))?);
        batches.push(batch.run(place, &url(BATCH_PATH))?);
    }
    let quiet = median_run(&quiet).context("at least one run")?;
    let batches = median_run(&batches).context("at least one run")?;
    let row = |measure: &str, name: &str, run: LoadRun, orders: usize| {
        let value = run.requests_per_s * orders as f64;
        Row::of_baseline(measure, UNIT, &Baseline { name, value }).with_percentiles(run.latency_us)
    };
    Ok(vec![
        row("bare_order_256", "bare axum JSON POST", stored.baseline, 1),
        row("bare_order_64", "bare axum JSON POST", quiet, 1),
        row("sqlite_order_256", "same handler, SQLite WAL synchronous=FULL", stored.ours, 1),
        row("bare_batch", "bare batch of 1,000 orders", batches, BATCH_ITEMS),
    ])
}

/// This binary again, with the bare routes.
fn bare_server(place: &Place) -> Result<ServerProcess> {
    let folder = place.fresh_folder("sqlite")?;
    ServerProcess::start(
        Command::new(std::env::current_exe()?).args(["serve-bare", "--port", "0", "--sqlite"]).arg(folder.join("orders.sqlite")),
    )
}

fn order_load(place: &Place) -> Result<Load> {
    let body = serde_json::to_string(&sample_order())?;
    load(place, "order", RATE_CONNECTIONS, &[body])
}

fn batch_load(place: &Place) -> Result<Load> {
    let body = serde_json::json!({ "orders": vec![sample_order(); BATCH_ITEMS] }).to_string();
    load(place, "batch", BATCH_CONNECTIONS, &[body])
}

fn load(place: &Place, name: &str, connections: u32, bodies: &[String]) -> Result<Load> {
    let bodies = lines(place, &format!("{name}.bodies"), bodies)?;
    let bearer_keys = lines(place, &format!("{name}.bearer_keys"), &["0".repeat(64)])?;
    Ok(Load { connections, duration_s: RUN_S, bodies, bearer_keys })
}

fn lines(place: &Place, name: &str, lines: &[String]) -> Result<PathBuf> {
    let path = place.out(name);
    std::fs::write(&path, lines.join("\n") + "\n").with_context(|| format!("write {}", path.display()))?;
    Ok(path)
}

fn sample_order() -> BareOrder {
    BareOrder {
        instrument: "KRW-BTC".to_owned(),
        side: "buy".to_owned(),
        kind: "limit".to_owned(),
        time_in_force: "gtc".to_owned(),
        price: "50000000".to_owned(),
        quantity: "0.001".to_owned(),
    }
}
