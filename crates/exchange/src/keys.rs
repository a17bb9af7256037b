//! The memory of idempotency keys: two insert-only generations of 16-byte entries, so that remembering never pays for forgetting.

use crate::memory::{advise_huge, populate};
use protocol::ids::KeyHash;
use protocol::{Seq, Time};

/// Half a key and the record it was first used in; the other half is compared by whoever reads that record back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) short: u64,
    pub(crate) seq: u64,
}

#[derive(Debug)]
pub(crate) struct Keys {
    /// The generation written to, and the one before.
    pub(crate) current: Generation,
    pub(crate) older: Generation,
    /// When the next rotation is due.
    pub(crate) rotation_due: Time,
}

#[derive(Debug)]
pub(crate) struct Generation {
    /// Short half of each entry, and its sequence with the generation's number above it. An entry with another number is an empty place, so that a table
    /// is emptied by counting up.
    entries: Vec<[u64; 2]>,
    number: u64,
    pub(crate) used: u32,
    limit: u32,
}

/// Sequences stay below 2^41, because trade ids are made of them; the rest of the word is the generation's number.
const SEQ_BITS: u32 = 41;
const SEQ_MASK: u64 = (1 << SEQ_BITS) - 1;
const LAST_NUMBER: u64 = u64::MAX >> SEQ_BITS;

/// Sizes of a generation that a market may be founded with; powers of two among them.
const KEYS_MAX: std::ops::RangeInclusive<u32> = 1 << 10..=1 << 28;

/// Keys that may still come before a rotation that is due is journaled.
const SPARE: u32 = 8;

impl Keys {
    /// Whether a market may have generations of this size.
    pub(crate) fn is_size(keys_max: u32) -> bool {
        keys_max.is_power_of_two() && KEYS_MAX.contains(&keys_max)
    }

    pub(crate) fn new(keys_max: u32) -> Self {
        Self { current: Generation::new(keys_max), older: Generation::new(keys_max), rotation_due: Time::NEVER }
    }

    /// The record a key was first used in, if it is remembered.
    #[inline]
    pub(crate) fn find(&self, key: KeyHash) -> Option<Seq> {
        self.current.find(key.short()).or_else(|| self.older.find(key.short()))
    }

    #[inline]
    pub(crate) fn remember(&mut self, key: KeyHash, seq: Seq) {
        self.current.insert(Entry { short: key.short(), seq: seq.0 });
    }

    /// True when the current generation has no room for the keys of another few records.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.current.used + SPARE >= self.current.limit
    }

    /// Forgets the older generation; the current one becomes the older.
    pub(crate) fn rotate(&mut self) {
        std::mem::swap(&mut self.current, &mut self.older);
        self.current.clear();
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, key: KeyHash) {
        self.current.prefetch(key.short());
        self.older.prefetch(key.short());
    }
}

impl Generation {
    /// At most half full, so that a search ends soon. The memory is fetched now, so that no command waits for it.
    fn new(limit: u32) -> Self {
        let entries = vec![[0, 0]; limit as usize * 2];
        advise_huge(&entries);
        populate(&entries);
        Self { entries, number: 1, used: 0, limit }
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit
    }

    #[inline]
    fn place(&self, short: u64) -> usize {
        short as usize & (self.entries.len() - 1)
    }

    #[inline]
    fn find(&self, short: u64) -> Option<Seq> {
        if self.used == 0 {
            return None;
        }
        let mut at = self.place(short);
        loop {
            let [other, tagged] = self.entries[at];
            if tagged >> SEQ_BITS != self.number {
                return None;
            }
            if other == short {
                return Some(Seq(tagged & SEQ_MASK));
            }
            at = (at + 1) & (self.entries.len() - 1);
        }
    }

    /// Whether a place can hold it.
    pub(crate) fn fits(entry: Entry) -> bool {
        (1..=SEQ_MASK).contains(&entry.seq)
    }

    #[inline]
    pub(crate) fn insert(&mut self, entry: Entry) {
        assert!(self.used < self.limit, "a full generation is rotated before the next key");
        debug_assert!(entry.seq <= SEQ_MASK);
        let mut at = self.place(entry.short);
        while self.entries[at][1] >> SEQ_BITS == self.number {
            at = (at + 1) & (self.entries.len() - 1);
        }
        self.entries[at] = [entry.short, self.number << SEQ_BITS | entry.seq];
        self.used += 1;
    }

    fn clear(&mut self) {
        if self.number == LAST_NUMBER {
            self.entries.fill([0, 0]);
            self.number = 0;
        }
        self.number += 1;
        self.used = 0;
    }

    /// All entries in the order of their records, for the snapshot: memory layout does not show.
    pub(crate) fn sorted(&self) -> Vec<Entry> {
        let live = self.entries.iter().filter(|[_, tagged]| tagged >> SEQ_BITS == self.number);
        let mut list: Vec<Entry> = live.map(|&[short, tagged]| Entry { short, seq: tagged & SEQ_MASK }).collect();
        list.sort_unstable_by_key(|entry| (entry.seq, entry.short));
        list
    }

    #[inline(always)]
    fn prefetch(&self, short: u64) {
        if self.used != 0 {
            crate::memory::prefetch(&self.entries, self.place(short));
        }
    }
}
