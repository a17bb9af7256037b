//! Makes batches durable, then lets them be heard of.

use crate::answers::Answers;
use crate::batch::{Batch, Entry, events_of};
use crate::error::SequencerError;
use crate::faults::Faults;
use gateway::{MARK_DISTANCE, Mark, Outlet};
use journal::frame::MAX_PAYLOAD_BYTES;
use journal::{FrameBuffer, FrameFields, FrameHeader, JournalWriter};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Event, Home, Seq};

/// A frame is closed once it holds so many bytes.
pub const FRAME_BYTES_TARGET: usize = 256 << 10;

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

/// Entries of a batch that make one frame.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    from: usize,
    to: usize,
    records: u32,
    control_totals: [u64; 4],
}

impl Writer {
    /// `outlet` publishes the frames; without one nobody can follow. `control_totals` are those of the state at the journal's tip.
    pub fn new(settings: WriterSettings, journal: JournalWriter, outlet: Option<Outlet>, control_totals: [u64; 4], faults: Faults) -> Self {
        let tail = if journal.tip().ordinal == 0 { Tail::Sealed } else { Tail::Unsealed };
        let last = Last { base_time: 0, control_totals, segment: 0, tail };
        Self { settings, journal, frame: FrameBuffer::new(), marks: Vec::new(), outlet, last, frames: 0, faults }
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
        let end = batch.sections.last().map_or(0, |section| section.end);
        debug_assert_eq!(end, batch.entries.len(), "the batch was closed");
        let mut from = 0;
        let mut section = 0;
        while from < end {
            let (span, sections) = self.encode(batch, from, section)?;
            if self.faults.answer_before_durable() {
                answer(batch, span, answers);
            }
            self.append(batch, span)?;
            answer(batch, span, answers);
            from = span.to;
            section += sections;
        }
        batch.clear();
        Ok(())
    }

    /// Writes a frame without records, which proves on disk that all before it was durable; nothing if that is proved already.
    pub fn seal(&mut self) -> Result<(), SequencerError> {
        if self.last.tail == Tail::Unsealed {
            let fields = self.fields(0, self.last.base_time, self.last.control_totals);
            self.journal.seal(&mut self.frame, &fields)?;
            self.last.tail = Tail::Sealed;
        }
        Ok(())
    }

    /// Fills the frame from the entry `from` on, which begins a section; gives what it holds and how many sections that is.
    fn encode<R>(&mut self, batch: &Batch<R>, from: usize, first_section: usize) -> Result<(Span, usize), SequencerError> {
        self.frame.clear();
        self.marks.clear();
        let mut span = Span { from, to: from, ..Span::default() };
        let mut sections = 0;
        let start = self.frame.payload().len();
        let mut to = Encoder::new(self.frame.payload(), self.settings.home);
        for section in &batch.sections[first_section..] {
            let bytes_before = to.len() - start;
            let (marks_before, records_before) = (self.marks.len(), span.records);
            for entry in &batch.entries[span.to..section.end] {
                let event = events_of(&batch.events, &entry.decision);
                put(entry, event, &mut to, start, &mut span.records, &mut self.marks);
            }
            let bytes = to.len() - start;
            if bytes > MAX_PAYLOAD_BYTES {
                if sections == 0 {
                    return Err(SequencerError::RecordTooLarge { after: self.durable_seq(), bytes });
                }
                // The section begins the next frame.
                self.marks.truncate(marks_before);
                span.records = records_before;
                self.frame.truncate_payload(bytes_before);
                break;
            }
            sections += 1;
            span.to = section.end;
            span.control_totals = section.control_totals;
            if bytes >= FRAME_BYTES_TARGET {
                break;
            }
        }
        Ok((span, sections))
    }

    fn append<R>(&mut self, batch: &Batch<R>, span: Span) -> Result<(), SequencerError> {
        let Some(first) = batch.entries[span.from..span.to].iter().find(|entry| entry.decision.is_journaled()) else {
            return Ok(());
        };
        self.frames += 1;
        if self.faults.drops_frame(self.frames) {
            return Ok(());
        }
        let executed = first.header.seq;
        if executed.0 != self.journal.tip().seq + 1 && self.faults == Faults::default() {
            return Err(SequencerError::OutOfStep { framed: self.journal.tip().seq + 1, executed });
        }
        let base_time = first.header.at.0;
        let fields = self.fields(span.records, base_time, span.control_totals);
        let header = self.journal.append(&mut self.frame, &fields)?;
        self.last = Last { base_time, control_totals: span.control_totals, segment: header.segment_epoch, tail: Tail::Unsealed };
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

#[inline]
fn put<R>(entry: &Entry<R>, events: &[Event], to: &mut Encoder<'_>, start: usize, records: &mut u32, marks: &mut Vec<Mark>) {
    let outcome = match &entry.decision {
        crate::Decision::Accepted { .. } => Ok(events),
        crate::Decision::Rejected(rejection) => Err(rejection),
        crate::Decision::Refused(_) | crate::Decision::Repeated { .. } => return,
    };
    if (*records as usize).is_multiple_of(MARK_DISTANCE) && *records > 0 {
        marks.push(Mark { seq: entry.header.seq, offset: to.len() - start, bases: to.bases() });
    }
    encode_record(to, &entry.header, &entry.command, outcome);
    *records += 1;
}

/// Hands out what became durable.
fn answer<A: Answers>(batch: &mut Batch<A::Reply>, span: Span, answers: &mut A) {
    let Batch { entries, events, .. } = batch;
    for entry in &mut entries[span.from..span.to] {
        if let Some(reply) = entry.reply.take() {
            answers.answer(reply, entry, events_of(events, &entry.decision));
        }
    }
}
