//! Candles of several minutes, and what changes in a book.

use std::collections::{BTreeMap, VecDeque};

use money::{Price, Quantity, Won};
use projections::live::depth::Level;
use projections::live::instrument::Candle;
use projections::live::limits::CANDLES_MAX;
use protocol::Time;

use super::candles::{candle_with, last_candles};
use super::channel::Interval;
use super::view::changed;

const MINUTE: i64 = 60_000_000;

/// A minute with prices around its own number.
fn minute(number: i64) -> Candle {
    let price = |by: i64| Price(1_000 + number % 13 + by);
    Candle {
        start: Time(number * MINUTE),
        open: price(0),
        high: price(3),
        low: price(-3),
        close: price(1),
        volume: Quantity(2),
        value: Won(2_000),
        trades: 1,
    }
}

#[test]
fn f39_f40_candles_join_their_minutes_and_one_that_is_not_whole_is_left_out() {
    let minutes: VecDeque<Candle> = (7..40).filter(|number| number % 4 != 1).map(minute).collect();
    let fives = last_candles(&minutes, Interval::M5, 100);
    let starts: Vec<i64> = fives.iter().map(|candle| candle.start.0 / MINUTE).collect();
    assert_eq!(starts, [5, 10, 15, 20, 25, 30, 35]);
    assert_eq!(fives.iter().map(|candle| candle.trades as usize).sum::<usize>(), minutes.len());
    // Minutes 10, 11, 12 and 14 traded.
    let of_ten = &fives[1];
    assert_eq!((of_ten.open, of_ten.close, of_ten.volume), (minute(10).open, minute(14).close, Quantity(8)));
    assert_eq!((of_ten.high, of_ten.low), (minute(12).high, minute(0).low + Price(1)));
    assert_eq!(last_candles(&minutes, Interval::M5, 2), fives[5..]);
    assert_eq!(last_candles(&minutes, Interval::M1, 1_000), minutes.iter().copied().collect::<Vec<_>>());

    // As each minute ends, its candle is what the list shows by then.
    for end in 1..=minutes.len() {
        let so_far: VecDeque<Candle> = minutes.iter().take(end).copied().collect();
        for interval in [Interval::M1, Interval::M3, Interval::M5, Interval::M240] {
            let last = *so_far.back().unwrap();
            assert_eq!(Some(&candle_with(&so_far, &last, interval)), last_candles(&so_far, interval, 1).last());
            // Later minutes change nothing of it.
            assert_eq!(candle_with(&minutes, &last, interval), candle_with(&so_far, &last, interval));
        }
    }

    let full: VecDeque<Candle> = (7..7 + CANDLES_MAX as i64).map(minute).collect();
    assert_eq!(last_candles(&full, Interval::M5, 10_000)[0].start, Time(10 * MINUTE), "minutes 5 and 6 may have been");
    assert_eq!(last_candles(&full, Interval::M1, 10_000).len(), CANDLES_MAX);
}

#[test]
fn f40_a_change_applied_to_the_levels_before_gives_those_after() {
    let levels = |seed: i64| -> Vec<(Price, Level)> {
        let level =
            |price: i64| (Price(price), Level { quantity: Quantity(1 + (price * seed) % 3), orders: 1 + ((price + seed) % 2) as u32 });
        (0..20).filter(|price| (price * 7 + seed * 5) % 3 != 0).map(level).collect()
    };
    for before in 0..9 {
        for after in 0..9 {
            let (before, after) = (levels(before), levels(after));
            let change = changed(&before, &after);
            assert_eq!(change.is_empty(), before == after);
            let mut shown: BTreeMap<Price, Level> = before.iter().copied().collect();
            for (price, level) in change {
                match level.orders {
                    0 => assert!(shown.remove(&price).is_some()),
                    _ => assert_ne!(shown.insert(price, level), Some(level)),
                }
            }
            assert_eq!(shown.into_iter().collect::<Vec<_>>(), after);
        }
    }
}
