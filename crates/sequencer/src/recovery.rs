//! Brings a shard back: the newest good snapshot, then what the journal holds after it.

use crate::core::Core;
use crate::error::RecoveryError;
use crate::faults::Faults;
use crate::replay::Replayer;
use exchange::{Capacity, Exchange};
use journal::{Disk, Journal, JournalConfig, JournalWriter, Opened, Recovered, Start};
use protocol::{Home, Seq, Time};
use std::sync::Arc;

/// The version of the rules that this program executes; frames of another version are only ever applied.
pub const RULES_VERSION: u32 = 1;

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
    pub journal: Journal,
    pub journal_writer: JournalWriter,
    pub found: Recovered,
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

/// Opens the journal on `disk`, or makes it, and replays it.
pub fn recover(disk: Arc<dyn Disk>, settings: &RecoverySettings) -> Result<RecoveredShard, RecoveryError> {
    let opened = match Journal::open(Arc::clone(&disk), settings.journal.clone(), Start::Oldest) {
        Err(journal::JournalError::Missing) => Journal::create(disk, settings.journal.clone())?,
        other => other?,
    };
    let Opened { journal, writer, recovered } = opened;
    let mut replayer = Replayer::new(Exchange::new(settings.home, settings.capacity));
    replay(&journal, recovered.start.seq, recovered.start.hash, &mut replayer, settings.faults)?;
    let core = Core::new(replayer.into_exchange(), settings.faults);
    Ok(RecoveredShard { core, journal, journal_writer: writer, found: recovered })
}

fn replay(journal: &Journal, seq: u64, hash: journal::FrameHash, replayer: &mut Replayer, faults: Faults) -> Result<(), RecoveryError> {
    let mut reader = journal.reader_after(seq, hash)?;
    let mut twice = faults.apply_twice();
    while let Some(frame) = reader.next()? {
        let header = &frame.header;
        if header.is_seal() {
            continue;
        }
        let first_seq = Seq(header.first_seq);
        if std::mem::take(&mut twice) {
            replayer.apply_frame_until(first_seq, header.count, frame.payload, first_seq)?;
        }
        replayer.apply_frame(first_seq, header.count, frame.payload, header.control_totals)?;
    }
    Ok(())
}
