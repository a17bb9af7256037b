//! The time of the core, and when it is not to be trusted.
//!
//! A clock that jumps would let timers run that are not due, or hold back those that are. So trading waits for a person where the wall clock and the
//! monotonic one part, and where a restart would jump.

use protocol::Time;
use protocol::time::MICROS_PER_SECOND;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The wall clock and the monotonic one may part by so much within [`ANCHOR_AGE_MAX`].
pub const PARTING_MAX_SECONDS: i64 = 5;
/// The two are compared from a common point of at most this age, so that slow corrections never add up.
const ANCHOR_AGE_MAX: Duration = Duration::from_secs(60);

/// What a clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    At(Time),
    /// Nothing is executed until a person confirms.
    Unconfirmed(Doubt),
}

/// Why a clock is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    #[error("the clock is {micros} µs behind the last record of the journal")]
    BehindJournal { micros: i64 },
    #[error("the clock is {seconds} s ahead of the last record of the journal")]
    AheadOfJournal { seconds: i64 },
    #[error("the wall clock jumped by {seconds} s")]
    Jumped { seconds: i64 },
}

/// How far the time may have gone on between the last record and a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestartJump {
    pub max_seconds: i64,
}

impl RestartJump {
    pub const USUAL: Self = Self { max_seconds: 24 * 3_600 };
    pub const DEMO: Self = Self { max_seconds: 7 * 24 * 3_600 };
}

/// Tells the time. The thread of the core reads it once a burst.
pub trait Clock: Send {
    fn read(&mut self) -> Reading;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    anchor: Anchor,
    control: ClockControl,
}

/// A moment by both clocks.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    wall: Time,
    monotonic: Instant,
}

/// Shows what is wrong with a clock and takes a person's confirmation. Clones share one clock.
#[derive(Clone, Debug, Default)]
pub struct ClockControl {
    state: Arc<Mutex<Option<Doubt>>>,
}

impl SystemClock {
    /// `last` is the time of the journal's last record, 0 for an empty journal.
    pub fn new(last: Time, jump: RestartJump) -> (Self, ClockControl) {
        let anchor = Anchor::now();
        let control = ClockControl { state: Arc::new(Mutex::new(doubt_at_start(last, anchor.wall, jump))) };
        (Self { anchor, control: control.clone() }, control)
    }
}

impl Clock for SystemClock {
    fn read(&mut self) -> Reading {
        self.control.read(&mut self.anchor, Anchor::now())
    }
}

impl Anchor {
    fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Self { wall: Time(micros(since)), monotonic: Instant::now() }
    }

    /// By how much more the wall clock went on than the monotonic one, in microseconds.
    fn parted(&self, now: &Self) -> i64 {
        (now.wall.0 - self.wall.0).saturating_sub(micros(now.monotonic.saturating_duration_since(self.monotonic)))
    }
}

impl ClockControl {
    /// Why nothing is executed; `None` while the clock is trusted.
    pub fn doubt(&self) -> Option<Doubt> {
        *self.state()
    }

    /// A person vouches for the time the clock shows now.
    pub fn confirm(&self) {
        *self.state() = None;
    }

    fn read(&self, anchor: &mut Anchor, now: Anchor) -> Reading {
        let parted = anchor.parted(&now);
        let mut doubt = self.state();
        if doubt.is_none() && parted.abs() > PARTING_MAX_SECONDS * MICROS_PER_SECOND {
            *doubt = Some(Doubt::Jumped { seconds: parted / MICROS_PER_SECOND });
            // What is confirmed later is the new time.
            *anchor = now;
        }
        if now.monotonic.saturating_duration_since(anchor.monotonic) > ANCHOR_AGE_MAX {
            *anchor = now;
        }
        doubt.map_or(Reading::At(now.wall), Reading::Unconfirmed)
    }

    fn state(&self) -> MutexGuard<'_, Option<Doubt>> {
        self.state.lock().expect("no holder of the clock's lock panics")
    }
}

fn doubt_at_start(last: Time, wall: Time, jump: RestartJump) -> Option<Doubt> {
    if last == Time(0) {
        return None;
    }
    let ahead = wall.0.saturating_sub(last.0);
    if ahead < 0 {
        return Some(Doubt::BehindJournal { micros: -ahead });
    }
    let seconds = ahead / MICROS_PER_SECOND;
    (seconds > jump.max_seconds).then_some(Doubt::AheadOfJournal { seconds })
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// A clock that is set by hand, for a folder marked demo or test. Clones share one time.
#[derive(Clone, Debug)]
pub struct TestClock {
    at: Arc<AtomicI64>,
}

impl TestClock {
    pub fn new(at: Time) -> Self {
        Self { at: Arc::new(AtomicI64::new(at.0)) }
    }

    /// Sets the time. A sleeping core does not notice by itself: [`crate::Running::nudge`] wakes it.
    pub fn set(&self, at: Time) {
        self.at.store(at.0, Ordering::Release);
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.at.fetch_add(seconds.saturating_mul(MICROS_PER_SECOND), Ordering::AcqRel);
    }

    pub fn now(&self) -> Time {
        Time(self.at.load(Ordering::Acquire))
    }
}

impl Clock for TestClock {
    fn read(&mut self) -> Reading {
        Reading::At(self.now())
    }
}

#[cfg(test)]
mod tests;
