//! Candles of several minutes, put together from those of one.

use std::collections::VecDeque;

use projections::live::instrument::Candle;
use projections::live::limits::CANDLES_MAX;

use super::channel::Interval;

/// The last `count` candles, oldest first. One whose first minutes are no longer kept is left out.
pub(crate) fn last_candles(minutes: &VecDeque<Candle>, interval: Interval, count: usize) -> Vec<Candle> {
    let first_whole = match minutes.front() {
        // Minutes before the first one kept may have been of its candle.
        Some(first) if minutes.len() >= CANDLES_MAX => Some(interval.start_of(first.start)),
        _ => None,
    };
    let mut candles: Vec<Candle> = Vec::new();
    for minute in minutes.iter().rev() {
        let start = interval.start_of(minute.start);
        if first_whole == Some(start) && interval != Interval::M1 {
            break;
        }
        let has_room = candles.len() < count;
        match candles.last_mut() {
            Some(candle) if candle.start == start => *candle = joined(minute, candle),
            _ if has_room => candles.push(Candle { start, ..*minute }),
            _ => break,
        }
    }
    candles.reverse();
    candles
}

/// The candle that a minute falls into, as it stood with that minute: earlier minutes do not change any more.
pub(crate) fn candle_with(minutes: &VecDeque<Candle>, minute: &Candle, interval: Interval) -> Candle {
    let start = interval.start_of(minute.start);
    let earlier = minutes.iter().rev().skip_while(|other| other.start >= minute.start).take_while(|other| other.start >= start);
    earlier.fold(Candle { start, ..*minute }, |candle, other| joined(other, &candle))
}

/// With an earlier minute before it.
fn joined(earlier: &Candle, candle: &Candle) -> Candle {
    Candle {
        start: candle.start,
        open: earlier.open,
        high: candle.high.max(earlier.high),
        low: candle.low.min(earlier.low),
        close: candle.close,
        volume: candle.volume + earlier.volume,
        value: candle.value + earlier.value,
        trades: candle.trades + earlier.trades,
    }
}
