//! The grid of prices an instrument allows: which prices are on a tick, and the number of each among them.

use money::{Bps, Price};
use protocol::policy::TickTable;

/// The most prices a grid may have: what three levels of 64-bit words can mark.
pub const MAX_PRICES: u32 = 64 * 64 * 64 - 2;

/// Prices from the lowest to the highest allowed, all on the tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    /// The one with the most prices, which nearly every price asked for lies in.
    widest: Segment,
    count: u32,
    segments: Vec<Segment>,
}

/// A run of prices with one tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    first_price: i64,
    last_price: i64,
    tick: i64,
    /// Number of `first_price` in the grid, from 0.
    first: u32,
    count: u32,
}

impl Segment {
    /// The number of a price within it, `offset` from its first; `None` off the tick.
    #[inline(always)]
    fn number(&self, offset: u64) -> Option<u32> {
        if self.tick == 1 {
            return Some(self.first + offset as u32);
        }
        // Both fit 32 bits nearly always, where a division takes a third of the time.
        let (steps, left) = match (u32::try_from(offset), u32::try_from(self.tick)) {
            (Ok(offset), Ok(tick)) => (offset / tick, u64::from(offset % tick)),
            _ => ((offset / self.tick as u64) as u32, offset % self.tick as u64),
        };
        (left == 0).then_some(self.first + steps)
    }

    /// How far a price lies above its first one, if it lies within. One comparison does for both ends: below the first the difference wraps.
    #[inline(always)]
    fn offset(&self, price: Price) -> Option<u64> {
        let offset = (price.0 as u64).wrapping_sub(self.first_price as u64);
        (offset <= (self.last_price as u64).wrapping_sub(self.first_price as u64)).then_some(offset)
    }

    #[inline(always)]
    fn price(&self, number: u32) -> Option<Price> {
        let place = number.wrapping_sub(self.first);
        (place < self.count).then(|| Price(self.first_price + i64::from(place) * self.tick))
    }
}

impl Grid {
    /// All prices on the tick from `lower` to `upper`. `None` when there is none, or more than [`MAX_PRICES`].
    pub(crate) fn new(table: &TickTable, lower: Price, upper: Price) -> Option<Self> {
        let mut segments = Vec::new();
        let mut count = 0i64;
        for (at, step) in table.steps.iter().enumerate() {
            let end = table.steps.get(at + 1).map_or(i64::MAX, |next| next.from.0 - 1);
            let tick = step.tick.0;
            let first_price = round_up(step.from.0.max(lower.0).max(1), tick);
            let last_price = round_down(end.min(upper.0), tick);
            if first_price <= last_price {
                let prices = (last_price - first_price) / tick + 1;
                if count + prices > i64::from(MAX_PRICES) {
                    return None;
                }
                segments.push(Segment { first_price, last_price, tick, first: count as u32, count: prices as u32 });
                count += prices;
            }
        }
        let widest = *segments.iter().max_by_key(|segment| segment.count)?;
        Some(Self { widest, count: count as u32, segments })
    }

    /// The widest grid of a table without a band: from the lowest price on.
    pub(crate) fn unbounded(table: &TickTable) -> Option<Self> {
        let mut upper = 0i64;
        let mut left = i64::from(MAX_PRICES);
        for (at, step) in table.steps.iter().enumerate() {
            let first = round_up(step.from.0.max(1), step.tick.0);
            let prices = match table.steps.get(at + 1) {
                Some(next) => (round_down(next.from.0 - 1, step.tick.0) - first) / step.tick.0 + 1,
                None => left,
            };
            let taken = prices.min(left);
            upper = first.checked_add((taken - 1).checked_mul(step.tick.0)?)?;
            left -= taken;
            if left == 0 {
                break;
            }
        }
        Self::new(table, Price(1), Price(upper))
    }

    /// How many prices it has.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    pub(crate) fn lowest(&self) -> Price {
        Price(self.segments[0].first_price)
    }

    pub(crate) fn highest(&self) -> Price {
        Price(self.segments[self.segments.len() - 1].last_price)
    }

    /// The number of a price in the grid, from 0; `None` off the tick or outside.
    #[inline(always)]
    pub(crate) fn number(&self, price: Price) -> Option<u32> {
        match self.widest.offset(price) {
            Some(offset) => self.widest.number(offset),
            None => self.number_elsewhere(price),
        }
    }

    /// The number of a price that is known to be in the grid.
    ///
    /// # Panics
    /// If it lies outside.
    #[inline(always)]
    pub(crate) fn number_of_allowed(&self, price: Price) -> u32 {
        let Segment { tick, first, .. } = self.widest;
        match self.widest.offset(price) {
            Some(offset) if tick == 1 => first.wrapping_add(offset as u32),
            _ => self.number(price).expect("an order's limit lies on the grid while it is open"),
        }
    }

    /// The same without a check, for a hint: right if the price is on the tick within the widest run, any number if not.
    #[inline(always)]
    pub(crate) fn likely_number(&self, price: Price) -> u32 {
        let Segment { first_price, tick, first, .. } = self.widest;
        let offset = (price.0 as u64).wrapping_sub(first_price as u64) as u32;
        let steps = if tick == 1 { offset } else { offset.checked_div(tick as u32).unwrap_or(0) };
        steps.wrapping_add(first)
    }

    #[cold]
    fn number_elsewhere(&self, price: Price) -> Option<u32> {
        self.segments.iter().find_map(|segment| segment.offset(price).map(|offset| segment.number(offset)))?
    }

    /// The price of a number below [`Self::count`].
    #[inline(always)]
    pub(crate) fn price(&self, number: u32) -> Price {
        match self.widest.price(number) {
            Some(price) => price,
            None => self.price_elsewhere(number),
        }
    }

    #[cold]
    fn price_elsewhere(&self, number: u32) -> Price {
        self.segments.iter().find_map(|segment| segment.price(number)).expect("a number of the grid lies in one of its segments")
    }

    /// The highest allowed price not above this one; `None` below the lowest.
    pub(crate) fn at_or_below(&self, price: Price) -> Option<Price> {
        let segment = self.segments.iter().rev().find(|segment| price.0 >= segment.first_price)?;
        let inside = price.0.min(segment.last_price);
        Some(Price(segment.first_price + (inside - segment.first_price) / segment.tick * segment.tick))
    }

    /// The lowest allowed price not below this one; `None` above the highest.
    pub(crate) fn at_or_above(&self, price: Price) -> Option<Price> {
        match self.at_or_below(price) {
            None => Some(self.lowest()),
            Some(below) if below == price => Some(price),
            Some(below) => {
                let number = self.number(below)? + 1;
                (number < self.count).then(|| self.price(number))
            }
        }
    }

    /// The allowed price nearest to one wished for, the lower of two as near.
    pub(crate) fn nearest(&self, price: Price) -> Price {
        match (self.at_or_below(price), self.at_or_above(price)) {
            (Some(below), Some(above)) if above.0 - price.0 < price.0 - below.0 => above,
            (Some(below), _) => below,
            (None, above) => above.unwrap_or(self.lowest()),
        }
    }
}

/// The prices `limit` away from a reference: the lower rounded up and the upper rounded down to a won of the price's scale, before ticks.
pub(crate) fn band_around(reference: Price, limit: Bps) -> (Price, Price) {
    let share = (i128::from(reference.0) * i128::from(limit.0) / 10_000) as i64;
    (Price(reference.0 - share), Price(reference.0 + share))
}

fn round_up(price: i64, tick: i64) -> i64 {
    price.checked_add(tick - 1).map_or(i64::MAX, |p| p / tick * tick)
}

fn round_down(price: i64, tick: i64) -> i64 {
    price / tick * tick
}
