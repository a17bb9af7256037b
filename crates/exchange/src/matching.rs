//! Matching in continuous trading: an order trades with the best of the other side, price by price and first come first served.

use crate::exchange::Exchange;
use crate::instrument::Instrument;
use crate::ladder::NONE;
use crate::orders::Order;
use crate::place_order::{affordable, buy_hold};
use crate::settle::Party;
use crate::tax::tax_of_sale;
use money::{Accrual, Price, Quantity, Won};
use protocol::event::{Aggressor, CancelReason, Fill, OrderRested, OrdersDecremented, VolatilityInterrupted};
use protocol::ids::PolicyVersion;
use protocol::policy::Tax;
use protocol::{Event, Header, OrderId, Reason, Rejection, SelfTradePrevention, Side, TimeInForce};

/// Why an order stops trading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// It has traded in full, and is gone.
    Filled,
    /// Nobody is left on the other side within its limit.
    NobodyLeft,
    /// The next price lies at or beyond the volatility trigger.
    Trigger,
    /// It met an order of its own owner, and the incoming one gives way.
    OwnOrder,
    /// What is left is worth less than a won.
    Dust,
    /// What is left of the amount buys no lot.
    AmountSpent,
    /// The record is full; it goes on in the next step.
    RecordFull,
}

impl Exchange {
    /// `ContinueOrder`: the next fills of an order that met more than one record's.
    pub(crate) fn continue_order(&mut self, header: &Header, order: OrderId, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let slot = self.orders.find(order).filter(|_| self.taking == order.local()).ok_or(Reason::NothingToContinue)?;
        self.take(header, slot, &mut { crate::exchange::limits::FILLS_PER_RECORD }, out);
        Ok(())
    }

    /// Lets a taking order trade, and decides what becomes of the rest. `fills_left` is what the record has room for.
    pub(crate) fn take(&mut self, header: &Header, taker: u32, fills_left: &mut u32, out: &mut Vec<Event>) {
        let stop = self.trade(taker, fills_left, out);
        if stop == Stop::Trigger {
            self.interrupt(header, self.orders[taker].instrument, out);
        }
        let reason = match stop {
            Stop::Filled | Stop::RecordFull => return,
            Stop::NobodyLeft | Stop::Trigger => match self.orders[taker].time_in_force() {
                TimeInForce::Gtc | TimeInForce::Day | TimeInForce::PostOnly => {
                    let order = self.orders.id(taker);
                    self.rest(taker);
                    return out.push(Event::OrderRested(OrderRested { order }));
                }
                TimeInForce::Ioc | TimeInForce::Fok if stop == Stop::Trigger => CancelReason::Interrupted,
                TimeInForce::Ioc | TimeInForce::Fok => CancelReason::Immediate,
            },
            Stop::OwnOrder => CancelReason::SelfTrade,
            Stop::Dust => CancelReason::Dust,
            Stop::AmountSpent => CancelReason::AmountSpent,
        };
        self.cancel(taker, reason, out);
    }

    #[inline(always)]
    fn trade(&mut self, taker: u32, fills_left: &mut u32, out: &mut Vec<Event>) -> Stop {
        let (i, side, limit, account) = {
            let order = &self.orders[taker];
            (order.instrument, order.side(), order.limit, order.account)
        };
        let owner = self.accounts[account].first_of_owner;
        loop {
            let instrument = &self.instruments[i];
            let opposite = instrument.ladder(side.opposite());
            let best = opposite.best();
            if best == NONE {
                return Stop::NobodyLeft;
            }
            let price = instrument.price_of(best);
            if is_beyond(side, price, limit) {
                return Stop::NobodyLeft;
            }
            if instrument.is_triggered(side, price) {
                return Stop::Trigger;
            }
            let maker = opposite.level(best).head;
            self.prefetch_next(maker);
            if self.accounts[self.orders[maker].account].first_of_owner == owner {
                match self.meet_own_order(taker, maker, out) {
                    Some(stop) => return stop,
                    None => continue,
                }
            }
            let (ours, theirs) = (&self.orders[taker], &self.orders[maker]);
            let mine = instrument.quantity_at(ours, price);
            if mine == Quantity::ZERO {
                return Stop::AmountSpent;
            }
            let quantity = Quantity(mine.0.min(theirs.rest));
            let value = instrument.scale.value(price, quantity).expect("listing bounds price × quantity");
            if value == Won::ZERO {
                if ours.is_by_amount() || mine.0 <= theirs.rest {
                    return Stop::Dust;
                }
                self.cancel(maker, CancelReason::Dust, out);
                continue;
            }
            if *fills_left == 0 {
                return Stop::RecordFull;
            }
            *fills_left -= 1;
            let (buy, sell, aggressor) = match side {
                Side::Buy => (taker, maker, Aggressor::Buy),
                Side::Sell => (maker, taker, Aggressor::Sell),
            };
            let fill = self.price_fill(buy, sell, aggressor, price, quantity, value);
            let filled = is_filled_by(&self.orders[taker], &fill);
            let (taker, maker) = (Party { slot: taker, level: None }, Party { slot: maker, level: Some(best) });
            match side {
                Side::Buy => self.settle(taker, maker, &fill),
                Side::Sell => self.settle(maker, taker, &fill),
            }
            out.push(Event::Fill(fill));
            if filled {
                return Stop::Filled;
            }
        }
    }

    #[inline(always)]
    fn prefetch_next(&self, maker: u32) {
        let next = &self.orders[self.orders[maker].next];
        self.orders.prefetch_slot(next.next);
        self.orders.prefetch_place(next.id);
        self.accounts.prefetch(next.account);
        self.holdings.prefetch_slot(next.holding);
    }

    /// Works out every amount of a fill: fees by role, what the buyer no longer needs held, the seller's cost and tax.
    #[inline(always)]
    pub(crate) fn price_fill(&self, buy: u32, sell: u32, aggressor: Aggressor, price: Price, quantity: Quantity, value: Won) -> Fill {
        let (buyer, seller) = (&self.orders[buy], &self.orders[sell]);
        let instrument = &self.instruments[buyer.instrument];
        let buyer_rates = self.policies.fees(PolicyVersion(u32::from(buyer.fees)));
        let seller_rates = self.policies.fees(PolicyVersion(u32::from(seller.fees)));
        let buyer_rate = if aggressor == Aggressor::Sell { buyer_rates.maker } else { buyer_rates.taker };
        let seller_rate = if aggressor == Aggressor::Buy { seller_rates.maker } else { seller_rates.taker };
        let (buyer_fee, buyer_accrual) = buyer_rate.accrue(value, buyer.accrual);
        let (seller_fee, seller_accrual) = seller_rate.accrue(value, seller.accrual);
        let needed = instrument.hold_for_rest(buyer, quantity, value, buyer_rates.maker.max(buyer_rates.taker), buyer_accrual);
        let released = buyer.hold - value - buyer_fee - needed;

        let sold = &self.holdings[seller.holding];
        let cost_removed = share_of_cost(sold.cost, quantity, sold.units());
        let tax = match self.policies.withholding(instrument.rules.withholding) {
            None => Tax::default(),
            Some(rule) => {
                let same_day = sold.day == instrument.day;
                let (before, taxed) = if same_day { (sold.day_profit, sold.taxed_profit) } else { (Won::ZERO, Won::ZERO) };
                let proceeds = value - seller_fee;
                tax_of_sale(before + proceeds - cost_removed, taxed, proceeds, rule)
            }
        };
        Fill {
            buy: self.orders.id(buy),
            sell: self.orders.id(sell),
            aggressor,
            price,
            quantity,
            value,
            buyer_fee,
            seller_fee,
            buyer_accrual,
            seller_accrual,
            released,
            cost_removed,
            income_tax: tax.income,
            local_tax: tax.local,
        }
    }

    /// Applies the incoming order's self-trade prevention. `None`: the resting order is out of the way.
    #[cold]
    fn meet_own_order(&mut self, taker: u32, maker: u32, out: &mut Vec<Event>) -> Option<Stop> {
        let order = &self.orders[taker];
        match order.prevention() {
            SelfTradePrevention::CancelOldest => {
                self.cancel(maker, CancelReason::SelfTrade, out);
                None
            }
            SelfTradePrevention::Decrement if !order.is_by_amount() => {
                let decremented = self.price_decrement(taker, maker);
                let filled = decremented.taker_rest == order.rest;
                self.decrement(taker, maker, &decremented);
                out.push(Event::OrdersDecremented(decremented));
                filled.then_some(Stop::Filled)
            }
            SelfTradePrevention::Decrement | SelfTradePrevention::CancelNewest => Some(Stop::OwnOrder),
        }
    }

    fn price_decrement(&self, taker: u32, maker: u32) -> OrdersDecremented {
        let (ours, theirs) = (&self.orders[taker], &self.orders[maker]);
        let quantity = Quantity(ours.rest.min(theirs.rest));
        let buyer = if ours.side() == Side::Buy { ours } else { theirs };
        let instrument = &self.instruments[buyer.instrument];
        let rates = self.policies.fees(PolicyVersion(u32::from(buyer.fees)));
        let needed = instrument.hold_for_rest(buyer, quantity, Won::ZERO, rates.maker.max(rates.taker), buyer.accrual);
        OrdersDecremented {
            taker: self.orders.id(taker),
            maker: self.orders.id(maker),
            quantity,
            released: buyer.hold - needed,
            taker_rest: quantity.0,
        }
    }

    /// Stops matching and calls an auction.
    #[cold]
    fn interrupt(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) {
        let instrument = self.instrument(i);
        let seconds = self.policies.volatility(instrument.rules.volatility).map_or(0, |rule| rule.auction_s);
        let interrupted = VolatilityInterrupted { instrument: instrument.id, until: header.at.plus_seconds(i64::from(seconds)) };
        self.emit(header, interrupted, out);
    }
}

impl Instrument {
    /// What an order can trade at a price: its rest, or for a buy by amount the lots that the rest of the amount buys.
    #[inline(always)]
    fn quantity_at(&self, order: &Order, price: Price) -> Quantity {
        if order.is_by_amount() { affordable(self.scale, self.listing.lot, Won(order.rest), price) } else { Quantity(order.rest) }
    }

    /// What a buy still has to hold when `quantity` for `value` is off its rest.
    #[inline(always)]
    fn hold_for_rest(&self, order: &Order, quantity: Quantity, value: Won, rate: money::Bps, accrual: Accrual) -> Won {
        let rest = order.rest - if order.is_by_amount() { value.0 } else { quantity.0 };
        if rest == 0 {
            return Won::ZERO;
        }
        let open = if order.is_by_amount() {
            Won(rest)
        } else {
            self.scale.value(order.limit, Quantity(rest)).expect("listing bounds price × quantity")
        };
        buy_hold(open, rate, accrual)
    }

    /// Whether matching stops before this price.
    #[inline(always)]
    pub(crate) fn is_triggered(&self, side: Side, price: Price) -> bool {
        match side {
            Side::Buy => price >= self.upper_trigger,
            Side::Sell => price <= self.lower_trigger,
        }
    }
}

/// Whether a price of the other side is worse than the limit.
#[inline(always)]
pub(crate) fn is_beyond(side: Side, price: Price, limit: Price) -> bool {
    match side {
        Side::Buy => price > limit,
        Side::Sell => price < limit,
    }
}

#[inline(always)]
fn is_filled_by(order: &Order, fill: &Fill) -> bool {
    order.rest == if order.is_by_amount() { fill.value.0 } else { fill.quantity.0 }
}

/// The cost that leaves a holding with `quantity` of its `units`: floor(cost × quantity ÷ units), all of it with the last unit.
#[inline(always)]
fn share_of_cost(cost: Won, quantity: Quantity, units: Quantity) -> Won {
    if quantity == units {
        return cost;
    }
    match cost.0.checked_mul(quantity.0) {
        Some(product) => Won(product / units.0),
        None => Won((i128::from(cost.0) * i128::from(quantity.0) / i128::from(units.0)) as i64),
    }
}
