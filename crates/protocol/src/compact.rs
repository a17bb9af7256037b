//! The short forms of what makes up nearly all of a journal: placed and cancelled orders, and fills. An event that repeats its command says so in a
//! bit, and an amount that can be guessed from others is written as its difference from the guess. Everything else stands field by field.

mod cancelled;
mod fill;
mod order;
mod placed;

use crate::command::{CancelOrder, Command, PlaceOrder};
use crate::event::Event;
use crate::ids::{AccountId, OrderId, Seq};
use crate::order::{OrderKind, Size};
use crate::wire::{DecodeError, Decoder, Encoder, Short, Wire};
use cancelled::{get_order_cancelled, get_short_cancelled, put_order_cancelled};
use fill::{get_fill, get_stated_fill, put_fill};
use order::{get_order, put_order};
use placed::{get_order_placed, get_short_placed, put_order_placed};

const PLACE_ORDER: u8 = 20;
const CANCEL_ORDER: u8 = 22;
const ORDER_PLACED: u8 = 30;
const ORDER_CANCELLED: u8 = 33;
const FILL: u8 = 36;

/// Events that carry a part of what they say in the byte of their kind. Numbers of kinds stay below them.
const SHORT_PLACED: u8 = 128;
const SHORT_PLACED_LAST: u8 = SHORT_PLACED | 63;
const SHORT_FILL: u8 = 192;
const SHORT_FILL_LAST: u8 = SHORT_FILL | 31;
const SHORT_CANCELLED: u8 = 224;
const SHORT_CANCELLED_LAST: u8 = SHORT_CANCELLED | 1;

/// How a command stands in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With the number of its kind.
    Stated = 0,
    Place = 1,
    Cancel = 2,
    /// A limit order for a quantity.
    Limit = 3,
}

impl Form {
    #[inline(always)]
    pub(crate) fn of(command: &Command) -> Self {
        match command {
            Command::PlaceOrder(PlaceOrder { kind: OrderKind::Limit { .. }, size: Size::Quantity(_), .. }) => Self::Limit,
            Command::PlaceOrder(_) => Self::Place,
            Command::CancelOrder(_) => Self::Cancel,
            _ => Self::Stated,
        }
    }

    /// Of the lowest two bits.
    #[inline(always)]
    pub(crate) fn of_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Stated,
            1 => Self::Place,
            2 => Self::Cancel,
            _ => Self::Limit,
        }
    }
}

/// A command with the number of its kind, outside a record.
pub(crate) fn put_command(command: &Command, to: &mut Encoder<'_>) {
    match command {
        Command::PlaceOrder(_) => to.short(|to| to.byte(PLACE_ORDER)),
        Command::CancelOrder(_) => to.short(|to| to.byte(CANCEL_ORDER)),
        _ => {}
    }
    to.short(|to| put_short_part(command, Form::Place, Seq(0), to));
    put_rest(command, to);
}

/// What of a command stands in the short part of its record: all of a cancellation, and of a placed order all but its client id.
#[inline(always)]
pub(crate) fn put_short_part(command: &Command, form: Form, seq: Seq, to: &mut Short<'_>) {
    match command {
        Command::PlaceOrder(order) => put_order(order, form, to),
        Command::CancelOrder(cancel) => {
            to.unsigned(cancel.account.relative_to(to.home));
            put_order_near(cancel.order, seq, to);
        }
        _ => {}
    }
}

/// What of a command does not.
#[inline(always)]
pub(crate) fn put_rest(command: &Command, to: &mut Encoder<'_>) {
    match command {
        Command::PlaceOrder(PlaceOrder { client: None, .. }) | Command::CancelOrder(_) => {}
        Command::PlaceOrder(PlaceOrder { client: Some(client), .. }) => client.put(to),
        other => other.put_plain(to),
    }
}

#[inline(always)]
pub(crate) fn get_command(form: Form, seq: Seq, from: &mut Decoder<'_>) -> Result<Command, DecodeError> {
    match form {
        Form::Limit | Form::Place => get_order(form, from).map(Command::PlaceOrder),
        Form::Cancel => get_cancel(seq, from),
        Form::Stated => match from.byte()? {
            PLACE_ORDER => PlaceOrder::get(from).map(Command::PlaceOrder),
            CANCEL_ORDER => get_cancel(seq, from),
            other => Command::get_plain(other, from),
        },
    }
}

#[inline(always)]
fn get_cancel(seq: Seq, from: &mut Decoder<'_>) -> Result<Command, DecodeError> {
    let account = AccountId::get(from)?;
    Ok(Command::CancelOrder(CancelOrder { account, order: get_order_near(seq, from)? }))
}

#[inline(always)]
pub(crate) fn put_event(event: &Event, command: &Command, seq: Seq, to: &mut Encoder<'_>) {
    match event {
        Event::OrderPlaced(placed) => put_order_placed(placed, command, seq, to),
        Event::OrderCancelled(cancelled) => to.short(|to| put_order_cancelled(cancelled, command, seq, to)),
        Event::Fill(fill) => to.short(|to| put_fill(fill, seq, to)),
        other => other.put_plain(to),
    }
}

#[inline(always)]
pub(crate) fn get_event(command: &Command, seq: Seq, from: &mut Decoder<'_>) -> Result<Event, DecodeError> {
    match from.byte()? {
        flags @ SHORT_PLACED..=SHORT_PLACED_LAST => get_short_placed(flags, command, seq, from).map(Event::OrderPlaced),
        flags @ SHORT_FILL..=SHORT_FILL_LAST => get_fill(flags & !SHORT_FILL, seq, from).map(Event::Fill),
        flags @ SHORT_CANCELLED..=SHORT_CANCELLED_LAST => get_short_cancelled(flags, command, from).map(Event::OrderCancelled),
        ORDER_PLACED => get_order_placed(command, seq, from).map(Event::OrderPlaced),
        ORDER_CANCELLED => get_order_cancelled(seq, from).map(Event::OrderCancelled),
        FILL => get_stated_fill(seq, from).map(Event::Fill),
        other => Event::get_plain(other, from),
    }
}

/// An order as the distance back from the record at hand.
#[inline(always)]
fn put_order_near(order: OrderId, seq: Seq, to: &mut Short<'_>) {
    let here = OrderId::new(to.home, seq.0);
    to.signed(here.0.wrapping_sub(order.0) as i64);
}

#[inline(always)]
fn get_order_near(seq: Seq, from: &mut Decoder<'_>) -> Result<OrderId, DecodeError> {
    let here = OrderId::new(from.home, seq.0);
    Ok(OrderId(here.0.wrapping_sub(from.signed()? as u64)))
}
