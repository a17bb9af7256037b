//! Placing, amending and cancelling orders: the checks, in the order in which they are made.

use super::rules::{crosses, hold, inward, lots_for, on_tick, value};
use super::state::{Instrument, Order};
use super::{Model, Outcome};
use money::{Bps, Price, Quantity, Won};
use protocol::Market;
use protocol::command::*;
use protocol::event::*;
use protocol::ids::OrderId;
use protocol::order::{OrderKind, ReservedUntil, Side, Size, TimeInForce};
use protocol::policy::SessionState;
use protocol::record::Header;
use protocol::rejection::Reason;
use protocol::time::Time;

const MOST_OPEN_ORDERS: u32 = 10_000;
const FURTHEST_RESERVED_S: i64 = 30 * 86_400;
/// How far a market order reaches from the touch where there is no band.
const PROTECTION: Bps = Bps(1_000);

/// What an accepted order does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Match,
    Rest,
    Wait,
}

/// Whether a state takes an order of this kind and time in force.
pub fn admission(state: SessionState, side: Side, kind: OrderKind, time_in_force: TimeInForce, size: Size) -> Result<Admission, Reason> {
    let standing = matches!(time_in_force, TimeInForce::Gtc | TimeInForce::Day);
    match state {
        SessionState::Delisted => return Err(Reason::InstrumentDelisted),
        SessionState::Halted => return Err(Reason::InstrumentHalted),
        SessionState::Uncrossing => return Err(Reason::AuctionUncrossing),
        SessionState::Closed if !matches!(kind, OrderKind::Reserved { .. }) => return Err(Reason::SessionClosed),
        _ => {}
    }
    if matches!(size, Size::Amount(_)) && (side == Side::Sell || !matches!(kind, OrderKind::Market | OrderKind::Best)) {
        return Err(Reason::AmountNeedsMarketBuy);
    }
    let auction = !matches!(state, SessionState::Continuous | SessionState::Closed);
    let at_once = matches!(time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
    match kind {
        OrderKind::StopLimit { .. } | OrderKind::Reserved { .. } => {
            if standing {
                Ok(Admission::Wait)
            } else {
                Err(Reason::TimeInForceNotForKind)
            }
        }
        OrderKind::Limit { .. } if !auction => Ok(Admission::Match),
        OrderKind::Limit { .. } => {
            if standing {
                Ok(Admission::Rest)
            } else {
                Err(Reason::TimeInForceNotInAuction)
            }
        }
        OrderKind::Market if auction && matches!(size, Size::Amount(_)) => Err(Reason::KindNotInAuction),
        OrderKind::Market if matches!(time_in_force, TimeInForce::Gtc | TimeInForce::PostOnly) => Err(Reason::TimeInForceNotForKind),
        OrderKind::Market if auction => {
            if at_once {
                Err(Reason::TimeInForceNotInAuction)
            } else {
                Ok(Admission::Rest)
            }
        }
        OrderKind::Market => {
            if at_once {
                Ok(Admission::Match)
            } else {
                Err(Reason::TimeInForceNotForKind)
            }
        }
        OrderKind::Best if auction => Err(Reason::KindNotInAuction),
        OrderKind::Best => {
            if at_once {
                Ok(Admission::Match)
            } else {
                Err(Reason::TimeInForceNotForKind)
            }
        }
    }
}

impl Instrument {
    /// The checks of a price that an order states.
    fn price_allowed(&self, price: i64) -> Result<(), Reason> {
        if Price(price).is_positive() && (price < self.lower || price > self.upper) {
            return Err(Reason::PriceBeyondBand);
        }
        if Price(price).is_positive() && on_tick(&self.ticks, price) { Ok(()) } else { Err(Reason::PriceOffTick) }
    }

    fn quantity_allowed(&self, quantity: i64) -> Result<(), Reason> {
        if quantity <= 0 {
            return Err(Reason::QuantityNotPositive);
        }
        if quantity % self.listing.lot.0 != 0 {
            return Err(Reason::QuantityOffLot);
        }
        if quantity > self.listing.max_order_quantity.0 { Err(Reason::QuantityTooLarge) } else { Ok(()) }
    }

    pub fn best(&self, side: Side) -> Option<i64> {
        self.book(side).first().map(|order| order.limit)
    }
}

impl Model {
    pub(super) fn place(&mut self, header: &Header, place: &PlaceOrder) -> Outcome {
        if !place.account.is_of(self.home) || !place.instrument.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let account = self.account_index(place.account)?;
        let index = self.instrument_index(place.instrument)?;
        self.may_trade(account, index, place.side)?;
        let instrument = &self.instruments[index];
        let state = instrument.state();
        let admission = admission(state, place.side, place.kind, place.time_in_force, place.size)?;
        match place.size {
            Size::Quantity(quantity) => instrument.quantity_allowed(quantity.0)?,
            Size::Amount(amount) => {
                if !amount.is_positive() {
                    return Err(Reason::AmountNotPositive);
                }
            }
        }
        let limit = self.limit_of(index, place)?;
        self.condition_allowed(header, index, place)?;
        if self.accounts[account].open_orders >= MOST_OPEN_ORDERS {
            return Err(Reason::TooManyOpenOrders);
        }
        if let Some(client) = &place.client {
            let named = |order: &Order| order.client.as_ref().is_some_and(|other| other.hash == client.hash);
            let open = self.instruments.iter().any(|instrument| instrument.orders().any(named));
            if open || (header.key != Some(client.hash) && self.seq_of_key(client.hash).is_some()) {
                return Err(Reason::ClientOrderIdAlreadyUsed);
            }
        }
        let crossing = instrument.best(place.side.opposite()).is_some_and(|touch| crosses(place.side, limit, touch));
        if place.time_in_force == TimeInForce::PostOnly && crossing {
            return Err(Reason::WouldTrade);
        }
        let largest = value(instrument, instrument.upper, instrument.listing.max_order_quantity.0);
        if matches!(place.size, Size::Amount(amount) if amount.0 > largest) {
            return Err(Reason::QuantityTooLarge);
        }
        if let (Size::Amount(amount), Some(touch)) = (place.size, instrument.best(Side::Sell))
            && lots_for(instrument, amount.0, touch) == 0
        {
            return Err(Reason::AmountTooSmall);
        }
        let (total, value_left) = match place.size {
            Size::Quantity(quantity) => (quantity.0, value(instrument, limit, quantity.0)),
            Size::Amount(amount) => (amount.0, amount.0),
        };
        let reserve = match place.side {
            Side::Buy => hold(instrument.fees, value_left, 0),
            Side::Sell => 0,
        };
        self.reserve(account, index, place.side, reserve, total)?;

        let taking = admission == Admission::Match && (crossing || matches!(place.time_in_force, TimeInForce::Ioc | TimeInForce::Fok));
        let order = Order {
            id: OrderId::new(self.home, header.seq.0),
            account,
            owner: self.accounts[account].owner,
            side: place.side,
            kind: place.kind,
            time_in_force: place.time_in_force,
            size: place.size,
            limit,
            rest: total,
            gone: 0,
            hold: reserve,
            accrual: 0,
            rates: self.instruments[index].fees,
            prevention: place.prevention.unwrap_or(self.accounts[account].mode),
            client: place.client.clone(),
            ahead: place.kind == OrderKind::Market,
        };
        self.accounts[account].open_orders += 1;
        self.keys[0].extend(place.client.as_ref().filter(|client| header.key != Some(client.hash)).map(|client| (client.hash, header.seq)));
        let entry = match admission {
            Admission::Wait => Entry::Waiting,
            _ if taking => Entry::Taking,
            _ => Entry::Resting,
        };
        let mut events = vec![placed(place, &order, entry).into()];
        match entry {
            Entry::Waiting => {
                if let OrderKind::Reserved { until: ReservedUntil::Time(time), .. } = place.kind {
                    self.reserved.push((time, order.id, index));
                }
                self.instruments[index].waiting.push(order);
            }
            Entry::Resting => self.instruments[index].insert(order),
            Entry::Taking => self.take_at_once(index, order, &mut events),
        }
        Ok(events)
    }

    /// Who may trade what: circle, own instrument, verification.
    fn may_trade(&self, account: usize, index: usize, side: Side) -> Result<(), Reason> {
        let (trader, instrument) = (&self.accounts[account], &self.instruments[index]);
        if trader.kind == AccountKind::House {
            return Err(Reason::HouseAccount);
        }
        if trader.own.is_some_and(|own| own != instrument.id) {
            return Err(Reason::OwnInstrumentOnly);
        }
        if instrument.listing.circle == TradingCircle::OrdinaryUsers && trader.kind != AccountKind::Investor {
            return Err(Reason::OrdinaryUsersOnly);
        }
        let verified = trader.verified_until.is_some_and(|until| until >= instrument.day);
        if side == Side::Buy && self.home.market == Market::Live && !verified {
            return Err(Reason::VerificationExpired);
        }
        Ok(())
    }

    fn limit_of(&self, index: usize, place: &PlaceOrder) -> Result<i64, Reason> {
        let instrument = &self.instruments[index];
        let touch = instrument.best(place.side.opposite());
        match place.kind {
            OrderKind::Limit { price } | OrderKind::StopLimit { price, .. } | OrderKind::Reserved { price, .. } => {
                instrument.price_allowed(price.0)?;
                Ok(price.0)
            }
            OrderKind::Best => touch.ok_or(Reason::NoOppositePrice),
            OrderKind::Market => match instrument.band {
                Some(_) => Ok(if place.side == Side::Buy { instrument.upper } else { instrument.lower }),
                None => {
                    let (lower, upper) = inward(&instrument.ticks, touch.ok_or(Reason::NoOppositePrice)?, PROTECTION);
                    Ok(if place.side == Side::Buy { upper.min(instrument.upper) } else { lower })
                }
            },
        }
    }

    fn condition_allowed(&self, header: &Header, index: usize, place: &PlaceOrder) -> Result<(), Reason> {
        let instrument = &self.instruments[index];
        match place.kind {
            OrderKind::StopLimit { stop, .. } => {
                if instrument.price_allowed(stop.0).is_err() {
                    return Err(Reason::StopPriceOffTick);
                }
                if stop_reached(place.side, stop.0, instrument.last) { Err(Reason::StopAlreadyReached) } else { Ok(()) }
            }
            OrderKind::Reserved { until: ReservedUntil::Time(time), .. } => {
                let latest = Time(header.at.0 + FURTHEST_RESERVED_S * 1_000_000);
                if time <= header.at || time > latest { Err(Reason::ReservedTimeOutOfRange) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Takes what an order needs from what is available.
    fn reserve(&mut self, account: usize, index: usize, side: Side, won: i64, quantity: i64) -> Result<(), Reason> {
        let account = &mut self.accounts[account];
        match side {
            Side::Buy => {
                if account.available < won {
                    return Err(Reason::InsufficientCash);
                }
                account.available -= won;
                account.held += won;
            }
            Side::Sell => {
                let holding = &mut account.holdings[index];
                if holding.available < quantity {
                    return Err(Reason::InsufficientUnits);
                }
                holding.available -= quantity;
                holding.held += quantity;
            }
        }
        Ok(())
    }

    /// An order that is out of the book ends: what it holds is available again.
    pub(super) fn end_order(&mut self, index: usize, order: &Order, reason: CancelReason) -> Event {
        let account = &mut self.accounts[order.account];
        account.open_orders -= 1;
        match order.side {
            Side::Buy => {
                account.held -= order.hold;
                account.available += order.hold;
            }
            Side::Sell => {
                account.holdings[index].held -= order.rest;
                account.holdings[index].available += order.rest;
            }
        }
        self.reserved.retain(|reserved| reserved.1 != order.id);
        self.instruments[index].due.retain(|due| *due != order.id);
        OrderCancelled { order: order.id, reason, released: Won(order.hold), rest: order.rest }.into()
    }

    /// Where an open order of this account stands.
    fn find(&self, account: usize, id: OrderId) -> Result<(usize, Order), Reason> {
        let all = self.instruments.iter().enumerate();
        let mut found = all.flat_map(|(index, instrument)| instrument.orders().map(move |order| (index, order)));
        let found = found.find(|(_, order)| order.id == id && order.account == account);
        found.map(|(index, order)| (index, order.clone())).ok_or(Reason::UnknownOrder)
    }

    pub(super) fn cancel(&mut self, cancel: &CancelOrder) -> Outcome {
        if !cancel.account.is_of(self.home) || !cancel.order.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let account = self.account_index(cancel.account)?;
        let (index, _) = self.find(account, cancel.order)?;
        match self.instruments[index].state() {
            SessionState::Uncrossing => return Err(Reason::AuctionUncrossing),
            SessionState::Delisted => return Err(Reason::InstrumentDelisted),
            _ => {}
        }
        let order = self.instruments[index].take_out(cancel.order).expect("it was found");
        Ok(vec![self.end_order(index, &order, CancelReason::ByOwner)])
    }

    pub(super) fn amend(&mut self, _header: &Header, amend: &AmendOrder) -> Outcome {
        if !amend.account.is_of(self.home) || !amend.order.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let account = self.account_index(amend.account)?;
        let (index, old) = self.find(account, amend.order)?;
        let instrument = &self.instruments[index];
        let state = instrument.state();
        match state {
            SessionState::Closed => return Err(Reason::SessionClosed),
            SessionState::Halted => return Err(Reason::InstrumentHalted),
            SessionState::Uncrossing => return Err(Reason::AuctionUncrossing),
            SessionState::Delisted => return Err(Reason::InstrumentDelisted),
            _ => {}
        }
        if old.by_amount() || matches!(old.kind, OrderKind::Market | OrderKind::Best) {
            return Err(Reason::OrderNotAmendable);
        }
        let old_total = old.rest + old.gone;
        let total = amend.quantity.map_or(old_total, |quantity| quantity.0);
        let limit = amend.price.map_or(old.limit, |price| price.0);
        if limit == old.limit && total == old_total {
            return Err(Reason::NothingToAmend);
        }
        instrument.quantity_allowed(total)?;
        instrument.price_allowed(limit)?;
        if total <= old.gone {
            return Err(Reason::AmendBelowTraded);
        }
        let rest = total - old.gone;
        let is_waiting = instrument.waiting.iter().any(|order| order.id == old.id);
        let crossing = instrument.best(old.side.opposite()).is_some_and(|touch| crosses(old.side, limit, touch));
        let kept = limit == old.limit && total < old_total;
        let taking = state == SessionState::Continuous && !is_waiting && !kept && crossing;
        if old.time_in_force == TimeInForce::PostOnly && taking {
            return Err(Reason::WouldTrade);
        }
        let reserve = match old.side {
            Side::Buy => hold(old.rates, value(instrument, limit, rest), old.accrual),
            Side::Sell => 0,
        };
        // The difference is what has to be available; a negative one is given back.
        self.reserve(account, index, old.side, reserve - old.hold, rest - old.rest)?;

        let kept_place = instrument_place(&self.instruments[index], &old);
        let mut order = self.instruments[index].take_out(old.id).expect("it was found");
        (order.limit, order.rest, order.hold) = (limit, rest, reserve);
        order.size = Size::Quantity(Quantity(total));
        order.kind = with_limit(order.kind, limit);
        let entry = match (is_waiting, taking) {
            (true, _) => Entry::Waiting,
            (false, true) => Entry::Taking,
            (false, false) => Entry::Resting,
        };
        let queue = if kept { QueueChange::Kept } else { QueueChange::Lost };
        let amended = OrderAmended {
            order: order.id,
            limit: Price(limit),
            quantity: Quantity(total),
            rest: Quantity(rest),
            hold: Won(reserve),
            queue,
            entry,
        };
        let mut events = vec![amended.into()];
        let instrument = &mut self.instruments[index];
        match entry {
            Entry::Waiting => instrument.waiting.push(order),
            Entry::Taking => self.take_at_once(index, order, &mut events),
            Entry::Resting if kept => {
                instrument.book_mut(old.side).insert(kept_place, order);
            }
            Entry::Resting => instrument.insert(order),
        }
        Ok(events)
    }

    pub(super) fn cancel_orders(&mut self, _header: &Header, cancel: &CancelOrders, observed: &[Event]) -> Outcome {
        if cancel.account.is_some_and(|id| !id.is_of(self.home)) || cancel.instrument.is_some_and(|id| !id.is_of(self.home)) {
            return Err(Reason::WrongMarket);
        }
        if cancel.account.is_none() && cancel.instrument.is_none() {
            return Err(Reason::ScopeRequired);
        }
        let account = cancel.account.map(|id| self.account_index(id)).transpose()?;
        let instrument = cancel.instrument.map(|id| self.instrument_index(id)).transpose()?;
        let reason = if account.is_some() { CancelReason::ByOwner } else { CancelReason::ByStaff };
        let fits = |index: usize, order: &Order| {
            account.is_none_or(|account| account == order.account)
                && instrument.is_none_or(|instrument| instrument == index)
                && cancel.side.is_none_or(|side| side == order.side)
        };
        let mut orders: Vec<(usize, OrderId)> = Vec::new();
        for (index, instrument) in self.instruments.iter().enumerate() {
            if !matches!(instrument.state(), SessionState::Uncrossing | SessionState::Delisted) || account.is_none() {
                orders.extend(instrument.orders().filter(|order| fits(index, order)).map(|order| (index, order.id)));
            }
        }
        if account.is_none() {
            // Staff's scope of an instrument is always a job.
            self.note_jobs(observed);
            let ids = orders.into_iter().map(|(_, id)| id).collect();
            self.jobs.last_mut().expect("the job has been started").orders = ids;
            return Ok(Vec::new());
        }
        // The order in which one command cancels is not a rule: follow what was done.
        let place = |id: OrderId| {
            observed
                .iter()
                .position(|event| matches!(event, Event::OrderCancelled(cancelled) if cancelled.order == id))
                .unwrap_or(usize::MAX)
        };
        orders.sort_by_key(|&(_, id)| (place(id), id));
        let mut events = Vec::new();
        for (index, id) in orders {
            let order = self.instruments[index].take_out(id).expect("it is open");
            events.push(self.end_order(index, &order, reason));
        }
        Ok(events)
    }
}

/// Where a resting order stands in its side of the book.
fn instrument_place(instrument: &Instrument, order: &Order) -> usize {
    instrument.book(order.side).iter().position(|other| other.id == order.id).unwrap_or(0)
}

/// True when the last trade already stands at or beyond a stop.
pub fn stop_reached(side: Side, stop: i64, last: Option<i64>) -> bool {
    last.is_some_and(|last| match side {
        Side::Buy => last >= stop,
        Side::Sell => last <= stop,
    })
}

fn with_limit(kind: OrderKind, limit: i64) -> OrderKind {
    let price = Price(limit);
    match kind {
        OrderKind::Limit { .. } => OrderKind::Limit { price },
        OrderKind::StopLimit { stop, .. } => OrderKind::StopLimit { price, stop },
        OrderKind::Reserved { until, .. } => OrderKind::Reserved { price, until },
        other => other,
    }
}

fn placed(place: &PlaceOrder, order: &Order, entry: Entry) -> OrderPlaced {
    OrderPlaced {
        order: order.id,
        account: place.account,
        instrument: place.instrument,
        side: place.side,
        kind: place.kind,
        time_in_force: place.time_in_force,
        size: place.size,
        prevention: order.prevention,
        entry,
        limit: Price(order.limit),
        hold: Won(order.hold),
        fees: order.rates.version,
        client: place.client.clone(),
    }
}
