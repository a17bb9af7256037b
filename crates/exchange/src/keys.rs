//! The memory of idempotency keys: two insert-only generations of 16-byte entries, so that remembering never pays for forgetting.

use crate::memory::advise_huge;
use protocol::ids::KeyHash;
use protocol::{Seq, Time};

/// Half a key and the record it was first used in; the other half is compared by whoever reads that record back. A sequence of 0 is an empty place.
#[derive(Clone, Copy, Debug, Default)]
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
    entries: Vec<Entry>,
    pub(crate) used: u32,
    limit: u32,
}

impl Keys {
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

    #[inline]
    pub(crate) fn prefetch(&self, key: KeyHash) {
        self.current.prefetch(key.short());
        self.older.prefetch(key.short());
    }
}

/// Keys that may still come before a rotation that is due is journaled.
const SPARE: u32 = 8;

impl Generation {
    fn new(limit: u32) -> Self {
        let entries = vec![Entry::default(); limit as usize * 2];
        advise_huge(&entries);
        Self { entries, used: 0, limit }
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
            let entry = self.entries[at];
            if entry.seq == 0 {
                return None;
            }
            if entry.short == short {
                return Some(Seq(entry.seq));
            }
            at = (at + 1) & (self.entries.len() - 1);
        }
    }

    #[inline]
    pub(crate) fn insert(&mut self, entry: Entry) {
        assert!(self.used < self.limit, "a full generation is rotated before the next key");
        let mut at = self.place(entry.short);
        while self.entries[at].seq != 0 {
            at = (at + 1) & (self.entries.len() - 1);
        }
        self.entries[at] = entry;
        self.used += 1;
    }

    /// Gives fresh zeroed memory instead of writing zeros: the system does that page by page, outside the step.
    fn clear(&mut self) {
        *self = Self::new(self.limit);
    }

    /// All entries in the order of their records, for the snapshot: memory layout does not show.
    pub(crate) fn sorted(&self) -> Vec<Entry> {
        let mut list: Vec<Entry> = self.entries.iter().copied().filter(|entry| entry.seq != 0).collect();
        list.sort_unstable_by_key(|entry| (entry.seq, entry.short));
        list
    }

    #[inline]
    fn prefetch(&self, short: u64) {
        if self.used != 0 {
            crate::memory::prefetch(&self.entries[self.place(short)]);
        }
    }
}
