//! What an account has, and its statement.

use axum::Json;
use axum::extract::{Path, State};
use money::{Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::account::{Account, Balance, Holding, StatementLine};
use projections::live::postings::{Asset, HouseRole};
use protocol::ids::OwnerId;
use protocol::{AccountId, Day, Time};
use std::collections::VecDeque;

use crate::app::App;
use crate::extract::{Owner, Params, Staff, account_id};
use crate::numbers::show_quantity;
use crate::pages::{self, OwnPageQuery, PageQuery, page_of_last};
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::{code_and_scale, own};
use crate::words::{AccountKindWord, CauseWord, HouseRoleWord, InvestorClassWord, MarketWord, PreventionWord};

/// An account with what it has.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountRow {
    #[schema(value_type = String)]
    pub account: AccountId,
    pub market: MarketWord,
    #[schema(value_type = String)]
    pub owner: OwnerId,
    pub kind: AccountKindWord,
    /// What an account of the house is for; absent for all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house_role: Option<HouseRoleWord>,
    /// A simulated trader of the demo.
    pub is_simulated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<VerificationRow>,
    pub self_trade_prevention: PreventionWord,
    pub cash: CashRow,
    /// Instruments of which the account holds units.
    pub holdings: Vec<HoldingRow>,
    pub open_orders: usize,
    #[schema(value_type = String)]
    pub position: Position,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Verification)]
pub(crate) struct VerificationRow {
    #[schema(value_type = String, format = Date)]
    pub verified_until: Day,
    /// ISO 3166-1 numeric.
    pub country: u16,
    pub class: InvestorClassWord,
}

/// Won.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Cash)]
pub(crate) struct CashRow {
    pub available: String,
    /// By open orders and withdrawals under way.
    pub held: String,
    pub total: String,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Holding)]
pub(crate) struct HoldingRow {
    pub instrument: String,
    pub available: String,
    /// By open orders.
    pub held: String,
    pub total: String,
    /// What the units have cost, fees included, in won; moving average.
    #[schema(value_type = String)]
    pub cost: Won,
}

#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AtLeast {
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

/// As [`AtLeast`], of an own account.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OwnQuery {
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
    /// With a session: which of the own accounts.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

/// The own account: cash, holdings, and what it may do.
#[utoipa::path(
    get, path = "/account", tag = "account", params(OwnQuery),
    responses((status = 200, body = AccountRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn own_account(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<OwnQuery>,
) -> Result<Json<AccountRow>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    account_row(&app, owner.acting(query.market.map(Into::into))?.account()).map(Json)
}

/// Any account, for staff.
#[utoipa::path(
    get, path = "/accounts/{account}", tag = "staff", params(("account" = String, Path), AtLeast),
    responses((status = 200, body = AccountRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn show_account(
    State(app): State<App>,
    _: Staff,
    Path(account): Path<String>,
    Params(query): Params<AtLeast>,
) -> Result<Json<AccountRow>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    account_row(&app, account_id(&account)?).map(Json)
}

/// A line of the statement: value that came or left.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StatementLine)]
pub(crate) struct LineRow {
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    pub cause: CauseWord,
    /// `KRW`, or the code of an instrument.
    pub asset: String,
    /// Negative when it left; fee and tax are taken off already.
    pub amount: String,
    /// Available and held together.
    pub balance_after: String,
    /// The trade, deposit, withdrawal or job.
    pub reference: String,
    #[schema(value_type = String)]
    pub fee: Won,
    #[schema(value_type = String)]
    pub tax: Won,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct StatementPage {
    /// Newest first.
    pub lines: Vec<LineRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// True if there are older lines than are shown here; they stand in the journal.
    pub older_exist: bool,
    #[schema(value_type = String)]
    pub position: Position,
}

/// The last 200 lines of the own statement, newest first.
#[utoipa::path(
    get, path = "/statement", tag = "account", params(OwnPageQuery),
    responses((status = 200, body = StatementPage), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn own_statement(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<OwnPageQuery>,
) -> Result<Json<StatementPage>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    statement_page(&app, owner.acting(query.market.map(Into::into))?.account(), &query.page()).map(Json)
}

/// The last 200 lines of an account's statement, for staff.
#[utoipa::path(
    get, path = "/accounts/{account}/statement", tag = "staff", params(("account" = String, Path), PageQuery),
    responses((status = 200, body = StatementPage), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn show_statement(
    State(app): State<App>,
    _: Staff,
    Path(account): Path<String>,
    Params(query): Params<PageQuery>,
) -> Result<Json<StatementPage>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    statement_page(&app, account_id(&account)?, &query).map(Json)
}

fn account_row(app: &App, id: AccountId) -> Result<AccountRow, Problem> {
    let (position, row) = app.shard_of(id)?.read(|state| own(state, id).map(|account| show(state, account)));
    row.map(|row| AccountRow { position, ..row })
}

fn show(state: &LiveState, account: &Account) -> AccountRow {
    let verification = account.verification.map(|verification| VerificationRow {
        verified_until: verification.verified_until,
        country: verification.country,
        class: verification.class.into(),
    });
    AccountRow {
        account: account.id,
        market: state.home().market.into(),
        owner: account.owner,
        kind: account.kind.into(),
        house_role: HouseRole::of(account.id).map(Into::into),
        is_simulated: account.is_simulated(),
        own_instrument: account.own_instrument.map(|instrument| code_and_scale(state, instrument).0),
        verification,
        self_trade_prevention: account.prevention.into(),
        cash: cash_row(account.cash),
        holdings: account.holdings.iter().map(|holding| holding_row(state, holding)).collect(),
        open_orders: account.open_orders.len(),
        position: Position { home: state.home(), seq: state.seq() },
    }
}

pub(crate) fn cash_row(cash: Balance) -> CashRow {
    CashRow { available: cash.available.to_string(), held: cash.held.to_string(), total: cash.total().to_string() }
}

pub(crate) fn holding_row(state: &LiveState, holding: &Holding) -> HoldingRow {
    let (instrument, scale) = code_and_scale(state, holding.instrument);
    let units = |quantity| show_quantity(Quantity(quantity), scale);
    HoldingRow {
        instrument,
        available: units(holding.units.available),
        held: units(holding.units.held),
        total: units(holding.units.total()),
        cost: holding.cost,
    }
}

fn statement_page(app: &App, id: AccountId, query: &PageQuery) -> Result<StatementPage, Problem> {
    let (position, page) = app.shard_of(id)?.read(|state| {
        let account = own(state, id)?;
        let kept: VecDeque<StatementLine> = state.statement_of(account).collect();
        page_of_last(&kept, account.statement.lines, query, |line| show_line(state, line))
    });
    let pages::Page { items, next, older_exist } = page?;
    Ok(StatementPage { lines: items, next, older_exist, position })
}

fn show_line(state: &LiveState, line: &StatementLine) -> LineRow {
    let (asset, scale) = match line.asset {
        Asset::Cash => ("KRW".to_owned(), Scale::new(0, 0).expect("no decimals are in range")),
        Asset::Units(instrument) => code_and_scale(state, instrument),
    };
    LineRow {
        position: Position { home: state.home(), seq: line.seq },
        at: line.at,
        cause: line.cause.into(),
        asset,
        amount: show_quantity(Quantity(line.amount), scale),
        balance_after: show_quantity(Quantity(line.balance_after), scale),
        reference: line.reference.to_string(),
        fee: line.fee,
        tax: line.tax,
    }
}
