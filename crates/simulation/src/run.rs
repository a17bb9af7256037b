//! One seed, from an empty disk to the whole journal read back.

mod flying;
mod life;
mod recovering;

use crate::disk::{Faults as DiskFaults, Rng, SimDisk, SyncHonesty};
use crate::finding::Finding;
use crate::ledger::Sent;
use crate::market;
use crate::plan::{Flavour, Planted, RunSettings, Theme};
use crate::reference::{Pending, Reference, mix};
use crate::tables::{Fault, Tables};
use crate::workload::Workload;
use journal::{Identity, JournalConfig, JournalId};
use protocol::{Command, Seq, Time};
use sequencer::{Batch, Flight, RecoverySettings};
use std::collections::VecDeque;

/// What a run ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunReport {
    pub seed: u64,
    /// The last record.
    pub seq: Seq,
    /// Of all component hashes at the end.
    pub state: u64,
}

/// Plays one seed and adds to `tables` what was reached. The first thing found wrong ends the run.
pub fn run_seed(seed: u64, settings: RunSettings, tables: &mut Tables) -> Result<RunReport, Finding> {
    let mut run = Run::new(seed, settings, tables);
    let report = run.play();
    let disk = run.disk.counts();
    tables.counts.disk.add(&disk);
    tables.counts.runs += 1;
    report
}

struct Run<'a> {
    seed: u64,
    settings: RunSettings,
    flavour: Flavour,
    recovery: RecoverySettings,
    rng: Rng,
    disk: SimDisk,
    prologue: Vec<Command>,
    workload: Workload,
    reference: Reference,
    /// Every command a client sent, by its number.
    sent: Vec<Sent>,
    submitted: u32,
    /// Numbers of commands that were not answered and are sent again under their keys.
    retry: VecDeque<u32>,
    now: Time,
    /// Executed when the process died, in order; what of it is durable shows after recovery.
    uncertain: Vec<Pending>,
    /// Commands among those whose answers had left.
    told: Vec<u32>,
    /// Records up to here were read back from the disk and compared.
    verified: Seq,
    /// A snapshot is due after this record.
    snapshot_due: u64,
    /// Batches in a row in which no command got a turn.
    idle_batches: u32,
    /// Batches to be used again.
    batches: Vec<Batch<u32>>,
    flights: Vec<Flight>,
    bytes: Vec<u8>,
    tables: &'a mut Tables,
}

impl<'a> Run<'a> {
    fn new(seed: u64, settings: RunSettings, tables: &'a mut Tables) -> Self {
        let mut rng = Rng::new(seed);
        let flavour = Flavour::of(seed, &mut rng);
        let mut journal_id = [0; 16];
        journal_id[..8].copy_from_slice(&seed.to_le_bytes());
        let identity = Identity { journal: JournalId(journal_id), market: flavour.home.market as u8, shard: flavour.home.shard };
        let recovery = RecoverySettings {
            home: flavour.home,
            capacity: flavour.capacity,
            journal: JournalConfig { identity, segment_bytes: flavour.segment_bytes, archive: flavour.archive },
            faults: Planted::switches(settings.planted),
        };
        let run = Self {
            seed,
            settings,
            flavour,
            recovery,
            disk: SimDisk::new(seed, DiskFaults::default()),
            prologue: market::prologue(flavour.home, flavour.unbounded),
            workload: Workload::new(&flavour, seed, settings.commands),
            reference: Reference::new(flavour.home, flavour.capacity),
            rng,
            sent: Vec::new(),
            submitted: 0,
            retry: VecDeque::new(),
            now: market::START,
            uncertain: Vec::new(),
            told: Vec::new(),
            verified: Seq(0),
            snapshot_due: 0,
            idle_batches: 0,
            batches: Vec::new(),
            flights: Vec::new(),
            bytes: Vec::new(),
            tables,
        };
        run.quiet_disk();
        run
    }

    fn play(&mut self) -> Result<RunReport, Finding> {
        let mut last = Fault::CleanStop;
        while self.submitted < self.settings.commands {
            let mut life = self.bring_up(last)?;
            last = self.live(&mut life)?;
            self.bury(life, last);
        }
        let mut life = self.bring_up(last)?;
        self.stop_in_order(&mut life)?;
        drop(life);
        self.disk.kill();
        self.read_all_back()?;
        let mut state = mix(self.reference.last_seq().0, &[]);
        for (_, hash) in self.reference.exchange.component_hashes() {
            state = mix(state, &hash);
        }
        self.tables.counts.fills += self.reference.books.trades;
        self.tables.counts.commands += u64::from(self.submitted);
        Ok(RunReport { seed: self.seed, seq: self.reference.last_seq(), state })
    }

    /// The disk without faults of its own, but with the planted one.
    fn quiet_disk(&self) {
        let sync = if self.settings.planted == Some(Planted::SkippedSync) { SyncHonesty::Skipped } else { SyncHonesty::Honest };
        self.disk.set_faults(DiskFaults { sync, ..DiskFaults::default() });
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.rng.below(one_in) == 0
    }

    /// How large batches are at most, mostly.
    fn batch_commands(&mut self) -> usize {
        let most = match self.rng.below(16) {
            0 => 250,
            1..=4 => 4,
            _ if self.flavour.theme == Theme::DeepBook => 200,
            _ => 30,
        };
        1 + usize::try_from(self.rng.below(most)).expect("a small number")
    }
}
