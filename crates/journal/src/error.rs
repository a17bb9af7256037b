//! What can go wrong with a journal.

use std::io;

use crate::frame::{FrameFault, FrameHash, Identity};

/// Where a frame lies: segment epoch and byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub epoch: u32,
    pub offset: u64,
}

/// Every one is our fault or the machine's; none is a rejection of a command.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused. From a writer it means that the writer is poisoned.
    #[error("cannot {doing} {name}: {source}")]
    Io { doing: &'static str, name: String, source: io::Error },
    /// An earlier write or sync failed; what was written after the durable sequence is unknown until recovery.
    #[error("the journal stopped after a failed write or sync; restart to recover")]
    Poisoned,
    /// A frame that was durable is unreadable or missing. Nothing is cut.
    #[error("damage at seq {seq}: segment {} offset {}, {fault}; frame {evidence_ordinal} proves that it was durable", place.epoch, place.offset)]
    Damage { seq: u64, place: Place, fault: FrameFault, evidence_ordinal: u64 },
    /// A valid frame that does not continue the chain although its predecessor was durable: two writers, or a copied segment.
    #[error("fork at seq {seq}: segment {} offset {} holds a frame that follows {found}, not {expected}", place.epoch, place.offset)]
    Fork { seq: u64, place: Place, expected: FrameHash, found: FrameHash },
    #[error("this is the journal {found:?}, expected {expected:?}")]
    WrongJournal { expected: Identity, found: Identity },
    /// What came before the oldest segment is needed: recovery has to start at a snapshot.
    #[error("the oldest segment {epoch} does not begin with a good frame; recovery needs a snapshot")]
    NoBeginning { epoch: u32 },
    /// The folder holds no segment; [`crate::Journal::create`] makes the first.
    #[error("no journal here")]
    Missing,
    #[error("a journal exists here already")]
    Exists,
    /// The snapshot does not belong to this journal, or its frame is gone or lies in a damaged part.
    #[error("seq {seq} with frame hash {hash} is not in the segments")]
    PositionNotFound { seq: u64, hash: FrameHash },
    /// The segment with this sequence was recycled and is not in the archive.
    #[error("seq {seq} is no longer kept: {reason}")]
    NotKept { seq: u64, reason: &'static str },
    #[error("a frame's records take {payload_bytes} bytes, more than a frame may hold")]
    FrameTooLarge { payload_bytes: usize },
    #[error("a frame of {count} records with {payload_bytes} bytes")]
    CountMismatch { count: u32, payload_bytes: usize },
    #[error("segments of {segment_bytes} bytes: must be a multiple of 4096 and hold the largest frame")]
    SegmentSize { segment_bytes: u64 },
    /// Another process holds the data folder.
    #[error("the data folder is in use by process {pid}")]
    Locked { pid: String },
    #[error("{name} is not a usable snapshot: {reason}")]
    Snapshot { name: String, reason: String },
    #[error("archived segment {name}: {reason}")]
    Archive { name: String, reason: String },
}

impl JournalError {
    pub(crate) fn io(doing: &'static str, name: impl Into<String>) -> impl FnOnce(io::Error) -> JournalError {
        let name = name.into();
        move |source| JournalError::Io { doing, name, source }
    }
}
