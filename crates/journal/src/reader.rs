//! Reads durable frames in order, from any place to the tip and on with it.

use std::sync::Arc;

use crate::error::{JournalError, Place};
use crate::frame::{Frame, FrameFault, FrameHeader, Identity, MAX_FRAME_BYTES};
use crate::journal::{Shared, Tip};
use crate::segment::segment_name;
use crate::window::Window;

/// A cursor over the durable frames. It checks every frame and that each follows the one before.
#[derive(Debug)]
pub struct FrameReader {
    shared: Arc<Shared>,
    place: Place,
    /// The frame read last; `None` before the first if its predecessor is unknown.
    tip: Option<Tip>,
    window: Window,
    file: Option<OpenFile>,
}

#[derive(Debug)]
struct OpenFile {
    epoch: u32,
    file: Arc<dyn crate::disk::DiskFile>,
}

/// Whether a frame may come next.
#[derive(Debug)]
pub(crate) enum Step {
    Next(FrameHeader),
    Fault(FrameFault),
    /// A good frame of this journal that does not follow.
    Unlinked(FrameHeader),
    Foreign(Identity),
}

impl FrameReader {
    pub(crate) fn new(shared: Arc<Shared>, place: Place, tip: Option<Tip>) -> FrameReader {
        FrameReader { shared, place, tip, window: Window::new(2 * MAX_FRAME_BYTES), file: None }
    }

    /// The next durable frame, or `None` at the tip; asked again later it goes on.
    ///
    /// Fails with [`JournalError::Damage`] where a durable frame is unreadable, and with [`JournalError::NotKept`] if its segment was recycled.
    #[expect(clippy::should_implement_trait, reason = "the frame borrows the reader, which an Iterator cannot express")]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, JournalError> {
        let Some(header) = self.step()? else { return Ok(None) };
        let place = self.place;
        self.place.offset += header.padded_bytes() as u64;
        self.tip = Some(Tip::after(&header));
        let file = &self.file.as_ref().expect("the step opened the segment").file;
        let packed = header.packed_bytes();
        let bytes = self.window.get(&**file, place, packed, place.offset + packed as u64);
        let bytes = bytes.map_err(JournalError::io("read", segment_name(place.epoch)))?;
        Ok(Some(Frame { payload: &bytes[crate::frame::HEADER_BYTES..], header }))
    }

    /// The frame that was read last, if any was or if the reader began after a known one.
    pub fn tip(&self) -> Option<Tip> {
        self.tip
    }

    fn step(&mut self) -> Result<Option<FrameHeader>, JournalError> {
        let (end, durable) = {
            let table = self.shared.table();
            (table.end, table.tip)
        };
        if self.place == end {
            return Ok(None);
        }
        let fault = match self.check(self.place)? {
            Step::Next(header) => return Ok(Some(header)),
            Step::Fault(fault) => fault,
            Step::Unlinked(_) | Step::Foreign(_) => FrameFault::Link,
        };
        // The writer goes on to the next segment when a frame does not fit. The link of the chain tells this from damage.
        let next = Place { epoch: self.place.epoch + 1, offset: 0 };
        if self.place.epoch < end.epoch && self.tip.is_some() {
            if next == end {
                return Ok(None);
            }
            if let Step::Next(header) = self.check(next)? {
                self.place = next;
                return Ok(Some(header));
            }
        }
        let seq = self.tip.map_or(durable.seq, |tip| tip.seq + 1);
        Err(JournalError::Damage { seq, place: self.place, fault, evidence_ordinal: durable.ordinal })
    }

    fn check(&mut self, place: Place) -> Result<Step, JournalError> {
        let limit = self.open(place.epoch)?;
        let file = &self.file.as_ref().expect("just opened").file;
        let bytes = self.window.get(&**file, place, MAX_FRAME_BYTES, limit);
        let bytes = bytes.map_err(JournalError::io("read", segment_name(place.epoch)))?;
        Ok(check_frame(bytes, &self.shared.config.identity, place.epoch, self.tip.as_ref()))
    }

    /// Opens the segment and tells how far it may be read.
    fn open(&mut self, epoch: u32) -> Result<u64, JournalError> {
        let table = self.shared.table();
        let seq = self.tip.map_or(0, |tip| tip.seq + 1);
        let file = table.reading(epoch).ok_or(JournalError::NotKept { seq, reason: "its segment was recycled" })?;
        let limit = table.read_limit(epoch);
        if self.file.as_ref().is_none_or(|open| open.epoch != epoch) {
            self.file = Some(OpenFile { epoch, file });
        }
        Ok(limit)
    }
}

/// Checks what lies at a place where the frame after `tip` is expected.
pub(crate) fn check_frame(bytes: &[u8], identity: &Identity, epoch: u32, tip: Option<&Tip>) -> Step {
    let header = match Frame::decode_padded(bytes) {
        Err(fault) => return Step::Fault(fault),
        Ok(frame) => frame.header,
    };
    if header.segment_epoch != epoch {
        return Step::Fault(FrameFault::Epoch { expected: epoch, found: header.segment_epoch });
    }
    if header.identity != *identity {
        return Step::Foreign(header.identity);
    }
    if tip.is_some_and(|tip| !tip.is_followed_by(&header)) {
        return Step::Unlinked(header);
    }
    Step::Next(header)
}
