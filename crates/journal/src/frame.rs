//! The frame: one batch of records as it lies on disk, in the archive and (later) in Kafka.
//!
//! All integers are little-endian. `docs/decisions/2026-11-21-frame-header.md` says why the header is 192 bytes.
//!
//! | offset | bytes | field | covered by the hash |
//! |---:|---:|---|---|
//! | 0 | 4 | magic `JGKF` | yes |
//! | 4 | 2 | format, 1 | yes |
//! | 6 | 1 | market | yes |
//! | 7 | 1 | shard | yes |
//! | 8 | 16 | journal id | yes |
//! | 24 | 8 | term | yes |
//! | 32 | 8 | writer | yes |
//! | 40 | 8 | ordinal: 1 for the first frame of the journal, then one more each | yes |
//! | 48 | 8 | first_seq: sequence of the first record, or of the next one when count is 0 | yes |
//! | 56 | 8 | base_time, microseconds since 1970 UTC | yes |
//! | 64 | 4 | count of records; 0 makes it a seal frame | yes |
//! | 68 | 4 | payload length in bytes | yes |
//! | 72 | 4 | rules_version | yes |
//! | 76 | 4 | in_flight: frames directly before this one that were not durable when it was begun | yes |
//! | 80 | 8 | durable_seq when it was written | yes |
//! | 88 | 32 | control totals, four u64, opaque | yes |
//! | 120 | 32 | BLAKE3 of the previous frame | yes |
//! | 152 | 32 | own BLAKE3 over header (this field, segment epoch and CRC as zero) and payload | no |
//! | 184 | 4 | segment epoch | no |
//! | 188 | 4 | CRC-32C over header up to here and payload | no |
//!
//! The segment epoch says where a copy of the frame lies, not what it is: the chain of hashes is the same on every node and in the archive.
//! On disk a frame is padded with zero bytes to a multiple of [`PAGE_BYTES`]; the padding must be zero to be valid, so that every bit counts.

use std::fmt;

use crc_fast::{CrcAlgorithm, Digest};

/// Frames start at multiples of this and are padded to it.
pub const PAGE_BYTES: usize = 4096;
/// Length of the header.
pub const HEADER_BYTES: usize = 192;
/// Largest frame with header and padding.
pub const MAX_FRAME_BYTES: usize = 1 << 20;
/// Largest payload of one frame.
pub const MAX_PAYLOAD_BYTES: usize = MAX_FRAME_BYTES - HEADER_BYTES;

pub(crate) const MAGIC: [u8; 4] = *b"JGKF";
const FORMAT: u16 = 1;
const OWN_HASH_AT: usize = 152;
const EPOCH_AT: usize = 184;
const CRC_AT: usize = 188;

/// Random name of one journal, chosen when its folder is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct JournalId(pub [u8; 16]);

/// BLAKE3 of a frame, by which the next frame is linked to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameHash(pub [u8; 32]);

/// Which journal a frame belongs to. Frames with another identity are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    pub journal: JournalId,
    pub market: u8,
    pub shard: u8,
}

/// The decoded header. `segment_epoch` is the only field that may differ between two copies of one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameHeader {
    pub identity: Identity,
    pub term: u64,
    /// Which process of that term wrote it.
    pub writer: u64,
    /// Number of the frame in its journal, from 1.
    pub ordinal: u64,
    pub first_seq: u64,
    /// Microseconds since 1970 UTC; records may state their times relative to it.
    pub base_time: i64,
    /// Number of records, 0 in a seal frame.
    pub count: u32,
    pub payload_bytes: u32,
    pub rules_version: u32,
    /// How many of the frames directly before this one were not yet durable when it was written.
    pub in_flight: u32,
    /// Last sequence known to be durable when it was written, 0 if none.
    pub durable_seq: u64,
    /// Sums of the writer's state, compared by a follower; opaque to the journal.
    pub control_totals: [u64; 4],
    pub previous: FrameHash,
    pub hash: FrameHash,
    pub segment_epoch: u32,
}

/// A frame that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    pub header: FrameHeader,
    pub payload: &'a [u8],
}

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    #[error("fewer bytes than the frame needs")]
    Short,
    #[error("does not start with the mark of a frame")]
    Magic,
    #[error("format {0} is unknown")]
    Format(u16),
    #[error("payload length {0} is out of range")]
    PayloadLength(u32),
    #[error("a seal frame carries records or a frame with records carries no bytes")]
    Count,
    #[error("ordinal or sequence out of range")]
    Numbers,
    #[error("checksum does not match")]
    Crc,
    #[error("hash does not match")]
    Hash,
    #[error("padding is not zero")]
    Padding,
    /// A sound frame of an earlier use of the segment.
    #[error("written into segment {found}, not {expected}")]
    Epoch { expected: u32, found: u32 },
    /// A sound frame that does not continue the chain.
    #[error("does not follow the frame before it")]
    Link,
}

impl Identity {
    /// What the first frame of a journal names as its previous frame.
    pub fn genesis(&self) -> FrameHash {
        let mut hasher = blake3::Hasher::new_derive_key("jogak journal genesis 1");
        hasher.update(&self.journal.0);
        hasher.update(&[self.market, self.shard]);
        FrameHash(*hasher.finalize().as_bytes())
    }
}

impl FrameHeader {
    /// Sequence of the last record up to and including this frame; 0 if there is none.
    pub fn last_seq(&self) -> u64 {
        self.first_seq.saturating_add(u64::from(self.count)).saturating_sub(1)
    }

    /// True for a frame without records, written when the journal falls idle or is closed.
    pub fn is_seal(&self) -> bool {
        self.count == 0
    }

    /// Bytes that the frame takes in a segment.
    pub fn padded_bytes(&self) -> usize {
        padded(HEADER_BYTES.saturating_add(self.payload_bytes as usize))
    }

    /// Bytes without padding, as in the archive.
    pub fn packed_bytes(&self) -> usize {
        HEADER_BYTES.saturating_add(self.payload_bytes as usize)
    }

    /// Reads a header without its checksum; bounds are checked, contents are not.
    pub fn peek(bytes: &[u8]) -> Result<FrameHeader, FrameFault> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk().ok_or(FrameFault::Short)?;
        if bytes[..4] != MAGIC {
            return Err(FrameFault::Magic);
        }
        let format = u16::from_le_bytes(field(bytes, 4));
        if format != FORMAT {
            return Err(FrameFault::Format(format));
        }
        let header = FrameHeader {
            identity: Identity { journal: JournalId(field(bytes, 8)), market: bytes[6], shard: bytes[7] },
            term: u64::from_le_bytes(field(bytes, 24)),
            writer: u64::from_le_bytes(field(bytes, 32)),
            ordinal: u64::from_le_bytes(field(bytes, 40)),
            first_seq: u64::from_le_bytes(field(bytes, 48)),
            base_time: i64::from_le_bytes(field(bytes, 56)),
            count: u32::from_le_bytes(field(bytes, 64)),
            payload_bytes: u32::from_le_bytes(field(bytes, 68)),
            rules_version: u32::from_le_bytes(field(bytes, 72)),
            in_flight: u32::from_le_bytes(field(bytes, 76)),
            durable_seq: u64::from_le_bytes(field(bytes, 80)),
            control_totals: [88, 96, 104, 112].map(|at| u64::from_le_bytes(field(bytes, at))),
            previous: FrameHash(field(bytes, 120)),
            hash: FrameHash(field(bytes, OWN_HASH_AT)),
            segment_epoch: u32::from_le_bytes(field(bytes, EPOCH_AT)),
        };
        if header.payload_bytes as usize > MAX_PAYLOAD_BYTES {
            return Err(FrameFault::PayloadLength(header.payload_bytes));
        }
        if (header.count == 0) != (header.payload_bytes == 0) {
            return Err(FrameFault::Count);
        }
        // Room above, so that the next frame's numbers exist too.
        let end = header.first_seq.checked_add(u64::from(header.count));
        if header.ordinal == 0 || header.ordinal == u64::MAX || header.first_seq == 0 || end.is_none_or(|end| end == u64::MAX) {
            return Err(FrameFault::Numbers);
        }
        Ok(header)
    }

    /// The header's bytes with the CRC left zero.
    fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&FORMAT.to_le_bytes());
        bytes[6] = self.identity.market;
        bytes[7] = self.identity.shard;
        bytes[8..24].copy_from_slice(&self.identity.journal.0);
        bytes[24..32].copy_from_slice(&self.term.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.writer.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.ordinal.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.first_seq.to_le_bytes());
        bytes[56..64].copy_from_slice(&self.base_time.to_le_bytes());
        bytes[64..68].copy_from_slice(&self.count.to_le_bytes());
        bytes[68..72].copy_from_slice(&self.payload_bytes.to_le_bytes());
        bytes[72..76].copy_from_slice(&self.rules_version.to_le_bytes());
        bytes[76..80].copy_from_slice(&self.in_flight.to_le_bytes());
        bytes[80..88].copy_from_slice(&self.durable_seq.to_le_bytes());
        for (slot, total) in bytes[88..120].chunks_exact_mut(8).zip(self.control_totals) {
            slot.copy_from_slice(&total.to_le_bytes());
        }
        bytes[120..152].copy_from_slice(&self.previous.0);
        bytes[OWN_HASH_AT..EPOCH_AT].copy_from_slice(&self.hash.0);
        bytes[EPOCH_AT..CRC_AT].copy_from_slice(&self.segment_epoch.to_le_bytes());
        bytes
    }

    /// Writes the header in front of the payload in `frame` and fills in hash and CRC. `frame` is header and payload without padding.
    pub(crate) fn seal(&mut self, frame: &mut [u8]) {
        debug_assert_eq!(frame.len(), self.packed_bytes());
        let epoch = std::mem::replace(&mut self.segment_epoch, 0);
        self.hash = FrameHash([0; 32]);
        frame[..HEADER_BYTES].copy_from_slice(&self.encode());
        self.hash = FrameHash(*blake3::hash(frame).as_bytes());
        self.segment_epoch = epoch;
        frame[..HEADER_BYTES].copy_from_slice(&self.encode());
        let crc = crc_of(frame);
        frame[CRC_AT..HEADER_BYTES].copy_from_slice(&crc.to_le_bytes());
    }
}

impl<'a> Frame<'a> {
    /// Checks and reads the frame at the start of `bytes`, which may go on after it. Padding is not looked at: see [`Frame::decode_padded`].
    /// Never allocates and never panics, whatever the bytes are.
    pub fn decode(bytes: &'a [u8]) -> Result<Frame<'a>, FrameFault> {
        let header = FrameHeader::peek(bytes)?;
        let frame = bytes.get(..header.packed_bytes()).ok_or(FrameFault::Short)?;
        let stored = u32::from_le_bytes(frame[CRC_AT..HEADER_BYTES].try_into().expect("four bytes"));
        if crc_of(frame) != stored {
            return Err(FrameFault::Crc);
        }
        if hash_of(frame) != header.hash {
            return Err(FrameFault::Hash);
        }
        Ok(Frame { payload: &frame[HEADER_BYTES..], header })
    }

    /// As [`Frame::decode`], and the zero padding up to the next multiple of [`PAGE_BYTES`] must be there.
    pub fn decode_padded(bytes: &'a [u8]) -> Result<Frame<'a>, FrameFault> {
        let frame = Frame::decode(bytes)?;
        let padding = bytes.get(frame.header.packed_bytes()..frame.header.padded_bytes()).ok_or(FrameFault::Short)?;
        if padding.iter().fold(0, |seen, byte| seen | byte) != 0 {
            return Err(FrameFault::Padding);
        }
        Ok(frame)
    }
}

impl fmt::Display for JournalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for JournalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JournalId({self})")
    }
}

impl fmt::Display for FrameHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FrameHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FrameHash({self})")
    }
}

/// `bytes` rounded up to whole pages.
pub(crate) fn padded(bytes: usize) -> usize {
    bytes.next_multiple_of(PAGE_BYTES)
}

fn field<const N: usize>(bytes: &[u8; HEADER_BYTES], at: usize) -> [u8; N] {
    bytes[at..].first_chunk().copied().expect("fields lie inside the header")
}

fn crc_of(frame: &[u8]) -> u32 {
    let mut digest = Digest::new(CrcAlgorithm::Crc32Iscsi);
    digest.update(&frame[..CRC_AT]);
    digest.update(&frame[HEADER_BYTES..]);
    u32::try_from(digest.finalize()).expect("a CRC-32C has 32 bits")
}

fn hash_of(frame: &[u8]) -> FrameHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&frame[..OWN_HASH_AT]);
    hasher.update(&[0; HEADER_BYTES - OWN_HASH_AT]);
    hasher.update(&frame[HEADER_BYTES..]);
    FrameHash(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests;
