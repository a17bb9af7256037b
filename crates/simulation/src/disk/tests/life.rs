//! A journal that lives through crashes on the simulated disk, and a ledger beside it of what was acknowledged.

use std::collections::VecDeque;
use std::io::Write;

use journal::snapshot::{EXCHANGE, SNAPSHOTS_KEPT};
use journal::{
    FrameBuffer, FrameFields, FrameHash, FrameHeader, Identity, Journal, JournalConfig, JournalError, JournalId, JournalWriter, Opened,
    SnapshotPosition, Snapshots, Start,
};

use crate::disk::{Faults, Rng, SimDisk};

pub(super) const SEGMENT_BYTES: u64 = 32 << 10;

/// How a life may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    PowerCut,
    Killed,
}

/// What a run counted, so that a test can show that it reached what it is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) appended: u64,
    /// Frames that were durable before the one they follow was written.
    pub(super) overtaken: u64,
    pub(super) recoveries: u64,
    pub(super) interrupted_recoveries: u64,
    pub(super) unacknowledged_kept: u64,
    pub(super) cuts: u64,
    pub(super) recycled: u64,
    pub(super) archived: u64,
    pub(super) failed_appends: u64,
    pub(super) snapshots: u64,
    pub(super) started_from_snapshot: u64,
}

/// A frame that was acknowledged, or that recovery found and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept {
    last_seq: u64,
    hash: FrameHash,
}

pub(super) struct World {
    pub(super) disk: SimDisk,
    pub(super) rng: Rng,
    pub(super) tally: Tally,
    /// By ordinal, from 1.
    kept: Vec<Kept>,
    /// The records of the frames that were being appended when the life ended, in order.
    under_way: VecDeque<Vec<u8>>,
    /// The newest finished snapshot and the one before it: both must be there.
    snapshot: Option<Kept>,
    snapshot_before: Option<Kept>,
}

/// Why a run is wrong: an acknowledged frame is not there, or recovery refused a disk that no fault at rest touched.
#[derive(Debug)]
pub(super) struct Wrong(pub(super) String);

impl World {
    pub(super) fn new(seed: u64, faults: Faults) -> World {
        World {
            disk: SimDisk::new(seed, faults),
            rng: Rng::new(seed ^ 0x6a6f_6761_6b00_0000),
            tally: Tally::default(),
            kept: Vec::new(),
            under_way: VecDeque::new(),
            snapshot: None,
            snapshot_before: None,
        }
    }

    /// Several lives, each with a power cut or kill at any changing call, some of them during recovery.
    pub(super) fn run(&mut self, lives: u64) -> Result<(), Wrong> {
        for _ in 0..lives {
            self.live()?;
        }
        self.disk.set_faults(Faults::default());
        self.recover(None).map(drop)
    }

    fn live(&mut self) -> Result<(), Wrong> {
        // A quarter of the recoveries is cut short at one of its first changing calls.
        let cut_short = (self.rng.below(4) == 0).then(|| 1 + self.rng.below(8));
        let Some(opened) = self.recover(cut_short)? else { return Ok(()) };
        if self.rng.coin() {
            let calls = 1 + self.rng.below(120);
            self.disk.fail_power_after(calls);
        }
        let Opened { journal, mut writer, .. } = opened;
        for _ in 0..self.rng.below(60) {
            if self.step(&journal, &mut writer).is_err() {
                break;
            }
        }
        let end = if self.disk.power_failed() || self.rng.coin() { End::PowerCut } else { End::Killed };
        drop((journal, writer));
        self.end(end);
        Ok(())
    }

    pub(super) fn end(&mut self, end: End) {
        match end {
            End::PowerCut => self.disk.crash(self.rng.next_u64()),
            End::Killed => self.disk.kill(),
        }
    }

    fn step(&mut self, journal: &Journal, writer: &mut JournalWriter) -> Result<(), JournalError> {
        match self.rng.below(14) {
            0 => self.append(writer, 0).map(drop),
            1 => journal.prepare_ahead(),
            2 => {
                self.tally.archived += u64::from(journal.archive_closed()?);
                self.tally.recycled += u64::from(journal.retain(self.snapshots().retain_from()?)?);
                Ok(())
            }
            3 => self.take_snapshot(),
            4..=7 => {
                let appended = self.append_two(writer);
                self.tally.failed_appends += u64::from(appended.is_err());
                appended
            }
            _ => {
                let count = 1 + u32::try_from(self.rng.below(5)).expect("small");
                self.append(writer, count).map(drop)
            }
        }
    }

    /// Appends a frame of `count` records; the ledger takes it once the journal says that it is durable.
    pub(super) fn append(&mut self, writer: &mut JournalWriter, count: u32) -> Result<FrameHeader, JournalError> {
        let mut frame = FrameBuffer::new();
        let fields = self.fill(&mut frame, count);
        match writer.append(&mut frame, &fields) {
            Ok(header) => Ok(self.note(header)),
            Err(error) => {
                self.tally.failed_appends += 1;
                assert!(matches!(writer.append(&mut frame, &fields), Err(JournalError::Poisoned)), "a second append after a failed one");
                Err(error)
            }
        }
    }

    /// Appends two frames beside each other, as two threads do; chance decides which of them is written and synced first.
    fn append_two(&mut self, writer: &mut JournalWriter) -> Result<(), JournalError> {
        let mut frames = [FrameBuffer::new(), FrameBuffer::new()];
        let mut in_flight = Vec::with_capacity(frames.len());
        for frame in &mut frames {
            let count = 1 + u32::try_from(self.rng.below(5)).expect("small");
            let fields = self.fill(frame, count);
            in_flight.push(writer.begin(frame, &fields)?);
        }
        let mut steps = [0, 0];
        while steps != [2, 2] {
            let at = usize::from(self.rng.coin());
            match steps[at] {
                0 => in_flight[at].write(&mut frames[at])?,
                1 => in_flight[at].sync()?,
                _ => continue,
            }
            steps[at] += 1;
            self.tally.overtaken += u64::from(steps == [0, 2]);
        }
        for in_flight in in_flight {
            let header = in_flight.land()?;
            self.note(header);
        }
        Ok(())
    }

    fn fill(&mut self, frame: &mut FrameBuffer, count: u32) -> FrameFields {
        let record_bytes = 1 + self.rng.below(2000);
        for _ in 0..u64::from(count) * record_bytes {
            let byte = self.rng.next_u64().to_le_bytes()[0];
            frame.payload().push(byte);
        }
        self.under_way.push_back(frame.records().to_vec());
        // The same fields in every life: nothing but the records tells a frame from one that was cut.
        FrameFields { term: 1, writer: 1, rules_version: 1, count, base_time: 0, control_totals: [0; 4] }
    }

    fn note(&mut self, header: FrameHeader) -> FrameHeader {
        self.under_way.pop_front();
        self.kept.push(Kept { last_seq: header.last_seq(), hash: header.hash });
        self.tally.appended += 1;
        header
    }

    /// Recovers and compares with the ledger. `None` if the power failed meanwhile.
    pub(super) fn recover(&mut self, power_calls: Option<u64>) -> Result<Option<Opened>, Wrong> {
        if let Some(calls) = power_calls {
            self.disk.fail_power_after(calls);
        }
        let opened = self.open();
        if self.disk.power_failed() {
            self.tally.interrupted_recoveries += 1;
            drop(opened);
            self.end(End::PowerCut);
            return Ok(None);
        }
        let opened = match opened {
            Ok(opened) => opened,
            // A read or sync that fails stops recovery; another attempt finds the same journal.
            Err(JournalError::Io { .. }) => {
                self.tally.interrupted_recoveries += 1;
                self.end(End::Killed);
                return Ok(None);
            }
            Err(error) => return Err(Wrong(error.to_string())),
        };
        self.tally.recoveries += 1;
        self.tally.cuts += u64::from(opened.recovered.cut.is_some());
        match self.compare(&opened) {
            Ok(()) => Ok(Some(opened)),
            Err(Comparison::Io) => {
                self.end(End::Killed);
                Ok(None)
            }
            Err(Comparison::Wrong(wrong)) => Err(wrong),
        }
    }

    fn open(&mut self) -> Result<Opened, JournalError> {
        let config = JournalConfig { segment_bytes: SEGMENT_BYTES, ..JournalConfig::new(identity()) };
        let boot = self.disk.boot();
        let start = self.start()?;
        match Journal::open(boot.clone(), config.clone(), start) {
            Err(JournalError::Missing) if self.kept.is_empty() => Journal::create(boot, config),
            opened => opened,
        }
    }

    /// One of the last two snapshots, which must be good, or the oldest frame.
    fn start(&mut self) -> Result<Start, JournalError> {
        let snapshots = self.snapshots();
        let good = snapshots.good_seqs()?;
        let lost =
            |finished: Option<Kept>, good: Option<&u64>| finished.is_some_and(|finished| good.is_none_or(|&seq| seq < finished.last_seq));
        if lost(self.snapshot, good.first()) || lost(self.snapshot_before, good.get(1)) {
            let reason = format!("{:?} and {:?} were finished, good are {good:?}", self.snapshot, self.snapshot_before);
            return Err(JournalError::Snapshot { name: "newest".to_owned(), reason });
        }
        let chosen = usize::try_from(self.rng.below(3)).expect("small");
        let Some(&seq) = good.iter().take(SNAPSHOTS_KEPT).nth(chosen) else { return Ok(Start::Oldest) };
        let position = snapshots.verify(seq)?;
        self.tally.started_from_snapshot += 1;
        Ok(Start::After { seq, hash: position.hash })
    }

    fn snapshots(&self) -> Snapshots {
        Snapshots::new(self.disk.boot(), identity(), EXCHANGE)
    }

    fn take_snapshot(&mut self) -> Result<(), JournalError> {
        let Some(&tip) = self.kept.last().filter(|tip| tip.last_seq > 0) else { return Ok(()) };
        let mut writer = self.snapshots().write(SnapshotPosition { seq: tip.last_seq, hash: tip.hash, time: 0 })?;
        for component in ["ledger", "orders"] {
            writer.begin_component(component)?;
            let len = usize::try_from(self.rng.below(6000)).expect("small");
            writer.write_all(&vec![self.rng.next_u64().to_le_bytes()[0]; len]).map_err(|source| JournalError::Io {
                doing: "write",
                name: component.to_owned(),
                source,
            })?;
        }
        writer.finish()?;
        // A second one at the same place replaces the first.
        self.snapshot_before = self.snapshot.filter(|before| before.last_seq < tip.last_seq).or(self.snapshot_before);
        self.snapshot = Some(tip);
        self.tally.snapshots += 1;
        Ok(())
    }

    /// Every acknowledged frame that is kept must be there, unchanged and in order, and at most those under way after it.
    fn compare(&mut self, opened: &Opened) -> Result<(), Comparison> {
        let tip = opened.recovered.tip;
        let acknowledged = self.kept.len() as u64;
        if tip.ordinal < acknowledged {
            return Err(Comparison::wrong(format!("{acknowledged} frames were acknowledged, {} are left", tip.ordinal)));
        }
        let under_way = self.under_way.len() as u64;
        if tip.ordinal > acknowledged + under_way {
            let reason = format!("{} frames, only {acknowledged} and {under_way} under way were written", tip.ordinal);
            return Err(Comparison::wrong(reason));
        }
        // Mostly only what the segments hold, because the archive gets long.
        let from_genesis = tip.seq == 0 || self.rng.below(8) == 0;
        let reader = if from_genesis {
            opened.journal.reader_after(0, identity().genesis())
        } else {
            opened.journal.reader_from(opened.journal.first_seq().min(tip.seq))
        };
        let mut reader = reader.map_err(Comparison::from)?;
        let mut last = 0;
        while let Some(frame) = reader.next().map_err(Comparison::from)? {
            let ordinal = usize::try_from(frame.header.ordinal).expect("small");
            let found = Kept { last_seq: frame.header.last_seq(), hash: frame.header.hash };
            match self.kept.get(ordinal - 1) {
                Some(kept) if *kept == found => {}
                Some(_) => return Err(Comparison::wrong(format!("frame {ordinal} is another one"))),
                None if self.under_way.front().is_some_and(|records| records == frame.payload) => {
                    self.under_way.pop_front();
                    self.kept.push(found);
                    self.tally.unacknowledged_kept += 1;
                }
                None => return Err(Comparison::wrong(format!("frame {ordinal} was never written"))),
            }
            last = frame.header.ordinal;
        }
        if last != tip.ordinal {
            return Err(Comparison::wrong(format!("reading ends at frame {last} of {}", tip.ordinal)));
        }
        self.under_way.clear();
        Ok(())
    }
}

enum Comparison {
    /// A planned read error.
    Io,
    Wrong(Wrong),
}

impl Comparison {
    fn wrong(reason: String) -> Comparison {
        Comparison::Wrong(Wrong(reason))
    }
}

impl From<JournalError> for Comparison {
    fn from(error: JournalError) -> Comparison {
        match error {
            JournalError::Io { .. } => Comparison::Io,
            error => Comparison::wrong(error.to_string()),
        }
    }
}

pub(super) fn identity() -> Identity {
    Identity { journal: JournalId(*b"simulated journa"), market: 0, shard: 0 }
}

impl Tally {
    pub(super) fn add(&mut self, other: &Tally) {
        self.appended += other.appended;
        self.overtaken += other.overtaken;
        self.recoveries += other.recoveries;
        self.interrupted_recoveries += other.interrupted_recoveries;
        self.unacknowledged_kept += other.unacknowledged_kept;
        self.cuts += other.cuts;
        self.recycled += other.recycled;
        self.archived += other.archived;
        self.failed_appends += other.failed_appends;
        self.snapshots += other.snapshots;
        self.started_from_snapshot += other.started_from_snapshot;
    }
}
