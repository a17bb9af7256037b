//! A shard on two threads, wired as `sequencer::start` wires it: one executes, one writes, some batches are on their way while another is filled, and a
//! third thread makes the next segment ready. What is left out is the gateway's ring: commands come from [`Arrivals`], and [`Clients`] hear the answers.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use exchange::{Capacity, Exchange};
use gateway::{Gateway, Intake};
use journal::{ArchiveMode, Identity, Journal, JournalConfig, JournalId, RealDisk, SnapshotPosition, Snapshots};
use protocol::Seq;
use sequencer::{
    BATCHES_IN_FLIGHT, Batch, Clock, Core, Faults, HAND_OVER_RECORDS, Inspector, JournalHistory, RULES_VERSION, Reading, RecoveredShard,
    RecoverySettings, SequencerError, Writer, WriterSettings, encode_if_idle, gather, read_snapshot, recover, write_snapshot,
};

use crate::allocations::allocations_of_thread;
use crate::arrivals::{Arrivals, Number};
use crate::clients::Clients;
use crate::founding::HOME;
use crate::pauses::thread_cpu_ns;

pub const IDENTITY: Identity = Identity { journal: JournalId(*b"jogak benchmarks"), market: 0, shard: 0 };

/// What a shard of the benchmarks is.
pub fn settings(capacity: Capacity, archive: ArchiveMode) -> RecoverySettings {
    RecoverySettings { home: HOME, capacity, journal: JournalConfig { archive, ..JournalConfig::new(IDENTITY) }, faults: Faults::default() }
}

/// A shard with its journal on the machine's disk.
pub struct DurableShard {
    core: Core,
    writer: Writer,
    capacity: Capacity,
    pub journal: Journal,
    pub snapshots: Snapshots,
    pub gateway: Gateway,
    /// Its door stays open although nobody comes through it.
    _intake: Intake,
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// From the first command to the last answer.
    pub seconds: f64,
    /// By the thread of the core, from the middle command on.
    pub core_allocations: u64,
    /// CPU time of the thread of the core and of the writer's: what they cost, whoever else is on the machine.
    pub core_cpu_ns: u64,
    pub writer_cpu_ns: u64,
}

impl DurableShard {
    /// Recovers what lies in the folder, or begins an empty journal there.
    ///
    /// # Errors
    /// If the folder holds something else, or cannot be written.
    pub fn open(folder: &Path, settings: &RecoverySettings) -> Result<Self> {
        let disk = Arc::new(RealDisk::open(folder).with_context(|| format!("{}", folder.display()))?);
        let RecoveredShard { core, capacity, journal, journal_writer, snapshots, .. } = recover(disk, settings)?;
        let history = Box::new(JournalHistory { journal: journal.clone() });
        let (gateway, intake, outlet) = gateway::open(HOME, core.last_seq(), history);
        let writer_settings = WriterSettings { home: HOME, term: 1, writer: 1, rules_version: RULES_VERSION };
        let writer = Writer::new(writer_settings, journal_writer, Some(outlet), core.exchange().control_totals(), settings.faults);
        Ok(Self { core, writer, capacity, journal, snapshots, gateway, _intake: intake })
    }

    pub fn exchange(&self) -> &Exchange {
        self.core.exchange()
    }

    pub fn last_seq(&self) -> Seq {
        self.core.last_seq()
    }

    /// Executes, makes durable and answers everything that arrives, and whatever follows from it. The middle command is told by `clients`.
    ///
    /// # Errors
    /// Whatever would stop a server.
    pub fn run<S: Arrivals>(&mut self, source: &mut S, clients: &mut Clients, clock: &mut dyn Clock) -> Result<Run> {
        let (to_writer, filled) = sync_channel(BATCHES_IN_FLIGHT);
        let (to_core, written) = sync_channel(BATCHES_IN_FLIGHT);
        let (segments, segment_begun) = sync_channel::<()>(1);
        let spare = (0..BATCHES_IN_FLIGHT).map(|_| Batch::new()).collect();
        let halfway = clients.halfway();
        let mut executing = Executing { core: &mut self.core, source, clock, to_writer, written, batch: Batch::new(), spare };
        let (writer, journal) = (&mut self.writer, &self.journal);
        journal.prepare_ahead()?;
        std::thread::scope(|scope| {
            let tending = scope.spawn(move || segment_begun.iter().try_for_each(|()| journal.prepare_ahead()));
            let writing = scope.spawn(move || write_all(writer, &filled, &to_core, &segments, clients));
            let (start, cpu_before) = (Instant::now(), thread_cpu_ns());
            let executed = executing.run(halfway);
            let core_cpu_ns = thread_cpu_ns() - cpu_before;
            // The writer ends once nothing can come any more.
            drop(executing);
            let written = writing.join().expect("the writer reports what fails and does not panic");
            tending.join().expect("room is made without a panic")?;
            let (end, writer_cpu_ns) = written?;
            Ok(Run { seconds: (end - start).as_secs_f64(), core_allocations: executed?, core_cpu_ns, writer_cpu_ns })
        })
    }

    /// Proves on disk that everything so far was durable.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn seal(&mut self) -> Result<()> {
        Ok(self.writer.seal()?)
    }

    /// Writes a snapshot of the state as it stands.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_snapshot(&mut self) -> Result<()> {
        // A seal carries no record, so the snapshot stands after it.
        self.seal()?;
        let tip = self.journal.tip();
        let exchange = self.core.exchange();
        let position = SnapshotPosition { seq: tip.seq, hash: tip.hash, time: exchange.last_time().0 };
        Ok(write_snapshot(&self.snapshots, position, exchange)?)
    }

    /// Makes the segments before the last record ready to be written again, as they are in a market that has run for a while.
    ///
    /// # Errors
    /// If they cannot be renamed.
    pub fn recycle(&self) -> Result<()> {
        self.journal.retain(self.journal.tip().seq)?;
        Ok(self.journal.prepare_ahead()?)
    }

    /// Reads the newest snapshot back, executes everything after it a second time, and compares records, frames and components.
    ///
    /// # Errors
    /// If the follower comes to anything else.
    pub fn compare_with_follower(&self) -> Result<()> {
        let newest = *self.snapshots.seqs()?.first().context("a snapshot to begin with")?;
        let (exchange, _) = read_snapshot(&self.snapshots, newest, HOME, self.capacity)?;
        let follower = self.gateway.follow(exchange.last_seq());
        let mut inspector = Inspector::new(exchange, follower);
        while inspector.step()?.is_some() {}
        ensure!(inspector.position() == self.last_seq(), "the follower ends at {}, the core at {}", inspector.position(), self.last_seq());
        inspector.compare_components(self.core.exchange())?;
        Ok(())
    }
}

/// The thread of the core, turn by turn as in `sequencer::running`.
struct Executing<'a, S> {
    core: &'a mut Core,
    source: &'a mut S,
    clock: &'a mut dyn Clock,
    to_writer: SyncSender<Batch<Number>>,
    written: Receiver<Batch<Number>>,
    batch: Batch<Number>,
    spare: Vec<Batch<Number>>,
}

impl<S: Arrivals> Executing<'_, S> {
    /// Gives its allocations after so many commands.
    fn run(&mut self, halfway: u64) -> Result<u64> {
        let mut taken = 0;
        let mut allocations_before = None;
        loop {
            self.spare.extend(self.written.try_iter());
            let Reading::At(now) = self.clock.read() else { anyhow::bail!("the clock is doubted") };
            self.source.refill();
            taken += self.core.process(self.source, &mut self.batch, now)? as u64;
            if allocations_before.is_none() && taken >= halfway {
                allocations_before = Some(allocations_of_thread());
            }
            let is_writer_idle = self.spare.len() == BATCHES_IN_FLIGHT;
            let is_worth_handing_over = self.batch.entries().len() >= HAND_OVER_RECORDS && self.spare.len() > BATCHES_IN_FLIGHT / 2;
            if self.batch.is_full() || is_writer_idle || is_worth_handing_over {
                self.core.close(&mut self.batch, now)?;
                if !self.batch.is_empty() {
                    encode_if_idle(&mut self.batch, HOME, self.source.refill());
                    self.hand_over()?;
                    continue;
                }
            }
            if self.source.refill() > 0 {
                continue;
            }
            if !self.source.is_over() {
                // Something arrives within the microsecond.
                std::thread::yield_now();
            } else if !is_writer_idle {
                self.spare.push(self.written.recv().context("the writer has ended")?);
            } else {
                return Ok(allocations_of_thread() - allocations_before.unwrap_or_else(allocations_of_thread));
            }
        }
    }

    fn hand_over(&mut self) -> Result<()> {
        let empty = match self.spare.pop() {
            Some(empty) => empty,
            None => self.written.recv().context("the writer has ended")?,
        };
        self.to_writer.send(std::mem::replace(&mut self.batch, empty)).ok().context("the writer has ended")
    }
}

/// The thread of the writer; gives the time of the last answer, and its CPU time.
fn write_all(
    writer: &mut Writer,
    filled: &Receiver<Batch<Number>>,
    to_core: &SyncSender<Batch<Number>>,
    segments: &SyncSender<()>,
    clients: &mut Clients,
) -> Result<(Instant, u64), SequencerError> {
    let cpu_before = thread_cpu_ns();
    let mut end = Instant::now();
    let mut batches = Vec::with_capacity(BATCHES_IN_FLIGHT);
    while let Ok(batch) = filled.recv() {
        batches.push(batch);
        gather(filled, &mut batches);
        let segment = writer.segment();
        writer.write_all(&mut batches, clients)?;
        end = Instant::now();
        if writer.segment() != segment {
            let _ = segments.try_send(());
        }
        for batch in batches.drain(..) {
            // The core may have ended already.
            drop(to_core.send(batch));
        }
    }
    clients.end();
    Ok((end, thread_cpu_ns() - cpu_before))
}
