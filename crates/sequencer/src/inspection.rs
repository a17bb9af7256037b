//! The thread of the inspector: compares, writes snapshots, archives and recycles. It runs at the lowest priority and never holds up the core.

use crate::error::SequencerError;
use crate::inspector::Inspector;
use crate::running::Shared;
use crate::snapshot::{read_snapshot, write_snapshot};
use crate::tending::first_of_key_window;
use exchange::{Capacity, Exchange};
use gateway::Moved;
use journal::{FrameHash, Journal, SnapshotPosition, Snapshots};
use protocol::Seq;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long the inspector sleeps at most.
const SLEEP_MAX: Duration = Duration::from_secs(1);
/// How long it rests once it has caught up. What comes meanwhile it looks at together: woken for each frame, it would take more time than its work.
const REST: Duration = Duration::from_millis(20);
/// Closed segments are archived and recycled after so much, and whenever there is nothing to do.
const ARCHIVE_EVERY_BYTES: u64 = 64 << 20;
/// At a stop it catches up with so many records; beyond, the restart does.
const CATCH_UP_RECORDS_MAX: u64 = 200_000;
/// As the operating system counts: 0 is usual, 19 the lowest.
const LOWEST_PRIORITY: i32 = 19;
const USUAL_PRIORITY: i32 = 0;
/// At a stop a snapshot is written if it saves the restart so many records.
const LAST_SNAPSHOT_RECORDS: u64 = 1_000;

/// After how much a snapshot is written: whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotDistance {
    pub records: u64,
    /// Bytes of records.
    pub bytes: u64,
}

impl SnapshotDistance {
    /// What a restart replays in well under two seconds.
    pub const DEFAULT: Self = Self { records: 2_000_000, bytes: 128 << 20 };
}

/// Whether and how a shard is inspected.
pub struct Inspection {
    pub distance: SnapshotDistance,
    /// The least record that any cursor of a read model or reactor still needs; nothing from there on is recycled.
    pub needed_from: Box<dyn Fn() -> Seq + Send>,
}

pub(crate) struct Inspecting {
    pub(crate) shared: Arc<Shared>,
    pub(crate) settings: Inspection,
    pub(crate) capacity: Capacity,
    pub(crate) journal: Journal,
    pub(crate) snapshots: Snapshots,
    /// The snapshot from which the core itself began.
    pub(crate) snapshot: Option<SnapshotPosition>,
}

/// How far it is since the last snapshot, and since segments were last archived.
#[derive(Clone, Copy, Debug, Default)]
struct Since {
    records: u64,
    bytes: u64,
    unarchived_bytes: u64,
}

impl Inspecting {
    /// Gives the inspector back if it came to the end of the journal without a difference.
    pub(crate) fn run(self) -> Option<Inspector> {
        set_priority(LOWEST_PRIORITY);
        match self.inspect() {
            Ok(inspector) => inspector,
            Err(error) => {
                self.shared.fail(error);
                None
            }
        }
    }

    fn inspect(&self) -> Result<Option<Inspector>, SequencerError> {
        let mut inspector = self.begin()?;
        let mut since = Since::default();
        let mut last = None;
        let mut priority = LOWEST_PRIORITY;
        loop {
            if priority != USUAL_PRIORITY && self.shared.is_stopping() {
                // Somebody waits for the end now.
                priority = USUAL_PRIORITY;
                set_priority(priority);
            }
            let Some(inspected) = inspector.step()? else {
                self.archive(&inspector, &mut since)?;
                self.shared.inspected.store(inspector.position().0, Ordering::Release);
                match inspector.wait(SLEEP_MAX) {
                    Moved::More if !self.shared.is_stopping() => std::thread::sleep(REST),
                    Moved::More | Moved::TimedOut => {}
                    Moved::Stopped => break,
                }
                continue;
            };
            since.records += u64::from(inspected.records);
            since.bytes += inspected.bytes as u64;
            since.unarchived_bytes += inspected.bytes as u64;
            self.shared.inspected.store(inspected.last.0, Ordering::Release);
            let SnapshotDistance { records, bytes } = self.settings.distance;
            if since.records >= records || since.bytes >= bytes {
                self.write_snapshot(&inspector, inspected.hash)?;
                since = Since { unarchived_bytes: since.unarchived_bytes, ..Since::default() };
            }
            if since.unarchived_bytes >= ARCHIVE_EVERY_BYTES {
                self.archive(&inspector, &mut since)?;
            }
            if self.shared.is_stopping() && inspector.lag() > CATCH_UP_RECORDS_MAX {
                return Ok(None);
            }
            last = Some(inspected.hash);
        }
        if let Some(hash) = last.filter(|_| since.records >= LAST_SNAPSHOT_RECORDS) {
            self.write_snapshot(&inspector, hash)?;
        }
        Ok(Some(inspector))
    }

    fn begin(&self) -> Result<Inspector, SequencerError> {
        let home = self.shared.gateway.home();
        let exchange = match self.snapshot {
            None => Exchange::new(home, self.capacity),
            Some(snapshot) => read_snapshot(&self.snapshots, snapshot.seq, home, self.capacity)?.0,
        };
        let follower = self.shared.gateway.follow(exchange.last_seq());
        Ok(Inspector::new(exchange, follower))
    }

    fn write_snapshot(&self, inspector: &Inspector, hash: [u8; 32]) -> Result<(), SequencerError> {
        let exchange = inspector.exchange();
        let position = SnapshotPosition { seq: exchange.last_seq().0, hash: FrameHash(hash), time: exchange.last_time().0 };
        Ok(write_snapshot(&self.snapshots, position, exchange)?)
    }

    fn archive(&self, inspector: &Inspector, since: &mut Since) -> Result<(), SequencerError> {
        since.unarchived_bytes = 0;
        self.journal.archive_closed()?;
        let needed = (self.settings.needed_from)().min(inspector.position());
        let needed = needed.min(Seq(self.snapshots.retain_from()?));
        // Nothing is recycled before there are two snapshots, and the window of keys need not be looked for.
        if needed.0 > self.journal.first_seq() {
            let keys = first_of_key_window(&self.journal, inspector.exchange().last_time())?;
            self.journal.retain(needed.min(keys).0)?;
        }
        Ok(())
    }
}

/// Of this thread. Where the system does not allow it, the work is the same, only less polite or later.
fn set_priority(priority: i32) {
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), priority);
}
