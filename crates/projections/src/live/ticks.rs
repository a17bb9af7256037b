//! Which prices are valid: a tick table read at an instrument's own price decimals.

use money::Price;
use protocol::policy::TickTable;

/// A tick table in the price units of one instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// (from, tick) in rising order, the first from 0.
    steps: Vec<(i64, i64)>,
}

impl Ticks {
    /// The table of an instrument with `price_decimals`. Ticks finer than its prices are one price unit.
    pub fn new(table: &TickTable, price_decimals: u8) -> Self {
        let from = u32::from(table.price_decimals);
        let to = u32::from(price_decimals);
        let scaled = |price: Price| match to.checked_sub(from) {
            Some(more) => price.0.saturating_mul(10i64.pow(more)),
            None => price.0 / 10i64.pow(from - to),
        };
        let steps = table.steps.iter().map(|step| (scaled(step.from), scaled(step.tick).max(1))).collect();
        Self { steps }
    }

    /// The tick at a price.
    pub fn tick_at(&self, price: Price) -> Price {
        let place = self.steps.partition_point(|&(from, _)| from <= price.0);
        Price(place.checked_sub(1).map_or(1, |place| self.steps[place].1))
    }

    /// The highest valid price at or below `price`.
    pub fn floor(&self, price: Price) -> Price {
        let tick = self.tick_at(price).0;
        Price(price.0 - price.0.rem_euclid(tick))
    }

    /// The lowest valid price at or above `price`.
    pub fn ceil(&self, price: Price) -> Price {
        let below = self.floor(price);
        if below == price { price } else { self.above(below) }
    }

    /// The next valid price above a valid one.
    pub fn above(&self, price: Price) -> Price {
        let next = price.0 + self.tick_at(price).0;
        // A step may begin between two multiples of the tick below it; its beginning is then the next price if it is a multiple of its own tick.
        let crossed = self.steps.iter().find(|&&(from, _)| from > price.0 && from < next);
        match crossed {
            Some(&(from, tick)) => Price(from + (-from).rem_euclid(tick)),
            None => Price(next),
        }
    }

    /// The next valid price below a valid one.
    pub fn below(&self, price: Price) -> Price {
        self.floor(Price(price.0 - 1))
    }
}
