//! Order and execution.

use crate::batch::{Batch, Decision, Entry};
use crate::error::CoreError;
use crate::faults::Faults;
use crate::source::{CommandSource, Incoming};
use exchange::Exchange;
use protocol::command::Tick;
use protocol::{Command, Header, Home, Reason, Rejection, Seq, Time};

/// The most commands of one [`Core::process`]: the clock is read and the writer looked at in between.
pub const BURST_COMMANDS: usize = 256;

/// Executes commands one after another. Deterministic: what comes of them depends on the commands, the times given and where batches are closed,
/// and on the last only in where the steps of jobs stand.
pub struct Core {
    exchange: Exchange,
    faults: Faults,
}

impl Core {
    /// `exchange` is as after its last journaled record.
    pub fn new(exchange: Exchange, faults: Faults) -> Self {
        Self { exchange, faults }
    }

    pub fn home(&self) -> Home {
        self.exchange.home()
    }

    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// The last journaled record.
    pub fn last_seq(&self) -> Seq {
        self.exchange.last_seq()
    }

    /// When there is something to do without a command: at once if a job waits or steps are left, else at the next due timer.
    pub fn due(&self) -> Time {
        if self.exchange.next_step().is_some() || self.exchange.next_job().is_some() { Time(i64::MIN) } else { self.exchange.next_due() }
    }

    /// Executes what is due and then up to [`BURST_COMMANDS`] commands, as long as the batch has room. `now` may lie behind the last record's time,
    /// which then stands. Gives how many commands were taken.
    pub fn process<S: CommandSource>(&mut self, source: &mut S, batch: &mut Batch<S::Reply>, now: Time) -> Result<usize, CoreError> {
        let at = self.exchange.last_time().max(now);
        let mut taken = 0;
        while !batch.is_full() {
            if self.own_step(batch, at)? {
                continue;
            }
            if taken == BURST_COMMANDS {
                break;
            }
            self.exchange.look_ahead(|distance| source.peek(distance));
            let Some(incoming) = source.take() else { break };
            taken += 1;
            self.decide(incoming, batch, at);
            if batch.wants_section() {
                batch.end_section(self.exchange.control_totals());
            }
        }
        Ok(taken)
    }

    /// Ends a batch before it is handed over: one step of a job, if there is one. A full batch gets it too, or a job would never come to its end under load.
    /// While the last command still has steps of its own, the job waits.
    pub fn close<R>(&mut self, batch: &mut Batch<R>, now: Time) -> Result<(), CoreError> {
        if self.exchange.next_step().is_none()
            && let Some(job) = self.exchange.next_job()
        {
            let at = self.exchange.last_time().max(now);
            self.record_step(job, batch, at)?;
        }
        self.close_as_it_is(batch);
        Ok(())
    }

    /// Ends a batch without a step of a job.
    pub(crate) fn close_as_it_is<R>(&self, batch: &mut Batch<R>) {
        batch.end_section(self.exchange.control_totals());
    }

    /// What comes before any other command: the rest of the last one, then due timers.
    #[inline]
    fn own_step<R>(&mut self, batch: &mut Batch<R>, at: Time) -> Result<bool, CoreError> {
        if let Some(step) = self.exchange.next_step() {
            self.record_step(step, batch, at)?;
            return Ok(true);
        }
        if self.exchange.next_due() <= at {
            self.record_step(Command::Tick(Tick {}), batch, at)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn record_step<R>(&mut self, command: Command, batch: &mut Batch<R>, at: Time) -> Result<(), CoreError> {
        let header = Header { seq: self.next_seq(), at, key: None };
        let first = batch.events.len();
        if let Err(rejection) = self.exchange.execute(&header, &command, &mut batch.events) {
            return Err(CoreError::StepRefused { seq: header.seq, step: command.name(), rejection });
        }
        self.exchange.finish(&header);
        let decision = accepted(first, batch.events.len());
        batch.entries.push(Entry { header, command, decision, reply: None });
        if batch.wants_section() {
            batch.end_section(self.exchange.control_totals());
        }
        Ok(())
    }

    /// Inlined, so that a command is moved once, from where it waited to its place in the batch: what is written in other pieces than it is read back in
    /// makes the machine wait until the writes before it are done.
    #[inline(always)]
    fn decide<R>(&mut self, incoming: Incoming<R>, batch: &mut Batch<R>, at: Time) {
        let Incoming { command, key, reply } = incoming;
        let header = Header { seq: self.next_seq(), at, key };
        let known = key.and_then(|key| self.exchange.seq_of_key(key));
        let undecided = Decision::Repeated { first: Seq(0) };
        batch.entries.push(Entry { header, command, decision: undecided, reply: Some(reply) });
        let Batch { entries, events, .. } = batch;
        let entry = entries.last_mut().expect("it was just put there");
        match known {
            Some(first) if !self.faults.lose_keys() => entry.decision = Decision::Repeated { first },
            // Only the sequencer knows when a step is due.
            _ if entry.command.is_step() => entry.decision = Decision::Refused(Reason::NothingToContinue.into()),
            _ => {
                let first = events.len();
                match self.exchange.execute(&entry.header, &entry.command, events) {
                    Ok(()) => entry.decision = accepted(first, events.len()),
                    Err(rejection) => entry.decision = refused(&entry.header, rejection),
                }
            }
        }
        if entry.decision.is_journaled() {
            self.exchange.finish(&entry.header);
        } else {
            entry.header.seq = self.exchange.last_seq();
        }
    }

    #[inline]
    fn next_seq(&self) -> Seq {
        Seq(self.exchange.last_seq().0 + 1)
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").field("home", &self.home()).field("last_seq", &self.last_seq()).finish_non_exhaustive()
    }
}

#[cold]
fn refused(header: &Header, rejection: Rejection) -> Decision {
    if header.key.is_some() && !rejection.reason.is_lack_of_room() { Decision::Rejected(rejection) } else { Decision::Refused(rejection) }
}

#[inline]
fn accepted(first: usize, end: usize) -> Decision {
    let fits = "a batch holds fewer than 2^32 events";
    Decision::Accepted { first: u32::try_from(first).expect(fits), count: u32::try_from(end - first).expect(fits) }
}
