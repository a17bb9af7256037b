//! Who hears the answers of a run: they add up what was traded, hold a repeated command's answer against the first, and take the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use gateway::{Gateway, Origin, Outcome, Repeat};
use protocol::command::Tick;
use protocol::{Command, Event, Seq};
use sequencer::{Answers, Decision, Entry};

use crate::arrivals::{COMMANDS_PER_REPEAT, Number};
use crate::market::Traded;

/// Events of one answer that are kept without allocating.
const EVENTS_KEPT: usize = 4_096;

/// Hears the answers on the threads that write, as the gateway's receipts are filled there.
pub struct Clients {
    gateway: Gateway,
    expected: u64,
    /// The last record of the frame whose answers are being heard.
    frame_end: Seq,
    pub told: Told,
    kept: Kept,
    pace: Option<Pace>,
    /// Shared with the threads that write, which count what they allocate from then on.
    is_past_half: Arc<AtomicBool>,
}

/// What the answers of a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub traded: Traded,
    pub answers: u64,
    /// Repeats that got the first answer.
    pub repeated: u64,
    /// Repeats that got anything else.
    pub repeated_wrongly: u64,
    /// Frames whose answers were heard.
    pub frames: u64,
    /// Frames and repeats from the middle answer on.
    pub frames_after_half: u64,
    pub repeats_after_half: u64,
}

/// The answer to the last command that will be repeated.
struct Kept {
    number: u32,
    seq: Seq,
    events: Vec<Event>,
}

/// Takes the time from the arrival of a frame's oldest command until the frame is durable.
struct Pace {
    start: Instant,
    latencies_us: Vec<f64>,
}

impl Clients {
    /// `commands` are expected, repeats not counted.
    pub fn new(gateway: Gateway, commands: u64) -> Self {
        let kept = Kept { number: u32::MAX, seq: Seq(0), events: Vec::with_capacity(EVENTS_KEPT) };
        let frame_end = gateway.durable_seq();
        Self { gateway, expected: commands, frame_end, told: Told::default(), kept, pace: None, is_past_half: Arc::default() }
    }

    /// Command n arrives n microseconds after `start`.
    #[must_use]
    pub fn paced_from(mut self, start: Instant) -> Self {
        self.pace = Some(Pace { start, latencies_us: Vec::with_capacity(self.expected as usize) });
        self
    }

    /// Of each frame, in microseconds.
    pub fn latencies_us(&self) -> &[f64] {
        self.pace.as_ref().map_or(&[], |pace| &pace.latencies_us)
    }

    /// Half of the commands that are expected.
    pub(crate) fn halfway(&self) -> u64 {
        self.expected / 2
    }

    pub(crate) fn is_past_half(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_past_half)
    }

    /// Answers come frame by frame, each after its frame is durable.
    #[inline]
    fn hear_frame(&mut self, seq: Seq, number: u32) {
        if seq <= self.frame_end {
            return;
        }
        self.frame_end = self.gateway.durable_seq();
        self.told.frames += 1;
        if self.told.answers >= self.halfway() {
            self.told.frames_after_half += 1;
            self.is_past_half.store(true, Ordering::Relaxed);
        }
        if let Some(pace) = &mut self.pace {
            // The repeats before it, one in a thousand, arrived in microseconds of their own.
            let repeats = (number + COMMANDS_PER_REPEAT / 10) / COMMANDS_PER_REPEAT;
            let arrived_us = f64::from(number + repeats);
            pace.latencies_us.push(pace.start.elapsed().as_secs_f64() * 1e6 - arrived_us);
        }
    }

    #[inline]
    fn hear_first(&mut self, number: u32, entry: &Entry<Number>, events: &[Event]) {
        self.hear_frame(entry.header.seq, number);
        self.told.answers += 1;
        match entry.decision {
            Decision::Accepted { .. } => self.told.traded.add(events),
            _ => self.told.traded.refused += 1,
        }
        if number.is_multiple_of(COMMANDS_PER_REPEAT) {
            (self.kept.number, self.kept.seq) = (number, entry.header.seq);
            self.kept.events.clear();
            self.kept.events.extend_from_slice(events);
        }
    }

    /// As the gateway completes a receipt: the stored answer is read back, and the whole command compared.
    fn hear_repeat(&mut self, number: u32, entry: &mut Entry<Number>) {
        self.told.repeats_after_half += u64::from(self.is_past_half.load(Ordering::Relaxed));
        if self.is_first_answer_again(number, entry) {
            self.told.repeated += 1;
        } else {
            self.told.repeated_wrongly += 1;
        }
    }

    fn is_first_answer_again(&self, number: u32, entry: &mut Entry<Number>) -> bool {
        let (Decision::Repeated { first }, Some(key)) = (&entry.decision, entry.header.key) else { return false };
        let first = *first;
        let command = std::mem::replace(&mut entry.command, Command::Tick(Tick {}));
        let Ok(answer) = self.gateway.recall(&Repeat { first, key, command }) else { return false };
        number == self.kept.number
            && answer.seq == self.kept.seq
            && answer.origin == Origin::Replayed
            && matches!(&answer.outcome, Outcome::Accepted(events) if **events == *self.kept.events)
    }
}

impl Answers for Clients {
    type Reply = Number;

    #[inline]
    fn answer(&mut self, reply: Number, entry: &mut Entry<Number>, events: &[Event]) {
        match reply {
            Number::First(number) => self.hear_first(number, entry, events),
            Number::Again(number) => self.hear_repeat(number, entry),
        }
    }
}
