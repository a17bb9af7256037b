//! The memory of idempotency keys: two insert-only generations, so that remembering never pays for forgetting.

use crate::memory::{advise_huge, populate};
use protocol::ids::KeyHash;
use protocol::{Seq, Time};

#[cfg(test)]
mod tests;

/// Half a key and the record it was first used in; the other half is compared by whoever reads that record back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) short: u64,
    pub(crate) seq: u64,
}

#[derive(Debug)]
pub(crate) struct Keys {
    /// The generation written to, and the one before.
    pub(crate) current: Generation,
    pub(crate) older: Generation,
    /// The marks of a generation forgotten, for the one that comes after the current.
    emptying: Emptying,
    /// When the next rotation is due.
    pub(crate) rotation_due: Time,
}

/// A table for the keys of one generation. Nearly every key that is looked for is new, and that shows in the marks alone, two bytes for each place: the
/// search does not touch the sixteen bytes of each entry, and which way it goes can be guessed.
#[derive(Debug)]
pub(crate) struct Generation {
    /// For each group of places their marks: 0 where a place is empty, else [`mark_of`] its key.
    marks: Vec<Marks>,
    /// For each place that is not empty which entry it is.
    places: Vec<u32>,
    /// In the order they came.
    entries: Vec<Entry>,
    /// Number of groups less one; that number is a power of two.
    mask: usize,
    limit: u32,
}

/// Marks that are set to empty some at a time, with each key remembered.
#[derive(Debug)]
struct Emptying {
    marks: Vec<Marks>,
    /// Groups up to here are empty.
    emptied: usize,
}

/// Sequences stay below 2^41, because trade ids are made of them.
const LAST_SEQ: u64 = (1 << 41) - 1;

/// Sizes of a generation that a market may be founded with; powers of two among them.
const KEYS_MAX: std::ops::RangeInclusive<u32> = 1 << 10..=1 << 28;

/// Keys that may still come before a rotation that is due is journaled.
const SPARE: u32 = 8;

/// The marks of a group of places, half of them in each word.
type Marks = [u64; 2];

/// Places of a group.
const GROUP: usize = 8;
/// Places whose marks share a word, and the bits of each.
const LANES: usize = 4;
const LANE_BITS: usize = 16;

/// Groups emptied with each key, 8 KiB: with four million keys the 2,048th after a rotation empties the last.
const EMPTIED_AT_ONCE: usize = 512;

impl Keys {
    /// Whether a market may have generations of this size.
    pub(crate) fn is_size(keys_max: u32) -> bool {
        keys_max.is_power_of_two() && KEYS_MAX.contains(&keys_max)
    }

    pub(crate) fn new(keys_max: u32) -> Self {
        let marks = empty_marks(keys_max);
        Self {
            current: Generation::new(keys_max),
            older: Generation::new(keys_max),
            emptying: Emptying { emptied: marks.len(), marks },
            rotation_due: Time::NEVER,
        }
    }

    /// The record a key was first used in, if it is remembered.
    #[inline(always)]
    pub(crate) fn find(&self, key: KeyHash) -> Option<Seq> {
        match self.current.find(key.short()) {
            None if !self.older.entries.is_empty() => self.older.find(key.short()),
            found => found,
        }
    }

    #[inline(always)]
    pub(crate) fn remember(&mut self, key: KeyHash, seq: Seq) {
        self.current.insert(Entry { short: key.short(), seq: seq.0 });
        self.emptying.go_on();
    }

    /// True when the current generation has no room for the keys of another few records.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.current.limit - self.current.used() <= SPARE
    }

    /// Forgets the older generation; the current one becomes the older.
    pub(crate) fn rotate(&mut self) {
        // Nothing is left of it but where hardly a key came since the last rotation.
        self.emptying.finish();
        std::mem::swap(&mut self.current, &mut self.older);
        std::mem::swap(&mut self.current.marks, &mut self.emptying.marks);
        self.current.entries.clear();
        self.emptying.emptied = 0;
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, key: KeyHash) {
        let group = self.current.group(key.short());
        crate::memory::prefetch(&self.current.marks, group);
        crate::memory::prefetch(&self.current.places, group << GROUP.ilog2());
        if !self.older.entries.is_empty() {
            crate::memory::prefetch(&self.older.marks, group);
        }
    }
}

impl Generation {
    /// At most half full, so that nearly every group has an empty place. The memory is fetched now, so that no command waits for it.
    fn new(limit: u32) -> Self {
        let marks = empty_marks(limit);
        let places = vec![0; marks.len() * GROUP];
        let entries = Vec::with_capacity(limit as usize);
        advise_huge(&places);
        advise_huge(&entries);
        populate(&places);
        populate(&entries);
        Self { mask: marks.len() - 1, marks, places, entries, limit }
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit
    }

    pub(crate) fn used(&self) -> u32 {
        self.entries.len() as u32
    }

    #[inline(always)]
    fn group(&self, short: u64) -> usize {
        short as usize & self.mask
    }

    #[inline(always)]
    fn find(&self, short: u64) -> Option<Seq> {
        let mut group = self.group(short);
        loop {
            let marks = self.marks[group];
            if marked(marks[0], mark_of(short)) | marked(marks[1], mark_of(short)) != 0
                && let Some(seq) = self.seq_in(group, short)
            {
                return Some(seq);
            }
            if has_empty(marks) {
                return None;
            }
            group = (group + 1) & self.mask;
        }
    }

    /// The record of a key, if it stands at one of the places of a group that have its mark.
    #[cold]
    fn seq_in(&self, group: usize, short: u64) -> Option<Seq> {
        let places = group * GROUP..(group + 1) * GROUP;
        let marks = self.marks[group];
        let marked = |place: usize| marks[place / LANES] >> (place % LANES * LANE_BITS) & LANE_MASK == mark_of(short);
        places
            .filter(|place| marked(place % GROUP))
            .map(|place| self.entries[self.places[place] as usize])
            .find(|entry| entry.short == short)
            .map(|entry| Seq(entry.seq))
    }

    /// Whether a place can hold it.
    pub(crate) fn fits(entry: Entry) -> bool {
        (1..=LAST_SEQ).contains(&entry.seq)
    }

    #[inline(always)]
    pub(crate) fn insert(&mut self, entry: Entry) {
        let used = self.used();
        assert!(used < self.limit, "a full generation is rotated before the next key");
        let mut group = self.group(entry.short);
        while !has_empty(self.marks[group]) {
            group = (group + 1) & self.mask;
        }
        let marks = &mut self.marks[group];
        let word = usize::from(empty(marks[0]) == 0);
        // The bit that the first empty lane begins with.
        let lane = empty(marks[word]).trailing_zeros() & 48;
        marks[word] |= mark_of(entry.short) << lane;
        self.places[(group << GROUP.ilog2()) + word * LANES + lane as usize / LANE_BITS] = used;
        self.entries.push(entry);
    }

    /// All entries in the order of their records, and within one of the key: memory layout does not show.
    pub(crate) fn sorted(&self) -> Vec<Entry> {
        let mut list = self.entries.clone();
        list.sort_unstable_by_key(|entry| (entry.seq, entry.short));
        list
    }
}

impl Emptying {
    #[inline(always)]
    fn go_on(&mut self) {
        if self.emptied < self.marks.len() {
            self.empty_some();
        }
    }

    #[inline(never)]
    fn empty_some(&mut self) {
        let end = self.marks.len().min(self.emptied + EMPTIED_AT_ONCE);
        self.marks[self.emptied..end].fill([0; 2]);
        self.emptied = end;
    }

    fn finish(&mut self) {
        self.marks[self.emptied..].fill([0; 2]);
        self.emptied = self.marks.len();
    }
}

/// Marks for twice as many places as keys.
fn empty_marks(limit: u32) -> Vec<Marks> {
    let marks = vec![[0; 2]; (limit as usize * 2 / GROUP).max(1)];
    advise_huge(&marks);
    populate(&marks);
    marks
}

/// Fifteen bits of a key that have no part in which group it belongs to, and the highest bit set, as an empty place has not.
#[inline(always)]
fn mark_of(short: u64) -> u64 {
    0x8000 | short >> 49
}

const LANE_MASK: u64 = (1 << LANE_BITS) - 1;
const LOWEST_BITS: u64 = u64::MAX / LANE_MASK;
const HIGHEST_BITS: u64 = LOWEST_BITS << (LANE_BITS - 1);

/// Not 0 if a lane has this mark.
#[inline(always)]
fn marked(marks: u64, mark: u64) -> u64 {
    let differing = marks ^ mark.wrapping_mul(LOWEST_BITS);
    differing.wrapping_sub(LOWEST_BITS) & !differing & HIGHEST_BITS
}

/// The highest bit of each empty lane.
#[inline(always)]
fn empty(marks: u64) -> u64 {
    !marks & HIGHEST_BITS
}

#[inline(always)]
fn has_empty(marks: Marks) -> bool {
    empty(marks[0] & marks[1]) != 0
}
