//! What the bank is told, and what is our fault.

use gateway::FollowError;
use store::StoreError;

/// Why a payment was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PaymentsError {
    #[error("{0:?}")]
    Refused(Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the journal: {0}")]
    Follow(#[from] FollowError),
}

/// The caller may be right tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody has this number at the bank.
    BankNumberUnknown,
    TransferIdMalformed,
    /// Told before, with another number or amount.
    TransferIdReused,
    AmountNotPositive,
}

impl From<Refusal> for PaymentsError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for PaymentsError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
