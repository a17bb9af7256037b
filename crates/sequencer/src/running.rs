//! The threads of a shard: one executes, two write. Some batches may be on their way while another is filled.

use crate::answers::GatewayAnswers;
use crate::batch::Batch;
use crate::clock::{Clock, Reading};
use crate::core::Core;
use crate::error::SequencerError;
use crate::faults::Faults;
use crate::history::JournalHistory;
use crate::inspection::{Inspecting, Inspection};
use crate::inspector::Inspector;
use crate::recovery::{RULES_VERSION, RecoveredShard};
use crate::tending::Tending;
use crate::writer::{Writer, WriterSettings};
use crate::writing::{BATCHES_IN_FLIGHT, Hand, Writing, Wrote};
use crash_points::{CrashPoint, reach};
use gateway::{ClosedReason, Gateway, Intake, MARK_DISTANCE, Nudge, Reply, Told};
use journal::Journal;
use protocol::{Home, Seq, Time};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A batch of so many records goes to the writer although it is busy, as long as half of the batches are left. What is still being gathered when the writer
/// comes back waits for one frame more.
pub const HAND_OVER_RECORDS: usize = 32;
/// The core encodes no batch with more events.
const ENCODED_EVENTS_MAX: usize = 2 * MARK_DISTANCE;
/// A journal that gets nothing for so long is sealed.
const SEAL_AFTER: Duration = Duration::from_secs(1);
/// The longest sleep of the core; the clock is looked at afterwards.
const SLEEP_MAX: Duration = Duration::from_secs(1);

/// How a shard runs.
pub struct Settings {
    /// Counts the leaders of this journal; 1 on a single machine.
    pub term: u64,
    /// Which process of that term this is.
    pub writer: u64,
    /// How long the core looks for work before it sleeps; zero where cores are few.
    pub spin: Duration,
    /// Called once, on the failing thread, before anybody else learns of it. The process has to end.
    pub on_failure: Box<dyn Fn(&SequencerError) + Send + Sync>,
    /// `None`: nothing is compared, and no snapshots are written.
    pub inspection: Option<Inspection>,
    pub faults: Faults,
}

impl Default for Settings {
    fn default() -> Self {
        let on_failure = Box::new(|_: &SequencerError| {});
        Self { term: 1, writer: 1, spin: Duration::ZERO, on_failure, inspection: None, faults: Faults::default() }
    }
}

/// A running shard.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    executing: JoinHandle<Core>,
    writing: JoinHandle<()>,
    assisting: JoinHandle<()>,
    tending: JoinHandle<()>,
    inspecting: Option<JoinHandle<Option<Inspector>>>,
    journal: Journal,
}

pub(crate) struct Shared {
    pub(crate) gateway: Gateway,
    /// The last record that was executed a second time.
    pub(crate) inspected: AtomicU64,
    nudge: Nudge,
    stopping: AtomicBool,
    failure: Mutex<Option<SequencerError>>,
    on_failure: Box<dyn Fn(&SequencerError) + Send + Sync>,
}

/// Starts the threads of a shard. Commands go in, and records come out, by the gateway.
pub fn start(shard: RecoveredShard, clock: Box<dyn Clock>, settings: Settings) -> Result<(Gateway, Running), SequencerError> {
    let RecoveredShard { core, capacity, journal, journal_writer, snapshots, snapshot, .. } = shard;
    let history = Box::new(JournalHistory { journal: journal.clone() });
    let (gateway, intake, outlet) = gateway::open(core.home(), core.last_seq(), history);
    if let Some(secret) = core.exchange().key_secret() {
        gateway.set_key_secret(secret);
    }
    let writer_settings = WriterSettings { home: core.home(), term: settings.term, writer: settings.writer, rules_version: RULES_VERSION };
    let control_totals = core.exchange().control_totals();
    let writer = Writer::new(writer_settings, journal_writer, Some(outlet), control_totals, settings.faults);
    let shared = Arc::new(Shared {
        gateway: gateway.clone(),
        inspected: AtomicU64::new(snapshot.map_or(0, |snapshot| snapshot.seq)),
        nudge: intake.nudge(),
        stopping: AtomicBool::new(false),
        failure: Mutex::new(None),
        on_failure: settings.on_failure,
    });

    let (to_writer, filled) = sync_channel(BATCHES_IN_FLIGHT);
    let (to_core, written) = sync_channel(BATCHES_IN_FLIGHT);
    let (segments, segment_begun) = sync_channel(1);
    let (to_assistant, wanted) = sync_channel(1);
    let writing = Writing::new(Arc::new(writer), filled, to_core, GatewayAnswers);
    let writers = Arc::new(Writers { shared: Arc::clone(&shared), writing, segments });
    let assistant = Arc::clone(&writers);
    let tending = Tending { shared: Arc::clone(&shared), journal: journal.clone(), segment_begun };
    let inspecting = settings.inspection.map(|settings| Inspecting {
        shared: Arc::clone(&shared),
        settings,
        capacity,
        journal: journal.clone(),
        snapshots,
        snapshot,
    });
    let executing = Executing {
        shared: Arc::clone(&shared),
        core,
        intake,
        clock,
        spin: settings.spin,
        to_writer,
        to_assistant,
        written,
        batch: Batch::new(),
        spare: (0..BATCHES_IN_FLIGHT).map(|_| Batch::new()).collect(),
    };
    let writing = spawn(format!("journal-{}", gateway.home()), move || writers.run())?;
    let assisting = spawn(format!("journal2-{}", gateway.home()), move || assistant.assist(&wanted))?;
    let executing = spawn(format!("core-{}", gateway.home()), move || executing.run())?;
    let tending = spawn(format!("room-{}", gateway.home()), move || tending.run())?;
    let inspecting = match inspecting {
        Some(inspecting) => Some(spawn(format!("check-{}", gateway.home()), move || inspecting.run())?),
        None => None,
    };
    Ok((gateway, Running { shared, executing, writing, assisting, tending, inspecting, journal }))
}

fn spawn<T: Send + 'static>(name: String, run: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, SequencerError> {
    std::thread::Builder::new().name(name).spawn(run).map_err(SequencerError::NoThread)
}

impl Running {
    /// Wakes the core, so that it looks at its clock.
    pub fn nudge(&self) {
        self.shared.nudge.nudge();
    }

    /// The journal, for readers: room, archive, frames.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The last record that was executed a second time and found the same.
    pub fn inspected_seq(&self) -> Seq {
        Seq(self.shared.inspected.load(Ordering::Acquire))
    }

    /// True once a thread has ended, which it does only after [`Running::stop`] or a failure.
    pub fn has_ended(&self) -> bool {
        self.executing.is_finished() || self.writing.is_finished() || self.assisting.is_finished()
    }

    /// Closes the door, executes and answers everything that was taken, and seals the journal. The inspector catches up, writes a snapshot, and its
    /// component hashes are compared with the core's. Gives the core back as it stopped.
    pub fn stop(self) -> Result<Core, SequencerError> {
        self.shared.gateway.door().close(ClosedReason::Stopping);
        self.shared.stopping.store(true, Ordering::Release);
        self.shared.nudge.nudge();
        let executed = self.executing.join();
        let written = self.writing.join().and(self.assisting.join());
        let tended = self.tending.join();
        let inspected = self.inspecting.map_or(Ok(None), JoinHandle::join);
        if let Some(error) = self.shared.failure().take() {
            return Err(error);
        }
        written.map_err(|_| SequencerError::Panicked { thread: "journal" })?;
        tended.map_err(|_| SequencerError::Panicked { thread: "room" })?;
        let inspected = inspected.map_err(|_| SequencerError::Panicked { thread: "check" })?;
        let core = executed.map_err(|_| SequencerError::Panicked { thread: "core" })?;
        if let Some(inspector) = inspected {
            inspector.compare_components(core.exchange())?;
            reach(CrashPoint::StopCompared);
        }
        Ok(core)
    }
}

impl Shared {
    /// Nothing is taken any more, whoever watches is told, and the first failure is kept.
    pub(crate) fn fail(&self, error: SequencerError) {
        self.gateway.door().close(ClosedReason::Failed);
        (self.on_failure)(&error);
        self.failure().get_or_insert(error);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn failure(&self) -> MutexGuard<'_, Option<SequencerError>> {
        self.failure.lock().expect("no holder of the failure's lock panics")
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("gateway", &self.gateway).field("failure", &self.failure).finish_non_exhaustive()
    }
}

/// The thread that executes.
struct Executing {
    shared: Arc<Shared>,
    core: Core,
    intake: Intake,
    clock: Box<dyn Clock>,
    spin: Duration,
    to_writer: SyncSender<Batch<Reply>>,
    to_assistant: SyncSender<()>,
    written: Receiver<Batch<Reply>>,
    batch: Batch<Reply>,
    /// Empty batches. Those that are missing are on their way.
    spare: Vec<Batch<Reply>>,
}

/// What there is to do next.
enum Next {
    /// More, at once.
    Work,
    Sleep(Duration),
    End,
}

impl Executing {
    fn run(mut self) -> Core {
        loop {
            match self.turn() {
                Ok(Next::Work) => {}
                Ok(Next::Sleep(time)) => self.sleep(time),
                Ok(Next::End) => return self.core,
                Err(error) => {
                    self.shared.fail(error);
                    return self.core;
                }
            }
        }
    }

    fn turn(&mut self) -> Result<Next, SequencerError> {
        self.spare.extend(self.written.try_iter());
        // Before the clock is read: what came while it was being read belongs to a later time.
        self.intake.refill();
        let now = match self.clock.read() {
            Reading::At(now) => now,
            Reading::Unconfirmed(_) => return Ok(self.wait_for_confirmation()),
        };
        self.shared.gateway.door().open(ClosedReason::ClockUnconfirmed);
        self.core.process(&mut self.intake, &mut self.batch, now)?;
        self.tell_key_secret();
        if self.batch.is_full() || self.is_writer_idle() || self.is_worth_handing_over() {
            self.core.close(&mut self.batch, now)?;
            if !self.batch.is_empty() {
                encode_if_idle(&mut self.batch, self.core.home(), self.intake.refill());
                return Ok(if self.hand_over() { Next::Work } else { Next::End });
            }
        }
        if self.intake.refill() > 0 {
            return Ok(Next::Work);
        }
        if self.shared.is_stopping() && self.batch.is_empty() {
            return Ok(Next::End);
        }
        Ok(Next::Sleep(self.until_due(now)))
    }

    /// Gives the batch to the writer and takes an empty one; waits for one where all are on their way. False once the writer is gone.
    fn hand_over(&mut self) -> bool {
        let Some(empty) = self.spare.pop().or_else(|| self.written.recv().ok()) else { return false };
        let batch = std::mem::replace(&mut self.batch, empty);
        let is_wanted = self.is_worth_assisting(&batch);
        let is_sent = self.to_writer.send(batch).is_ok();
        if is_wanted {
            // One that was told and has not looked yet need not be told again.
            let _ = self.to_assistant.try_send(());
        }
        is_sent
    }

    /// What lies ready when the writer comes back from the disk needs no round of messages.
    fn is_worth_handing_over(&self) -> bool {
        self.batch.entries().len() >= HAND_OVER_RECORDS && self.spare.len() > BATCHES_IN_FLIGHT / 2
    }

    /// A second frame goes to the disk while the first is on its way, if the core has the time to encode; under full load one large frame after the other
    /// is as quick and takes fewer bytes.
    fn is_worth_assisting(&self, batch: &Batch<Reply>) -> bool {
        self.spare.len() + 1 < BATCHES_IN_FLIGHT && batch.is_encoded()
    }

    fn is_writer_idle(&self) -> bool {
        self.spare.len() == BATCHES_IN_FLIGHT
    }

    /// A job goes on when the writer is idle, of which its nudge tells.
    fn until_due(&self, now: Time) -> Duration {
        let due = if self.is_writer_idle() { self.core.due() } else { self.core.exchange().next_due() };
        let micros = due.0.saturating_sub(now.0);
        Duration::from_micros(u64::try_from(micros).unwrap_or(0)).min(SLEEP_MAX)
    }

    fn sleep(&mut self, time: Duration) {
        if !self.spin.is_zero() {
            let end = Instant::now() + self.spin.min(time);
            while Instant::now() < end {
                if self.intake.refill() > 0 {
                    return;
                }
                std::hint::spin_loop();
            }
        }
        self.intake.wait(self.wanted(), time);
    }

    /// How many commands are worth waking for: while a frame is on its way, as many as make a batch; its nudge wakes the core in any case, and until then
    /// nothing would be handed over. Woken for each command, under the load of many clients the core would take more time than its work.
    fn wanted(&self) -> usize {
        if self.is_writer_idle() { 1 } else { HAND_OVER_RECORDS.saturating_sub(self.batch.entries().len()) }
    }

    /// What waits is turned away, because it would be executed at a time that nobody vouches for.
    fn wait_for_confirmation(&mut self) -> Next {
        let door = self.shared.gateway.door();
        door.close(ClosedReason::ClockUnconfirmed);
        while self.intake.refill() > 0 {
            while let Some(ticket) = self.intake.take() {
                ticket.reply.send(Told::NotTaken(ClosedReason::ClockUnconfirmed));
            }
        }
        // What was executed before is still made durable and answered.
        self.core.close_as_it_is(&mut self.batch);
        if !self.batch.is_empty() && !self.hand_over() {
            return Next::End;
        }
        if self.shared.is_stopping() { Next::End } else { Next::Sleep(SLEEP_MAX) }
    }

    fn tell_key_secret(&self) {
        if self.shared.gateway.keys().is_none()
            && let Some(secret) = self.core.exchange().key_secret()
        {
            self.shared.gateway.set_key_secret(secret);
        }
    }
}

/// Encodes a batch that is about to be handed over, where the core has the time because few commands are `waiting` for it: then encoding and the disk work
/// side by side. Under full load the writer has more time than the core; and a step of a job or an order that met thousands is left to it too, because
/// encoding all those events would make the core's longest pause longer.
pub fn encode_if_idle<R>(batch: &mut Batch<R>, home: Home, waiting: usize) {
    let is_small = batch.entries().len() <= MARK_DISTANCE && batch.events.len() <= ENCODED_EVENTS_MAX;
    if waiting < HAND_OVER_RECORDS && is_small {
        batch.encode(home);
    }
}

/// The threads that write.
struct Writers {
    shared: Arc<Shared>,
    writing: Writing<GatewayAnswers>,
    /// Told whenever a segment was begun.
    segments: SyncSender<()>,
}

impl Writers {
    /// Writes whatever comes, and seals where nothing does.
    fn run(&self) {
        self.attend(|| {
            let mut hand = Hand::new();
            loop {
                match self.writing.write_next(&mut hand, SEAL_AFTER)? {
                    Wrote::Batches { begins_segment } => self.tell(begins_segment),
                    Wrote::Nothing => self.writing.seal()?,
                    Wrote::End => return self.writing.seal(),
                }
            }
        });
    }

    /// Writes what waits while the other is on its way, whenever the core says that it is worth it.
    fn assist(&self, wanted: &Receiver<()>) {
        self.attend(|| {
            let mut hand = Hand::new();
            while let Ok(()) = wanted.recv() {
                while let Wrote::Batches { begins_segment } = self.writing.write_waiting(&mut hand)? {
                    self.tell(begins_segment);
                }
            }
            Ok(())
        });
    }

    fn attend(&self, write: impl FnOnce() -> Result<(), SequencerError>) {
        if let Err(error) = write() {
            // The batches with all who wait for them are dropped after this; they learn that their outcome is unknown.
            self.shared.fail(error);
            self.writing.close();
        }
        self.shared.nudge.nudge();
    }

    fn tell(&self, begins_segment: bool) {
        if begins_segment {
            // One that was told and has not looked yet need not be told again.
            let _ = self.segments.try_send(());
        }
        self.shared.nudge.nudge();
    }
}
