//! The visible book: how much stands at each price.

use std::collections::BTreeMap;

use money::{Price, Quantity};
use protocol::Side;

use super::saved::saved_struct;

saved_struct! {
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Level {
        pub quantity: Quantity,
        pub orders: u32,
    }
}

saved_struct! {
    /// Price → total quantity and number of orders, of both sides. Prices at which nothing stands are absent.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Depth {
        pub bids: BTreeMap<Price, Level>,
        pub asks: BTreeMap<Price, Level>,
    }
}

impl Depth {
    pub fn best_bid(&self) -> Option<Price> {
        self.bids.last_key_value().map(|(price, _)| *price)
    }

    pub fn best_ask(&self) -> Option<Price> {
        self.asks.first_key_value().map(|(price, _)| *price)
    }

    pub fn side(&self, side: Side) -> &BTreeMap<Price, Level> {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    /// All that stands on one side.
    pub fn total(&self, side: Side) -> Quantity {
        self.side(side).values().fold(Quantity::ZERO, |sum, level| sum + level.quantity)
    }

    /// The best `count` levels of a side, best first, each gathering the prices up to the next multiple of `step` away from the other side: a bid
    /// is shown at the multiple below it, an ask at the one above. A step of one price unit gathers nothing.
    pub fn levels(&self, side: Side, count: usize, step: Price) -> Vec<(Price, Level)> {
        let step = step.0.max(1);
        let mut gathered: Vec<(Price, Level)> = Vec::with_capacity(count.min(64));
        let mut add = |price: i64, level: &Level| -> bool {
            if let Some((_, sum)) = gathered.last_mut().filter(|(last, _)| last.0 == price) {
                sum.quantity += level.quantity;
                sum.orders += level.orders;
                return true;
            }
            let has_room = gathered.len() < count;
            if has_room {
                gathered.push((Price(price), *level));
            }
            has_room
        };
        match side {
            Side::Buy => {
                let _ = self.bids.iter().rev().all(|(price, level)| add(price.0 - price.0.rem_euclid(step), level));
            }
            Side::Sell => {
                let _ = self.asks.iter().all(|(price, level)| add(price.0 + (-price.0).rem_euclid(step), level));
            }
        }
        gathered
    }

    pub(crate) fn add(&mut self, side: Side, price: Price, quantity: Quantity) {
        let level = self.side_mut(side).entry(price).or_default();
        level.quantity += quantity;
        level.orders += 1;
    }

    /// Takes a quantity from the level; an order that is over with it no longer counts. `None` when nothing stands there.
    #[must_use]
    pub(crate) fn take(&mut self, side: Side, price: Price, quantity: Quantity, over: Over) -> Option<()> {
        let levels = self.side_mut(side);
        let level = levels.get_mut(&price)?;
        level.quantity -= quantity;
        level.orders -= match over {
            Over::Yes => 1,
            Over::No => 0,
        };
        if level.orders == 0 {
            levels.remove(&price);
        }
        Some(())
    }

    fn side_mut(&mut self, side: Side) -> &mut BTreeMap<Price, Level> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }
}

/// Whether an order leaves the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Yes,
    No,
}
