//! An order that was accepted. One placed by the record's own command, at the limit that states, takes a byte and its hold.

use super::{ORDER_PLACED, SHORT_PLACED};
use crate::command::{Command, PlaceOrder, Tick};
use crate::event::{Entry, OrderPlaced};
use crate::ids::{OrderId, PolicyVersion, Seq};
use crate::order::{SelfTradePrevention, Size};
use crate::wire::{DecodeError, Decoder, Encoder, Short, Wire};
use money::{Price, Won};

const PREVENTION_OF_PLACED_SHIFT: u8 = 2;
const LIMIT_STATED: u8 = 16;
const NOT_OF_COMMAND: u8 = 32;
const HOLD_ZERO: u8 = 64;
/// In the short form.
const SHORT_HOLD_ZERO: u8 = 16;
const SAME_FEES: u8 = 32;

/// The value of the order at its limit, if prices and quantities have no decimals: a guess at the hold.
fn guess_hold(limit: Price, size: Size) -> i64 {
    match size {
        Size::Quantity(quantity) => limit.0.wrapping_mul(quantity.0),
        Size::Amount(amount) => amount.0,
    }
}

#[inline(always)]
pub(super) fn put_order_placed(placed: &OrderPlaced, command: &Command, seq: Seq, to: &mut Encoder<'_>) {
    let of_command = match command {
        Command::PlaceOrder(order) => placed.repeats(order, OrderId::new(to.home, seq.0)),
        _ => false,
    };
    if of_command && placed.kind.limit() == Some(placed.limit) {
        to.short(|to| put_short_placed(placed, to));
    } else {
        put_placed_in_full(placed, of_command, to);
    }
}

/// An order placed by its command, at the limit that states.
#[inline(always)]
fn put_short_placed(placed: &OrderPlaced, to: &mut Short<'_>) {
    let same_fees = placed.fees.0 == to.bases.fees;
    to.byte(
        SHORT_PLACED
            | placed.entry as u8
            | (placed.prevention as u8) << PREVENTION_OF_PLACED_SHIFT
            | if placed.hold.0 == 0 { SHORT_HOLD_ZERO } else { 0 }
            | if same_fees { SAME_FEES } else { 0 },
    );
    if placed.hold.0 != 0 {
        to.signed(placed.hold.0.wrapping_sub(guess_hold(placed.limit, placed.size)));
    }
    if !same_fees {
        to.bases.fees = placed.fees.0;
        to.unsigned(u64::from(placed.fees.0));
    }
}

#[inline(always)]
pub(super) fn get_short_placed(flags: u8, command: &Command, seq: Seq, from: &mut Decoder<'_>) -> Result<OrderPlaced, DecodeError> {
    let Command::PlaceOrder(order) = command else { return Err(DecodeError::OutOfRange) };
    let entry = Entry::from_number(u64::from(flags & 3))?;
    let prevention = SelfTradePrevention::from_number(u64::from(flags >> PREVENTION_OF_PLACED_SHIFT & 3))?;
    let limit = order.kind.limit().ok_or(DecodeError::OutOfRange)?;
    let hold = if flags & SHORT_HOLD_ZERO != 0 { 0 } else { from.signed()?.wrapping_add(guess_hold(limit, order.size)) };
    if flags & SAME_FEES == 0 {
        from.bases.fees = PolicyVersion::get(from)?.0;
    }
    Ok(OrderPlaced {
        order: OrderId::new(from.home, seq.0),
        account: order.account,
        instrument: order.instrument,
        side: order.side,
        kind: order.kind,
        time_in_force: order.time_in_force,
        size: order.size,
        prevention,
        entry,
        limit,
        hold: Won(hold),
        fees: PolicyVersion(from.bases.fees),
        client: order.client.clone(),
    })
}

fn put_placed_in_full(placed: &OrderPlaced, of_command: bool, to: &mut Encoder<'_>) {
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

pub(super) fn get_order_placed(command: &Command, seq: Seq, from: &mut Decoder<'_>) -> Result<OrderPlaced, DecodeError> {
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

/// The plain form, so that the unions can be written by one macro; it is the form outside a record.
impl Wire for OrderPlaced {
    fn put(&self, to: &mut Encoder<'_>) {
        put_placed_in_full(self, false, to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        from.byte()?;
        get_order_placed(&Command::Tick(Tick {}), Seq(0), from)
    }
}
