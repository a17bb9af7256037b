//! What events about orders change: the orders themselves, the visible book, and the trades.

use money::{Quantity, Won};
use protocol::event::{CancelReason, Entry, Fill, OrderAmended, OrderCancelled, OrderPlaced, OrdersDecremented, QueueChange};
use protocol::ids::TradeId;
use protocol::{Header, InstrumentId, OrderId, Side, Size, Time};

use super::account::OwnFill;
use super::depth::Over;
use super::order::{Order, Stage};
use super::orders::OrderPlace;
use super::state::LiveState;

/// `None` is given where an event speaks of an order, account or level that is not there.
impl LiveState {
    pub(crate) fn place(&mut self, at: Time, placed: &OrderPlaced) -> Option<()> {
        let rest = match placed.size {
            Size::Quantity(quantity) => quantity.0,
            Size::Amount(amount) => amount.0,
        };
        let order = Order {
            id: placed.order,
            account: placed.account,
            instrument: placed.instrument,
            side: placed.side,
            kind: placed.kind,
            time_in_force: placed.time_in_force,
            size: placed.size,
            prevention: placed.prevention,
            limit: placed.limit,
            hold: placed.hold,
            rest,
            filled: Quantity::ZERO,
            filled_value: Won::ZERO,
            fee: Won::ZERO,
            tax: Won::ZERO,
            fees: placed.fees,
            stage: placed.entry.into(),
            placed_at: at,
            changed_at: at,
            client: placed.client.clone(),
        };
        if order.stage == Stage::Resting {
            self.instrument_mut(order.instrument)?.depth.add(order.side, order.limit, order.rest_quantity());
        }
        self.account_mut(order.account)?.open_orders.push(order.id);
        self.orders.insert(order);
        Some(())
    }

    pub(crate) fn enter(&mut self, at: Time, order: OrderId, entry: Entry) -> Option<()> {
        let place = self.orders.place(order)?;
        self.enter_at(at, place, entry)
    }

    fn enter_at(&mut self, at: Time, place: OrderPlace, entry: Entry) -> Option<()> {
        let order = self.orders.at_mut(place);
        order.stage = entry.into();
        order.changed_at = at;
        if order.stage == Stage::Resting {
            let (instrument, side, limit, rest) = (order.instrument, order.side, order.limit, order.rest_quantity());
            self.instrument_mut(instrument)?.depth.add(side, limit, rest);
        }
        Some(())
    }

    pub(crate) fn rest(&mut self, at: Time, order: OrderId) -> Option<()> {
        self.enter(at, order, Entry::Resting)
    }

    pub(crate) fn cancel(&mut self, at: Time, cancelled: &OrderCancelled) -> Option<()> {
        let place = self.orders.place(cancelled.order)?;
        let rest = self.orders.at(place).rest_quantity();
        self.leave_book(place, rest, Over::Yes)?;
        let order = self.orders.at_mut(place);
        order.hold -= cancelled.released;
        order.rest = cancelled.rest;
        self.end(at, place, Stage::Cancelled(cancelled.reason))
    }

    pub(crate) fn amend(&mut self, at: Time, amended: &OrderAmended) -> Option<()> {
        let place = self.orders.place(amended.order)?;
        let before = self.orders.at(place);
        let (rest, was_resting) = (before.rest_quantity(), before.stage == Stage::Resting);
        self.leave_book(place, rest, Over::Yes)?;
        let order = self.orders.at_mut(place);
        order.limit = amended.limit;
        order.kind = at_price(order.kind, amended.limit);
        order.size = Size::Quantity(amended.quantity);
        order.rest = amended.rest.0;
        order.hold = amended.hold;
        order.changed_at = at;
        // A waiting order stays so; one that keeps its place does not leave the book.
        match (was_resting, amended.queue) {
            (false, _) => Some(()),
            (true, QueueChange::Kept) => self.enter_at(at, place, Entry::Resting),
            (true, QueueChange::Lost) => self.enter_at(at, place, amended.entry),
        }
    }

    pub(crate) fn decrement(&mut self, at: Time, decremented: &OrdersDecremented) -> Option<()> {
        for (id, by) in [(decremented.taker, decremented.taker_rest), (decremented.maker, decremented.quantity.0)] {
            let place = self.orders.place(id)?;
            let order = self.orders.at_mut(place);
            order.rest -= by;
            order.changed_at = at;
            if order.side == Side::Buy {
                order.hold -= decremented.released;
            }
            let is_over = order.rest == 0;
            self.leave_book(place, decremented.quantity, if is_over { Over::Yes } else { Over::No })?;
            if is_over {
                self.end(at, place, Stage::Cancelled(CancelReason::SelfTrade))?;
            }
        }
        Some(())
    }

    /// `number` counts the fills of the record.
    pub(crate) fn fill(&mut self, header: &Header, fill: &Fill, number: usize) -> Option<()> {
        let trade = TradeId::new(header.seq, number);
        self.fill_side(header.at, trade, fill, Side::Buy)?;
        let instrument = self.fill_side(header.at, trade, fill, Side::Sell)?;
        self.instrument_mut(instrument)?.add_trade(trade, header.at, fill);
        Some(())
    }

    /// Gives the instrument.
    fn fill_side(&mut self, at: Time, trade: TradeId, fill: &Fill, side: Side) -> Option<InstrumentId> {
        let (id, fee, tax) = match side {
            Side::Buy => (fill.buy, fill.buyer_fee, Won::ZERO),
            Side::Sell => (fill.sell, fill.seller_fee, fill.income_tax + fill.local_tax),
        };
        let place = self.orders.place(id)?;
        let order = self.orders.at_mut(place);
        order.filled += fill.quantity;
        order.filled_value += fill.value;
        order.fee += fee;
        order.tax += tax;
        order.changed_at = at;
        order.rest -= match order.size {
            Size::Quantity(_) => fill.quantity.0,
            Size::Amount(_) => fill.value.0,
        };
        let (account_id, instrument, is_over) = (order.account, order.instrument, order.rest == 0);
        if side == Side::Buy {
            order.hold -= fill.value + fee + fill.released;
        }
        self.leave_book(place, fill.quantity, if is_over { Over::Yes } else { Over::No })?;
        let account_place = self.account_place(account_id)?;
        let account = &mut self.accounts[account_place];
        let holding = account.holding_mut(instrument);
        match side {
            Side::Buy => holding.cost += fill.value + fee,
            Side::Sell => holding.cost -= fill.cost_removed,
        }
        if holding.units.total() == 0 && holding.cost == Won::ZERO {
            account.holdings.retain(|holding| holding.instrument != instrument);
        }
        let own_fill = OwnFill {
            trade,
            order: id,
            instrument,
            side,
            aggressor: fill.aggressor,
            price: fill.price,
            quantity: fill.quantity,
            value: fill.value,
            fee,
            tax,
            at,
        };
        self.fills.of_kind_mut(account.kind).push(&mut account.fills, own_fill);
        if is_over {
            self.end(at, place, Stage::Filled)?;
        }
        Some(instrument)
    }

    /// Takes a quantity of an order out of the visible book, if it is in it.
    fn leave_book(&mut self, place: OrderPlace, quantity: Quantity, over: Over) -> Option<()> {
        let order = self.orders.at(place);
        if order.stage != Stage::Resting {
            return Some(());
        }
        let (instrument, side, limit) = (order.instrument, order.side, order.limit);
        self.instrument_mut(instrument)?.depth.take(side, limit, quantity, over)
    }

    fn end(&mut self, at: Time, place: OrderPlace, stage: Stage) -> Option<()> {
        let mut order = self.orders.remove(place);
        order.stage = stage;
        order.changed_at = at;
        let account_place = self.account_place(order.account)?;
        let account = &mut self.accounts[account_place];
        account.remove_open(order.id);
        self.ended_orders.of_kind_mut(account.kind).push(&mut account.ended_orders, order);
        Some(())
    }
}

fn at_price(kind: protocol::OrderKind, price: money::Price) -> protocol::OrderKind {
    use protocol::OrderKind::{Best, Limit, Market, Reserved, StopLimit};
    match kind {
        Limit { .. } => Limit { price },
        StopLimit { stop, .. } => StopLimit { price, stop },
        Reserved { until, .. } => Reserved { price, until },
        Market | Best => kind,
    }
}
