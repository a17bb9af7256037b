//! One simulated file: what the process sees, what the device holds, and what is on the way.

use super::{DiskCounts, Rng};

const SECTOR_BYTES: usize = 512;
const PAGE_BYTES: usize = 4096;
/// One crash in this many flips bits in what was on the way.
const FLIPPING_CRASHES: u64 = 4;

#[derive(Debug, Default)]
pub(super) struct Inode {
    current: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<PendingWrite>,
    /// A sync failed, so `current` may hold what the device never got.
    cache_differs: bool,
}

#[derive(Debug)]
struct PendingWrite {
    start: usize,
    bytes: Vec<u8>,
}

/// How much of one pending write a crash keeps.
#[derive(Clone, Copy, Debug)]
enum Tear {
    Nothing,
    Everything,
    /// Each block of this size or not.
    Blocks(usize),
    /// The first blocks of this size.
    Beginning(usize),
}

impl Inode {
    pub(super) fn current(&self) -> &[u8] {
        &self.current
    }

    pub(super) fn write(&mut self, start: usize, bytes: &[u8]) {
        put(&mut self.current, start, bytes);
        self.pending.push(PendingWrite { start, bytes: bytes.to_vec() });
    }

    pub(super) fn sync(&mut self) {
        for write in self.pending.drain(..) {
            put(&mut self.durable, write.start, &write.bytes);
        }
    }

    /// Some pending writes reach the device, others never will: the process goes on seeing them and no later sync writes them.
    pub(super) fn fail_sync(&mut self, rng: &mut Rng) {
        self.cache_differs = true;
        for write in std::mem::take(&mut self.pending) {
            match rng.below(3) {
                0 => put(&mut self.durable, write.start, &write.bytes),
                1 => self.pending.push(write),
                _ => {}
            }
        }
    }

    pub(super) fn forget_cache(&mut self) {
        if !std::mem::take(&mut self.cache_differs) {
            return;
        }
        self.current.clone_from(&self.durable);
        for write in &self.pending {
            put(&mut self.current, write.start, &write.bytes);
        }
    }

    pub(super) fn flip(&mut self, bit: u64) -> bool {
        let at = usize::try_from(bit / 8).expect("simulated files fit memory");
        let mask = 1 << (bit % 8);
        for contents in [&mut self.current, &mut self.durable] {
            match contents.get_mut(at) {
                Some(byte) => *byte ^= mask,
                None => return false,
            }
        }
        true
    }

    pub(super) fn crash(&mut self, rng: &mut Rng, counts: &mut DiskCounts) {
        if self.pending.is_empty() && !self.cache_differs {
            return;
        }
        self.cache_differs = false;
        let whole_file = match rng.below(4) {
            0 => Some(Tear::Nothing),
            1 => Some(Tear::Everything),
            _ => None,
        };
        let flips = rng.below(FLIPPING_CRASHES) == 0;
        for write in std::mem::take(&mut self.pending) {
            let tear = whole_file.unwrap_or_else(|| Tear::choose(rng));
            let kept = self.keep(&write, tear, rng);
            if kept == 0 {
                counts.lost_writes += 1;
            } else if kept < write.bytes.len() {
                counts.torn_writes += 1;
            }
            if flips && kept > 0 {
                let bit = rng.below(write.bytes.len() as u64 * 8);
                let at = write.start + usize::try_from(bit / 8).expect("inside the write");
                if let Some(byte) = self.durable.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                    counts.flipped_bits += 1;
                }
            }
        }
        self.current.clone_from(&self.durable);
    }

    /// Brings the parts that survive to the device; gives their number of bytes.
    fn keep(&mut self, write: &PendingWrite, tear: Tear, rng: &mut Rng) -> usize {
        let block_bytes = match tear {
            Tear::Nothing => return 0,
            Tear::Everything => write.bytes.len().max(1),
            Tear::Blocks(bytes) | Tear::Beginning(bytes) => bytes,
        };
        let blocks = write.bytes.len().div_ceil(block_bytes) as u64;
        let beginning = rng.below(blocks + 1);
        let mut kept = 0;
        for (at, block) in write.bytes.chunks(block_bytes).enumerate() {
            let survives = match tear {
                Tear::Nothing => false,
                Tear::Everything => true,
                Tear::Blocks(_) => rng.coin(),
                Tear::Beginning(_) => (at as u64) < beginning,
            };
            if survives {
                put(&mut self.durable, write.start + at * block_bytes, block);
                kept += block.len();
            }
        }
        kept
    }
}

impl Tear {
    fn choose(rng: &mut Rng) -> Tear {
        match rng.below(6) {
            0 => Tear::Nothing,
            1 => Tear::Everything,
            2 => Tear::Blocks(SECTOR_BYTES),
            3 => Tear::Blocks(PAGE_BYTES),
            4 => Tear::Beginning(SECTOR_BYTES),
            _ => Tear::Beginning(PAGE_BYTES),
        }
    }
}

fn put(contents: &mut Vec<u8>, start: usize, bytes: &[u8]) {
    let end = start + bytes.len();
    if contents.len() < end {
        contents.resize(end, 0);
    }
    contents[start..end].copy_from_slice(bytes);
}
