//! `HaltInstrument`, `ResumeInstrument`, `DelistInstrument`.

use crate::exchange::{Exchange, limits};
use crate::jobs::{Job, Progress};
use crate::timers::Timer;
use protocol::command::{DelistInstrument, HaltInstrument, ResumeInstrument};
use protocol::event::{CancelReason, InstrumentDelisted, InstrumentHalted, InstrumentResumed, JobKind};
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn halt_instrument(&mut self, header: &Header, halt: &HaltInstrument, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(halt.instrument)?;
        let instrument = self.instrument(i);
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if instrument.halted {
            return Err(Reason::AlreadyHalted.into());
        }
        if instrument.busy.is_some() {
            return Err(Reason::JobUnderWay.into());
        }
        // After this point it must succeed.
        self.emit(header, InstrumentHalted { instrument: halt.instrument, reason: halt.reason.clone() }, out);
        Ok(())
    }

    /// Trading goes on in the phase of the day that it is by now; what the halt put off follows at once.
    pub(crate) fn resume_instrument(&mut self, header: &Header, resume: &ResumeInstrument, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(resume.instrument)?;
        let instrument = self.instrument(i);
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if !instrument.halted {
            return Err(Reason::NotHalted.into());
        }
        if !self.may_trade(i) {
            return Err(Reason::AssetNotFunded.into());
        }
        // After this point it must succeed.
        self.emit(header, InstrumentResumed { instrument: resume.instrument }, out);
        self.follow_up(header, i, out);
        Ok(())
    }

    pub(crate) fn delist_instrument(&mut self, header: &Header, delist: &DelistInstrument, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(delist.instrument)?;
        let instrument = self.instrument(i);
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if instrument.busy.is_some() {
            return Err(Reason::JobUnderWay.into());
        }
        if self.is_offered(i) {
            return Err(Reason::OfferingUnderWay.into());
        }
        // After this point it must succeed.
        self.emit(header, InstrumentDelisted { instrument: delist.instrument, reason: delist.reason.clone() }, out);
        self.start_job(header, JobKind::Delist, i, out);
        Ok(())
    }

    /// Cancels what is left of a delisted instrument's orders.
    pub(crate) fn delist_step(&mut self, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("a delisting is an instrument's");
        let mut left = limits::POSTINGS_PER_STEP;
        for slot in self.waiting_slots(i) {
            if left == 0 {
                return Progress::Advanced(0);
            }
            left -= 1;
            self.cancel(slot, CancelReason::Delisted, out);
        }
        while let Some(slot) = self.first_in_book(i) {
            if left == 0 {
                return Progress::Advanced(0);
            }
            left -= 1;
            self.cancel(slot, CancelReason::Delisted, out);
        }
        Progress::Ended
    }

    /// What `InstrumentHalted` changes.
    pub(crate) fn halt(&mut self, i: u16) {
        self.instrument_mut(i).halted = true;
        self.session_changed(i);
    }

    /// What `InstrumentResumed` changes.
    pub(crate) fn resume(&mut self, i: u16) {
        self.instrument_mut(i).halted = false;
        self.session_changed(i);
    }

    /// What `InstrumentDelisted` changes: no phase follows any more.
    pub(crate) fn delist(&mut self, i: u16) {
        let instrument = self.instrument_mut(i);
        instrument.delisted = true;
        let (until, interrupted) = (instrument.phase_until, instrument.interrupted_until.take());
        self.timers.clear(until, Timer::Phase(i));
        if let Some(until) = interrupted {
            self.timers.clear(until, Timer::Interruption(i));
        }
        self.session_changed(i);
    }
}
