//! A stopped folder opened for a tool.

use crate::config::{Archive, Choices, Secret, Settings};
use crate::folder::DataFolder;
use crate::persons::database_url;
use crate::shard::name_setting;
use anyhow::{Context, Result};
use exchange::Capacity;
use gateway::{Gateway, History};
use journal::{ArchiveMode, Disk, Identity, Journal, JournalConfig, JournalError, Opened, RealDisk, Recovered, Recovery, Snapshots, Start};
use protocol::{Home, Market, Seq};
use sequencer::{JournalHistory, check_room};
use std::path::Path;
use std::sync::Arc;
use store::DatabaseUrl;

/// A folder that nothing else uses while this is there.
pub(crate) struct StoppedFolder {
    folder: DataFolder,
    settings: Settings,
}

/// One market's journal in it, recovered as at a start: an unacknowledged tail is cut, damage is an error.
pub(crate) struct StoppedShard {
    pub(crate) home: Home,
    pub(crate) capacity: Capacity,
    pub(crate) journal: Journal,
    pub(crate) recovered: Recovered,
    pub(crate) exchange_snapshots: Snapshots,
    pub(crate) live_snapshots: Snapshots,
    pub(crate) gateway: Gateway,
}

impl StoppedFolder {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, Choices::default())
    }

    /// With what was chosen on the command line.
    pub(crate) fn open_with(path: &Path, choices: Choices) -> Result<Self> {
        let folder = DataFolder::open_stopped(path)?;
        let choices = Choices { demo: Some(folder.meta().demo), ..choices };
        let settings = Settings::gather(path.to_owned(), choices, &std::env::vars().collect())?;
        Ok(Self { folder, settings })
    }

    /// Where people, payments and the history are kept.
    pub(crate) fn database_url(&self) -> Result<DatabaseUrl> {
        database_url(&self.folder, self.settings.database.as_ref().map(|Secret(url)| url.as_str()))
    }

    /// `None` where the market was never started.
    pub(crate) fn shard(&self, market: Market) -> Result<Option<StoppedShard>> {
        let home = Home { market, shard: 0 };
        let identity = self.folder.identity(home)?;
        let path = self.folder.market(market);
        if !path.exists() {
            return Ok(None);
        }
        let disk = RealDisk::open(&path).with_context(|| format!("{}", path.display()))?;
        self.shard_on(home, identity, Arc::new(disk)).with_context(|| format!("market {}", market.name()))
    }

    fn shard_on(&self, home: Home, identity: Identity, disk: Arc<dyn Disk>) -> Result<Option<StoppedShard>> {
        let archive = match self.settings.archive {
            Archive::Keep => ArchiveMode::Keep,
            Archive::None => ArchiveMode::None,
        };
        let config = JournalConfig { identity, segment_bytes: u64::from(self.settings.segment_mib) << 20, archive };
        let snapshots = |kind| Snapshots::new(Arc::clone(&disk), identity, kind);
        let exchange_snapshots = snapshots(journal::snapshot::EXCHANGE);
        let live_snapshots = snapshots(journal::snapshot::LIVE);
        let mut recovery = match begin(&disk, &config, &exchange_snapshots) {
            Err(JournalError::Missing) => return Ok(None),
            begun => begun?,
        };
        let capacity = self.settings.capacity();
        check_room(&mut recovery, &exchange_snapshots, home, capacity).map_err(name_setting)?;
        let Opened { journal, recovered, .. } = recovery.finish()?;
        let history: Box<dyn History> = Box::new(JournalHistory { journal: journal.clone() });
        let (gateway, _, _) = gateway::open(home, Seq(recovered.tip.seq), history);
        Ok(Some(StoppedShard { home, capacity, journal, recovered, exchange_snapshots, live_snapshots, gateway }))
    }
}

/// From the oldest segment on; where that does not stand for itself any more, from the newest good snapshot.
fn begin(disk: &Arc<dyn Disk>, config: &JournalConfig, snapshots: &Snapshots) -> Result<Recovery, JournalError> {
    match Recovery::begin(Arc::clone(disk), config.clone(), Start::Oldest) {
        Err(JournalError::NoBeginning { epoch }) => {
            let seq = *snapshots.good_seqs()?.first().ok_or(JournalError::NoBeginning { epoch })?;
            let position = snapshots.verify(seq)?;
            Recovery::begin(Arc::clone(disk), config.clone(), Start::After { seq: position.seq, hash: position.hash })
        }
        begun => begun,
    }
}
