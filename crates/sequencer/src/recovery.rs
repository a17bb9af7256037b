//! Brings a shard back: the newest good snapshot, then what the journal holds after it.

use crate::core::Core;
use crate::error::RecoveryError;
use crate::faults::Faults;
use crate::replay::{Records, Replayer};
use crate::snapshot::read_snapshot;
use exchange::{Capacity, Exchange};
use journal::{
    Disk, FrameReader, Journal, JournalConfig, JournalError, JournalWriter, Opened, Recovered, SnapshotPosition, Snapshots, Start,
};
use protocol::{Home, Seq, Time};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

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

/// A state to begin with.
struct Beginning {
    exchange: Exchange,
    snapshot: Option<SnapshotPosition>,
    unusable: Vec<String>,
}

/// Opens the journal on `disk`, or makes it, and replays it from the newest good snapshot on.
pub fn recover(disk: Arc<dyn Disk>, settings: &RecoverySettings) -> Result<RecoveredShard, RecoveryError> {
    let snapshots = Snapshots::new(Arc::clone(&disk), settings.journal.identity, journal::snapshot::EXCHANGE);
    let Beginning { exchange, snapshot, unusable } = begin(&snapshots, settings)?;
    let start = snapshot.map_or(Start::Oldest, |snapshot| Start::After { seq: snapshot.seq, hash: snapshot.hash });
    let opened = match Journal::open(Arc::clone(&disk), settings.journal.clone(), start) {
        Err(JournalError::Missing) if snapshot.is_none() => Journal::create(disk, settings.journal.clone())?,
        other => other?,
    };
    let Opened { journal, writer, recovered } = opened;
    let mut replayer = Replayer::new(exchange);
    replay(&journal, &recovered, snapshot, &mut replayer, settings.faults)?;
    Ok(RecoveredShard {
        core: Core::new(replayer.into_exchange(), settings.faults),
        capacity: settings.capacity,
        journal,
        journal_writer: writer,
        snapshots,
        found: recovered,
        snapshot,
        unusable,
    })
}

/// The newest snapshot that is good. One whose place is not in the journal is no reason to take an older one: records are missing.
fn begin(snapshots: &Snapshots, settings: &RecoverySettings) -> Result<Beginning, RecoveryError> {
    let seqs = snapshots.seqs()?;
    let mut unusable = Vec::new();
    for &seq in &seqs {
        match read_snapshot(snapshots, seq, settings.home, settings.capacity) {
            Ok((mut exchange, snapshot)) => {
                if settings.faults.stale_snapshot()
                    && let Some(&oldest) = seqs.last()
                {
                    exchange = read_snapshot(snapshots, oldest, settings.home, settings.capacity)?.0;
                }
                return Ok(Beginning { exchange, snapshot: Some(snapshot), unusable });
            }
            Err(RecoveryError::Journal(JournalError::Snapshot { name, reason })) => unusable.push(format!("{name}: {reason}")),
            // One flipped bit of its header makes it another journal's. Whether the folder is the right one shows by the segments.
            Err(RecoveryError::Journal(error @ JournalError::WrongJournal { .. })) => {
                unusable.push(format!("snapshot at seq {seq}: {error}"))
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Beginning { exchange: Exchange::new(settings.home, settings.capacity), snapshot: None, unusable })
}

/// Frames that are decoded ahead of the one being applied.
const FRAMES_AHEAD: usize = 3;

/// Applies everything after the snapshot. One thread reads and decodes while this one applies.
fn replay(
    journal: &Journal,
    found: &Recovered,
    snapshot: Option<SnapshotPosition>,
    replayer: &mut Replayer,
    faults: Faults,
) -> Result<(), RecoveryError> {
    // Without a snapshot everything is needed, what is only in the archive too.
    let mut reader = match snapshot {
        None if found.start.seq > 0 => journal.reader_from(1)?,
        _ => journal.reader_after(found.start.seq, found.start.hash)?,
    };
    let home = replayer.exchange().home();
    let (to_apply, decoded) = sync_channel::<Records>(FRAMES_AHEAD);
    let (to_decode, applied) = sync_channel::<Records>(FRAMES_AHEAD);
    std::thread::scope(|scope| {
        let decoding = scope.spawn(move || decode_frames(&mut reader, home, &applied, &to_apply));
        let mut twice = faults.apply_twice();
        for records in decoded {
            if std::mem::take(&mut twice) {
                replayer.apply_first(&records);
            }
            replayer.apply(&records)?;
            // The other side is gone after its last frame.
            let _ = to_decode.try_send(records);
        }
        decoding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Decodes frames in order until the tip, an error, or until nobody takes them any more.
fn decode_frames(
    reader: &mut FrameReader,
    home: Home,
    empty: &Receiver<Records>,
    to_apply: &SyncSender<Records>,
) -> Result<(), RecoveryError> {
    while let Some(frame) = reader.next()? {
        let header = &frame.header;
        if header.is_seal() {
            continue;
        }
        let mut records = empty.try_recv().unwrap_or_default();
        records.decode(home, Seq(header.first_seq), header.count, frame.payload, header.control_totals)?;
        if to_apply.send(records).is_err() {
            break;
        }
    }
    Ok(())
}
