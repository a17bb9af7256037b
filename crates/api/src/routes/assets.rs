//! What an instrument is a share of: registered by staff, seen by everybody, its proceeds released by staff.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use money::{Bps, Won};
use projections::live::LiveState;
use projections::live::offering::{Asset, Offering};
use protocol::command::{RegisterAsset, ReleaseProceeds};
use protocol::event::Event;
use protocol::{Reason, Time};

use crate::app::App;
use crate::extract::{JsonBody, Params, RequiredKey, Staff, account_in};
use crate::numbers::{self, CodeText, Decimal, Name, show_quantity};
use crate::own_codes::OwnCode;
use crate::pages::{self, PageQuery};
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::code_and_scale;
use crate::routes::statement::AtLeast;
use crate::submit::{Accepted, Proposed, Receipt};
use crate::words::{AssetClassWord, OfferingOutcomeWord};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegisterAsset)]
pub(crate) struct RegisterAssetBody {
    /// Listed and halted, with the offered units as its supply and the price a unit as its reference price.
    #[schema(value_type = String)]
    pub instrument: CodeText,
    /// The account that gets proceeds, and what distributions pay to the units that are not issued.
    #[schema(value_type = String)]
    pub owner: Name,
    pub class: AssetClassWord,
    /// Won, of the whole asset.
    #[schema(value_type = String)]
    pub appraisal: Decimal,
    /// The whole asset in units, tokenised or not.
    #[schema(value_type = String)]
    pub total_units: Decimal,
    /// The part that is offered, in basis points; of real estate less than 4,900.
    pub share_bps: u16,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct RegisteredAsset {
    pub instrument: String,
    /// floor(appraisal ÷ total units), in won.
    #[schema(value_type = String)]
    pub unit_price: Won,
    /// floor(total units × share).
    pub offered_units: String,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Say what an instrument is a share of.
#[utoipa::path(
    post, path = "/assets", tag = "staff", request_body = RegisterAssetBody, params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = RegisteredAsset), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn register_asset(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    JsonBody(body): JsonBody<RegisterAssetBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(body.instrument.as_str()).map_err(|_| Problem::from(Reason::UnknownInstrument))?;
    let command = RegisterAsset {
        instrument: entry.id,
        owner: account_in(&body.owner, "owner")?,
        class: body.class.into(),
        appraisal: numbers::won(&body.appraisal, "appraisal")?,
        total_units: numbers::quantity(&body.total_units, entry.scale, "total_units")?,
        share: Bps(body.share_bps),
    };
    let answer = |accepted: &Accepted| {
        let (unit_price, offered_units) = accepted.find(|event| match event {
            Event::AssetRegistered(registered) => Some((registered.unit_price, registered.offered_units)),
            _ => None,
        })?;
        let answer = RegisteredAsset {
            instrument: body.instrument.as_str().to_owned(),
            unit_price,
            offered_units: show_quantity(offered_units, entry.scale),
            position: accepted.position,
            at: accepted.at,
        };
        Ok((StatusCode::CREATED, answer))
    };
    app.act(shard, &staff, command, Some(key), answer).await
}

/// An asset with its offering.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Asset)]
pub(crate) struct AssetRow {
    pub instrument: String,
    pub class: AssetClassWord,
    #[schema(value_type = String)]
    pub appraisal: Won,
    pub total_units: String,
    pub share_bps: u16,
    #[schema(value_type = String)]
    pub unit_price: Won,
    pub offered_units: String,
    /// Units that exist.
    pub issued_units: String,
    #[schema(value_type = String, format = DateTime)]
    pub registered_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offering: Option<OfferingRow>,
}

/// Where an offering stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferingState)]
pub(crate) enum OfferingState {
    /// Announced; nobody can subscribe yet.
    Before,
    Open,
    /// Its time is over, or staff have called it off; subscriptions are being allotted or refunded.
    Closing,
    Closed,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Offering)]
pub(crate) struct OfferingRow {
    pub state: OfferingState,
    #[schema(value_type = String, format = DateTime)]
    pub opens_at: Time,
    #[schema(value_type = String, format = DateTime)]
    pub closes_at: Time,
    /// The fewest units of one subscription.
    pub minimum: String,
    /// The most units of one person.
    pub maximum: String,
    /// With fewer units subscribed at the close everybody is refunded.
    pub target: String,
    pub subscribed: String,
    /// Accounts that have subscribed and are not settled yet.
    pub subscribers: usize,
    /// Accounts that were allotted or refunded.
    pub settled: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OfferingOutcomeWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Time>,
    #[schema(value_type = String)]
    pub raised: Won,
    #[schema(value_type = String)]
    pub released: Won,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct AssetList {
    /// The newest first.
    pub assets: Vec<AssetRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    #[schema(value_type = String)]
    pub position: Position,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct AssetAnswer {
    pub asset: AssetRow,
    #[schema(value_type = String)]
    pub position: Position,
}

/// All assets of the live market with their offerings.
#[utoipa::path(
    get, path = "/assets", tag = "market", params(PageQuery),
    responses((status = 200, body = AssetList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn list_assets(State(app): State<App>, Params(query): Params<PageQuery>) -> Result<Json<AssetList>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let limit = pages::limit(query.limit)?;
    let before = pages::cursor(query.cursor.as_deref())?.unwrap_or(u64::MAX);
    let (position, (assets, next)) = app.market(protocol::Market::Live)?.read(|state| {
        let mut older = state.assets().rev().filter(|asset| u64::from(asset.instrument.0) < before);
        let shown: Vec<&Asset> = older.by_ref().take(limit).collect();
        let next = shown.last().filter(|_| older.next().is_some()).map(|last| last.instrument.0.to_string());
        (shown.into_iter().map(|asset| show(state, asset)).collect(), next)
    });
    Ok(Json(AssetList { assets, next, position }))
}

/// One asset.
#[utoipa::path(
    get, path = "/assets/{code}", tag = "market", params(("code" = String, Path), AtLeast),
    responses((status = 200, body = AssetAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn show_asset(
    State(app): State<App>,
    Path(code): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Json<AssetAnswer>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let (position, asset) = shard.read(|state| state.asset(entry.id).map(|asset| show(state, asset)));
    let asset = asset.ok_or(Reason::UnknownAsset)?;
    Ok(Json(AssetAnswer { asset, position }))
}

fn show(state: &LiveState, asset: &Asset) -> AssetRow {
    let (instrument, scale) = code_and_scale(state, asset.instrument);
    let units = |quantity| show_quantity(quantity, scale);
    let issued = state.instrument(asset.instrument).map_or(money::Quantity::ZERO, |instrument| instrument.issued);
    AssetRow {
        instrument,
        class: asset.class.into(),
        appraisal: asset.appraisal,
        total_units: units(asset.total_units),
        share_bps: asset.share.0,
        unit_price: asset.unit_price,
        offered_units: units(asset.offered_units),
        issued_units: units(issued),
        registered_at: asset.registered_at,
        offering: asset.offering.as_ref().map(|offering| OfferingRow {
            state: state_of(offering, state.at()),
            opens_at: offering.opens_at,
            closes_at: offering.closes_at,
            minimum: units(offering.minimum),
            maximum: units(offering.maximum),
            target: units(offering.target),
            subscribed: units(offering.subscribed),
            subscribers: offering.subscriptions.len(),
            settled: offering.settled,
            outcome: offering.outcome.map(Into::into),
            closed_at: offering.closed_at,
            raised: offering.raised,
            released: offering.released,
        }),
    }
}

/// As of the last record: an offering nobody has touched since it opened shows as open only with the next record, at the latest a second later in a market
/// that has a clock to keep.
pub(crate) fn state_of(offering: &Offering, at: Time) -> OfferingState {
    match (offering.closed_at, offering.outcome) {
        (Some(_), _) => OfferingState::Closed,
        (None, Some(_)) => OfferingState::Closing,
        (None, None) if at < offering.opens_at => OfferingState::Before,
        (None, None) if at < offering.closes_at => OfferingState::Open,
        (None, None) => OfferingState::Closing,
    }
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseProceeds)]
pub(crate) struct ProceedsBody {
    /// Won.
    #[schema(value_type = String)]
    pub amount: Decimal,
    /// BLAKE3 of the document that shows what it is for: 64 hexadecimal digits.
    #[schema(value_type = String)]
    pub evidence: Name,
}

/// Pay the owner from what the offering raised.
#[utoipa::path(
    post, path = "/assets/{code}/proceeds", tag = "staff", request_body = ProceedsBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn release_proceeds(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<ProceedsBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(&code)?;
    let evidence = blake3::Hash::from_hex(body.evidence.as_str());
    let evidence = *evidence.map_err(|_| Problem::of_field(OwnCode::ValueMalformed, "evidence"))?.as_bytes();
    let command = ReleaseProceeds { instrument: entry.id, amount: numbers::won(&body.amount, "amount")?, evidence };
    app.act(shard, &staff, command, Some(key), |accepted| Ok((StatusCode::OK, accepted.receipt()))).await
}
