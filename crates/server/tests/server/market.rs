//! A market of the demo inside this process, with a clock that is set by hand.

use crate::process::Folder;
use journal::{ArchiveMode, Identity, JournalId, RealDisk};
use protocol::command::DemoMark;
use protocol::rejection::Component;
use protocol::{Home, InstrumentId, Time};
use sequencer::{SnapshotDistance, TestClock};
use server::desk::Desk;
use server::folder::DataFolder;
use server::founding::{Foundation, found};
use server::held::HeldFrom;
use server::shard::{Shard, ShardClock, ShardSettings};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) struct DemoMarket {
    pub(crate) desk: Desk,
    pub(crate) clock: TestClock,
    shard: Shard,
    /// Removed with the market, where it is its own.
    _folder: Option<Folder>,
}

/// Where and how a market is kept.
pub(crate) struct Kept {
    path: PathBuf,
    identity: Identity,
    archive: ArchiveMode,
    segment_bytes: u64,
    snapshot_records: u64,
    keys_max: u32,
}

impl Kept {
    /// A market of a data folder, in small segments.
    pub(crate) fn of(data: &DataFolder, home: Home, archive: ArchiveMode) -> Self {
        let identity = data.identity(home).unwrap();
        Self { path: data.market(home.market), identity, archive, segment_bytes: 2 << 20, snapshot_records: 200, keys_max: 1_024 }
    }

    /// With so many keys in a generation of its table, and a snapshot at its end only.
    pub(crate) fn with_keys(self, keys_max: u32) -> Self {
        Self { keys_max, snapshot_records: u64::MAX, ..self }
    }
}

impl DemoMarket {
    /// In a folder of its own, founded and seeded at `begin`.
    pub(crate) async fn new(name: &str, home: Home, begin: Time, seed: u64) -> Self {
        let folder = Folder::new(name);
        let identity = Identity { journal: JournalId([7; 16]), market: home.market as u8, shard: home.shard };
        let path = folder.path().to_owned();
        let kept = Kept { path, identity, archive: ArchiveMode::Keep, segment_bytes: 8 << 20, snapshot_records: 20_000, keys_max: 1_024 };
        let market = Self::start(kept, home, TestClock::new(begin), seed).await;
        Self { _folder: Some(folder), ..market }
    }

    /// Founded and seeded at the clock's time, or as it was left.
    pub(crate) async fn start(kept: Kept, home: Home, clock: TestClock, seed: u64) -> Self {
        let disk = RealDisk::open(&kept.path).unwrap();
        let settings = ShardSettings {
            home,
            identity: kept.identity,
            capacity: exchange::Capacity::DEMO,
            archive: kept.archive,
            segment_bytes: kept.segment_bytes,
            snapshot_distance: SnapshotDistance { records: kept.snapshot_records, bytes: 64 << 20 },
            clock_confirmation: kept.path.join("clock.confirmed"),
            held_from: HeldFrom::nobody(),
        };
        let shard = Shard::start(Arc::new(disk), settings, ShardClock::Test(clock.clone())).unwrap();
        let desk = Desk { gateway: shard.gateway.clone(), live: shard.live.clone() };
        let foundation = Foundation { idempotency_keys_max: kept.keys_max, demo: Some(DemoMark { seed }) };
        let now = clock.clone();
        found(&desk, &foundation, &move || now.now()).await.unwrap();
        server::demo::seed(std::slice::from_ref(&desk)).await.unwrap();
        Self { desk, clock, shard, _folder: None }
    }

    pub(crate) fn instrument(&self, code: &str) -> InstrumentId {
        self.desk.live.codes().get(code).unwrap().id
    }

    /// Stops it, checks every invariant, and gives the hashes of its state.
    pub(crate) fn stop(self) -> BTreeMap<&'static str, [u8; 32]> {
        let core = self.shard.stop().unwrap();
        core.exchange().check().unwrap();
        core.exchange().component_hashes().into_iter().map(|(component, hash): (Component, _)| (component.name(), hash)).collect()
    }
}

/// A moment of UTC on 21 November 2026, in seconds after midnight.
pub(crate) fn at(seconds: i64) -> Time {
    let midnight = i64::from(protocol::Day::from_civil(2026, 11, 21).unwrap().0) * 86_400;
    Time((midnight + seconds) * 1_000_000)
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
