//! Commands as they arrive at the core: all at once, or at a steady rate; one in a thousand under a key that was used before.

use std::collections::VecDeque;
use std::time::Instant;

use protocol::{Command, KeyHash};
use sequencer::{CommandSource, Incoming};

use crate::market::Keyed;

#[cfg(test)]
mod tests;

/// One command in so many is followed, [`REPEAT_DISTANCE`] commands later, by a repeat of it under its key.
pub const COMMANDS_PER_REPEAT: u32 = 1_000;
const REPEAT_DISTANCE: u32 = 900;
/// What waits ahead of the core when everything has arrived: more than one burst.
const AHEAD: usize = 512;
/// As in the ring of the gateway; whatever arrives beyond stays outside until there is room.
const WAITING_MAX: usize = 65_536;

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

/// Everything has arrived; it is made as it is asked for.
pub struct AtOnce<I> {
    coming: I,
    waiting: VecDeque<Arrival>,
    has_more: bool,
}

impl<I: Iterator<Item = Arrival>> AtOnce<I> {
    pub fn new(coming: I) -> Self {
        Self { coming, waiting: VecDeque::with_capacity(AHEAD), has_more: true }
    }
}

impl<I: Iterator<Item = Arrival>> CommandSource for AtOnce<I> {
    type Reply = Number;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, Option<KeyHash>)> {
        peek(&self.waiting, ahead)
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        self.waiting.pop_front().map(incoming)
    }
}

impl<I: Iterator<Item = Arrival>> Arrivals for AtOnce<I> {
    fn refill(&mut self) -> usize {
        while self.has_more && self.waiting.len() < AHEAD {
            match self.coming.next() {
                Some(arrival) => self.waiting.push_back(arrival),
                None => self.has_more = false,
            }
        }
        self.waiting.len()
    }

    fn is_over(&self) -> bool {
        !self.has_more && self.waiting.is_empty()
    }
}

/// One command arrives each microsecond, whether the core keeps up or not.
pub struct Paced<I> {
    coming: I,
    waiting: VecDeque<Arrival>,
    start: Instant,
    arrived: u64,
    has_more: bool,
}

impl<I: Iterator<Item = Arrival>> Paced<I> {
    /// The first one arrives at `start`.
    pub fn new(coming: I, start: Instant) -> Self {
        Self { coming, waiting: VecDeque::with_capacity(WAITING_MAX), start, arrived: 0, has_more: true }
    }
}

impl<I: Iterator<Item = Arrival>> CommandSource for Paced<I> {
    type Reply = Number;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, Option<KeyHash>)> {
        peek(&self.waiting, ahead)
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        self.waiting.pop_front().map(incoming)
    }
}

impl<I: Iterator<Item = Arrival>> Arrivals for Paced<I> {
    fn refill(&mut self) -> usize {
        let due = self.start.elapsed().as_micros() as u64 + 1;
        while self.has_more && self.arrived < due && self.waiting.len() < WAITING_MAX {
            match self.coming.next() {
                Some(arrival) => {
                    self.waiting.push_back(arrival);
                    self.arrived += 1;
                }
                None => self.has_more = false,
            }
        }
        self.waiting.len()
    }

    fn is_over(&self) -> bool {
        !self.has_more && self.waiting.is_empty()
    }
}

#[inline]
fn peek(waiting: &VecDeque<Arrival>, ahead: usize) -> Option<(&Command, Option<KeyHash>)> {
    waiting.get(ahead).map(|arrival| (&arrival.keyed.command, arrival.keyed.key))
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
    fn peek(&self, ahead: usize) -> Option<(&Command, Option<KeyHash>)> {
        self.next.as_ref().filter(|_| ahead == 0).map(|arrival| (&arrival.keyed.command, arrival.keyed.key))
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Number>> {
        self.next.take().map(incoming)
    }
}
