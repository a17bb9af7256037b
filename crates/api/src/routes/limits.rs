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
use crate::stream::StreamSettings;
use crate::stream::settings::{INSTRUMENTS_PER_MESSAGE_MAX, MESSAGE_BYTES_MAX, MESSAGES_BURST, MESSAGES_PER_S};
use crate::words::MarketWord;

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Limits {
    pub markets: Vec<MarketLimits>,
    pub orders: OrderLimits,
    pub streams: StreamLimits,
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

/// Of each connection to `/stream`.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct StreamLimits {
    /// Subscriptions at once.
    pub subscriptions_max: usize,
    /// Instruments of one message.
    pub instruments_per_message_max: usize,
    /// Bytes of a message to the server.
    pub message_bytes_max: usize,
    /// Messages to the server a second in the long run.
    pub messages_per_s: u32,
    /// Messages to the server at once.
    pub messages_burst: u32,
    /// Least time between two messages of one book or ticker.
    pub conflation_ms: u64,
    /// Rows of trades and private messages that may wait for a client.
    pub rows_waiting_max: usize,
}

/// Limits of requests, and how long keys are remembered.
#[utoipa::path(get, path = "/limits", tag = "market", responses((status = 200, body = Limits)))]
pub(crate) async fn show_limits(State(app): State<App>) -> Json<Limits> {
    let rate = app.rate.limit();
    Json(Limits {
        markets: app.shards.iter().map(of_market).collect(),
        orders: OrderLimits { per_s: rate.orders_per_s, burst: rate.burst, batch_max: BATCH_MAX },
        streams: stream_limits(&app.streams.settings),
        page_max: PAGE_MAX,
        page_default: PAGE_DEFAULT,
    })
}

fn stream_limits(settings: &StreamSettings) -> StreamLimits {
    StreamLimits {
        subscriptions_max: settings.subscriptions_max,
        instruments_per_message_max: INSTRUMENTS_PER_MESSAGE_MAX,
        message_bytes_max: MESSAGE_BYTES_MAX,
        messages_per_s: MESSAGES_PER_S,
        messages_burst: MESSAGES_BURST,
        conflation_ms: u64::try_from(settings.conflation.as_millis()).unwrap_or(u64::MAX),
        rows_waiting_max: settings.rows_waiting_max,
    }
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
