//! The reactor: from the journal to actions, from actions to the chain.

use crate::error::SettlementError;
use crate::movements::house;
use crate::orders::Orders;
use crate::outbox::{self, Waiting};
use crate::range::{Fit, Folded, Range};
use crate::reconcile::{Balances, Ledger, Report};
use crate::sending::Sending;
use crate::settings::Settings;
use crate::{setup, tables};
use chain::Chain;
use crash_points::{CrashPoint, reach};
use gateway::{Follower, Gateway};
use protocol::{AccountId, Home, Market, Record, Seq};
use signer::Signer;
use std::sync::Arc;
use store::{Database, cursors};
use tokio::sync::watch;

/// The name of its cursor in the store: the records up to it were folded into actions. The journal keeps all later ones.
pub const CURSOR: &str = "settlement";
/// The records that a batch covers.
const SETTLED: &str = "settlement_batches";

/// How far the exchange's ledger may be ahead for a comparison, in records.
const LEDGER_AHEAD_MAX: u64 = 100_000;

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

/// What [`Settlement::watch`] shows.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The last record that was folded into actions.
    pub seq: Seq,
    /// Actions that are not on the chain.
    pub waiting: i64,
    /// Why it does not get on: the chain is away, or refuses. `None` while it does.
    pub problem: Option<String>,
    /// The last comparison that was complete.
    pub report: Option<Arc<Report>>,
}

/// Settlement of one shard of the live market. There is one for a database.
pub struct Settlement {
    pub(crate) sending: Sending,
    gateway: Gateway,
    pub(crate) follower: Follower,
    orders: Orders,
    range: Range,
    /// Read from the journal, and not part of a range yet.
    held: Option<Record>,
    pub(crate) settings: Settings,
    pub(crate) state: watch::Sender<State>,
}

impl Settlement {
    /// Goes on where it stopped. The database was opened with [`crate::MIGRATIONS`]. The chain may be away.
    ///
    /// # Errors
    /// If the database fails, or the market is not the live one.
    pub async fn open(
        database: Database,
        gateway: Gateway,
        chain: Arc<dyn Chain>,
        signer: Arc<Signer>,
        settings: Settings,
    ) -> Result<Self, SettlementError> {
        let home = gateway.home();
        if home.market != Market::Live {
            return Err(SettlementError::NotLive);
        }
        if outbox::is_empty(&database).await? {
            let mut tx = database.begin().await?;
            outbox::append_first(&mut tx, &setup::market(home)).await?;
            tx.commit().await?;
        }
        let folded = cursors::position(&database, CURSOR, home).await?;
        let settled = cursors::position(&database, SETTLED, home).await?;
        let follower = gateway.follow(folded);
        let range = Range::after(home, folded, settled);
        let orders = Orders::default();
        let receipt_patience = settings.receipt_patience;
        let sending = Sending { database, chain, signer, home, chain_id: None, receipt_patience, without_receipt: None };
        let state = watch::Sender::new(State { seq: folded, ..State::default() });
        Ok(Self { sending, gateway, follower, orders, range, held: None, settings, state })
    }

    /// How it gets on, while [`Settlement::run`] runs.
    pub fn watch(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    /// Sends the next action, or folds the next range when there is none. After an error the same step can be taken again. Needs a runtime of several
    /// threads, because reading the journal may block.
    ///
    /// # Errors
    /// If the database or the chain fails, or the contracts refuse the action.
    pub async fn step(&mut self) -> Result<Step, SettlementError> {
        let Some(row) = outbox::next(&self.sending.database).await? else {
            return self.fold_next().await;
        };
        let id = row.id;
        match self.sending.send(row).await {
            Ok(()) => Ok(Step::Done(id)),
            // A later record may be the decision about a person that it waits for.
            Err(refused @ SettlementError::Refused { .. }) => {
                let waiting = outbox::waiting(&self.sending.database).await?.actions;
                if waiting < outbox::WAITING_MAX && self.has_market().await? && self.fold_next().await? != Step::Idle {
                    return Ok(Step::Folded(self.range.before()));
                }
                Err(refused)
            }
            Err(error) => Err(error),
        }
    }

    /// The last record that was folded into actions, and what of them is still to be done.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn progress(database: &Database, home: Home) -> Result<(Seq, Waiting), SettlementError> {
        let folded = cursors::position(database, CURSOR, home).await?;
        Ok((folded, outbox::waiting(database).await?))
    }

    /// Compares the journal with the chain, and with the exchange's ledger where the settings give one. Complete only while nothing waits.
    ///
    /// # Errors
    /// If the database, the journal or the chain cannot be read.
    pub async fn compare(&mut self) -> Result<Report, SettlementError> {
        self.sending.recognise().await?;
        let (database, home) = (self.sending.database.clone(), self.sending.home);
        let seq = cursors::position(&database, CURSOR, home).await?;
        let ledger = match self.settings.ledger.clone() {
            Some(read) => tokio::task::block_in_place(|| self.ledger_at(seq, read()))?,
            None => None,
        };
        Self::reconcile(&database, self.sending.chain.as_ref(), home, ledger.as_ref()).await
    }

    /// The exchange's ledger as it was at a record: what the journal changed since is taken back. `None` if it is not that far, or much further.
    fn ledger_at(&mut self, seq: Seq, ledger: Ledger) -> Result<Option<Balances>, SettlementError> {
        if ledger.seq < seq || ledger.seq.0 - seq.0 > LEDGER_AHEAD_MAX {
            return Ok(None);
        }
        let mut follower = self.gateway.follow(seq);
        let mut since = Range::after(self.sending.home, seq, seq);
        while follower.position() < ledger.seq {
            let Some(record) = follower.try_next()? else { return Ok(None) };
            since.take_unlimited(&record, &self.gateway, &mut self.orders)?;
        }
        let mut balances = ledger.balances;
        let clearing = AccountId::new(self.sending.home, house::BANK_CLEARING);
        balances.retain(|(_, account), _| *account != clearing);
        for (place, change) in since.balances() {
            *balances.entry(*place).or_default() -= change;
        }
        Ok(Some(balances))
    }

    /// Whether the contracts are there that everything needs.
    async fn has_market(&self) -> Result<bool, SettlementError> {
        let next = outbox::next(&self.sending.database).await?;
        Ok(next.is_none_or(|row| row.seq > Seq(0)))
    }

    async fn fold_next(&mut self) -> Result<Step, SettlementError> {
        // Records may have to be read from the device.
        if !tokio::task::block_in_place(|| self.fold())? {
            return Ok(Step::Idle);
        }
        self.write().await
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
        let Folded { last, is_settled, actions, opened, updated, balances, supplies } = self.range.folded()?;
        reach(CrashPoint::RangeFolded);
        if cursors::position(&self.sending.database, CURSOR, self.sending.home).await? >= last {
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
        tables::add_to_supplies(&mut tx, &supplies).await?;
        cursors::advance(&mut tx, CURSOR, self.sending.home, last).await?;
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
