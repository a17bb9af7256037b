//! What the core makes of the commands that payments ask for.

use money::Won;
use protocol::Command;
use protocol::command::CreditDeposit;
use protocol::event::Event;
use store::{Outcome, Owner, OwnerFuture, Row, StoreError, Transaction, outbox};

use crate::bank_accounts::{BankNumber, signed};
use crate::{OWNER, Payments, statement};

impl Owner for Payments {
    fn name(&self) -> &'static str {
        OWNER
    }

    fn settled<'a>(&'a self, tx: &'a mut Transaction, row: &'a Row, outcome: &'a Outcome) -> OwnerFuture<'a> {
        Box::pin(async move {
            match (&row.command, outcome) {
                (Command::RequestDeposit(_), Outcome::Accepted { events, .. }) => announced(tx, row, events).await,
                (Command::CreditDeposit(_), Outcome::Accepted { .. }) => {
                    let text = "UPDATE transfers SET state = 'credited' WHERE id = $1";
                    sqlx::query(text).bind(row.subject).execute(tx.sql()).await?;
                    Ok(())
                }
                (Command::CompleteWithdrawal(_), Outcome::Accepted { .. }) => paid(tx, row).await,
                (command, Outcome::Refused { rejection, .. }) => {
                    let text = match command {
                        Command::CompleteWithdrawal(_) => "UPDATE payouts SET state = 'refused', reason = $2 WHERE withdrawal = $1",
                        _ => "UPDATE transfers SET state = 'refused', reason = $2 WHERE id = $1",
                    };
                    sqlx::query(text).bind(row.subject).bind(rejection.reason.code()).execute(tx.sql()).await?;
                    Ok(())
                }
                (command, Outcome::Accepted { .. }) => {
                    Err(StoreError::Outbox { row: row.id, why: format!("payments never ask for {}", command.name()) })
                }
            }
        })
    }
}

async fn announced(tx: &mut Transaction, row: &Row, events: &[Event]) -> Result<(), StoreError> {
    let deposit =
        events.iter().find_map(|event| if let Event::DepositRequested(requested) = event { Some(requested.deposit) } else { None });
    let deposit = deposit.ok_or_else(|| StoreError::Outbox { row: row.id, why: "a deposit was announced without an event".to_owned() })?;
    let text = "UPDATE transfers SET state = 'announced', deposit = $2 WHERE id = $1";
    sqlx::query(text).bind(row.subject).bind(signed(deposit.0)).execute(tx.sql()).await?;
    outbox::enqueue(tx, row.home, OWNER, row.subject, CreditDeposit { deposit }).await?;
    Ok(())
}

/// The core has let the money go: only now does the bank pay it.
async fn paid(tx: &mut Transaction, row: &Row) -> Result<(), StoreError> {
    let text = "UPDATE payouts SET state = 'paid' WHERE withdrawal = $1 RETURNING number, amount";
    let (number, amount): (String, i64) = sqlx::query_as(text).bind(row.subject).fetch_one(tx.sql()).await?;
    let number = BankNumber::new(&number).map_err(|_| StoreError::Row { table: "payouts", what: format!("the number {number:?}") })?;
    statement::add(tx, "out", &number, Won(amount), &format!("withdrawal {}", row.subject)).await
}
