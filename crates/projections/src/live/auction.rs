//! The price at which an auction would clear, were it to end now. The market's own price is fixed by the core when it does.
//!
//! Among all valid prices: the most volume; of those the least surplus; of those the highest if all have their surplus on the buying side, the
//! lowest if all have it on the selling side; otherwise the nearest to the reference, and of two as near the lower.

use std::cmp::Reverse;

use money::{Price, Quantity};

use super::depth::Depth;
use super::ticks::Ticks;

/// What an auction would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indication {
    pub price: Price,
    /// What would trade.
    pub quantity: Quantity,
    /// What would be left at the price: positive on the buying side.
    pub surplus: i64,
}

/// Neighbouring valid prices with the same demand and supply.
#[derive(Clone, Copy)]
struct Stretch {
    lowest: Price,
    highest: Price,
    demand: i64,
    supply: i64,
}

impl Stretch {
    fn volume(&self) -> i64 {
        self.demand.min(self.supply)
    }

    fn surplus(&self) -> i64 {
        self.demand - self.supply
    }

    fn rank(&self) -> (i64, Reverse<i64>) {
        (self.volume(), Reverse(self.surplus().abs()))
    }
}

/// `None` when the book does not cross.
pub fn indication(depth: &Depth, ticks: &Ticks, reference: Price) -> Option<Indication> {
    let stretches = stretches(depth, ticks)?;
    let best = stretches.iter().map(Stretch::rank).max()?;
    let tied = || stretches.iter().filter(|stretch| stretch.rank() == best);
    let price = if tied().all(|stretch| stretch.surplus() > 0) {
        tied().map(|stretch| stretch.highest).max()?
    } else if tied().all(|stretch| stretch.surplus() < 0) {
        tied().map(|stretch| stretch.lowest).min()?
    } else {
        tied()
            .flat_map(|stretch| [ticks.floor(reference), ticks.ceil(reference)].map(|near| near.clamp(stretch.lowest, stretch.highest)))
            .min_by_key(|price| ((price.0 - reference.0).abs(), *price))?
    };
    let stretch = stretches.iter().find(|stretch| stretch.lowest <= price && price <= stretch.highest)?;
    Some(Indication { price, quantity: Quantity(stretch.volume()), surplus: stretch.surplus() })
}

fn stretches(depth: &Depth, ticks: &Ticks) -> Option<Vec<Stretch>> {
    let (lowest, highest) = (depth.best_ask()?, depth.best_bid()?);
    if highest < lowest {
        return None;
    }
    let mut points: Vec<Price> = depth.bids.range(lowest..).chain(depth.asks.range(..=highest)).map(|(price, _)| *price).collect();
    points.sort_unstable();
    points.dedup();
    let mut demand: i64 = depth.bids.range(lowest..).map(|(_, level)| level.quantity.0).sum();
    let mut supply = 0;
    let mut stretches = Vec::with_capacity(points.len() * 2);
    for (place, &point) in points.iter().enumerate() {
        supply += depth.asks.get(&point).map_or(0, |level| level.quantity.0);
        stretches.push(Stretch { lowest: point, highest: point, demand, supply });
        demand -= depth.bids.get(&point).map_or(0, |level| level.quantity.0);
        if let Some(&next) = points.get(place + 1) {
            let (lowest, highest) = (ticks.above(point), ticks.below(next));
            if lowest <= highest {
                stretches.push(Stretch { lowest, highest, demand, supply });
            }
        }
    }
    Some(stretches)
}
