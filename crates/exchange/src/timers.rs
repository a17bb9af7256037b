//! What is due when, in the order it runs: by time, then kind, then number.

use protocol::Time;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A policy version comes into force.
    Policy(u32),
    /// An instrument's next phase.
    Phase(u16),
    /// The end of a volatility interruption.
    Interruption(u16),
    /// A reserved order enters.
    Reserved(u64),
    /// The key table rotates.
    Keys,
    /// An offering closes.
    Offering(u16),
}

#[derive(Debug)]
pub(crate) struct Timers {
    queue: BTreeSet<(Time, Timer)>,
    /// The first one's time, asked before every command.
    first: Time,
}

impl Timers {
    pub(crate) fn new() -> Self {
        Self { queue: BTreeSet::new(), first: Time::NEVER }
    }

    pub(crate) fn set(&mut self, at: Time, timer: Timer) {
        if at != Time::NEVER {
            self.queue.insert((at, timer));
            self.first = self.first.min(at);
        }
    }

    pub(crate) fn clear(&mut self, at: Time, timer: Timer) {
        self.queue.remove(&(at, timer));
        self.first = self.queue.first().map_or(Time::NEVER, |&(at, _)| at);
    }

    /// When the first is due; [`Time::NEVER`] when there is none.
    #[inline]
    pub(crate) fn next_due(&self) -> Time {
        self.first
    }

    /// All timers, in the order they run.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Time, Timer)> {
        self.queue.iter().copied()
    }

    /// The first timer, if it is due.
    pub(crate) fn due(&self, now: Time) -> Option<(Time, Timer)> {
        self.queue.first().copied().filter(|&(at, _)| at <= now)
    }
}
