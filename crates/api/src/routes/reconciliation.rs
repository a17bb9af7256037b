//! Ledger, chain and bank side by side, for staff.

use axum::Json;
use axum::extract::State;
use projections::live::postings::BANK_CLEARING;
use protocol::{AccountId, Home, Market, Seq, Time};
use settlement::{Asset, Difference, Report, SettledRange, Total};

use crate::app::{App, Shard};
use crate::extract::Params;
use crate::own_codes::OwnCode;
use crate::pages::{self, PageQuery};
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::code_and_scale;

/// How ledger, chain and bank compare.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Reconciliation {
    /// False where the server was started without a chain: nothing below is compared with one then.
    pub is_settling: bool,
    /// Actions that are not on the chain yet.
    pub waiting: i64,
    /// Why settlement does not get on; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The last comparison; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonRow>,
    pub bank: BankRow,
}

/// Journal, exchange and chain, all as of one record.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Comparison)]
pub(crate) struct ComparisonRow {
    #[schema(value_type = String)]
    pub position: Position,
    /// Figures that were compared with the journal's.
    pub compared: u64,
    /// Won first.
    pub assets: Vec<AssetTotalRow>,
    /// Empty where all is as it should be; at most 1,000.
    pub differences: Vec<DifferenceRow>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AssetTotal)]
pub(crate) struct AssetTotalRow {
    /// `KRW`, or the code of an instrument.
    pub asset: String,
    /// The token's address.
    pub contract: String,
    /// Units issued, or won paid in less won paid out, by the journal.
    pub issued: String,
    /// What all accounts hold together, by the journal.
    pub held: String,
    /// As the exchange itself has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
    /// The token's total supply.
    pub supply: String,
    /// What all wallets hold together.
    pub in_wallets: String,
    pub holders: u64,
}

/// Something that is not as the journal has it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Difference)]
pub(crate) struct DifferenceRow {
    pub side: SideOfDifference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub account: Option<AccountId>,
    pub journal: String,
    pub found: String,
}

/// Whose figure differs.
#[derive(Clone, Copy, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DifferenceSide)]
pub(crate) enum SideOfDifference {
    Sum,
    Ledger,
    Holder,
    Supply,
    /// Until when somebody is verified, in seconds since 1970.
    Identity,
}

/// The bank's statement, in won.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = BankComparison)]
pub(crate) struct BankRow {
    pub paid_in: String,
    pub paid_out: String,
    /// Paid in and not credited: announced to the market just now, or refused by it.
    pub not_credited: String,
    /// Paid in and credited, less paid out: by transfers at the bank.
    pub by_transfers: String,
    /// What the ledger has beyond that: deposits less withdrawals that staff confirmed without the bank.
    pub by_staff: String,
}

/// Ledger, chain and bank compared.
#[utoipa::path(
    get, path = "/staff/reconciliation", tag = "staff",
    responses((status = 200, body = Reconciliation), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn show_reconciliation(State(app): State<App>) -> Result<Json<Reconciliation>, Problem> {
    let live = app.market(Market::Live)?;
    let bank = bank(&app, live).await?;
    let Some(overview) = &app.settlement else {
        return Ok(Json(Reconciliation { is_settling: false, waiting: 0, problem: None, comparison: None, bank }));
    };
    let state = overview.state();
    let comparison = state.report.as_deref().map(|report| comparison(live, report));
    Ok(Json(Reconciliation { is_settling: true, waiting: state.waiting, problem: state.problem, comparison, bank }))
}

async fn bank(app: &App, live: &Shard) -> Result<BankRow, Problem> {
    let totals = app.payments.bank_totals().await?;
    let clearing = AccountId::new(live.home(), BANK_CLEARING);
    let clearing = live.live.read(|state| state.account(clearing).map_or(0, |account| account.cash.total()));
    // What people have was paid in against the house's account of clearing, which is as far below zero.
    let (ledger, by_transfers) = (-clearing, totals.credited.0 - totals.paid_out.0);
    Ok(BankRow {
        paid_in: totals.paid_in.0.to_string(),
        paid_out: totals.paid_out.0.to_string(),
        not_credited: (totals.paid_in.0 - totals.credited.0).to_string(),
        by_transfers: by_transfers.to_string(),
        by_staff: (ledger - by_transfers).to_string(),
    })
}

fn comparison(live: &Shard, report: &Report) -> ComparisonRow {
    ComparisonRow {
        position: Position { home: Home::LIVE, seq: report.seq },
        compared: report.compared,
        assets: report.totals.iter().map(|total| total_row(live, total)).collect(),
        differences: report.differences.iter().map(|difference| difference_row(live, difference)).collect(),
    }
}

fn total_row(live: &Shard, total: &Total) -> AssetTotalRow {
    AssetTotalRow {
        asset: name(live, total.asset),
        contract: total.contract.to_string(),
        issued: total.issued.to_string(),
        held: total.held.to_string(),
        ledger: total.ledger.map(|ledger| ledger.to_string()),
        supply: total.supply.to_string(),
        in_wallets: total.in_wallets.to_string(),
        holders: total.holders,
    }
}

fn difference_row(live: &Shard, difference: &Difference) -> DifferenceRow {
    use settlement::Side;
    let side = match difference.side {
        Side::Sum => SideOfDifference::Sum,
        Side::Ledger => SideOfDifference::Ledger,
        Side::Holder => SideOfDifference::Holder,
        Side::Supply => SideOfDifference::Supply,
        Side::Identity => SideOfDifference::Identity,
    };
    DifferenceRow {
        side,
        asset: difference.asset.map(|asset| name(live, asset)),
        account: difference.account,
        journal: difference.journal.to_string(),
        found: difference.found.to_string(),
    }
}

fn name(live: &Shard, asset: Asset) -> String {
    match asset {
        Asset::Won => "KRW".to_owned(),
        Asset::Units(instrument) => live.live.read(|state| code_and_scale(state, instrument).0),
    }
}

/// Records whose movements are on the chain, in one transaction.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = SettledRange)]
pub(crate) struct RangeRow {
    #[schema(value_type = String)]
    pub first: Position,
    /// Included.
    #[schema(value_type = String)]
    pub last: Position,
    #[schema(value_type = String, format = DateTime)]
    pub decided_at: Time,
    /// Net movements of won and units.
    pub movements: i64,
    /// Absent, as the block, where the contracts say that it was settled and the node kept no receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<i64>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct RangeList {
    /// Newest first.
    pub ranges: Vec<RangeRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What was settled on the chain.
#[utoipa::path(
    get, path = "/staff/settlements", tag = "staff", params(PageQuery),
    responses((status = 200, body = RangeList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn list_settlements(State(app): State<App>, Params(query): Params<PageQuery>) -> Result<Json<RangeList>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let limit = pages::limit(query.limit)?.min(settlement::RANGES_PAGE_MAX as usize);
    let before = pages::cursor(query.cursor.as_deref())?.map(Seq);
    let Some(overview) = &app.settlement else { return Ok(Json(RangeList { ranges: Vec::new(), next: None })) };
    let found = overview.ranges(before, u32::try_from(limit).unwrap_or(settlement::RANGES_PAGE_MAX)).await;
    let found = found.map_err(|error| {
        tracing::warn!(%error, "the settled ranges");
        Problem::new(OwnCode::Busy)
    })?;
    let next = (found.len() == limit).then(|| found.last().map(|range| range.first.0.to_string())).flatten();
    Ok(Json(RangeList { ranges: found.into_iter().map(range_row).collect(), next }))
}

fn range_row(range: SettledRange) -> RangeRow {
    let position = |seq| Position { home: Home::LIVE, seq };
    RangeRow {
        first: position(range.first),
        last: position(range.last),
        decided_at: Time(range.decided_at_s.saturating_mul(1_000_000)),
        movements: range.movements,
        transaction: range.transaction.map(|hash| hash.to_string()),
        block: range.block,
    }
}
