//! Rules as dated data: adding a version, and reading what is in force.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use money::{Bps, Price, format_decimal, parse_decimal};
use projections::live::Policy;
use protocol::command::SetPolicy;
use protocol::event::Event;
use protocol::policy::{Calendar, Fees, PhaseStart, PolicyBody, PriceBand, ShiftedDay, TickStep, TickTable, Volatility, Withholding};
use protocol::wire::MAX_LIST;
use protocol::{Day, Market, Time};

use crate::app::App;
use crate::extract::{JsonBody, Object, OptionalKey, Params, Staff};
use crate::numbers::{self, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::listing::{note, policy_id};
use crate::routes::statement::AtLeast;
use crate::submit::{Accepted, Proposed};
use crate::words::{CollectionWord, MarketWord, PhaseWord};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetPolicy)]
pub(crate) struct SetPolicyBody {
    pub market: MarketWord,
    /// The policy's number, 0 to 65,535.
    #[schema(value_type = String)]
    pub policy: Decimal,
    /// RFC 3339, not before now.
    #[schema(value_type = String, format = DateTime)]
    pub valid_from: Name,
    /// Law, notice or decision it comes from: 1 to 256 bytes.
    #[schema(max_length = 256)]
    pub source: String,
    #[schema(value_type = RuleBody)]
    pub body: Object<RuleBody>,
}

/// One version of a rule.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Rule)]
pub(crate) enum RuleBody {
    TickTable {
        price_decimals: u8,
        /// In rising order, the first from 0.
        steps: Vec<RuleTickStep>,
    },
    Fees {
        maker_bps: u16,
        taker_bps: u16,
    },
    Withholding {
        income_bps: u16,
        local_bps: u16,
        /// Won.
        round_down_to: String,
        /// Won.
        not_below: String,
        collection: CollectionWord,
    },
    PriceBand {
        limit_bps: u16,
    },
    Volatility {
        trigger_bps: u16,
        auction_s: u32,
    },
    Calendar {
        /// Local time minus UTC: 32,400 for Korea.
        utc_offset_s: i32,
        /// A trading day begins at this second of the local day.
        day_starts_s: u32,
        /// Bit 0 for Monday to bit 6 for Sunday.
        weekdays: u8,
        /// In rising order of `second`.
        phases: Vec<RulePhase>,
        /// Days such as `2026-12-25`, rising.
        holidays: Vec<String>,
        /// Rising.
        shifted_days: Vec<RuleShiftedDay>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleTickStep {
    pub from: String,
    pub tick: String,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulePhase {
    /// Of the local day, 0 to 86,399.
    pub second: u32,
    pub phase: PhaseWord,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleShiftedDay {
    pub day: String,
    pub by_s: i32,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PolicyAnswer {
    pub version: String,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Add a version to a policy.
#[utoipa::path(
    post, path = "/policies", tag = "staff", request_body = SetPolicyBody, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = PolicyAnswer), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn set_policy(
    State(app): State<App>,
    staff: Staff,
    OptionalKey(key): OptionalKey,
    JsonBody(body): JsonBody<SetPolicyBody>,
) -> Result<Response, Problem> {
    let shard = app.market(body.market.into())?;
    let valid_from = numbers::time(body.valid_from.as_str()).ok_or_else(|| malformed("valid_from"))?;
    let command = SetPolicy {
        policy: policy_id(&body.policy, "policy")?,
        valid_from,
        source: note(&body.source, "source")?,
        body: read_rule(&body.body.0)?,
    };
    let answer = |accepted: &Accepted| {
        let version = accepted.find(|event| match event {
            Event::PolicyAdded(added) => Some(added.version),
            _ => None,
        })?;
        Ok((StatusCode::CREATED, PolicyAnswer { version: version.to_string(), position: accepted.position, at: accepted.at }))
    };
    app.act(shard, &staff, Box::new(command), key, answer).await
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Policy)]
pub(crate) struct PolicyRow {
    pub policy: String,
    pub version: String,
    pub is_in_force: bool,
    #[schema(value_type = String, format = DateTime)]
    pub valid_from: Time,
    pub source: String,
    pub body: RuleBody,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PolicyList {
    /// In the order they were added.
    pub policies: Vec<PolicyRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

/// All versions of all rules of a market, with their sources.
#[utoipa::path(
    get, path = "/markets/{market}/policies", tag = "market", params(("market" = MarketWord, Path), AtLeast),
    responses((status = 200, body = PolicyList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn list_policies(
    State(app): State<App>,
    Path(market): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Json<PolicyList>, Problem> {
    let market = Market::from_name(&market).ok_or_else(|| Problem::of_field(OwnCode::PathMalformed, "market"))?;
    app.at_least(query.at_least.as_deref()).await?;
    let (position, policies) = app.market(market)?.read(|state| state.policies().map(show).collect());
    Ok(Json(PolicyList { policies, position }))
}

fn show(policy: &Policy) -> PolicyRow {
    PolicyRow {
        policy: policy.policy.to_string(),
        version: policy.version.to_string(),
        is_in_force: policy.is_in_force,
        valid_from: policy.valid_from,
        source: policy.source.to_string(),
        body: show_rule(&policy.body),
    }
}

fn malformed(field: &'static str) -> Problem {
    Problem::of_field(OwnCode::ValueMalformed, field)
}

fn read_number(text: &str, decimals: u8, field: &'static str) -> Result<i64, Problem> {
    parse_decimal(text, decimals).map_err(|error| Problem::of_field(OwnCode::NumberMalformed, field).with_particulars(error.to_string()))
}

/// The journal's lists are bounded; a longer one must not get that far.
fn bounded<T>(list: &[T], field: &'static str) -> Result<(), Problem> {
    if list.len() <= MAX_LIST { Ok(()) } else { Err(Problem::of_field(OwnCode::TooManyItems, field)) }
}

pub(crate) fn read_rule(body: &RuleBody) -> Result<PolicyBody, Problem> {
    Ok(match body {
        RuleBody::TickTable { price_decimals, steps } => {
            bounded(steps, "body.steps")?;
            let price = |text: &str| read_number(text, *price_decimals, "body.steps").map(Price);
            let step = |step: &RuleTickStep| Ok(TickStep { from: price(&step.from)?, tick: price(&step.tick)? });
            let steps = steps.iter().map(step).collect::<Result<_, Problem>>()?;
            PolicyBody::TickTable(TickTable { price_decimals: *price_decimals, steps })
        }
        RuleBody::Fees { maker_bps, taker_bps } => PolicyBody::Fees(Fees { maker: Bps(*maker_bps), taker: Bps(*taker_bps) }),
        RuleBody::Withholding { income_bps, local_bps, round_down_to, not_below, collection } => PolicyBody::Withholding(Withholding {
            income: Bps(*income_bps),
            local: Bps(*local_bps),
            round_down_to: money::Won(read_number(round_down_to, 0, "body.round_down_to")?),
            not_below: money::Won(read_number(not_below, 0, "body.not_below")?),
            collection: (*collection).into(),
        }),
        RuleBody::PriceBand { limit_bps } => PolicyBody::PriceBand(PriceBand { limit: Bps(*limit_bps) }),
        RuleBody::Volatility { trigger_bps, auction_s } => {
            PolicyBody::Volatility(Volatility { trigger: Bps(*trigger_bps), auction_s: *auction_s })
        }
        RuleBody::Calendar { utc_offset_s, day_starts_s, weekdays, phases, holidays, shifted_days } => {
            bounded(phases, "body.phases")?;
            bounded(holidays, "body.holidays")?;
            bounded(shifted_days, "body.shifted_days")?;
            let day = |text: &str, field| -> Result<Day, Problem> { numbers::day(text).ok_or_else(|| malformed(field)) };
            let shifted = |shifted: &RuleShiftedDay| Ok(ShiftedDay { day: day(&shifted.day, "body.shifted_days")?, by_s: shifted.by_s });
            PolicyBody::Calendar(Calendar {
                utc_offset_s: *utc_offset_s,
                day_starts_s: *day_starts_s,
                weekdays: *weekdays,
                phases: phases.iter().map(|start| PhaseStart { second: start.second, phase: start.phase.into() }).collect(),
                holidays: holidays.iter().map(|text| day(text, "body.holidays")).collect::<Result<_, _>>()?,
                shifted_days: shifted_days.iter().map(shifted).collect::<Result<_, Problem>>()?,
            })
        }
    })
}

pub(crate) fn show_rule(body: &PolicyBody) -> RuleBody {
    match body {
        PolicyBody::TickTable(table) => {
            let show = |price: Price| format_decimal(price.0, table.price_decimals);
            let steps = table.steps.iter().map(|step| RuleTickStep { from: show(step.from), tick: show(step.tick) }).collect();
            RuleBody::TickTable { price_decimals: table.price_decimals, steps }
        }
        PolicyBody::Fees(fees) => RuleBody::Fees { maker_bps: fees.maker.0, taker_bps: fees.taker.0 },
        PolicyBody::Withholding(rule) => RuleBody::Withholding {
            income_bps: rule.income.0,
            local_bps: rule.local.0,
            round_down_to: rule.round_down_to.to_string(),
            not_below: rule.not_below.to_string(),
            collection: rule.collection.into(),
        },
        PolicyBody::PriceBand(band) => RuleBody::PriceBand { limit_bps: band.limit.0 },
        PolicyBody::Volatility(rule) => RuleBody::Volatility { trigger_bps: rule.trigger.0, auction_s: rule.auction_s },
        PolicyBody::Calendar(calendar) => RuleBody::Calendar {
            utc_offset_s: calendar.utc_offset_s,
            day_starts_s: calendar.day_starts_s,
            weekdays: calendar.weekdays,
            phases: calendar.phases.iter().map(|start| RulePhase { second: start.second, phase: start.phase.into() }).collect(),
            holidays: calendar.holidays.iter().map(ToString::to_string).collect(),
            shifted_days: calendar.shifted_days.iter().map(|s| RuleShiftedDay { day: s.day.to_string(), by_s: s.by_s }).collect(),
        },
    }
}
