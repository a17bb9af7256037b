//! One process, from recovery to its end: batches are executed, written and answered; the follower executes them again and writes snapshots.

use super::Run;
use super::flying::Flying;
use crate::disk::{DiskCounts, Faults as DiskFaults};
use crate::finding::Finding;
use crate::ledger::Sent;
use crate::reference::Pending;
use crate::tables::Fault;
use crate::workload::Sight;
use journal::{FrameHash, Journal, JournalError, SnapshotPosition, Snapshots};
use protocol::command::{AccountKind, Genesis, OpenAccount};
use protocol::{Command, KeyHash, OwnerId, Time};
use sequencer::{CommandSource, Core, Incoming, Inspected, Inspector, SequencerError, Writer};
use std::collections::VecDeque;

/// Full batches of the sequencer's own steps, in a row, in which no command gets a turn; more mean that the steps never end.
const IDLE_BATCHES_MAX: u32 = 2;

pub(super) struct Life {
    pub(super) core: Core,
    pub(super) writer: Writer,
    pub(super) journal: Journal,
    pub(super) snapshots: Snapshots,
    pub(super) follower: Option<Inspector>,
    /// The disk's counts when it began.
    pub(super) began: DiskCounts,
    pub(super) flying: Flying,
}

/// What a part of the process came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alive {
    Yes,
    /// A call failed, and the process stopped itself.
    No,
}

impl Life {
    pub(super) fn new(
        core: Core,
        writer: Writer,
        journal: Journal,
        snapshots: Snapshots,
        follower: Option<Inspector>,
        began: DiskCounts,
    ) -> Self {
        Self { core, writer, journal, snapshots, follower, began, flying: Flying::default() }
    }
}

impl Run<'_> {
    /// Lives until the planned fault, or until a call fails; gives how it ended.
    pub(super) fn live(&mut self, life: &mut Life) -> Result<Fault, Finding> {
        let planned = self.plan_fault();
        let batches = 4 + self.rng.below(70);
        let strikes_at = self.rng.below(batches / 2 + 1);
        for batch in 0..batches {
            if self.submitted >= self.settings.commands {
                break;
            }
            if batch == strikes_at {
                self.strike(planned);
            }
            if self.step(life)? == Alive::No {
                return Ok(self.cause(planned));
            }
        }
        let stops_in_order =
            matches!(planned, Fault::CleanStop | Fault::JournalBitFlip | Fault::SnapshotBitFlip | Fault::AllSnapshotsBitFlip);
        match planned {
            _ if stops_in_order => {
                self.quiet_disk();
                Ok(if self.finish_writing(life)? == Alive::Yes { planned } else { Fault::PowerCutWriting })
            }
            Fault::PowerCutIdle => Ok(Fault::PowerCutIdle),
            _ => Ok(Fault::Killed),
        }
    }

    /// Writes what was executed, seals and ends: nothing may fail.
    pub(super) fn stop_in_order(&mut self, life: &mut Life) -> Result<(), Finding> {
        self.disk.fail_power_after(u64::MAX);
        match self.finish_writing(life)? {
            Alive::Yes => Ok(()),
            Alive::No => Err(Finding::Stopped("a call failed on a sound disk".to_owned())),
        }
    }

    pub(super) fn bury(&mut self, life: Life, fault: Fault) {
        self.forget(life.flying);
        let lost_power = match fault {
            Fault::PowerCutIdle | Fault::PowerCutWriting => true,
            Fault::WriteError | Fault::SyncError | Fault::DiskFull => self.rng.below(4) > 0,
            _ => false,
        };
        if lost_power {
            self.disk.crash(self.rng.next_u64());
        } else {
            self.disk.kill();
        }
        self.quiet_disk();
    }

    fn plan_fault(&mut self) -> Fault {
        match self.rng.below(23) {
            0 => Fault::CleanStop,
            1 => Fault::Killed,
            2..=3 => Fault::PowerCutIdle,
            4..=7 => Fault::PowerCutWriting,
            8..=9 => Fault::WriteError,
            10..=13 => Fault::SyncError,
            14..=16 => Fault::DiskFull,
            17..=18 => Fault::JournalBitFlip,
            19..=20 => Fault::SnapshotBitFlip,
            _ => Fault::AllSnapshotsBitFlip,
        }
    }

    fn strike(&mut self, planned: Fault) {
        let base = DiskFaults { sync: self.sync_honesty(), ..DiskFaults::default() };
        match planned {
            Fault::PowerCutWriting => self.disk.fail_power_after(1 + self.rng.below(60)),
            Fault::WriteError => self.disk.set_faults(DiskFaults { write_error_per_mille: 100, ..base }),
            Fault::SyncError => self.disk.set_faults(DiskFaults { sync_error_per_mille: 100, ..base }),
            Fault::DiskFull => {
                let used = self.disk.boot().space().map_or(0, |space| space.total_bytes - space.free_bytes);
                let capacity_bytes = used + self.rng.below(65_536);
                self.disk.set_faults(DiskFaults { capacity_bytes, ..base });
            }
            _ => {}
        }
    }

    /// Which fault a failed call came from.
    fn cause(&self, planned: Fault) -> Fault {
        if self.disk.power_failed() { Fault::PowerCutWriting } else { planned }
    }

    /// Fills one batch, and lets writer and follower come as far as chance has it.
    fn step(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let founding = self.is_prologue();
        self.execute_batch(life)?;
        let flown = if founding { self.land_all(life)? } else { self.fly(life)? };
        if flown == Alive::No {
            return Ok(Alive::No);
        }
        if founding && self.is_prologue() {
            return Err(Finding::Stopped("a command of the founding was refused".to_owned()));
        }
        if self.chance(20) && life.flying.is_empty() {
            let sealed = life.writer.seal();
            if self.attribute(life, sealed)? == Alive::No {
                return Ok(Alive::No);
            }
        }
        if self.chance(30) {
            let prepared = life.journal.prepare_ahead().map_err(SequencerError::from);
            if self.attribute(life, prepared)? == Alive::No {
                return Ok(Alive::No);
            }
        }
        if self.chance(3) { self.follow(life) } else { Ok(Alive::Yes) }
    }

    fn execute_batch(&mut self, life: &mut Life) -> Result<(), Finding> {
        let mut batch = self.batches.pop().unwrap_or_default();
        self.workload.refocus(&self.reference.books);
        let parts = if self.chance(8) { 2 } else { 1 };
        for _ in 0..parts {
            let now = self.tell_time(life);
            let mut row = Row(self.next_commands(now));
            let processed = life.core.process(&mut row, &mut batch, now);
            let taken = processed.map_err(|error| Finding::Stopped(error.to_string()))?;
            self.idle_batches = if taken == 0 && !row.0.is_empty() { self.idle_batches + 1 } else { 0 };
            if self.idle_batches > IDLE_BATCHES_MAX {
                let step = life.core.exchange().next_step();
                return Err(Finding::Stuck { seq: life.core.last_seq(), step: format!("{step:?}") });
            }
            // What did not fit this batch waits for the next.
            row.0.into_iter().rev().for_each(|incoming| self.retry.push_front(incoming.reply));
        }
        life.core.close(&mut batch, self.now).map_err(|error| Finding::Stopped(error.to_string()))?;
        // Sometimes the core encodes, sometimes the writer. No chance is drawn for it, so that every seed stays what it was.
        if batch.entries().len().is_multiple_of(2) {
            batch.encode(self.flavour.home);
        }
        let pending = Pending::of(&batch, self.flavour.home, &mut self.bytes);
        life.flying.add(batch, pending);
        Ok(())
    }

    /// Time goes on a little, or to the next timer, or by hours; sometimes a clock shows less than before.
    fn tell_time(&mut self, life: &Life) -> Time {
        if self.is_prologue() {
            return self.now;
        }
        let minutes = |n: u64| i64::try_from(n * 60_000_000).expect("a few hours");
        // Interruptions are short, so that nobody jumps over them mostly.
        let interrupted = self.reference.books.listed.iter().any(|listed| listed.interrupted && !listed.halted && !listed.delisted);
        let goes_slowly = interrupted && self.rng.below(8) > 0;
        match self.rng.below(if goes_slowly { 700 } else { 1_000 }) {
            0..=699 => self.now.0 += i64::try_from(self.rng.below(2_000_000)).expect("two seconds"),
            700..=839 => self.now.0 += minutes(1 + self.rng.below(20)),
            840..=959 => {
                let due = life.core.exchange().next_due();
                if due.0 < self.now.0 + 172_800_000_000 {
                    self.now = self.now.max(Time(due.0 + i64::try_from(self.rng.below(2)).expect("0 or 1")));
                }
            }
            960..=979 => return Time(self.now.0 - i64::try_from(self.rng.below(5_000_000)).expect("five seconds")),
            980..=996 => self.now.0 += minutes(60 + self.rng.below(300)),
            _ => self.now.0 += minutes(26 * 60),
        }
        self.now
    }

    fn is_prologue(&self) -> bool {
        self.reference.last_seq().0 < self.prologue.len() as u64
    }

    fn next_commands(&mut self, now: Time) -> VecDeque<Incoming<u32>> {
        if self.is_prologue() {
            return self.rest_of_prologue();
        }
        let count = self.batch_commands().min((self.settings.commands - self.submitted) as usize);
        let mut row = VecDeque::with_capacity(count);
        for _ in 0..count {
            let reply = match self.retry.pop_front() {
                Some(reply) => reply,
                None => {
                    let sight = Sight { books: &self.reference.books, keys: &self.reference.keys, sent: &self.sent, now };
                    let sent = self.workload.next(&sight);
                    self.send(sent)
                }
            };
            let Sent { command, key } = self.sent[reply as usize].clone();
            row.push_back(Incoming { command, key, reply });
            self.submitted += 1;
        }
        row
    }

    /// The founding goes on after the last record of it that is durable; nothing else happens before it is.
    fn rest_of_prologue(&mut self) -> VecDeque<Incoming<u32>> {
        let done = usize::try_from(self.reference.last_seq().0).expect("a short prologue");
        let mut rest: Vec<Command> = self.prologue[done..].to_vec();
        if done == 0 {
            // Nothing comes before the genesis, and that has a key table of a size in range.
            let open = OpenAccount { owner: OwnerId(1), kind: AccountKind::Investor, own_instrument: None };
            rest.splice(..0, [open.into(), Genesis { key_secret: [0; 32], keys_max: 1_000, demo: None }.into()]);
        }
        let incoming = rest.into_iter().map(|command| {
            let reply = self.send(Sent { command: command.clone(), key: None });
            Incoming { command, key: None, reply }
        });
        incoming.collect()
    }

    fn send(&mut self, sent: Sent) -> u32 {
        self.sent.push(sent);
        u32::try_from(self.sent.len() - 1).expect("fewer than 2^32 commands")
    }

    fn finish_writing(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        if self.land_all(life)? == Alive::No {
            return Ok(Alive::No);
        }
        let sealed = life.writer.seal();
        if self.attribute(life, sealed)? == Alive::No {
            return Ok(Alive::No);
        }
        self.follow(life)
    }

    /// The follower executes what is durable; where a snapshot is due it writes one, archives and recycles.
    fn follow(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let Some(mut follower) = life.follower.take() else { return Ok(Alive::Yes) };
        let mut newest = None;
        loop {
            match follower.step() {
                Ok(Some(place)) => newest = Some(place),
                Ok(None) => break,
                Err(SequencerError::Difference(difference)) => return Err(Finding::Follower(difference.to_string())),
                Err(error) => return self.attribute(life, Err(error)),
            }
        }
        let mut alive = Alive::Yes;
        if let (Some(Inspected { last, hash, .. }), Some(distance)) = (newest, self.flavour.snapshot_records)
            && last.0 >= self.snapshot_due
        {
            self.snapshot_due = last.0 + distance;
            let position = SnapshotPosition { seq: last.0, hash: FrameHash(hash), time: follower.exchange().last_time().0 };
            let kept = sequencer::write_snapshot(&life.snapshots, position, follower.exchange()).and_then(|()| self.tidy(life));
            alive = self.attribute(life, kept.map_err(SequencerError::from))?;
        }
        life.follower = Some(follower);
        Ok(alive)
    }

    fn tidy(&mut self, life: &Life) -> Result<(), JournalError> {
        self.tables.counts.snapshots += 1;
        self.tables.counts.segments_archived += u64::from(life.journal.archive_closed()?);
        let min_seq = life.snapshots.retain_from()?;
        self.tables.counts.segments_recycled += u64::from(life.journal.retain(min_seq)?);
        Ok(())
    }

    /// A failed call ends the process. Without a fault of the disk it must not fail.
    pub(super) fn attribute(&self, life: &Life, result: Result<(), SequencerError>) -> Result<Alive, Finding> {
        let Err(error) = result else { return Ok(Alive::Yes) };
        let (before, now) = (life.began, self.disk.counts());
        let failed = |counts: DiskCounts| counts.write_errors + counts.sync_errors + counts.read_errors + counts.full_errors;
        let machine = self.disk.power_failed() || failed(now) > failed(before);
        let refused =
            !matches!(error, SequencerError::Journal(JournalError::Io { .. } | JournalError::Poisoned) | SequencerError::Follow(_));
        if machine && !refused { Ok(Alive::No) } else { Err(Finding::Stopped(error.to_string())) }
    }
}

/// Commands in a row; the reply is the client's number.
struct Row(VecDeque<Incoming<u32>>);

impl CommandSource for Row {
    type Reply = u32;

    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        self.0.get(ahead).map(|incoming| (&incoming.command, &incoming.key))
    }

    fn take(&mut self) -> Option<Incoming<u32>> {
        self.0.pop_front()
    }
}
