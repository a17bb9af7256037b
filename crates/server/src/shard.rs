//! One shard with everything around it: recovery, the sequencer's threads, the live read model, and who keeps watch.

use crate::held::HeldFrom;
use crate::keeping::{Keeping, Watch};
use crate::saved_live::{follow_recovery, load_live};
use anyhow::{Context, Result};
use exchange::Capacity;
use gateway::Gateway;
use journal::{ArchiveMode, Disk, Identity, JournalConfig, Snapshots};
use projections::live::Live;
use protocol::{Home, Seq, Time};
use sequencer::{
    Clock, ClockControl, Core, Faults, Inspection, RecoveryError, RecoverySettings, RestartJump, Room, Running, SequencerError,
    SnapshotDistance, SystemClock, TestClock,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;

/// How a shard is kept.
#[derive(Clone, Debug)]
pub struct ShardSettings {
    pub home: Home,
    pub identity: Identity,
    pub capacity: Capacity,
    pub archive: ArchiveMode,
    pub segment_bytes: u64,
    pub snapshot_distance: SnapshotDistance,
    /// Where a person's word on the clock is looked for.
    pub clock_confirmation: PathBuf,
    /// Moved by those who follow the journal.
    pub held_from: HeldFrom,
}

/// Which clock a shard goes by.
pub enum ShardClock {
    System(RestartJump),
    /// Set by hand, in tests.
    Test(TestClock),
}

/// A running shard.
pub struct Shard {
    pub gateway: Gateway,
    pub live: Live,
    pub held_from: HeldFrom,
    running: Running,
    following: JoinHandle<()>,
    stop_following: Arc<AtomicBool>,
    keeping: Keeping,
}

/// The exit code of a process that stops because it cannot vouch for its state any more.
const FAILED: i32 = 70;
/// Frames that wait for the live read model while it is brought forward beside recovery.
const FRAMES_TO_LIVE: usize = 32;

impl ShardSettings {
    pub(crate) fn journal(&self) -> JournalConfig {
        JournalConfig { identity: self.identity, segment_bytes: self.segment_bytes, archive: self.archive }
    }
}

impl Shard {
    /// Recovers the shard that lies on `disk`, or makes an empty one, and starts its threads. The live read model is up to date on return.
    ///
    /// # Errors
    /// If the journal is damaged or cannot be read; nothing has been changed on disk then but an unacknowledged tail.
    pub fn start(disk: Arc<dyn Disk>, settings: ShardSettings, clock: ShardClock) -> Result<Self> {
        let home = settings.home;
        let recovery = RecoverySettings { home, capacity: settings.capacity, journal: settings.journal(), faults: Faults::default() };
        let live_snapshots = Snapshots::new(Arc::clone(&disk), settings.identity, journal::snapshot::LIVE);
        let (to_live, frames) = sync_channel(FRAMES_TO_LIVE);
        let (recovered, live) = std::thread::scope(|scope| {
            let following = scope.spawn(|| follow_recovery(home, &live_snapshots, frames));
            let recovered = sequencer::recover_followed(disk, &recovery, Some(to_live));
            (recovered, following.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let recovered = recovered.map_err(name_setting).with_context(|| format!("market {}", home.market.name()))?;
        report(home, &recovered);
        let (clock, control) = clock_of(clock, recovered.last_time());
        let live = Live::new(match live? {
            beyond if beyond.seq() > recovered.last_seq() => load_live(home, &live_snapshots, recovered.last_seq())?,
            state => state,
        });
        let exchange_snapshots = recovered.snapshots.clone();
        let live_kept_from = Arc::new(AtomicU64::new(live_snapshots.retain_from()?));
        let inspection = inspection(&settings, live.clone(), Arc::clone(&live_kept_from));
        let sequencer_settings = sequencer::Settings {
            on_failure: Box::new(move |error| stop_loudly(home, error)),
            inspection: Some(inspection),
            ..sequencer::Settings::default()
        };
        let (gateway, running) = sequencer::start(recovered, clock, sequencer_settings)?;

        let mut follower = gateway.follow(live.position());
        live.catch_up(&mut follower).with_context(|| format!("the live read model of {home}"))?;
        let stop_following = Arc::new(AtomicBool::new(false));
        let following = {
            let (live, stop) = (live.clone(), Arc::clone(&stop_following));
            let follow = move || live.follow(follower, || stop.load(Ordering::Acquire)).unwrap_or_else(|error| stop_loudly(home, &error));
            std::thread::Builder::new().name(format!("live-{home}")).spawn(follow)?
        };
        let watch = Watch {
            gateway: gateway.clone(),
            live: live.clone(),
            journal: running.journal().clone(),
            exchange_snapshots,
            live_snapshots,
            live_kept_from,
            clock: control,
            clock_confirmation: settings.clock_confirmation,
        };
        let keeping = Keeping::start(watch)?;
        Ok(Self { gateway, live, held_from: settings.held_from, running, following, stop_following, keeping })
    }

    pub fn home(&self) -> Home {
        self.gateway.home()
    }

    /// Wakes the core, so that it looks at its clock.
    pub fn nudge(&self) {
        self.running.nudge();
    }

    /// Takes no more commands, answers what was taken, seals the journal, compares live state and second execution, and writes what makes the next
    /// start quick. Gives the core as it stopped.
    ///
    /// # Errors
    /// If a write failed or a difference was found.
    pub fn stop(self) -> Result<Core, SequencerError> {
        let stopped = self.running.stop();
        self.stop_following.store(true, Ordering::Release);
        // A panic of the following thread has been reported by it.
        let _ended = self.following.join();
        self.keeping.stop();
        stopped
    }
}

/// Ends the process: nothing may be answered by a shard that has failed.
pub(crate) fn stop_loudly(home: Home, error: &dyn std::error::Error) {
    tracing::error!(market = home.market.name(), %error, "the server cannot go on and stops");
    eprintln!("jogak: {home}: {error}");
    std::process::exit(FAILED);
}

/// Says which setting gives the room that a journal needs.
pub(crate) fn name_setting(error: RecoveryError) -> anyhow::Error {
    let RecoveryError::TooLittleRoom { room, has, needed } = error else { return error.into() };
    let setting = match room {
        Room::Accounts => "accounts_max",
        Room::Holdings => "holdings_max",
        Room::OpenOrders => "open_orders_max",
    };
    let room = room.name();
    anyhow::anyhow!(
        "{setting} is {has}, and this journal needs room for at least {needed} {room}: give {setting} at least that; nothing was changed"
    )
}

fn clock_of(clock: ShardClock, last: Time) -> (Box<dyn Clock>, Option<ClockControl>) {
    match clock {
        ShardClock::System(jump) => {
            let (clock, control) = SystemClock::new(last, jump);
            (Box::new(clock), Some(control))
        }
        ShardClock::Test(clock) => (Box::new(clock), None),
    }
}

fn inspection(settings: &ShardSettings, live: Live, live_kept_from: Arc<AtomicU64>) -> Inspection {
    let held_from = settings.held_from.clone();
    let needed_from = move || live.position().min(Seq(live_kept_from.load(Ordering::Acquire))).min(held_from.seq());
    Inspection { distance: settings.snapshot_distance, needed_from: Box::new(needed_from) }
}

fn report(home: Home, recovered: &sequencer::RecoveredShard) {
    for reason in &recovered.unusable {
        tracing::warn!(market = home.market.name(), reason, "a snapshot was passed over");
    }
    if let Some(cut) = &recovered.found.cut
        && cut.wiped_pages > 0
    {
        tracing::info!(market = home.market.name(), seq = cut.seq, pages = cut.wiped_pages, "an unacknowledged tail was cut");
    }
    let snapshot = recovered.snapshot.map_or(0, |snapshot| snapshot.seq);
    tracing::info!(market = home.market.name(), seq = recovered.last_seq().0, snapshot, "recovered");
}
