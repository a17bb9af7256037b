//! Time in the core: microseconds of UTC, and civil days as their number since 1970-01-01.

use crate::wire::{DecodeError, Decoder, Encoder, Wire};
use std::fmt;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const SECONDS_PER_DAY: i64 = 86_400;

impl Time {
    pub const NEVER: Self = Self(i64::MAX);

    /// Later by so many seconds.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// RFC 3339 in UTC with microseconds, as in `2026-11-21T01:02:03.000004Z`.
    pub fn rfc3339(self) -> String {
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let (day, second) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("{}T{hour:02}:{minute:02}:{second:02}.{:06}Z", civil(day), self.0.rem_euclid(MICROS_PER_SECOND))
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.rfc3339())
    }
}

impl Wire for Time {
    fn put(&self, to: &mut Encoder<'_>) {
        self.0.put(to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        i64::get(from).map(Self)
    }
}

/// A civil day: days since 1970-01-01, to 2149. A trading day is one of Korea's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub u16);

impl Day {
    pub const LAST: Self = Self(u16::MAX);

    /// The day of a proleptic Gregorian date; `None` before 1970 or after 2149 or when there is no such date.
    pub fn from_civil(year: i32, month: u8, day: u8) -> Option<Self> {
        let (y, m, d) = (i64::from(year), i64::from(month), i64::from(day));
        if !(1970..=2149).contains(&y) || !(1..=12).contains(&m) || !(1..=31).contains(&d) {
            return None;
        }
        // Years are counted from March, so that the leap day is a year's last day.
        let y = if m <= 2 { y - 1 } else { y };
        let (era, year_of_era) = (y / 400, y % 400);
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        let number = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
        let found = Self(u16::try_from(number).ok()?);
        (found.to_string() == format!("{year:04}-{month:02}-{day:02}")).then_some(found)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        ((u32::from(self.0) + 3) % 7) as u8
    }
}

fn civil(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&civil(i64::from(self.0)))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Wire for Day {
    fn put(&self, to: &mut Encoder<'_>) {
        self.0.put(to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        u16::get(from).map(Self)
    }
}
