//! What a distribution would pay, before anybody decides on it.

use axum::Json;
use axum::extract::{Path, State};
use money::{Price, Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::instrument::Instrument;
use projections::live::offering::Asset;
use protocol::ids::PolicyVersion;
use protocol::policy::{PolicyBody, Tax, Withholding};
use protocol::{AccountId, Reason};

use crate::app::App;
use crate::extract::{Params, Staff};
use crate::numbers::{self, Decimal};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};

#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// Won for all units together.
    pub total: String,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

/// A distribution as it would be if it were decided at this position.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct DistributionPreview {
    #[schema(value_type = String)]
    pub total: Won,
    /// Won a whole unit, rounded down: over all units of an asset, otherwise over those issued.
    #[schema(value_type = String)]
    pub per_unit: Won,
    pub holders: u64,
    /// To all holders together, before tax.
    #[schema(value_type = String)]
    pub gross: Won,
    #[schema(value_type = String)]
    pub income_tax: Won,
    #[schema(value_type = String)]
    pub local_tax: Won,
    /// To all holders together, after tax.
    #[schema(value_type = String)]
    pub net: Won,
    /// The account of an asset's owner, who pays what the asset earns; absent if the instrument is no share of an asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub owner: Option<AccountId>,
    /// To the owner, for an asset's units that were never issued.
    #[schema(value_type = String)]
    pub owners_part: Won,
    /// What rounding leaves, for the house's account of remainders.
    #[schema(value_type = String)]
    pub remainder: Won,
    #[schema(value_type = String)]
    pub position: Position,
}

/// What a distribution would pay now. Nothing is changed.
#[utoipa::path(
    get, path = "/instruments/{code}/distributions/preview", tag = "staff", params(("code" = String, Path), PreviewQuery),
    responses((status = 200, body = DistributionPreview), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn preview_distribution(
    State(app): State<App>,
    _: Staff,
    Path(code): Path<String>,
    Params(query): Params<PreviewQuery>,
) -> Result<Json<DistributionPreview>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (shard, entry) = app.instrument(&code)?;
    let total = Decimal::new(&query.total).ok_or_else(|| Problem::of_field(OwnCode::NumberMalformed, "total"))?;
    let total = numbers::won(&total, "total")?;
    if !total.is_positive() {
        return Err(Reason::AmountNotPositive.into());
    }
    let (position, terms) = shard.read(|state| {
        let instrument = state.instrument(entry.id).ok_or(Reason::UnknownInstrument)?;
        terms(state, instrument, total).map_err(Problem::from)
    });
    let Terms { per_unit, holders, gross, tax, owner, owners_part } = terms?;
    Ok(Json(DistributionPreview {
        total,
        per_unit,
        holders,
        gross,
        income_tax: tax.income,
        local_tax: tax.local,
        net: gross - tax.total(),
        owner,
        owners_part,
        remainder: total - gross - owners_part,
        position,
    }))
}

struct Terms {
    per_unit: Won,
    holders: u64,
    gross: Won,
    tax: Tax,
    owner: Option<AccountId>,
    owners_part: Won,
}

fn terms(state: &LiveState, instrument: &Instrument, total: Won) -> Result<Terms, Reason> {
    if instrument.issued == Quantity::ZERO {
        return Err(Reason::NothingIssued);
    }
    let decimals = instrument.listing.quantity_decimals;
    let whole_units = Scale::new(0, decimals).ok_or(Reason::ScaleOutOfRange)?;
    let asset = state.asset(instrument.id);
    let is_closing = |asset: &Asset| asset.offering.as_ref().is_some_and(|offering| offering.closed_at.is_none());
    if asset.is_some_and(is_closing) {
        return Err(Reason::OfferingUnderWay);
    }
    let units = asset.map_or(instrument.issued, |asset| asset.total_units);
    let per_unit = i128::from(total.0) * i128::from(whole_units.one_unit().0) / i128::from(units.0);
    let per_unit = Won(i64::try_from(per_unit).unwrap_or(i64::MAX).min(Won::MAX.0));
    if per_unit == Won::ZERO {
        return Err(Reason::TotalTooSmall);
    }
    let rule = instrument.rules.as_ref().and_then(|rules| withholding(state, rules.withholding));
    let mut terms = Terms {
        per_unit,
        holders: 0,
        gross: Won::ZERO,
        tax: Tax::default(),
        owner: asset.map(|asset| asset.owner),
        owners_part: Won::ZERO,
    };
    let value = |units: i64| whole_units.value(Price(per_unit.0), Quantity(units)).unwrap_or(Won::ZERO);
    for holding in state.accounts().iter().filter_map(|account| account.holding(instrument.id)) {
        let units = holding.units.total();
        if units == 0 {
            continue;
        }
        let gross = value(units);
        let tax = rule.map_or(Tax::default(), |rule| rule.on(gross));
        terms.holders += 1;
        terms.gross += gross;
        terms.tax = Tax { income: terms.tax.income + tax.income, local: terms.tax.local + tax.local };
    }
    if let Some(asset) = asset {
        terms.owners_part = value(asset.total_units.0 - instrument.issued.0);
    }
    Ok(terms)
}

fn withholding(state: &LiveState, version: PolicyVersion) -> Option<&Withholding> {
    match &state.policy(version)?.body {
        PolicyBody::Withholding(rule) => Some(rule),
        _ => None,
    }
}
