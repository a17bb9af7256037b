//! The reusable buffer in which a frame is built.

use crate::error::JournalError;
use crate::frame::{FrameHeader, HEADER_BYTES, MAX_FRAME_BYTES, MAX_PAYLOAD_BYTES, PAGE_BYTES, padded};

/// Room beyond the largest frame, so that a codec may overshoot and be cut back without the buffer moving.
const OVERSHOOT_BYTES: usize = MAX_FRAME_BYTES;

/// Builds frames in one place in memory, aligned for `O_DIRECT`, without allocating again.
///
/// Records are appended to [`FrameBuffer::payload`]; [`crate::JournalWriter::begin`] fills in the header; [`FrameBuffer::clear`]
/// makes it ready for the next frame.
#[derive(Debug)]
pub struct FrameBuffer {
    /// `start` unused bytes, then the header's place, then the payload. `start` makes the header page-aligned in memory.
    bytes: Vec<u8>,
    start: usize,
}

impl FrameBuffer {
    pub fn new() -> FrameBuffer {
        FrameBuffer::with_payload(&[])
    }

    /// Where records are appended. The caller only appends, or cuts back with [`FrameBuffer::truncate_payload`]; what stands in front
    /// is the header's place.
    pub fn payload(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The records so far.
    pub fn records(&self) -> &[u8] {
        &self.bytes[self.start + HEADER_BYTES..]
    }

    /// Bytes of records so far.
    pub fn payload_bytes(&self) -> usize {
        self.bytes.len().saturating_sub(self.start + HEADER_BYTES)
    }

    /// Takes back what was appended after the payload had this length.
    pub fn truncate_payload(&mut self, payload_bytes: usize) {
        self.bytes.truncate(self.start + HEADER_BYTES + payload_bytes);
    }

    /// Empties it for the next frame. Keeps the memory.
    pub fn clear(&mut self) {
        self.truncate_payload(0);
    }

    /// Whether the records fit one frame and there are some exactly if `count` says so.
    pub(crate) fn check(&self, count: u32) -> Result<(), JournalError> {
        let payload_bytes = self.payload_bytes();
        if payload_bytes > MAX_PAYLOAD_BYTES {
            return Err(JournalError::FrameTooLarge { payload_bytes });
        }
        if (payload_bytes == 0) != (count == 0) {
            return Err(JournalError::CountMismatch { count, payload_bytes });
        }
        Ok(())
    }

    /// Completes `header` with payload length, hash and CRC and writes it in front of the records, which passed [`FrameBuffer::check`].
    pub(crate) fn seal(&mut self, header: &mut FrameHeader) {
        let payload_bytes = self.payload_bytes();
        if self.bytes.as_ptr().align_offset(PAGE_BYTES) != self.start {
            // The records once outgrew the buffer and it moved.
            *self = FrameBuffer::with_payload(self.records());
        }
        header.payload_bytes = u32::try_from(payload_bytes).expect("checked to fit a frame");
        header.seal(&mut self.bytes[self.start..]);
    }

    /// Hands out the sealed frame, padded to whole pages.
    pub(crate) fn with_padding<T>(&mut self, take: impl FnOnce(&[u8]) -> T) -> T {
        let payload_bytes = self.payload_bytes();
        self.bytes.resize(self.start + padded(HEADER_BYTES + payload_bytes), 0);
        let taken = take(&self.bytes[self.start..]);
        self.truncate_payload(payload_bytes);
        taken
    }

    fn with_payload(payload: &[u8]) -> FrameBuffer {
        let mut bytes: Vec<u8> = Vec::with_capacity(PAGE_BYTES + MAX_FRAME_BYTES + OVERSHOOT_BYTES);
        let start = bytes.as_ptr().align_offset(PAGE_BYTES);
        bytes.resize(start + HEADER_BYTES, 0);
        bytes.extend_from_slice(payload);
        FrameBuffer { bytes, start }
    }
}

impl Default for FrameBuffer {
    fn default() -> FrameBuffer {
        FrameBuffer::new()
    }
}
