//! The fold: one record after the other, each event once.

use std::collections::{BTreeMap, VecDeque};

use money::Won;
use protocol::command::{AccountKind, DemoMark};
use protocol::event::{DistributionDeclared, Event, JobKind, JobStarted, PolicyAdded};
use protocol::ids::{JobId, OwnerId, PolicyId, PolicyVersion, ProposalId};
use protocol::policy::PolicyBody;
use protocol::text::Note;
use protocol::{AccountId, Header, Home, InstrumentId, OrderId, Seq, Side, Time};

use super::account::{Account, DepositUnderWay, OwnFill, Verification, WithdrawalUnderWay, push_bounded};
use super::instrument::Instrument;
use super::key_memory::KeyMemory;
use super::limits::{ENDED_JOBS_MAX, ENDED_ORDERS_OF_ALL_MAX, FILLS_OF_ALL_MAX, TRANSFERS_MAX};
use super::log::Logs;
use super::lookahead::{Lookahead, RECORDS_AHEAD};
use super::news::Notes;
use super::offering::Asset;
use super::order::Order;
use super::orders::Orders;
use super::postings::{Book, Context, HOUSE_ACCOUNTS, Postings, list_postings};
use super::proposal::Proposal;
use super::saved::saved_struct;
use super::statements::Statements;

/// A record does not fit what came before it. The state is of no use any more, and the process should stop loudly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    #[error("record {got} follows {last}")]
    NotNext { last: Seq, got: Seq },
    #[error("record {0} speaks of an order that is not open")]
    UnknownOrder(Seq),
    #[error("record {0} speaks of an account that was never opened")]
    UnknownAccount(Seq),
    #[error("record {0} speaks of an instrument that was never listed")]
    UnknownInstrument(Seq),
    #[error("record {0} speaks of a level, payment or job that is not there")]
    NotThere(Seq),
}

/// All that is kept live of one shard.
#[derive(Clone, Debug)]
pub struct LiveState {
    pub(crate) home: Home,
    pub(crate) seq: Seq,
    pub(crate) at: Time,
    pub(crate) demo: Option<DemoMark>,
    pub(crate) keys: KeyMemory,
    /// By local number − 1: the house's first, then in the order of opening.
    pub(crate) accounts: Vec<Account>,
    pub(crate) statements: Statements,
    /// By local number − 1.
    pub(crate) instruments: Vec<Instrument>,
    pub(crate) orders: Orders,
    pub(crate) ended_orders: Logs<Order>,
    pub(crate) fills: Logs<OwnFill>,
    pub(crate) assets: BTreeMap<InstrumentId, Asset>,
    pub(crate) proposals: BTreeMap<ProposalId, Proposal>,
    pub(crate) decided_proposals: VecDeque<Proposal>,
    pub(crate) policies: BTreeMap<PolicyVersion, Policy>,
    pub(crate) jobs: BTreeMap<JobId, Job>,
    pub(crate) ended_jobs: VecDeque<Job>,
}

saved_struct! {
    /// One dated version of a rule.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Policy {
        pub policy: PolicyId,
        pub version: PolicyVersion,
        pub valid_from: Time,
        pub source: Note,
        pub body: PolicyBody,
        pub is_in_force: bool,
    }
}

saved_struct! {
    /// Work on many accounts or orders, step by step.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Job {
        pub id: JobId,
        pub kind: JobKind,
        pub account: Option<AccountId>,
        pub instrument: Option<InstrumentId>,
        pub side: Option<Side>,
        pub started_at: Time,
        pub ended_at: Option<Time>,
        pub distribution: Option<Distribution>,
    }
}

saved_struct! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Distribution {
        pub payer: AccountId,
        pub total: Won,
        /// Won a whole unit.
        pub per_unit: Won,
        /// To the owner, for the units of an asset that were never issued.
        pub owners_part: Won,
        pub paid: Won,
        pub holders_paid: u64,
    }
}

impl Context for LiveState {
    fn home(&self) -> Home {
        self.home
    }

    fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.get(id)
    }
}

impl LiveState {
    /// Before the first record.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            seq: Seq(0),
            at: Time(0),
            demo: None,
            keys: KeyMemory::default(),
            accounts: Vec::new(),
            statements: Statements::default(),
            instruments: Vec::new(),
            orders: Orders::default(),
            ended_orders: Logs::new(ENDED_ORDERS_OF_ALL_MAX),
            fills: Logs::new(FILLS_OF_ALL_MAX),
            assets: BTreeMap::new(),
            proposals: BTreeMap::new(),
            decided_proposals: VecDeque::new(),
            policies: BTreeMap::new(),
            jobs: BTreeMap::new(),
            ended_jobs: VecDeque::new(),
        }
    }

    /// Folds one record; a refused one has no events and only moves the position.
    ///
    /// # Errors
    /// If the record does not follow the one before, or does not fit the state. The state is then of no use.
    pub fn apply(&mut self, header: &Header, events: &[Event]) -> Result<(), FoldError> {
        self.apply_noted(header, events, None)
    }

    fn apply_noted(&mut self, header: &Header, events: &[Event], mut notes: Option<&mut Notes>) -> Result<(), FoldError> {
        if header.seq.0 != self.seq.0 + 1 {
            return Err(FoldError::NotNext { last: self.seq, got: header.seq });
        }
        let (mut fills, mut postings) = (0, Postings::new());
        for event in events {
            if let Some(notes) = &mut notes {
                notes.before(self, event);
            }
            self.post(header, event, fills, &mut postings)?;
            self.change(header, event, fills)?;
            if let Some(notes) = &mut notes {
                notes.after(self, event);
            }
            fills += usize::from(matches!(event, Event::Fill(_)));
        }
        self.keys.used += u32::from(header.key.is_some());
        self.seq = header.seq;
        self.at = header.at;
        if let Some(notes) = notes {
            notes.end(self);
        }
        Ok(())
    }

    /// As [`LiveState::apply`] for many records in order, which is faster: what later ones touch is fetched ahead.
    ///
    /// # Errors
    /// As [`LiveState::apply`].
    pub fn apply_all<'a>(&mut self, records: impl Iterator<Item = (Header, &'a [Event])> + Clone) -> Result<(), FoldError> {
        self.apply_all_noted(records, None)
    }

    /// As [`LiveState::apply_all`], and takes notes of what is watched.
    pub(crate) fn apply_all_noted<'a>(
        &mut self,
        records: impl Iterator<Item = (Header, &'a [Event])> + Clone,
        mut notes: Option<&mut Notes>,
    ) -> Result<(), FoldError> {
        let mut coming = records.clone();
        let mut lookahead = Lookahead::default();
        let mut turns = 0..;
        let mut look = |state: &Self, turn| lookahead.turn(state, turn, coming.next().map(|(_, events)| events));
        turns.by_ref().take(RECORDS_AHEAD).for_each(|turn| look(self, turn));
        for ((header, events), turn) in records.zip(turns) {
            look(self, turn);
            self.apply_noted(&header, events, notes.as_deref_mut())?;
        }
        Ok(())
    }

    /// Moves value between accounts, and writes it into their statements.
    fn post(&mut self, header: &Header, event: &Event, fill: usize, postings: &mut Postings) -> Result<(), FoldError> {
        list_postings(event, self, postings).ok_or(FoldError::UnknownOrder(header.seq))?;
        debug_assert!(sums_to_zero(postings), "{event:?}");
        for posting in postings.as_slice() {
            if let Book::Account(account) = posting.book {
                let account = self.account_mut(account).ok_or(FoldError::UnknownAccount(header.seq))?;
                *account.balance_mut(posting.asset).bucket(posting.bucket) += posting.amount;
            }
        }
        self.write_statements(header, event, fill, postings)
    }

    /// What an event changes beside balances.
    fn change(&mut self, header: &Header, event: &Event, fill: usize) -> Result<(), FoldError> {
        let (seq, at) = (header.seq, header.at);
        match event {
            Event::MarketFounded(genesis) => {
                self.demo = genesis.demo.clone();
                self.keys.keys_max = genesis.keys_max;
                for local in 1..=HOUSE_ACCOUNTS {
                    let id = AccountId::new(self.home, local);
                    self.accounts.push(Account::new(id, OwnerId(0), AccountKind::House, None));
                }
            }
            Event::AccountOpened(e) => {
                if e.account.local() as usize != self.accounts.len() + 1 {
                    return Err(FoldError::UnknownAccount(seq));
                }
                self.accounts.push(Account::new(e.account, e.owner, e.kind, e.own_instrument));
            }
            Event::VerificationSet(e) => {
                let verification = Verification { verified_until: e.verified_until, country: e.country, class: e.class };
                self.account_at(seq, e.account)?.verification = Some(verification);
            }
            Event::SelfTradePreventionSet(e) => self.account_at(seq, e.account)?.prevention = e.mode,
            Event::DepositRequested(e) => {
                let deposits = &mut self.account_at(seq, e.account)?.payments_mut().deposits;
                if deposits.len() < TRANSFERS_MAX {
                    deposits.push(DepositUnderWay { id: e.deposit, amount: e.amount, requested_at: at });
                }
            }
            Event::DepositCredited(e) => self.account_at(seq, e.account)?.payments_mut().deposits.retain(|deposit| deposit.id != e.deposit),
            Event::DepositCancelled(e) => {
                self.account_at(seq, e.account)?.payments_mut().deposits.retain(|deposit| deposit.id != e.deposit)
            }
            Event::WithdrawalRequested(e) => {
                let withdrawals = &mut self.account_at(seq, e.account)?.payments_mut().withdrawals;
                if withdrawals.len() < TRANSFERS_MAX {
                    withdrawals.push(WithdrawalUnderWay { id: e.withdrawal, amount: e.amount, requested_at: at });
                }
            }
            Event::WithdrawalCompleted(e) => self.account_at(seq, e.account)?.payments_mut().withdrawals.retain(|w| w.id != e.withdrawal),
            Event::WithdrawalCancelled(e) => self.account_at(seq, e.account)?.payments_mut().withdrawals.retain(|w| w.id != e.withdrawal),
            Event::KeysRotated(e) => self.keys.rotate(at, e),
            Event::PolicyAdded(e) => self.add_policy(e),
            Event::PolicyInForce(e) => {
                for policy in self.policies.values_mut().filter(|policy| policy.policy == e.policy) {
                    policy.is_in_force = policy.version == e.version;
                }
            }
            Event::InstrumentListed(e) => {
                if usize::from(e.instrument.local()) != self.instruments.len() + 1 {
                    return Err(FoldError::UnknownInstrument(seq));
                }
                self.instruments.push(Instrument::new(e.instrument, e.listing.clone()));
            }
            Event::RulesResolved(e) => self.instrument_at(seq, e.instrument)?.rules = Some(e.clone()),
            Event::DayStarted(e) => {
                self.instrument_at(seq, e.instrument)?.start_day(e.day, e.previous_close, e.lower_limit, e.upper_limit);
            }
            Event::PhaseChanged(e) => {
                self.instrument_at(seq, e.instrument)?.session.change_phase(e);
            }
            Event::ReferenceSet(e) => {
                let ticker = &mut self.instrument_at(seq, e.instrument)?.ticker;
                (ticker.reference, ticker.lower_trigger, ticker.upper_trigger) = (e.reference, e.lower_trigger, e.upper_trigger);
            }
            Event::UnitsIssued(e) => {
                self.account_at(seq, e.account)?.holding_mut(e.instrument).cost += e.cost;
                self.instrument_at(seq, e.instrument)?.issued += e.quantity;
            }
            Event::InstrumentHalted(e) => self.instrument_at(seq, e.instrument)?.halted = Some(e.reason.clone()),
            Event::InstrumentResumed(e) => self.instrument_at(seq, e.instrument)?.halted = None,
            Event::InstrumentDelisted(e) => self.instrument_at(seq, e.instrument)?.delisted = Some(e.reason.clone()),
            Event::OrderPlaced(e) => self.place(at, e).ok_or(FoldError::UnknownAccount(seq))?,
            Event::OrderTriggered(e) => self.enter(at, e.order, e.entry).ok_or(FoldError::UnknownOrder(seq))?,
            Event::OrderRested(e) => self.rest(at, e.order).ok_or(FoldError::UnknownOrder(seq))?,
            Event::OrderCancelled(e) => self.cancel(at, e).ok_or(FoldError::UnknownOrder(seq))?,
            Event::OrderAmended(e) => self.amend(at, e).ok_or(FoldError::UnknownOrder(seq))?,
            Event::OrdersDecremented(e) => self.decrement(at, e).ok_or(FoldError::UnknownOrder(seq))?,
            Event::Fill(e) => self.fill(header, e, fill).ok_or(FoldError::UnknownOrder(seq))?,
            Event::VolatilityInterrupted(e) => self.instrument_at(seq, e.instrument)?.session.interrupted_until = Some(e.until),
            Event::InterruptionEnded(e) => self.instrument_at(seq, e.instrument)?.session.end_interruption(),
            Event::JobStarted(e) => self.start_job(seq, at, e)?,
            Event::JobEnded(e) => {
                let mut job = self.jobs.remove(&e.job).ok_or(FoldError::NotThere(seq))?;
                if let Some(instrument) = job.instrument {
                    self.instrument_at(seq, instrument)?.session.end_job(e.job);
                }
                job.ended_at = Some(at);
                push_bounded(&mut self.ended_jobs, job, ENDED_JOBS_MAX);
            }
            Event::DistributionDeclared(e) => self.declare(seq, e)?,
            Event::DistributionPaid(e) => {
                let job = self.jobs.get_mut(&e.job).and_then(|job| job.distribution.as_mut());
                let distribution = job.ok_or(FoldError::NotThere(seq))?;
                distribution.paid += e.gross;
                distribution.holders_paid += 1;
            }
            Event::CashGranted(_)
            | Event::AuctionPriced(_)
            | Event::AuctionEnded(_)
            | Event::JobAdvanced(_)
            | Event::DistributionClosed(_)
            | Event::OrderDue(_) => {}
            Event::ActionProposed(_) | Event::ActionApproved(_) | Event::ActionRejected(_) => self.change_proposals(header, event)?,
            Event::OwnerPaid(e) => {
                let job = self.jobs.get_mut(&e.job).and_then(|job| job.distribution.as_mut());
                job.ok_or(FoldError::NotThere(seq))?.owners_part += e.amount;
            }
            Event::AssetRegistered(_)
            | Event::OfferingScheduled(_)
            | Event::Subscribed(_)
            | Event::SubscriptionCancelled(_)
            | Event::OfferingEnded(_)
            | Event::Allotted(_)
            | Event::SubscriptionRefunded(_)
            | Event::OfferingClosed(_)
            | Event::ProceedsReleased(_) => self.change_offerings(header, event)?,
        }
        Ok(())
    }

    fn add_policy(&mut self, added: &PolicyAdded) {
        let PolicyAdded { policy, version, valid_from, ref source, ref body } = *added;
        let row = Policy { policy, version, valid_from, source: source.clone(), body: body.clone(), is_in_force: false };
        self.policies.insert(version, row);
    }

    fn start_job(&mut self, seq: Seq, at: Time, started: &JobStarted) -> Result<(), FoldError> {
        let JobStarted { job: id, kind, account, instrument, side } = *started;
        if let Some(instrument) = instrument {
            self.instrument_at(seq, instrument)?.session.start_job(id, kind);
        }
        self.jobs.insert(id, Job { id, kind, account, instrument, side, started_at: at, ended_at: None, distribution: None });
        Ok(())
    }

    fn declare(&mut self, seq: Seq, declared: &DistributionDeclared) -> Result<(), FoldError> {
        let job = self.jobs.get_mut(&declared.job).ok_or(FoldError::NotThere(seq))?;
        let DistributionDeclared { payer, total, per_unit, .. } = *declared;
        job.distribution = Some(Distribution { payer, total, per_unit, owners_part: Won::ZERO, paid: Won::ZERO, holders_paid: 0 });
        Ok(())
    }

    /// Where an account that was opened stands in the list.
    pub(crate) fn account_place(&self, id: AccountId) -> Option<usize> {
        let place = id.is_of(self.home).then(|| id.local().checked_sub(1)).flatten()? as usize;
        (place < self.accounts.len()).then_some(place)
    }

    pub(crate) fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        let place = self.account_place(id)?;
        self.accounts.get_mut(place)
    }

    pub(crate) fn instrument_mut(&mut self, id: InstrumentId) -> Option<&mut Instrument> {
        let place = id.is_of(self.home).then(|| id.local().checked_sub(1)).flatten()?;
        self.instruments.get_mut(usize::from(place))
    }

    fn account_at(&mut self, seq: Seq, id: AccountId) -> Result<&mut Account, FoldError> {
        self.account_mut(id).ok_or(FoldError::UnknownAccount(seq))
    }

    pub(crate) fn instrument_at(&mut self, seq: Seq, id: InstrumentId) -> Result<&mut Instrument, FoldError> {
        self.instrument_mut(id).ok_or(FoldError::UnknownInstrument(seq))
    }
}

/// Per asset what leaves is what comes.
fn sums_to_zero(postings: &Postings) -> bool {
    let list = postings.as_slice();
    list.iter().all(|one| list.iter().filter(|other| other.asset == one.asset).map(|other| other.amount).sum::<i64>() == 0)
}
