//! Amending and cancelling orders.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use money::{Scale, Won};
use protocol::command::{AmendOrder, CancelOrder, CancelOrders};
use protocol::event::Event;
use protocol::ids::JobId;
use protocol::{AccountId, Command, InstrumentId, OrderId, Reason, Seq, Time};

use crate::app::{App, Shard};
use crate::extract::{Actor, JsonBody, KeyText, OptionalKey, Owner, Params, Staff, account_in, order_id};
use crate::numbers::{self, CodeText, Decimal, Name, show_quantity};
use crate::order_answer::{OrderAnswer, Outline};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::orders::admit;
use crate::submit::{Accepted, keys};
use crate::words::{CancelReasonWord, MarketWord, OrderStateWord, SideWord};

/// What to change; at least one of both.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmendOrder)]
pub(crate) struct AmendOrderBody {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub price: Option<Decimal>,
    /// The new total, what has traded included.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Decimal>,
}

/// Amend an order: it keeps its id, and its place in the queue only where nothing but a lower quantity is asked.
#[utoipa::path(
    patch, path = "/orders/{order}", tag = "orders", request_body = AmendOrderBody,
    params(("order" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, description = "The order as the amendment left it", body = OrderAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn amend_order(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    Path(order): Path<String>,
    JsonBody(body): JsonBody<AmendOrderBody>,
) -> Result<Response, Problem> {
    let order = order_id(&order)?;
    let owner = owner.acting_with(order)?;
    admit(&app, &owner, 1)?;
    let shard = app.shard_of(owner.account())?;
    let (code, scale) = instrument_of(shard, owner.account(), order).await?;
    let price = body.price.map(|price| numbers::price(&price, scale, "price")).transpose()?;
    let quantity = body.quantity.map(|quantity| numbers::quantity(&quantity, scale, "quantity")).transpose()?;
    let command = AmendOrder { account: owner.account(), order, price, quantity };
    let accepted = submit_as_owner(&app, shard, &owner, command, key).await?;
    let outline = Outline::of(order, &accepted.events).ok_or_else(|| Problem::new(OwnCode::Failed))?;
    let code = CodeText::new(&code).ok_or_else(|| Problem::new(OwnCode::Failed))?;
    Ok(accepted.done(StatusCode::OK, outline.answer(&accepted, code, scale)).into_response())
}

/// The code and scale of an own order's instrument: from the live orders, or from the record that placed it, whose sequence is its id.
async fn instrument_of(shard: &Shard, account: AccountId, order: OrderId) -> Result<(String, Scale), Problem> {
    if !order.is_of(shard.home()) {
        return Err(Reason::WrongMarket.into());
    }
    let open = shard.live.read(|state| state.open_order(order).map(|found| (found.account, found.instrument)));
    let found = match open {
        Some(found) => Some(found),
        None => placed_at(shard, order).await,
    };
    let (_, instrument) = found.filter(|(of, _)| *of == account).ok_or(Reason::UnknownOrder)?;
    shard.reached(Seq(order.local())).await?;
    describe(shard, instrument).ok_or_else(|| Reason::UnknownInstrument.into())
}

async fn placed_at(shard: &Shard, order: OrderId) -> Option<(AccountId, InstrumentId)> {
    let seq = Seq(order.local());
    if seq.0 == 0 || seq > shard.gateway.durable_seq() {
        return None;
    }
    let gateway = shard.gateway.clone();
    // The journal may have to be read from the device.
    let record = tokio::task::spawn_blocking(move || gateway.record(seq)).await.ok()?.ok()?;
    match record.command {
        Command::PlaceOrder(placed) => Some((placed.account, placed.instrument)),
        _ => None,
    }
}

fn describe(shard: &Shard, instrument: InstrumentId) -> Option<(String, Scale)> {
    shard.live.read(|state| {
        let found = state.instrument(instrument)?;
        Some((found.code().to_owned(), Scale::new(found.listing.price_decimals, found.listing.quantity_decimals)?))
    })
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct CancelAnswer {
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub state: OrderStateWord,
    pub cancel_reason: CancelReasonWord,
    /// What had not traded: a quantity, or won for a buy by amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<String>,
    /// Won available again.
    #[schema(value_type = String)]
    pub released: Won,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Cancel an order.
#[utoipa::path(
    delete, path = "/orders/{order}", tag = "orders",
    params(("order" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = CancelAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn cancel_order(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    let order = order_id(&order)?;
    let owner = owner.acting_with(order)?;
    let shard = app.shard_of(owner.account())?;
    // Looked up before it is gone from the open orders.
    let before = shard.live.read(|state| {
        let found = state.open_order(order).filter(|found| found.account == owner.account())?;
        let instrument = state.instrument(found.instrument)?;
        Some((
            matches!(found.size, protocol::Size::Amount(_)),
            Scale::new(instrument.listing.price_decimals, instrument.listing.quantity_decimals)?,
        ))
    });
    let accepted = submit_as_owner(&app, shard, &owner, CancelOrder { account: owner.account(), order }, key).await?;
    let cancelled = accepted.find(|event| match event {
        Event::OrderCancelled(cancelled) if cancelled.order == order => Some(cancelled.clone()),
        _ => None,
    })?;
    let remaining = before.map(
        |(by_amount, scale)| {
            if by_amount { cancelled.rest.to_string() } else { show_quantity(money::Quantity(cancelled.rest), scale) }
        },
    );
    let answer = CancelAnswer {
        order_id: order,
        state: OrderStateWord::Cancelled,
        cancel_reason: cancelled.reason.into(),
        remaining,
        released: cancelled.released,
        position: accepted.position,
        at: accepted.at,
    };
    Ok(accepted.done(StatusCode::OK, answer).into_response())
}

/// Which of the own orders to cancel; all when nothing is given.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CancelScope {
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    #[serde(default)]
    #[param(inline)]
    pub side: Option<SideWord>,
    /// With a session: which of the own accounts, where no instrument says so.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct CancelAllAnswer {
    /// Orders cancelled by now.
    pub cancelled: u64,
    /// The job that cancels the rest, when there are more than one command may touch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Cancel all own open orders, or those of an instrument or side.
#[utoipa::path(
    delete, path = "/orders", tag = "orders",
    params(CancelScope, ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = CancelAllAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn cancel_own_orders(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    Params(scope): Params<CancelScope>,
) -> Result<Response, Problem> {
    let owner = match &scope.instrument {
        Some(code) => owner.acting_on(code.as_str())?,
        None => owner.acting(scope.market.map(Into::into))?,
    };
    let shard = app.shard_of(owner.account())?;
    let instrument = scope.instrument.map(|code| app.instrument(code.as_str()).map(|(_, entry)| entry.id)).transpose()?;
    let command = CancelOrders { account: Some(owner.account()), instrument, side: scope.side.map(Into::into) };
    let accepted = submit_as_owner(&app, shard, &owner, command, key).await?;
    Ok(accepted.done(StatusCode::OK, cancel_all_answer(&accepted)).into_response())
}

/// Whose orders staff cancels: at least one of account and instrument.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelOrders)]
pub(crate) struct CancelOrdersBody {
    pub market: MarketWord,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub account: Option<Name>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    #[serde(default)]
    pub side: Option<SideWord>,
}

/// Cancel orders by account, instrument and side.
#[utoipa::path(
    post, path = "/cancellations", tag = "staff", request_body = CancelOrdersBody,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = CancelAllAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("staff_token" = []))
)]
pub(crate) async fn cancel_orders_by_scope(
    State(app): State<App>,
    _: Staff,
    OptionalKey(key): OptionalKey,
    JsonBody(body): JsonBody<CancelOrdersBody>,
) -> Result<Response, Problem> {
    let shard = app.market(body.market.into())?;
    let account = body.account.map(|account| account_in(&account, "account")).transpose()?;
    let instrument = body.instrument.map(|code| app.instrument(code.as_str()).map(|(_, entry)| entry.id)).transpose()?;
    let command = CancelOrders { account, instrument, side: body.side.map(Into::into) };
    let accepted = app.submit_as_staff(shard, command, key).await?;
    Ok(accepted.done(StatusCode::OK, cancel_all_answer(&accepted)).into_response())
}

fn cancel_all_answer(accepted: &Accepted) -> CancelAllAnswer {
    let cancelled = accepted.events.iter().filter(|event| matches!(event, Event::OrderCancelled(_))).count() as u64;
    let job = accepted.events.iter().find_map(|event| match event {
        Event::JobStarted(started) => Some(show_job(accepted.position, started.job)),
        _ => None,
    });
    CancelAllAnswer { cancelled, job, position: accepted.position, at: accepted.at }
}

pub(crate) fn show_job(position: Position, job: JobId) -> String {
    OrderId::new(position.home, job.0).to_string()
}

pub(crate) async fn submit_as_owner(
    app: &App,
    shard: &Shard,
    owner: &Actor,
    command: impl Into<Command>,
    key: Option<KeyText>,
) -> Result<Accepted, Problem> {
    let key = match key {
        Some(key) => Some(keys(&shard.gateway)?.idempotency_key(owner.account(), key.as_str())),
        None => None,
    };
    app.submit(shard, command.into(), key).await
}
