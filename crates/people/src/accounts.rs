//! What the core makes of the commands that approvals ask for.

use protocol::event::Event;
use protocol::{Command, Market};
use store::{Outcome, Owner, OwnerFuture, Row, StoreError, Transaction, outbox};

use crate::kyc::{first_money, verify};
use crate::{OWNER, People};

impl Owner for People {
    fn name(&self) -> &'static str {
        OWNER
    }

    fn settled<'a>(&'a self, tx: &'a mut Transaction, row: &'a Row, outcome: &'a Outcome) -> OwnerFuture<'a> {
        Box::pin(async move {
            match outcome {
                Outcome::Accepted { events, .. } => accepted(tx, row, events).await,
                Outcome::Refused { rejection, .. } => {
                    let text = match row.home.market {
                        Market::Live => "UPDATE people SET live_refusal = $2 WHERE id = (SELECT person_id FROM kyc_cases WHERE id = $1)",
                        Market::Practice => {
                            "UPDATE people SET practice_refusal = $2 WHERE id = (SELECT person_id FROM kyc_cases WHERE id = $1)"
                        }
                    };
                    sqlx::query(text).bind(row.subject).bind(rejection.reason.code()).execute(tx.sql()).await?;
                    Ok(())
                }
            }
        })
    }
}

async fn accepted(tx: &mut Transaction, row: &Row, events: &[Event]) -> Result<(), StoreError> {
    let Command::OpenAccount(_) = row.command else { return Ok(()) };
    let opened = events.iter().find_map(|event| if let Event::AccountOpened(opened) = event { Some(opened.account) } else { None });
    let account = opened.ok_or_else(|| StoreError::Outbox { row: row.id, why: "an account was opened without an event".to_owned() })?;
    let text = match row.home.market {
        Market::Live => "UPDATE people SET live_account = $2 WHERE id = (SELECT person_id FROM kyc_cases WHERE id = $1)",
        Market::Practice => "UPDATE people SET practice_account = $2 WHERE id = (SELECT person_id FROM kyc_cases WHERE id = $1)",
    };
    let number =
        i64::try_from(account.0).map_err(|_| StoreError::Outbox { row: row.id, why: format!("account {account} is too large") })?;
    sqlx::query(text).bind(row.subject).bind(number).execute(tx.sql()).await?;
    verify(tx, row.subject, row.home, account).await?;
    if let Some(command) = first_money(row.home, account) {
        outbox::enqueue(tx, row.home, OWNER, row.subject, command).await?;
    }
    Ok(())
}
