//! What a program has to know of the server's limits.

use axum::Json;
use axum::extract::State;
use projections::live::KeyMemory;
use protocol::Time;
use protocol::time::MICROS_PER_SECOND;

use crate::app::{App, Shard};
use crate::pages::{PAGE_DEFAULT, PAGE_MAX};
use crate::position::Position;
use crate::routes::order_batch::BATCH_MAX;
use crate::words::MarketWord;

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Limits {
    pub markets: Vec<MarketLimits>,
    pub orders: OrderLimits,
    /// Items of a page at most, and where none are asked for.
    pub page_max: usize,
    pub page_default: usize,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct MarketLimits {
    pub market: MarketWord,
    pub idempotency_keys: KeyWindow,
    #[schema(value_type = String)]
    pub position: Position,
}

/// How long an `Idempotency-Key` or client order id is remembered. Sent again within the window, it gets the first answer again.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct KeyWindow {
    /// Seconds that a key used now is remembered at least: a day, and less while so many keys are used that the memory fills up before. Absent
    /// before the market is founded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_s: Option<i64>,
    /// Every key used since then is remembered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub remembered_since: Option<Time>,
    /// Keys in the generation that is being filled. When it is full, or its day is over, the one before is forgotten.
    pub used: u32,
    pub used_max: u32,
}

/// Of each account.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OrderLimits {
    /// Orders a second in the long run.
    pub per_s: u32,
    /// Orders at once.
    pub burst: u32,
    /// Orders of a batch.
    pub batch_max: usize,
}

/// Limits of requests, and how long keys are remembered.
#[utoipa::path(get, path = "/limits", tag = "market", responses((status = 200, body = Limits)))]
pub(crate) async fn show_limits(State(app): State<App>) -> Json<Limits> {
    let rate = app.rate.limit();
    Json(Limits {
        markets: app.shards.iter().map(of_market).collect(),
        orders: OrderLimits { per_s: rate.orders_per_s, burst: rate.burst, batch_max: BATCH_MAX },
        page_max: PAGE_MAX,
        page_default: PAGE_DEFAULT,
    })
}

fn of_market(shard: &Shard) -> MarketLimits {
    let (position, idempotency_keys) = shard.read(|state| key_window(state.key_memory()));
    MarketLimits { market: shard.home().market.into(), idempotency_keys, position }
}

/// Seconds are rounded down: what is promised is kept.
pub(crate) fn key_window(memory: &KeyMemory) -> KeyWindow {
    KeyWindow {
        window_s: memory.window_us().map(|micros| micros / MICROS_PER_SECOND),
        remembered_since: memory.remembered_since(),
        used: memory.used,
        used_max: memory.keys_max,
    }
}
