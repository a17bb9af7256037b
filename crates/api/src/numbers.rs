//! Numbers, texts and times as they stand in JSON: bounded, strings where value is concerned, read without rounding.

use std::fmt;

use money::{DecimalError, Price, Quantity, Scale, Won, format_decimal, parse_decimal};
use protocol::time::{MICROS_PER_SECOND, SECONDS_PER_DAY};
use protocol::{Day, Time};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// A short text that needs no allocation. Longer ones are refused where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Short<const MAX: usize> {
    length: u8,
    bytes: [u8; MAX],
}

/// A decimal number as a string, such as "1234" or "0.05".
pub(crate) type Decimal = Short<26>;
/// An instrument's code.
pub(crate) type CodeText = Short<24>;
/// A client order id.
pub(crate) type ClientId = Short<64>;
/// An id or a name of something.
pub(crate) type Name = Short<64>;

impl<const MAX: usize> Short<MAX> {
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { length: u8::try_from(text.len()).ok()?, bytes })
    }

    pub(crate) fn empty() -> Self {
        Self { length: 0, bytes: [0; MAX] }
    }

    /// The caller has counted that it fits.
    pub(crate) fn push(&mut self, text: &str) {
        let (from, to) = (usize::from(self.length), usize::from(self.length) + text.len());
        self.bytes[from..to].copy_from_slice(text.as_bytes());
        self.length = to as u8;
    }

    pub(crate) fn push_number(&mut self, number: u64) {
        self.push_digits(number, 1);
    }

    /// With zeros before it up to `width` digits.
    fn push_digits(&mut self, mut number: u64, width: usize) {
        let mut digits = [b'0'; NUMBER_DIGITS_MAX];
        let mut first = NUMBER_DIGITS_MAX;
        while number > 0 || NUMBER_DIGITS_MAX - first < width {
            first -= 1;
            digits[first] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.push(std::str::from_utf8(&digits[first..]).expect("digits are ASCII"));
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("it was made of a str")
    }
}

impl<const MAX: usize> serde::Serialize for Short<MAX> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<const MAX: usize> fmt::Debug for Short<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Short<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<const MAX: usize>;
        impl<const MAX: usize> Visitor<'_> for Text<MAX> {
            type Value = Short<MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a string of at most {MAX} bytes")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Short<MAX>, E> {
                Short::new(text).ok_or_else(|| E::invalid_length(text.len(), &self))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Digits of the largest number of 64 bits.
const NUMBER_DIGITS_MAX: usize = 20;

/// What answers to orders are made of. They are shown by the hundred thousand a second, so that none of it is allocated.
pub(crate) mod shown {
    use super::{Decimal, Name, Short};
    use protocol::time::MICROS_PER_SECOND;
    use protocol::{OrderId, Time};
    use std::cell::Cell;

    use crate::position::Position;

    /// A time as [`Time::rfc3339`] has it.
    pub(crate) type Instant = Short<32>;

    /// As [`money::format_decimal`].
    pub(crate) fn decimal(number: i64, decimals: u8) -> Decimal {
        let mut shown = Decimal::empty();
        if number < 0 {
            shown.push("-");
        }
        let unit = 10_u64.pow(u32::from(decimals));
        let (whole, mut fraction, mut width) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit, usize::from(decimals));
        shown.push_digits(whole, 1);
        if fraction > 0 {
            while fraction.is_multiple_of(10) {
                fraction /= 10;
                width -= 1;
            }
            shown.push(".");
            shown.push_digits(fraction, width);
        }
        shown
    }

    pub(crate) fn order_id(id: OrderId) -> Name {
        let mut shown = Name::empty();
        match id.home() {
            Some(home) => shown.push(home.market.name()),
            None => return Name::new(&id.to_string()).unwrap_or(shown),
        }
        shown.push("-");
        shown.push_number(id.local());
        shown
    }

    pub(crate) fn position(position: Position) -> Name {
        let mut shown = Name::empty();
        shown.push(position.home.market.name());
        shown.push(".");
        shown.push_number(u64::from(position.home.shard));
        shown.push(":");
        shown.push_number(position.seq.0);
        shown
    }

    /// Neighbouring answers fall into the same second, so the last one is kept.
    pub(crate) fn time(at: Time) -> Instant {
        thread_local!(static LAST: Cell<(i64, Instant)> = Cell::new((i64::MIN, Instant::empty())));
        let (second, micros) = (at.0.div_euclid(MICROS_PER_SECOND), at.0.rem_euclid(MICROS_PER_SECOND));
        let (last, kept) = LAST.get();
        let mut shown = if last == second { kept } else { whole_second(second) };
        LAST.set((second, shown));
        shown.push_digits(micros.unsigned_abs(), 6);
        shown.push("Z");
        shown
    }

    /// Up to and with the point.
    fn whole_second(second: i64) -> Instant {
        let text = Time(second.saturating_mul(MICROS_PER_SECOND)).rfc3339();
        let end = text.find('.').map_or(text.len(), |point| point + 1);
        Instant::new(&text[..end]).unwrap_or_else(Instant::empty)
    }
}

/// Reads a number of `decimals`; the problem names the field.
fn number(text: &Decimal, decimals: u8, field: &'static str) -> Result<i64, Problem> {
    parse_decimal(text.as_str(), decimals).map_err(|error| {
        let code = match error {
            DecimalError::Malformed => OwnCode::NumberMalformed,
            DecimalError::TooManyDecimals(_) => OwnCode::TooManyDecimals,
            DecimalError::TooLarge => OwnCode::NumberTooLarge,
        };
        Problem::of_field(code, field).with_particulars(error.to_string())
    })
}

pub(crate) fn price(text: &Decimal, scale: Scale, field: &'static str) -> Result<Price, Problem> {
    number(text, scale.price_decimals, field).map(Price)
}

pub(crate) fn quantity(text: &Decimal, scale: Scale, field: &'static str) -> Result<Quantity, Problem> {
    number(text, scale.quantity_decimals, field).map(Quantity)
}

pub(crate) fn won(text: &Decimal, field: &'static str) -> Result<Won, Problem> {
    number(text, 0, field).map(Won)
}

/// A whole number as a string, such as an owner.
pub(crate) fn whole(text: &Decimal, field: &'static str) -> Result<u64, Problem> {
    number(text, 0, field).and_then(|n| u64::try_from(n).map_err(|_| Problem::of_field(OwnCode::NumberMalformed, field)))
}

pub(crate) fn show_price(price: Price, scale: Scale) -> String {
    format_decimal(price.0, scale.price_decimals)
}

pub(crate) fn show_quantity(quantity: Quantity, scale: Scale) -> String {
    format_decimal(quantity.0, scale.quantity_decimals)
}

/// Reads a civil day such as `2026-11-21`.
pub(crate) fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_plain = parts.next().is_none() && [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let is_sized = (year.len(), month.len(), day.len()) == (4, 2, 2);
    if !is_plain || !is_sized {
        return None;
    }
    Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads RFC 3339 with up to six decimals of a second, in UTC or with an offset.
pub(crate) fn time(text: &str) -> Option<Time> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let clock = rest.get(..8)?.as_bytes();
    let two = |at: usize| -> Option<i64> {
        let pair = clock.get(at..at + 2)?;
        pair.iter().all(u8::is_ascii_digit).then(|| i64::from(pair[0] - b'0') * 10 + i64::from(pair[1] - b'0'))
    };
    let (hour, minute, second) = (two(0)?, two(3)?, two(6)?);
    if clock[2] != b':' || clock[5] != b':' || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, zone) = split_fraction(rest.get(8..)?)?;
    let seconds = i64::from(day(date)?.0) * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second - offset_s(zone)?;
    Some(Time(seconds * MICROS_PER_SECOND + fraction))
}

/// Microseconds, and what follows them.
fn split_fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, zone) = rest.split_at(count);
    if !(1..=6).contains(&count) {
        return None;
    }
    let micros = format!("{digits:0<6}").parse().ok()?;
    Some((micros, zone))
}

fn offset_s(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let is_plain = hours.len() == 2 && minutes.len() == 2 && [hours, minutes].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (is_plain && hours <= 23 && minutes <= 59).then_some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;
    use protocol::{Home, OrderId, Seq};

    #[test]
    fn times_are_read_as_written_or_not_at_all() {
        let at = Time(1_795_219_200_000_000);
        assert_eq!(at.rfc3339(), "2026-11-21T00:00:00.000000Z");
        for text in ["2026-11-21T00:00:00Z", "2026-11-21T00:00:00.000000Z", "2026-11-21T09:00:00+09:00", "2026-11-20T23:00:00.0-01:00"] {
            assert_eq!(time(text), Some(at), "{text}");
        }
        assert_eq!(time("2026-11-21T00:00:00.25Z"), Some(Time(at.0 + 250_000)));
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T00:00:00",
            "2026-11-31T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T00:60:00Z",
            "2026-11-21T00:00:00.Z",
            "2026-11-21T00:00:00.1234567Z",
            "2026-11-21T0+:00:00Z",
            "2026-11-21T00:00:00+9:00",
            "2026-11-21T00:00:00+24:00",
            "now",
            "２026-11-21T00:00:00Z",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_shown_without_allocating_is_what_is_shown_otherwise() {
        let numbers = [0, 1, -1, 9, 10, 100, 120, 1_000_000, 100_000_001, -5_050, i64::MAX, i64::MIN, i64::MAX - 7];
        for decimals in 0..=8 {
            for number in numbers {
                assert_eq!(shown::decimal(number, decimals).as_str(), format_decimal(number, decimals), "{number} {decimals}");
            }
        }
        for home in [Home::LIVE, Home::PRACTICE] {
            for seq in [0, 1, 1_234_567, (1 << 41) - 1] {
                let id = OrderId::new(home, seq);
                assert_eq!(shown::order_id(id).as_str(), id.to_string());
                let position = Position { home, seq: Seq(seq) };
                assert_eq!(shown::position(position).as_str(), position.to_string());
            }
        }
        for micros in [0, 1, 999_999, 1_000_000, 1_795_219_200_250_000, 1_795_219_200_000_000, -1, 4_102_444_800_000_001] {
            for at in [Time(micros), Time(micros + 1)] {
                assert_eq!(shown::time(at).as_str(), at.rfc3339());
            }
        }
    }

    #[test]
    fn days_have_one_spelling() {
        assert_eq!(day("2026-11-21").map(|d| d.to_string()).as_deref(), Some("2026-11-21"));
        for text in ["2026-11-31", "2026-1-21", "26-11-21", "2026-11-21-1", "+026-11-21", ""] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
