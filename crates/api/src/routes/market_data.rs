//! Public prices: the book, the last trades, and the day's figures.

use axum::Json;
use axum::extract::{Path, State};
use money::{Price, Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::auction::Indication;
use projections::live::depth::Level;
use projections::live::instrument::{Instrument, Trade};
use protocol::{Day, Reason, Side, Time};

use crate::app::App;
use crate::extract::Params;
use crate::numbers::{self, Decimal, show_price, show_quantity};
use crate::own_codes::OwnCode;
use crate::pages::{PageQuery, page_of_last};
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::instruments::{scale_of, show_signed};
use crate::routes::statement::AtLeast;
use crate::words::{AggressorWord, MarketWord, StateWord};

pub(crate) const LEVELS_DEFAULT: usize = 10;
pub(crate) const LEVELS_MAX: usize = 200;

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookQuery {
    /// Levels of each side, 1 to 200; 10 if it is left out.
    #[serde(default)]
    pub levels: Option<usize>,
    /// Gathers levels at multiples of this price: bids below, asks above.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub group: Option<Decimal>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Level)]
pub(crate) struct LevelRow {
    pub price: String,
    pub quantity: String,
    pub orders: u32,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Book)]
pub(crate) struct BookAnswer {
    pub code: String,
    pub state: StateWord,
    /// Best first.
    pub bids: Vec<LevelRow>,
    /// Best first.
    pub asks: Vec<LevelRow>,
    pub total_bid_quantity: String,
    pub total_ask_quantity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indication: Option<IndicationRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

/// The price at which an auction under way would clear now.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Indication)]
pub(crate) struct IndicationRow {
    pub price: String,
    pub quantity: String,
    /// What would be left at the price: positive on the buying side.
    pub surplus: String,
}

/// The book: how much stands at each price.
#[utoipa::path(
    get, path = "/instruments/{code}/book", tag = "market", params(("code" = String, Path), BookQuery),
    responses((status = 200, body = BookAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn show_book(
    State(app): State<App>,
    Path(code): Path<String>,
    Params(query): Params<BookQuery>,
) -> Result<Json<BookAnswer>, Problem> {
    let levels = query.levels.unwrap_or(LEVELS_DEFAULT);
    if !(1..=LEVELS_MAX).contains(&levels) {
        return Err(Problem::of_field(OwnCode::QueryMalformed, "levels"));
    }
    let (shard, entry) = app.instrument(&code)?;
    let step = match query.group {
        None => Price(1),
        Some(group) => numbers::price(&group, entry.scale, "group")?,
    };
    if step.0 < 1 {
        return Err(Problem::of_field(OwnCode::QueryMalformed, "group"));
    }
    app.at_least(query.at_least.as_deref()).await?;
    let (position, found) = shard.read(|state| {
        let instrument = state.instrument(entry.id)?;
        let depth = &instrument.depth;
        Some((
            instrument.state(),
            [Side::Buy, Side::Sell].map(|side| (depth.levels(side, levels, step), depth.total(side))),
            state.indication(instrument),
        ))
    });
    let (state, [(bids, bid_total), (asks, ask_total)], indication) = found.ok_or(Reason::UnknownInstrument)?;
    let scale = entry.scale;
    let rows = |levels: Vec<(Price, Level)>| levels.into_iter().map(|level| level_row(level, scale)).collect();
    Ok(Json(BookAnswer {
        code,
        state: state.into(),
        bids: rows(bids),
        asks: rows(asks),
        total_bid_quantity: show_quantity(bid_total, scale),
        total_ask_quantity: show_quantity(ask_total, scale),
        indication: indication.map(|indication| indication_row(indication, scale)),
        position,
    }))
}

pub(crate) fn indication_row(indication: Indication, scale: Scale) -> IndicationRow {
    IndicationRow {
        price: show_price(indication.price, scale),
        quantity: show_quantity(indication.quantity, scale),
        surplus: show_signed(indication.surplus, scale),
    }
}

pub(crate) fn level_row((price, level): (Price, Level), scale: Scale) -> LevelRow {
    LevelRow { price: show_price(price, scale), quantity: show_quantity(level.quantity, scale), orders: level.orders }
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Trade)]
pub(crate) struct TradeRow {
    /// Below 2^53.
    pub trade_id: String,
    pub price: String,
    pub quantity: String,
    #[schema(value_type = String)]
    pub value: Won,
    pub aggressor: AggressorWord,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct TradePage {
    /// Newest first.
    pub trades: Vec<TradeRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// True if there were trades that are no longer shown here.
    pub older_exist: bool,
    #[schema(value_type = String)]
    pub position: Position,
}

/// The last trades, newest first.
#[utoipa::path(
    get, path = "/instruments/{code}/trades", tag = "market", params(("code" = String, Path), PageQuery),
    responses((status = 200, body = TradePage), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn list_trades(
    State(app): State<App>,
    Path(code): Path<String>,
    Params(query): Params<PageQuery>,
) -> Result<Json<TradePage>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let (position, page) = shard.read(|state| {
        let instrument = state.instrument(entry.id).ok_or(Reason::UnknownInstrument)?;
        page_of_last(&instrument.trades, instrument.trade_count, &query, |trade| trade_row(trade, entry.scale))
    });
    let page = page?;
    Ok(Json(TradePage { trades: page.items, next: page.next, older_exist: page.older_exist, position }))
}

pub(crate) fn trade_row(trade: &Trade, scale: Scale) -> TradeRow {
    TradeRow {
        trade_id: trade.id.0.to_string(),
        price: show_price(trade.price, scale),
        quantity: show_quantity(trade.quantity, scale),
        value: trade.value,
        aggressor: trade.aggressor.into(),
        at: trade.at,
    }
}

/// The day so far. A price that does not exist yet is left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Ticker)]
pub(crate) struct TickerRow {
    pub code: String,
    pub market: MarketWord,
    pub state: StateWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub trading_day: Option<Day>,
    pub previous_close: String,
    /// Of the last trade, of this day or an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Of the last price against the previous close, in hundredths of a percent; rounded towards zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_bps: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_limit: Option<String>,
    /// Matching stops before these prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_trigger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_trigger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_bid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_ask: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indication: Option<IndicationRow>,
    pub volume: String,
    /// Won.
    #[schema(value_type = String)]
    pub value: Won,
    pub trades: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_at: Option<Time>,
    #[schema(value_type = String)]
    pub position: Position,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct TickerList {
    /// Of both markets, in the order of listing.
    pub tickers: Vec<TickerRow>,
}

/// All tickers of both markets.
#[utoipa::path(get, path = "/tickers", tag = "market", params(AtLeast), responses((status = 200, body = TickerList)))]
pub(crate) async fn list_tickers(State(app): State<App>, Params(query): Params<AtLeast>) -> Result<Json<TickerList>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let rows = |state: &LiveState| -> Vec<TickerRow> { state.instruments().iter().map(|found| ticker_row(state, found)).collect() };
    Ok(Json(TickerList { tickers: app.shards.iter().flat_map(|shard| shard.live.read(rows)).collect() }))
}

/// The day of one instrument.
#[utoipa::path(
    get, path = "/instruments/{code}/ticker", tag = "market", params(("code" = String, Path), AtLeast),
    responses((status = 200, body = TickerRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn show_ticker(
    State(app): State<App>,
    Path(code): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Json<TickerRow>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let row = shard.live.read(|state| state.instrument(entry.id).map(|found| ticker_row(state, found)));
    Ok(Json(row.ok_or(Reason::UnknownInstrument)?))
}

pub(crate) fn ticker_row(state: &LiveState, instrument: &Instrument) -> TickerRow {
    let scale = scale_of(instrument);
    let ticker = &instrument.ticker;
    let show = |price: Price| show_price(price, scale);
    let has_band = instrument.listing.rules.price_band.is_some();
    let has_triggers = instrument.listing.rules.volatility.is_some();
    TickerRow {
        code: instrument.code().to_owned(),
        market: state.home().market.into(),
        state: instrument.state().into(),
        trading_day: ticker.day,
        previous_close: show(ticker.previous_close),
        last: ticker.last.map(show),
        change_bps: ticker.last.and_then(|last| change_bps(last, ticker.previous_close)),
        open: ticker.open.map(show),
        high: ticker.high.map(show),
        low: ticker.low.map(show),
        lower_limit: has_band.then(|| show(ticker.lower_limit)),
        upper_limit: has_band.then(|| show(ticker.upper_limit)),
        lower_trigger: has_triggers.then(|| show(ticker.lower_trigger)),
        upper_trigger: has_triggers.then(|| show(ticker.upper_trigger)),
        best_bid: instrument.depth.best_bid().map(show),
        best_ask: instrument.depth.best_ask().map(show),
        indication: state.indication(instrument).map(|indication| indication_row(indication, scale)),
        volume: show_quantity(Quantity(ticker.volume.0), scale),
        value: ticker.value,
        trades: ticker.trades,
        last_at: ticker.last_at,
        position: Position { home: state.home(), seq: state.seq() },
    }
}

/// `None` without a previous close.
fn change_bps(last: Price, previous_close: Price) -> Option<i64> {
    let change = (i128::from(last.0) - i128::from(previous_close.0)) * 10_000;
    i64::try_from(change.checked_div(i128::from(previous_close.0))?).ok()
}
