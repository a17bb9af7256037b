//! Makes batches durable, then lets them be heard of.

use crate::answers::Answers;
use crate::batch::{Batch, EncodedSection, Entry, events_of};
use crate::crashes::{self, Stage};
use crate::error::SequencerError;
use crate::faults::Faults;
use crash_points::{CrashPoint, reach};
use gateway::{MARK_DISTANCE, Mark, Outlet};
use journal::frame::MAX_PAYLOAD_BYTES;
use journal::{FrameBuffer, FrameFields, FrameHeader, JournalWriter};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Event, Header, Home, Seq};

/// A frame is closed once it holds so many bytes. A batch makes about a third of it; where the disk is slow, several wait and share a frame and its sync.
pub const FRAME_BYTES_TARGET: usize = 768 << 10;

/// What stands in each frame beside its records.
#[derive(Clone, Copy, Debug)]
pub struct WriterSettings {
    pub home: Home,
    /// Counts the leaders of this journal.
    pub term: u64,
    /// Which process of that term it is.
    pub writer: u64,
    pub rules_version: u32,
}

/// Turns batches into frames: encode, write, sync, publish, answer, in this order.
#[derive(Debug)]
pub struct Writer {
    settings: WriterSettings,
    journal: JournalWriter,
    frame: FrameBuffer,
    marks: Vec<Mark>,
    /// Of the frame being made.
    parts: Vec<Part>,
    outlet: Option<Outlet>,
    /// Of the last frame with records, for the frame that seals it.
    last: Last,
    frames: u64,
    faults: Faults,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    base_time: i64,
    control_totals: [u64; 4],
    segment: u32,
    /// What the disk ends with.
    tail: Tail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// Nothing later proves yet that the last frame was durable.
    Unsealed,
    Sealed,
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
struct Contents {
    records: u32,
    /// Place and time of the first record.
    first: Option<Header>,
    control_totals: [u64; 4],
    /// Records before the last mark.
    marked: u32,
}

impl Writer {
    /// `outlet` publishes the frames; without one nobody can follow. `control_totals` are those of the state at the journal's tip.
    pub fn new(settings: WriterSettings, journal: JournalWriter, outlet: Option<Outlet>, control_totals: [u64; 4], faults: Faults) -> Self {
        let tail = if journal.tip().ordinal == 0 { Tail::Sealed } else { Tail::Unsealed };
        let last = Last { base_time: 0, control_totals, segment: 0, tail };
        Self { settings, journal, frame: FrameBuffer::new(), marks: Vec::new(), parts: Vec::new(), outlet, last, frames: 0, faults }
    }

    /// The last durable record.
    pub fn durable_seq(&self) -> Seq {
        Seq(self.journal.tip().seq)
    }

    /// The number of the segment that holds the last frame written by this writer; 0 before the first.
    pub fn segment(&self) -> u32 {
        self.last.segment
    }

    /// Makes all of a closed batch durable and answers it, then empties it. After an error nothing may be written or answered any more.
    pub fn write<A: Answers>(&mut self, batch: &mut Batch<A::Reply>, answers: &mut A) -> Result<(), SequencerError> {
        self.write_all(std::slice::from_mut(batch), answers)
    }

    /// As [`Writer::write`], for closed batches that follow each other. They share frames where they fit.
    pub fn write_all<A: Answers>(&mut self, batches: &mut [Batch<A::Reply>], answers: &mut A) -> Result<(), SequencerError> {
        let mut place = Place::default();
        loop {
            let contents = self.encode(batches, &mut place)?;
            if self.parts.is_empty() {
                break;
            }
            if self.faults.answer_before_durable() {
                answer(batches, &self.parts, answers);
            }
            crashes::reach_steps(batches, &self.parts, Stage::Unwritten);
            self.append(&contents)?;
            reach(CrashPoint::FramePublished);
            crashes::reach_steps(batches, &self.parts, Stage::Unanswered);
            answer(batches, &self.parts, answers);
            reach(CrashPoint::FrameAnswered);
        }
        batches.iter_mut().for_each(Batch::clear);
        Ok(())
    }

    /// Writes a frame without records, which proves on disk that all before it was durable; nothing if that is proved already.
    pub fn seal(&mut self) -> Result<(), SequencerError> {
        if self.last.tail == Tail::Unsealed {
            let fields = self.fields(0, self.last.base_time, self.last.control_totals);
            self.journal.seal(&mut self.frame, &fields)?;
            self.last.tail = Tail::Sealed;
            reach(CrashPoint::JournalSealed);
        }
        Ok(())
    }

    /// Fills the frame with the sections from `place` on, as far as they fit, and moves `place` behind them. No parts: nothing was left.
    fn encode<R>(&mut self, batches: &[Batch<R>], place: &mut Place) -> Result<Contents, SequencerError> {
        self.frame.clear();
        self.marks.clear();
        self.parts.clear();
        let start = self.frame.payload().len();
        let to = Encoder::new(self.frame.payload(), self.settings.home);
        let mut filling = Filling { to, start, marks: &mut self.marks, contents: Contents::default() };
        while let Some(batch) = batches.get(place.batch) {
            let Some(section) = batch.sections.get(place.section) else {
                debug_assert_eq!(batch.sections.last().map_or(0, |section| section.end), batch.entries.len(), "the batch was closed");
                *place = Place { batch: place.batch + 1, section: 0 };
                continue;
            };
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
                if self.parts.is_empty() {
                    return Err(SequencerError::RecordTooLarge { after: self.durable_seq(), bytes });
                }
                // The section begins the next frame.
                self.marks.truncate(marks_before);
                self.frame.truncate_payload(bytes_before);
                return Ok(contents_before);
            }
            self.parts.push(Part { batch: place.batch, from, to: section.end });
            place.section += 1;
            if bytes >= FRAME_BYTES_TARGET {
                break;
            }
        }
        Ok(filling.contents)
    }

    fn append(&mut self, contents: &Contents) -> Result<(), SequencerError> {
        let Some(first) = contents.first else { return Ok(()) };
        self.frames += 1;
        if self.faults.drops_frame(self.frames) {
            return Ok(());
        }
        if first.seq.0 != self.journal.tip().seq + 1 && self.faults == Faults::default() {
            return Err(SequencerError::OutOfStep { framed: self.journal.tip().seq + 1, executed: first.seq });
        }
        let base_time = first.at.0;
        let fields = self.fields(contents.records, base_time, contents.control_totals);
        let header = self.journal.append(&mut self.frame, &fields)?;
        let control_totals = contents.control_totals;
        self.last = Last { base_time, control_totals, segment: header.segment_epoch, tail: Tail::Unsealed };
        self.publish(&header);
        Ok(())
    }

    fn publish(&mut self, header: &FrameHeader) {
        let Some(outlet) = &mut self.outlet else { return };
        outlet.publish_with(|frame| {
            frame.first_seq = Seq(header.first_seq);
            frame.count = header.count;
            frame.rules_version = header.rules_version;
            frame.control_totals = header.control_totals;
            frame.hash = header.hash.0;
            frame.payload.extend_from_slice(self.frame.records());
            frame.marks.extend_from_slice(&self.marks);
        });
    }

    fn fields(&self, count: u32, base_time: i64, control_totals: [u64; 4]) -> FrameFields {
        let WriterSettings { term, writer, rules_version, .. } = self.settings;
        FrameFields { term, writer, rules_version, count, base_time, control_totals }
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

/// Hands out what became durable.
fn answer<A: Answers>(batches: &mut [Batch<A::Reply>], parts: &[Part], answers: &mut A) {
    for part in parts {
        let Batch { entries, events, .. } = &mut batches[part.batch];
        for entry in &mut entries[part.from..part.to] {
            if let Some(reply) = entry.reply.take() {
                answers.answer(reply, entry, events_of(events, &entry.decision));
                reach(CrashPoint::FrameHalfAnswered);
            }
        }
    }
}
