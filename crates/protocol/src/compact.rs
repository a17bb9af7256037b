//! The short forms of what makes up nearly all of a journal: placed and cancelled orders, and fills. An event that repeats its command says so in a
//! bit, and an amount that can be guessed from others is written as its difference from the guess. Everything else stands field by field.

use crate::command::{CancelOrder, ClientOrder, Command, PlaceOrder};
use crate::event::{Aggressor, CancelReason, Entry, Event, Fill, OrderCancelled, OrderPlaced};
use crate::ids::{AccountId, InstrumentId, OrderId, PolicyVersion, Seq};
use crate::order::{SelfTradePrevention, Side, Size, TimeInForce, get_kind_and_size, kind_number, put_kind_and_size};
use crate::wire::{DecodeError, Decoder, Encoder, Wire};
use money::{Accrual, Price, Quantity, Won};

const PLACE_ORDER: u8 = 20;
const CANCEL_ORDER: u8 = 22;
const ORDER_PLACED: u8 = 30;
const ORDER_CANCELLED: u8 = 33;
const FILL: u8 = 36;

pub(crate) fn put_command(command: &Command, seq: Seq, to: &mut Encoder<'_>) {
    match command {
        Command::PlaceOrder(order) => {
            to.byte(PLACE_ORDER);
            order.put(to);
        }
        Command::CancelOrder(cancel) => {
            to.byte(CANCEL_ORDER);
            cancel.account.put(to);
            put_order_near(cancel.order, seq, to);
        }
        other => other.put_plain(to),
    }
}

pub(crate) fn get_command(seq: Seq, from: &mut Decoder<'_>) -> Result<Command, DecodeError> {
    match from.byte()? {
        PLACE_ORDER => PlaceOrder::get(from).map(Command::PlaceOrder),
        CANCEL_ORDER => {
            let account = AccountId::get(from)?;
            Ok(Command::CancelOrder(CancelOrder { account, order: get_order_near(seq, from)? }))
        }
        other => Command::get_plain(other, from),
    }
}

pub(crate) fn put_event(event: &Event, command: &Command, seq: Seq, to: &mut Encoder<'_>) {
    match event {
        Event::OrderPlaced(placed) => put_order_placed(placed, command, seq, to),
        Event::OrderCancelled(cancelled) => put_order_cancelled(cancelled, seq, to),
        Event::Fill(fill) => put_fill(fill, seq, to),
        other => other.put_plain(to),
    }
}

pub(crate) fn get_event(command: &Command, seq: Seq, from: &mut Decoder<'_>) -> Result<Event, DecodeError> {
    match from.byte()? {
        ORDER_PLACED => get_order_placed(command, seq, from).map(Event::OrderPlaced),
        ORDER_CANCELLED => get_order_cancelled(seq, from).map(Event::OrderCancelled),
        FILL => get_fill(seq, from).map(Event::Fill),
        other => Event::get_plain(other, from),
    }
}

/// An order as the distance back from the record at hand.
fn put_order_near(order: OrderId, seq: Seq, to: &mut Encoder<'_>) {
    let here = OrderId::new(to.home, seq.0);
    to.signed(here.0.wrapping_sub(order.0) as i64);
}

fn get_order_near(seq: Seq, from: &mut Decoder<'_>) -> Result<OrderId, DecodeError> {
    let here = OrderId::new(from.home, seq.0);
    Ok(OrderId(here.0.wrapping_sub(from.signed()? as u64)))
}

fn put_instrument(instrument: InstrumentId, to: &mut Encoder<'_>) {
    to.bases.instrument = instrument.0;
    instrument.put(to);
}

fn get_instrument(from: &mut Decoder<'_>) -> Result<InstrumentId, DecodeError> {
    let instrument = InstrumentId::get(from)?;
    from.bases.instrument = instrument.0;
    Ok(instrument)
}

const SELL: u8 = 1;
const TIME_IN_FORCE_SHIFT: u8 = 1;
const PREVENTION_SHIFT: u8 = 4;
const HAS_CLIENT: u8 = 64;
const SAME_INSTRUMENT: u8 = 128;

impl Wire for PlaceOrder {
    fn put(&self, to: &mut Encoder<'_>) {
        let same_instrument = self.instrument.0 == to.bases.instrument;
        let flags = self.side as u8
            | (self.time_in_force as u8) << TIME_IN_FORCE_SHIFT
            | self.prevention.map_or(0, |mode| mode as u8 + 1) << PREVENTION_SHIFT
            | if self.client.is_some() { HAS_CLIENT } else { 0 }
            | if same_instrument { SAME_INSTRUMENT } else { 0 };
        to.byte(flags);
        to.byte(kind_number(self.kind, self.size));
        self.account.put(to);
        if !same_instrument {
            put_instrument(self.instrument, to);
        }
        put_kind_and_size(self.kind, self.size, to);
        if let Some(client) = &self.client {
            client.put(to);
        }
    }

    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let flags = from.byte()?;
        let kind = from.byte()?;
        if kind > 15 {
            return Err(DecodeError::UnknownKind(u64::from(kind), "OrderKind"));
        }
        let side = if flags & SELL == 0 { Side::Buy } else { Side::Sell };
        let time_in_force = TimeInForce::from_number(u64::from(flags >> TIME_IN_FORCE_SHIFT & 7))?;
        let prevention = match flags >> PREVENTION_SHIFT & 3 {
            0 => None,
            mode => Some(SelfTradePrevention::from_number(u64::from(mode - 1))?),
        };
        let account = AccountId::get(from)?;
        let instrument = if flags & SAME_INSTRUMENT == 0 { get_instrument(from)? } else { InstrumentId(from.bases.instrument) };
        let (kind, size) = get_kind_and_size(kind, from)?;
        let client = if flags & HAS_CLIENT == 0 { None } else { Some(Box::new(ClientOrder::get(from)?)) };
        Ok(Self { account, instrument, side, kind, time_in_force, size, prevention, client })
    }
}

const PREVENTION_OF_PLACED_SHIFT: u8 = 2;
const LIMIT_STATED: u8 = 16;
const NOT_OF_COMMAND: u8 = 32;
const HOLD_ZERO: u8 = 64;

/// The value of the order at its limit, if prices and quantities have no decimals: a guess at the hold.
fn guess_hold(limit: Price, size: Size) -> i64 {
    match size {
        Size::Quantity(quantity) => limit.0.wrapping_mul(quantity.0),
        Size::Amount(amount) => amount.0,
    }
}

fn put_order_placed(placed: &OrderPlaced, command: &Command, seq: Seq, to: &mut Encoder<'_>) {
    let of_command = match command {
        Command::PlaceOrder(order) => placed.repeats(order, OrderId::new(to.home, seq.0)),
        _ => false,
    };
    let limit_stated = placed.kind.limit() != Some(placed.limit);
    to.byte(ORDER_PLACED);
    to.byte(
        placed.entry as u8
            | (placed.prevention as u8) << PREVENTION_OF_PLACED_SHIFT
            | if limit_stated { LIMIT_STATED } else { 0 }
            | if of_command { 0 } else { NOT_OF_COMMAND }
            | if placed.hold.0 == 0 { HOLD_ZERO } else { 0 },
    );
    if !of_command {
        placed.order.put(to);
        placed.as_command().put(to);
    }
    if limit_stated {
        placed.limit.put(to);
    }
    if placed.hold.0 != 0 {
        to.signed(placed.hold.0.wrapping_sub(guess_hold(placed.limit, placed.size)));
    }
    placed.fees.put(to);
}

fn get_order_placed(command: &Command, seq: Seq, from: &mut Decoder<'_>) -> Result<OrderPlaced, DecodeError> {
    let flags = from.byte()?;
    if flags & 128 != 0 {
        return Err(DecodeError::UnknownKind(u64::from(flags), "OrderPlaced"));
    }
    let entry = Entry::from_number(u64::from(flags & 3))?;
    let prevention = SelfTradePrevention::from_number(u64::from(flags >> PREVENTION_OF_PLACED_SHIFT & 3))?;
    let (order, stated) = if flags & NOT_OF_COMMAND == 0 {
        let Command::PlaceOrder(stated) = command else { return Err(DecodeError::OutOfRange) };
        (OrderId::new(from.home, seq.0), stated.clone())
    } else {
        (OrderId::get(from)?, PlaceOrder::get(from)?)
    };
    let limit = match stated.kind.limit() {
        Some(limit) if flags & LIMIT_STATED == 0 => limit,
        _ if flags & LIMIT_STATED != 0 => Price::get(from)?,
        _ => return Err(DecodeError::OutOfRange),
    };
    let hold = if flags & HOLD_ZERO != 0 { 0 } else { from.signed()?.wrapping_add(guess_hold(limit, stated.size)) };
    let PlaceOrder { account, instrument, side, kind, time_in_force, size, prevention: _, client } = stated;
    let fees = PolicyVersion::get(from)?;
    Ok(OrderPlaced { order, account, instrument, side, kind, time_in_force, size, prevention, entry, limit, hold: Won(hold), fees, client })
}

impl OrderPlaced {
    fn repeats(&self, order: &PlaceOrder, id: OrderId) -> bool {
        self.order == id
            && self.account == order.account
            && self.instrument == order.instrument
            && self.side == order.side
            && self.kind == order.kind
            && self.time_in_force == order.time_in_force
            && self.size == order.size
            && self.client == order.client
    }

    fn as_command(&self) -> PlaceOrder {
        PlaceOrder {
            account: self.account,
            instrument: self.instrument,
            side: self.side,
            kind: self.kind,
            time_in_force: self.time_in_force,
            size: self.size,
            prevention: None,
            client: self.client.clone(),
        }
    }
}

fn put_order_cancelled(cancelled: &OrderCancelled, seq: Seq, to: &mut Encoder<'_>) {
    to.byte(ORDER_CANCELLED);
    to.byte(cancelled.reason as u8);
    put_order_near(cancelled.order, seq, to);
    cancelled.released.put(to);
    cancelled.rest.put(to);
}

fn get_order_cancelled(seq: Seq, from: &mut Decoder<'_>) -> Result<OrderCancelled, DecodeError> {
    let reason = CancelReason::get(from)?;
    let order = get_order_near(seq, from)?;
    Ok(OrderCancelled { order, reason, released: Won::get(from)?, rest: i64::get(from)? })
}

const VALUE_STATED: u8 = 4;
const TAXED: u8 = 8;
const FILL_FLAGS: u8 = 3 | VALUE_STATED | TAXED;

fn put_fill(fill: &Fill, seq: Seq, to: &mut Encoder<'_>) {
    let value_stated = fill.value.0 != fill.price.0.wrapping_mul(fill.quantity.0);
    let taxed = fill.income_tax.0 != 0 || fill.local_tax.0 != 0;
    to.byte(FILL);
    to.byte(fill.aggressor as u8 | if value_stated { VALUE_STATED } else { 0 } | if taxed { TAXED } else { 0 });
    put_order_near(fill.buy, seq, to);
    put_order_near(fill.sell, seq, to);
    to.signed(fill.price.0.wrapping_sub(to.bases.price));
    to.bases.price = fill.price.0;
    to.unsigned(fill.quantity.0 as u64);
    if value_stated {
        fill.value.put(to);
    }
    to.unsigned(fill.buyer_fee.0 as u64);
    to.signed(fill.seller_fee.0.wrapping_sub(fill.buyer_fee.0));
    fill.buyer_accrual.put(to);
    fill.seller_accrual.put(to);
    to.unsigned(fill.released.0 as u64);
    to.signed(fill.cost_removed.0.wrapping_sub(fill.value.0));
    if taxed {
        fill.income_tax.put(to);
        fill.local_tax.put(to);
    }
}

fn get_fill(seq: Seq, from: &mut Decoder<'_>) -> Result<Fill, DecodeError> {
    let flags = from.byte()?;
    if flags & !FILL_FLAGS != 0 {
        return Err(DecodeError::UnknownKind(u64::from(flags), "Fill"));
    }
    let aggressor = Aggressor::from_number(u64::from(flags & 3))?;
    let buy = get_order_near(seq, from)?;
    let sell = get_order_near(seq, from)?;
    let price = from.signed()?.wrapping_add(from.bases.price);
    from.bases.price = price;
    let quantity = from.unsigned()? as i64;
    let value = if flags & VALUE_STATED == 0 { price.wrapping_mul(quantity) } else { i64::get(from)? };
    let buyer_fee = from.unsigned()? as i64;
    let seller_fee = from.signed()?.wrapping_add(buyer_fee);
    let buyer_accrual = Accrual::get(from)?;
    let seller_accrual = Accrual::get(from)?;
    let released = from.unsigned()? as i64;
    let cost_removed = from.signed()?.wrapping_add(value);
    let taxes = if flags & TAXED == 0 { (Won::ZERO, Won::ZERO) } else { (Won::get(from)?, Won::get(from)?) };
    Ok(Fill {
        buy,
        sell,
        aggressor,
        price: Price(price),
        quantity: Quantity(quantity),
        value: Won(value),
        buyer_fee: Won(buyer_fee),
        seller_fee: Won(seller_fee),
        buyer_accrual,
        seller_accrual,
        released: Won(released),
        cost_removed: Won(cost_removed),
        income_tax: taxes.0,
        local_tax: taxes.1,
    })
}

/// The compact kinds have a plain form too, so that the unions can be written by one macro; it is the form outside a record.
impl Wire for OrderPlaced {
    fn put(&self, to: &mut Encoder<'_>) {
        put_order_placed(self, &Command::Tick(crate::command::Tick {}), Seq(0), to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        from.byte()?;
        get_order_placed(&Command::Tick(crate::command::Tick {}), Seq(0), from)
    }
}

impl Wire for Fill {
    fn put(&self, to: &mut Encoder<'_>) {
        put_fill(self, Seq(0), to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        from.byte()?;
        get_fill(Seq(0), from)
    }
}
