//! From a dead process to a living one, and everything that has to be true in between.

use super::Run;
use super::life::Life;
use crate::disk::{Faults as DiskFaults, SyncHonesty};
use crate::finding::Finding;
use crate::plan::Planted;
use crate::tables::{Fault, Recovery};
use exchange::Exchange;
use journal::{Journal, JournalError};
use protocol::record::decode_record_into;
use protocol::wire::Decoder;
use protocol::{Event, Seq};
use sequencer::{
    Inspector, JournalHistory, RULES_VERSION, RecoveredShard, RecoveryError, Replayer, Writer, WriterSettings, read_snapshot, recover,
};

/// Recoveries of one death that are interrupted, at most.
const INTERRUPTIONS_MAX: u32 = 3;

/// A bit at rest.
struct Flip {
    name: String,
    bit: u64,
    /// The byte with the bit flipped.
    flipped: u8,
}

/// Which page of a file a bit is flipped in.
#[derive(Clone, Copy, Debug)]
enum Page {
    AnyUsed,
    LastUsed,
}

impl Run<'_> {
    /// Recovers, perhaps at the second or third attempt, compares, and makes a process of it.
    pub(super) fn bring_up(&mut self, fault: Fault) -> Result<Life, Finding> {
        let flips = self.flip_bits(fault);
        let nothing_to_flip =
            flips.is_empty() && matches!(fault, Fault::JournalBitFlip | Fault::SnapshotBitFlip | Fault::AllSnapshotsBitFlip);
        let fault = if nothing_to_flip { Fault::CleanStop } else { fault };
        let shard = self.recover(fault, &flips)?;
        self.undo(&flips);
        self.note(fault, &shard);
        self.settle(shard.last_seq())?;
        self.read_back(&shard.journal)?;
        self.reference.compare_state(shard.core.exchange(), "recovery")?;
        self.reference.scan(self.tables)?;
        let checked = shard.core.exchange().check();
        checked.map_err(|violation| Finding::Invariant { seq: shard.last_seq(), violation })?;
        self.start(shard)
    }

    fn recover(&mut self, fault: Fault, flips: &[Flip]) -> Result<RecoveredShard, Finding> {
        let mut interruptions = 0;
        let mut flipped = !flips.is_empty();
        loop {
            let (crashes, fails_reads) = match self.rng.below(10) {
                0..=2 if interruptions < INTERRUPTIONS_MAX => (true, false),
                3 if interruptions < INTERRUPTIONS_MAX => (false, true),
                _ => (false, false),
            };
            interruptions += 1;
            if crashes {
                self.disk.fail_power_after(1 + self.rng.below(12));
            }
            if fails_reads {
                let sync = self.sync_honesty();
                self.disk.set_faults(DiskFaults { read_error_per_mille: 150, sync, ..DiskFaults::default() });
            }
            let recovered = recover(self.disk.boot(), &self.recovery);
            self.quiet_disk();
            match recovered {
                Ok(shard) if self.disk.power_failed() => {
                    drop(shard);
                    self.crash_again(fault);
                }
                Ok(shard) => {
                    if shard.last_seq() < self.reference.last_seq() && fault == Fault::JournalBitFlip {
                        return Err(Finding::DamageCut { seq: shard.last_seq() });
                    }
                    return Ok(shard);
                }
                Err(_) if self.disk.power_failed() => self.crash_again(fault),
                Err(RecoveryError::Journal(JournalError::Io { .. })) if fails_reads => {
                    self.tables.note_recovery(fault, Recovery::ReadError);
                    self.disk.kill();
                }
                Err(error) if flipped && fault == Fault::JournalBitFlip && is_damage(&error) => {
                    flipped = false;
                    self.tables.note_recovery(fault, Recovery::DamageStop);
                    self.undo(flips);
                    self.disk.kill();
                }
                Err(error) => return Err(Finding::NotRecovered { fault: fault.name(), error: error.to_string() }),
            }
        }
    }

    fn crash_again(&mut self, fault: Fault) {
        self.tables.note_recovery(fault, Recovery::SecondCrash);
        self.disk.crash(self.rng.next_u64());
    }

    /// What of the uncertain commands is durable goes to the reference; the others must not have been answered, and are sent again.
    fn settle(&mut self, tip: Seq) -> Result<(), Finding> {
        if tip < self.reference.last_seq() {
            return Err(Finding::AcknowledgedLost { what: "a command", seq: self.reference.last_seq(), tip });
        }
        let told = std::mem::take(&mut self.told);
        for pending in std::mem::take(&mut self.uncertain) {
            let answered = pending.reply.is_some_and(|reply| told.contains(&reply));
            let durable = pending.header.seq <= tip && (pending.decision.is_journaled() || answered);
            if answered && pending.header.seq > tip {
                return Err(Finding::AcknowledgedLost { what: pending.command.name(), seq: pending.header.seq, tip });
            }
            if durable {
                self.reference.take(&pending, self.tables)?;
            }
            if let Some(reply) = pending.reply.filter(|_| !answered) {
                self.tables.counts.unanswered += 1;
                self.tables.counts.unanswered_survived += u64::from(durable);
                if pending.header.key.is_some() {
                    self.retry.push_back(reply);
                }
            }
        }
        if tip > self.reference.last_seq() {
            return Err(Finding::RecordInvented { seq: tip });
        }
        Ok(())
    }

    /// Every record since the last time is on disk as it was executed.
    fn read_back(&mut self, journal: &Journal) -> Result<(), Finding> {
        let from = Seq((self.verified.0 + 1).max(journal.first_seq()));
        self.read_from(journal, from, None)?;
        self.verified = self.reference.last_seq();
        Ok(())
    }

    /// The whole journal, out of archive and segments: every record is the one that was executed, and applying all of them comes to the same state.
    pub(super) fn read_all_back(&mut self) -> Result<(), Finding> {
        let not_recovered = |error: RecoveryError| Finding::NotRecovered { fault: Fault::CleanStop.name(), error: error.to_string() };
        let shard = recover(self.disk.boot(), &self.recovery).map_err(not_recovered)?;
        self.settle(shard.last_seq())?;
        self.reference.compare_state(shard.core.exchange(), "the last recovery")?;
        self.reference.scan(self.tables)?;
        let begins = match self.flavour.archive {
            journal::ArchiveMode::Keep => 1,
            journal::ArchiveMode::None => shard.journal.first_seq(),
        };
        let mut replayer =
            (begins == 1).then(|| Replayer::new(Exchange::new(self.flavour.home, self.flavour.capacity), self.flavour.capacity));
        self.read_from(&shard.journal, Seq(begins), replayer.as_mut())?;
        match replayer {
            Some(replayer) => self.reference.compare_state(replayer.exchange(), "a replay from the first record"),
            None => Ok(()),
        }
    }

    fn read_from(&mut self, journal: &Journal, from: Seq, mut replayer: Option<&mut Replayer>) -> Result<(), Finding> {
        let unreadable = |error: JournalError| Finding::Stopped(format!("the journal cannot be read back: {error}"));
        let mut reader = journal.reader_from(from.0).map_err(unreadable)?;
        let mut events: Vec<Event> = Vec::new();
        let mut last = Seq(from.0 - 1);
        while let Some(frame) = reader.next().map_err(unreadable)? {
            let header = &frame.header;
            if header.is_seal() {
                continue;
            }
            if let Some(replayer) = replayer.as_deref_mut() {
                let applied = replayer.apply_frame(Seq(header.first_seq), header.count, frame.payload, header.control_totals);
                applied.map_err(|error| Finding::Stopped(error.to_string()))?;
            }
            let mut bytes = Decoder::new(frame.payload, self.flavour.home);
            for seq in header.first_seq..=header.last_seq() {
                events.clear();
                let decoded = decode_record_into(&mut bytes, Seq(seq), &mut events);
                let (record, command, rejection) = decoded.map_err(|_| Finding::RecordDiffers { seq: Seq(seq) })?;
                if seq >= from.0 {
                    let outcome = rejection.as_ref().map_or(Ok(events.as_slice()), Err);
                    self.reference.compare_record(&record, &command, outcome)?;
                    last = Seq(seq);
                }
            }
        }
        let tip = self.reference.last_seq();
        if last == tip || from.0 > tip.0 { Ok(()) } else { Err(Finding::AcknowledgedLost { what: "a record", seq: tip, tip: last }) }
    }

    fn start(&mut self, shard: RecoveredShard) -> Result<Life, Finding> {
        let RecoveredShard { core, journal, journal_writer, snapshots, snapshot, .. } = shard;
        let (gateway, _, outlet) = gateway::open(core.home(), core.last_seq(), Box::new(JournalHistory { journal: journal.clone() }));
        let settings = WriterSettings { home: core.home(), term: 1, writer: 1, rules_version: RULES_VERSION };
        let follower = match self.flavour.snapshot_records {
            None => None,
            Some(_) => {
                let (exchange, seq) = match snapshot {
                    Some(position) => {
                        let read = read_snapshot(&snapshots, position.seq, self.flavour.home, self.flavour.capacity);
                        (read.map_err(|error| Finding::Follower(error.to_string()))?.0, Seq(position.seq))
                    }
                    None => (Exchange::new(self.flavour.home, self.flavour.capacity), Seq(0)),
                };
                Some(Inspector::new(exchange, gateway.follow(seq)))
            }
        };
        let totals = core.exchange().control_totals();
        let writer = Writer::new(settings, journal_writer, Some(outlet), totals, self.recovery.faults);
        Ok(Life::new(core, writer, journal, snapshots, follower, self.disk.counts()))
    }

    fn note(&mut self, fault: Fault, shard: &RecoveredShard) {
        let end = if shard.found.cut.is_some() { Recovery::Cut } else { Recovery::Whole };
        let beginning = match (&shard.snapshot, shard.unusable.is_empty()) {
            (Some(_), true) => Recovery::SnapshotUsed,
            (Some(_), false) => Recovery::OlderSnapshotUsed,
            (None, true) => Recovery::FromBeginning,
            (None, false) => Recovery::NoSnapshotUsable,
        };
        self.tables.note_recovery(fault, end);
        self.tables.note_recovery(fault, beginning);
        self.tables.counts.recoveries += 1;
    }

    pub(super) fn sync_honesty(&self) -> SyncHonesty {
        if self.settings.planted == Some(Planted::SkippedSync) { SyncHonesty::Skipped } else { SyncHonesty::Honest }
    }

    /// Flips what the fault says, at rest.
    fn flip_bits(&mut self, fault: Fault) -> Vec<Flip> {
        let names = self.disk.file_names();
        let of = |prefix: &str| names.iter().filter(|name| name.starts_with(prefix)).cloned().collect::<Vec<_>>();
        if fault == Fault::JournalBitFlip && self.chance(4) {
            // Where the frame lies that sealed the journal, if the newest segment was not made ready ahead.
            let newest = of("journal/seg-").into_iter().rev().find_map(|name| self.flip_in(name, Page::LastUsed));
            return newest.into_iter().collect();
        }
        let chosen = match fault {
            Fault::JournalBitFlip => {
                let mut segments = of("journal/seg-");
                if segments.is_empty() {
                    return Vec::new();
                }
                let at = usize::try_from(self.rng.below(segments.len() as u64)).expect("below a length");
                vec![segments.swap_remove(at)]
            }
            Fault::SnapshotBitFlip => of("snapshots/exchange-").into_iter().next_back().into_iter().collect(),
            Fault::AllSnapshotsBitFlip if self.flavour.archive == journal::ArchiveMode::Keep => of("snapshots/exchange-"),
            _ => Vec::new(),
        };
        chosen.into_iter().filter_map(|name| self.flip_in(name, Page::AnyUsed)).collect()
    }

    /// One bit of a page that holds something.
    fn flip_in(&mut self, name: String, page: Page) -> Option<Flip> {
        const PAGE: usize = 4_096;
        let contents = self.disk.contents(&name)?;
        let is_used = |page: &usize| contents[page * PAGE..].iter().take(PAGE).any(|&byte| byte != 0);
        let used: Vec<usize> = (0..contents.len().div_ceil(PAGE)).filter(is_used).collect();
        let page = match page {
            Page::AnyUsed => used.get(usize::try_from(self.rng.below(used.len().max(1) as u64)).ok()?)?,
            Page::LastUsed => used.last()?,
        };
        let bytes = (contents.len() - page * PAGE).min(PAGE) as u64;
        let bit = (page * PAGE) as u64 * 8 + self.rng.below(bytes * 8);
        let flipped = contents[usize::try_from(bit / 8).ok()?] ^ 1 << (bit % 8);
        self.disk.flip_bit(&name, bit).then_some(Flip { name, bit, flipped })
    }

    /// The bits are as they were, unless something else was written there.
    fn undo(&self, flips: &[Flip]) {
        for Flip { name, bit, flipped } in flips {
            let at = usize::try_from(bit / 8).expect("simulated files fit memory");
            let still = self.disk.contents(name).and_then(|contents| contents.get(at).copied());
            if still == Some(*flipped) {
                self.disk.flip_bit(name, *bit);
            }
        }
    }
}

/// Whether recovery says that something durable is unreadable.
fn is_damage(error: &RecoveryError) -> bool {
    use JournalError::{Damage, Fork, NoBeginning, PositionNotFound, WrongJournal};
    matches!(
        error,
        RecoveryError::Journal(Damage { .. } | Fork { .. } | NoBeginning { .. } | PositionNotFound { .. } | WrongJournal { .. })
    )
}
