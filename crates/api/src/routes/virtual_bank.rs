//! The built-in bank: the number to pay in to, and the notice of a transfer as the bank's page sends it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use money::Won;
use payments::{BankNumber, Notice, Transfer, TransferId};
use protocol::{Market, OwnerId, Time};

use crate::app::App;
use crate::extract::{JsonBody, SignedIn};
use crate::numbers::{self, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::words::TransferStateWord;

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct BankAccount {
    /// Such as `790-000010001-42`: what is paid in here is credited to the own account of the live market.
    pub account_number: String,
}

/// The number that the person pays in to.
#[utoipa::path(
    get, path = "/virtual-bank/account", tag = "people",
    responses((status = 200, body = BankAccount), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn bank_account(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Json<BankAccount>, Problem> {
    let account = session.account(Market::Live).ok_or_else(|| Problem::new(OwnCode::NoAccount))?;
    let owner = OwnerId(session.person.0.unsigned_abs());
    let number = app.payments.bank_number(owner, account).await?;
    Ok(Json(BankAccount { account_number: number.to_string() }))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BankTransfer)]
pub(crate) struct TransferBody {
    /// What the bank calls it: 1 to 64 printable ASCII characters without spaces, unique for ever.
    #[schema(value_type = String)]
    pub transfer_id: Name,
    #[schema(value_type = String)]
    pub account_number: Name,
    /// Won.
    #[schema(value_type = String)]
    pub amount: Decimal,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Transfer)]
pub(crate) struct TransferAnswer {
    pub transfer_id: String,
    pub account_number: String,
    #[schema(value_type = String)]
    pub amount: Won,
    pub state: TransferStateWord,
    /// The code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Time,
}

/// A transfer has been paid in. Told again, it changes nothing and says how far it has come.
#[utoipa::path(
    post, path = "/virtual-bank/transfers", tag = "people", request_body = TransferBody,
    responses((status = 200, body = TransferAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn receive_transfer(
    State(app): State<App>,
    JsonBody(body): JsonBody<TransferBody>,
) -> Result<(StatusCode, Json<TransferAnswer>), Problem> {
    let notice = Notice {
        transfer_id: TransferId::new(body.transfer_id.as_str())?,
        number: BankNumber::new(body.account_number.as_str())?,
        amount: numbers::won(&body.amount, "amount")?,
    };
    let transfer = app.payments.receive(notice).await?;
    Ok((StatusCode::OK, Json(answer(transfer))))
}

fn answer(transfer: Transfer) -> TransferAnswer {
    TransferAnswer {
        transfer_id: transfer.transfer_id.as_str().to_owned(),
        account_number: transfer.number.to_string(),
        amount: transfer.amount,
        state: transfer.state.into(),
        reason: transfer.reason,
        received_at: transfer.received_at,
    }
}
