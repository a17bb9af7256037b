//! `PlaceOrder`: a limit, market, best, stop-limit or reserved order.

use crate::accounts::Account;
use crate::exchange::{Exchange, limits};
use crate::instrument::{Instrument, is_calling};
use crate::ladder::{LevelNumber, NONE};
use crate::orders::{ByAmount, Order, place_of};
use crate::whole_fill::Walk;
use money::{Accrual, Bps, Price, Quantity, Scale, Won};
use protocol::command::{AccountKind, PlaceOrder, TradingCircle};
use protocol::event::{CancelReason, Entry, OrderPlaced};
use protocol::ids::{KeyHash, PolicyVersion};
use protocol::order::ReservedUntil;
use protocol::policy::SessionState;
use protocol::{Event, Header, Market, OrderId, OrderKind, Reason, Rejection, Side, Size, TimeInForce};

impl Exchange {
    pub(crate) fn place_order(&mut self, header: &Header, order: &PlaceOrder, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !order.instrument.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let account = self.account(order.account)?;
        let i = self.instrument_local(order.instrument)?;
        let (trader, instrument) = (&self.accounts[account], &self.instruments[i]);
        check_trader(self.home.market, trader, instrument, order.side)?;
        check_session(instrument.session, order).map_err(|reason| match reason {
            Reason::SessionClosed => reason.under(instrument.rules.calendar),
            _ => reason.into(),
        })?;
        check_size(instrument, order.size)?;
        let Limit { price: limit, level } = limit_of(instrument, order)?;
        if waits(order.kind) {
            check_waiting(header, instrument, order)?;
        }
        let holding = self.check_room(account, trader, i)?;
        if let Some(client) = &order.client {
            self.check_client(header, client.hash)?;
        }
        let entry = entry_of(instrument, order, level)?;
        let hold = self.hold_of(trader, instrument, holding, order, limit)?;
        let prevention = order.prevention.unwrap_or(trader.prevention);
        let fees = instrument.rules.fees;
        let whole = order.time_in_force != TimeInForce::Fok
            || self.fills_whole(instrument, &Walk { owner: trader.first_of_owner, side: order.side, limit, size: order.size, prevention });
        // After this point it must succeed.
        let placed = OrderPlaced {
            order: OrderId::new(self.home, header.seq.0),
            account: order.account,
            instrument: order.instrument,
            side: order.side,
            kind: order.kind,
            time_in_force: order.time_in_force,
            size: order.size,
            prevention,
            entry,
            limit,
            hold,
            fees,
            client: order.client.clone(),
        };
        let slot = self.open_order(header, account, i, holding, level, &placed);
        out.push(Event::OrderPlaced(placed));
        if !whole {
            self.cancel(slot, CancelReason::NotFilledWhole, out);
        } else if entry == Entry::Taking {
            self.take(header, slot, &mut { limits::FILLS_PER_RECORD }, out);
        }
        Ok(())
    }

    /// Whether there is room for another order. Gives the place of the account's holding, 0 if it has none yet and may get one.
    #[inline(always)]
    fn check_room(&self, account: u32, trader: &Account, i: u16) -> Result<u32, Rejection> {
        if self.orders.is_full() {
            return Err(Reason::TooManyOrders.into());
        }
        if trader.open_orders >= limits::OPEN_ORDERS_PER_ACCOUNT {
            return Err(Reason::TooManyOpenOrders.into());
        }
        let holding = self.holdings.find_of(trader, account, i);
        if holding == 0 {
            self.check_new_holding(account)?;
        }
        Ok(holding)
    }

    /// Whether a client's id is new among open orders and within the window of keys.
    fn check_client(&self, header: &Header, client: KeyHash) -> Result<(), Rejection> {
        let used = self.orders.find_client(client).is_some() || (header.key != Some(client) && self.keys.find(client).is_some());
        if used { Err(Reason::ClientOrderIdAlreadyUsed.into()) } else { Ok(()) }
    }

    /// Whether the account has a holding of the instrument, or may get one.
    pub(crate) fn check_holding(&self, account: u32, i: u16) -> Result<(), Rejection> {
        if self.holdings.find(&self.accounts, account, i) != 0 { Ok(()) } else { self.check_new_holding(account) }
    }

    /// Whether the account may get another holding.
    #[inline]
    fn check_new_holding(&self, account: u32) -> Result<(), Rejection> {
        let (may_have_more, has_room) = (self.accounts[account].holdings < limits::HOLDINGS_PER_ACCOUNT, self.holdings.has_room());
        let today = |i: u16| self.instrument(i).day;
        if (may_have_more && has_room) || self.holdings.has_past(&self.accounts, account, today) {
            return Ok(());
        }
        Err(if may_have_more { Reason::NoRoomForHoldings } else { Reason::TooManyHoldings }.into())
    }

    /// The place of a holding, made if there is none.
    #[inline]
    pub(crate) fn holding_for(&mut self, account: u32, i: u16) -> u32 {
        match self.holdings.find(&self.accounts, account, i) {
            0 => self.new_holding(account, i),
            slot => slot,
        }
    }

    /// Makes a holding that the account does not have.
    #[inline]
    fn new_holding(&mut self, account: u32, i: u16) -> u32 {
        let instruments = &self.instruments;
        self.holdings.free_past(&mut self.accounts, account, |i| instruments[i].day);
        let epoch = self.instruments[i].epoch;
        self.holdings.make(&mut self.accounts, account, i, epoch)
    }

    /// What has to be held, if the account has it. Both sides' amounts are worked out, then one is taken: which it is nobody can guess, and a branch that
    /// is guessed wrongly costs more.
    #[inline(always)]
    fn hold_of(&self, trader: &Account, instrument: &Instrument, holding: u32, order: &PlaceOrder, limit: Price) -> Result<Won, Rejection> {
        let is_buy = order.side == Side::Buy;
        let (value, units) = match order.size {
            Size::Quantity(quantity) => match instrument.scale.value(limit, quantity) {
                Some(value) => (value, quantity),
                None if is_buy => return Err(Reason::QuantityTooLarge.into()),
                None => (Won::ZERO, quantity),
            },
            Size::Amount(amount) => {
                check_buys_a_lot(instrument, amount)?;
                (amount, Quantity::ZERO)
            }
        };
        let cash = buy_hold(value, self.higher_fee(instrument.rules.fees), Accrual::default());
        let units_available = self.holdings[holding].available;
        let (wanted, available) = if is_buy { (cash.0, trader.available.0) } else { (units.0, units_available.0) };
        if available < wanted {
            return Err(if is_buy { Reason::InsufficientCash } else { Reason::InsufficientUnits }.into());
        }
        Ok(if is_buy { cash } else { Won::ZERO })
    }

    #[inline(always)]
    pub(crate) fn higher_fee(&self, fees: PolicyVersion) -> Bps {
        let fees = self.policies.fees(fees);
        fees.maker.max(fees.taker)
    }

    /// What `OrderPlaced` changes. `holding` is the place of the account's holding, 0 if it has none yet; `level` is its limit's.
    #[inline(always)]
    pub(crate) fn open_order(
        &mut self,
        header: &Header,
        account: u32,
        i: u16,
        holding: u32,
        level: LevelNumber,
        placed: &OrderPlaced,
    ) -> u32 {
        let holding = if holding == 0 { self.new_holding(account, i) } else { holding };
        let (rest, by_amount) = match placed.size {
            Size::Quantity(quantity) => (quantity.0, ByAmount::No),
            Size::Amount(amount) => (amount.0, ByAmount::Yes),
        };
        let held_in = &mut self.holdings[holding];
        held_in.open_orders += 1;
        // A sell holds no cash and a buy no units.
        self.accounts[account].hold(placed.hold);
        held_in.hold(Quantity(if placed.side == Side::Sell { rest } else { 0 }));
        let client = placed.client.as_ref().map(|client| client.hash);
        let order = Order {
            id: placed.order.local(),
            account,
            holding,
            instrument: i,
            limit: placed.limit,
            rest,
            hold: placed.hold,
            fees: placed.fees.0 as u16,
            terms: Order::terms(placed.time_in_force, placed.prevention, placed.kind),
            place: place_of(placed.side, placed.entry, by_amount, client),
            ..Order::NOTHING
        };
        let slot = self.orders.open(&mut self.accounts, order, rest, client);
        if let Some(hash) = client.filter(|&hash| header.key != Some(hash)) {
            self.keys.remember(hash, header.seq);
        }
        let instrument = &mut self.instruments[i];
        instrument.open_orders += 1;
        match placed.entry {
            Entry::Resting if placed.kind == OrderKind::Market => self.join_queue(slot),
            Entry::Resting => instrument.join_queue(&mut self.orders, slot, placed.side, level),
            Entry::Taking => self.taking = placed.order.local(),
            Entry::Waiting => self.wait(slot, placed.kind),
        }
        slot
    }
}

/// Who may trade what.
#[inline(always)]
fn check_trader(market: Market, trader: &Account, instrument: &Instrument, side: Side) -> Result<(), Rejection> {
    if trader.kind == AccountKind::House {
        return Err(Reason::HouseAccount.into());
    }
    if trader.own_instrument != 0 && trader.own_instrument != instrument.local() {
        return Err(Reason::OwnInstrumentOnly.into());
    }
    if instrument.listing.circle == TradingCircle::OrdinaryUsers && trader.kind != AccountKind::Investor {
        return Err(Reason::OrdinaryUsersOnly.into());
    }
    if side == Side::Buy && market == Market::Live && trader.verified_until < instrument.day {
        return Err(Reason::VerificationExpired.into());
    }
    Ok(())
}

/// The limit an order trades to, and the level it has in the book.
struct Limit {
    price: Price,
    level: LevelNumber,
}

/// The limit the order trades to.
#[inline(always)]
fn limit_of(instrument: &Instrument, order: &PlaceOrder) -> Result<Limit, Rejection> {
    if let OrderKind::Limit { price } = order.kind
        && let Some(level) = instrument.level_of_price(price)
    {
        return Ok(Limit { price, level });
    }
    let price = special_limit_of(instrument, order)?;
    let level = instrument.level_of_price(price).expect("a limit that is not refused is on the grid");
    Ok(Limit { price, level })
}

/// Its price, for all but a limit order whose price is allowed.
fn special_limit_of(instrument: &Instrument, order: &PlaceOrder) -> Result<Price, Rejection> {
    match order.kind {
        OrderKind::Limit { price } | OrderKind::StopLimit { price, .. } | OrderKind::Reserved { price, .. } => {
            check_price(instrument, price)?;
            Ok(price)
        }
        OrderKind::Best => instrument.best_price(order.side.opposite()).ok_or(Reason::NoOppositePrice.into()),
        OrderKind::Market if instrument.rules.price_band != PolicyVersion(0) => Ok(match order.side {
            Side::Buy => instrument.upper_limit(),
            Side::Sell => instrument.lower_limit(),
        }),
        OrderKind::Market => protection_limit(instrument, order.side).ok_or(Reason::NoOppositePrice.into()),
    }
}

/// What a waiting order's condition may be.
#[cold]
fn check_waiting(header: &Header, instrument: &Instrument, order: &PlaceOrder) -> Result<(), Rejection> {
    match order.kind {
        OrderKind::StopLimit { stop, .. } => {
            if instrument.grid.number(stop).is_none() {
                return Err(Reason::StopPriceOffTick.under(instrument.rules.tick_table));
            }
            let reached = match order.side {
                Side::Buy => stop <= instrument.last,
                Side::Sell => stop >= instrument.last,
            };
            if reached && instrument.last != Price::ZERO { Err(Reason::StopAlreadyReached.into()) } else { Ok(()) }
        }
        OrderKind::Reserved { until: ReservedUntil::Time(time), .. } => {
            let within = time > header.at && time <= header.at.plus_seconds(limits::RESERVED_AHEAD_S);
            if within { Ok(()) } else { Err(Reason::ReservedTimeOutOfRange.into()) }
        }
        _ => Ok(()),
    }
}

/// Whether orders of this kind wait outside the book.
#[inline(always)]
fn waits(kind: OrderKind) -> bool {
    matches!(kind, OrderKind::StopLimit { .. } | OrderKind::Reserved { .. })
}

/// How the order begins.
#[inline(always)]
fn entry_of(instrument: &Instrument, order: &PlaceOrder, level: LevelNumber) -> Result<Entry, Rejection> {
    if waits(order.kind) {
        return Ok(Entry::Waiting);
    }
    if is_calling(instrument.session) {
        return Ok(Entry::Resting);
    }
    let crosses = instrument.crosses(order.side, level);
    match order.time_in_force {
        TimeInForce::PostOnly if crosses => Err(Reason::WouldTrade.into()),
        TimeInForce::Gtc | TimeInForce::Day | TimeInForce::PostOnly if !crosses => Ok(Entry::Resting),
        _ => Ok(Entry::Taking),
    }
}

/// What a buy holds while so much value is open: the value, the fee on it at the higher rate with what earlier fills left below one won, and one won.
#[inline(always)]
pub(crate) fn buy_hold(value: Won, rate: Bps, accrual: Accrual) -> Won {
    value + rate.accrue(value, accrual).0 + Won(1)
}

impl Instrument {
    /// Whether an order at this level would meet the other side's best.
    #[inline(always)]
    pub(crate) fn crosses(&self, side: Side, level: LevelNumber) -> bool {
        let best = self.ladder(side.opposite()).best();
        let (ask, bid) = if side == Side::Buy { (best, level) } else { (level, best) };
        (best != NONE) & (ask <= bid)
    }
}

/// Which kinds and times in force a session takes.
#[inline(always)]
pub(crate) fn check_session(session: SessionState, order: &PlaceOrder) -> Result<(), Reason> {
    let is_plain = matches!((order.kind, order.size), (OrderKind::Limit { .. }, Size::Quantity(_)));
    if is_plain && session == SessionState::Continuous { Ok(()) } else { check_special(session, order) }
}

/// The same, for all but a limit order in continuous trading, which may have any time in force.
fn check_special(session: SessionState, order: &PlaceOrder) -> Result<(), Reason> {
    let waits = waits(order.kind);
    match session {
        SessionState::Delisted => return Err(Reason::InstrumentDelisted),
        SessionState::Halted => return Err(Reason::InstrumentHalted),
        SessionState::Uncrossing => return Err(Reason::AuctionUncrossing),
        SessionState::Closed if !matches!(order.kind, OrderKind::Reserved { .. }) => return Err(Reason::SessionClosed),
        _ => {}
    }
    if matches!(order.size, Size::Amount(_)) && (order.side == Side::Sell || !matches!(order.kind, OrderKind::Market | OrderKind::Best)) {
        return Err(Reason::AmountNeedsMarketBuy);
    }
    let calling = is_calling(session);
    use TimeInForce::{Day, Fok, Gtc, Ioc, PostOnly};
    match (order.kind, order.time_in_force) {
        (_, Gtc | Day) if waits => Ok(()),
        _ if waits => Err(Reason::TimeInForceNotForKind),
        (OrderKind::Best, _) if calling => Err(Reason::KindNotInAuction),
        (_, _) if calling && matches!(order.size, Size::Amount(_)) => Err(Reason::KindNotInAuction),
        (OrderKind::Market | OrderKind::Best, Gtc | PostOnly) => Err(Reason::TimeInForceNotForKind),
        (OrderKind::Market, Day) if calling => Ok(()),
        (OrderKind::Market | OrderKind::Best, Day) => Err(Reason::TimeInForceNotForKind),
        (_, Ioc | Fok | PostOnly) if calling => Err(Reason::TimeInForceNotInAuction),
        _ => Ok(()),
    }
}

/// A price must lie on the tick and within the band. Gives its level.
#[inline]
pub(crate) fn check_price(instrument: &Instrument, price: Price) -> Result<LevelNumber, Rejection> {
    if let Some(level) = instrument.level_of_price(price) {
        return Ok(level);
    }
    let inside = price >= instrument.lower_limit() && price <= instrument.upper_limit();
    if inside || !price.is_positive() {
        Err(Reason::PriceOffTick.under(instrument.rules.tick_table))
    } else {
        Err(Reason::PriceBeyondBand.under(instrument.rules.price_band))
    }
}

#[inline(always)]
fn check_size(instrument: &Instrument, size: Size) -> Result<(), Reason> {
    match size {
        Size::Quantity(quantity) => check_quantity(instrument, quantity),
        Size::Amount(amount) if !amount.is_positive() => Err(Reason::AmountNotPositive),
        Size::Amount(_) => Ok(()),
    }
}

#[inline(always)]
pub(crate) fn check_quantity(instrument: &Instrument, quantity: Quantity) -> Result<(), Reason> {
    let lot = instrument.listing.lot.0;
    if quantity.0 <= 0 {
        return Err(Reason::QuantityNotPositive);
    }
    if lot != 1 && quantity.0 % lot != 0 {
        return Err(Reason::QuantityOffLot);
    }
    if quantity > instrument.listing.max_order_quantity { Err(Reason::QuantityTooLarge) } else { Ok(()) }
}

/// An amount must buy a lot at the best price, if there is one; and no more than one order's value may ever be.
fn check_buys_a_lot(instrument: &Instrument, amount: Won) -> Result<(), Reason> {
    let largest = instrument.scale.value(instrument.upper_limit(), instrument.listing.max_order_quantity);
    if largest.is_none_or(|largest| amount > largest) {
        return Err(Reason::QuantityTooLarge);
    }
    let Some(best) = instrument.best_price(Side::Sell) else { return Ok(()) };
    if affordable(instrument.scale, instrument.listing.lot, amount, best) == Quantity::ZERO { Err(Reason::AmountTooSmall) } else { Ok(()) }
}

/// The largest multiple of the lot that an amount buys at a price.
#[inline]
pub(crate) fn affordable(scale: Scale, lot: Quantity, amount: Won, price: Price) -> Quantity {
    let quantity = scale.quantity_for(amount, price).unwrap_or(Quantity::MAX);
    Quantity(quantity.0 - quantity.0 % lot.0)
}

/// Without a band a market order reaches 10 % from the touch, rounded inward to the tick.
fn protection_limit(instrument: &Instrument, side: Side) -> Option<Price> {
    const PROTECTION: Bps = Bps(1_000);
    let touch = instrument.best_price(side.opposite())?;
    let (lower, upper) = crate::grid::band_around(touch, PROTECTION);
    match side {
        Side::Buy => instrument.grid.at_or_below(upper),
        Side::Sell => instrument.grid.at_or_above(lower),
    }
}
