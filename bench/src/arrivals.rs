//! Commands as they arrive at the core: all at once, or at a steady rate; one in a thousand under a key that was used before.

use std::time::Instant;
use std::vec::IntoIter;

use protocol::{Command, KeyHash};
use sequencer::{CommandSource, Incoming};

use crate::market::Keyed;

#[cfg(test)]
mod tests;

/// One command in so many is followed, [`REPEAT_DISTANCE`] commands later, by a repeat of it under its key.
pub const COMMANDS_PER_REPEAT: u32 = 1_000;
const REPEAT_DISTANCE: u32 = 900;

/// Which command of a run: the first use of its key, or a repeat of the command of that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    First(u32),
    Again(u32),
}

/// A command that arrives.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub keyed: Keyed,
    pub number: Number,
}

/// Numbers commands from 0 and puts the repeats between them.
pub struct Repeating<I> {
    commands: I,
    next: u32,
    kept: Option<Keyed>,
}

impl<I: Iterator<Item = Keyed>> Repeating<I> {
    pub fn new(commands: I) -> Self {
        Self { commands, next: 0, kept: None }
    }
}

impl<I: Iterator<Item = Keyed>> Iterator for Repeating<I> {
    type Item = Arrival;

    #[inline]
    fn next(&mut self) -> Option<Arrival> {
        let number = self.next;
        let place = number % COMMANDS_PER_REPEAT;
        if place == REPEAT_DISTANCE
            && let Some(keyed) = self.kept.take()
        {
            return Some(Arrival { keyed, number: Number::Again(number - REPEAT_DISTANCE) });
        }
        let keyed = self.commands.next()?;
        if place == 0 {
            self.kept = Some(keyed.clone());
        }
        self.next += 1;
        Some(Arrival { keyed, number: Number::First(number) })
    }
}

/// Where a core on its thread gets its commands from, as from the gateway's ring.
pub trait Arrivals: CommandSource<Reply = Number> {
    /// Takes over what has arrived; gives how much there is to be taken.
    fn refill(&mut self) -> usize;
    /// True once everything has arrived and was taken.
    fn is_over(&self) -> bool;
}

/// Everything has arrived, and stands ready in memory as in the ring of the gateway.
pub struct AtOnce {
    waiting: IntoIter<Arrival>,
}

impl AtOnce {
    pub fn new(arrivals: impl Iterator<Item = Arrival>) -> Self {
        Self { waiting: arrivals.collect::<Vec<_>>().into_iter() }
    }
}

impl CommandSource for AtOnce {
    type Reply = Number;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        self.waiting.as_slice().get(ahead).map(peeked)
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        self.waiting.next().map(incoming)
    }
}

impl Arrivals for AtOnce {
    fn refill(&mut self) -> usize {
        self.waiting.len()
    }

    fn is_over(&self) -> bool {
        self.waiting.len() == 0
    }
}

/// One command arrives each microsecond, whether the core keeps up or not.
pub struct Paced {
    coming: IntoIter<Arrival>,
    start: Instant,
    arrived: u64,
    taken: u64,
}

impl Paced {
    /// The first one arrives at `start`.
    pub fn new(arrivals: Vec<Arrival>, start: Instant) -> Self {
        Self { coming: arrivals.into_iter(), start, arrived: 0, taken: 0 }
    }

    fn waiting(&self) -> usize {
        (self.arrived - self.taken) as usize
    }
}

impl CommandSource for Paced {
    type Reply = Number;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        self.coming.as_slice()[..self.waiting()].get(ahead).map(peeked)
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        if self.waiting() == 0 {
            return None;
        }
        self.taken += 1;
        self.coming.next().map(incoming)
    }
}

impl Arrivals for Paced {
    fn refill(&mut self) -> usize {
        let due = self.start.elapsed().as_micros() as u64 + 1;
        let all = self.taken + self.coming.len() as u64;
        self.arrived = due.min(all);
        self.waiting()
    }

    fn is_over(&self) -> bool {
        self.coming.len() == 0
    }
}

#[inline]
fn peeked(arrival: &Arrival) -> (&Command, &Option<KeyHash>) {
    (&arrival.keyed.command, &arrival.keyed.key)
}

#[inline]
fn incoming(arrival: Arrival) -> Incoming<Number> {
    let Arrival { keyed: Keyed { command, key }, number } = arrival;
    Incoming { command, key, reply: number }
}

/// One command for each time that it is allowed, so that each is a step of its own.
pub struct OneByOne {
    next: Option<Arrival>,
}

impl OneByOne {
    pub fn new() -> Self {
        Self { next: None }
    }

    pub fn allow(&mut self, keyed: Keyed, number: u32) {
        self.next = Some(Arrival { keyed, number: Number::First(number) });
    }
}

impl Default for OneByOne {
    fn default() -> Self {
        Self::new()
    }
}

impl CommandSource for OneByOne {
    type Reply = Number;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        self.next.as_ref().filter(|_| ahead == 0).map(|arrival| (&arrival.keyed.command, &arrival.keyed.key))
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        self.next.take().map(incoming)
    }
}
