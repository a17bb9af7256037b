//! What the events of an order's life change: resting, filling, ending. Everything here takes resolved places, so that the hot path looks nothing up
//! twice; `apply` resolves and calls the same functions.

use crate::accounts::house;
use crate::exchange::Exchange;
use crate::fire_triggered::Trigger;
use crate::ladder::LevelNumber;
use money::{Quantity, Won};
use protocol::event::{CancelReason, Entry, Fill, OrderCancelled, OrdersDecremented};
use protocol::ids::PolicyVersion;
use protocol::{Event, OrderKind, Side};

/// An order of a fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Party {
    pub(crate) slot: u32,
    /// Where it stands in the book; `None` for the one that takes.
    pub(crate) level: Option<LevelNumber>,
}

impl Exchange {
    #[inline(always)]
    pub(crate) fn party(&self, slot: u32) -> Party {
        let order = &self.orders[slot];
        let level = match order.entry() {
            Entry::Resting => Some(self.instruments[order.instrument].level_of(order)),
            Entry::Taking | Entry::Waiting => None,
        };
        Party { slot, level }
    }

    /// An order that took or waited joins the end of its price's queue.
    pub(crate) fn rest(&mut self, slot: u32) {
        let order = &mut self.orders[slot];
        order.set_entry(Entry::Resting);
        if self.taking == order.id {
            self.taking = 0;
        }
        self.join_queue(slot);
    }

    /// A resting order joins the end of its price's queue.
    pub(crate) fn join_queue(&mut self, slot: u32) {
        let order = &self.orders[slot];
        let (side, instrument) = (order.side(), &mut self.instruments[order.instrument]);
        let level = instrument.level_of(order);
        instrument.join_queue(&mut self.orders, slot, side, level);
    }

    /// An order waits outside the book.
    #[cold]
    pub(crate) fn wait(&mut self, slot: u32, kind: OrderKind) {
        let (id, i, side) = {
            let order = &self.orders[slot];
            (order.id, order.instrument, order.side())
        };
        let trigger = match kind {
            OrderKind::StopLimit { stop, .. } => Trigger::Stop(stop),
            OrderKind::Reserved { until, .. } => Trigger::Reserved(until),
            OrderKind::Limit { .. } | OrderKind::Market | OrderKind::Best => unreachable!("only stop and reserved orders wait"),
        };
        self.triggers.insert(id, trigger);
        self.add_waiting(id, i, side, trigger);
    }

    /// The exchange of cash and units between two orders.
    #[inline(always)]
    pub(crate) fn settle(&mut self, buy: Party, sell: Party, fill: &Fill) {
        let i = self.orders[buy.slot].instrument;
        let (instrument, accounts, holdings, orders) = (&mut self.instruments[i], &mut self.accounts, &mut self.holdings, &mut self.orders);
        let epoch = instrument.epoch;

        let order = &mut orders[buy.slot];
        let spent = fill.value + fill.buyer_fee;
        order.rest -= if order.is_by_amount() { fill.value.0 } else { fill.quantity.0 };
        order.hold -= spent + fill.released;
        order.accrual = fill.buyer_accrual;
        assert!(order.rest >= 0 && order.hold.0 >= 0 && fill.released.0 >= 0, "a fill takes no more than the order has and holds");
        let buyer_done = order.rest == 0;
        let buyer = &mut accounts[order.account];
        buyer.held -= spent + fill.released;
        buyer.available += fill.released;
        debug_assert!(buyer.held.0 >= 0);
        let bought = &mut holdings[order.holding];
        bought.before_change(epoch);
        bought.available += fill.quantity;
        bought.cost += spent;
        if let Some(level) = buy.level {
            instrument.bids.reduce(level, fill.quantity.0);
        }

        let order = &mut orders[sell.slot];
        order.rest -= fill.quantity.0;
        order.accrual = fill.seller_accrual;
        assert!(order.rest >= 0, "a fill takes no more than the order has");
        let seller_done = order.rest == 0;
        let taxes = fill.income_tax + fill.local_tax;
        accounts[order.account].available += fill.value - fill.seller_fee - taxes;
        let sold = &mut holdings[order.holding];
        sold.before_change(epoch);
        sold.held -= fill.quantity;
        sold.cost -= fill.cost_removed;
        assert!(sold.held.0 >= 0 && sold.cost.0 >= 0, "a seller's units and cost cover the fill");
        if instrument.rules.withholding != PolicyVersion(0) {
            if sold.day != instrument.day {
                sold.day = instrument.day;
                sold.day_profit = Won::ZERO;
                sold.taxed_profit = Won::ZERO;
            }
            sold.day_profit += fill.value - fill.seller_fee - fill.cost_removed;
        }
        if taxes != Won::ZERO {
            sold.taxed_profit = sold.day_profit;
            accounts[house::TAX].available += taxes;
        }
        if let Some(level) = sell.level {
            instrument.asks.reduce(level, fill.quantity.0);
        }

        accounts[house::FEES].available += fill.buyer_fee + fill.seller_fee;
        instrument.last = fill.price;
        if let Some(clearing) = &mut instrument.clearing {
            clearing.left -= fill.quantity;
        }
        if instrument.has_reached_stop() {
            self.firing.insert(i);
        } else if !self.firing.is_empty() && instrument.next_to_fire().is_none() {
            // An earlier trade of the same order had reached a stop, and this one has left it again.
            self.firing.remove(&i);
        }
        self.totals.trades += 1;
        self.totals.traded_value = self.totals.traded_value.wrapping_add(fill.value.0 as u64);
        if buyer_done {
            self.end(buy);
        }
        if seller_done {
            self.end(sell);
        }
    }

    /// Cancels an order for a reason.
    #[inline]
    pub(crate) fn cancel(&mut self, slot: u32, reason: CancelReason, out: &mut Vec<Event>) {
        let order = &self.orders[slot];
        let cancelled = OrderCancelled { order: self.orders.id(slot), reason, released: order.hold, rest: order.rest };
        self.end_cancelled(slot, &cancelled);
        out.push(Event::OrderCancelled(cancelled));
    }

    /// What `OrderCancelled` changes.
    #[inline(always)]
    pub(crate) fn end_cancelled(&mut self, slot: u32, cancelled: &OrderCancelled) {
        let order = &mut self.orders[slot];
        order.hold -= cancelled.released;
        // A sell holds no cash and a buy no units.
        self.accounts[order.account].release(cancelled.released);
        self.holdings[order.holding].release(Quantity(if order.side() == Side::Sell { cancelled.rest } else { 0 }));
        self.end(self.party(slot));
    }

    /// What `OrdersDecremented` changes.
    #[cold]
    pub(crate) fn decrement(&mut self, taker: u32, maker: u32, event: &OrdersDecremented) {
        for (slot, rest) in [(taker, event.taker_rest), (maker, event.quantity.0)] {
            let order = &mut self.orders[slot];
            order.rest -= rest;
            match order.side() {
                Side::Buy => {
                    order.hold -= event.released;
                    let account = order.account;
                    self.accounts[account].release(event.released);
                }
                Side::Sell => {
                    let holding = &mut self.holdings[order.holding];
                    holding.held -= event.quantity;
                    holding.available += event.quantity;
                }
            }
        }
        let order = &self.orders[maker];
        let (side, instrument) = (order.side(), &mut self.instruments[order.instrument]);
        let level = instrument.level_of(order);
        instrument.ladder_mut(side).reduce(level, event.quantity.0);
        for party in [Party { slot: taker, level: None }, Party { slot: maker, level: Some(level) }] {
            if self.orders[party.slot].rest == 0 {
                self.end(party);
            }
        }
    }

    /// Takes an order that holds nothing more out of everything.
    #[inline]
    fn end(&mut self, Party { slot, level }: Party) {
        let order = &self.orders[slot];
        debug_assert!(order.hold == Won::ZERO, "an order that ends holds nothing");
        let (holding, side, entry) = (order.holding, order.side(), order.entry());
        let instrument = &mut self.instruments[order.instrument];
        instrument.open_orders -= 1;
        match level {
            Some(level) => instrument.ladder_mut(side).unlink(&mut self.orders, slot, level),
            None if entry == Entry::Taking => self.taking = 0,
            None => self.leave_waiting(slot),
        }
        self.orders.close(&mut self.accounts, slot);
        self.holdings[holding].open_orders -= 1;
        self.holdings.free_if_empty(&mut self.accounts, holding);
    }

    /// Takes a resting order out of its queue.
    pub(crate) fn leave_queue(&mut self, slot: u32) {
        let order = &self.orders[slot];
        let (side, instrument) = (order.side(), &mut self.instruments[order.instrument]);
        let level = instrument.level_of(order);
        instrument.ladder_mut(side).unlink(&mut self.orders, slot, level);
    }
}
