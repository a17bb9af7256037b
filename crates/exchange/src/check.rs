//! A full scan of what must always be true.

use crate::accounts::house;
use crate::assets::Stage;
use crate::exchange::Exchange;
use crate::instrument::is_calling;
use crate::ladder::NONE;
use money::{Quantity, Won};
use protocol::Side;
use protocol::event::Entry;
use protocol::policy::SessionState;

/// An invariant that does not hold, in words and figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(pub String);

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Violation {}

macro_rules! ensure {
    ($condition:expr, $($words:tt)*) => {
        if !$condition {
            return Err(Violation(format!($($words)*)));
        }
    };
}

impl Exchange {
    /// Scans the whole state: debits equal credits, nothing is below zero, what is held is what open orders, withdrawals and jobs hold, holdings sum to
    /// the units issued, the books are in order and uncrossed in continuous trading.
    pub fn check(&self) -> Result<(), Violation> {
        self.check_cash()?;
        self.check_orders()?;
        self.check_holdings()?;
        self.check_offerings()?;
        (1..=self.instruments.len() as u16).try_for_each(|i| self.check_book(i))
    }

    fn check_cash(&self) -> Result<(), Violation> {
        let mut sum = 0i128;
        for local in self.accounts.locals() {
            let account = &self.accounts[local];
            sum += i128::from(account.available.0) + i128::from(account.held.0);
            ensure!(account.held.0 >= 0, "{}: held {} is below zero", self.account_id(local), account.held);
            ensure!(
                account.available.0 >= 0 || house::is_source(local),
                "{}: available {} is below zero",
                self.account_id(local),
                account.available
            );
        }
        ensure!(sum == 0, "cash of all accounts sums to {sum}, not zero");
        let cash_of = |local| if self.accounts.locals().contains(&local) { self.accounts[local].available.0 } else { 0 };
        let paid_in = -(cash_of(house::BANK_CLEARING) + cash_of(house::GRANT));
        ensure!(paid_in == self.totals.cash.0, "cash paid in is {paid_in}, its total says {}", self.totals.cash);
        let escrow: i64 = self.jobs.values().filter_map(|job| job.distribution.as_ref()).map(|distribution| distribution.left.0).sum();
        let raised: i64 = self.assets.values().map(|asset| asset.stage.in_escrow().0).sum();
        let offered = cash_of(house::OFFERING_ESCROW);
        ensure!(offered == raised, "offering escrow holds {offered}, offerings have raised {raised} that is not released");
        let held = cash_of(house::DISTRIBUTION_ESCROW);
        ensure!(held == escrow, "distribution escrow holds {held}, its jobs have {escrow} left");
        Ok(())
    }

    fn check_offerings(&self) -> Result<(), Violation> {
        for (i, asset) in &self.assets {
            let code = &self.instrument(*i).listing.code;
            let Stage::Offered(offering) = &asset.stage else { continue };
            let subscribed: i64 = offering.subscriptions.values().map(|subscription| subscription.quantity.0).sum();
            ensure!(subscribed == offering.subscribed.0, "{code}: {subscribed} units are subscribed, {} are counted", offering.subscribed);
            let all = subscribed + offering.allotted.0;
            ensure!(all <= asset.offered_units.0, "{code}: {all} of {} units are subscribed or allotted", asset.offered_units);
            ensure!(self.instrument(*i).issued == offering.allotted, "{code}: units were issued beside its offering");
        }
        Ok(())
    }

    fn check_orders(&self) -> Result<(), Violation> {
        let mut seen = 0;
        for local in self.accounts.locals() {
            let mut cash_held = self
                .withdrawals
                .values()
                .filter(|withdrawal| withdrawal.account == local)
                .map(|withdrawal| withdrawal.amount.0)
                .sum::<i64>();
            cash_held += self.subscriptions_of(local).map(|subscription| subscription.amount.0).sum::<i64>();
            let account = &self.accounts[local];
            let (mut slot, mut count, mut newer) = (account.first_order, 0, u64::MAX);
            while slot != 0 {
                let order = &self.orders[slot];
                ensure!(order.account == local, "order {} is in the list of account {local}, not {}", order.id, order.account);
                ensure!(order.id < newer, "orders of account {local} are out of order");
                ensure!(order.rest > 0, "order {} has a rest of {}", order.id, order.rest);
                ensure!(self.orders.find(self.orders.id(slot)) == Some(slot), "order {} is not found", order.id);
                ensure!(
                    (order.entry() == Entry::Taking) == (self.taking == order.id),
                    "order {} and the taking order {} disagree",
                    order.id,
                    self.taking
                );
                ensure!(
                    (order.entry() == Entry::Waiting) == self.triggers.contains_key(&order.id),
                    "order {} and its trigger disagree",
                    order.id
                );
                match order.side() {
                    Side::Buy => ensure!(order.hold.0 > 0, "buy order {} holds {}", order.id, order.hold),
                    Side::Sell => ensure!(order.hold == Won::ZERO, "sell order {} holds {} won", order.id, order.hold),
                }
                cash_held += order.hold.0;
                newer = order.id;
                count += 1;
                slot = order.next_of_account;
            }
            ensure!(count == account.open_orders, "account {local} says {} open orders, has {count}", account.open_orders);
            ensure!(
                cash_held == account.held.0,
                "account {local} holds {}, its orders, withdrawals and subscriptions {cash_held}",
                account.held
            );
            seen += u32::from(count);
        }
        ensure!(seen == self.orders.live(), "{seen} orders are in lists, {} are live", self.orders.live());
        Ok(())
    }

    fn check_holdings(&self) -> Result<(), Violation> {
        let mut units = vec![0i128; self.instruments.len() + 1];
        let mut seen = 0;
        for local in self.accounts.locals() {
            let (mut slot, mut count) = (self.accounts[local].first_holding, 0u16);
            while slot != 0 {
                let holding = &self.holdings[slot];
                let (mut held, mut open) = (Quantity::ZERO, 0);
                let mut order = self.accounts[local].first_order;
                while order != 0 {
                    if self.orders[order].holding == slot {
                        held += self.orders[order].held_units();
                        open += 1;
                    }
                    order = self.orders[order].next_of_account;
                }
                open += u16::from(self.is_subscribed(holding.instrument, local));
                ensure!(holding.account == local, "holding {slot} is in the list of account {local}, not {}", holding.account);
                ensure!(
                    self.holdings.find(&self.accounts, local, holding.instrument) == slot,
                    "holding {slot} of account {local} is not found"
                );
                ensure!(holding.available.0 >= 0 && holding.cost.0 >= 0, "holding of account {local}: {holding:?} is below zero");
                ensure!(holding.held == held, "holding of account {local} holds {}, its orders {held}", holding.held);
                ensure!(holding.open_orders == open, "holding of account {local} says {} open orders, has {open}", holding.open_orders);
                ensure!(holding.units() > Quantity::ZERO || holding.cost == Won::ZERO, "account {local} has a cost without units");
                units[usize::from(holding.instrument)] += i128::from(holding.units().0);
                count += 1;
                slot = holding.next;
            }
            let stated = self.accounts[local].holdings;
            ensure!(count == stated, "account {local} says {stated} holdings, has {count}");
            seen += u32::from(count);
        }
        ensure!(seen == self.holdings.live(), "{seen} holdings are in lists, {} are live", self.holdings.live());
        for instrument in self.instruments.iter() {
            let held = units[usize::from(instrument.local())];
            ensure!(
                held == i128::from(instrument.issued.0),
                "{}: holdings sum to {held}, issued are {}",
                instrument.listing.code,
                instrument.issued
            );
            ensure!(
                instrument.issued <= instrument.listing.registered_supply,
                "{}: more is issued than registered",
                instrument.listing.code
            );
        }
        Ok(())
    }

    fn check_book(&self, i: u16) -> Result<(), Violation> {
        let instrument = self.instrument(i);
        let code = &instrument.listing.code;
        let mut resting = 0;
        for side in [Side::Buy, Side::Sell] {
            let ladder = instrument.ladder(side);
            let mut level = ladder.best();
            while level != NONE {
                let (mut slot, mut previous, mut sum) = (ladder.level(level).head, 0, 0);
                ensure!(slot != 0, "{code}: level {level} is marked and empty");
                while slot != 0 {
                    let order = &self.orders[slot];
                    ensure!(order.instrument == i && order.side() == side, "{code}: order {} stands in another book", order.id);
                    ensure!(
                        order.entry() == Entry::Resting && instrument.level_of(order) == level,
                        "{code}: order {} stands at the wrong level",
                        order.id
                    );
                    ensure!(order.previous == previous, "{code}: the queue before order {} is broken", order.id);
                    sum += order.rest;
                    resting += 1;
                    previous = slot;
                    slot = order.next;
                }
                ensure!(ladder.level(level).tail == previous, "{code}: level {level} ends elsewhere");
                ensure!(ladder.level(level).quantity == sum, "{code}: level {level} says {}, has {sum}", ladder.level(level).quantity);
                let behind = ladder.behind(level);
                ensure!(behind == NONE || (side == Side::Buy) == (behind < level), "{code}: levels are out of order");
                level = behind;
            }
        }
        let (bid, ask) = (instrument.bids.best(), instrument.asks.best());
        let crossed = bid != NONE && ask != NONE && bid >= ask;
        let may_cross =
            is_calling(instrument.session) || instrument.session == SessionState::Uncrossing || instrument.halted || instrument.delisted;
        ensure!(!crossed || may_cross, "{code}: the book is crossed in {}", instrument.session.name());
        let waiting = self
            .triggers
            .keys()
            .filter(|&&id| self.orders.find(protocol::OrderId::new(self.home, id)).is_some_and(|slot| self.orders[slot].instrument == i))
            .count();
        let taking = self.orders.find(protocol::OrderId::new(self.home, self.taking)).is_some_and(|slot| self.orders[slot].instrument == i);
        let open = resting + waiting as u32 + u32::from(taking);
        ensure!(open == instrument.open_orders, "{code}: says {} open orders, has {open}", instrument.open_orders);
        Ok(())
    }
}
