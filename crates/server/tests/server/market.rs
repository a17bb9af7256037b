//! A market of the demo inside this process, with a clock that is set by hand.

use crate::process::Folder;
use journal::{ArchiveMode, Identity, JournalId, RealDisk};
use protocol::command::DemoMark;
use protocol::rejection::Component;
use protocol::{Home, InstrumentId, Time};
use sequencer::{SnapshotDistance, TestClock};
use server::desk::Desk;
use server::founding::{Foundation, found};
use server::shard::{Shard, ShardClock, ShardSettings};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) struct DemoMarket {
    pub(crate) desk: Desk,
    pub(crate) clock: TestClock,
    shard: Shard,
    _folder: Folder,
}

impl DemoMarket {
    /// Founded and seeded at `begin`.
    pub(crate) async fn new(name: &str, home: Home, begin: Time, seed: u64) -> Self {
        let folder = Folder::new(name);
        let clock = TestClock::new(begin);
        let settings = ShardSettings {
            home,
            identity: Identity { journal: JournalId([7; 16]), market: home.market as u8, shard: home.shard },
            capacity: exchange::Capacity { accounts: 1_000, holdings: 1_000, orders: 10_000 },
            archive: ArchiveMode::Keep,
            segment_bytes: 8 << 20,
            snapshot_distance: SnapshotDistance { records: 20_000, bytes: 64 << 20 },
            clock_confirmation: folder.path().join("clock.confirmed"),
        };
        let disk = RealDisk::open(folder.path()).unwrap();
        let shard = Shard::start(Arc::new(disk), settings, ShardClock::Test(clock.clone())).unwrap();
        let desk = Desk { gateway: shard.gateway.clone(), live: shard.live.clone() };
        let foundation = Foundation { idempotency_keys_max: 1_024, demo: Some(DemoMark { seed }) };
        let now = clock.clone();
        found(&desk, &foundation, &move || now.now()).await.unwrap();
        server::demo::seed(std::slice::from_ref(&desk)).await.unwrap();
        Self { desk, clock, shard, _folder: folder }
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
