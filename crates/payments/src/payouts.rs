//! Withdrawals in the journal that the bank is to pay.

use std::time::Duration;

use gateway::{Gateway, Moved};
use protocol::command::CompleteWithdrawal;
use protocol::event::{Event, WithdrawalRequested};
use protocol::{Record, Seq};
use store::{cursors, outbox};
use tokio::sync::watch;

use crate::bank_accounts::signed;
use crate::error::PaymentsError;
use crate::{OWNER, Payments, now};

/// Records without a withdrawal after which the cursor is moved all the same.
const RECORDS_MAX: u64 = 10_000;
/// Records after which other tasks get their turn.
const YIELD_EVERY: u64 = 256;
const PAUSE: Duration = Duration::from_millis(200);

impl Payments {
    /// Follows the live market until it is told to stop. The database may be away for a while.
    pub async fn follow_withdrawals(self, gateway: Gateway, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                told = stop.wait_for(|&told| told) => {
                    drop(told);
                    return;
                }
                followed = self.follow(&gateway) => match followed {
                    Ok(()) => return,
                    Err(error) => tracing::warn!(%error, "payments out wait"),
                },
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Comes back when the core has stopped.
    async fn follow(&self, gateway: &Gateway) -> Result<(), PaymentsError> {
        let mut kept = cursors::position(&self.database, OWNER, gateway.home()).await?;
        let mut follower = gateway.follow(kept);
        loop {
            while let Some(record) = follower.try_next()? {
                let requested = requested(&record);
                if !requested.is_empty() || record.header.seq.0 - kept.0 >= RECORDS_MAX {
                    kept = record.header.seq;
                    self.take(gateway, &requested, kept).await?;
                } else if record.header.seq.0.is_multiple_of(YIELD_EVERY) {
                    tokio::task::yield_now().await;
                }
            }
            if follower.more().await == Moved::Stopped {
                return Ok(());
            }
        }
    }

    /// Notes withdrawals of people with a number at the bank, asks the core to complete them, and moves the cursor.
    async fn take(&self, gateway: &Gateway, requested: &[WithdrawalRequested], seq: Seq) -> Result<(), PaymentsError> {
        let mut tx = self.database.begin().await?;
        for withdrawal in requested {
            let id = signed(withdrawal.withdrawal.0);
            let text = "INSERT INTO payouts (withdrawal, number, amount, state, asked_at_us)
                SELECT $1, number, $2, 'asked', $3 FROM bank_accounts WHERE account = $4 ON CONFLICT (withdrawal) DO NOTHING";
            let added = sqlx::query(text)
                .bind(id)
                .bind(withdrawal.amount.0)
                .bind(now().0)
                .bind(signed(withdrawal.account.0))
                .execute(tx.sql())
                .await?;
            if added.rows_affected() == 1 {
                let command = CompleteWithdrawal { withdrawal: withdrawal.withdrawal };
                outbox::enqueue(&mut tx, gateway.home(), OWNER, id, command).await?;
            }
        }
        cursors::advance(&mut tx, OWNER, gateway.home(), seq).await?;
        Ok(tx.commit().await?)
    }
}

fn requested(record: &Record) -> Vec<WithdrawalRequested> {
    let events = record.outcome.iter().flatten();
    events.filter_map(|event| if let Event::WithdrawalRequested(requested) = event { Some(requested.clone()) } else { None }).collect()
}
