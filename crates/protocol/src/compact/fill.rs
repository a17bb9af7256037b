//! A fill, with every amount that it moves.

use super::{SHORT_FILL, SHORT_FILL_LAST, get_order_near, put_order_near};
use crate::event::{Aggressor, Fill};
use crate::ids::{OrderId, Seq};
use crate::wire::{DecodeError, Decoder, Encoder, Short, Wire};
use money::{Accrual, Price, Quantity, Won};

const VALUE_STATED: u8 = 4;
const TAXED: u8 = 8;
const FILL_FLAGS: u8 = 3 | VALUE_STATED | TAXED;
/// The later order is the one that the record places; only in the short form.
const TAKER_HERE: u8 = 16;

#[inline(always)]
pub(super) fn put_fill(fill: &Fill, seq: Seq, to: &mut Short<'_>) {
    let here = OrderId::new(to.home, seq.0);
    let value_stated = fill.value.0 != fill.price.0.wrapping_mul(fill.quantity.0);
    let taxed = fill.income_tax.0 != 0 || fill.local_tax.0 != 0;
    let (taker, maker) = if fill.aggressor == Aggressor::Sell { (fill.sell, fill.buy) } else { (fill.buy, fill.sell) };
    let taker_here = taker == here && fill.aggressor != Aggressor::Auction;
    to.byte(
        SHORT_FILL
            | fill.aggressor as u8
            | if value_stated { VALUE_STATED } else { 0 }
            | if taxed { TAXED } else { 0 }
            | if taker_here { TAKER_HERE } else { 0 },
    );
    if !taker_here {
        put_order_near(taker, seq, to);
    }
    put_order_near(maker, seq, to);
    to.signed(fill.price.0.wrapping_sub(to.bases.price));
    to.bases.price = fill.price.0;
    to.unsigned(fill.quantity.0 as u64);
    if value_stated {
        to.signed(fill.value.0);
    }
    to.unsigned(fill.buyer_fee.0 as u64);
    to.signed(fill.seller_fee.0.wrapping_sub(fill.buyer_fee.0));
    to.unsigned(u64::from(fill.buyer_accrual.0));
    to.unsigned(u64::from(fill.seller_accrual.0));
    to.unsigned(fill.released.0 as u64);
    to.signed(fill.cost_removed.0.wrapping_sub(fill.value.0));
    if taxed {
        to.signed(fill.income_tax.0);
        to.signed(fill.local_tax.0);
    }
}

/// The form of earlier journals: a byte for the flags, and both orders, the buy first.
pub(super) fn get_stated_fill(seq: Seq, from: &mut Decoder<'_>) -> Result<Fill, DecodeError> {
    let flags = from.byte()?;
    if flags & !FILL_FLAGS != 0 {
        return Err(DecodeError::UnknownKind(u64::from(flags), "Fill"));
    }
    let buy = get_order_near(seq, from)?;
    let sell = get_order_near(seq, from)?;
    get_amounts(flags, buy, sell, from)
}

#[inline(always)]
pub(super) fn get_fill(flags: u8, seq: Seq, from: &mut Decoder<'_>) -> Result<Fill, DecodeError> {
    let taker = if flags & TAKER_HERE != 0 { OrderId::new(from.home, seq.0) } else { get_order_near(seq, from)? };
    let maker = get_order_near(seq, from)?;
    let (buy, sell) = if flags & 3 == Aggressor::Sell as u8 { (maker, taker) } else { (taker, maker) };
    get_amounts(flags, buy, sell, from)
}

#[inline(always)]
fn get_amounts(flags: u8, buy: OrderId, sell: OrderId, from: &mut Decoder<'_>) -> Result<Fill, DecodeError> {
    let aggressor = Aggressor::from_number(u64::from(flags & 3))?;
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

/// The plain form, so that the unions can be written by one macro; it is the form outside a record.
impl Wire for Fill {
    fn put(&self, to: &mut Encoder<'_>) {
        to.short(|to| put_fill(self, Seq(0), to));
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match from.byte()? {
            flags @ SHORT_FILL..=SHORT_FILL_LAST => get_fill(flags & !SHORT_FILL, Seq(0), from),
            other => Err(DecodeError::UnknownKind(u64::from(other), "Fill")),
        }
    }
}
