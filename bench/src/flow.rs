//! The reference order flow: the same five million operations for every engine that is measured.
//!
//! `flow.cpp` beside this crate is the definition; this generator gives the same bytes, and its tests hold the SHA-256 of both files. It uses
//! floating point for the offsets of prices, which is why it lives here and not in a crate of the core.

use std::collections::BTreeMap;
use std::io::{self, Write};

#[cfg(test)]
mod tests;

/// What a flow is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub operations: u32,
    pub instruments: u16,
    /// Live orders per instrument around which the flow settles.
    pub live_orders: u32,
}

/// One instrument with about 10,000 live orders.
pub const F1: Shape = Shape { operations: 5_000_000, instruments: 1, live_orders: 10_000 };
/// A hundred instruments with about 1,000 live orders each.
pub const F100: Shape = Shape { operations: 5_000_000, instruments: 100, live_orders: 1_000 };

/// Accounts a flow trades for; see [`account_of`].
pub const ACCOUNTS: u32 = 1 << 20;

const SEED: u64 = 42;
const FIRST_PRICE: u32 = 30_000;
const MARKETABLE_TICKS: u32 = 20;
const OFFSET_TICKS_MAX: f64 = 400.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    Buy = 0,
    Sell = 1,
}

impl Side {
    fn opposite(self) -> Self {
        match self {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        }
    }
}

/// One command of the flow: a limit order, or the cancellation of a live one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Given densely from 1 in the order of placing.
    pub order: u32,
    /// In ticks; of a cancellation the price of the order it takes out.
    pub price: u32,
    /// 0 in a cancellation.
    pub quantity: u32,
    pub instrument: u16,
    pub cancel: bool,
    pub side: Side,
}

/// What a right engine arrives at after the whole flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub operations: u64,
    pub instruments: u64,
    pub trades: u64,
    pub traded_quantity: u64,
    /// Σ price in ticks × quantity over all trades.
    pub traded_value: u64,
    pub highest_order: u64,
}

pub struct Flow {
    pub totals: Totals,
    pub operations: Vec<Operation>,
}

/// The account that places `order`, below [`ACCOUNTS`].
pub fn account_of(order: u32) -> u32 {
    order.wrapping_mul(2_654_435_761) >> 12
}

impl Flow {
    pub fn generate(shape: Shape) -> Flow {
        Generator::new(shape).run()
    }

    /// The file that `ceiling.cpp` reads: six little-endian u64 totals, then records of 16 bytes.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let Totals { operations, instruments, trades, traded_quantity, traded_value, highest_order } = self.totals;
        for total in [operations, instruments, trades, traded_quantity, traded_value, highest_order] {
            to.write_all(&total.to_le_bytes())?;
        }
        for operation in &self.operations {
            to.write_all(&record(operation))?;
        }
        Ok(())
    }
}

fn record(operation: &Operation) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[0..4].copy_from_slice(&operation.order.to_le_bytes());
    bytes[4..8].copy_from_slice(&operation.price.to_le_bytes());
    bytes[8..12].copy_from_slice(&operation.quantity.to_le_bytes());
    bytes[12..14].copy_from_slice(&operation.instrument.to_le_bytes());
    bytes[14] = u8::from(operation.cancel);
    bytes[15] = operation.side as u8;
    bytes
}

struct Generator {
    shape: Shape,
    random: SplitMix64,
    books: Vec<Book>,
    /// By order id; slot 0 is no order.
    orders: Vec<RestingOrder>,
    flow: Flow,
}

#[derive(Default)]
struct Book {
    bids: BTreeMap<u32, Queue>,
    asks: BTreeMap<u32, Queue>,
    /// Ids of all live orders, in no particular order.
    live: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Queue {
    head: u32,
    tail: u32,
}

#[derive(Clone, Copy, Default)]
struct RestingOrder {
    previous: u32,
    next: u32,
    price: u32,
    quantity: u32,
    place_in_live: u32,
    is_sell: bool,
}

impl Generator {
    fn new(shape: Shape) -> Self {
        let totals = Totals { operations: u64::from(shape.operations), instruments: u64::from(shape.instruments), ..Totals::default() };
        Generator {
            shape,
            random: SplitMix64(SEED),
            books: (0..shape.instruments).map(|_| Book::default()).collect(),
            orders: vec![RestingOrder::default()],
            flow: Flow { totals, operations: Vec::with_capacity(shape.operations as usize) },
        }
    }

    fn run(mut self) -> Flow {
        for _ in 0..self.shape.operations {
            self.step();
        }
        self.flow.totals.highest_order = self.orders.len() as u64 - 1;
        self.flow
    }

    fn step(&mut self) {
        let instrument = if self.shape.instruments == 1 { 0 } else { self.random.below(u64::from(self.shape.instruments)) as u16 };
        let kind = self.random.below(100);
        if (60..90).contains(&kind) && !self.books[usize::from(instrument)].live.is_empty() {
            self.cancel_any(instrument);
        } else {
            let operation = self.choose_order(instrument, kind >= 90);
            self.flow.operations.push(operation);
            self.place(operation);
        }
    }

    fn cancel_any(&mut self, instrument: u16) {
        let live = &self.books[usize::from(instrument)].live;
        let order = live[self.random.below(live.len() as u64) as usize];
        let RestingOrder { price, is_sell, .. } = self.orders[order as usize];
        let side = if is_sell { Side::Sell } else { Side::Buy };
        self.flow.operations.push(Operation { order, price, quantity: 0, instrument, cancel: true, side });
        self.take_out(instrument, order);
    }

    /// Draws in a fixed order; changing the order of the draws changes the flow.
    fn choose_order(&mut self, instrument: u16, marketable: bool) -> Operation {
        let book = &self.books[usize::from(instrument)];
        let (best_bid, best_ask) = (book.best(Side::Buy), book.best(Side::Sell));
        let middle = match (best_bid, best_ask) {
            (Some(bid), Some(ask)) => (bid + ask) / 2,
            (Some(bid), None) => bid + 1,
            (None, Some(ask)) => ask - 1,
            (None, None) => FIRST_PRICE,
        };
        let mut side = if self.random.below(2) == 0 { Side::Buy } else { Side::Sell };
        if marketable {
            // Marketable orders lean against a price that has wandered off, so that the flow stays inside a known range.
            let distance = (f64::from(middle) - f64::from(FIRST_PRICE)) / 5000.0;
            let buy_probability = 0.5 - 0.25 * distance.clamp(-1.0, 1.0);
            side = if self.random.unit() < buy_probability { Side::Buy } else { Side::Sell };
        }
        let (price, quantity) = match book.best(side.opposite()).filter(|_| marketable) {
            Some(touch) => {
                let price = if side == Side::Buy { touch + MARKETABLE_TICKS } else { touch - MARKETABLE_TICKS };
                let fullness = (book.live.len() as f64 / f64::from(self.shape.live_orders)).clamp(0.2, 5.0);
                (price, 1 + self.random.below((300.0 * fullness) as u64 + 1) as u32)
            }
            None => {
                let mean = if self.random.below(2) == 0 { 64.0 } else { 4.0 };
                let offset = OFFSET_TICKS_MAX.min(-mean * (1.0 - self.random.unit()).ln()) as u32;
                let price = match side {
                    Side::Buy => best_ask.map_or(middle, |ask| ask - 1) - offset,
                    Side::Sell => best_bid.map_or(middle, |bid| bid + 1) + offset,
                };
                (price, 1 + self.random.below(100) as u32)
            }
        };
        Operation { order: self.orders.len() as u32, price, quantity, instrument, cancel: false, side }
    }

    fn place(&mut self, operation: Operation) {
        let Operation { order, price, instrument, side, .. } = operation;
        self.orders.push(RestingOrder::default());
        let mut rest = operation.quantity;
        while rest > 0 {
            let Some((touch, maker)) = self.books[usize::from(instrument)].first(side.opposite()) else { break };
            let crosses = if side == Side::Buy { touch <= price } else { touch >= price };
            if !crosses {
                break;
            }
            let filled = rest.min(self.orders[maker as usize].quantity);
            rest -= filled;
            self.orders[maker as usize].quantity -= filled;
            self.flow.totals.trades += 1;
            self.flow.totals.traded_quantity += u64::from(filled);
            self.flow.totals.traded_value += u64::from(filled) * u64::from(touch);
            if self.orders[maker as usize].quantity == 0 {
                self.take_out(instrument, maker);
            }
        }
        if rest > 0 {
            self.rest(operation, order, rest);
        }
    }

    fn rest(&mut self, operation: Operation, order: u32, quantity: u32) {
        let book = &mut self.books[usize::from(operation.instrument)];
        let place_in_live = book.live.len() as u32;
        book.live.push(order);
        let queue = book.levels(operation.side).entry(operation.price).or_default();
        let previous = queue.tail;
        queue.tail = order;
        if previous == 0 {
            queue.head = order;
        } else {
            self.orders[previous as usize].next = order;
        }
        self.orders[order as usize] =
            RestingOrder { previous, next: 0, price: operation.price, quantity, place_in_live, is_sell: operation.side == Side::Sell };
    }

    fn take_out(&mut self, instrument: u16, order: u32) {
        let RestingOrder { previous, next, price, place_in_live, is_sell, .. } = self.orders[order as usize];
        let book = &mut self.books[usize::from(instrument)];
        let levels = book.levels(if is_sell { Side::Sell } else { Side::Buy });
        let queue = levels.get_mut(&price).expect("a live order stands in the queue of its price");
        if previous == 0 {
            queue.head = next;
        } else {
            self.orders[previous as usize].next = next;
        }
        if next == 0 {
            queue.tail = previous;
        } else {
            self.orders[next as usize].previous = previous;
        }
        if queue.head == 0 {
            levels.remove(&price);
        }
        book.live.swap_remove(place_in_live as usize);
        if let Some(&moved) = book.live.get(place_in_live as usize) {
            self.orders[moved as usize].place_in_live = place_in_live;
        }
    }
}

impl Book {
    fn levels(&mut self, side: Side) -> &mut BTreeMap<u32, Queue> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    fn best(&self, side: Side) -> Option<u32> {
        self.first(side).map(|(price, _)| price)
    }

    /// The best price and the order that stands first there.
    fn first(&self, side: Side) -> Option<(u32, u32)> {
        let level = match side {
            Side::Buy => self.bids.last_key_value(),
            Side::Sell => self.asks.first_key_value(),
        };
        level.map(|(&price, queue)| (price, queue.head))
    }
}

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// In [0, 1), with 53 bits.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }
}
