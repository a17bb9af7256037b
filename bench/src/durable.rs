//! A shard on three threads, wired as `sequencer::start` wires it: one executes, two write, some batches are on their way while another is filled, and a
//! fourth thread makes the next segment ready. What is left out is the gateway's ring: commands come from [`Arrivals`], and [`Clients`] hear the answers.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use exchange::{Capacity, Exchange};
use gateway::{Gateway, Intake};
use journal::{ArchiveMode, Identity, Journal, JournalConfig, JournalId, RealDisk, SnapshotPosition, Snapshots};
use protocol::Seq;
use sequencer::{
    BATCHES_IN_FLIGHT, Batch, Clock, Core, Faults, HAND_OVER_RECORDS, Hand, Inspector, JournalHistory, RULES_VERSION, Reading,
    RecoveredShard, RecoverySettings, SequencerError, Writer, WriterSettings, Writing, Wrote, encode_if_idle, read_snapshot, recover,
    write_snapshot,
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
    writer: Arc<Writer>,
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
    /// By the threads that write, from the middle answer on: what a repeat allocates for its answer included.
    pub writer_allocations: u64,
    /// CPU time of the thread of the core and of those that write: what they cost, whoever else is on the machine.
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
        Ok(Self { core, writer: Arc::new(writer), capacity, journal, snapshots, gateway, _intake: intake })
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
        let (to_assistant, wanted) = sync_channel::<()>(1);
        let (segments, segment_begun) = sync_channel::<()>(1);
        let spare = (0..BATCHES_IN_FLIGHT).map(|_| Batch::new()).collect();
        let halfway = clients.halfway();
        let mut executing = Executing { core: &mut self.core, source, clock, to_writer, to_assistant, written, batch: Batch::new(), spare };
        let is_past_half = clients.is_past_half();
        let writing = Writing::new(Arc::clone(&self.writer), filled, to_core, clients);
        let writers = Arc::new(Writers { writing, segments, is_past_half });
        let assistant = Arc::clone(&writers);
        let journal = &self.journal;
        journal.prepare_ahead()?;
        std::thread::scope(|scope| {
            let tending = scope.spawn(move || segment_begun.iter().try_for_each(|()| journal.prepare_ahead()));
            let threads = [scope.spawn(move || writers.write_all()), scope.spawn(move || assistant.assist(&wanted))];
            let (start, cpu_before) = (Instant::now(), thread_cpu_ns());
            let executed = executing.run(halfway);
            let core_cpu_ns = thread_cpu_ns() - cpu_before;
            // The writers end once nothing can come any more.
            drop(executing);
            let mut written = Written { end: start, cpu_ns: 0, allocations: 0 };
            for thread in threads {
                let Written { end, cpu_ns, allocations } = thread.join().expect("a writer reports what fails and does not panic")?;
                written.end = written.end.max(end);
                written.cpu_ns += cpu_ns;
                written.allocations += allocations;
            }
            tending.join().expect("room is made without a panic")?;
            Ok(Run {
                seconds: (written.end - start).as_secs_f64(),
                core_allocations: executed?,
                writer_allocations: written.allocations,
                core_cpu_ns,
                writer_cpu_ns: written.cpu_ns,
            })
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
    to_assistant: SyncSender<()>,
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
        let batch = std::mem::replace(&mut self.batch, empty);
        let is_worth_assisting = self.spare.len() + 1 < BATCHES_IN_FLIGHT && batch.is_encoded();
        self.to_writer.send(batch).ok().context("the writer has ended")?;
        if is_worth_assisting {
            let _ = self.to_assistant.try_send(());
        }
        Ok(())
    }
}

/// The threads that write.
struct Writers<'a> {
    writing: Writing<&'a mut Clients>,
    segments: SyncSender<()>,
    is_past_half: Arc<AtomicBool>,
}

/// What one of them did.
struct Written {
    /// Of its last answer.
    end: Instant,
    cpu_ns: u64,
    /// After half of the answers.
    allocations: u64,
}

impl Writers<'_> {
    fn write_all(&self) -> Result<Written, SequencerError> {
        let mut hand = Hand::new();
        self.attend(|| self.writing.write_next(&mut hand, Duration::MAX))
    }

    fn assist(&self, wanted: &Receiver<()>) -> Result<Written, SequencerError> {
        let mut hand = Hand::new();
        self.attend(|| {
            loop {
                let wrote = self.writing.write_waiting(&mut hand)?;
                if wrote != Wrote::Nothing || wanted.recv().is_err() {
                    return Ok(wrote);
                }
            }
        })
    }

    /// Until there is nothing.
    fn attend(&self, mut write: impl FnMut() -> Result<Wrote, SequencerError>) -> Result<Written, SequencerError> {
        let cpu_before = thread_cpu_ns();
        let mut written = Written { end: Instant::now(), cpu_ns: 0, allocations: 0 };
        loop {
            let (is_past_half, allocations_before) = (self.is_past_half.load(Ordering::Relaxed), allocations_of_thread());
            let wrote = write().inspect_err(|_| self.writing.close())?;
            let Wrote::Batches { begins_segment } = wrote else { break };
            written.end = Instant::now();
            if is_past_half {
                written.allocations += allocations_of_thread() - allocations_before;
            }
            if begins_segment {
                let _ = self.segments.try_send(());
            }
        }
        Ok(Written { cpu_ns: thread_cpu_ns() - cpu_before, ..written })
    }
}
