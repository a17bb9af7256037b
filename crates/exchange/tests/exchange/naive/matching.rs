//! Trades: an incoming order against the best of the other side, one by one.

use super::Model;
use super::people::{FEES, TAX};
use super::rules::{crosses, fee, hold, lots_for, tax, trips, value};
use super::state::Order;
use money::{Accrual, Price, Quantity, Won};
use protocol::event::*;
use protocol::order::{SelfTradePrevention, Side, TimeInForce};
use protocol::time::Time;

/// Why an incoming order trades no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Whole,
    NothingLeft,
    Interrupted,
    SelfTrade,
    Dust,
    AmountSpent,
    RecordFull,
}

/// Who pays which rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roles {
    Taker(Side),
    Auction,
}

impl Model {
    /// An order that has just been accepted trades, or is cancelled because it cannot trade whole.
    pub(super) fn take_at_once(&mut self, index: usize, order: Order, events: &mut Vec<Event>) {
        if order.time_in_force == TimeInForce::Fok && !self.fills_whole(index, &order) {
            let event = self.end_order(index, &order, CancelReason::NotFilledWhole);
            events.push(event);
            return;
        }
        self.take(index, order, events);
    }

    /// Matches until something stops it, and does with the rest what its time in force asks for.
    pub(super) fn take(&mut self, index: usize, mut order: Order, events: &mut Vec<Event>) {
        let stop = self.match_order(index, &mut order, events);
        self.interrupt(index, stop, events);
        let stands = matches!(order.time_in_force, TimeInForce::Gtc | TimeInForce::Day | TimeInForce::PostOnly);
        let reason = match stop {
            Stop::RecordFull => {
                self.unfinished = Some((index, order));
                return;
            }
            Stop::Whole => {
                self.accounts[order.account].open_orders -= 1;
                return;
            }
            Stop::SelfTrade => CancelReason::SelfTrade,
            Stop::Dust => CancelReason::Dust,
            Stop::AmountSpent => CancelReason::AmountSpent,
            Stop::NothingLeft | Stop::Interrupted if stands => {
                events.push(OrderRested { order: order.id }.into());
                self.instruments[index].insert(order);
                return;
            }
            Stop::NothingLeft => CancelReason::Immediate,
            Stop::Interrupted => CancelReason::Interrupted,
        };
        let event = self.end_order(index, &order, reason);
        events.push(event);
    }

    fn interrupt(&mut self, index: usize, stop: Stop, events: &mut Vec<Event>) {
        if stop != Stop::Interrupted {
            return;
        }
        let instrument = &mut self.instruments[index];
        let seconds = instrument.volatility.as_ref().expect("only an instrument with the rule is interrupted").auction_s;
        let until = Time(self.at.0 + i64::from(seconds) * 1_000_000);
        instrument.interrupted_until = Some(until);
        events.push(VolatilityInterrupted { instrument: instrument.id, until }.into());
    }

    fn match_order(&mut self, index: usize, order: &mut Order, events: &mut Vec<Event>) -> Stop {
        loop {
            if order.rest == 0 {
                return Stop::Whole;
            }
            let instrument = &self.instruments[index];
            let Some(maker) = instrument.book(order.side.opposite()).first() else { return Stop::NothingLeft };
            let (price, maker_rest, maker_id) = (maker.limit, maker.rest, maker.id);
            if !crosses(order.side, order.limit, price) {
                return Stop::NothingLeft;
            }
            if trips(instrument, order.side, price) {
                return Stop::Interrupted;
            }
            if maker.owner == order.owner {
                match order.prevention {
                    SelfTradePrevention::CancelOldest => {
                        self.cancel_maker(index, order.side.opposite(), CancelReason::SelfTrade, events);
                        continue;
                    }
                    SelfTradePrevention::Decrement if !order.by_amount() => {
                        self.decrement(index, order, events);
                        continue;
                    }
                    _ => return Stop::SelfTrade,
                }
            }
            let instrument = &self.instruments[index];
            let wanted = if order.by_amount() { lots_for(instrument, order.rest, price) } else { order.rest };
            if wanted == 0 {
                return Stop::AmountSpent;
            }
            let quantity = wanted.min(maker_rest);
            if value(instrument, price, quantity) == 0 {
                if order.by_amount() || order.rest <= maker_rest {
                    return Stop::Dust;
                }
                self.cancel_maker(index, order.side.opposite(), CancelReason::Dust, events);
                continue;
            }
            if self.fills_left == 0 {
                return Stop::RecordFull;
            }
            self.fills_left -= 1;
            let place = self.instruments[index].book(order.side.opposite()).iter().position(|other| other.id == maker_id);
            let mut maker = self.instruments[index].book_mut(order.side.opposite()).remove(place.expect("it is the first"));
            let roles = Roles::Taker(order.side);
            let fill = match order.side {
                Side::Buy => self.trade(index, order, &mut maker, price, quantity, roles),
                Side::Sell => self.trade(index, &mut maker, order, price, quantity, roles),
            };
            events.push(fill.into());
            self.put_back(index, maker, place.unwrap_or(0));
        }
    }

    /// An order that traded as the passive side returns to its place, or is done.
    pub(super) fn put_back(&mut self, index: usize, maker: Order, place: usize) {
        if maker.rest == 0 {
            self.accounts[maker.account].open_orders -= 1;
        } else {
            self.instruments[index].book_mut(maker.side).insert(place, maker);
        }
    }

    pub(super) fn cancel_maker(&mut self, index: usize, side: Side, reason: CancelReason, events: &mut Vec<Event>) {
        let maker = self.instruments[index].book_mut(side).remove(0);
        let event = self.end_order(index, &maker, reason);
        events.push(event);
    }

    /// Both lose the smaller rest without a trade.
    fn decrement(&mut self, index: usize, taker: &mut Order, events: &mut Vec<Event>) {
        let mut maker = self.instruments[index].book_mut(taker.side.opposite()).remove(0);
        let quantity = taker.rest.min(maker.rest);
        // What is lost counts as gone from the total, like what has traded.
        for order in [&mut *taker, &mut maker] {
            order.rest -= quantity;
            order.gone += quantity;
        }
        let buyer = if taker.side == Side::Buy { &mut *taker } else { &mut maker };
        let left = value(&self.instruments[index], buyer.limit, buyer.rest);
        let needed = if buyer.rest == 0 { 0 } else { hold(buyer.rates, left, buyer.accrual) };
        let released = buyer.hold - needed;
        buyer.hold = needed;
        let buyer_account = buyer.account;
        self.accounts[buyer_account].held -= released;
        self.accounts[buyer_account].available += released;
        let seller_account = if taker.side == Side::Sell { taker.account } else { maker.account };
        let holding = &mut self.accounts[seller_account].holdings[index];
        holding.held -= quantity;
        holding.available += quantity;
        events.push(
            OrdersDecremented {
                taker: taker.id,
                maker: maker.id,
                quantity: Quantity(quantity),
                released: Won(released),
                taker_rest: quantity,
            }
            .into(),
        );
        self.put_back(index, maker, 0);
    }

    /// One trade: cash and units change hands.
    pub(super) fn trade(&mut self, index: usize, buy: &mut Order, sell: &mut Order, price: i64, quantity: i64, roles: Roles) -> Fill {
        let instrument = &self.instruments[index];
        let value_now = value(instrument, price, quantity);
        let (buy_rate, sell_rate, aggressor) = match roles {
            Roles::Taker(Side::Buy) => (buy.rates.taker, sell.rates.maker, Aggressor::Buy),
            Roles::Taker(Side::Sell) => (buy.rates.maker, sell.rates.taker, Aggressor::Sell),
            Roles::Auction => (buy.rates.taker, sell.rates.taker, Aggressor::Auction),
        };
        let (buyer_fee, buyer_accrual) = fee(buy_rate, value_now, buy.accrual);
        let (seller_fee, seller_accrual) = fee(sell_rate, value_now, sell.accrual);
        (buy.accrual, sell.accrual) = (buyer_accrual, seller_accrual);
        let spent = if buy.by_amount() { value_now } else { quantity };
        buy.rest -= spent;
        buy.gone += spent;
        sell.rest -= quantity;
        sell.gone += quantity;
        let value_left = if buy.by_amount() { buy.rest } else { value(instrument, buy.limit, buy.rest) };
        let needed = if buy.rest == 0 { 0 } else { hold(buy.rates, value_left, buy.accrual) };
        let released = buy.hold - value_now - buyer_fee - needed;
        assert!(released >= 0, "a hold covers what follows: {buy:?}");
        buy.hold = needed;

        let (day, rule) = (instrument.day, instrument.withholding.clone());
        let seller = &mut self.accounts[sell.account];
        let holding = &mut seller.holdings[index];
        let units = holding.available + holding.held;
        let cost_removed = (i128::from(holding.cost) * i128::from(quantity) / i128::from(units)) as i64;
        holding.cost -= cost_removed;
        holding.held -= quantity;
        if holding.profit_day != Some(day) {
            (holding.profit_day, holding.profit, holding.taxed) = (Some(day), 0, 0);
        }
        holding.profit += value_now - seller_fee - cost_removed;
        let (mut income_tax, mut local_tax) = (0, 0);
        if let Some(rule) = rule {
            // What has been taken is the tax on what has been taxed: a rule changes only between days.
            let (due, taken) = (tax(&rule, holding.profit), tax(&rule, holding.taxed));
            (income_tax, local_tax) = ((due.0 - taken.0).max(0), (due.1 - taken.1).max(0));
            // A later sale of the day pays what this one cannot.
            if income_tax + local_tax > value_now - seller_fee {
                (income_tax, local_tax) = (0, 0);
            }
            if income_tax + local_tax > 0 {
                holding.taxed = holding.profit;
            }
        }
        seller.available += value_now - seller_fee - income_tax - local_tax;
        let buyer = &mut self.accounts[buy.account];
        buyer.held -= value_now + buyer_fee + released;
        buyer.available += released;
        buyer.holdings[index].available += quantity;
        buyer.holdings[index].cost += value_now + buyer_fee;
        self.accounts[FEES].available += buyer_fee + seller_fee;
        self.accounts[TAX].available += income_tax + local_tax;
        self.instruments[index].last = Some(price);
        Fill {
            buy: buy.id,
            sell: sell.id,
            aggressor,
            price: Price(price),
            quantity: Quantity(quantity),
            value: Won(value_now),
            buyer_fee: Won(buyer_fee),
            seller_fee: Won(seller_fee),
            buyer_accrual: Accrual(buyer_accrual as u16),
            seller_accrual: Accrual(seller_accrual as u16),
            released: Won(released),
            cost_removed: Won(cost_removed),
            income_tax: Won(income_tax),
            local_tax: Won(local_tax),
        }
    }

    /// Whether a fill-or-kill order would trade whole, by walking the book as it stands.
    fn fills_whole(&self, index: usize, order: &Order) -> bool {
        let instrument = &self.instruments[index];
        let mut rest = order.rest;
        for maker in instrument.book(order.side.opposite()) {
            if rest == 0 {
                return true;
            }
            if !crosses(order.side, order.limit, maker.limit) || trips(instrument, order.side, maker.limit) {
                return false;
            }
            if maker.owner == order.owner {
                if order.prevention == SelfTradePrevention::CancelOldest {
                    continue;
                }
                return false;
            }
            let wanted = if order.by_amount() { lots_for(instrument, rest, maker.limit) } else { rest };
            if wanted == 0 {
                // What is left of the amount buys no lot: it is spent.
                return true;
            }
            let quantity = wanted.min(maker.rest);
            let worth = value(instrument, maker.limit, quantity);
            if worth == 0 {
                if order.by_amount() || wanted <= maker.rest {
                    return false;
                }
                continue;
            }
            rest -= if order.by_amount() { worth } else { quantity };
        }
        rest == 0
    }
}
