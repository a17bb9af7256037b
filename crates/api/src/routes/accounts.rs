//! Opening accounts and saying what is known of their holders.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use protocol::AccountId;
use protocol::Time;
use protocol::command::{AccountKind, OpenAccount, SetSelfTradePrevention, SetVerification};
use protocol::event::Event;
use protocol::ids::OwnerId;

use crate::app::App;
use crate::extract::{JsonBody, OptionalKey, Owner, Params, Staff, account_id};
use crate::numbers::{self, CodeText, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::order_changes::submit_as_owner;
use crate::submit::Receipt;
use crate::words::{AccountKindWord, InvestorClassWord, MarketWord, PreventionWord};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpenAccount)]
pub(crate) struct OpenAccountBody {
    pub market: MarketWord,
    /// The person or company, a number from 1 to 2^63 − 1, the same in both markets.
    #[schema(value_type = String)]
    pub owner: Decimal,
    /// Not `house`; `simulated` in a demo only.
    pub kind: AccountKindWord,
    /// For a company: the only instrument it may trade.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub own_instrument: Option<CodeText>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OpenedAccount {
    #[schema(value_type = String)]
    pub account: AccountId,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Open an account.
#[utoipa::path(
    post, path = "/accounts", tag = "staff", request_body = OpenAccountBody, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = OpenedAccount), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn open_account(
    State(app): State<App>,
    _: Staff,
    OptionalKey(key): OptionalKey,
    JsonBody(body): JsonBody<OpenAccountBody>,
) -> Result<Response, Problem> {
    let shard = app.market(body.market.into())?;
    let own_instrument = body.own_instrument.map(|code| app.instrument(code.as_str()).map(|(_, entry)| entry.id));
    let own_instrument = own_instrument.transpose().map_err(|_| Problem::of_field(OwnCode::ValueMalformed, "own_instrument"))?;
    let owner = OwnerId(numbers::whole(&body.owner, "owner")?);
    let command = OpenAccount { owner, kind: AccountKind::from(body.kind), own_instrument };
    let accepted = app.submit_as_staff(shard, command, key).await?;
    let account = accepted.find(|event| match event {
        Event::AccountOpened(opened) => Some(opened.account),
        _ => None,
    })?;
    let answer = OpenedAccount { account, position: accepted.position, at: accepted.at };
    Ok(accepted.done(StatusCode::CREATED, answer).into_response())
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetVerification)]
pub(crate) struct VerificationBody {
    /// The last day on which the account may buy.
    #[schema(value_type = String, format = Date)]
    pub verified_until: Name,
    /// ISO 3166-1 numeric, 410 for Korea.
    pub country: u16,
    pub class: InvestorClassWord,
}

/// Say until when an account's holder is verified.
#[utoipa::path(
    post, path = "/accounts/{account}/verification", tag = "staff", request_body = VerificationBody,
    params(("account" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn set_verification(
    State(app): State<App>,
    _: Staff,
    OptionalKey(key): OptionalKey,
    Path(account): Path<String>,
    JsonBody(body): JsonBody<VerificationBody>,
) -> Result<Response, Problem> {
    let account = account_id(&account)?;
    let day = numbers::day(body.verified_until.as_str());
    let verified_until = day.ok_or_else(|| Problem::of_field(OwnCode::ValueMalformed, "verified_until"))?;
    let command = SetVerification { account, verified_until, country: body.country, class: body.class.into() };
    let accepted = app.submit_as_staff(app.shard_of(account)?, command, key).await?;
    Ok(accepted.done(StatusCode::OK, accepted.receipt()).into_response())
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetSelfTradePrevention)]
pub(crate) struct PreventionBody {
    pub mode: PreventionWord,
}

/// Which of the own accounts.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OwnMarket {
    /// With a session: which of the own accounts.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

/// Set what happens when an order would meet one of the same owner, where the order says nothing.
#[utoipa::path(
    put, path = "/account/self-trade-prevention", tag = "account", request_body = PreventionBody,
    params(OwnMarket, ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn set_self_trade_prevention(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    Params(query): Params<OwnMarket>,
    JsonBody(body): JsonBody<PreventionBody>,
) -> Result<Response, Problem> {
    let owner = owner.acting(query.market.map(Into::into))?;
    let command = SetSelfTradePrevention { account: owner.account(), mode: body.mode.into() };
    let accepted = submit_as_owner(&app, app.shard_of(owner.account())?, &owner, command, key).await?;
    Ok(accepted.done(StatusCode::OK, accepted.receipt()).into_response())
}
