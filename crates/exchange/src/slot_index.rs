//! An open-addressing table from a hash to a slot number. It holds no keys: whoever asks compares with what stands in the slot. It never grows, so no
//! command ever pays for a rehash; and it is never iterated, so its layout cannot become an outcome.

use crate::memory::advise_huge;

/// Each entry is the lower half of the hash above the slot, so that a search or a removal looks into a slot only when it is very likely the right one.
/// Slot 0 is never used, so that zeroed memory is an empty table.
#[derive(Debug)]
pub(crate) struct SlotIndex {
    entries: Vec<u64>,
    mask: usize,
}

impl SlotIndex {
    pub(crate) fn reserved_bytes(&self) -> usize {
        crate::memory::reserved(&self.entries)
    }

    /// A table for up to `slots` slots, at most three quarters full.
    pub(crate) fn new(slots: u32) -> Self {
        let length = (slots as usize * 4 / 3 + 1).next_power_of_two().max(16);
        let entries = vec![0; length];
        advise_huge(&entries);
        Self { entries, mask: length - 1 }
    }

    #[inline(always)]
    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = hash as usize & self.mask;
        loop {
            let entry = self.entries[at];
            if entry == 0 {
                return None;
            }
            if (entry >> 32) as u32 == hash as u32 && is_it(entry as u32) {
                return Some(entry as u32);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The slot must not be in the table yet.
    #[inline(always)]
    pub(crate) fn insert(&mut self, hash: u64, slot: u32) {
        let mut at = hash as usize & self.mask;
        while self.entries[at] != 0 {
            at = (at + 1) & self.mask;
        }
        self.entries[at] = hash << 32 | u64::from(slot);
    }

    /// Takes a slot out and closes the gap, so that no tombstones gather.
    #[inline(always)]
    pub(crate) fn remove(&mut self, hash: u64, slot: u32) {
        let mut gap = hash as usize & self.mask;
        while self.entries[gap] as u32 != slot {
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
            let wanted = (candidate >> 32) as usize & self.mask;
            // The candidate may move into the gap unless its place lies cyclically after the gap.
            if (at.wrapping_sub(wanted) & self.mask) >= (at.wrapping_sub(gap) & self.mask) {
                self.entries[gap] = candidate;
                gap = at;
            }
        }
        self.entries[gap] = 0;
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, hash: u64) {
        crate::memory::prefetch(&self.entries, hash as usize & self.mask);
    }

    /// The slot at a hash's place, for prefetching what it leads to; 0 if there is none.
    #[inline(always)]
    pub(crate) fn peek(&self, hash: u64) -> u32 {
        self.entries[hash as usize & self.mask] as u32
    }
}

/// Spreads a number over 64 bits.
#[inline(always)]
pub(crate) fn spread(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}
