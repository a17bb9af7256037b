//! Staff: listing an instrument, halting it, issuing its units, paying its holders.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use money::{Quantity, Scale};
use protocol::command::{DelistInstrument, HaltInstrument, IssueUnits, ListInstrument, PayDistribution, ResumeInstrument};
use protocol::event::Event;
use protocol::ids::PolicyId;
use protocol::policy::Rules;
use protocol::text::{Code, Note};
use protocol::{InstrumentId, Reason, StaffAction, Time};

use crate::app::{App, Shard};
use crate::extract::{JsonBody, KeyText, Object, OptionalKey, RequiredKey, Staff, account_in};
use crate::numbers::{self, CodeText, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::order_changes::show_job;
use crate::submit::{Accepted, Proposed, Receipt};
use crate::words::{CircleWord, MarketWord};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ListInstrument)]
pub(crate) struct ListInstrumentBody {
    pub market: MarketWord,
    /// QUOTE-BASE in capital letters and digits, unique over both markets.
    #[schema(value_type = String)]
    pub code: CodeText,
    pub price_decimals: u8,
    pub quantity_decimals: u8,
    #[schema(value_type = String)]
    pub lot: Decimal,
    #[schema(value_type = String)]
    pub max_order_quantity: Decimal,
    #[schema(value_type = String)]
    pub registered_supply: Decimal,
    /// Stands for the previous close until there is one.
    #[schema(value_type = String)]
    pub reference_price: Decimal,
    pub circle: CircleWord,
    #[schema(value_type = RulesBody)]
    pub rules: Object<RulesBody>,
}

/// The policies it trades under, by number.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rules)]
pub(crate) struct RulesBody {
    #[schema(value_type = String)]
    pub tick_table: Decimal,
    #[schema(value_type = String)]
    pub fees: Decimal,
    #[schema(value_type = String)]
    pub calendar: Decimal,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub price_band: Option<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub volatility: Option<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub withholding: Option<Decimal>,
}

/// List an instrument.
#[utoipa::path(
    post, path = "/instruments", tag = "staff", request_body = ListInstrumentBody, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn list_instrument(
    State(app): State<App>,
    staff: Staff,
    OptionalKey(key): OptionalKey,
    JsonBody(body): JsonBody<ListInstrumentBody>,
) -> Result<Response, Problem> {
    let shard = app.market(body.market.into())?;
    let scale = Scale::new(body.price_decimals, body.quantity_decimals).ok_or(Reason::ScaleOutOfRange)?;
    let code = Code::new(body.code.as_str()).ok_or(Reason::CodeMalformed)?;
    // The core knows its own shard's codes only.
    if app.instrument(code.as_str()).is_ok_and(|(other, _)| other.home() != shard.home()) {
        return Err(Reason::CodeAlreadyUsed.into());
    }
    let quantity = |text: &Decimal, field| numbers::quantity(text, scale, field);
    let listing = ListInstrument {
        code,
        price_decimals: body.price_decimals,
        quantity_decimals: body.quantity_decimals,
        lot: quantity(&body.lot, "lot")?,
        max_order_quantity: quantity(&body.max_order_quantity, "max_order_quantity")?,
        registered_supply: quantity(&body.registered_supply, "registered_supply")?,
        reference_price: numbers::price(&body.reference_price, scale, "reference_price")?,
        circle: body.circle.into(),
        rules: body.rules.0.read()?,
    };
    app.act(shard, &staff, Box::new(listing), key, |accepted| Ok((StatusCode::CREATED, accepted.receipt()))).await
}

impl RulesBody {
    fn read(&self) -> Result<Rules, Problem> {
        let optional = |text: &Option<Decimal>, field| text.as_ref().map(|text| policy_id(text, field)).transpose();
        Ok(Rules {
            tick_table: policy_id(&self.tick_table, "rules.tick_table")?,
            fees: policy_id(&self.fees, "rules.fees")?,
            calendar: policy_id(&self.calendar, "rules.calendar")?,
            price_band: optional(&self.price_band, "rules.price_band")?,
            volatility: optional(&self.volatility, "rules.volatility")?,
            withholding: optional(&self.withholding, "rules.withholding")?,
        })
    }
}

pub(crate) fn policy_id(text: &Decimal, field: &'static str) -> Result<PolicyId, Problem> {
    let number = numbers::whole(text, field)?;
    u16::try_from(number).map(PolicyId).map_err(|_| Problem::of_field(OwnCode::NumberTooLarge, field))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// For people: 1 to 256 bytes.
    #[schema(max_length = 256)]
    pub reason: String,
}

/// Halt trading; open orders stay and may be cancelled.
#[utoipa::path(
    post, path = "/instruments/{code}/halt", tag = "staff", request_body = ReasonBody,
    params(("code" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn halt_instrument(
    State(app): State<App>,
    staff: Staff,
    OptionalKey(key): OptionalKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<ReasonBody>,
) -> Result<Response, Problem> {
    let reason = note(&body.reason, "reason")?;
    change(&app, &staff, &code, key, |instrument| HaltInstrument { instrument, reason }).await
}

/// Go on trading.
#[utoipa::path(
    post, path = "/instruments/{code}/resume", tag = "staff", params(("code" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn resume_instrument(
    State(app): State<App>,
    staff: Staff,
    OptionalKey(key): OptionalKey,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    change(&app, &staff, &code, key, |instrument| ResumeInstrument { instrument }).await
}

/// End trading for ever; all open orders are cancelled.
#[utoipa::path(
    post, path = "/instruments/{code}/delist", tag = "staff", request_body = ReasonBody,
    params(("code" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn delist_instrument(
    State(app): State<App>,
    staff: Staff,
    OptionalKey(key): OptionalKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<ReasonBody>,
) -> Result<Response, Problem> {
    let reason = note(&body.reason, "reason")?;
    change(&app, &staff, &code, key, |instrument| DelistInstrument { instrument, reason }).await
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IssueUnits)]
pub(crate) struct IssueUnitsBody {
    #[schema(value_type = String)]
    pub account: Name,
    #[schema(value_type = String)]
    pub quantity: Decimal,
    /// What the holder paid for them, in won.
    #[schema(value_type = String)]
    pub cost: Decimal,
}

/// Issue units to an account, up to the registered supply.
#[utoipa::path(
    post, path = "/instruments/{code}/units", tag = "staff", request_body = IssueUnitsBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn issue_units(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<IssueUnitsBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(&code)?;
    let quantity: Quantity = numbers::quantity(&body.quantity, entry.scale, "quantity")?;
    let account = account_in(&body.account, "account")?;
    let command = IssueUnits { instrument: entry.id, account, quantity, cost: numbers::won(&body.cost, "cost")? };
    app.act(shard, &staff, command, Some(key), |accepted| Ok((StatusCode::CREATED, accepted.receipt()))).await
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayDistribution)]
pub(crate) struct DistributionBody {
    #[schema(value_type = String)]
    pub payer: Name,
    /// Won for all holders together.
    #[schema(value_type = String)]
    pub total: Decimal,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct DistributionAnswer {
    /// The job that pays the holders.
    pub job: String,
    /// Won a whole unit, rounded down.
    pub per_unit: String,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Pay the holders of this moment. The record date is the position of the answer; a job makes the payments.
#[utoipa::path(
    post, path = "/instruments/{code}/distributions", tag = "staff", request_body = DistributionBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = DistributionAnswer), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn pay_distribution(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<DistributionBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(&code)?;
    let payer = account_in(&body.payer, "payer")?;
    let command = PayDistribution { instrument: entry.id, payer, total: numbers::won(&body.total, "total")? };
    let answer = |accepted: &Accepted| {
        let (job, per_unit) = accepted.find(|event| match event {
            Event::DistributionDeclared(declared) => Some((declared.job, declared.per_unit)),
            _ => None,
        })?;
        let answer = DistributionAnswer {
            job: show_job(accepted.position, job),
            per_unit: per_unit.to_string(),
            position: accepted.position,
            at: accepted.at,
        };
        Ok((StatusCode::CREATED, answer))
    };
    app.act(shard, &staff, command, Some(key), answer).await
}

pub(crate) fn note(text: &str, field: &'static str) -> Result<Note, Problem> {
    Note::new(text).ok_or_else(|| Problem::of_field(OwnCode::ValueMalformed, field))
}

async fn change<A: Into<StaffAction>>(
    app: &App,
    staff: &Staff,
    code: &str,
    key: Option<KeyText>,
    action: impl FnOnce(InstrumentId) -> A,
) -> Result<Response, Problem> {
    let (shard, entry): (&Shard, _) = app.instrument(code)?;
    app.act(shard, staff, action(entry.id), key, |accepted| Ok((StatusCode::OK, accepted.receipt()))).await
}
