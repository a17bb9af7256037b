//! Brings a shard back: the newest good snapshot, then what the journal holds after it.

use crate::core::Core;
use crate::error::RecoveryError;
use crate::faults::Faults;
use crate::replay::Records;
use crate::snapshot::SavedState;
use building::Building;
use crash_points::{CrashPoint, reach};
use exchange::Capacity;
use journal::{Disk, Journal, JournalConfig, JournalError, JournalWriter, Recovered, SnapshotPosition, Snapshots};
use protocol::{Event, Header, Home, Seq, Time};
use reading::{Found, Frames, Reading};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

mod building;
mod reading;

/// The version of the rules that this program executes, and of the forms it writes records in.
pub const RULES_VERSION: u32 = 2;
/// The first version under which commands came to the same as they do now: what changed since are forms alone. Frames of an older or a later one are only
/// ever applied.
pub(crate) const SAME_RULES_SINCE: u32 = 1;

/// What a shard is and how large it may grow.
#[derive(Clone, Debug)]
pub struct RecoverySettings {
    pub home: Home,
    pub capacity: Capacity,
    pub journal: JournalConfig,
    pub faults: Faults,
}

/// A shard as it was when it stopped, ready to go on.
#[derive(Debug)]
pub struct RecoveredShard {
    pub core: Core,
    pub capacity: Capacity,
    pub journal: Journal,
    pub journal_writer: JournalWriter,
    pub snapshots: Snapshots,
    /// What was found in the journal.
    pub found: Recovered,
    /// The snapshot it began with.
    pub snapshot: Option<SnapshotPosition>,
    /// Newer snapshots that could not be used, with the reasons.
    pub unusable: Vec<String>,
}

impl RecoveredShard {
    pub fn last_seq(&self) -> Seq {
        self.core.last_seq()
    }

    /// Time of the last record, 0 if there is none.
    pub fn last_time(&self) -> Time {
        self.core.exchange().last_time()
    }
}

/// Frames that are decoded ahead of the one being applied: enough for three threads to take turns on two cores without waiting for each other.
const FRAMES_AHEAD: usize = 32;

/// Opens the journal on `disk`, or makes it, and replays it from the newest good snapshot on.
///
/// Two threads share the work. One does all that is asked of the disk, in one order, checks every frame once and decodes it; this one builds the state and
/// applies. Nothing is cut before the snapshot has turned out to be of use.
pub fn recover(disk: Arc<dyn Disk>, settings: &RecoverySettings) -> Result<RecoveredShard, RecoveryError> {
    recover_followed(disk, settings, None)
}

/// As [`recover`]; `follower` gets every frame after the snapshot that recovery begins with, once it has been checked and decoded and before it is applied. Should an
/// older snapshot have to be taken, frames from there on come too, and some for the second time. Recovery waits for a slow follower, and goes on without one that has
/// hung up.
pub fn recover_followed(
    disk: Arc<dyn Disk>,
    settings: &RecoverySettings,
    follower: Option<SyncSender<Arc<RecoveredFrame>>>,
) -> Result<RecoveredShard, RecoveryError> {
    let (to_build, pieces) = sync_channel(FRAMES_AHEAD);
    let (emptied, empty) = sync_channel(2 * FRAMES_AHEAD);
    let (to_read, verdicts) = sync_channel(1);
    let (found, built) = std::thread::scope(|scope| {
        let frames = Frames { home: settings.home, to_build, follower, empty, emptied };
        let reading = Reading { disk, settings, frames, verdicts };
        let reading = scope.spawn(move || reading.run());
        let built = Building { settings, pieces, verdicts: to_read }.run();
        (reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), built)
    });
    // What could not be read is told before what could not be done with it.
    let found = found?;
    let exchange = built?.expect("a reader that comes to its end has handed a state over");
    let Found { opened, snapshots, snapshot, unusable } = found.expect("a reader whose frames are all taken comes to its end");
    reach(CrashPoint::Recovered);
    Ok(RecoveredShard {
        core: Core::new(exchange, settings.faults),
        capacity: settings.capacity,
        journal: opened.journal,
        journal_writer: opened.writer,
        snapshots,
        found: opened.recovered,
        snapshot,
        unusable,
    })
}

/// What the reading thread hands over: a state to begin with, then the frames after it. Another state takes the place of one that was of no use, and of the
/// frames after that.
enum Piece {
    Begin(Option<Box<SavedState>>),
    Frame(Arc<RecoveredFrame>),
}

/// A frame that was checked and decoded.
#[derive(Debug)]
pub struct RecoveredFrame {
    records: Records,
    /// Takes the memory back, for another frame.
    emptied: SyncSender<Records>,
}

impl RecoveredFrame {
    /// Its last record.
    pub fn last_seq(&self) -> Seq {
        self.records.last_seq()
    }

    /// Its records in order, each with what happened. A refused command has no events.
    pub fn records(&self) -> impl Iterator<Item = (Header, &[Event])> + Clone {
        self.records.iter()
    }
}

impl Drop for RecoveredFrame {
    fn drop(&mut self) {
        // Nobody reads on after the last frame.
        let _ = self.emptied.try_send(std::mem::take(&mut self.records));
    }
}

/// What the building thread says of a state that it was given.
enum Verdict {
    Built,
    Unfit(JournalError),
}
