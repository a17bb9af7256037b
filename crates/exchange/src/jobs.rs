//! Jobs: commands that touch more than one record's postings go on in steps, so that trading keeps its pace and a replay has the same interleaving.

use crate::distribution::Distribution;
use crate::exchange::Exchange;
use crate::session;
use protocol::command::ContinueJob;
use protocol::event::{JobAdvanced, JobEnded, JobKind, JobStarted};
use protocol::ids::JobId;
use protocol::{Command, Event, Header, Reason, Rejection, Side};

/// A job under way; its parameters are fixed.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) kind: JobKind,
    /// Local number of the account it is about.
    pub(crate) account: Option<u32>,
    /// Local number of the instrument it is about.
    pub(crate) instrument: Option<u16>,
    pub(crate) side: Option<Side>,
    /// Sequence of the record that started it; it covers orders placed before.
    pub(crate) started: u64,
    /// Accounts up to this number are done; for the end of a day, orders up to this one are kept.
    pub(crate) cursor: u64,
    pub(crate) distribution: Option<Distribution>,
}

/// What a step of a job came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More is to be done, from here on.
    Advanced(u64),
    Ended,
}

impl Exchange {
    /// The job whose next step is due after each batch. Those that keep an instrument closed go first.
    pub fn next_job(&self) -> Option<Command> {
        let urgent = self.jobs.iter().find(|(_, job)| closes_instrument(job.kind));
        urgent.or(self.jobs.first_key_value()).map(|(&job, _)| ContinueJob { job }.into())
    }

    pub(crate) fn next_job_id(&self, header: &Header) -> JobId {
        JobId((header.seq.0 * 4_096).max(self.last_job.0 + 1))
    }

    /// Starts a job on an instrument.
    pub(crate) fn start_job(&mut self, header: &Header, kind: JobKind, i: u16, out: &mut Vec<Event>) -> JobId {
        let job = self.next_job_id(header);
        let instrument = Some(self.instrument(i).id);
        self.emit(header, JobStarted { job, kind, account: None, instrument, side: None }, out);
        job
    }

    pub(crate) fn continue_job(&mut self, header: &Header, id: JobId, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let job = self.jobs.get(&id).cloned().ok_or(Reason::NothingToContinue)?;
        let progress = match job.kind {
            JobKind::Uncross => self.uncross_step(header, id, &job, out),
            JobKind::CancelOrders => self.cancel_orders_step(&job, out),
            JobKind::EndDay => self.end_day_step(&job, out),
            JobKind::LeaveBand => self.leave_band_step(&job, out),
            JobKind::Delist => self.delist_step(&job, out),
            JobKind::Distribute => self.distribute_step(header, id, &job, out),
            JobKind::CloseOffering => self.close_offering_step(header, &job, out),
        };
        match progress {
            Progress::Advanced(cursor) => self.emit(header, JobAdvanced { job: id, cursor }, out),
            Progress::Ended => {
                self.emit(header, JobEnded { job: id }, out);
                if let Some(i) = job.instrument.filter(|_| closes_instrument(job.kind)) {
                    self.follow_up(header, i, out);
                }
            }
        }
        Ok(())
    }

    /// What `JobStarted` changes.
    pub(crate) fn begin_job(&mut self, header: &Header, started: &JobStarted) {
        let job = Job {
            kind: started.kind,
            account: started.account.map(|account| account.local()),
            instrument: started.instrument.map(|instrument| instrument.local()),
            side: started.side,
            started: header.seq.0,
            cursor: 0,
            distribution: None,
        };
        if let Some(i) = job.instrument.filter(|_| closes_instrument(job.kind)) {
            let instrument = self.instrument_mut(i);
            instrument.busy = Some(started.job);
            match job.kind {
                JobKind::Uncross => instrument.uncross_due = false,
                JobKind::EndDay => instrument.day_end_due = false,
                _ => {}
            }
            self.session_changed(i);
        }
        self.last_job = started.job;
        self.jobs.insert(started.job, job);
    }

    /// What `JobEnded` changes.
    pub(crate) fn end_job(&mut self, id: JobId) {
        let job = self.jobs.remove(&id).expect("a job that ends was under way");
        let Some(i) = job.instrument else { return };
        match job.kind {
            JobKind::Distribute => self.instrument_mut(i).distribution = None,
            JobKind::LeaveBand => session::put_day_in_force(self, i),
            _ => {}
        }
        if closes_instrument(job.kind) {
            self.instrument_mut(i).busy = None;
            self.session_changed(i);
        }
    }
}

/// Jobs during which their instrument takes no orders.
pub(crate) fn closes_instrument(kind: JobKind) -> bool {
    matches!(kind, JobKind::Uncross | JobKind::EndDay | JobKind::LeaveBand | JobKind::Delist)
}
