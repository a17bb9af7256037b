//! A placed order as its command says it.

use super::Form;
use crate::command::{ClientOrder, PlaceOrder};
use crate::ids::{AccountId, InstrumentId};
use crate::order::{SelfTradePrevention, Side, TimeInForce, get_kind_and_size, kind_number, put_kind_and_size};
use crate::wire::{DecodeError, Decoder, Encoder, Short, Wire};

#[inline(always)]
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
/// The number of a limit order for a quantity.
const LIMIT: u8 = 0;

/// All but the client id.
#[inline(always)]
pub(super) fn put_order(order: &PlaceOrder, form: Form, to: &mut Short<'_>) {
    let same_instrument = order.instrument.0 == to.bases.instrument;
    to.byte(
        order.side as u8
            | (order.time_in_force as u8) << TIME_IN_FORCE_SHIFT
            | order.prevention.map_or(0, |mode| mode as u8 + 1) << PREVENTION_SHIFT
            | if order.client.is_some() { HAS_CLIENT } else { 0 }
            | if same_instrument { SAME_INSTRUMENT } else { 0 },
    );
    if form != Form::Limit {
        to.byte(kind_number(order.kind, order.size));
    }
    to.unsigned(order.account.relative_to(to.home));
    if !same_instrument {
        to.bases.instrument = order.instrument.0;
        to.unsigned(order.instrument.relative_to(to.home));
    }
    put_kind_and_size(order.kind, order.size, to);
}

#[inline(always)]
pub(super) fn get_order(form: Form, from: &mut Decoder<'_>) -> Result<PlaceOrder, DecodeError> {
    let flags = from.byte()?;
    let kind = if form == Form::Limit { LIMIT } else { from.byte()? };
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
    Ok(PlaceOrder { account, instrument, side, kind, time_in_force, size, prevention, client })
}

impl Wire for PlaceOrder {
    fn put(&self, to: &mut Encoder<'_>) {
        to.short(|to| put_order(self, Form::Place, to));
        if let Some(client) = &self.client {
            client.put(to);
        }
    }

    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        get_order(Form::Place, from)
    }
}
