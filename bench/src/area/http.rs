//! Orders over HTTP, beside handlers on the same server that do nothing.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::bare::{BATCH_PATH, BareOrder, ORDER_PATH, SQLITE_PATH};
use crate::interleave::RUNS;
use crate::place::Place;
use crate::product;
use crate::results::{Baseline, Row};
use crate::server_process::ServerProcess;
use crate::wrk::{ComparedLoads, Load, LoadRun, compare, median_run};

const UNIT: &str = "orders/s";
const PRODUCT_ORDER_PATH: &str = "/api/v1/orders";
const PRODUCT_BATCH_PATH: &str = "/api/v1/orders/batch";
/// Where the server leaves the bearer keys of its accounts.
const PRODUCT_KEYS: &str = "product.bearer_keys";

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

/// The product's route for one order beside the bare one: the rate at many connections, the latency at fewer.
pub(super) fn http_order(place: &Place) -> Result<Vec<Row>> {
    let server = product_server(place)?;
    let order = product_load(place, "order", RATE_CONNECTIONS, &orders())?;
    let rate = compare(place, &order, &server.url(PRODUCT_ORDER_PATH), &server.url(ORDER_PATH))?;
    let latency = Load { connections: LATENCY_CONNECTIONS, ..order };
    let quiet = compare(place, &latency, &server.url(PRODUCT_ORDER_PATH), &server.url(ORDER_PATH))?;
    let name = "bare axum JSON POST";
    let p99 = Baseline { name, value: quiet.baseline.latency_us.p99 };
    Ok(vec![
        compared("http_order", &rate, name, 1),
        compared("http_order_64", &quiet, name, 1),
        Row::compared("http_order_p99_64", "us", quiet.ours.latency_us.p99, &p99).with_percentiles(quiet.ours.latency_us),
    ])
}

/// Beside a handler that inserts into SQLite: as durable, and no more than that.
pub(super) fn http_order_vs_sqlite(place: &Place) -> Result<Vec<Row>> {
    let server = product_server(place)?;
    let order = product_load(place, "order", RATE_CONNECTIONS, &orders())?;
    let done = compare(place, &order, &server.url(PRODUCT_ORDER_PATH), &server.url(SQLITE_PATH))?;
    Ok(vec![compared("http_order_vs_sqlite", &done, "same handler, SQLite WAL synchronous=FULL", 1)])
}

pub(super) fn http_batch(place: &Place) -> Result<Vec<Row>> {
    let server = product_server(place)?;
    let bodies = orders().map(|order| serde_json::json!({ "orders": vec![order; BATCH_ITEMS] }));
    let batch = product_load(place, "batch", BATCH_CONNECTIONS, &bodies)?;
    let done = compare(place, &batch, &server.url(PRODUCT_BATCH_PATH), &server.url(BATCH_PATH))?;
    Ok(vec![compared("http_batch", &done, "bare batch of 1,000 orders", BATCH_ITEMS)])
}

fn compared(measure: &str, done: &ComparedLoads, name: &str, orders: usize) -> Row {
    let baseline = Baseline { name, value: done.baseline.requests_per_s * orders as f64 };
    Row::compared(measure, UNIT, done.ours.requests_per_s * orders as f64, &baseline).with_percentiles(done.ours.latency_us)
}

/// This binary again, with the product's routes and the bare ones.
struct ProductServer(ServerProcess);

impl ProductServer {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0.address)
    }
}

fn product_server(place: &Place) -> Result<ProductServer> {
    let sqlite = place.fresh_folder("sqlite")?.join("orders.sqlite");
    let data = place.fresh_folder("product")?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve-product", "--port", "0", "--data"]).arg(data).arg("--keys").arg(place.out(PRODUCT_KEYS));
    Ok(ProductServer(ServerProcess::start(command.arg("--sqlite").arg(sqlite))?))
}

/// Both sides of one price in turn, so that orders trade and the book stays small.
fn orders() -> [serde_json::Value; 2] {
    ["buy", "sell"].map(|side| {
        serde_json::json!({
            "instrument": product::CODE, "side": side, "kind": "limit", "time_in_force": "gtc",
            "price": product::PRICE.to_string(), "quantity": product::QUANTITY.to_string(),
        })
    })
}

fn product_load(place: &Place, name: &str, connections: u32, bodies: &[serde_json::Value]) -> Result<Load> {
    let bodies: Vec<String> = bodies.iter().map(ToString::to_string).collect();
    let bodies = lines(place, &format!("{name}.bodies"), &bodies)?;
    Ok(Load { connections, duration_s: RUN_S, bodies, bearer_keys: place.out(PRODUCT_KEYS) })
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
