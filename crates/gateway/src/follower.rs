//! A cursor over everything that happened.

use crate::frames::{Mark, SealedFrame};
use crate::handle::Shared;
use crate::history::{HistoryCursor, HistoryError};
use protocol::record::{decode_record, decode_record_into};
use protocol::wire::{DecodeError, Decoder};
use protocol::{Command, Event, Header, Home, Record, Rejection, Seq};
use std::sync::Arc;
use std::time::Duration;

/// Why a follower cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A durable frame whose checksums are right does not hold what its version of the protocol writes.
    #[error("record {seq} does not decode: {error}")]
    Undecodable { seq: Seq, error: DecodeError },
    /// Nothing more will come.
    #[error("the core has stopped")]
    Stopped,
}

/// What a wait for more ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A further record is there.
    More,
    TimedOut,
    /// The core has stopped; what is durable can still be read.
    Stopped,
}

/// Yields every durable record in order, from memory where it is recent, from the journal where it is not.
#[derive(Debug)]
pub struct Follower {
    shared: Arc<Shared>,
    next: Seq,
    current: Option<FrameRecords>,
    /// Set while the follower is behind what is in memory.
    cursor: Option<Box<dyn HistoryCursor>>,
}

impl Follower {
    pub(crate) fn new(shared: Arc<Shared>, after: Seq) -> Self {
        Self { shared, next: Seq(after.0 + 1), current: None, cursor: None }
    }

    /// The record seen last: the cursor to store.
    pub fn position(&self) -> Seq {
        Seq(self.next.0 - 1)
    }

    /// How many durable records it is behind.
    pub fn lag(&self) -> u64 {
        self.shared.durable.seq().0.saturating_sub(self.position().0)
    }

    /// The next record, `None` at the durable tip.
    pub fn try_next(&mut self) -> Result<Option<Record>, FollowError> {
        let Some(records) = self.records()? else { return Ok(None) };
        let record = records.next_record()?;
        self.next.0 += 1;
        Ok(Some(record))
    }

    /// As [`Follower::try_next`]; the events are appended to `events`, so that following need not allocate for each record. A refused command has
    /// its rejection and no events.
    pub fn try_next_into(&mut self, events: &mut Vec<Event>) -> Result<Option<(Header, Command, Option<Rejection>)>, FollowError> {
        let Some(records) = self.records()? else { return Ok(None) };
        let record = records.next_into(events)?;
        self.next.0 += 1;
        Ok(Some(record))
    }

    /// The next record, waiting for it; `None` if the time is over.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<Record>, FollowError> {
        if let Some(record) = self.try_next()? {
            return Ok(Some(record));
        }
        match self.wait(timeout) {
            Moved::More => self.try_next(),
            Moved::TimedOut => Ok(None),
            Moved::Stopped => self.try_next()?.map(Some).ok_or(FollowError::Stopped),
        }
    }

    /// The next record, waiting for it. Reads from the journal block for the time of a read; dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Record, FollowError> {
        loop {
            if let Some(record) = self.try_next()? {
                return Ok(record);
            }
            if self.more().await == Moved::Stopped {
                return self.try_next()?.ok_or(FollowError::Stopped);
            }
        }
    }

    /// Waits until the next record is durable.
    pub fn wait(&self, timeout: Duration) -> Moved {
        self.shared.durable.wait(self.next, timeout)
    }

    /// As [`Follower::wait`], for an async task and without an end.
    pub fn more(&self) -> impl Future<Output = Moved> + Send + use<> {
        let (shared, next) = (Arc::clone(&self.shared), self.next);
        async move { shared.durable.more(next).await }
    }

    /// The rest of the next frame, `None` at the durable tip: for who works frame by frame. What was already taken of it record by record is left out.
    pub fn try_next_frame(&mut self) -> Result<Option<FrameRecords>, FollowError> {
        if self.records()?.is_none() {
            return Ok(None);
        }
        let taken = self.current.take();
        if let Some(records) = &taken {
            self.next = Seq(records.frame.last_seq().0 + 1);
        }
        Ok(taken)
    }

    fn records(&mut self) -> Result<Option<&mut FrameRecords>, FollowError> {
        if self.current.as_ref().is_none_or(|records| records.frame.last_seq() < self.next) {
            self.current = None;
            if self.next > self.shared.durable.seq() {
                return Ok(None);
            }
            let frame = self.frame()?;
            self.current = Some(FrameRecords::from(frame, self.shared.home, self.next)?);
        }
        Ok(self.current.as_mut())
    }

    fn frame(&mut self) -> Result<Arc<SealedFrame>, FollowError> {
        if let Some(frame) = self.shared.recent().holding(self.next) {
            self.cursor = None;
            return Ok(Arc::clone(frame));
        }
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => self.shared.history.frames_from(self.next)?,
        };
        let gap = || HistoryError::Unreadable(format!("record {} is durable and not there", self.next));
        let frame = cursor.next_frame()?.filter(|frame| frame.holds(self.next)).ok_or_else(gap)?;
        self.cursor = Some(cursor);
        Ok(frame)
    }
}

/// The records of one frame, from some record on.
#[derive(Debug)]
pub struct FrameRecords {
    frame: Arc<SealedFrame>,
    home: Home,
    at: Mark,
    began_anew: bool,
}

impl FrameRecords {
    /// Begins at `seq`, which the frame holds.
    pub fn from(frame: Arc<SealedFrame>, home: Home, seq: Seq) -> Result<Self, FollowError> {
        let at = frame.mark_before(seq);
        let mut records = Self { frame, home, at, began_anew: false };
        let mut skipped = Vec::new();
        while records.at.seq < seq {
            skipped.clear();
            records.next_into(&mut skipped)?;
        }
        Ok(records)
    }

    pub fn frame(&self) -> &SealedFrame {
        &self.frame
    }

    /// The record that comes next; beyond the frame's last at the end.
    pub fn next_seq(&self) -> Seq {
        self.at.seq
    }

    /// Whether the bases began anew with the record read last.
    pub fn began_anew(&self) -> bool {
        self.began_anew
    }

    /// The next record; the caller knows that there is one.
    pub fn next_record(&mut self) -> Result<Record, FollowError> {
        self.decode(decode_record)
    }

    /// As [`FrameRecords::next_record`], with the events appended to `events`.
    pub fn next_into(&mut self, events: &mut Vec<Event>) -> Result<(Header, Command, Option<Rejection>), FollowError> {
        self.decode(|from, seq| decode_record_into(from, seq, events))
    }

    fn decode<T>(&mut self, read: impl FnOnce(&mut Decoder<'_>, Seq) -> Result<T, DecodeError>) -> Result<T, FollowError> {
        let seq = self.at.seq;
        let undecodable = |error| FollowError::Undecodable { seq, error };
        let bytes = self.frame.payload.get(self.at.offset..).ok_or(undecodable(DecodeError::Truncated))?;
        let mut from = Decoder::resume(bytes, self.home, self.at.bases);
        let record = read(&mut from, seq).map_err(undecodable)?;
        self.at = Mark { seq: Seq(seq.0 + 1), offset: self.frame.payload.len() - from.remaining(), bases: from.bases() };
        self.began_anew = from.began_anew();
        Ok(record)
    }
}
