//! An order that was cancelled. One cancelled by the record's own command takes a byte and what is released.

use super::{ORDER_CANCELLED, SHORT_CANCELLED, get_order_near, put_order_near};
use crate::command::{CancelOrder, Command};
use crate::event::{CancelReason, OrderCancelled};
use crate::ids::Seq;
use crate::wire::{DecodeError, Decoder, Short, Wire};
use money::Won;

const RELEASED_ZERO: u8 = 1;

#[inline(always)]
pub(super) fn put_order_cancelled(cancelled: &OrderCancelled, command: &Command, seq: Seq, to: &mut Short<'_>) {
    let released_zero = cancelled.released.0 == 0;
    match command {
        // By its owner, as the command says.
        Command::CancelOrder(cancel) if cancel.order == cancelled.order && cancelled.reason == CancelReason::ByOwner => {
            to.byte(SHORT_CANCELLED | if released_zero { RELEASED_ZERO } else { 0 });
            if !released_zero {
                to.signed(cancelled.released.0);
            }
        }
        _ => {
            to.byte(ORDER_CANCELLED);
            to.byte(cancelled.reason as u8);
            put_order_near(cancelled.order, seq, to);
            to.signed(cancelled.released.0);
        }
    }
    to.signed(cancelled.rest);
}

#[inline(always)]
pub(super) fn get_short_cancelled(flags: u8, command: &Command, from: &mut Decoder<'_>) -> Result<OrderCancelled, DecodeError> {
    let Command::CancelOrder(CancelOrder { order, .. }) = *command else { return Err(DecodeError::OutOfRange) };
    let released = if flags & RELEASED_ZERO != 0 { Won::ZERO } else { Won::get(from)? };
    Ok(OrderCancelled { order, reason: CancelReason::ByOwner, released, rest: i64::get(from)? })
}

pub(super) fn get_order_cancelled(seq: Seq, from: &mut Decoder<'_>) -> Result<OrderCancelled, DecodeError> {
    let reason = CancelReason::get(from)?;
    let order = get_order_near(seq, from)?;
    Ok(OrderCancelled { order, reason, released: Won::get(from)?, rest: i64::get(from)? })
}
