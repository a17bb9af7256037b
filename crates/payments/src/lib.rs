//! Money in and out through the built-in virtual bank.
//!
//! * A transfer that the bank tells of is a row and the command that announces it as a deposit, in one transaction; the deposit is credited when the core
//!   has announced it. A withdrawal that stands in the journal becomes a row and the command that completes it.
//! * It must never: credit a transfer twice, however often the bank tells of it; pay a withdrawal that the core has not completed; hold anything personal.
//!
//! Start at [`Payments::receive`] and [`Payments::follow_withdrawals`].

mod bank_accounts;
mod error;
mod payouts;
mod settled;
mod statement;
mod transfers;

use protocol::Time;
use store::{Database, Migration};

pub use bank_accounts::BankNumber;
pub use error::{PaymentsError, Refusal};
pub use statement::BankTotals;
pub use transfers::{Notice, Transfer, TransferId, TransferState};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[Migration { name: "payments", sql: include_str!("../migrations/0001_payments.sql") }];
/// As this crate is called in the outbox and among the cursors.
pub const OWNER: &str = "payments";

/// The virtual bank. Clones share it.
#[derive(Clone, Debug)]
pub struct Payments {
    database: Database,
}

impl Payments {
    /// On a database that has [`MIGRATIONS`].
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

/// The machine's clock.
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
