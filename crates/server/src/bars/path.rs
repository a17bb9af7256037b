//! The way of the price within a minute.

use super::file::Bar;

/// Won per unit of the file's money, as a fraction of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Won …
    pub won: i64,
    /// … for so many 10^-4 of the file's money; positive.
    pub per: i64,
}

/// A price to trade at, at a share of the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waypoint {
    /// Thousandths of the minute.
    pub at_permille: u32,
    /// In won.
    pub price: i64,
    /// Turnover up to the next one, in won.
    pub turnover: i64,
}

/// Steps between two of the four prices of a bar.
const STEPS_BETWEEN: i64 = 2;

impl Conversion {
    /// Rounds to the nearest won.
    pub fn won(self, amount: i64) -> i64 {
        let (won, per, amount) = (i128::from(self.won), i128::from(self.per), i128::from(amount));
        i64::try_from((amount * won + per / 2) / per).unwrap_or(i64::MAX)
    }
}

/// Open, the nearer of high and low, the other, close, with steps between them.
pub fn waypoints(bar: &Bar, conversion: Conversion) -> Vec<Waypoint> {
    let low_first = bar.open - bar.low <= bar.high - bar.open;
    let (first, second) = if low_first { (bar.low, bar.high) } else { (bar.high, bar.low) };
    let corners = [bar.open, first, second, bar.close];
    let legs = corners.len() as i64 - 1;
    let count = legs * STEPS_BETWEEN + 1;
    let turnover = conversion.won(bar.turnover) / count;
    let mut way = Vec::new();
    for step in 0..count {
        let leg = (step / STEPS_BETWEEN) as usize;
        let along = step % STEPS_BETWEEN;
        let from = corners[leg];
        let to = corners.get(leg + 1).copied().unwrap_or(from);
        let price = conversion.won(from + (to - from) * along / STEPS_BETWEEN);
        // The last one lies well before the minute's end, so that its trade still belongs to it.
        let at_permille = u32::try_from(step * 900 / (count - 1)).unwrap_or(0);
        way.push(Waypoint { at_permille, price, turnover });
    }
    way
}
