//! What is known of the instruments, apart from their prices.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use money::{Quantity, Scale};
use projections::live::LiveState;
use projections::live::instrument::Instrument;
use protocol::policy::PolicyBody;
use protocol::{Reason, Time};

use crate::app::App;
use crate::extract::Params;
use crate::numbers::show_quantity;
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::routes::statement::AtLeast;
use crate::words::{CircleWord, MarketWord, StateWord};

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Instrument)]
pub(crate) struct InstrumentRow {
    pub code: String,
    pub market: MarketWord,
    pub state: StateWord,
    /// When the phase of the calendar changes next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub phase_until: Option<Time>,
    /// Why it is halted or delisted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub price_decimals: u8,
    pub quantity_decimals: u8,
    /// Quantities are multiples of it.
    pub lot: String,
    pub max_order_quantity: String,
    pub registered_supply: String,
    pub issued: String,
    pub circle: CircleWord,
    /// From each price on, prices are multiples of the tick; rising.
    pub ticks: Vec<TickRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees: Option<FeesRow>,
    /// Prices lie this far from the previous close at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_band_bps: Option<u16>,
    /// Matching stops before a price this far from the reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility_trigger_bps: Option<u16>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = TickStep)]
pub(crate) struct TickRow {
    pub from: String,
    pub tick: String,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Fees)]
pub(crate) struct FeesRow {
    pub maker_bps: u16,
    pub taker_bps: u16,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct InstrumentList {
    /// Of both markets, in the order of listing.
    pub instruments: Vec<InstrumentRow>,
}

/// All instruments of both markets.
#[utoipa::path(
    get, path = "/instruments", tag = "market", params(AtLeast),
    responses((status = 200, body = InstrumentList), (status = 304, description = "As the `If-None-Match` says"))
)]
pub(crate) async fn list_instruments(
    State(app): State<App>,
    headers: HeaderMap,
    Params(query): Params<AtLeast>,
) -> Result<Response, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let rows = |state: &LiveState| -> Vec<InstrumentRow> { state.instruments().iter().map(|found| show(state, found)).collect() };
    let instruments = app.shards.iter().flat_map(|shard| shard.live.read(rows)).collect();
    with_etag(&headers, &InstrumentList { instruments })
}

/// One instrument.
#[utoipa::path(
    get, path = "/instruments/{code}", tag = "market", params(("code" = String, Path), AtLeast),
    responses(
        (status = 200, body = InstrumentRow),
        (status = 304, description = "As the `If-None-Match` says"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_instrument(
    State(app): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Response, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let row = shard.live.read(|state| state.instrument(entry.id).map(|found| show(state, found)));
    with_etag(&headers, &row.ok_or(Reason::UnknownInstrument)?)
}

/// Sends the JSON with a hash of it as its tag, or 304 when the caller has it.
fn with_etag(headers: &HeaderMap, body: &impl serde::Serialize) -> Result<Response, Problem> {
    let json = serde_json::to_vec(body).map_err(|error| Problem::new(OwnCode::Failed).with_particulars(error.to_string()))?;
    let tag = format!("\"{}\"", &blake3::hash(&json).to_hex()[..24]);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(axum::http::header::CONTENT_TYPE, "application/json")], json).into_response()
    };
    let tag = HeaderValue::try_from(tag).map_err(|_| Problem::new(OwnCode::Failed))?;
    response.headers_mut().insert(ETAG, tag);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn show(state: &LiveState, instrument: &Instrument) -> InstrumentRow {
    let listing = &instrument.listing;
    let scale = scale_of(instrument);
    let body = |version| state.policy(version).map(|policy| &policy.body);
    let rules = instrument.rules.as_ref();
    let mut row = InstrumentRow {
        code: instrument.code().to_owned(),
        market: state.home().market.into(),
        state: instrument.state().into(),
        phase_until: Some(instrument.session.phase_until).filter(|until| *until < Time::NEVER),
        reason: instrument.delisted.as_ref().or(instrument.halted.as_ref()).map(ToString::to_string),
        price_decimals: listing.price_decimals,
        quantity_decimals: listing.quantity_decimals,
        lot: show_quantity(listing.lot, scale),
        max_order_quantity: show_quantity(listing.max_order_quantity, scale),
        registered_supply: show_quantity(listing.registered_supply, scale),
        issued: show_quantity(instrument.issued, scale),
        circle: listing.circle.into(),
        ticks: Vec::new(),
        fees: None,
        price_band_bps: None,
        volatility_trigger_bps: None,
    };
    let Some(rules) = rules else { return row };
    if let Some(PolicyBody::TickTable(table)) = body(rules.tick_table) {
        let decimals = table.price_decimals;
        let show = |price: money::Price| money::format_decimal(price.0, decimals);
        row.ticks = table.steps.iter().map(|step| TickRow { from: show(step.from), tick: show(step.tick) }).collect();
    }
    if let Some(PolicyBody::Fees(fees)) = body(rules.fees) {
        row.fees = Some(FeesRow { maker_bps: fees.maker.0, taker_bps: fees.taker.0 });
    }
    if let Some(PolicyBody::PriceBand(band)) = body(rules.price_band) {
        row.price_band_bps = Some(band.limit.0);
    }
    if let Some(PolicyBody::Volatility(volatility)) = body(rules.volatility) {
        row.volatility_trigger_bps = Some(volatility.trigger.0);
    }
    row
}

pub(crate) fn scale_of(instrument: &Instrument) -> Scale {
    let listing = &instrument.listing;
    Scale::new(listing.price_decimals, listing.quantity_decimals).expect("a listing's decimals are in range")
}

/// A quantity that may be negative, as a surplus is.
pub(crate) fn show_signed(quantity: i64, scale: Scale) -> String {
    show_quantity(Quantity(quantity), scale)
}
