//! Snapshots: the state at one frame, as named components in a file of its own.
//!
//! `snapshots/<kind>-<seq>.snap` is a header, then each component as a name, chunks of bytes, and the BLAKE3 of its bytes, then an end mark with
//! the BLAKE3 over everything before it. Both directions stream: neither a component nor the file is held in memory. A snapshot is written under
//! another name, synced, renamed, and the folder synced; the last two are kept. All integers are little-endian.
//!
//! | header offset | bytes | field |
//! |---:|---:|---|
//! | 0 | 4 | magic `JGKS` |
//! | 4 | 2 | format, 1 |
//! | 6 | 2 | market, shard |
//! | 8 | 16 | journal id |
//! | 24 | 8 | seq of the last record that the state contains |
//! | 32 | 32 | hash of the frame that ends with it |
//! | 64 | 8 | time, microseconds since 1970 UTC |

use std::io;
use std::sync::Arc;

use crate::disk::Disk;
use crate::error::JournalError;
use crate::frame::{FrameHash, Identity, JournalId};
use crash_points::{CrashPoint, reach};

mod read;
mod write;

pub use read::SnapshotReader;
pub use write::SnapshotWriter;

const FOLDER: &str = "snapshots";
const SUFFIX: &str = ".snap";
const UNFINISHED_SUFFIX: &str = ".tmp";
/// Snapshots of one kind that are kept.
pub const SNAPSHOTS_KEPT: usize = 2;
/// Longest name of a component.
pub const COMPONENT_NAME_BYTES_MAX: usize = 64;
/// Components in one snapshot at most.
pub const COMPONENTS_MAX: u32 = 1024;

const MAGIC: [u8; 4] = *b"JGKS";
const END_MAGIC: [u8; 4] = *b"JGKE";
const FORMAT: u16 = 1;
const HEADER_BYTES: usize = 72;
/// Bytes of a component are written in chunks of this size at most, each with its length before it; a length of 0 ends the component.
const CHUNK_BYTES: usize = 256 << 10;

/// Which state a snapshot holds; part of its file's name. Lower-case letters only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotKind(pub &'static str);

/// The state of the exchange.
pub const EXCHANGE: SnapshotKind = SnapshotKind("exchange");
/// The state of the live read model at the same place.
pub const LIVE: SnapshotKind = SnapshotKind("live");

/// Where in the journal a snapshot was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotPosition {
    /// Last record that the state contains.
    pub seq: u64,
    /// The frame that ends with it.
    pub hash: FrameHash,
    /// Microseconds since 1970 UTC.
    pub time: i64,
}

/// The snapshots of one kind of one journal.
#[derive(Clone, Debug)]
pub struct Snapshots {
    disk: Arc<dyn Disk>,
    identity: Identity,
    kind: SnapshotKind,
}

impl Snapshots {
    pub fn new(disk: Arc<dyn Disk>, identity: Identity, kind: SnapshotKind) -> Snapshots {
        Snapshots { disk, identity, kind }
    }

    /// Sequences of the snapshots present, newest first. Whether they are good shows when they are read.
    pub fn seqs(&self) -> Result<Vec<u64>, JournalError> {
        let names = self.disk.list(FOLDER).map_err(JournalError::io("list", FOLDER))?;
        let mut seqs: Vec<u64> = names.iter().filter_map(|name| self.seq_of(name)).collect();
        seqs.sort_unstable_by(|a, b| b.cmp(a));
        Ok(seqs)
    }

    /// Sequences of the snapshots that are good from header to end mark, newest first. Reads each once.
    pub fn good_seqs(&self) -> Result<Vec<u64>, JournalError> {
        let mut good = Vec::new();
        for seq in self.seqs()? {
            match self.verify(seq) {
                Ok(_) => good.push(seq),
                Err(JournalError::Snapshot { .. } | JournalError::WrongJournal { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(good)
    }

    /// Reads a whole snapshot and checks every hash.
    pub fn verify(&self, seq: u64) -> Result<SnapshotPosition, JournalError> {
        let mut reader = self.read(seq)?;
        while reader.next_component()?.is_some() {
            io::copy(&mut reader, &mut io::sink()).map_err(|error| reader.error(error))?;
        }
        Ok(reader.position())
    }

    /// Opens the snapshot of this sequence; its components come one after another, checked as they are read.
    pub fn read(&self, seq: u64) -> Result<SnapshotReader, JournalError> {
        SnapshotReader::open(&*self.disk, self.name(seq), self.identity, seq)
    }

    /// Begins a snapshot. It exists once [`SnapshotWriter::finish`] has returned.
    pub fn write(&self, position: SnapshotPosition) -> Result<SnapshotWriter, JournalError> {
        SnapshotWriter::begin(self.clone(), position)
    }

    /// The sequence from which on the journal's segments must be kept: that of the older of the two snapshots, 0 while there are fewer.
    pub fn retain_from(&self) -> Result<u64, JournalError> {
        Ok(self.seqs()?.get(SNAPSHOTS_KEPT - 1).copied().unwrap_or(0))
    }

    /// Tells that a step of writing a snapshot is done. The points are those of the exchange's snapshots and of the read model's.
    fn reach(&self, exchange: CrashPoint, live: CrashPoint) {
        reach(if self.kind == LIVE { live } else { exchange });
    }

    fn remove_old(&self) -> Result<(), JournalError> {
        for seq in self.seqs()?.into_iter().skip(SNAPSHOTS_KEPT) {
            let name = self.name(seq);
            self.disk.remove(&name).map_err(JournalError::io("remove", name))?;
            self.reach(CrashPoint::SnapshotOldRemoved, CrashPoint::LiveSnapshotOldRemoved);
        }
        self.disk.sync_folder(FOLDER).map_err(JournalError::io("sync", FOLDER))
    }

    fn name(&self, seq: u64) -> String {
        format!("{FOLDER}/{}-{seq:020}{SUFFIX}", self.kind.0)
    }

    fn unfinished_name(&self) -> String {
        format!("{FOLDER}/{}{UNFINISHED_SUFFIX}", self.kind.0)
    }

    fn seq_of(&self, name: &str) -> Option<u64> {
        name.strip_prefix(self.kind.0)?.strip_prefix('-')?.strip_suffix(SUFFIX)?.parse().ok()
    }
}

fn encode_header(identity: &Identity, position: &SnapshotPosition) -> [u8; HEADER_BYTES] {
    let mut bytes = [0; HEADER_BYTES];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4..6].copy_from_slice(&FORMAT.to_le_bytes());
    bytes[6] = identity.market;
    bytes[7] = identity.shard;
    bytes[8..24].copy_from_slice(&identity.journal.0);
    bytes[24..32].copy_from_slice(&position.seq.to_le_bytes());
    bytes[32..64].copy_from_slice(&position.hash.0);
    bytes[64..72].copy_from_slice(&position.time.to_le_bytes());
    bytes
}

/// `None` if the bytes are not the header of a snapshot of this format.
fn decode_header(bytes: &[u8; HEADER_BYTES]) -> Option<(Identity, SnapshotPosition)> {
    if bytes[..4] != MAGIC || bytes[4..6] != FORMAT.to_le_bytes() {
        return None;
    }
    let identity = Identity { market: bytes[6], shard: bytes[7], journal: JournalId(*bytes[8..].first_chunk()?) };
    let position = SnapshotPosition {
        seq: u64::from_le_bytes(*bytes[24..].first_chunk()?),
        hash: FrameHash(*bytes[32..].first_chunk()?),
        time: i64::from_le_bytes(*bytes[64..].first_chunk()?),
    };
    Some((identity, position))
}
