//! The bounded ring between everybody and the core.
//!
//! The core takes all that waits at once, so that a command costs it no lock, and is woken only when it sleeps.

use crate::door::Busy;
use crate::receipt::Reply;
use protocol::{Command, KeyHash};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// The most commands that wait for the core; one more is turned away.
pub const RING_MAX: usize = 65_536;

/// A command to be executed.
#[derive(Clone, Debug)]
pub struct Submission {
    pub command: Command,
    /// Hash of the idempotency key, or of the client order id where there is no key.
    pub key: Option<KeyHash>,
}

/// A submission with the place its answer goes to.
#[derive(Debug)]
pub struct Ticket {
    pub command: Command,
    pub key: Option<KeyHash>,
    pub reply: Reply,
}

#[derive(Debug, Default)]
pub(crate) struct Ring {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Ticket>,
    nudged: bool,
    sleeper: Sleeper,
    /// So many commands wake the sleeper.
    wanted: usize,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Sleeper {
    #[default]
    Awake,
    Asleep,
    /// The core is gone: nothing is taken any more.
    Gone,
}

impl Ring {
    pub(crate) fn push(&self, ticket: Ticket) -> Result<(), Busy> {
        let mut state = self.state();
        state.has_room(1)?;
        state.waiting.push_back(ticket);
        self.wake(state);
        Ok(())
    }

    /// All or none.
    pub(crate) fn push_all(&self, count: usize, tickets: impl Iterator<Item = Ticket>) -> Result<(), Busy> {
        let mut state = self.state();
        state.has_room(count)?;
        state.waiting.extend(tickets);
        self.wake(state);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.state().waiting.len()
    }

    fn wake(&self, mut state: MutexGuard<'_, State>) {
        if state.sleeper == Sleeper::Asleep && state.is_worth_waking() {
            state.sleeper = Sleeper::Awake;
            drop(state);
            self.filled.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the ring's lock panics")
    }
}

impl State {
    fn is_worth_waking(&self) -> bool {
        self.nudged || self.waiting.len() >= self.wanted
    }

    fn has_room(&self, count: usize) -> Result<(), Busy> {
        if self.sleeper == Sleeper::Gone {
            return Err(Busy::Closed(crate::ClosedReason::Stopping));
        }
        if self.waiting.len() + count > RING_MAX { Err(Busy::RingFull) } else { Ok(()) }
    }
}

/// Why [`Intake::wait`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something is there to be taken.
    Filled,
    Nudged,
    TimedOut,
}

/// The core's end of the ring. There is one.
#[derive(Debug)]
pub struct Intake {
    ring: Arc<Ring>,
    /// Taken out of the ring and not yet executed.
    taken: VecDeque<Ticket>,
}

/// Wakes the core for something else than a command.
#[derive(Clone, Debug)]
pub struct Nudge {
    ring: Arc<Ring>,
}

impl Intake {
    pub(crate) fn new(ring: Arc<Ring>) -> Self {
        Self { ring, taken: VecDeque::new() }
    }

    pub fn nudge(&self) -> Nudge {
        Nudge { ring: Arc::clone(&self.ring) }
    }

    /// Takes over everything that waits, once what was taken before is used up; gives how much is there now.
    pub fn refill(&mut self) -> usize {
        if self.taken.is_empty() {
            std::mem::swap(&mut self.ring.state().waiting, &mut self.taken);
        }
        self.taken.len()
    }

    /// The command that will be taken after `ahead` others, as far as they were taken over.
    #[inline]
    pub fn peek(&self, ahead: usize) -> Option<&Ticket> {
        self.taken.get(ahead)
    }

    #[inline]
    pub fn take(&mut self) -> Option<Ticket> {
        self.taken.pop_front()
    }

    /// Sleeps until `wanted` commands wait, at least one, or somebody nudges, or the time is over. Fewer commands may wait then, and are left to the next
    /// [`Intake::refill`].
    pub fn wait(&mut self, wanted: usize, timeout: Duration) -> Woken {
        if !self.taken.is_empty() {
            return Woken::Filled;
        }
        let mut state = self.ring.state();
        state.wanted = wanted.max(1);
        if !state.is_worth_waking() {
            state.sleeper = Sleeper::Asleep;
            let (woken, _) = self
                .ring
                .filled
                .wait_timeout_while(state, timeout, |state| !state.is_worth_waking())
                .expect("no holder of the ring's lock panics");
            state = woken;
            state.sleeper = Sleeper::Awake;
        }
        let nudged = std::mem::take(&mut state.nudged);
        match (state.waiting.is_empty(), nudged) {
            (false, _) => Woken::Filled,
            (true, true) => Woken::Nudged,
            (true, false) => Woken::TimedOut,
        }
    }
}

impl Drop for Intake {
    /// Whoever waits for an answer learns that there is none.
    fn drop(&mut self) {
        let mut state = self.ring.state();
        state.sleeper = Sleeper::Gone;
        let left = std::mem::take(&mut state.waiting);
        drop(state);
        drop(left);
    }
}

impl Nudge {
    pub fn nudge(&self) {
        let mut state = self.ring.state();
        state.nudged = true;
        self.ring.wake(state);
    }
}
