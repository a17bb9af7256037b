//! An account's own orders and fills.

use axum::Json;
use axum::extract::{Path, State};
use money::{Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::account::{Account, OwnFill};
use projections::live::order::{Order, Stage};
use protocol::order::ReservedUntil;
use protocol::{AccountId, OrderId, OrderKind, Reason, Seq, Size, Time};

use crate::app::App;
use crate::extract::{Owner, Params, order_id};
use crate::numbers::{CodeText, show_price, show_quantity};
use crate::own_codes::OwnCode;
use crate::pages::{self, OwnPageQuery, PageQuery, page_of_newest};
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::words::{AggressorWord, CancelReasonWord, KindWord, MarketWord, OrderStateWord, PreventionWord, SideWord, TimeInForceWord};

/// An order as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderRow {
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub instrument: String,
    pub side: SideWord,
    pub kind: KindWord,
    pub time_in_force: TimeInForceWord,
    pub state: OrderStateWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<CancelReasonWord>,
    /// The limit it trades to.
    pub price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_price: Option<String>,
    /// `next_session`, or the time from which a reserved order is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Won, of a buy by amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Won>,
    pub filled_quantity: String,
    /// What has not traded: a quantity, or won for a buy by amount.
    pub remaining: String,
    /// What the traded quantity was worth, in won.
    #[schema(value_type = String)]
    pub filled_value: Won,
    #[schema(value_type = String)]
    pub fee: Won,
    #[schema(value_type = String)]
    pub tax: Won,
    /// Won held for a buy.
    #[schema(value_type = String)]
    pub held: Won,
    pub self_trade_prevention: PreventionWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_order_id: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Time,
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: Time,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OrderPage {
    /// Newest first.
    pub orders: Vec<OrderRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// True if there were ended orders that are no longer shown here.
    pub older_exist: bool,
    #[schema(value_type = String)]
    pub position: Position,
}

/// Which of the own orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Openness {
    /// Open and waiting orders.
    #[default]
    Open,
    /// The last that ended.
    Ended,
}

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// `open` (if it is left out) or `ended`.
    #[serde(default)]
    #[param(inline)]
    pub state: Openness,
    /// Only of this instrument; with `open` only.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    /// 1 to 500, 50 if it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
    /// With a session: which of the own accounts, where no instrument says so.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

/// Own orders, newest first.
#[utoipa::path(
    get, path = "/orders", tag = "orders", params(OrdersQuery),
    responses((status = 200, body = OrderPage), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn list_orders(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<OrdersQuery>,
) -> Result<Json<OrderPage>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let owner = match &query.instrument {
        Some(code) => owner.acting_on(code.as_str())?,
        None => owner.acting(query.market.map(Into::into))?,
    };
    let shard = app.shard_of(owner.account())?;
    let instrument = query.instrument.map(|code| app.instrument(code.as_str()).map(|(_, entry)| entry.id)).transpose()?;
    if query.state == Openness::Ended && instrument.is_some() {
        return Err(Problem::of_field(OwnCode::QueryMalformed, "instrument"));
    }
    let page = PageQuery { limit: query.limit, cursor: query.cursor, at_least: None };
    let (position, page) = shard.read(|state| {
        let account = own(state, owner.account())?;
        match query.state {
            Openness::Open => {
                let (limit, before) = (pages::limit(page.limit)?, pages::cursor(page.cursor.as_deref())?.unwrap_or(u64::MAX));
                let fits = |order: &&Order| order.id.local() < before && instrument.is_none_or(|only| order.instrument == only);
                let mut orders: Vec<&Order> = state.open_orders_of(account).rev().filter(fits).take(limit + 1).collect();
                let next = (orders.len() > limit).then(|| orders[limit - 1].id.local().to_string());
                orders.truncate(limit);
                let items = orders.into_iter().map(|order| order_row(state, order)).collect();
                Ok(pages::Page { items, next, older_exist: false })
            }
            Openness::Ended => {
                page_of_newest(state.ended_orders_of(account), account.ended_orders.count, &page, |order| order_row(state, order))
            }
        }
    });
    let pages::Page { items, next, older_exist } = page?;
    Ok(Json(OrderPage { orders: items, next, older_exist, position }))
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OneOrder {
    pub order: OrderRow,
    #[schema(value_type = String)]
    pub position: Position,
}

/// One own order: open, or among the last that ended. It is shown as of its placing or later.
#[utoipa::path(
    get, path = "/orders/{order}", tag = "orders", params(("order" = String, Path)),
    responses((status = 200, body = OneOrder), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn show_order(State(app): State<App>, owner: Owner, Path(order): Path<String>) -> Result<Json<OneOrder>, Problem> {
    let order = order_id(&order)?;
    let owner = owner.acting_with(order)?;
    let shard = app.shard_of(owner.account())?;
    if !order.is_of(shard.home()) {
        return Err(Reason::WrongMarket.into());
    }
    let placed = Seq(order.local());
    if placed <= shard.gateway.durable_seq() {
        shard.reached(placed).await?;
    }
    let (position, found) = shard.read(|state| {
        let account = state.account(owner.account())?;
        state.own_order(account, order).map(|order| order_row(state, order))
    });
    let order = found.ok_or(Reason::UnknownOrder)?;
    Ok(Json(OneOrder { order, position }))
}

/// One side of a trade.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Fill)]
pub(crate) struct FillRow {
    pub trade_id: String,
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub instrument: String,
    pub side: SideWord,
    /// Which side came later.
    pub aggressor: AggressorWord,
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

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct FillPage {
    /// Newest first.
    pub fills: Vec<FillRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// True if there were fills that are no longer shown here.
    pub older_exist: bool,
    #[schema(value_type = String)]
    pub position: Position,
}

/// The last own fills, newest first.
#[utoipa::path(
    get, path = "/fills", tag = "orders", params(OwnPageQuery),
    responses((status = 200, body = FillPage), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn list_fills(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<OwnPageQuery>,
) -> Result<Json<FillPage>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let owner = owner.acting(query.market.map(Into::into))?;
    let query = query.page();
    let (position, page) = app.shard_of(owner.account())?.read(|state| {
        let account = own(state, owner.account())?;
        page_of_newest(state.fills_of(account), account.fills.count, &query, |fill| fill_row(state, fill))
    });
    let pages::Page { items, next, older_exist } = page?;
    Ok(Json(FillPage { fills: items, next, older_exist, position }))
}

/// The account of a key. It exists: keys are made for accounts that do.
pub(crate) fn own(state: &LiveState, account: AccountId) -> Result<&Account, Problem> {
    state.account(account).ok_or_else(|| Reason::UnknownAccount.into())
}

/// Code and scale of an instrument that events have named.
pub(crate) fn code_and_scale(state: &LiveState, instrument: protocol::InstrumentId) -> (String, Scale) {
    let found = state.instrument(instrument).expect("an order's instrument is listed");
    let scale = Scale::new(found.listing.price_decimals, found.listing.quantity_decimals).expect("a listing's decimals are in range");
    (found.code().to_owned(), scale)
}

pub(crate) fn order_row(state: &LiveState, order: &Order) -> OrderRow {
    let (instrument, scale) = code_and_scale(state, order.instrument);
    let (quantity, amount, remaining) = match order.size {
        Size::Quantity(quantity) => (Some(show_quantity(quantity, scale)), None, show_quantity(Quantity(order.rest), scale)),
        Size::Amount(amount) => (None, Some(amount), order.rest.to_string()),
    };
    let (stop_price, until) = match order.kind {
        OrderKind::StopLimit { stop, .. } => (Some(show_price(stop, scale)), None),
        OrderKind::Reserved { until: ReservedUntil::NextSession, .. } => (None, Some("next_session".to_owned())),
        OrderKind::Reserved { until: ReservedUntil::Time(time), .. } => (None, Some(time.rfc3339())),
        OrderKind::Limit { .. } | OrderKind::Market | OrderKind::Best => (None, None),
    };
    let cancel_reason = match order.stage {
        Stage::Cancelled(reason) => Some(reason.into()),
        _ => None,
    };
    OrderRow {
        order_id: order.id,
        instrument,
        side: order.side.into(),
        kind: order.kind.into(),
        time_in_force: order.time_in_force.into(),
        state: order.stage.into(),
        cancel_reason,
        price: show_price(order.limit, scale),
        stop_price,
        until,
        quantity,
        amount,
        filled_quantity: show_quantity(order.filled, scale),
        remaining,
        filled_value: order.filled_value,
        fee: order.fee,
        tax: order.tax,
        held: order.hold,
        self_trade_prevention: order.prevention.into(),
        client_order_id: order.client.as_ref().map(|client| client.id.as_str().to_owned()),
        placed_at: order.placed_at,
        changed_at: order.changed_at,
    }
}

pub(crate) fn fill_row(state: &LiveState, fill: &OwnFill) -> FillRow {
    let (instrument, scale) = code_and_scale(state, fill.instrument);
    FillRow {
        trade_id: fill.trade.0.to_string(),
        order_id: fill.order,
        instrument,
        side: fill.side.into(),
        aggressor: fill.aggressor.into(),
        price: show_price(fill.price, scale),
        quantity: show_quantity(fill.quantity, scale),
        value: fill.value,
        fee: fill.fee,
        tax: fill.tax,
        at: fill.at,
    }
}
