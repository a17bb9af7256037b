//! The bank's statement, for comparison with the ledger.

use money::Won;
use store::{StoreError, Transaction};

use crate::bank_accounts::BankNumber;
use crate::error::PaymentsError;
use crate::{Payments, now};

/// What the bank says has moved, all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankTotals {
    pub paid_in: Won,
    pub paid_out: Won,
    /// Of what was paid in, as much as the market has credited.
    pub credited: Won,
}

pub(crate) async fn add(
    tx: &mut Transaction,
    direction: &'static str,
    number: &BankNumber,
    amount: Won,
    reference: &str,
) -> Result<(), StoreError> {
    let id = tx.next_number("bank_lines").await?;
    let text = "INSERT INTO bank_lines (id, direction, number, amount, reference, at_us) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(text).bind(id).bind(direction).bind(number.as_str()).bind(amount.0).bind(reference).bind(now().0).execute(tx.sql()).await?;
    Ok(())
}

impl Payments {
    /// The sums of the bank's statement.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn bank_totals(&self) -> Result<BankTotals, PaymentsError> {
        let text = "SELECT direction, CAST(SUM(amount) AS BIGINT) FROM bank_lines GROUP BY direction";
        let rows: Vec<(String, i64)> = sqlx::query_as(text).fetch_all(&mut *self.database.read().await?).await?;
        let of = |direction: &str| Won(rows.iter().find(|row| row.0 == direction).map_or(0, |row| row.1));
        let text = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM transfers WHERE state = 'credited'";
        let credited: i64 = sqlx::query_scalar(text).fetch_one(&mut *self.database.read().await?).await?;
        Ok(BankTotals { paid_in: of("in"), paid_out: of("out"), credited: Won(credited) })
    }
}
