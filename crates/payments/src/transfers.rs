//! Transfers that the bank tells of.

use money::Won;
use protocol::command::RequestDeposit;
use protocol::ids::ExternalId;
use protocol::{AccountId, Home, Time};
use store::outbox;

use crate::bank_accounts::BankNumber;
use crate::error::{PaymentsError, Refusal};
use crate::{OWNER, Payments, now, statement};

/// What the bank calls a transfer: 1 to 64 printable ASCII characters, unique for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferId(String);

impl TransferId {
    /// # Errors
    /// If it is not of its form.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let is_plain = (1..=64).contains(&text.len()) && text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        if is_plain { Ok(Self(text.to_owned())) } else { Err(Refusal::TransferIdMalformed) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the bank tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub transfer_id: TransferId,
    pub number: BankNumber,
    pub amount: Won,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// The core does not know of it yet.
    Received,
    /// The core has given it an id.
    Announced,
    Credited,
    /// The core refused it: the money lies at the bank and belongs to nobody until staff has looked.
    Refused,
}

impl TransferState {
    const ALL: [Self; 4] = [Self::Received, Self::Announced, Self::Credited, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Announced => "announced",
            Self::Credited => "credited",
            Self::Refused => "refused",
        }
    }
}

/// A transfer as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub transfer_id: TransferId,
    pub number: BankNumber,
    pub amount: Won,
    pub state: TransferState,
    /// The code of the core's refusal.
    pub reason: Option<String>,
    pub received_at: Time,
}

type TransferRow = (String, String, i64, String, Option<String>, i64);

impl Payments {
    /// Takes a notice. Told again, it changes nothing and says how far the transfer has come.
    ///
    /// # Errors
    /// If nobody has the number, or the id was used for another transfer.
    pub async fn receive(&self, notice: Notice) -> Result<Transfer, PaymentsError> {
        if !notice.amount.is_positive() {
            return Err(Refusal::AmountNotPositive.into());
        }
        let mut tx = self.database.begin().await?;
        let account: Option<i64> = sqlx::query_scalar("SELECT account FROM bank_accounts WHERE number = $1")
            .bind(notice.number.as_str())
            .fetch_optional(tx.sql())
            .await?;
        let account = account.ok_or(Refusal::BankNumberUnknown)?;
        let id = tx.next_number("transfers").await?;
        let text = "INSERT INTO transfers (id, transfer_id, number, account, amount, state, received_at_us)
            VALUES ($1, $2, $3, $4, $5, 'received', $6) ON CONFLICT (transfer_id) DO NOTHING";
        let added = sqlx::query(text)
            .bind(id)
            .bind(notice.transfer_id.as_str())
            .bind(notice.number.as_str())
            .bind(account)
            .bind(notice.amount.0)
            .bind(now().0)
            .execute(tx.sql())
            .await?;
        if added.rows_affected() == 1 {
            let account = AccountId(account.unsigned_abs());
            let command = RequestDeposit { account, amount: notice.amount, external_id: external_id(&notice.transfer_id) };
            outbox::enqueue(&mut tx, Home::LIVE, OWNER, id, command).await?;
            statement::add(&mut tx, "in", &notice.number, notice.amount, notice.transfer_id.as_str()).await?;
            tx.commit().await?;
        } else {
            drop(tx);
        }
        let transfer = self.transfer(&notice.transfer_id).await?.ok_or(Refusal::TransferIdReused)?;
        if transfer.number == notice.number && transfer.amount == notice.amount {
            Ok(transfer)
        } else {
            Err(Refusal::TransferIdReused.into())
        }
    }

    /// A transfer by its id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer(&self, id: &TransferId) -> Result<Option<Transfer>, PaymentsError> {
        let text = "SELECT transfer_id, number, amount, state, reason, received_at_us FROM transfers WHERE transfer_id = $1";
        let row: Option<TransferRow> = sqlx::query_as(text).bind(id.as_str()).fetch_optional(&mut *self.database.read().await?).await?;
        row.map(transfer_of).transpose()
    }
}

fn transfer_of((id, number, amount, state, reason, received_at): TransferRow) -> Result<Transfer, PaymentsError> {
    let row_error = |what: String| store::StoreError::Row { table: "transfers", what };
    let known = TransferState::ALL.into_iter().find(|known| known.name() == state);
    Ok(Transfer {
        transfer_id: TransferId::new(&id).map_err(|_| row_error(format!("the id {id:?}")))?,
        number: BankNumber::new(&number).map_err(|_| row_error(format!("the number {number:?}")))?,
        amount: Won(amount),
        state: known.ok_or_else(|| row_error(format!("the state {state:?}")))?,
        reason,
        received_at: Time(received_at),
    })
}

/// The identity under which the core credits a transfer once, for ever.
fn external_id(id: &TransferId) -> ExternalId {
    let hash = blake3::hash(format!("virtual bank: {}", id.as_str()).as_bytes());
    ExternalId(*hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes"))
}
