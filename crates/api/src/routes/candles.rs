//! One-minute candles of the trades.

use axum::Json;
use axum::extract::{Path, State};
use money::{Scale, Won};
use projections::live::instrument::Candle;
use protocol::{Reason, Time};

use crate::app::App;
use crate::extract::Params;
use crate::numbers::{self, show_price, show_quantity};
use crate::own_codes::OwnCode;
use crate::pages;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CandleQuery {
    /// 1 to 500, 50 if it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Only minutes that begin before this time.
    #[serde(default)]
    pub before: Option<String>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Candle)]
pub(crate) struct CandleRow {
    #[schema(value_type = String, format = DateTime)]
    pub start: Time,
    pub open: String,
    pub high: String,
    pub low: String,
    pub close: String,
    pub volume: String,
    #[schema(value_type = String)]
    pub value: Won,
    pub trades: u32,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct CandleList {
    pub code: String,
    /// Newest first. A minute without a trade has none.
    pub candles: Vec<CandleRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

/// Candles of one minute of UTC, newest first: those of the last 1,500 minutes in which something traded.
#[utoipa::path(
    get, path = "/instruments/{code}/candles", tag = "market", params(("code" = String, Path), CandleQuery),
    responses((status = 200, body = CandleList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn list_candles(
    State(app): State<App>,
    Path(code): Path<String>,
    Params(query): Params<CandleQuery>,
) -> Result<Json<CandleList>, Problem> {
    let limit = pages::limit(query.limit)?;
    let malformed = || Problem::of_field(OwnCode::QueryMalformed, "before");
    let before = query.before.as_deref().map(|text| numbers::time(text).ok_or_else(malformed)).transpose()?;
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let (position, candles) = shard.read(|state| {
        let instrument = state.instrument(entry.id)?;
        let wanted = instrument.minutes.iter().rev().filter(|minute| before.is_none_or(|before| minute.start < before));
        Some(wanted.take(limit).copied().collect::<Vec<_>>())
    });
    let rows = candles.ok_or(Reason::UnknownInstrument)?.into_iter().map(|minute| candle_row(&minute, entry.scale));
    Ok(Json(CandleList { candles: rows.collect(), code, position }))
}

pub(crate) fn candle_row(candle: &Candle, scale: Scale) -> CandleRow {
    let price = |price| show_price(price, scale);
    CandleRow {
        start: candle.start,
        open: price(candle.open),
        high: price(candle.high),
        low: price(candle.low),
        close: price(candle.close),
        volume: show_quantity(candle.volume, scale),
        value: candle.value,
        trades: candle.trades,
    }
}
