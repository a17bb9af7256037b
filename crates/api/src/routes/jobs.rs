//! Jobs: work on more accounts or orders than one command may touch.

use axum::Json;
use axum::extract::{Path, State};
use money::Won;
use projections::live::{Job, LiveState};
use protocol::{AccountId, Market, OrderId, Time};

use crate::app::App;
use crate::extract::{Params, Staff};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::code_and_scale;
use crate::routes::statement::AtLeast;
use crate::words::{JobKindWord, SideWord};

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Job)]
pub(crate) struct JobRow {
    pub job: String,
    pub kind: JobKindWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub account: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<SideWord>,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Time,
    /// Left out while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<DistributionRow>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Distribution)]
pub(crate) struct DistributionRow {
    #[schema(value_type = String)]
    pub payer: AccountId,
    #[schema(value_type = String)]
    pub total: Won,
    #[schema(value_type = String)]
    pub per_unit: Won,
    /// To the owner of an asset, for its units that were never issued.
    #[schema(value_type = String)]
    pub owners_part: Won,
    /// Before tax.
    #[schema(value_type = String)]
    pub paid: Won,
    pub holders_paid: u64,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct JobList {
    /// Under way, then the last that ended.
    pub jobs: Vec<JobRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

/// Jobs of a market.
#[utoipa::path(
    get, path = "/markets/{market}/jobs", tag = "staff", params(("market" = crate::words::MarketWord, Path), AtLeast),
    responses((status = 200, body = JobList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn list_jobs(
    State(app): State<App>,
    _: Staff,
    Path(market): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Json<JobList>, Problem> {
    let market = Market::from_name(&market).ok_or_else(|| Problem::of_field(OwnCode::PathMalformed, "market"))?;
    app.at_least(query.at_least.as_deref()).await?;
    let (position, jobs) = app.market(market)?.read(|state| state.jobs().map(|job| show(state, job)).collect());
    Ok(Json(JobList { jobs, position }))
}

fn show(state: &LiveState, job: &Job) -> JobRow {
    JobRow {
        job: OrderId::new(state.home(), job.id.0).to_string(),
        kind: job.kind.into(),
        account: job.account,
        instrument: job.instrument.map(|instrument| code_and_scale(state, instrument).0),
        side: job.side.map(Into::into),
        started_at: job.started_at,
        ended_at: job.ended_at,
        distribution: job.distribution.as_ref().map(|distribution| DistributionRow {
            payer: distribution.payer,
            total: distribution.total,
            per_unit: distribution.per_unit,
            owners_part: distribution.owners_part,
            paid: distribution.paid,
            holders_paid: distribution.holders_paid,
        }),
    }
}
