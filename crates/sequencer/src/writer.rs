//! Makes batches durable, then lets them be heard of.

use crate::answers::Answers;
use crate::batch::Batch;
use crate::crashes::{self, Stage};
use crate::error::SequencerError;
use crate::faults::Faults;
use crash_points::{CrashPoint, reach};
use gateway::Outlet;
use journal::{FrameBuffer, FrameFields, FrameHeader, InFlight, JournalError, JournalWriter};
use protocol::{Home, Seq};
use std::sync::{Condvar, Mutex, MutexGuard};

mod flight;

use flight::Contents;
pub(crate) use flight::Part;
pub use flight::{FRAME_BYTES_TARGET, Flight};

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
///
/// Threads share it. Each takes a frame of its own to the disk, a [`Flight`], and several may be on their way; they are published and answered in the order
/// in which they were begun.
#[derive(Debug)]
pub struct Writer {
    maker: Mutex<Maker>,
    landing: Mutex<Landing>,
    /// Told whenever a flight has landed, or failed.
    landed: Condvar,
    faults: Faults,
}

/// Makes frames, one after the other.
#[derive(Debug)]
struct Maker {
    settings: WriterSettings,
    journal: JournalWriter,
    /// Of the last frame with records, for the frame that seals it.
    last: Last,
    /// What was begun last, and counts from 1.
    turn: u64,
    frames: u64,
    faults: Faults,
    seal: FrameBuffer,
}

/// Lets frames be heard of, one after the other.
#[derive(Debug)]
struct Landing {
    outlet: Option<Outlet>,
    /// What landed last.
    turn: u64,
    /// The number of the segment that holds the last frame that landed; 0 before the first.
    segment: u32,
    /// After an error nothing lands any more.
    has_failed: bool,
}

/// How far [`Writer::begin`] came with the batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// All that was left of the batches.
    Last,
    /// More is to be begun, before anybody else begins anything.
    Part,
    /// Nothing was left.
    Nothing,
}

/// The turn of a flight to land. While it is held nothing else lands.
#[derive(Debug)]
pub struct Turn<'a> {
    landing: MutexGuard<'a, Landing>,
    landed: &'a Condvar,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    base_time: i64,
    control_totals: [u64; 4],
    /// What the disk ends with.
    tail: Tail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// Nothing later proves yet that the last frame was durable.
    Unsealed,
    Sealed,
}

impl Writer {
    /// `outlet` publishes the frames; without one nobody can follow. `control_totals` are those of the state at the journal's tip.
    pub fn new(settings: WriterSettings, journal: JournalWriter, outlet: Option<Outlet>, control_totals: [u64; 4], faults: Faults) -> Self {
        let tail = if journal.tip().ordinal == 0 { Tail::Sealed } else { Tail::Unsealed };
        let last = Last { base_time: 0, control_totals, tail };
        let maker = Maker { settings, journal, last, turn: 0, frames: 0, faults, seal: FrameBuffer::new() };
        let landing = Landing { outlet, turn: 0, segment: 0, has_failed: false };
        Self { maker: Mutex::new(maker), landing: Mutex::new(landing), landed: Condvar::new(), faults }
    }

    /// Makes all of closed batches that follow each other durable and answers them, then empties them. They share frames where they fit. `all_begun` is
    /// called once the next batches may be begun by another thread. Gives whether a segment was begun. After an error nothing may be written or answered
    /// any more.
    pub fn write_all<A: Answers>(
        &self,
        flight: &mut Flight,
        batches: &mut [Batch<A::Reply>],
        answers: &Mutex<A>,
        all_begun: impl FnOnce(),
    ) -> Result<bool, SequencerError> {
        let mut all_begun = Some(all_begun);
        let mut begins_segment = false;
        flight.set_out();
        loop {
            let begun = self.begin(batches, flight)?;
            if begun != Begun::Part {
                all_begun.take().into_iter().for_each(|tell| tell());
            }
            if begun == Begun::Nothing {
                break;
            }
            let answers = || answers.lock().expect("no holder of the answers' lock panics");
            if self.answers_early() {
                flight.answer(batches, &mut *answers());
            }
            self.write(flight)?;
            begins_segment |= self.turn(flight)?.land(flight, batches, &mut *answers())?;
            if begun == Begun::Last {
                break;
            }
        }
        batches.iter_mut().for_each(Batch::clear);
        Ok(begins_segment)
    }

    /// Makes the next frame of what is left of closed batches. The flight has set out with them.
    pub fn begin<R>(&self, batches: &[Batch<R>], flight: &mut Flight) -> Result<Begun, SequencerError> {
        self.failing(self.maker().begin(batches, flight))
    }

    /// Takes a frame that was begun to the disk. Any thread may, beside others.
    pub fn write(&self, flight: &mut Flight) -> Result<(), SequencerError> {
        self.failing(flight.write().and_then(|()| flight.sync()))
    }

    /// Waits until everything begun before has landed.
    pub fn turn(&self, flight: &Flight) -> Result<Turn<'_>, SequencerError> {
        let landing = self.wait_while(|landing| landing.turn + 1 < flight.turn);
        if landing.has_failed {
            return Err(JournalError::Poisoned.into());
        }
        Ok(Turn { landing, landed: &self.landed })
    }

    /// Planted by tests: whether answers leave before they are durable.
    pub fn answers_early(&self) -> bool {
        self.faults.answer_before_durable()
    }

    /// Writes a frame without records, which proves on disk that all before it was durable; nothing if that is proved already. Waits for what is on its way.
    pub fn seal(&self) -> Result<(), SequencerError> {
        let mut maker = self.maker();
        let turn = maker.turn;
        if self.wait_while(|landing| landing.turn < turn).has_failed {
            return Err(JournalError::Poisoned.into());
        }
        self.failing(maker.seal())
    }

    /// An error ends it for all threads.
    fn failing<T>(&self, result: Result<T, SequencerError>) -> Result<T, SequencerError> {
        result.inspect_err(|_| {
            self.landing().has_failed = true;
            self.landed.notify_all();
        })
    }

    fn wait_while(&self, is_early: impl Fn(&Landing) -> bool) -> MutexGuard<'_, Landing> {
        let waited = self.landed.wait_while(self.landing(), |landing| !landing.has_failed && is_early(landing));
        waited.expect("no holder of the landing's lock panics")
    }

    fn maker(&self) -> MutexGuard<'_, Maker> {
        self.maker.lock().expect("no holder of the maker's lock panics")
    }

    fn landing(&self) -> MutexGuard<'_, Landing> {
        self.landing.lock().expect("no holder of the landing's lock panics")
    }
}

impl Maker {
    fn begin<R>(&mut self, batches: &[Batch<R>], flight: &mut Flight) -> Result<Begun, SequencerError> {
        flight.encode(batches, self.settings.home)?;
        if flight.parts.is_empty() {
            return Ok(Begun::Nothing);
        }
        crashes::reach_steps(batches, &flight.parts, Stage::Unwritten);
        flight.in_flight = self.begin_frame(flight)?;
        self.turn += 1;
        flight.turn = self.turn;
        Ok(if flight.is_last(batches) { Begun::Last } else { Begun::Part })
    }

    fn begin_frame(&mut self, flight: &mut Flight) -> Result<Option<InFlight>, SequencerError> {
        let Contents { records, first, control_totals, .. } = flight.contents;
        let Some(first) = first else { return Ok(None) };
        self.frames += 1;
        if self.faults.drops_frame(self.frames) {
            return Ok(None);
        }
        let framed = self.journal.tip().seq + 1;
        if first.seq.0 != framed && self.faults == Faults::default() {
            return Err(SequencerError::OutOfStep { framed, executed: first.seq });
        }
        let base_time = first.at.0;
        let fields = self.fields(records, base_time, control_totals);
        let in_flight = self.journal.begin(&mut flight.frame, &fields)?;
        self.last = Last { base_time, control_totals, tail: Tail::Unsealed };
        Ok(Some(in_flight))
    }

    /// Nothing is in flight.
    fn seal(&mut self) -> Result<(), SequencerError> {
        if self.last.tail == Tail::Unsealed {
            let fields = self.fields(0, self.last.base_time, self.last.control_totals);
            self.journal.seal(&mut self.seal, &fields)?;
            self.last.tail = Tail::Sealed;
            reach(CrashPoint::JournalSealed);
        }
        Ok(())
    }

    fn fields(&self, count: u32, base_time: i64, control_totals: [u64; 4]) -> FrameFields {
        let WriterSettings { term, writer, rules_version, .. } = self.settings;
        FrameFields { term, writer, rules_version, count, base_time, control_totals }
    }
}

impl Turn<'_> {
    /// Publishes and answers the flight whose turn it is; it was written and synced. Gives whether it was the first of a segment.
    pub fn land<A: Answers>(
        mut self,
        flight: &mut Flight,
        batches: &mut [Batch<A::Reply>],
        answers: &mut A,
    ) -> Result<bool, SequencerError> {
        let landing = &mut *self.landing;
        let mut begins_segment = false;
        if let Some(in_flight) = flight.in_flight.take() {
            let landed = in_flight.land().inspect_err(|_| {
                landing.has_failed = true;
                self.landed.notify_all();
            });
            let header = landed?;
            begins_segment = header.segment_epoch != landing.segment;
            landing.segment = header.segment_epoch;
            landing.publish(&header, flight);
        }
        reach(CrashPoint::FramePublished);
        crashes::reach_steps(batches, &flight.parts, Stage::Unanswered);
        flight.answer(batches, answers);
        reach(CrashPoint::FrameAnswered);
        landing.turn = flight.turn;
        drop(self.landing);
        self.landed.notify_all();
        Ok(begins_segment)
    }
}

impl Landing {
    fn publish(&mut self, header: &FrameHeader, flight: &Flight) {
        let Some(outlet) = &mut self.outlet else { return };
        outlet.publish_with(|frame| {
            frame.first_seq = Seq(header.first_seq);
            frame.count = header.count;
            frame.rules_version = header.rules_version;
            frame.control_totals = header.control_totals;
            frame.hash = header.hash.0;
            frame.payload.extend_from_slice(flight.frame.records());
            frame.marks.extend_from_slice(&flight.marks);
        });
    }
}
