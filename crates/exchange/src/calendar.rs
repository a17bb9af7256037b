//! Which phase of which day it is, by a calendar.

use protocol::policy::{Calendar, Phase};
use protocol::time::{MICROS_PER_SECOND, SECONDS_PER_DAY};
use protocol::{Day, Time};

/// Where a time lies in a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: Day,
    pub(crate) phase: Phase,
    /// When the phase or the day ends.
    pub(crate) until: Time,
    pub(crate) is_trading_day: bool,
}

pub(crate) fn moment(calendar: &Calendar, at: Time) -> Moment {
    let local_s = at.0.div_euclid(MICROS_PER_SECOND) + i64::from(calendar.utc_offset_s) - i64::from(calendar.day_starts_s);
    let day = Day(local_s.div_euclid(SECONDS_PER_DAY).clamp(0, i64::from(u16::MAX)) as u16);
    let second = local_s.rem_euclid(SECONDS_PER_DAY);
    let time_of = |second_of_day: i64| {
        let local = i64::from(day.0) * SECONDS_PER_DAY + second_of_day;
        Time((local - i64::from(calendar.utc_offset_s) + i64::from(calendar.day_starts_s)) * MICROS_PER_SECOND)
    };
    if !is_trading_day(calendar, day) {
        return Moment { day, phase: Phase::Closed, until: time_of(SECONDS_PER_DAY), is_trading_day: false };
    }
    let mut phase = Phase::Closed;
    let mut until = SECONDS_PER_DAY;
    for (starts, next) in phases_of(calendar, day) {
        if starts <= second {
            phase = next;
        } else {
            until = until.min(starts);
        }
    }
    Moment { day, phase, until: time_of(until), is_trading_day: true }
}

pub(crate) fn is_trading_day(calendar: &Calendar, day: Day) -> bool {
    calendar.weekdays >> day.weekday() & 1 == 1 && calendar.holidays.binary_search(&day).is_err()
}

/// The phases of a day as seconds since its start, in order. A phase that a shift moves out of the day is left out.
fn phases_of(calendar: &Calendar, day: Day) -> impl Iterator<Item = (i64, Phase)> {
    let shift = match calendar.shifted_days.binary_search_by_key(&day, |shifted| shifted.day) {
        Ok(at) => i64::from(calendar.shifted_days[at].by_s),
        Err(_) => 0,
    };
    let day_starts = i64::from(calendar.day_starts_s);
    let before = calendar.phases.iter().filter(move |start| i64::from(start.second) < day_starts);
    let after = calendar.phases.iter().filter(move |start| i64::from(start.second) >= day_starts);
    after
        .chain(before)
        .map(move |start| ((i64::from(start.second) - day_starts).rem_euclid(SECONDS_PER_DAY) + shift, start.phase))
        .filter(|&(second, _)| (0..SECONDS_PER_DAY).contains(&second))
}

/// Whether a calendar's numbers are in their ranges and order, and no auction lasts to the end of a day: its trades belong to the day it was called in.
pub(crate) fn is_well_formed(calendar: &Calendar) -> bool {
    const DAY_S: u32 = SECONDS_PER_DAY as u32;
    let phases = &calendar.phases;
    let last_of_day = phases.iter().rfind(|start| start.second < calendar.day_starts_s).or(phases.last());
    calendar.utc_offset_s.abs() <= 14 * 3_600
        && calendar.day_starts_s < DAY_S
        && calendar.weekdays != 0
        && calendar.weekdays < 128
        && !phases.is_empty()
        && phases.len() <= 48
        && phases.iter().all(|start| start.second < DAY_S)
        && phases.is_sorted_by(|a, b| a.second < b.second)
        && calendar.holidays.is_sorted_by(|a, b| a < b)
        && calendar.shifted_days.is_sorted_by(|a, b| a.day < b.day)
        && calendar.shifted_days.iter().all(|shifted| shifted.by_s.abs() <= 6 * 3_600)
        && last_of_day.is_some_and(|last| matches!(last.phase, Phase::Continuous | Phase::Closed))
}
