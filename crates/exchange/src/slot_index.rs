//! An open-addressing table from a hash to a slot number. It holds no keys: whoever asks compares with what stands in the slot. It never grows, so no
//! command ever pays for a rehash; and it is never iterated, so its layout cannot become an outcome.

use crate::memory::advise_huge;

/// Slot 0 is never used, so that zeroed memory is an empty table.
#[derive(Debug)]
pub(crate) struct SlotIndex {
    entries: Vec<u32>,
    mask: usize,
}

impl SlotIndex {
    /// A table for up to `slots` slots, at most half full.
    pub(crate) fn new(slots: u32) -> Self {
        let length = (slots as usize * 2).next_power_of_two().max(16);
        let entries = vec![0; length];
        advise_huge(&entries);
        Self { entries, mask: length - 1 }
    }

    #[inline]
    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = hash as usize & self.mask;
        loop {
            match self.entries[at] {
                0 => return None,
                slot if is_it(slot) => return Some(slot),
                _ => at = (at + 1) & self.mask,
            }
        }
    }

    /// The slot must not be in the table yet.
    #[inline]
    pub(crate) fn insert(&mut self, hash: u64, slot: u32) {
        let mut at = hash as usize & self.mask;
        while self.entries[at] != 0 {
            at = (at + 1) & self.mask;
        }
        self.entries[at] = slot;
    }

    /// Takes a slot out and closes the gap, so that no tombstones gather. `hash_of` gives the hash of any slot in the table.
    #[inline]
    pub(crate) fn remove(&mut self, hash: u64, slot: u32, hash_of: impl Fn(u32) -> u64) {
        let mut gap = hash as usize & self.mask;
        while self.entries[gap] != slot {
            assert!(self.entries[gap] != 0, "a slot is removed from the table it is in");
            gap = (gap + 1) & self.mask;
        }
        let mut at = gap;
        loop {
            at = (at + 1) & self.mask;
            let candidate = self.entries[at];
            if candidate == 0 {
                break;
            }
            let wanted = hash_of(candidate) as usize & self.mask;
            // The candidate may move into the gap unless its place lies cyclically after the gap.
            if (at.wrapping_sub(wanted) & self.mask) >= (at.wrapping_sub(gap) & self.mask) {
                self.entries[gap] = candidate;
                gap = at;
            }
        }
        self.entries[gap] = 0;
    }

    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        crate::memory::prefetch(&self.entries[hash as usize & self.mask]);
    }

    /// The first slot at a hash's place, for prefetching what it leads to; 0 if there is none.
    #[inline]
    pub(crate) fn peek(&self, hash: u64) -> u32 {
        self.entries[hash as usize & self.mask]
    }
}

/// Spreads a number over 64 bits.
#[inline]
pub(crate) fn spread(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}
