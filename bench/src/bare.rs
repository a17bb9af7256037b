//! What the HTTP routes of the product are compared with: handlers on the same axum that parse the same bodies and answer as much, and do nothing.
//!
//! `order` keeps nothing, `batch` answers item by item, `sqlite` stores the order durably in SQLite before it answers, `push` tells it to every stream. They are merged into the same
//! router as the routes of the product, so that both are served by the same binary with the same threads.

use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

#[cfg(test)]
mod tests;

pub const ORDER_PATH: &str = "/bare/order";
pub const BATCH_PATH: &str = "/bare/batch";
pub const SQLITE_PATH: &str = "/bare/sqlite";
pub const PUSH_PATH: &str = "/bare/push";
pub const STREAM_PATH: &str = "/bare/stream";

/// Orders that a slow stream may be behind.
const PUSHED_MAX: usize = 1_024;

/// As in the product's batch route.
const BATCH_ITEMS_MAX: usize = 1_000;
const BODY_BYTES_MAX: usize = 1 << 20;

/// The body of an order, field for field that of the product's route.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BareOrder {
    pub instrument: String,
    pub side: String,
    pub kind: String,
    pub time_in_force: String,
    pub price: String,
    pub quantity: String,
}

/// An answer as long as that of the product's route.
#[derive(Clone, Debug, Serialize)]
pub struct BareAnswer {
    pub order_id: String,
    pub instrument: String,
    pub state: &'static str,
    pub price: String,
    pub filled_quantity: &'static str,
    pub remaining: String,
    pub position: String,
    pub at: &'static str,
}

/// One of a batch.
#[derive(Clone, Debug, Serialize)]
pub struct BareResult {
    pub status: u16,
    pub order: BareAnswer,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BareBatch {
    orders: Vec<BareOrder>,
}

#[derive(Clone, Debug, Serialize)]
struct BareBatchAnswer {
    results: Vec<BareResult>,
}

/// Orders in SQLite as a plain service would keep them: WAL, `synchronous=FULL`, one transaction an order.
pub struct SqliteOrders(Mutex<Connection>);

impl SqliteOrders {
    /// Makes the file, with a table of orders.
    ///
    /// # Errors
    /// If the file cannot be opened, or if SQLite does not take the settings.
    pub fn open(path: &Path) -> Result<SqliteOrders> {
        let connection = Connection::open(path).with_context(|| format!("open {}", path.display()))?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        anyhow::ensure!(mode == "wal", "SQLite refused WAL: {mode}");
        connection.execute_batch(
            "PRAGMA synchronous = FULL;
             CREATE TABLE orders (id INTEGER PRIMARY KEY, idempotency_key TEXT NOT NULL, instrument TEXT NOT NULL, side TEXT NOT NULL,
                                  kind TEXT NOT NULL, time_in_force TEXT NOT NULL, price TEXT NOT NULL, quantity TEXT NOT NULL);",
        )?;
        Ok(SqliteOrders(Mutex::new(connection)))
    }

    fn insert(&self, key: &str, order: &BareOrder) -> rusqlite::Result<i64> {
        let connection = self.0.lock().expect("an insertion does not panic");
        connection
            .prepare_cached(
                "INSERT INTO orders (idempotency_key, instrument, side, kind, time_in_force, price, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![key, order.instrument, order.side, order.kind, order.time_in_force, order.price, order.quantity])?;
        Ok(connection.last_insert_rowid())
    }
}

/// The routes that need nothing but the server.
pub fn router() -> Router {
    Router::new().route(ORDER_PATH, post(order)).route(BATCH_PATH, post(batch)).layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// An order that is told to every stream.
pub fn push_router() -> Router {
    let (told, _) = broadcast::channel::<Utf8Bytes>(PUSHED_MAX);
    Router::new().route(PUSH_PATH, post(push)).route(STREAM_PATH, get(stream)).with_state(told)
}

/// The route that inserts into SQLite.
pub fn sqlite_router(orders: SqliteOrders) -> Router {
    Router::new().route(SQLITE_PATH, post(order_in_sqlite)).with_state(Arc::new(orders))
}

/// Serves until `stop` resolves. Prints `listening ADDRESS` once the port is bound; port 0 takes a free one.
///
/// # Errors
/// If the port is taken.
pub async fn serve(router: Router, port: u16, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("bind")?;
    println!("listening {}", listener.local_addr()?);
    // As the server does.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _best_effort = stream.set_nodelay(true);
    });
    axum::serve(listener, router).with_graceful_shutdown(stop).await?;
    Ok(())
}

async fn order(Json(order): Json<BareOrder>) -> Json<BareAnswer> {
    Json(answer(order, 1))
}

async fn push(State(told): State<broadcast::Sender<Utf8Bytes>>, Json(order): Json<BareOrder>) -> Result<Json<BareAnswer>, StatusCode> {
    let text = serde_json::to_string(&order).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    // Nobody may be there.
    let _ = told.send(text.into());
    Ok(Json(answer(order, 1)))
}

async fn stream(State(told): State<broadcast::Sender<Utf8Bytes>>, upgrade: WebSocketUpgrade) -> Response {
    let mut told = told.subscribe();
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        while let Ok(text) = told.recv().await {
            if socket.send(Message::Text(text)).await.is_err() {
                return;
            }
        }
    })
}

async fn batch(Json(batch): Json<BareBatch>) -> Result<Json<BareBatchAnswer>, StatusCode> {
    if batch.orders.len() > BATCH_ITEMS_MAX {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let results =
        batch.orders.into_iter().zip(1..).map(|(order, number)| BareResult { status: 201, order: answer(order, number) }).collect();
    Ok(Json(BareBatchAnswer { results }))
}

async fn order_in_sqlite(
    State(orders): State<Arc<SqliteOrders>>,
    headers: HeaderMap,
    Json(order): Json<BareOrder>,
) -> Result<Json<BareAnswer>, StatusCode> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).ok_or(StatusCode::BAD_REQUEST)?.to_owned();
    let inserted = tokio::task::spawn_blocking(move || orders.insert(&key, &order).map(|id| answer(order, id))).await;
    inserted.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn answer(order: BareOrder, number: i64) -> BareAnswer {
    BareAnswer {
        order_id: format!("practice-{number}"),
        instrument: order.instrument,
        state: "resting",
        price: order.price,
        filled_quantity: "0",
        remaining: order.quantity,
        position: format!("practice.0:{number}"),
        at: "2026-11-23T01:00:00.000000Z",
    }
}
