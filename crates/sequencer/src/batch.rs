//! What was executed and is not durable yet. A batch is used again and again, so that the steady state allocates nothing.

use protocol::record::MAX_EVENTS;
use protocol::{Command, Event, Header, Rejection, Seq};

/// A batch is closed once it holds so many records.
pub const RECORDS_MAX: usize = 2_048;
/// A batch is closed once it holds so many events; the last record and a job's step may bring [`MAX_EVENTS`] more each.
pub const EVENTS_MAX: usize = 4_096;

/// A frame may end after so many records of a batch, or so many events. What lies between two such places fits one frame.
const SECTION_RECORDS: usize = 1_024;
const SECTION_EVENTS: usize = 2_048;

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
}

impl<R> Batch<R> {
    pub fn new() -> Self {
        Self {
            entries: Vec::with_capacity(RECORDS_MAX + 1),
            events: Vec::with_capacity(EVENTS_MAX + 2 * MAX_EVENTS),
            sections: Vec::with_capacity(RECORDS_MAX + 1),
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
