//! The lines that an event writes into a statement, packed: there are a million accounts, and field by field they would take five times the room.
//!
//! They are a byte of marks, the lengths of ten numbers, four bits each, and the numbers, least byte first and without leading zeros, signs folded in. So
//! they stand in the saved state too.

use money::Won;
use protocol::{InstrumentId, Seq, Time};

use super::account::{Cause, StatementLine};
use super::postings::Asset;

/// A trade's id is its record's sequence times this, and its place in the record.
const TRADES_OF_RECORD: u64 = 4_096;

const CAUSE: u8 = 0x0f;
/// In place of the reference stands the number of the fill in its record.
const OF_FILL: u8 = 0x40;
/// The reference is the record's own sequence.
const OF_RECORD: u8 = 0x80;

const NUMBERS: usize = 10;
const HEAD_BYTES: usize = 1 + NUMBERS / 2;
const NUMBER_BYTES_MAX: usize = 8;
/// Places of numbers whose lengths say something by themselves.
const CASH: usize = 3;
const INSTRUMENT: usize = 5;
const UNITS: usize = 6;

/// What one event writes into one account's statement: a line of cash, a line of units, or one of each in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) seq: Seq,
    pub(crate) at: Time,
    pub(crate) cause: Cause,
    pub(crate) reference: u64,
    pub(crate) cash: Movement,
    pub(crate) units: Movement,
    /// Of the units; of no meaning where none moved.
    pub(crate) instrument: InstrumentId,
    pub(crate) fee: Won,
    pub(crate) tax: Won,
}

/// None if the amount is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Movement {
    pub(crate) amount: i64,
    /// Available and held together.
    pub(crate) balance_after: i64,
}

impl Lines {
    /// `None` for a line that no event writes: one without an amount, or of units with a fee or a tax.
    pub(crate) fn of_one(line: &StatementLine) -> Option<Self> {
        let StatementLine { seq, at, cause, asset, amount, balance_after, reference, fee, tax } = *line;
        let is_charged = (fee, tax) != (Won::ZERO, Won::ZERO);
        let moved = Movement { amount, balance_after };
        let (cash, units, instrument) = match asset {
            Asset::Cash => (moved, Movement::default(), InstrumentId(0)),
            Asset::Units(_) if is_charged => return None,
            Asset::Units(instrument) => (Movement::default(), moved, instrument),
        };
        (amount != 0).then_some(Self { seq, at, cause, reference, cash, units, instrument, fee, tax })
    }

    /// Takes the line of units that the same event wrote after this one of cash, and says whether `next` is that.
    pub(crate) fn join(&mut self, next: &Self) -> bool {
        let is_of_same = (self.seq, self.at, self.cause, self.reference) == (next.seq, next.at, next.cause, next.reference);
        let joins = is_of_same && self.units.amount == 0 && next.cash.amount == 0;
        if joins {
            (self.units, self.instrument) = (next.units, next.instrument);
        }
        joins
    }

    pub(crate) fn count(&self) -> u8 {
        u8::from(self.cash.amount != 0) + u8::from(self.units.amount != 0)
    }

    pub(crate) fn each(self) -> impl Iterator<Item = StatementLine> {
        let Self { seq, at, cause, reference, instrument, fee, tax, .. } = self;
        let line = move |asset, Movement { amount, balance_after }: Movement, fee, tax| {
            (amount != 0).then_some(StatementLine { seq, at, cause, asset, amount, balance_after, reference, fee, tax })
        };
        let of_cash = line(Asset::Cash, self.cash, fee, tax);
        of_cash.into_iter().chain(line(Asset::Units(instrument), self.units, Won::ZERO, Won::ZERO))
    }

    /// The line of units alone.
    pub(crate) fn without_cash(self) -> Self {
        Self { cash: Movement::default(), fee: Won::ZERO, tax: Won::ZERO, ..self }
    }

    /// How far a trade's number lies behind that of its record's first.
    fn fill(&self) -> Option<u64> {
        let first = self.seq.0.checked_mul(TRADES_OF_RECORD)?;
        self.reference.checked_sub(first).filter(|_| self.cause == Cause::Trade)
    }
}

/// The lines of one event in bytes.
pub(crate) struct Packed {
    bytes: [u8; Self::BYTES_MAX + NUMBER_BYTES_MAX],
    length: usize,
    /// Of the numbers so far, the first in the low bits.
    lengths: u64,
    numbers: u32,
}

impl Packed {
    pub(crate) const BYTES_MAX: usize = HEAD_BYTES + NUMBERS * NUMBER_BYTES_MAX;

    #[inline]
    pub(crate) fn of(lines: &Lines) -> Self {
        let mut packed = Self { bytes: [0; _], length: HEAD_BYTES, lengths: 0, numbers: 0 };
        let (marks, reference) = match lines.fill() {
            Some(fill) => (OF_FILL, fill),
            None if lines.reference == lines.seq.0 => (OF_RECORD, 0),
            None => (0, lines.reference),
        };
        let has_units = lines.units.amount != 0;
        packed.number(lines.seq.0);
        packed.number(folded(lines.at.0));
        packed.number(reference);
        packed.number(folded(lines.cash.amount));
        packed.number(folded(lines.cash.balance_after));
        packed.number(if has_units { u64::from(lines.instrument.0) } else { 0 });
        packed.number(folded(lines.units.amount));
        packed.number(folded(lines.units.balance_after));
        packed.number(folded(lines.fee.0));
        packed.number(folded(lines.tax.0));
        packed.bytes[0] = lines.cause as u8 | marks;
        packed.bytes[1..HEAD_BYTES].copy_from_slice(&packed.lengths.to_le_bytes()[..HEAD_BYTES - 1]);
        packed
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// All eight bytes are written, and the next number goes over those that are none.
    #[inline(always)]
    fn number(&mut self, number: u64) {
        let length = NUMBER_BYTES_MAX - number.leading_zeros() as usize / 8;
        self.bytes[self.length..self.length + NUMBER_BYTES_MAX].copy_from_slice(&number.to_le_bytes());
        self.length += length;
        self.lengths |= (length as u64) << (4 * self.numbers);
        self.numbers += 1;
    }
}

/// The bytes of the first event's lines, and how many they are. `None` if no lines stand there.
pub(crate) fn first_packed(bytes: &[u8]) -> Option<(&[u8], u8)> {
    let (&[marks, ref packed_lengths @ ..], _) = bytes.split_first_chunk::<HEAD_BYTES>()?;
    let is_known = Cause::ALL.iter().any(|cause| [0, OF_FILL, OF_RECORD].contains(&(marks ^ *cause as u8)));
    let length_at = |place: usize| usize::from(packed_lengths[place / 2] >> (4 * (place % 2)) & 0x0f);
    let mut end = HEAD_BYTES;
    for place in 0..NUMBERS {
        let length = length_at(place);
        end += length;
        if length > NUMBER_BYTES_MAX || length > 0 && *bytes.get(end - 1)? == 0 {
            return None;
        }
    }
    let lines = u8::from(length_at(CASH) > 0) + u8::from(length_at(UNITS) > 0);
    (is_known && lines > 0 && length_at(INSTRUMENT) <= size_of::<InstrumentId>()).then(|| (&bytes[..end], lines))
}

/// Reads what [`Packed`] wrote, one event after the other.
pub(crate) struct Unpacking<'a> {
    bytes: &'a [u8],
}

impl<'a> Unpacking<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at_checked(count).expect("as much is unpacked as was packed");
        self.bytes = rest;
        taken
    }

    fn number(&mut self, lengths: &mut u64) -> u64 {
        let mut number = [0; NUMBER_BYTES_MAX];
        let length = (*lengths & 0x0f) as usize;
        *lengths >>= 4;
        number[..length].copy_from_slice(self.take(length));
        u64::from_le_bytes(number)
    }
}

impl Iterator for Unpacking<'_> {
    type Item = Lines;

    fn next(&mut self) -> Option<Lines> {
        if self.bytes.is_empty() {
            return None;
        }
        let (marks, mut lengths) = (self.take(1)[0], [0; 8]);
        lengths[..HEAD_BYTES - 1].copy_from_slice(self.take(HEAD_BYTES - 1));
        let mut lengths = u64::from_le_bytes(lengths);
        let mut number = || self.number(&mut lengths);
        let cause = Cause::ALL.iter().copied().find(|cause| *cause as u8 == marks & CAUSE).expect("lines are packed with their cause");
        let seq = Seq(number());
        let at = Time(unfolded(number()));
        let reference = match (marks & (OF_FILL | OF_RECORD), number()) {
            // Wrapping, for a saved state may say anything.
            (OF_FILL, fill) => seq.0.wrapping_mul(TRADES_OF_RECORD).wrapping_add(fill),
            (OF_RECORD, _) => seq.0,
            (_, reference) => reference,
        };
        let cash = Movement { amount: unfolded(number()), balance_after: unfolded(number()) };
        let instrument = InstrumentId(number() as u32);
        let units = Movement { amount: unfolded(number()), balance_after: unfolded(number()) };
        let (fee, tax) = (Won(unfolded(number())), Won(unfolded(number())));
        Some(Lines { seq, at, cause, reference, cash, units, instrument, fee, tax })
    }
}

fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}
