//! `AmendOrder`: another price, another total quantity, or both.

use crate::exchange::{Exchange, limits};
use crate::orders::Shape;
use crate::place_order::{buy_hold, check_price, check_quantity};
use money::{Quantity, Won};
use protocol::command::AmendOrder;
use protocol::event::{Entry, OrderAmended, QueueChange};
use protocol::ids::PolicyVersion;
use protocol::policy::SessionState;
use protocol::{Event, Header, Reason, Rejection, Side, TimeInForce};

impl Exchange {
    pub(crate) fn amend_order(&mut self, header: &Header, amend: &AmendOrder, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let slot = self.own_order(amend.account, amend.order)?;
        let order = &self.orders[slot];
        let (i, side, account) = (order.instrument, order.side(), order.account);
        let instrument = self.instrument(i);
        let waits = order.entry() == Entry::Waiting;
        match instrument.session {
            SessionState::Delisted => return Err(Reason::InstrumentDelisted.into()),
            SessionState::Halted => return Err(Reason::InstrumentHalted.into()),
            SessionState::Uncrossing => return Err(Reason::AuctionUncrossing.into()),
            SessionState::Closed => return Err(Reason::SessionClosed.under(instrument.rules.calendar)),
            _ => {}
        }
        if order.entry() == Entry::Taking || order.is_by_amount() || order.shape() == Shape::Market {
            return Err(Reason::OrderNotAmendable.into());
        }
        let total = self.orders.total(slot);
        let (limit, quantity) = (amend.price.unwrap_or(order.limit), amend.quantity.unwrap_or(Quantity(total)));
        if limit == order.limit && quantity.0 == total {
            return Err(Reason::NothingToAmend.into());
        }
        check_quantity(instrument, quantity)?;
        let level = check_price(instrument, limit)?;
        let rest = quantity.0 - (total - order.rest);
        if rest <= 0 {
            return Err(Reason::AmendBelowTraded.into());
        }
        let keeps_place = limit == order.limit && quantity.0 < total;
        let crosses = !waits && !keeps_place && !instrument.is_calling() && instrument.crosses(side, level);
        if crosses && order.time_in_force() == TimeInForce::PostOnly {
            return Err(Reason::WouldTrade.into());
        }
        let hold = match side {
            Side::Sell => {
                if self.holdings[order.holding].available.0 < rest - order.rest {
                    return Err(Reason::InsufficientUnits.into());
                }
                Won::ZERO
            }
            Side::Buy => {
                let value = instrument.scale.value(limit, Quantity(rest)).ok_or(Reason::QuantityTooLarge)?;
                let hold = buy_hold(value, self.higher_fee(PolicyVersion(u32::from(order.fees))), order.accrual);
                if self.accounts[account].available < hold - order.hold {
                    return Err(Reason::InsufficientCash.into());
                }
                hold
            }
        };
        // After this point it must succeed.
        let entry = if waits {
            Entry::Waiting
        } else if crosses {
            Entry::Taking
        } else {
            Entry::Resting
        };
        let queue = if keeps_place { QueueChange::Kept } else { QueueChange::Lost };
        let amended = OrderAmended { order: amend.order, limit, quantity, rest: Quantity(rest), hold, queue, entry };
        self.change_order(slot, &amended);
        out.push(Event::OrderAmended(amended));
        if entry == Entry::Taking {
            self.take(header, slot, &mut { limits::FILLS_PER_RECORD }, out);
        }
        Ok(())
    }

    /// What `OrderAmended` changes.
    pub(crate) fn change_order(&mut self, slot: u32, amended: &OrderAmended) {
        let order = &self.orders[slot];
        let (i, side, before) = (order.instrument, order.side(), order.rest);
        let rests = order.entry() == Entry::Resting;
        if rests && amended.queue == QueueChange::Lost {
            self.leave_queue(slot);
        } else if rests {
            let instrument = &mut self.instruments[i];
            let level = instrument.level_of(&self.orders[slot]);
            instrument.ladder_mut(side).reduce(level, before - amended.rest.0);
        }
        let order = &mut self.orders[slot];
        let more_held = amended.hold - order.hold;
        order.limit = amended.limit;
        order.rest = amended.rest.0;
        order.hold = amended.hold;
        match side {
            Side::Buy => {
                let account = &mut self.accounts[order.account];
                account.available -= more_held;
                account.held += more_held;
            }
            Side::Sell => {
                let holding = &mut self.holdings[order.holding];
                let more = amended.rest - Quantity(before);
                holding.available -= more;
                holding.held += more;
            }
        }
        self.orders.set_total(slot, amended.quantity.0);
        if rests && amended.queue == QueueChange::Lost {
            match amended.entry {
                Entry::Taking => {
                    self.orders[slot].set_entry(Entry::Taking);
                    self.taking = self.orders[slot].id;
                }
                Entry::Resting | Entry::Waiting => self.rest(slot),
            }
        }
    }
}
