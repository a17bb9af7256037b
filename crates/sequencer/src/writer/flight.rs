//! What one thread takes to the disk: a frame, and of which batches it is.

use crate::answers::Answers;
use crate::batch::{Batch, EncodedSection, Entry, Section, events_of};
use crate::error::SequencerError;
use crash_points::{CrashPoint, reach};
use gateway::{MARK_DISTANCE, Mark};
use journal::frame::MAX_PAYLOAD_BYTES;
use journal::{FrameBuffer, InFlight};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Event, Header, Home};

/// A frame is closed once it holds so many bytes. A batch makes about a third of it; where the disk is slow, several wait and share a frame and its sync.
pub const FRAME_BYTES_TARGET: usize = 768 << 10;

/// What one thread takes to the disk. Used again and again.
#[derive(Debug)]
pub struct Flight {
    pub(super) frame: FrameBuffer,
    pub(super) marks: Vec<Mark>,
    /// What of the batches it holds.
    pub(super) parts: Vec<Part>,
    /// Behind the last part.
    place: Place,
    pub(super) contents: Contents,
    pub(super) turn: u64,
    /// `None` if nothing of it is journaled: then it only waits for its turn to answer.
    pub(super) in_flight: Option<InFlight>,
}

/// Entries of one batch that stand in one frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) batch: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Where the next frame begins.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    batch: usize,
    section: usize,
}

/// What a frame holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Contents {
    pub(super) records: u32,
    /// Place and time of the first record.
    pub(super) first: Option<Header>,
    pub(super) control_totals: [u64; 4],
    /// Records before the last mark.
    marked: u32,
}

impl Flight {
    pub fn new() -> Self {
        Self {
            frame: FrameBuffer::new(),
            marks: Vec::new(),
            parts: Vec::new(),
            place: Place::default(),
            contents: Contents::default(),
            turn: 0,
            in_flight: None,
        }
    }

    /// Begins with other batches.
    pub fn set_out(&mut self) {
        self.place = Place::default();
    }

    /// Writes the frame's bytes; nothing if there is no frame.
    pub fn write(&mut self) -> Result<(), SequencerError> {
        let Some(in_flight) = &self.in_flight else { return Ok(()) };
        Ok(in_flight.write(&mut self.frame)?)
    }

    /// Makes what was written durable.
    pub fn sync(&self) -> Result<(), SequencerError> {
        let Some(in_flight) = &self.in_flight else { return Ok(()) };
        Ok(in_flight.sync()?)
    }

    /// Hands out the answers. They may be heard once the flight is durable, as everything before it; earlier only to show that tests notice.
    pub fn answer<A: Answers>(&self, batches: &mut [Batch<A::Reply>], answers: &mut A) {
        for part in &self.parts {
            let Batch { entries, events, .. } = &mut batches[part.batch];
            for entry in &mut entries[part.from..part.to] {
                if let Some(reply) = entry.reply.take() {
                    answers.answer(reply, entry, events_of(events, &entry.decision));
                    reach(CrashPoint::FrameHalfAnswered);
                }
            }
        }
    }

    /// Fills the frame with the sections from its place on, as far as they fit, and moves the place behind them. No parts: nothing was left.
    pub(super) fn encode<R>(&mut self, batches: &[Batch<R>], home: Home) -> Result<(), SequencerError> {
        let Self { frame, marks, parts, place, contents, .. } = self;
        frame.clear();
        marks.clear();
        parts.clear();
        let start = frame.payload().len();
        let mut filling = Filling { to: Encoder::new(frame.payload(), home), start, marks, contents: Contents::default() };
        while let Some((batch, section)) = place.find(batches) {
            let from = place.section.checked_sub(1).map_or(0, |before| batch.sections[before].end);
            let entries = &batch.entries[from..section.end];
            let (bytes_before, marks_before, contents_before) = (filling.bytes(), filling.marks.len(), filling.contents);
            match batch.encoded.section(place.section) {
                Some(encoded) => filling.put_encoded(&encoded, entries),
                None => entries.iter().for_each(|entry| filling.put(entry, &batch.events)),
            }
            filling.contents.control_totals = section.control_totals;
            let bytes = filling.bytes();
            if bytes > MAX_PAYLOAD_BYTES {
                let Some(first) = entries.first().filter(|_| parts.is_empty()) else {
                    // The section begins the next frame.
                    *contents = contents_before;
                    marks.truncate(marks_before);
                    frame.truncate_payload(bytes_before);
                    return Ok(());
                };
                return Err(SequencerError::RecordTooLarge { from: first.header.seq, bytes });
            }
            parts.push(Part { batch: place.batch, from, to: section.end });
            place.section += 1;
            if bytes >= FRAME_BYTES_TARGET {
                break;
            }
        }
        *contents = filling.contents;
        Ok(())
    }

    /// Whether nothing is left of the batches.
    pub(super) fn is_last<R>(&self, batches: &[Batch<R>]) -> bool {
        let mut place = self.place;
        place.find(batches).is_none()
    }
}

impl Default for Flight {
    fn default() -> Self {
        Self::new()
    }
}

impl Place {
    /// The batch and the section at this place, which moves over batches that have no more; `None` behind the last.
    fn find<'a, R>(&mut self, batches: &'a [Batch<R>]) -> Option<(&'a Batch<R>, &'a Section)> {
        loop {
            let batch = batches.get(self.batch)?;
            if let Some(section) = batch.sections.get(self.section) {
                return Some((batch, section));
            }
            debug_assert_eq!(batch.sections.last().map_or(0, |section| section.end), batch.entries.len(), "the batch was closed");
            *self = Place { batch: self.batch + 1, section: 0 };
        }
    }
}

/// A frame that is being filled.
struct Filling<'a> {
    to: Encoder<'a>,
    /// Where its records begin in the encoder's bytes.
    start: usize,
    marks: &'a mut Vec<Mark>,
    contents: Contents,
}

impl Filling<'_> {
    /// Of its records so far.
    fn bytes(&self) -> usize {
        self.to.len() - self.start
    }

    #[inline]
    fn put<R>(&mut self, entry: &Entry<R>, events: &[Event]) {
        let Some(outcome) = entry.outcome(events) else { return };
        self.mark(&entry.header, MARK_DISTANCE as u32);
        encode_record(&mut self.to, &entry.header, &entry.command, outcome);
        self.contents.records += 1;
    }

    /// The same for a whole section, which came encoded.
    fn put_encoded<R>(&mut self, section: &EncodedSection<'_>, entries: &[Entry<R>]) {
        let Some(first) = entries.iter().find(|entry| entry.decision.is_journaled()) else { return };
        self.mark(&first.header, 1);
        self.to.append(section.bytes, section.bases);
        self.contents.records += section.records;
    }

    /// Notes the frame's first record, and sets a mark before another that stands at least `distance` records behind the last one.
    #[inline]
    fn mark(&mut self, header: &Header, distance: u32) {
        let contents = &mut self.contents;
        if contents.first.is_none() {
            contents.first = Some(*header);
        } else if contents.records - contents.marked >= distance {
            self.marks.push(Mark { seq: header.seq, offset: self.to.len() - self.start, bases: self.to.bases() });
            contents.marked = contents.records;
        }
    }
}
