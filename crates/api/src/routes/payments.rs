//! Money in and out: deposits, withdrawals, and the virtual money of the practice market.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use money::Won;
use protocol::command::{CancelDeposit, CancelWithdrawal, CompleteWithdrawal, CreditDeposit, GrantCash, RequestDeposit, RequestWithdrawal};
use protocol::event::Event;
use protocol::ids::{DepositId, ExternalId, WithdrawalId};
use protocol::{AccountId, Command, Market, OrderId, Time};

use crate::app::App;
use crate::extract::{JsonBody, KeyText, Owner, Params, RequiredKey, Staff, account_id, account_in, numbered};
use crate::numbers::{self, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::order_changes::submit_as_owner;
use crate::routes::own_orders::own;
use crate::routes::statement::AtLeast;
use crate::submit::{Proposed, Receipt};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestDeposit)]
pub(crate) struct DepositBody {
    #[schema(value_type = String)]
    pub account: Name,
    /// Won.
    #[schema(value_type = String)]
    pub amount: Decimal,
    /// What the payment is called outside: 1 to 64 printable ASCII characters, unique for ever.
    #[schema(value_type = String)]
    pub external_id: Name,
}

/// A payment under way.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentAnswer {
    /// Such as `live-123`.
    pub id: String,
    #[schema(value_type = String)]
    pub account: AccountId,
    #[schema(value_type = String)]
    pub amount: Won,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Announce a payment in; nothing is credited yet.
#[utoipa::path(
    post, path = "/deposits", tag = "staff", request_body = DepositBody, params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = PaymentAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn request_deposit(
    State(app): State<App>,
    _: Staff,
    RequiredKey(key): RequiredKey,
    JsonBody(body): JsonBody<DepositBody>,
) -> Result<Response, Problem> {
    let account = account_in(&body.account, "account")?;
    let amount = numbers::won(&body.amount, "amount")?;
    let is_plain = !body.external_id.as_str().is_empty() && body.external_id.as_str().bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !is_plain {
        return Err(Problem::of_field(OwnCode::ValueMalformed, "external_id"));
    }
    let command = RequestDeposit { account, amount, external_id: external_id(body.external_id.as_str()) };
    let accepted = app.submit_as_staff(app.shard_of(account)?, command, Some(key)).await?;
    let (deposit, amount) = accepted.find(|event| match event {
        Event::DepositRequested(requested) => Some((requested.deposit, requested.amount)),
        _ => None,
    })?;
    let id = deposit.to_string();
    let answer = PaymentAnswer { id, account, amount, position: accepted.position, at: accepted.at };
    Ok(accepted.done(StatusCode::CREATED, answer).into_response())
}

/// The payment has arrived, in full.
#[utoipa::path(
    post, path = "/deposits/{deposit}/credit", tag = "staff", params(("deposit" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn credit_deposit(
    State(app): State<App>,
    _: Staff,
    RequiredKey(key): RequiredKey,
    Path(deposit): Path<String>,
) -> Result<Response, Problem> {
    let id = numbered(&deposit, "deposit")?;
    decide(&app, id, CreditDeposit { deposit: DepositId(id.0) }, key).await
}

/// The payment will not come.
#[utoipa::path(
    post, path = "/deposits/{deposit}/cancel", tag = "staff", params(("deposit" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn cancel_deposit(
    State(app): State<App>,
    _: Staff,
    RequiredKey(key): RequiredKey,
    Path(deposit): Path<String>,
) -> Result<Response, Problem> {
    let id = numbered(&deposit, "deposit")?;
    decide(&app, id, CancelDeposit { deposit: DepositId(id.0) }, key).await
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Amount)]
pub(crate) struct AmountBody {
    /// Won.
    #[schema(value_type = String)]
    pub amount: Decimal,
}

/// Ask for a payment out: the amount is held until it is made or cancelled.
#[utoipa::path(
    post, path = "/withdrawals", tag = "account", request_body = AmountBody, params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = PaymentAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn request_withdrawal(
    State(app): State<App>,
    owner: Owner,
    RequiredKey(key): RequiredKey,
    JsonBody(body): JsonBody<AmountBody>,
) -> Result<Response, Problem> {
    let owner = owner.acting_in(Market::Live)?;
    let account = owner.account();
    let command = RequestWithdrawal { account, amount: numbers::won(&body.amount, "amount")? };
    let accepted = submit_as_owner(&app, app.shard_of(account)?, &owner, command, Some(key)).await?;
    let (withdrawal, amount) = accepted.find(|event| match event {
        Event::WithdrawalRequested(requested) => Some((requested.withdrawal, requested.amount)),
        _ => None,
    })?;
    let id = withdrawal.to_string();
    let answer = PaymentAnswer { id, account, amount, position: accepted.position, at: accepted.at };
    Ok(accepted.done(StatusCode::CREATED, answer).into_response())
}

/// The payment out has been made.
#[utoipa::path(
    post, path = "/withdrawals/{withdrawal}/complete", tag = "staff",
    params(("withdrawal" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn complete_withdrawal(
    State(app): State<App>,
    _: Staff,
    RequiredKey(key): RequiredKey,
    Path(withdrawal): Path<String>,
) -> Result<Response, Problem> {
    let id = numbered(&withdrawal, "withdrawal")?;
    decide(&app, id, CompleteWithdrawal { withdrawal: WithdrawalId(id.0) }, key).await
}

/// The payment out will not be made; the amount is available again.
#[utoipa::path(
    post, path = "/withdrawals/{withdrawal}/cancel", tag = "staff",
    params(("withdrawal" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn cancel_withdrawal(
    State(app): State<App>,
    _: Staff,
    RequiredKey(key): RequiredKey,
    Path(withdrawal): Path<String>,
) -> Result<Response, Problem> {
    let id = numbered(&withdrawal, "withdrawal")?;
    decide(&app, id, CancelWithdrawal { withdrawal: WithdrawalId(id.0) }, key).await
}

/// Give an account of the practice market virtual money.
#[utoipa::path(
    post, path = "/accounts/{account}/grants", tag = "staff", request_body = AmountBody,
    params(("account" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn grant_cash(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(account): Path<String>,
    JsonBody(body): JsonBody<AmountBody>,
) -> Result<Response, Problem> {
    let account = account_id(&account)?;
    let command = GrantCash { account, amount: numbers::won(&body.amount, "amount")? };
    app.act(app.shard_of(account)?, &staff, command, Some(key), |accepted| Ok((StatusCode::CREATED, accepted.receipt()))).await
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PaymentsUnderWay {
    pub deposits: Vec<PaymentUnderWay>,
    pub withdrawals: Vec<PaymentUnderWay>,
    #[schema(value_type = String)]
    pub position: Position,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PaymentUnderWay {
    pub id: String,
    #[schema(value_type = String)]
    pub amount: Won,
    #[schema(value_type = String, format = DateTime)]
    pub requested_at: Time,
}

/// Own payments under way.
#[utoipa::path(
    get, path = "/payments", tag = "account", params(AtLeast),
    responses((status = 200, body = PaymentsUnderWay), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn own_payments(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<AtLeast>,
) -> Result<Json<PaymentsUnderWay>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let owner = owner.acting_in(Market::Live)?;
    let shard = app.shard_of(owner.account())?;
    let row = |id, amount, requested_at| PaymentUnderWay { id, amount, requested_at };
    let (position, lists) = shard.read(|state| {
        let account = own(state, owner.account())?;
        let Some(payments) = account.payments.as_deref() else { return Ok((Vec::new(), Vec::new())) };
        let deposits = payments.deposits.iter().map(|d| row(d.id.to_string(), d.amount, d.requested_at)).collect();
        let withdrawals = payments.withdrawals.iter().map(|w| row(w.id.to_string(), w.amount, w.requested_at)).collect();
        Ok::<_, Problem>((deposits, withdrawals))
    });
    let (deposits, withdrawals) = lists?;
    Ok(Json(PaymentsUnderWay { deposits, withdrawals, position }))
}

async fn decide(app: &App, id: OrderId, command: impl Into<Command>, key: KeyText) -> Result<Response, Problem> {
    let accepted = app.submit_as_staff(app.shard_of_order(id)?, command, Some(key)).await?;
    Ok(accepted.done(StatusCode::OK, accepted.receipt()).into_response())
}

fn external_id(text: &str) -> ExternalId {
    let hash = blake3::hash(text.as_bytes());
    ExternalId(*hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes"))
}
