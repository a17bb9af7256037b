//! The rules that compute: ticks, bands, values, holds, fees, taxes. Everything in `i128`, straight from the text of the rule.

use super::state::{FeeRates, Instrument};
use money::{Bps, Price};
use protocol::order::Side;
use protocol::policy::{Collection, TickTable, Withholding};

const PARTS: i128 = 10_000;

pub fn tick_at(table: &TickTable, price: i64) -> i64 {
    table.steps.iter().rev().find(|step| step.from.0 <= price).map_or(1, |step| step.tick.0)
}

pub fn on_tick(table: &TickTable, price: i64) -> bool {
    price > 0 && price % tick_at(table, price) == 0
}

pub fn round_up(table: &TickTable, price: i64) -> i64 {
    let tick = tick_at(table, price);
    let up = (price + tick - 1) / tick * tick;
    if up > 0 { up } else { tick }
}

pub fn round_down(table: &TickTable, price: i64) -> i64 {
    let tick = tick_at(table, price);
    price / tick * tick
}

/// The smallest integer not below `price` raised (or lowered) by a share.
pub fn share_up(price: i64, parts: i128) -> i64 {
    let product = i128::from(price) * parts;
    ((product + PARTS - 1) / PARTS) as i64
}

pub fn share_down(price: i64, parts: i128) -> i64 {
    (i128::from(price) * parts / PARTS) as i64
}

/// The prices `share` around `price`, rounded inward to the tick.
pub fn inward(table: &TickTable, price: i64, share: Bps) -> (i64, i64) {
    let share = i128::from(share.0);
    (round_up(table, share_up(price, PARTS - share)), round_down(table, share_down(price, PARTS + share)))
}

/// floor(price × quantity ÷ scale).
pub fn value(instrument: &Instrument, price: i64, quantity: i64) -> i64 {
    (i128::from(price) * i128::from(quantity) / instrument.divisor) as i64
}

/// The most whole lots whose value at `price` is not above `amount`, found without cleverness: the closed form, then corrected step by step.
pub fn lots_for(instrument: &Instrument, amount: i64, price: i64) -> i64 {
    let lot = instrument.listing.lot.0;
    let guess = i128::from(amount) * instrument.divisor / i128::from(price);
    let mut quantity = (guess / i128::from(lot) * i128::from(lot)) as i64;
    while value(instrument, price, quantity + lot) <= amount {
        quantity += lot;
    }
    quantity
}

/// What a buy order must have in reserve for what is left of it.
pub fn hold(rates: FeeRates, value_left: i64, accrual: i64) -> i64 {
    let rate = i128::from(rates.maker.0.max(rates.taker.0));
    let fee = (i128::from(accrual) + rate * i128::from(value_left)) / PARTS;
    value_left + fee as i64 + 1
}

/// The fee of a fill when `accrual` ten-thousandths of a won are left over from the fills before: what is due now, and what is left over then.
pub fn fee(rate: Bps, value: i64, accrual: i64) -> (i64, i64) {
    let sum = i128::from(accrual) + i128::from(rate.0) * i128::from(value);
    ((sum / PARTS) as i64, (sum % PARTS) as i64)
}

/// Tax on a profit or a payment: income part, local part.
pub fn tax(rule: &Withholding, base: i64) -> (i64, i64) {
    if rule.collection == Collection::ReportOnly {
        return (0, 0);
    }
    let part = |rate: Bps| {
        let exact = i128::from(base.max(0)) * i128::from(rate.0) / PARTS;
        (exact as i64) / rule.round_down_to.0 * rule.round_down_to.0
    };
    let (income, local) = (part(rule.income), part(rule.local));
    if income < rule.not_below.0 { (0, 0) } else { (income, local) }
}

pub fn crosses(side: Side, limit: i64, opposite: i64) -> bool {
    match side {
        Side::Buy => opposite <= limit,
        Side::Sell => opposite >= limit,
    }
}

/// True when matching must stop before a trade of an incoming order of `side` at `price`.
pub fn trips(instrument: &Instrument, side: Side, price: i64) -> bool {
    let (lower, upper) = instrument.triggers;
    match side {
        Side::Buy => price >= upper,
        Side::Sell => price <= lower,
    }
}

/// The clearing price of an auction and the quantity that trades at it.
pub fn clearing(instrument: &Instrument) -> Option<(Price, i64)> {
    let (best_bid, best_ask) = (instrument.bids.first()?.limit, instrument.asks.first()?.limit);
    let mut candidates = Vec::new();
    let mut price = best_ask;
    while price <= best_bid {
        let demand: i128 = instrument.bids.iter().filter(|bid| bid.limit >= price).map(|bid| i128::from(bid.rest)).sum();
        let supply: i128 = instrument.asks.iter().filter(|ask| ask.limit <= price).map(|ask| i128::from(ask.rest)).sum();
        candidates.push((price, demand.min(supply), demand - supply));
        price += tick_at(&instrument.ticks, price);
    }
    let most = candidates.iter().map(|candidate| candidate.1).max()?;
    candidates.retain(|candidate| candidate.1 == most);
    let least = candidates.iter().map(|candidate| candidate.2.abs()).min()?;
    candidates.retain(|candidate| candidate.2.abs() == least);
    let chosen = if candidates.iter().all(|candidate| candidate.2 > 0) {
        candidates.last()?.0
    } else if candidates.iter().all(|candidate| candidate.2 < 0) {
        candidates.first()?.0
    } else {
        let reference = instrument.reference;
        candidates.iter().map(|candidate| candidate.0).min_by_key(|&price| ((price - reference).abs(), price))?
    };
    Some((Price(chosen), most as i64))
}
