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

/// Appends frames. Several may be under way at once; they become the journal's in the order in which they were begun.
///
/// There is one per journal: [`crate::Journal::open`] makes it. After a failed write or sync nothing is known about what the disk holds, so the
/// writer is poisoned for good; the process stops and recovers.
#[derive(Debug)]
pub struct JournalWriter {
    shared: Arc<Shared>,
    segment: WritingSegment,
    tip: Tip,
}

/// A frame that was begun: it has its place in the chain and on disk. Any thread may write and sync it, beside those begun before and after it; dropped
/// before it has landed, it leaves a gap that no later frame passes.
#[derive(Debug)]
pub struct InFlight {
    shared: Arc<Shared>,
    file: Arc<dyn DiskFile>,
    place: Place,
    header: FrameHeader,
}

#[derive(Debug)]
struct WritingSegment {
    file: Arc<dyn DiskFile>,
    bytes: u64,
    end: Place,
}

impl JournalWriter {
    pub(crate) fn new(shared: Arc<Shared>) -> Result<JournalWriter, JournalError> {
        let (tip, end) = {
            let table = shared.table();
            (table.tip, table.end)
        };
        let segment = open_segment(&shared, end)?;
        Ok(JournalWriter { shared, segment, tip })
    }

    /// The last frame that was begun.
    pub fn tip(&self) -> Tip {
        self.tip
    }

    /// Writes the buffer's records as the next frame and returns once it is durable, as [`JournalWriter::begin`] and [`InFlight`] do it step by step.
    pub fn append(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<FrameHeader, JournalError> {
        let in_flight = self.begin(frame, fields)?;
        in_flight.write(frame)?;
        in_flight.sync()?;
        in_flight.land()
    }

    /// Gives the buffer's records their place as the next frame. The buffer has to stay as it is until [`InFlight::write`].
    ///
    /// A frame that is too large or miscounted is refused and nothing changes. Any other error poisons the writer.
    pub fn begin(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<InFlight, JournalError> {
        if self.shared.is_poisoned() {
            return Err(JournalError::Poisoned);
        }
        let payload_bytes = frame.payload_bytes();
        let frame_bytes = padded(HEADER_BYTES + payload_bytes) as u64;
        if frame_bytes > self.shared.config.segment_bytes {
            return Err(JournalError::FrameTooLarge { payload_bytes });
        }
        frame.check(fields.count)?;
        if self.segment.end.offset + frame_bytes > self.segment.bytes {
            self.begin_next_segment().inspect_err(|_| self.shared.poison())?;
        }
        let place = self.segment.end;
        let mut header = self.header(fields, place);
        frame.seal(&mut header);
        reach(CrashPoint::FrameEncoded);
        self.segment.end.offset += frame_bytes;
        self.tip = Tip::after(&header);
        Ok(InFlight { shared: Arc::clone(&self.shared), file: Arc::clone(&self.segment.file), place, header })
    }

    /// Writes a frame without records, which proves on disk that everything before it was durable. After a second of idleness and at shutdown.
    /// Nothing else may be in flight.
    pub fn seal(&mut self, frame: &mut FrameBuffer, fields: &FrameFields) -> Result<FrameHeader, JournalError> {
        frame.clear();
        self.append(frame, &FrameFields { count: 0, ..fields.clone() })
    }

    fn begin_next_segment(&mut self) -> Result<(), JournalError> {
        let epoch = self.segment.end.epoch + 1;
        self.shared.prepare(epoch)?;
        self.segment = open_segment(&self.shared, Place { epoch, offset: 0 })?;
        reach(CrashPoint::SegmentBegun);
        Ok(())
    }

    fn header(&self, fields: &FrameFields, place: Place) -> FrameHeader {
        let durable = self.shared.table().tip;
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
            in_flight: u32::try_from(self.tip.ordinal - durable.ordinal).expect("few frames are in flight"),
            durable_seq: durable.seq,
            control_totals: fields.control_totals,
            previous: self.tip.hash,
            hash: self.tip.hash,
            segment_epoch: place.epoch,
        }
    }
}

impl InFlight {
    pub fn header(&self) -> &FrameHeader {
        &self.header
    }

    /// Writes the frame to its place; after an error the journal's writer is poisoned.
    pub fn write(&self, frame: &mut FrameBuffer) -> Result<(), JournalError> {
        let written = frame.with_padding(|bytes| self.file.write_at(self.place.offset, bytes));
        written.map_err(failed("write", self.place.epoch)).inspect_err(|_| self.shared.poison())?;
        reach(CrashPoint::FrameWritten);
        Ok(())
    }

    /// Waits until the frame's bytes are durable; after an error the journal's writer is poisoned. The frame counts once it has landed.
    pub fn sync(&self) -> Result<(), JournalError> {
        self.file.sync().map_err(failed("sync", self.place.epoch)).inspect_err(|_| self.shared.poison())?;
        reach(CrashPoint::FrameSynced);
        Ok(())
    }

    /// Makes the frame, which was written and synced, the journal's last one. `last_seq` of the returned header is then the durable sequence.
    ///
    /// Refused unless all that were begun before it have landed.
    pub fn land(self) -> Result<FrameHeader, JournalError> {
        if self.shared.is_poisoned() || self.shared.table().tip.ordinal + 1 != self.header.ordinal {
            return Err(JournalError::Poisoned);
        }
        self.shared.advance(&self.header, self.place);
        Ok(self.header)
    }
}

fn open_segment(shared: &Shared, end: Place) -> Result<WritingSegment, JournalError> {
    let name = segment_name(end.epoch);
    let file = shared.disk.open(&name, Access::WritePages).map_err(JournalError::io("open", &*name))?;
    let bytes = shared.table().segment(end.epoch).map_or(0, |segment| segment.bytes);
    Ok(WritingSegment { file, bytes, end })
}
