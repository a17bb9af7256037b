//! What was executed and is not durable yet. A batch is used again and again, so that the steady state allocates nothing.

use protocol::record::{MAX_EVENTS, encode_record};
use protocol::wire::{Bases, Encoder};
use protocol::{Command, Event, Header, Home, Rejection, Seq};

/// A batch is closed once it holds so many records.
pub const RECORDS_MAX: usize = 2_048;
/// A batch is closed once it holds so many events; the last record and a job's step may bring [`MAX_EVENTS`] more each.
pub const EVENTS_MAX: usize = 4_096;

/// A frame may end after so many records of a batch, or so many events. What lies between two such places fits one frame.
const SECTION_RECORDS: usize = 1_024;
const SECTION_EVENTS: usize = 2_048;

/// Room for what a small batch encodes to, so that it need not grow: the others are encoded by the writer.
const ENCODED_BYTES: usize = 32 << 10;
const ENCODED_SECTIONS: usize = 8;

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Journaled; its events stand in the batch from `first` on.
    Accepted { first: u32, count: u32 },
    /// Journaled, because it has a key under which the refusal is remembered.
    Rejected(Rejection),
    /// Not journaled: nothing remembers it.
    Refused(Rejection),
    /// Not journaled: the key is known from the record `first`.
    Repeated { first: Seq },
}

impl Decision {
    pub fn is_journaled(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Rejected(_))
    }
}

/// A command with its place, its outcome, and who waits for it.
#[derive(Debug)]
pub struct Entry<R> {
    /// For what is not journaled: the last record before it, and when it was decided.
    pub header: Header,
    pub command: Command,
    pub decision: Decision,
    /// `None` for the steps of the sequencer itself.
    pub reply: Option<R>,
}

impl<R> Entry<R> {
    /// What is journaled of it; `None` for what is not. `events` are its batch's.
    #[inline]
    pub(crate) fn outcome<'a>(&'a self, events: &'a [Event]) -> Option<Result<&'a [Event], &'a Rejection>> {
        match &self.decision {
            Decision::Accepted { .. } => Some(Ok(events_of(events, &self.decision))),
            Decision::Rejected(rejection) => Some(Err(rejection)),
            Decision::Refused(_) | Decision::Repeated { .. } => None,
        }
    }
}

/// A place where a frame may end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// Entries up to here.
    pub(crate) end: usize,
    /// Events up to here.
    pub(crate) events: usize,
    pub(crate) control_totals: [u64; 4],
}

/// Executed commands in order.
#[derive(Debug)]
pub struct Batch<R> {
    pub(crate) entries: Vec<Entry<R>>,
    pub(crate) events: Vec<Event>,
    pub(crate) sections: Vec<Section>,
    pub(crate) encoded: Encoded,
}

/// The records of a batch as they will stand in a frame, if there was time to encode them before the batch was handed over.
#[derive(Debug)]
pub(crate) struct Encoded {
    bytes: Vec<u8>,
    /// One for each of the batch's sections; none if the batch is not encoded.
    ends: Vec<EncodedEnd>,
}

/// Where a section's records end.
#[derive(Clone, Copy, Debug)]
struct EncodedEnd {
    /// Bytes up to here.
    bytes: usize,
    /// Records of this section.
    records: u32,
    bases: Bases,
}

/// The records of a section. The first begins anew.
#[derive(Debug)]
pub(crate) struct EncodedSection<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) records: u32,
    /// What the next record is written against.
    pub(crate) bases: Bases,
}

impl Encoded {
    /// `None` if the batch is not encoded.
    pub(crate) fn section(&self, section: usize) -> Option<EncodedSection<'_>> {
        let end = self.ends.get(section)?;
        let from = section.checked_sub(1).map_or(0, |before| self.ends[before].bytes);
        Some(EncodedSection { bytes: &self.bytes[from..end.bytes], records: end.records, bases: end.bases })
    }
}

impl<R> Batch<R> {
    pub fn new() -> Self {
        Self {
            entries: Vec::with_capacity(RECORDS_MAX + 1),
            events: Vec::with_capacity(EVENTS_MAX + 2 * MAX_EVENTS),
            sections: Vec::with_capacity(RECORDS_MAX + 1),
            encoded: Encoded { bytes: Vec::with_capacity(ENCODED_BYTES), ends: Vec::with_capacity(ENCODED_SECTIONS) },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// True once nothing more may be put into it.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.entries.len() >= RECORDS_MAX || self.events.len() >= EVENTS_MAX
    }

    pub fn entries(&self) -> &[Entry<R>] {
        &self.entries
    }

    /// The events of an entry; none for what was not accepted.
    pub fn events_of(&self, entry: &Entry<R>) -> &[Event] {
        events_of(&self.events, &entry.decision)
    }

    /// Empties it for its next use.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.events.clear();
        self.sections.clear();
        self.encoded.bytes.clear();
        self.encoded.ends.clear();
    }

    /// Whether its records are encoded already.
    pub fn is_encoded(&self) -> bool {
        !self.encoded.ends.is_empty()
    }

    /// Encodes a closed batch, so that its writer need not. Each section begins anew, wherever in a frame it will stand.
    pub fn encode(&mut self, home: Home) {
        let Encoded { bytes, ends } = &mut self.encoded;
        let mut to = Encoder::new(bytes, home);
        let mut from = 0;
        for section in &self.sections {
            to.begin_anew();
            let mut records = 0;
            for entry in &self.entries[from..section.end] {
                if let Some(outcome) = entry.outcome(&self.events) {
                    encode_record(&mut to, &entry.header, &entry.command, outcome);
                    records += 1;
                }
            }
            ends.push(EncodedEnd { bytes: to.len(), records, bases: to.bases() });
            from = section.end;
        }
    }

    /// True where so much came since the last possible end of a frame, or the last record may be so long, that the next should be noted.
    #[inline]
    pub(crate) fn wants_section(&self) -> bool {
        let (entries, events) = self.last_section();
        self.entries.len() - entries >= SECTION_RECORDS
            || self.events.len() - events >= SECTION_EVENTS
            || self.entries.last().is_some_and(|entry| entry.command.may_be_long())
    }

    /// Notes that a frame may end here; `control_totals` are those of the state now.
    pub(crate) fn end_section(&mut self, control_totals: [u64; 4]) {
        if self.sections.last().map_or(0, |section| section.end) < self.entries.len() {
            self.sections.push(Section { end: self.entries.len(), events: self.events.len(), control_totals });
        }
    }

    fn last_section(&self) -> (usize, usize) {
        self.sections.last().map_or((0, 0), |section| (section.end, section.events))
    }
}

impl<R> Default for Batch<R> {
    fn default() -> Self {
        Self::new()
    }
}

#[inline]
pub(crate) fn events_of<'a>(events: &'a [Event], decision: &Decision) -> &'a [Event] {
    match decision {
        Decision::Accepted { first, count } => &events[*first as usize..][..*count as usize],
        Decision::Rejected(_) | Decision::Refused(_) | Decision::Repeated { .. } => &[],
    }
}
