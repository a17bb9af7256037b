//! Keeps watch over a shard once a second: the read model's snapshots and lag, the clock and the disk.

use crate::saved_live::write_live;
use crate::shard::stop_loudly;
use gateway::{ClosedReason, Gateway};
use journal::{Journal, Snapshots};
use projections::live::Live;
use sequencer::ClockControl;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A read model so many records behind closes the door, until it is within half of it.
const LAG_MAX_RECORDS: u64 = 1_000_000;
/// Below this share of free disk, in per cent, it is said once a minute; the sequencer closes the door at 5.
const FREE_PERCENT_WARNED: u64 = 20;
const WARN_EVERY_LOOKS: u64 = 60;
/// A person's word on the clock is good for so long.
const CONFIRMATION_AGE_MAX: Duration = Duration::from_secs(600);

pub(crate) struct Watch {
    pub(crate) gateway: Gateway,
    pub(crate) live: Live,
    pub(crate) journal: Journal,
    pub(crate) exchange_snapshots: Snapshots,
    pub(crate) live_snapshots: Snapshots,
    /// The record from which on the saved read models need the journal; 0 while there are fewer than two.
    pub(crate) live_kept_from: Arc<AtomicU64>,
    pub(crate) clock: Option<ClockControl>,
    pub(crate) clock_confirmation: PathBuf,
}

/// What the watching thread remembers.
#[derive(Default)]
struct Memory {
    looks: u64,
    /// The newest word on the clock that was seen or used: it stands for one doubt only.
    confirmed_at: Option<SystemTime>,
}

/// The watching thread. Dropped, it ends too.
pub(crate) struct Keeping {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Keeping {
    pub(crate) fn start(watch: Watch) -> std::io::Result<Self> {
        let (end, ended) = channel();
        let home = watch.gateway.home();
        let run = move || {
            let mut memory = Memory::default();
            loop {
                watch.look(&mut memory);
                memory.looks += 1;
                if ended.recv_timeout(LOOK_EVERY) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
            watch.save_live();
        };
        Ok(Self { end, thread: std::thread::Builder::new().name(format!("watch-{home}")).spawn(run)? })
    }

    /// Returns once the read model has been saved where that is due.
    pub(crate) fn stop(self) {
        drop(self.end);
        // A panic has been reported by the thread itself.
        let _ended = self.thread.join();
    }
}

impl Watch {
    fn look(&self, memory: &mut Memory) {
        self.save_live();
        self.watch_lag();
        self.watch_clock(memory);
        self.watch_disk(memory.looks);
    }

    /// A snapshot of the exchange gets one of the read model beside it, so that a restart needs no older record for either.
    fn save_live(&self) {
        let saved = || -> anyhow::Result<()> {
            let newest = |snapshots: &Snapshots| Ok::<_, anyhow::Error>(snapshots.seqs()?.first().copied().unwrap_or(0));
            if newest(&self.exchange_snapshots)? > newest(&self.live_snapshots)? {
                write_live(&self.live, &self.live_snapshots)?;
                self.live_kept_from.store(self.live_snapshots.retain_from()?, Ordering::Release);
            }
            Ok(())
        };
        if let Err(error) = saved() {
            stop_loudly(self.gateway.home(), error.as_ref());
        }
    }

    fn watch_lag(&self) {
        let lag = self.gateway.durable_seq().0.saturating_sub(self.live.position().0);
        if lag > LAG_MAX_RECORDS {
            self.gateway.door().close(ClosedReason::ProjectionLagging);
        } else if lag <= LAG_MAX_RECORDS / 2 {
            self.gateway.door().open(ClosedReason::ProjectionLagging);
        }
    }

    fn watch_clock(&self, memory: &mut Memory) {
        let Some(clock) = &self.clock else { return };
        let said_at = std::fs::metadata(&self.clock_confirmation).and_then(|file| file.modified()).ok();
        let is_new = said_at.is_some() && said_at != std::mem::replace(&mut memory.confirmed_at, said_at);
        let Some(doubt) = clock.doubt() else { return };
        let market = self.gateway.home().market.name();
        let age = said_at.map_or(Duration::MAX, |at| SystemTime::now().duration_since(at).unwrap_or_default());
        if is_new && age <= CONFIRMATION_AGE_MAX {
            tracing::warn!(market, %doubt, "the clock was doubted and is confirmed");
            clock.confirm();
        } else if memory.looks.is_multiple_of(WARN_EVERY_LOOKS) {
            tracing::error!(market, %doubt, "nothing is traded until `jogak clock confirm`");
        }
    }

    fn watch_disk(&self, look: u64) {
        if !look.is_multiple_of(WARN_EVERY_LOOKS) {
            return;
        }
        match self.journal.room() {
            Ok(room) if u128::from(room.disk_free_bytes) * 100 < u128::from(room.disk_total_bytes) * u128::from(FREE_PERCENT_WARNED) => {
                tracing::warn!(free_bytes = room.disk_free_bytes, total_bytes = room.disk_total_bytes, "the disk is filling up");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the disk cannot be measured"),
        }
    }
}
