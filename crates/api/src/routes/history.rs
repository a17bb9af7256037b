//! All that ever happened to an account, from SQL: whatever memory keeps no longer.

use axum::Json;
use axum::extract::State;
use money::{Price, Quantity, Won};
use projections::sql::{FillLine, Filter, OrderLine, PaidDistribution, SqlError, StatementRow};
use protocol::{AccountId, InstrumentId, OrderId, Time};

use crate::app::{App, Shard};
use crate::extract::{Owner, Params};
use crate::numbers::{self, CodeText, show_price, show_quantity};
use crate::own_codes::OwnCode;
use crate::pages;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::code_and_scale;
use crate::words::{AggressorWord, CancelReasonWord, CauseWord, KindWord, MarketWord, OrderStateWord, SideWord, TimeInForceWord};

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Only of this instrument.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    /// From this time on.
    #[serde(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<String>,
    /// Before this time.
    #[serde(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<String>,
    /// 1 to 500, 50 if it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
    /// With a session: which of the own accounts.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

/// An order as it stands or ended.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = PastOrder)]
pub(crate) struct PastOrderRow {
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub instrument: String,
    #[schema(value_type = SideWord)]
    pub side: String,
    #[schema(value_type = KindWord)]
    pub kind: String,
    #[schema(value_type = TimeInForceWord)]
    pub time_in_force: String,
    /// `open` (waiting ones as well), `filled` or `cancelled`.
    #[schema(value_type = OrderStateWord)]
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CancelReasonWord>)]
    pub cancel_reason: Option<String>,
    /// The limit it traded to.
    pub price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Won, of a buy by amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Won>,
    pub filled_quantity: String,
    #[schema(value_type = String)]
    pub filled_value: Won,
    #[schema(value_type = String)]
    pub fee: Won,
    #[schema(value_type = String)]
    pub tax: Won,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_order_id: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Time,
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: Time,
}

/// One side of a trade.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = PastFill)]
pub(crate) struct PastFillRow {
    pub trade_id: String,
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub instrument: String,
    #[schema(value_type = SideWord)]
    pub side: String,
    #[schema(value_type = AggressorWord)]
    pub aggressor: String,
    pub price: String,
    pub quantity: String,
    #[schema(value_type = String)]
    pub value: Won,
    #[schema(value_type = String)]
    pub fee: Won,
    #[schema(value_type = String)]
    pub tax: Won,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = PastStatementLine)]
pub(crate) struct PastLineRow {
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    #[schema(value_type = CauseWord)]
    pub cause: String,
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

/// What a distribution paid.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = PastDistribution)]
pub(crate) struct PastDistributionRow {
    pub job: String,
    pub instrument: String,
    /// Held at the record date.
    pub units: String,
    #[schema(value_type = String)]
    pub per_unit: Won,
    #[schema(value_type = String)]
    pub gross: Won,
    #[schema(value_type = String)]
    pub income_tax: Won,
    #[schema(value_type = String)]
    pub local_tax: Won,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

macro_rules! history_routes {
    ($($(#[$doc:meta])* $handler:ident, $path:literal, $page:ident { $rows:ident: $row:ident }, $read:ident, $show:ident;)*) => { $(
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $page {
            /// Newest first.
            pub $rows: Vec<$row>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub next: Option<String>,
            /// The answer is as of it or later.
            #[schema(value_type = String)]
            pub position: Position,
        }

        $(#[$doc])*
        #[utoipa::path(
            get, path = $path, tag = "account", params(HistoryQuery),
            responses((status = 200, body = $page), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
            security(("account_key" = []), ("session" = []))
        )]
        pub(crate) async fn $handler(
            State(app): State<App>,
            owner: Owner,
            Params(query): Params<HistoryQuery>,
        ) -> Result<Json<$page>, Problem> {
            let (shard, account, filter) = asked(&app, &owner, &query).await?;
            let position = Position { home: shard.home(), seq: shard.history.position() };
            let page = shard.history.$read(account, &filter).await?;
            let $rows = page.rows.into_iter().map(|row| $show(shard, row)).collect();
            Ok(Json($page { $rows, next: page.next.map(|next| next.to_string()), position }))
        }
    )* };
}

history_routes! {
    /// All own orders, newest first.
    past_orders, "/history/orders", PastOrderPage { orders: PastOrderRow }, orders, show_order;
    /// All own fills, newest first.
    past_fills, "/history/fills", PastFillPage { fills: PastFillRow }, fills, show_fill;
    /// The whole own statement, newest first.
    past_statement, "/history/statement", PastStatementPage { lines: PastLineRow }, statement, show_line;
    /// What distributions have paid, newest first.
    past_distributions, "/history/distributions", PastDistributionPage { distributions: PastDistributionRow }, distributions, show_distribution;
}

async fn asked<'a>(app: &'a App, owner: &Owner, query: &HistoryQuery) -> Result<(&'a Shard, AccountId, Filter), Problem> {
    let account = owner.acting(query.market.map(Into::into))?.account();
    let shard = app.shard_of(account)?;
    let time = |text: &Option<String>, field| {
        let malformed = || Problem::of_field(OwnCode::QueryMalformed, field);
        text.as_deref().map(|text| numbers::time(text).ok_or_else(malformed)).transpose()
    };
    let instrument = query.instrument.as_ref().map(|code| app.instrument(code.as_str())).transpose()?;
    let before = pages::cursor(query.cursor.as_deref())?;
    let filter = Filter {
        instrument: instrument.map(|(_, entry)| entry.id),
        from: time(&query.from, "from")?,
        to: time(&query.to, "to")?,
        before: before.map(|before| i64::try_from(before).map_err(|_| Problem::of_field(OwnCode::QueryMalformed, "cursor"))).transpose()?,
        limit: pages::limit(query.limit)?,
    };
    app.at_least_of_history(query.at_least.as_deref()).await?;
    Ok((shard, account, filter))
}

fn of(shard: &Shard, instrument: InstrumentId) -> (String, money::Scale) {
    shard.live.read(|state| code_and_scale(state, instrument))
}

fn show_order(shard: &Shard, order: OrderLine) -> PastOrderRow {
    let (instrument, scale) = of(shard, order.instrument);
    PastOrderRow {
        order_id: OrderId::new(shard.home(), order.id.unsigned_abs()),
        instrument,
        side: order.side,
        kind: order.kind,
        time_in_force: order.time_in_force,
        state: order.state,
        cancel_reason: order.cancel_reason,
        price: show_price(Price(order.price), scale),
        quantity: order.quantity.map(|quantity| show_quantity(Quantity(quantity), scale)),
        amount: order.amount.map(Won),
        filled_quantity: show_quantity(Quantity(order.filled_quantity), scale),
        filled_value: Won(order.filled_value),
        fee: Won(order.fee),
        tax: Won(order.tax),
        client_order_id: order.client_order_id,
        placed_at: order.placed_at,
        changed_at: order.changed_at,
    }
}

fn show_fill(shard: &Shard, fill: FillLine) -> PastFillRow {
    let (instrument, scale) = of(shard, fill.instrument);
    PastFillRow {
        trade_id: fill.trade.to_string(),
        order_id: OrderId::new(shard.home(), fill.order.unsigned_abs()),
        instrument,
        side: fill.side,
        aggressor: fill.aggressor,
        price: show_price(Price(fill.price), scale),
        quantity: show_quantity(Quantity(fill.quantity), scale),
        value: Won(fill.value),
        fee: Won(fill.fee),
        tax: Won(fill.tax),
        at: fill.at,
    }
}

fn show_line(shard: &Shard, line: StatementRow) -> PastLineRow {
    let (asset, scale) = match line.instrument {
        Some(instrument) => of(shard, instrument),
        None => ("KRW".to_owned(), money::Scale::new(0, 0).expect("no decimals are in range")),
    };
    PastLineRow {
        position: Position { home: shard.home(), seq: line.seq() },
        at: line.at,
        asset,
        amount: show_quantity(Quantity(line.amount), scale),
        balance_after: show_quantity(Quantity(line.balance_after), scale),
        reference: line.reference.to_string(),
        fee: Won(line.fee),
        tax: Won(line.tax),
        cause: line.cause,
    }
}

fn show_distribution(shard: &Shard, paid: PaidDistribution) -> PastDistributionRow {
    let (instrument, scale) = of(shard, paid.instrument);
    PastDistributionRow {
        job: OrderId::new(shard.home(), paid.job.unsigned_abs()).to_string(),
        instrument,
        units: show_quantity(Quantity(paid.units), scale),
        per_unit: Won(paid.per_unit),
        gross: Won(paid.gross),
        income_tax: Won(paid.income_tax),
        local_tax: Won(paid.local_tax),
        at: paid.at,
    }
}

impl From<SqlError> for Problem {
    fn from(error: SqlError) -> Self {
        match error {
            SqlError::Store(error) => error.into(),
            SqlError::Building => Self::new(OwnCode::NotYetAt),
            error => {
                // What the database says may hold what was written to it: it goes to the log and to nobody else.
                tracing::warn!(%error, "the history");
                Self::new(if matches!(error, SqlError::Sql(_)) { OwnCode::Busy } else { OwnCode::Failed })
            }
        }
    }
}
