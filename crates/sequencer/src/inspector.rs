//! The follower inside the server: executes every frame a second time, on an exchange of its own, and compares.
//!
//! It is the code of a standby, and it proves all day that what a replay comes to is what was done.

use crate::error::{Difference, RecoveryError, SequencerError};
use crate::recovery::{RULES_VERSION, SAME_RULES_SINCE};
use crate::replay::Records;
use crash_points::{CrashPoint, reach};
use exchange::Exchange;
use gateway::{FollowError, Follower, FrameRecords, HistoryError, Moved};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Command, Event, Header, Rejection, Seq};
use std::time::Duration;

/// What one step looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The last record of the frame.
    pub last: Seq,
    /// BLAKE3 of the frame.
    pub hash: [u8; 32],
    pub records: u32,
    /// Bytes of its records.
    pub bytes: usize,
}

/// Executes what the core executed, frame by frame.
pub struct Inspector {
    exchange: Exchange,
    follower: Follower,
    records: Records,
    events: Vec<Event>,
    again: Vec<Event>,
    encoded: Vec<u8>,
}

impl Inspector {
    /// `exchange` is as after the record at which `follower` stands.
    pub fn new(exchange: Exchange, follower: Follower) -> Self {
        debug_assert_eq!(exchange.last_seq(), follower.position());
        Self { exchange, follower, records: Records::default(), events: Vec::new(), again: Vec::new(), encoded: Vec::new() }
    }

    /// The state up to [`Inspector::position`].
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    pub fn position(&self) -> Seq {
        self.follower.position()
    }

    /// Durable records that it has not looked at.
    pub fn lag(&self) -> u64 {
        self.follower.lag()
    }

    pub fn wait(&self, timeout: Duration) -> Moved {
        self.follower.wait(timeout)
    }

    /// Executes the next frame and compares outcomes, bytes (where its forms are today's) and control totals; `None` at the durable tip. After a difference nothing can be trusted, and the server has to stop.
    pub fn step(&mut self) -> Result<Option<Inspected>, SequencerError> {
        let Some(mut records) = self.follower.try_next_frame()? else { return Ok(None) };
        reach(CrashPoint::InspectorTookFrame);
        let frame = records.frame();
        let inspected = Inspected { last: frame.last_seq(), hash: frame.hash, records: frame.count, bytes: frame.payload.len() };
        if (SAME_RULES_SINCE..=RULES_VERSION).contains(&frame.rules_version) {
            self.execute_again(&mut records)?;
        } else {
            self.apply(&records)?;
        }
        reach(CrashPoint::InspectorCompared);
        Ok(Some(inspected))
    }

    /// Compares the whole state with that of `live`, if both stand at the same record.
    pub fn compare_components(&self, live: &Exchange) -> Result<(), Difference> {
        let seq = self.exchange.last_seq();
        if live.last_seq() != seq {
            return Ok(());
        }
        let hashes = self.exchange.component_hashes().into_iter().zip(live.component_hashes());
        match hashes.into_iter().find(|(again, live)| again != live) {
            Some(((component, _), _)) => Err(Difference::Component { seq, component: component.name() }),
            None => Ok(()),
        }
    }

    fn execute_again(&mut self, records: &mut FrameRecords) -> Result<(), SequencerError> {
        let exchange = &mut self.exchange;
        let home = exchange.home();
        let whole = records.next_seq() == records.frame().first_seq;
        let same_forms = records.frame().rules_version == RULES_VERSION;
        self.encoded.clear();
        let mut to = Encoder::new(&mut self.encoded, home);
        while records.next_seq() <= records.frame().last_seq() {
            self.events.clear();
            self.again.clear();
            let (header, command, rejection) = records.next_into(&mut self.events)?;
            let again = exchange.execute(&header, &command, &mut self.again);
            exchange.finish(&header);
            if again.as_ref().err() != rejection.as_ref() || self.again != self.events {
                return Err(outcome_differs(&header, &command, (rejection, &self.events), (again.err(), &self.again)).into());
            }
            if records.began_anew() {
                to.begin_anew();
            }
            encode_record(&mut to, &header, &command, again.as_ref().map(|()| self.again.as_slice()));
        }
        let frame = records.frame();
        // A frame that is entered in the middle has other bases and cannot be compared byte by byte.
        if whole && same_forms && *self.encoded != *frame.payload {
            return Err(Difference::Encoding { first_seq: frame.first_seq }.into());
        }
        let again = exchange.control_totals();
        if again != frame.control_totals {
            return Err(Difference::ControlTotals { seq: frame.last_seq(), journaled: frame.control_totals, again }.into());
        }
        Ok(())
    }

    /// Frames of other rules are history: what they say is taken as it is.
    fn apply(&mut self, records: &FrameRecords) -> Result<(), SequencerError> {
        let frame = records.frame();
        let decoded = self.records.decode(self.exchange.home(), frame.first_seq, frame.count, &frame.payload, frame.control_totals);
        let applied = decoded.and_then(|()| self.records.apply(&mut self.exchange));
        applied.map_err(|error| match error {
            RecoveryError::ControlTotals { seq, journaled, replayed } => {
                Difference::ControlTotals { seq, journaled, again: replayed }.into()
            }
            other => SequencerError::Follow(FollowError::History(HistoryError::Unreadable(other.to_string()))),
        })
    }
}

impl std::fmt::Debug for Inspector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspector").field("position", &self.position()).finish_non_exhaustive()
    }
}

fn outcome_differs(
    header: &Header,
    command: &Command,
    journaled: (Option<Rejection>, &[Event]),
    again: (Option<Rejection>, &[Event]),
) -> Difference {
    let at = journaled.1.iter().zip(again.1).take_while(|(one, other)| one == other).count();
    let show = |(rejection, events): (Option<Rejection>, &[Event])| match rejection {
        Some(rejection) => rejection.to_string(),
        None => format!("{} events, number {at} {:?}", events.len(), events.get(at)),
    };
    Difference::Outcome { seq: header.seq, command: command.name(), journaled: show(journaled), again: show(again) }
}
