//! Reads durable frames in order, from any place to the tip and on with it: first from the archive where segments were recycled, then from the
//! segments.

use std::sync::Arc;

use crate::archive::ArchiveCursor;
use crate::error::{JournalError, Place};
use crate::frame::{Frame, FrameFault, FrameHash, FrameHeader, HEADER_BYTES, Identity, MAX_FRAME_BYTES};
use crate::journal::{Shared, Tip};
use crate::segment::failed;
use crate::window::Window;

/// A cursor over the durable frames. It checks every frame and that each follows the one before.
#[derive(Debug)]
pub struct FrameReader {
    shared: Arc<Shared>,
    /// The frame read last; `None` before the first if its predecessor is unknown.
    tip: Option<Tip>,
    /// Frames that end below it are passed over.
    from_seq: u64,
    source: Source,
    window: Window,
}

/// Where the next frame is looked for.
#[derive(Debug)]
enum Source {
    /// The place of the next frame.
    Segments(Place),
    Archive(Box<ArchiveCursor>),
}

/// A frame as it goes into the archive.
pub(crate) struct PackedFrame<'a> {
    pub(crate) first_seq: u64,
    pub(crate) bytes: &'a [u8],
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

/// What a look into the segments found.
enum Look {
    Frame(FrameHeader),
    Tip,
    Recycled { epoch: u32 },
}

impl FrameReader {
    pub(crate) fn in_segments(shared: Arc<Shared>, place: Place, tip: Option<Tip>) -> FrameReader {
        FrameReader { shared, tip, from_seq: 0, source: Source::Segments(place), window: Window::new(2 * MAX_FRAME_BYTES) }
    }

    /// Frames that end before `seq` are read and not given.
    pub(crate) fn beginning_at(mut self, seq: u64) -> FrameReader {
        self.from_seq = seq;
        self
    }

    /// Begins in the archive with the frame that holds `seq`, which no segment holds any more.
    pub(crate) fn in_archive(shared: Arc<Shared>, seq: u64) -> Result<FrameReader, JournalError> {
        let cursor = ArchiveCursor::open_at_seq(&shared, seq)?;
        Ok(FrameReader {
            shared,
            tip: None,
            from_seq: seq,
            source: Source::Archive(Box::new(cursor)),
            window: Window::new(2 * MAX_FRAME_BYTES),
        })
    }

    /// As [`FrameReader::in_archive`], right after the frame `hash` whose last record is `seq`.
    pub(crate) fn in_archive_after(shared: Arc<Shared>, seq: u64, hash: FrameHash) -> Result<FrameReader, JournalError> {
        let genesis = Tip::genesis(&shared.config.identity);
        let mut reader = FrameReader::in_archive(shared, seq.max(1))?;
        reader.from_seq = 0;
        if (seq, hash) == (genesis.seq, genesis.hash) {
            reader.tip = Some(genesis);
            return Ok(reader);
        }
        while let Some(header) = reader.step()? {
            reader.tip = Some(Tip::after(&header));
            if header.hash == hash && header.last_seq() == seq {
                return Ok(reader);
            }
            if header.last_seq() > seq {
                break;
            }
        }
        Err(JournalError::PositionNotFound { seq, hash })
    }

    /// The next durable frame, or `None` at the tip; asked again later it goes on.
    ///
    /// Fails with [`JournalError::Damage`] where a durable frame is unreadable, and with [`JournalError::NotKept`] if its segment was recycled
    /// and there is no archive.
    #[expect(clippy::should_implement_trait, reason = "the frame borrows the reader, which an Iterator cannot express")]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, JournalError> {
        let header = loop {
            let Some(header) = self.step()? else { return Ok(None) };
            self.tip = Some(Tip::after(&header));
            if header.last_seq() >= self.from_seq {
                break header;
            }
        };
        Ok(Some(Frame { payload: &self.packed(&header)[HEADER_BYTES..], header }))
    }

    /// The frame that was read last, if any was or if the reader began after a known one.
    pub fn tip(&self) -> Option<Tip> {
        self.tip
    }

    /// The next frame of segment `epoch` with its header; `None` at the segment's end.
    pub(crate) fn next_packed(&mut self, epoch: u32) -> Result<Option<PackedFrame<'_>>, JournalError> {
        let header = match self.step()? {
            Some(header) if header.segment_epoch == epoch => header,
            _ => return Ok(None),
        };
        self.tip = Some(Tip::after(&header));
        Ok(Some(PackedFrame { first_seq: header.first_seq, bytes: self.packed(&header) }))
    }

    /// Header and records of the frame that the last step found.
    fn packed(&self, header: &FrameHeader) -> &[u8] {
        match &self.source {
            Source::Archive(cursor) => cursor.packed(),
            Source::Segments(place) => {
                let start = Place { offset: place.offset - header.padded_bytes() as u64, ..*place };
                self.window.held(start, header.packed_bytes())
            }
        }
    }

    fn step(&mut self) -> Result<Option<FrameHeader>, JournalError> {
        loop {
            let goes_on_in = match &mut self.source {
                Source::Archive(cursor) => match cursor.step(&self.shared)? {
                    Some(header) if self.tip.is_some_and(|tip| header.ordinal <= tip.ordinal) => continue,
                    Some(header) => {
                        cursor.check_link(&self.shared, self.tip.as_ref(), &header)?;
                        return Ok(Some(header));
                    }
                    None => cursor.segment.epoch + 1,
                },
                Source::Segments(place) => {
                    let place = *place;
                    match self.look(place)? {
                        Look::Frame(header) => return Ok(Some(header)),
                        Look::Tip => return Ok(None),
                        Look::Recycled { epoch } => epoch,
                    }
                }
            };
            self.source = self.source_for(goes_on_in)?;
        }
    }

    /// The beginning of a segment, wherever it is kept.
    fn source_for(&self, epoch: u32) -> Result<Source, JournalError> {
        if self.shared.table().segment(epoch).is_some() {
            return Ok(Source::Segments(Place { epoch, offset: 0 }));
        }
        let seq = self.tip.map_or(self.from_seq, |tip| tip.seq + 1);
        Ok(Source::Archive(Box::new(ArchiveCursor::open_at_epoch(&self.shared, epoch, seq)?)))
    }

    fn look(&mut self, place: Place) -> Result<Look, JournalError> {
        let (end, durable) = {
            let table = self.shared.table();
            (table.end, table.tip)
        };
        if place == end {
            return Ok(Look::Tip);
        }
        let fault = match self.check(place)? {
            None => return Ok(Look::Recycled { epoch: place.epoch }),
            Some(Step::Next(header)) => return Ok(self.go_past(place, header)),
            Some(Step::Fault(fault)) => fault,
            Some(Step::Unlinked(_) | Step::Foreign(_)) => FrameFault::Link,
        };
        // The writer goes on to the next segment when a frame does not fit. The link of the chain tells this from damage.
        if place.epoch < end.epoch && self.tip.is_some() {
            let next = Place { epoch: place.epoch + 1, offset: 0 };
            if next == end {
                return Ok(Look::Tip);
            }
            match self.check(next)? {
                None => return Ok(Look::Recycled { epoch: next.epoch }),
                Some(Step::Next(header)) => return Ok(self.go_past(next, header)),
                Some(_) => {}
            }
        }
        // A segment that is written anew while it is read was taken out of the table before.
        if self.shared.table().segment(place.epoch).is_none() {
            return Ok(Look::Recycled { epoch: place.epoch });
        }
        let seq = self.tip.map_or(self.from_seq, |tip| tip.seq + 1);
        Err(JournalError::Damage { seq, place, fault, evidence_ordinal: durable.ordinal })
    }

    fn go_past(&mut self, place: Place, header: FrameHeader) -> Look {
        self.source = Source::Segments(Place { epoch: place.epoch, offset: place.offset + header.padded_bytes() as u64 });
        Look::Frame(header)
    }

    /// What lies at a place; `None` if its segment was recycled.
    fn check(&mut self, place: Place) -> Result<Option<Step>, JournalError> {
        let (file, limit) = {
            let table = self.shared.table();
            let Some(file) = table.reading(place.epoch) else { return Ok(None) };
            (file, table.read_limit(place.epoch))
        };
        let bytes = self.window.get(&*file, place, MAX_FRAME_BYTES, limit);
        let bytes = bytes.map_err(failed("read", place.epoch))?;
        Ok(Some(check_frame(bytes, &self.shared.config.identity, place.epoch, self.tip.as_ref())))
    }
}

/// Checks what lies in a segment at a place where the frame after `tip` is expected.
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
