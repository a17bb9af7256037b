//! The one writer of a journal.

use std::sync::Arc;

use crate::disk::{Access, DiskFile};
use crate::error::{JournalError, Place};
use crate::frame::{FrameHeader, HEADER_BYTES, padded};
use crate::frame_buffer::FrameBuffer;
use crate::journal::{Shared, Tip};
use crate::segment::{failed, segment_name};
use crash_points::{CrashPoint, reach};

/// What the caller states about a frame; the writer knows the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameFields {
    pub term: u64,
    pub writer: u64,
    pub rules_version: u32,
    /// Records in the buffer; 0 with an empty buffer makes a seal frame.
    pub count: u32,
    /// Microseconds since 1970 UTC.
    pub base_time: i64,
    pub control_totals: [u64; 4],
}

/// Appends frames, each durable before the next is begun.
///
/// There is one per journal: [`crate::Journal::open`] makes it. After a failed write or sync nothing is known about what the disk holds, so the
/// writer is poisoned for good; the process stops and recovers.
#[derive(Debug)]
pub struct JournalWriter {
    shared: Arc<Shared>,
    segment: WritingSegment,
    tip: Tip,
    state: WriterState,
}

#[derive(Debug)]
struct WritingSegment {
    file: Arc<dyn DiskFile>,
    bytes: u64,
    end: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriterState {
    Sound,
    Poisoned,
}

impl JournalWriter {
    pub(crate) fn new(shared: Arc<Shared>) -> Result<JournalWriter, JournalError> {
        let (tip, end) = {
            let table = shared.table();
            (table.tip, table.end)
        };
        let segment = open_segment(&shared, end)?;
        Ok(JournalWriter { shared, segment, tip, state: WriterState::Sound })
    }

    /// The last durable frame.
    pub fn tip(&self) -> Tip {
        self.tip
    }

    /// Writes the buffer's records as the next frame and returns once it is durable; `last_seq` of the returned header is then the durable
    /// sequence. The buffer keeps its records until it is cleared.
    ///
    /// A frame that is too large or miscounted is refused and nothing changes. Any other error poisons the writer.
    pub fn append(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<FrameHeader, JournalError> {
        if self.state == WriterState::Poisoned {
            return Err(JournalError::Poisoned);
        }
        let payload_bytes = frame.payload_bytes();
        if padded(HEADER_BYTES + payload_bytes) as u64 > self.shared.config.segment_bytes {
            return Err(JournalError::FrameTooLarge { payload_bytes });
        }
        frame.check(fields.count)?;
        let appended = self.write(frame, fields);
        frame.truncate_payload(payload_bytes);
        if appended.is_err() {
            self.state = WriterState::Poisoned;
        }
        appended
    }

    /// Writes a frame without records, which proves on disk that everything before it was durable. After a second of idleness and at shutdown.
    pub fn seal(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<FrameHeader, JournalError> {
        frame.clear();
        self.append(frame, &FrameFields { count: 0, ..fields.clone() })
    }

    fn write(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<FrameHeader, JournalError> {
        let frame_bytes = padded(HEADER_BYTES + frame.payload_bytes()) as u64;
        if self.segment.end.offset + frame_bytes > self.segment.bytes {
            self.begin_next_segment()?;
        }
        let place = self.segment.end;
        let mut header = self.header(fields, place);
        let bytes = frame.seal(&mut header);
        reach(CrashPoint::FrameEncoded);
        self.segment.file.write_at(place.offset, bytes).map_err(failed("write", place.epoch))?;
        reach(CrashPoint::FrameWritten);
        self.segment.file.sync().map_err(failed("sync", place.epoch))?;
        reach(CrashPoint::FrameSynced);
        self.segment.end.offset += frame_bytes;
        self.tip = Tip::after(&header);
        self.shared.advance(&header, place);
        Ok(header)
    }

    fn begin_next_segment(&mut self) -> Result<(), JournalError> {
        let epoch = self.segment.end.epoch + 1;
        self.shared.prepare(epoch)?;
        self.segment = open_segment(&self.shared, Place { epoch, offset: 0 })?;
        reach(CrashPoint::SegmentBegun);
        Ok(())
    }

    fn header(&self, fields: &FrameFields, place: Place) -> FrameHeader {
        FrameHeader {
            identity: self.shared.config.identity,
            term: fields.term,
            writer: fields.writer,
            ordinal: self.tip.ordinal + 1,
            first_seq: self.tip.seq + 1,
            base_time: fields.base_time,
            count: fields.count,
            payload_bytes: 0,
            rules_version: fields.rules_version,
            in_flight: 0,
            durable_seq: self.tip.seq,
            control_totals: fields.control_totals,
            previous: self.tip.hash,
            hash: self.tip.hash,
            segment_epoch: place.epoch,
        }
    }
}

fn open_segment(shared: &Shared, end: Place) -> Result<WritingSegment, JournalError> {
    let name = segment_name(end.epoch);
    let file = shared.disk.open(&name, Access::WritePages).map_err(JournalError::io("open", &*name))?;
    let bytes = shared.table().segment(end.epoch).map_or(0, |segment| segment.bytes);
    Ok(WritingSegment { file, bytes, end })
}
