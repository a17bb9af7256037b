//! Whether a fill-or-kill order would trade whole, decided before anything changes.

use crate::exchange::Exchange;
use crate::instrument::Instrument;
use crate::ladder::NONE;
use crate::matching::is_beyond;
use crate::place_order::affordable;
use money::{Price, Quantity, Won};
use protocol::{SelfTradePrevention, Side, Size};

/// What an order walking the book still wants.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Units(i64),
    Won(i64),
}

/// The order that would walk the book.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    /// The first account of its owner.
    pub(crate) owner: u32,
    pub(crate) side: Side,
    pub(crate) limit: Price,
    pub(crate) size: Size,
    pub(crate) prevention: SelfTradePrevention,
}

impl Exchange {
    /// Walks the other side as matching would: price by price, own orders by the order's prevention mode, to its limit and the volatility trigger.
    pub(crate) fn fills_whole(&self, instrument: &Instrument, order: &Walk) -> bool {
        if !instrument.has_enough(order) {
            return false;
        }
        let opposite = instrument.ladder(order.side.opposite());
        let mut wanted = match order.size {
            Size::Quantity(quantity) => Wanted::Units(quantity.0),
            Size::Amount(amount) => Wanted::Won(amount.0),
        };
        let mut level = opposite.best();
        while level != NONE {
            let price = instrument.price_of(level);
            if is_beyond(order.side, price, order.limit) || instrument.is_triggered(order.side, price) {
                return false;
            }
            let mut slot = opposite.level(level).head;
            while slot != 0 {
                let maker = &self.orders[slot];
                slot = maker.next;
                if self.accounts[maker.account].first_of_owner == order.owner {
                    match order.prevention {
                        SelfTradePrevention::CancelOldest => continue,
                        SelfTradePrevention::CancelNewest | SelfTradePrevention::Decrement => return false,
                    }
                }
                let mine = match wanted {
                    Wanted::Units(left) => Quantity(left),
                    Wanted::Won(left) => affordable(instrument.scale, instrument.listing.lot, Won(left), price),
                };
                if mine == Quantity::ZERO {
                    return true;
                }
                let quantity = Quantity(mine.0.min(maker.rest));
                let value = instrument.scale.value(price, quantity).expect("listing bounds price × quantity");
                if value == Won::ZERO {
                    if matches!(wanted, Wanted::Won(_)) || mine.0 <= maker.rest {
                        return false;
                    }
                    continue;
                }
                let left = match &mut wanted {
                    Wanted::Units(left) => {
                        *left -= quantity.0;
                        *left
                    }
                    Wanted::Won(left) => {
                        *left -= value.0;
                        *left
                    }
                };
                if left == 0 {
                    return true;
                }
            }
            level = opposite.behind(level);
        }
        false
    }
}

impl Instrument {
    /// The quick answer from level totals: false where even all orders within the limit are too few.
    fn has_enough(&self, order: &Walk) -> bool {
        let Size::Quantity(quantity) = order.size else { return true };
        let opposite = self.ladder(order.side.opposite());
        let mut found = 0i64;
        let mut level = opposite.best();
        while level != NONE && !is_beyond(order.side, self.price_of(level), order.limit) {
            found = found.saturating_add(opposite.level(level).quantity);
            if found >= quantity.0 {
                return true;
            }
            level = opposite.behind(level);
        }
        false
    }
}
