//! Room for a few values, looked for once.

use super::{Bases, zigzag};
use crate::ids::Home;

/// What a [`Short`] has room for.
pub(crate) const SHORT_BYTES: usize = 160;

/// Room for the bytes of what makes up nearly all of a journal. More than [`SHORT_BYTES`] is a panic.
#[derive(Debug)]
pub(crate) struct Short<'a> {
    room: &'a mut [u8; SHORT_BYTES],
    length: usize,
    pub(crate) home: Home,
    pub(crate) bases: &'a mut Bases,
}

impl<'a> Short<'a> {
    pub(super) fn new(room: &'a mut [u8; SHORT_BYTES], home: Home, bases: &'a mut Bases) -> Self {
        Self { room, length: 0, home, bases }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    #[inline(always)]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.room[self.length] = byte;
        self.length += 1;
    }

    #[inline(always)]
    pub(crate) fn raw<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.room[self.length..self.length + N].copy_from_slice(bytes);
        self.length += N;
    }

    /// All bytes are built in one word and written at once: written one by one each would wait for the one before.
    #[inline(always)]
    pub(crate) fn unsigned(&mut self, value: u64) {
        if value < 0x80 {
            return self.byte(value as u8);
        }
        if value >= 1 << 56 {
            return self.unsigned_long(value);
        }
        let count = (70 - value.leading_zeros() as usize) / 7;
        let more = 0x8080_8080_8080_8080 >> (72 - 8 * count);
        self.room[self.length..self.length + 8].copy_from_slice(&(spread_sevens(value) | more).to_le_bytes());
        self.length += count;
    }

    #[cold]
    fn unsigned_long(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte(value as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    #[inline(always)]
    pub(crate) fn signed(&mut self, value: i64) {
        self.unsigned(zigzag(value));
    }
}

/// Puts the eight groups of seven bits of a number below 2^56 into the low bits of eight bytes.
#[inline]
fn spread_sevens(value: u64) -> u64 {
    let halves = value & 0x0fff_ffff | (value & 0x00ff_ffff_f000_0000) << 4;
    let quarters = halves & 0x0000_3fff_0000_3fff | (halves & 0x0fff_c000_0fff_c000) << 2;
    quarters & 0x007f_007f_007f_007f | (quarters & 0x3f80_3f80_3f80_3f80) << 1
}
