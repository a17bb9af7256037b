//! The reactor: from the journal to actions, from actions to the chain.

use crate::error::SettlementError;
use crate::orders::Orders;
use crate::outbox::{self, Waiting};
use crate::range::{Fit, Folded, Range};
use crate::sending::Sending;
use crate::{setup, tables};
use chain::Chain;
use crash_points::{CrashPoint, reach};
use gateway::{Follower, Gateway, Moved};
use protocol::{Home, Market, Record, Seq};
use signer::Signer;
use std::sync::Arc;
use std::time::Duration;
use store::{Database, cursors};

/// The records that were folded into actions.
const FOLDED: &str = "settlement";
/// The records that a batch covers.
const SETTLED: &str = "settlement_batches";

/// How long it waits after a failure, at first and at most.
const PATIENCE_FIRST: Duration = Duration::from_millis(200);
const PATIENCE_MAX: Duration = Duration::from_secs(10);

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A range of records up to this one became actions.
    Folded(Seq),
    /// An action is on the chain.
    Done(i64),
    /// Everything durable is on the chain.
    Idle,
}

/// Settlement of one shard of the live market. There is one for a database.
pub struct Settlement {
    sending: Sending,
    gateway: Gateway,
    follower: Follower,
    orders: Orders,
    range: Range,
    /// Read from the journal, and not part of a range yet.
    held: Option<Record>,
}

impl Settlement {
    /// Goes on where it stopped. The database was opened with [`crate::MIGRATIONS`].
    ///
    /// # Errors
    /// If the database or the chain cannot be reached, or the market is not the live one.
    pub async fn open(gateway: Gateway, database: Database, chain: Arc<dyn Chain>, signer: Arc<Signer>) -> Result<Self, SettlementError> {
        let home = gateway.home();
        if home.market != Market::Live {
            return Err(SettlementError::NotLive);
        }
        let chain_id = chain.chain_id().await?;
        if outbox::is_empty(&database).await? {
            let mut tx = database.begin().await?;
            outbox::append(&mut tx, Seq(0), &setup::market(home)).await?;
            tx.commit().await?;
        }
        let folded = cursors::position(&database, FOLDED, home).await?;
        let settled = cursors::position(&database, SETTLED, home).await?;
        let follower = gateway.follow(folded);
        let range = Range::after(home, folded, settled);
        let orders = Orders::default();
        let sending = Sending { database, chain, signer, home, chain_id };
        Ok(Self { sending, gateway, follower, orders, range, held: None })
    }

    /// Works until the core stops. Failures are told, and tried again.
    pub async fn run(mut self) {
        let mut patience = PATIENCE_FIRST;
        loop {
            match self.step().await {
                Ok(Step::Folded(_) | Step::Done(_)) => patience = PATIENCE_FIRST,
                Ok(Step::Idle) => {
                    if self.follower.more().await == Moved::Stopped && self.follower.lag() == 0 {
                        return;
                    }
                }
                Err(SettlementError::Pending { .. }) => tokio::time::sleep(PATIENCE_FIRST).await,
                Err(error) => {
                    tracing::warn!(%error, "settlement waits");
                    tokio::time::sleep(patience).await;
                    patience = (patience * 2).min(PATIENCE_MAX);
                }
            }
        }
    }

    /// Sends the next action, or folds the next range when there is none. After an error the same step can be taken again.
    pub async fn step(&mut self) -> Result<Step, SettlementError> {
        if let Some(row) = outbox::first(&self.sending.database).await? {
            let id = row.id;
            self.sending.send(row).await?;
            return Ok(Step::Done(id));
        }
        // Records may have to be read from the device.
        if !tokio::task::block_in_place(|| self.fold())? {
            return Ok(Step::Idle);
        }
        self.write().await
    }

    /// The last record that was folded into actions, and what of them is still to be done.
    pub async fn progress(database: &Database, home: Home) -> Result<(Seq, Waiting), SettlementError> {
        let folded = cursors::position(database, FOLDED, home).await?;
        Ok((folded, outbox::waiting(database).await?))
    }

    /// Takes what is durable into the range. True if the range should be written now.
    fn fold(&mut self) -> Result<bool, SettlementError> {
        loop {
            if self.held.is_none() {
                self.held = self.follower.try_next()?;
            }
            let Some(record) = &self.held else { return Ok(self.range.has_actions()) };
            match self.range.take(record, &self.gateway, &mut self.orders)? {
                Fit::Taken => self.held = None,
                Fit::Next => return Ok(true),
            }
            if self.range.is_full() {
                return Ok(true);
            }
        }
    }

    /// Actions, identities, balances and cursors in one transaction.
    async fn write(&mut self) -> Result<Step, SettlementError> {
        let Folded { last, is_settled, actions, opened, updated, balances } = self.range.folded()?;
        reach(CrashPoint::RangeFolded);
        if cursors::position(&self.sending.database, FOLDED, self.sending.home).await? >= last {
            // A commit whose outcome was not certain had happened.
            self.range = self.range.next(is_settled);
            return Ok(Step::Folded(last));
        }
        let mut tx = self.sending.database.begin().await?;
        outbox::append(&mut tx, last, &actions).await?;
        for identity in &opened {
            tables::add_identity(&mut tx, identity).await?;
        }
        for identity in &updated {
            tables::update_identity(&mut tx, identity).await?;
        }
        tables::add_to_balances(&mut tx, &balances).await?;
        cursors::advance(&mut tx, FOLDED, self.sending.home, last).await?;
        if is_settled {
            cursors::advance(&mut tx, SETTLED, self.sending.home, last).await?;
        }
        reach(CrashPoint::RangeUncommitted);
        tx.commit().await?;
        reach(CrashPoint::RangeWritten);
        self.range = self.range.next(is_settled);
        Ok(Step::Folded(last))
    }
}
