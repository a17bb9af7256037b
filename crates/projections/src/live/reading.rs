//! What a state says to who reads it.

use money::Quantity;
use protocol::command::DemoMark;
use protocol::ids::PolicyVersion;
use protocol::policy::PolicyBody;
use protocol::{AccountId, Home, InstrumentId, OrderId, Seq, Time};

use super::account::{Account, OwnFill, StatementLine};
use super::auction::{Indication, indication};
use super::instrument::Instrument;
use super::key_memory::KeyMemory;
use super::limits::{ENDED_ORDERS_MAX, FILLS_MAX};
use super::order::Order;
use super::state::{Job, LiveState, Policy};
use super::ticks::Ticks;

impl LiveState {
    pub fn home(&self) -> Home {
        self.home
    }

    /// The last record folded, 0 before the first.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// When it was decided.
    pub fn at(&self) -> Time {
        self.at
    }

    /// Set when the market is one of a demo or a test.
    pub fn demo(&self) -> Option<&DemoMark> {
        self.demo.as_ref()
    }

    /// How long idempotency keys are remembered.
    pub fn key_memory(&self) -> &KeyMemory {
        &self.keys
    }

    /// `None` for an unknown account and for one of another shard.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        let place = id.is_of(self.home).then(|| id.local().checked_sub(1)).flatten()?;
        self.accounts.get(place as usize)
    }

    /// In the order of opening, the house's first.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub fn instrument(&self, id: InstrumentId) -> Option<&Instrument> {
        let place = id.is_of(self.home).then(|| id.local().checked_sub(1)).flatten()?;
        self.instruments.get(usize::from(place))
    }

    /// In the order of listing.
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// An order that is not over.
    pub fn open_order(&self, id: OrderId) -> Option<&Order> {
        self.orders.get(id)
    }

    pub fn open_order_count(&self) -> usize {
        self.orders.len()
    }

    /// An order of the account, open or among the last that ended.
    pub fn own_order(&self, account: &Account, id: OrderId) -> Option<&Order> {
        let open = self.orders.get(id).filter(|order| order.account == account.id);
        open.or_else(|| self.ended_orders_of(account).find(|order| order.id == id))
    }

    /// The last orders of the account that ended, newest first.
    pub fn ended_orders_of(&self, account: &Account) -> impl Iterator<Item = &Order> {
        self.ended_orders.of_kind(account.kind).of(account.ended_orders).take(ENDED_ORDERS_MAX)
    }

    /// The account's last fills, newest first.
    pub fn fills_of(&self, account: &Account) -> impl Iterator<Item = &OwnFill> {
        self.fills.of_kind(account.kind).of(account.fills).take(FILLS_MAX)
    }

    /// The last lines of the account's statement, oldest first.
    pub fn statement_of(&self, account: &Account) -> impl Iterator<Item = StatementLine> {
        self.statements.of(&account.statement)
    }

    /// In the order of their acceptance.
    pub fn open_orders_of(&self, account: &Account) -> impl DoubleEndedIterator<Item = &Order> {
        account.open_orders.iter().filter_map(|id| self.orders.get(*id))
    }

    /// All versions, of all policies, in the order they were added.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
    }

    pub fn policy(&self, version: PolicyVersion) -> Option<&Policy> {
        self.policies.get(&version)
    }

    /// Under way, then the last that ended, newest first.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.values().chain(self.ended_jobs.iter().rev())
    }

    /// The valid prices of an instrument; `None` before its rules are resolved.
    pub fn ticks(&self, instrument: &Instrument) -> Option<Ticks> {
        match &self.policies.get(&instrument.rules.as_ref()?.tick_table)?.body {
            PolicyBody::TickTable(table) => Some(Ticks::new(table, instrument.listing.price_decimals)),
            _ => None,
        }
    }

    /// The price at which an auction would clear now; `None` outside auctions and when the book does not cross.
    pub fn indication(&self, instrument: &Instrument) -> Option<Indication> {
        let shown = instrument.shows_indication();
        shown.then(|| indication(&instrument.depth, &self.ticks(instrument)?, instrument.ticker.reference)).flatten()
    }

    /// Units of an instrument in all accounts, counted one by one.
    pub fn units_held(&self, instrument: InstrumentId) -> Quantity {
        let units = self.accounts.iter().filter_map(|account| account.holding(instrument)).map(|holding| holding.units.total());
        Quantity(units.sum())
    }
}
