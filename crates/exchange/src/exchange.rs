use crate::accounts::Accounts;
use crate::holdings::Holdings;
use crate::instrument::{Instrument, Instruments};
use crate::jobs::Job;
use crate::keys::Keys;
use crate::orders::Orders;
use crate::policies::Policies;
use crate::timers::Timers;
use money::{Price, Quantity, Won};
use protocol::command::{ContinueOrder, FireTriggered, Genesis, PlaceOrder, Tick};
use protocol::ids::{ExternalId, JobId, KeyHash};
use protocol::{AccountId, Command, Event, Header, Home, InstrumentId, OrderId, OrderKind, Reason, Rejection, Seq, Side, Time};
use std::collections::{BTreeMap, BTreeSet};

/// The largest numbers of things; whatever is beyond is refused by name.
pub mod limits {
    /// Fills of one record; the rest of an order goes on in `ContinueOrder` steps.
    pub const FILLS_PER_RECORD: u32 = 2_000;
    /// Postings of one step of a job.
    pub const POSTINGS_PER_STEP: u32 = 2_000;
    /// Accounts looked at in one step of a job.
    pub const VISITS_PER_STEP: u32 = 10_000;
    /// Waiting orders that enter in one step.
    pub const FIRED_PER_STEP: u32 = 100;
    /// Timers run by one tick.
    pub const TIMERS_PER_TICK: u32 = 2_000;
    pub const OPEN_ORDERS_PER_ACCOUNT: u16 = 10_000;
    pub const HOLDINGS_PER_ACCOUNT: u16 = 500;
    pub const TRANSFERS_PER_ACCOUNT: u8 = 100;
    pub const INSTRUMENTS: usize = 10_000;
    pub const JOBS: usize = 1_000;
    pub const PROPOSALS: usize = 1_000;
    /// How far ahead a reserved order may enter, in seconds.
    pub const RESERVED_AHEAD_S: i64 = 30 * 86_400;
    /// How long a key is remembered at least, in seconds, unless the table fills up before.
    pub const KEY_WINDOW_S: i64 = 86_400;
}

/// How many accounts, holdings and open orders a shard has room for. Memory is reserved at once and used as it fills, so that no command pays for growth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub accounts: u32,
    pub holdings: u32,
    pub orders: u32,
}

impl Capacity {
    /// For a server: 4, 16 and 4 times 2^20, because a table's length is a power of two.
    pub const DEFAULT: Self = Self { accounts: 1 << 22, holdings: 1 << 24, orders: 1 << 22 };
    /// For a demo or a test: a hundredth of it.
    pub const DEMO: Self = Self { accounts: 40_000, holdings: 160_000, orders: 100_000 };
}

/// Memory reserved at the start for each kind of thing, in bytes. It becomes resident as it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReservedBytes {
    pub accounts: usize,
    pub holdings: usize,
    pub orders: usize,
    pub client_order_ids: usize,
}

/// How far ahead of its execution a command is announced; see [`Exchange::prefetch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookahead {
    /// Tables and accounts.
    Far,
    /// What they lead to.
    Middle,
    /// Its neighbours.
    Near,
    /// Theirs.
    Next,
}

impl Lookahead {
    /// Each with how many commands ahead it is.
    pub const ALL: [(usize, Self); 4] = [(Self::FAR_COMMANDS, Self::Far), (12, Self::Middle), (8, Self::Near), (4, Self::Next)];
    const FAR_COMMANDS: usize = 16;
}

/// One shard of a market.
#[derive(Debug)]
pub struct Exchange {
    pub(crate) home: Home,
    pub(crate) genesis: Option<Box<Genesis>>,
    pub(crate) last_seq: Seq,
    pub(crate) last_time: Time,

    pub(crate) accounts: Accounts,
    pub(crate) holdings: Holdings,
    pub(crate) orders: Orders,
    /// By local number less one.
    pub(crate) instruments: Instruments,
    pub(crate) policies: Policies,
    pub(crate) keys: Keys,
    pub(crate) timers: Timers,
    pub(crate) jobs: BTreeMap<JobId, Job>,
    /// The id given to a job last.
    pub(crate) last_job: JobId,
    pub(crate) deposits: BTreeMap<u64, crate::deposit::Deposit>,
    pub(crate) withdrawals: BTreeMap<u64, crate::withdrawal::Withdrawal>,
    /// By the local number of the instrument that is a share of it.
    pub(crate) assets: BTreeMap<u16, crate::assets::Asset>,
    /// Actions that wait for a second person.
    pub(crate) proposals: BTreeMap<u64, crate::proposals::Proposal>,
    /// Outside identities of all deposits ever requested.
    pub(crate) external_ids: BTreeSet<ExternalId>,
    /// What each waiting order waits for.
    pub(crate) triggers: BTreeMap<u64, crate::fire_triggered::Trigger>,
    /// Instruments with waiting orders that may enter now.
    pub(crate) firing: BTreeSet<u16>,
    /// The order that is trading and has not come to its end: 0 between commands, unless it met more than a record's fills.
    pub(crate) taking: u64,
    pub(crate) totals: Totals,
}

/// Running totals, cheap enough for every fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) trades: u64,
    /// Won, wrapping.
    pub(crate) traded_value: u64,
    /// Cash paid in less cash paid out, in won: what the accounts other than the sources hold together.
    pub(crate) cash: Won,
    /// Units issued over all instruments, wrapping.
    pub(crate) units: Quantity,
}

impl Exchange {
    /// An empty shard. Its first command must be a genesis.
    pub fn new(home: Home, capacity: Capacity) -> Self {
        Self {
            home,
            genesis: None,
            last_seq: Seq(0),
            last_time: Time(0),
            accounts: Accounts::new(capacity.accounts),
            holdings: Holdings::new(capacity.holdings),
            orders: Orders::new(home, capacity.orders),
            instruments: Instruments::default(),
            policies: Policies::default(),
            keys: Keys::new(0),
            timers: Timers::new(),
            jobs: BTreeMap::new(),
            last_job: JobId(0),
            deposits: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            assets: BTreeMap::new(),
            proposals: BTreeMap::new(),
            external_ids: BTreeSet::new(),
            triggers: BTreeMap::new(),
            firing: BTreeSet::new(),
            taking: 0,
            totals: Totals::default(),
        }
    }

    pub fn home(&self) -> Home {
        self.home
    }

    /// The sequence of the last finished record; 0 before the genesis.
    pub fn last_seq(&self) -> Seq {
        self.last_seq
    }

    /// The time of the last finished record.
    pub fn last_time(&self) -> Time {
        self.last_time
    }

    /// The key of the hashes in the key table; `None` before the genesis.
    pub fn key_secret(&self) -> Option<[u8; 32]> {
        self.genesis.as_ref().map(|genesis| genesis.key_secret)
    }

    /// Whether the journal is marked as one of a demo or a test.
    pub fn is_demo(&self) -> bool {
        self.genesis.as_ref().is_some_and(|genesis| genesis.demo.is_some())
    }

    /// Makes every check of a command; then emits its events, each of which is applied before the next is decided. On a refusal nothing has been
    /// pushed and nothing has changed.
    ///
    /// `header.seq` must follow [`Self::last_seq`], and `header.at` must not lie before [`Self::last_time`].
    #[inline]
    pub fn execute(&mut self, header: &Header, command: &Command, out: &mut Vec<Event>) -> Result<(), Rejection> {
        debug_assert_eq!(header.seq.0, self.last_seq.0 + 1);
        debug_assert!(header.at >= self.last_time);
        // Nearly all commands are one of two; the others are told apart elsewhere, so that these need not be looked up among them.
        match command {
            Command::PlaceOrder(order) => self.place_order(header, order, out),
            Command::CancelOrder(cancel) => self.cancel_order(cancel, out),
            _ => self.execute_rarer(header, command, out),
        }
    }

    /// All of them once more, so that the compiler sees if one is forgotten.
    #[inline(never)]
    fn execute_rarer(&mut self, header: &Header, command: &Command, out: &mut Vec<Event>) -> Result<(), Rejection> {
        match command {
            Command::PlaceOrder(order) => self.place_order(header, order, out),
            Command::CancelOrder(cancel) => self.cancel_order(cancel, out),
            Command::AmendOrder(amend) => self.amend_order(header, amend, out),
            Command::Genesis(genesis) => self.found_market(header, genesis, out),
            _ if self.genesis.is_none() => Err(Reason::NotFounded.into()),
            Command::OpenAccount(open) => self.open_account(header, open, out),
            Command::SetVerification(set) => self.set_verification(header, set, out),
            Command::SetSelfTradePrevention(set) => self.set_self_trade_prevention(header, set, out),
            Command::RequestDeposit(request) => self.request_deposit(header, request, out),
            Command::CreditDeposit(credit) => self.credit_deposit(header, credit, out),
            Command::CancelDeposit(cancel) => self.cancel_deposit(header, cancel, out),
            Command::RequestWithdrawal(request) => self.request_withdrawal(header, request, out),
            Command::CompleteWithdrawal(complete) => self.complete_withdrawal(header, complete, out),
            Command::CancelWithdrawal(cancel) => self.cancel_withdrawal(header, cancel, out),
            Command::GrantCash(grant) => self.grant_cash(header, grant, out),
            Command::SetPolicy(set) => self.set_policy(header, set, out),
            Command::ListInstrument(list) => self.list_instrument(header, list, out),
            Command::IssueUnits(issue) => self.issue_units(header, issue, out),
            Command::HaltInstrument(halt) => self.halt_instrument(header, halt, out),
            Command::ResumeInstrument(resume) => self.resume_instrument(header, resume, out),
            Command::DelistInstrument(delist) => self.delist_instrument(header, delist, out),
            Command::CancelOrders(cancel) => self.cancel_orders(header, cancel, out),
            Command::PayDistribution(pay) => self.pay_distribution(header, pay, out),
            Command::RegisterAsset(register) => self.register_asset(header, register, out),
            Command::ScheduleOffering(schedule) => self.schedule_offering(header, schedule, out),
            Command::Subscribe(subscribe) => self.subscribe(header, subscribe, out),
            Command::CancelSubscription(cancel) => self.cancel_subscription(header, cancel, out),
            Command::CancelOffering(cancel) => self.cancel_offering(header, cancel, out),
            Command::ReleaseProceeds(release) => self.release_proceeds(header, release, out),
            Command::ProposeAction(propose) => self.propose_action(header, propose, out),
            Command::ApproveAction(approve) => self.approve_action(header, approve, out),
            Command::RejectAction(reject) => self.reject_action(header, reject, out),
            Command::Tick(Tick {}) => self.tick(header, out),
            Command::ContinueOrder(ContinueOrder { order }) => self.continue_order(header, *order, out),
            Command::FireTriggered(FireTriggered { instrument }) => self.fire_triggered(header, *instrument, out),
            Command::ContinueJob(step) => self.continue_job(header, step.job, out),
        }
    }

    /// Ends a journaled record, accepted or refused: remembers its place, time and key.
    #[inline]
    pub fn finish(&mut self, header: &Header) {
        self.last_seq = header.seq;
        self.last_time = header.at;
        if let Some(key) = header.key {
            self.keys.remember(key, header.seq);
        }
    }

    /// The record that first used a key. Only half the key is compared; whoever asks compares the whole with the record read back.
    #[inline]
    pub fn seq_of_key(&self, key: KeyHash) -> Option<Seq> {
        self.keys.find(key)
    }

    /// A `Tick` is due from this time on.
    #[inline]
    pub fn next_due(&self) -> Time {
        self.timers.next_due()
    }

    /// The step that must be journaled before any other command: more fills of an order, waiting orders whose condition has come, or keys to rotate.
    #[inline]
    pub fn next_step(&self) -> Option<Command> {
        if self.taking != 0 || !self.firing.is_empty() || self.keys.is_full() { self.step_due() } else { None }
    }

    #[cold]
    fn step_due(&self) -> Option<Command> {
        if self.taking != 0 {
            return Some(ContinueOrder { order: OrderId::new(self.home, self.taking) }.into());
        }
        if let Some(&instrument) = self.firing.first() {
            return Some(FireTriggered { instrument: InstrumentId::new(self.home, instrument) }.into());
        }
        self.genesis.is_some().then_some(Tick {}.into())
    }

    /// Tells the machine which memory the coming commands will touch, once before each command. `peek` gives the command that is so many ahead.
    #[inline(always)]
    pub fn look_ahead<'a>(&self, peek: impl Fn(usize) -> Option<(&'a Command, &'a Option<KeyHash>)>) {
        let [far, middle, near, next] = Lookahead::ALL;
        // One after another: as a loop it is not unrolled, and each turn tells the kinds of look apart again.
        if let Some((command, key)) = peek(far.0) {
            self.prefetch(command, key, far.1);
        }
        if let Some((command, key)) = peek(middle.0) {
            self.prefetch(command, key, middle.1);
        }
        if let Some((command, key)) = peek(near.0) {
            self.prefetch(command, key, near.1);
        }
        if let Some((command, key)) = peek(next.0) {
            self.prefetch(command, key, next.1);
        }
    }

    /// Tells the machine which memory a command will touch. It changes nothing.
    #[inline(always)]
    pub fn prefetch(&self, command: &Command, key: &Option<KeyHash>, ahead: Lookahead) {
        match command {
            Command::PlaceOrder(order) => self.prefetch_place(order, key, ahead),
            Command::CancelOrder(cancel) => self.prefetch_cancel(cancel.order, cancel.account, key, ahead),
            _ => {}
        }
    }

    #[inline(always)]
    fn prefetch_place(&self, order: &PlaceOrder, key: &Option<KeyHash>, ahead: Lookahead) {
        let (account, i) = (order.account.local(), order.instrument.local());
        match ahead {
            Lookahead::Far => {
                self.accounts.prefetch(account);
                if let Some(key) = key {
                    self.keys.prefetch(*key);
                }
                // Where the order's own id will stand, if no steps come between.
                self.orders.prefetch_place(self.last_seq.0.wrapping_add(Lookahead::FAR_COMMANDS as u64));
                if let OrderKind::Limit { price } = order.kind {
                    self.prefetch_level(i, order.side, price);
                }
            }
            Lookahead::Middle => self.holdings.prefetch_slot(self.accounts.first_holding(account)),
            Lookahead::Near => self.holdings.prefetch_slot(self.holdings.next(self.accounts.first_holding(account))),
            Lookahead::Next => {
                let second = self.holdings.next(self.accounts.first_holding(account));
                self.holdings.prefetch_slot(self.holdings.next(second));
            }
        }
    }

    #[inline(always)]
    fn prefetch_cancel(&self, order: OrderId, account: AccountId, key: &Option<KeyHash>, ahead: Lookahead) {
        match ahead {
            Lookahead::Far => {
                self.orders.prefetch_index(order);
                self.accounts.prefetch(account.local());
                if let Some(key) = key {
                    self.keys.prefetch(*key);
                }
            }
            Lookahead::Middle => self.orders.prefetch_slot(self.orders.peek(order)),
            Lookahead::Near => {
                let order = &self.orders[self.orders.peek(order)];
                self.orders.prefetch_slot(order.next);
                self.orders.prefetch_slot(order.previous);
                self.holdings.prefetch_slot(order.holding);
                self.prefetch_level(order.instrument, order.side(), order.limit);
            }
            Lookahead::Next => {}
        }
    }

    /// Where an order stands, or would.
    #[inline(always)]
    fn prefetch_level(&self, i: u16, side: Side, price: Price) {
        if let Some(instrument) = self.instruments.get(i) {
            instrument.ladder(side).prefetch(instrument.grid.likely_number(price).wrapping_add(1));
        }
    }

    /// What the tables of this capacity reserve.
    pub fn reserved_bytes(&self) -> ReservedBytes {
        let (orders, client_order_ids) = self.orders.reserved_bytes();
        ReservedBytes { accounts: self.accounts.reserved_bytes(), holdings: self.holdings.reserved_bytes(), orders, client_order_ids }
    }

    /// Running totals for a frame's header: a follower that has executed the same records has the same.
    pub fn control_totals(&self) -> [u64; 4] {
        [
            self.totals.trades,
            self.totals.traded_value,
            u64::from(self.orders.live()) << 32 | u64::from(self.holdings.live()),
            (self.totals.cash.0 as u64).wrapping_add(self.totals.units.0 as u64),
        ]
    }

    /// The local number of an account, or why the command naming it is refused.
    #[inline(always)]
    pub(crate) fn account(&self, id: AccountId) -> Result<u32, Rejection> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let local = id.local();
        if self.accounts.has(local) { Ok(local) } else { Err(Reason::UnknownAccount.into()) }
    }

    /// The same, where the house's own accounts are refused too.
    pub(crate) fn outside_account(&self, id: AccountId) -> Result<u32, Rejection> {
        let local = self.account(id)?;
        if local <= crate::accounts::house::LAST { Err(Reason::HouseAccount.into()) } else { Ok(local) }
    }

    /// The local number of an instrument, or why the command naming it is refused.
    #[inline(always)]
    pub(crate) fn instrument_local(&self, id: InstrumentId) -> Result<u16, Rejection> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let local = id.local();
        let known = local != 0 && usize::from(local) <= self.instruments.len();
        if known { Ok(local) } else { Err(Reason::UnknownInstrument.into()) }
    }

    #[inline(always)]
    pub(crate) fn instrument(&self, local: u16) -> &Instrument {
        &self.instruments[local]
    }

    #[inline(always)]
    pub(crate) fn instrument_mut(&mut self, local: u16) -> &mut Instrument {
        &mut self.instruments[local]
    }

    pub(crate) fn account_id(&self, local: u32) -> AccountId {
        AccountId::new(self.home, local)
    }

    /// Applies an event and keeps it: how everything off the hot path emits.
    pub(crate) fn emit(&mut self, header: &Header, event: impl Into<Event>, out: &mut Vec<Event>) {
        let event = event.into();
        self.apply(header, &event);
        out.push(event);
    }
}
