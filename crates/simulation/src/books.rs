//! The clients' own books, kept from the events alone: cash and units of every account, open orders, payments under way, offerings. They share no code with the
//! exchange, check after every event that what it touched is not below zero and that the cash of all accounts sums to zero, and are what the clients
//! choose their next commands by.

mod offerings;

pub(crate) use offerings::{Asset, Offering, Stage};

use money::{Price, Quantity};
use protocol::command::AccountKind;
use protocol::event::{Fill, OrderPlaced};
use protocol::ids::{DepositId, OwnerId, PolicyId, ProposalId, WithdrawalId};
use protocol::policy::Phase;
use protocol::{AccountId, Event, InstrumentId, OrderId, Side, Size};
use std::collections::BTreeMap;

const FEES: usize = 1;
const TAX: usize = 2;
const REMAINDER: usize = 3;
const CLEARING: usize = 5;
const GRANT: usize = 6;
const ESCROW: usize = 7;
/// What offerings raised and has not been released to an owner.
const OFFERING_ESCROW: usize = 8;
/// The first account that is not the house's.
pub(crate) const FIRST_LOCAL: u32 = 16;

/// Cash of one account.
#[derive(Clone, Copy, Debug, Default)]
struct Cash {
    available: i64,
    held: i64,
}

/// Units of one instrument in one account.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Units {
    pub(crate) available: i64,
    pub(crate) held: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct OpenOrder {
    pub(crate) account: AccountId,
    pub(crate) instrument: InstrumentId,
    pub(crate) side: Side,
    pub(crate) limit: Price,
    pub(crate) total: i64,
    pub(crate) rest: i64,
    hold: i64,
    by_amount: bool,
}

/// What a client knows of an instrument.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) id: InstrumentId,
    pub(crate) ticks: PolicyId,
    pub(crate) lot: i64,
    pub(crate) max_quantity: i64,
    pub(crate) supply: i64,
    pub(crate) issued: i64,
    pub(crate) has_band: bool,
    pub(crate) lower: i64,
    pub(crate) upper: i64,
    /// The last trade, or the reference before the first.
    pub(crate) last: i64,
    pub(crate) closed: bool,
    pub(crate) interrupted: bool,
    pub(crate) halted: bool,
    pub(crate) delisted: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Books {
    /// By local number.
    cash: Vec<Cash>,
    units: BTreeMap<(u32, u16), Units>,
    pub(crate) accounts: Vec<(AccountId, AccountKind)>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) orders: BTreeMap<u64, OpenOrder>,
    pub(crate) deposits: BTreeMap<u64, (AccountId, i64)>,
    pub(crate) withdrawals: BTreeMap<u64, (AccountId, i64)>,
    /// By the local number of the instrument that is a share of it.
    pub(crate) assets: BTreeMap<u16, Asset>,
    /// The instrument of the last distribution, with its won a unit.
    declared: Option<(InstrumentId, i64)>,
    /// Open ones, with who proposed them.
    pub(crate) proposals: BTreeMap<ProposalId, OwnerId>,
    pub(crate) policies: Vec<(PolicyId, &'static str)>,
    pub(crate) trades: u64,
    traded_value: u64,
    cash_in: i64,
    units_issued: i64,
}

impl Books {
    pub(crate) fn units(&self, account: AccountId, instrument: InstrumentId) -> Units {
        self.units.get(&(account.local(), instrument.local())).copied().unwrap_or_default()
    }

    pub(crate) fn listed(&self, instrument: InstrumentId) -> Option<&Listed> {
        self.listed.get(usize::from(instrument.local()).checked_sub(1)?)
    }

    /// The running totals that a frame's header carries, without the number of holdings.
    pub(crate) fn totals(&self) -> [u64; 4] {
        [self.trades, self.traded_value, self.orders.len() as u64, (self.cash_in as u64).wrapping_add(self.units_issued as u64)]
    }

    /// Takes one event in; says what it brought below zero or left unbalanced.
    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::MarketFounded(_) => self.cash = vec![Cash::default(); FIRST_LOCAL as usize],
            Event::AccountOpened(opened) => {
                self.cash.push(Cash::default());
                self.accounts.push((opened.account, opened.kind));
            }
            Event::DepositRequested(e) => drop(self.deposits.insert(e.deposit.local(), (e.account, e.amount.0))),
            Event::DepositCredited(e) => {
                self.end_deposit(e.deposit);
                self.cash_in += e.amount.0;
                return self.pay(CLEARING, e.account.local() as usize, e.amount.0);
            }
            Event::DepositCancelled(e) => self.end_deposit(e.deposit),
            Event::WithdrawalRequested(e) => {
                self.withdrawals.insert(e.withdrawal.local(), (e.account, e.amount.0));
                return self.hold(e.account, e.amount.0);
            }
            Event::WithdrawalCompleted(e) => {
                self.end_withdrawal(e.withdrawal);
                self.cash_in -= e.amount.0;
                self.hold(e.account, -e.amount.0)?;
                return self.pay(e.account.local() as usize, CLEARING, e.amount.0);
            }
            Event::WithdrawalCancelled(e) => {
                self.end_withdrawal(e.withdrawal);
                return self.hold(e.account, -e.amount.0);
            }
            Event::CashGranted(e) => {
                self.cash_in += e.amount.0;
                return self.pay(GRANT, e.account.local() as usize, e.amount.0);
            }
            Event::ActionProposed(e) => drop(self.proposals.insert(e.proposal, e.by)),
            Event::ActionApproved(e) => drop(self.proposals.remove(&e.proposal)),
            Event::ActionRejected(e) => drop(self.proposals.remove(&e.proposal)),
            Event::PolicyAdded(e) => self.policies.push((e.policy, e.body.name())),
            Event::InstrumentListed(e) => self.listed.push(Listed {
                id: e.instrument,
                ticks: e.listing.rules.tick_table,
                lot: e.listing.lot.0,
                max_quantity: e.listing.max_order_quantity.0,
                supply: e.listing.registered_supply.0,
                issued: 0,
                has_band: e.listing.rules.price_band.is_some(),
                lower: e.listing.reference_price.0,
                upper: e.listing.reference_price.0,
                last: e.listing.reference_price.0,
                closed: false,
                interrupted: false,
                halted: false,
                delisted: false,
            }),
            Event::DayStarted(e) => {
                if let Some(listed) = self.listed_mut(e.instrument) {
                    (listed.lower, listed.upper) = (e.lower_limit.0, e.upper_limit.0);
                }
            }
            Event::PhaseChanged(e) => {
                let closed = e.phase == Phase::Closed;
                self.listed_mut(e.instrument).into_iter().for_each(|listed| {
                    listed.closed = closed;
                    listed.interrupted = false;
                });
            }
            Event::VolatilityInterrupted(e) => self.listed_mut(e.instrument).into_iter().for_each(|listed| listed.interrupted = true),
            Event::InterruptionEnded(e) => self.listed_mut(e.instrument).into_iter().for_each(|listed| listed.interrupted = false),
            Event::UnitsIssued(e) => return self.bring_into_being(e.instrument, e.account, e.quantity.0),
            Event::InstrumentHalted(e) => self.listed_mut(e.instrument).into_iter().for_each(|listed| listed.halted = true),
            Event::InstrumentResumed(e) => self.listed_mut(e.instrument).into_iter().for_each(|listed| listed.halted = false),
            Event::InstrumentDelisted(e) => self.listed_mut(e.instrument).into_iter().for_each(|listed| listed.delisted = true),
            Event::OrderPlaced(placed) => return self.place(placed),
            Event::OrderCancelled(e) => return self.cancel(e.order, e.released.0, e.rest),
            Event::OrderAmended(e) => return self.amend(e.order, e.limit, (e.quantity, e.rest), e.hold.0),
            Event::OrdersDecremented(e) => {
                self.reduce(e.taker, e.taker_rest, e.quantity.0, e.released.0)?;
                return self.reduce(e.maker, e.quantity.0, e.quantity.0, e.released.0);
            }
            Event::Fill(fill) => return self.fill(fill),
            Event::DistributionDeclared(e) => {
                self.declared = Some((e.instrument, e.per_unit.0));
                return self.pay(e.payer.local() as usize, ESCROW, e.total.0);
            }
            Event::OwnerPaid(e) => return self.pay_owner(e),
            Event::DistributionPaid(e) => {
                let tax = e.income_tax.0 + e.local_tax.0;
                self.pay(ESCROW, e.account.local() as usize, e.gross.0)?;
                return self.pay(e.account.local() as usize, TAX, tax);
            }
            Event::DistributionClosed(e) => return self.pay(ESCROW, REMAINDER, e.remainder.0),
            Event::AssetRegistered(e) => return self.register(e),
            Event::OfferingScheduled(e) => return self.announce(e),
            Event::Subscribed(e) => return self.subscribe(e),
            Event::SubscriptionCancelled(e) => return self.unsubscribe(e.instrument, e.account, (e.quantity.0, e.amount.0)),
            Event::SubscriptionRefunded(e) => return self.unsubscribe(e.instrument, e.account, (e.quantity.0, e.amount.0)),
            Event::OfferingEnded(e) => return self.end_offering(e),
            Event::Allotted(e) => return self.allot(e),
            Event::OfferingClosed(e) => return self.close_offering(e),
            Event::ProceedsReleased(e) => return self.release(e.instrument, e.owner, e.amount.0),
            _ => {}
        }
        Ok(())
    }

    /// What must be true at any time: the cash of all accounts sums to zero.
    pub(crate) fn check(&self) -> Result<(), String> {
        let sum: i128 = self.cash.iter().map(|cash| i128::from(cash.available) + i128::from(cash.held)).sum();
        if sum == 0 { self.check_offerings() } else { Err(format!("cash of all accounts sums to {sum}")) }
    }

    fn bring_into_being(&mut self, instrument: InstrumentId, account: AccountId, units: i64) -> Result<(), String> {
        self.units_issued = self.units_issued.wrapping_add(units);
        if let Some(listed) = self.listed_mut(instrument) {
            listed.issued += units;
        }
        self.move_units(account, instrument, units, 0)
    }

    fn listed_mut(&mut self, instrument: InstrumentId) -> Option<&mut Listed> {
        self.listed.get_mut(usize::from(instrument.local()).checked_sub(1)?)
    }

    fn end_deposit(&mut self, deposit: DepositId) {
        self.deposits.remove(&deposit.local());
    }

    fn end_withdrawal(&mut self, withdrawal: WithdrawalId) {
        self.withdrawals.remove(&withdrawal.local());
    }

    fn place(&mut self, placed: &OrderPlaced) -> Result<(), String> {
        let (rest, by_amount) = match placed.size {
            Size::Quantity(quantity) => (quantity.0, false),
            Size::Amount(amount) => (amount.0, true),
        };
        let order = OpenOrder {
            account: placed.account,
            instrument: placed.instrument,
            side: placed.side,
            limit: placed.limit,
            total: rest,
            rest,
            hold: placed.hold.0,
            by_amount,
        };
        self.orders.insert(placed.order.local(), order);
        match placed.side {
            Side::Buy => self.hold(placed.account, placed.hold.0),
            Side::Sell => self.move_units(placed.account, placed.instrument, -rest, rest),
        }
    }

    fn cancel(&mut self, id: OrderId, released: i64, rest: i64) -> Result<(), String> {
        let order = self.orders.remove(&id.local()).ok_or_else(|| format!("{id} was cancelled and is not open"))?;
        if order.rest != rest || (order.side == Side::Buy && order.hold != released) {
            return Err(format!("{id} was cancelled with rest {rest} and {released} released, it is {order:?}"));
        }
        match order.side {
            Side::Buy => self.hold(order.account, -released),
            Side::Sell => self.move_units(order.account, order.instrument, rest, -rest),
        }
    }

    fn amend(&mut self, id: OrderId, limit: Price, (quantity, rest): (Quantity, Quantity), hold: i64) -> Result<(), String> {
        let order = self.orders.get_mut(&id.local()).ok_or_else(|| format!("{id} was amended and is not open"))?;
        let before = order.clone();
        (order.limit, order.total, order.rest, order.hold) = (limit, quantity.0, rest.0, hold);
        match before.side {
            Side::Buy => self.hold(before.account, hold - before.hold),
            Side::Sell => {
                let more = rest.0 - before.rest;
                self.move_units(before.account, before.instrument, -more, more)
            }
        }
    }

    /// One order of a decrement; the won goes to the buyer of the two.
    fn reduce(&mut self, id: OrderId, rest: i64, quantity: i64, released: i64) -> Result<(), String> {
        let order = self.orders.get_mut(&id.local()).ok_or_else(|| format!("{id} was decremented and is not open"))?;
        order.rest -= rest;
        if order.side == Side::Buy {
            order.hold -= released;
        }
        let after = order.clone();
        self.end_if_empty(id, &after)?;
        match after.side {
            Side::Buy => self.hold(after.account, -released),
            Side::Sell => self.move_units(after.account, after.instrument, quantity, -quantity),
        }
    }

    fn fill(&mut self, fill: &Fill) -> Result<(), String> {
        let (value, quantity) = (fill.value.0, fill.quantity.0);
        self.trades += 1;
        self.traded_value = self.traded_value.wrapping_add(value as u64);
        let missing = |id: OrderId| format!("{id} traded and is not open");
        let buy = self.orders.get_mut(&fill.buy.local()).ok_or_else(|| missing(fill.buy))?;
        buy.rest -= if buy.by_amount { value } else { quantity };
        buy.hold -= value + fill.buyer_fee.0 + fill.released.0;
        let buy = buy.clone();
        let sell = self.orders.get_mut(&fill.sell.local()).ok_or_else(|| missing(fill.sell))?;
        sell.rest -= quantity;
        let sell = sell.clone();
        self.end_if_empty(fill.buy, &buy)?;
        self.end_if_empty(fill.sell, &sell)?;
        let (buyer, seller) = (buy.account.local() as usize, sell.account.local() as usize);
        self.hold(buy.account, -(value + fill.buyer_fee.0 + fill.released.0))?;
        self.pay(buyer, seller, value)?;
        self.pay(buyer, FEES, fill.buyer_fee.0)?;
        self.pay(seller, FEES, fill.seller_fee.0)?;
        self.pay(seller, TAX, fill.income_tax.0 + fill.local_tax.0)?;
        self.move_units(sell.account, sell.instrument, 0, -quantity)?;
        self.move_units(buy.account, buy.instrument, quantity, 0)?;
        if let Some(listed) = self.listed_mut(buy.instrument) {
            listed.last = fill.price.0;
        }
        Ok(())
    }

    fn end_if_empty(&mut self, id: OrderId, order: &OpenOrder) -> Result<(), String> {
        if order.rest < 0 || order.hold < 0 {
            return Err(format!("{id} is overdrawn: {order:?}"));
        }
        if order.rest == 0 {
            self.orders.remove(&id.local());
            if order.hold != 0 {
                return Err(format!("{id} ended with {} won held", order.hold));
            }
        }
        Ok(())
    }

    /// From available to held, or back where negative.
    fn hold(&mut self, account: AccountId, amount: i64) -> Result<(), String> {
        let cash = &mut self.cash[account.local() as usize];
        cash.available -= amount;
        cash.held += amount;
        if cash.available < 0 || cash.held < 0 { Err(format!("{account} has {cash:?}")) } else { Ok(()) }
    }

    fn pay(&mut self, from: usize, to: usize, amount: i64) -> Result<(), String> {
        self.cash[from].available -= amount;
        self.cash[to].available += amount;
        for local in [from, to] {
            if self.cash[local].available < 0 && local != CLEARING && local != GRANT {
                return Err(format!("account {local} has {:?}", self.cash[local]));
            }
        }
        Ok(())
    }

    fn move_units(&mut self, account: AccountId, instrument: InstrumentId, available: i64, held: i64) -> Result<(), String> {
        let units = self.units.entry((account.local(), instrument.local())).or_default();
        units.available += available;
        units.held += held;
        if units.available < 0 || units.held < 0 { Err(format!("{account} has {units:?} of {instrument}")) } else { Ok(()) }
    }
}
