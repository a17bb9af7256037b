//! The half of recovery that reads: snapshots, then the journal after them, each byte once.

use super::{Piece, RecoveredFrame, RecoverySettings, Verdict};
use crate::error::RecoveryError;
use crate::replay::Records;
use crate::room::RoomNeeded;
use crate::snapshot::SavedState;
use exchange::Capacity;
use journal::{Disk, Frame, Journal, JournalError, Opened, Recovery, SnapshotPosition, Snapshots, Start};
use protocol::{Home, Seq};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

/// The reading thread. All that recovery asks of the disk it asks here, one thing after the other.
pub(super) struct Reading<'a> {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) settings: &'a RecoverySettings,
    pub(super) frames: Frames,
    pub(super) verdicts: Receiver<Verdict>,
}

/// Where decoded frames go, and where emptied ones come back from.
pub(super) struct Frames {
    pub(super) home: Home,
    pub(super) to_build: SyncSender<Piece>,
    pub(super) follower: Option<SyncSender<Arc<RecoveredFrame>>>,
    pub(super) empty: Receiver<Records>,
    pub(super) emptied: SyncSender<Records>,
}

/// What came of reading.
pub(super) struct Found {
    pub(super) opened: Opened,
    pub(super) snapshots: Snapshots,
    /// The snapshot that the state was built from.
    pub(super) snapshot: Option<SnapshotPosition>,
    /// Newer ones that could not be used, with the reasons.
    pub(super) unusable: Vec<String>,
}

/// How reading the journal after one snapshot ended.
enum Followed {
    Opened(Opened),
    /// The state is of no use.
    Unfit(JournalError),
    /// The building thread has ended, and says itself why.
    Alone,
}

impl Reading<'_> {
    /// `None` if the building thread gave up.
    pub(super) fn run(self) -> Result<Option<Found>, RecoveryError> {
        let snapshots = Snapshots::new(Arc::clone(&self.disk), self.settings.journal.identity, journal::snapshot::EXCHANGE);
        let seqs = snapshots.seqs()?;
        let mut unusable = Vec::new();
        for &seq in &seqs {
            // A snapshot whose place is not in the journal is no reason to take an older one: records are missing.
            let (snapshot, state) = match self.read(&snapshots, seq, &seqs) {
                Ok(read) => read,
                Err(JournalError::Snapshot { name, reason }) => {
                    unusable.push(format!("{name}: {reason}"));
                    continue;
                }
                // One flipped bit of its header makes it another journal's. Whether the folder is the right one shows by the segments.
                Err(error @ JournalError::WrongJournal { .. }) => {
                    unusable.push(format!("snapshot at seq {seq}: {error}"));
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            match self.follow(Some(snapshot), Some(state))? {
                Followed::Opened(opened) => return Ok(Some(Found { opened, snapshots, snapshot: Some(snapshot), unusable })),
                Followed::Unfit(JournalError::Snapshot { name, reason }) => unusable.push(format!("{name}: {reason}")),
                Followed::Unfit(error) => return Err(error.into()),
                Followed::Alone => return Ok(None),
            }
        }
        match self.follow(None, None)? {
            Followed::Opened(opened) => Ok(Some(Found { opened, snapshots, snapshot: None, unusable })),
            Followed::Unfit(error) => Err(error.into()),
            Followed::Alone => Ok(None),
        }
    }

    fn read(&self, snapshots: &Snapshots, seq: u64, seqs: &[u64]) -> Result<(SnapshotPosition, Box<SavedState>), JournalError> {
        let state = Box::new(SavedState::read(snapshots, seq)?);
        let position = state.position;
        match seqs.last() {
            Some(&oldest) if self.settings.faults.stale_snapshot() => Ok((position, Box::new(SavedState::read(snapshots, oldest)?))),
            _ => Ok((position, state)),
        }
    }

    /// Hands the state over and every frame after it; then opens the journal for writing, if the state was good.
    fn follow(&self, snapshot: Option<SnapshotPosition>, state: Option<Box<SavedState>>) -> Result<Followed, RecoveryError> {
        let capacity = self.settings.capacity;
        let mut needed = state.as_ref().map_or(RoomNeeded::default(), |state| state.room_needed(self.settings.home));
        // What does not fit is not built; but all is read, to say how much room would do.
        if needed.check(capacity).is_ok() && self.frames.to_build.send(Piece::Begin(state)).is_err() {
            return Ok(Followed::Alone);
        }
        let start = snapshot.map_or(Start::Oldest, |snapshot| Start::After { seq: snapshot.seq, hash: snapshot.hash });
        let mut recovery = match Recovery::begin(Arc::clone(&self.disk), self.settings.journal.clone(), start) {
            Err(JournalError::Missing) if snapshot.is_none() => {
                return Ok(Followed::Opened(Journal::create(Arc::clone(&self.disk), self.settings.journal.clone())?));
            }
            begun => begun?,
        };
        // Without a snapshot everything is needed, what is only in the archive too, and that is found once the journal is open.
        let only_in_archive = snapshot.is_none() && recovery.start().seq > 0;
        let mut verdict = None;
        if !only_in_archive {
            while let Some(frame) = recovery.next()? {
                if self.frames.hand_over(&frame, &mut needed, capacity)? == Taken::Not {
                    return Ok(Followed::Alone);
                }
                match self.verdicts.try_recv() {
                    Ok(told) => verdict = Some(told),
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Disconnected) => return Ok(Followed::Alone),
                }
                if matches!(verdict, Some(Verdict::Unfit(_))) {
                    break;
                }
            }
        }
        if !matches!(verdict, Some(Verdict::Unfit(_))) {
            needed.check(capacity)?;
        }
        match verdict.or_else(|| self.verdicts.recv().ok()) {
            None => return Ok(Followed::Alone),
            Some(Verdict::Unfit(error)) => return Ok(Followed::Unfit(error)),
            Some(Verdict::Built) => {}
        }
        let opened = recovery.finish()?;
        if only_in_archive {
            let mut reader = opened.journal.reader_from(1)?;
            while let Some(frame) = reader.next()? {
                if self.frames.hand_over(&frame, &mut needed, capacity)? == Taken::Not {
                    return Ok(Followed::Alone);
                }
            }
            needed.check(capacity)?;
        }
        Ok(Followed::Opened(opened))
    }
}

/// Whether frames are still taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Yes,
    Not,
}

impl Frames {
    /// Decodes a frame and hands it over, if all so far fits.
    fn hand_over(&self, frame: &Frame<'_>, needed: &mut RoomNeeded, capacity: Capacity) -> Result<Taken, RecoveryError> {
        let header = &frame.header;
        if header.is_seal() {
            return Ok(Taken::Yes);
        }
        let mut records = self.empty.try_recv().unwrap_or_default();
        records.decode(self.home, Seq(header.first_seq), header.count, frame.payload, header.control_totals)?;
        *needed = needed.or_more(records.needed);
        if needed.check(capacity).is_err() {
            return Ok(Taken::Yes);
        }
        let frame = Arc::new(RecoveredFrame { records, emptied: self.emptied.clone() });
        if let Some(follower) = &self.follower {
            // One that has hung up is no reason to stop.
            let _ = follower.send(Arc::clone(&frame));
        }
        Ok(if self.to_build.send(Piece::Frame(frame)).is_ok() { Taken::Yes } else { Taken::Not })
    }
}
