//! `CancelOrders`: all open orders of an account, an instrument or a side that were placed before. A handful at once, more by a job.

use crate::exchange::{Exchange, limits};
use crate::jobs::{Job, Progress};
use protocol::command::CancelOrders;
use protocol::event::{CancelReason, JobKind, JobStarted};
use protocol::policy::SessionState;
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn cancel_orders(&mut self, header: &Header, cancel: &CancelOrders, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if cancel.instrument.is_some_and(|instrument| !instrument.is_of(self.home)) {
            return Err(Reason::WrongMarket.into());
        }
        let account = cancel.account.map(|account| self.account(account)).transpose()?;
        let instrument = cancel.instrument.map(|instrument| self.instrument_local(instrument)).transpose()?;
        if account.is_none() && instrument.is_none() {
            return Err(Reason::ScopeRequired.into());
        }
        let few = account.is_some_and(|account| u32::from(self.accounts[account].open_orders) <= limits::POSTINGS_PER_STEP);
        if !few && self.jobs.len() >= limits::JOBS {
            return Err(Reason::TooManyJobs.into());
        }
        // After this point it must succeed.
        let scope = Job {
            kind: JobKind::CancelOrders,
            account,
            instrument,
            side: cancel.side,
            started: header.seq.0,
            cursor: 0,
            distribution: None,
        };
        if few {
            self.cancel_orders_step(&scope, out);
        } else {
            let job = self.next_job_id(header);
            let started =
                JobStarted { job, kind: JobKind::CancelOrders, account: cancel.account, instrument: cancel.instrument, side: cancel.side };
            self.emit(header, started, out);
        }
        Ok(())
    }

    /// Account by account; within one, the newest order first. Orders of an instrument that takes no cancellations just now are left alone.
    pub(crate) fn cancel_orders_step(&mut self, job: &Job, out: &mut Vec<Event>) -> Progress {
        let reason = if job.account.is_some() { CancelReason::ByOwner } else { CancelReason::ByStaff };
        let mut cancels_left = limits::POSTINGS_PER_STEP;
        let mut visits_left = limits::VISITS_PER_STEP;
        let accounts = match job.account {
            Some(account) => account..account + 1,
            None => (job.cursor as u32 + 1)..self.accounts.next_local(),
        };
        for local in accounts {
            let mut slot = self.accounts[local].first_order;
            while slot != 0 {
                let next = self.orders[slot].next_of_account;
                if self.is_in_scope(slot, job) {
                    if cancels_left == 0 {
                        return Progress::Advanced(u64::from(local) - 1);
                    }
                    cancels_left -= 1;
                    self.cancel(slot, reason, out);
                }
                slot = next;
                visits_left = visits_left.saturating_sub(1);
            }
            visits_left = visits_left.saturating_sub(1);
            if visits_left == 0 && job.account.is_none() {
                return Progress::Advanced(u64::from(local));
            }
        }
        Progress::Ended
    }

    fn is_in_scope(&self, slot: u32, job: &Job) -> bool {
        let order = &self.orders[slot];
        let settled = !matches!(self.instrument(order.instrument).session, SessionState::Uncrossing | SessionState::Delisted);
        settled
            && order.id < job.started
            && job.instrument.is_none_or(|instrument| order.instrument == instrument)
            && job.side.is_none_or(|side| order.side() == side)
    }
}
