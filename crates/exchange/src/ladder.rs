//! One side of a book: a dense array of price levels over the day's grid, with a bitmap of the occupied ones and the best of them at hand.
//!
//! The price band bounds the grid, so there are no levels elsewhere. Beside the grid's prices each side has a level for market orders entered in an
//! auction: below the lowest price for sells, above the highest for buys, so that they come first.

use crate::orders::Orders;
use protocol::Side;

/// A level's number: 0 for market sells, 1 for the grid's lowest price, and one past the highest for market buys.
pub(crate) type LevelNumber = u32;

/// No level.
pub(crate) const NONE: LevelNumber = u32::MAX;

/// A price's queue.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Level {
    pub(crate) head: u32,
    pub(crate) tail: u32,
    /// Sum of the rests.
    pub(crate) quantity: i64,
}

#[derive(Debug)]
pub(crate) struct Ladder {
    side: Side,
    levels: Vec<Level>,
    words: Vec<u64>,
    groups: Vec<u64>,
    top: u64,
    best: LevelNumber,
}

impl Ladder {
    /// A ladder without levels, until the first order.
    pub(crate) fn new(side: Side) -> Self {
        Self { side, levels: Vec::new(), words: Vec::new(), groups: Vec::new(), top: 0, best: NONE }
    }

    /// Makes room for the levels of a grid of so many prices. It must be empty.
    pub(crate) fn lay_out(&mut self, prices: u32) {
        debug_assert!(self.best == NONE);
        let levels = prices as usize + 2;
        self.levels.clear();
        self.levels.resize(levels, Level::default());
        self.words.clear();
        self.words.resize(levels.div_ceil(64), 0);
        self.groups.clear();
        self.groups.resize(levels.div_ceil(64 * 64), 0);
        self.top = 0;
    }

    pub(crate) fn is_laid_out(&self) -> bool {
        !self.levels.is_empty()
    }

    /// The best occupied level: the highest to buy, the lowest to sell. [`NONE`] when empty.
    #[inline(always)]
    pub(crate) fn best(&self) -> LevelNumber {
        self.best
    }

    #[inline(always)]
    pub(crate) fn level(&self, number: LevelNumber) -> &Level {
        &self.levels[number as usize]
    }

    /// The next occupied level behind this one, in the direction of worse prices; [`NONE`] at the end.
    pub(crate) fn behind(&self, number: LevelNumber) -> LevelNumber {
        match self.side {
            Side::Buy => number.checked_sub(1).map_or(NONE, |from| self.at_or_below(from)),
            Side::Sell => self.at_or_above(number + 1),
        }
    }

    /// Appends an order to a level's queue.
    #[inline(always)]
    pub(crate) fn append(&mut self, orders: &mut Orders, slot: u32, number: LevelNumber) {
        let level = &mut self.levels[number as usize];
        let order = &mut orders[slot];
        order.next = 0;
        order.previous = level.tail;
        level.quantity += order.rest;
        match level.tail {
            0 => {
                level.head = slot;
                level.tail = slot;
                self.occupy(number);
            }
            tail => {
                level.tail = slot;
                orders[tail].next = slot;
            }
        }
    }

    /// Takes over a whole queue at an empty level.
    pub(crate) fn adopt(&mut self, number: LevelNumber, level: Level) {
        self.levels[number as usize] = level;
        self.occupy(number);
    }

    /// Takes an order out of its level's queue.
    #[inline(always)]
    pub(crate) fn unlink(&mut self, orders: &mut Orders, slot: u32, number: LevelNumber) {
        let (next, previous, rest) = {
            let order = &orders[slot];
            (order.next, order.previous, order.rest)
        };
        let level = &mut self.levels[number as usize];
        level.quantity -= rest;
        match previous {
            0 => level.head = next,
            previous => orders[previous].next = next,
        }
        match next {
            0 => level.tail = previous,
            next => orders[next].previous = previous,
        }
        if level.head == 0 {
            debug_assert!(level.quantity == 0);
            self.vacate(number);
        }
    }

    /// The rest of an order in the queue of this level falls.
    #[inline(always)]
    pub(crate) fn reduce(&mut self, number: LevelNumber, quantity: i64) {
        self.levels[number as usize].quantity -= quantity;
    }

    #[inline(always)]
    fn occupy(&mut self, number: LevelNumber) {
        let at = number as usize;
        self.words[at >> 6] |= 1 << (at & 63);
        self.groups[at >> 12] |= 1 << (at >> 6 & 63);
        self.top |= 1 << (at >> 12);
        let better = self.best == NONE
            || match self.side {
                Side::Buy => number > self.best,
                Side::Sell => number < self.best,
            };
        if better {
            self.best = number;
        }
    }

    #[inline(always)]
    fn vacate(&mut self, number: LevelNumber) {
        let at = number as usize;
        self.words[at >> 6] &= !(1 << (at & 63));
        if self.words[at >> 6] == 0 {
            self.groups[at >> 12] &= !(1 << (at >> 6 & 63));
            if self.groups[at >> 12] == 0 {
                self.top &= !(1 << (at >> 12));
            }
        }
        if number == self.best {
            self.best = self.behind(number);
        }
    }

    fn at_or_above(&self, number: LevelNumber) -> LevelNumber {
        let at = number as usize;
        if at >= self.levels.len() {
            return NONE;
        }
        let bits = self.words[at >> 6] & (!0 << (at & 63));
        if bits != 0 {
            return (at as u32 & !63) | bits.trailing_zeros();
        }
        let word = at >> 6;
        let group_bits = self.groups[word >> 6] & above(word & 63);
        if group_bits != 0 {
            return self.lowest_of_word((word & !63) | group_bits.trailing_zeros() as usize);
        }
        let top_bits = self.top & above(word >> 6);
        if top_bits == 0 {
            return NONE;
        }
        let group = top_bits.trailing_zeros() as usize;
        self.lowest_of_word(group << 6 | self.groups[group].trailing_zeros() as usize)
    }

    fn at_or_below(&self, number: LevelNumber) -> LevelNumber {
        let at = number as usize;
        let bits = self.words[at >> 6] & (!0 >> (63 - (at & 63)));
        if bits != 0 {
            return (at as u32 & !63) | (63 - bits.leading_zeros());
        }
        let word = at >> 6;
        let group_bits = self.groups[word >> 6] & below(word & 63);
        if group_bits != 0 {
            return self.highest_of_word((word & !63) | (63 - group_bits.leading_zeros()) as usize);
        }
        let top_bits = self.top & below(word >> 6);
        if top_bits == 0 {
            return NONE;
        }
        let group = (63 - top_bits.leading_zeros()) as usize;
        self.highest_of_word(group << 6 | (63 - self.groups[group].leading_zeros()) as usize)
    }

    fn lowest_of_word(&self, word: usize) -> LevelNumber {
        (word << 6) as u32 | self.words[word].trailing_zeros()
    }

    fn highest_of_word(&self, word: usize) -> LevelNumber {
        (word << 6) as u32 | (63 - self.words[word].leading_zeros())
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, number: LevelNumber) {
        crate::memory::prefetch(&self.levels, number as usize);
    }
}

/// Bits strictly above a place.
fn above(place: usize) -> u64 {
    if place == 63 { 0 } else { !0 << (place + 1) }
}

/// Bits strictly below a place.
fn below(place: usize) -> u64 {
    (1 << place) - 1
}
