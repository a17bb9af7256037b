//! An account's last lines, packed: there are a million accounts, and a line in memory field by field would take three times the room.
//!
//! A line is a byte of marks, then numbers of seven bits a byte, low bits first and signs folded in: sequence, time, amount, balance after, and what the
//! marks announce. It never leaves the process: the saved state and the API have the lines as they are.

use money::Won;
use protocol::wire::{DecodeError, Decoder, Encoder};
use protocol::{InstrumentId, Seq, Time};

use super::account::{Cause, StatementLine};
use super::limits::STATEMENT_LINES_MAX;
use super::postings::Asset;
use super::saved::{Saved, load_count};

/// Room for some lines from the first on, and at least for the longest; afterwards it grows by half.
const FIRST_BYTES: usize = 96;
/// The longest line: a byte, and eight numbers of ten bytes.
const LINE_BYTES_MAX: usize = 1 + 8 * 10;

/// A trade's id is its record's sequence times this, and its place in the record.
const TRADES_OF_RECORD: u64 = 4_096;

const CAUSE: u8 = 0x0f;
const UNITS: u8 = 0x10;
const CHARGED: u8 = 0x20;
/// What follows the balance is the number of the fill in its record.
const OF_FILL: u8 = 0x40;
/// The reference is the record's own sequence.
const OF_RECORD: u8 = 0x80;

/// The last [`STATEMENT_LINES_MAX`] lines, oldest first.
#[derive(Clone, Debug, Default)]
pub struct StatementLines {
    /// From the oldest line that is kept on.
    bytes: Vec<u8>,
    /// Bytes of lines that are no longer kept, in front of the oldest.
    passed: u32,
    count: u16,
}

impl StatementLines {
    pub fn len(&self) -> usize {
        usize::from(self.count)
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = StatementLine> + '_ {
        let mut from = Unpacking { bytes: &self.bytes[self.passed as usize..] };
        (0..self.count).map(move |_| from.line())
    }

    /// Where the next line goes.
    pub(crate) fn end(&self) -> *const u8 {
        self.bytes.as_ptr_range().end
    }

    /// The oldest line makes room for one beyond the limit.
    pub(crate) fn push(&mut self, line: &StatementLine) {
        if self.len() == STATEMENT_LINES_MAX {
            self.pass_oldest();
        }
        let packed = Packed::of(line);
        if self.bytes.capacity() - self.bytes.len() < packed.length {
            self.bytes.reserve_exact((self.bytes.len() / 2).max(FIRST_BYTES));
        }
        self.bytes.extend_from_slice(&packed.bytes[..packed.length]);
        self.count += 1;
    }

    fn pass_oldest(&mut self) {
        let rest = &self.bytes[self.passed as usize..];
        let mut from = Unpacking { bytes: rest };
        from.line();
        self.passed += u32::try_from(rest.len() - from.bytes.len()).expect("a line is short");
        self.count -= 1;
        if self.passed as usize > self.bytes.len() / 2 {
            self.bytes.drain(..self.passed as usize);
            self.passed = 0;
        }
    }
}

impl Saved for StatementLines {
    fn save(&self, to: &mut Encoder<'_>) {
        (self.len() as u64).save(to);
        self.iter().for_each(|line| line.save(to));
    }

    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let count = load_count(from)?;
        if count > STATEMENT_LINES_MAX {
            return Err(DecodeError::TooLong(STATEMENT_LINES_MAX));
        }
        let mut lines = Self::default();
        for _ in 0..count {
            lines.push(&StatementLine::load(from)?);
        }
        Ok(lines)
    }
}

impl PartialEq for StatementLines {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for StatementLines {}

struct Packed {
    bytes: [u8; LINE_BYTES_MAX],
    length: usize,
}

impl Packed {
    fn of(line: &StatementLine) -> Self {
        let mut packed = Self { bytes: [0; LINE_BYTES_MAX], length: 1 };
        packed.number(line.seq.0);
        packed.number(folded(line.at.0));
        packed.number(folded(line.amount));
        packed.number(folded(line.balance_after));
        let mut marks = line.cause as u8;
        if let Some(fill) = fill_of(line) {
            marks |= OF_FILL;
            packed.number(fill);
        } else if line.reference == line.seq.0 {
            marks |= OF_RECORD;
        } else {
            packed.number(line.reference);
        }
        if let Asset::Units(instrument) = line.asset {
            marks |= UNITS;
            packed.number(u64::from(instrument.0));
        }
        if (line.fee, line.tax) != (Won::ZERO, Won::ZERO) {
            marks |= CHARGED;
            packed.number(folded(line.fee.0));
            packed.number(folded(line.tax.0));
        }
        packed.bytes[0] = marks;
        packed
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn byte(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }
}

/// How far a trade's number lies behind that of its record's first.
fn fill_of(line: &StatementLine) -> Option<u64> {
    let first = line.seq.0.checked_mul(TRADES_OF_RECORD)?;
    line.reference.checked_sub(first).filter(|_| line.cause == Cause::Trade)
}

/// Reads what [`Packed`] wrote.
struct Unpacking<'a> {
    bytes: &'a [u8],
}

impl Unpacking<'_> {
    fn line(&mut self) -> StatementLine {
        let marks = self.byte();
        let cause = Cause::ALL.iter().copied().find(|cause| *cause as u8 == marks & CAUSE).expect("a line was packed with its cause");
        let seq = Seq(self.number());
        let at = Time(unfolded(self.number()));
        let (amount, balance_after) = (unfolded(self.number()), unfolded(self.number()));
        let reference = match marks & (OF_FILL | OF_RECORD) {
            OF_FILL => seq.0 * TRADES_OF_RECORD + self.number(),
            OF_RECORD => seq.0,
            _ => self.number(),
        };
        let asset = if marks & UNITS == 0 { Asset::Cash } else { Asset::Units(InstrumentId(self.number() as u32)) };
        let (fee, tax) = if marks & CHARGED == 0 { (0, 0) } else { (unfolded(self.number()), unfolded(self.number())) };
        StatementLine { seq, at, cause, asset, amount, balance_after, reference, fee: Won(fee), tax: Won(tax) }
    }

    fn byte(&mut self) -> u8 {
        let (&byte, rest) = self.bytes.split_first().expect("as many lines are unpacked as were packed");
        self.bytes = rest;
        byte
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }
}

fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests;
