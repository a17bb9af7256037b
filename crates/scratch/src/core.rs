//! The core of one market, running on a disk of its own.

use std::path::Path;
use std::sync::Arc;

use exchange::Capacity;
use gateway::{Gateway, Outcome, Submission};
use journal::{ArchiveMode, Identity, JournalConfig, JournalId, RealDisk};
use protocol::command::{DemoMark, Genesis};
use protocol::{Command, Event, Home, Time};
use sequencer::{Faults, RecoverySettings, Running, Settings, TestClock};

/// Monday 2026-11-23, 10:00 in Korea.
const START: Time = Time(1_795_395_600_000_000);
const KEYS_MAX: u32 = 1 << 12;
const SEGMENT_BYTES: u64 = 4 << 20;

/// A running market without read models.
pub struct Core {
    pub gateway: Gateway,
    pub clock: TestClock,
    running: Option<Running>,
}

impl Core {
    /// Founds the market, or recovers what lies in the folder.
    pub async fn start(folder: &Path, home: Home) -> Self {
        let clock = TestClock::new(START);
        let disk = RealDisk::open(&folder.join(home.market.name())).expect("a test's folder can be opened");
        let identity = Identity { journal: JournalId(*b"a scratch market"), market: home.market as u8, shard: home.shard };
        let journal = JournalConfig { segment_bytes: SEGMENT_BYTES, archive: ArchiveMode::None, ..JournalConfig::new(identity) };
        let settings = RecoverySettings { home, capacity: Capacity::DEMO, journal, faults: Faults::default() };
        let recovered = sequencer::recover(Arc::new(disk), &settings).expect("the journal of a test is sound");
        let (gateway, running) = sequencer::start(recovered, Box::new(clock.clone()), Settings::default()).expect("the core starts");
        let core = Self { gateway, clock, running: Some(running) };
        if core.gateway.durable_seq().0 == 0 {
            core.give(Genesis { key_secret: [5; 32], keys_max: KEYS_MAX, demo: Some(DemoMark { seed: 1 }) }).await;
        }
        core
    }

    /// Gives a command that has to be accepted.
    pub async fn give(&self, command: impl Into<Command>) -> Box<[Event]> {
        let receipt = self.gateway.submit(Submission { command: command.into(), key: None }).expect("the door of a test is open");
        match receipt.answer().await.expect("the core answers").outcome {
            Outcome::Accepted(events) => events,
            other => panic!("{other:?}"),
        }
    }

    /// All records, from the first.
    pub fn records(&self) -> Vec<protocol::Record> {
        let mut follower = self.gateway.follow(protocol::Seq(0));
        std::iter::from_fn(|| follower.try_next().expect("the journal can be read")).collect()
    }

    /// Stops the core; what it was given is durable.
    pub fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().expect("the core stops in order");
        }
    }
}
