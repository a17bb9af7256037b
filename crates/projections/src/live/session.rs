//! What an instrument takes at the moment, followed from events alone: the same conditions as the core's, in the same order.

use protocol::event::{JobKind, PhaseChanged};
use protocol::ids::JobId;
use protocol::policy::{Phase, SessionState};
use protocol::{Day, Time};

use super::saved::saved_struct;

saved_struct! {
    /// The calendar's phase, and what holds beside it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Session {
        pub phase: Phase,
        /// When the next phase is due.
        pub phase_until: Time,
        pub day: Day,
        /// When the auction that follows a volatility interruption is due to end.
        pub interrupted_until: Option<Time>,
        /// The job that keeps the instrument from taking orders.
        pub busy: Option<JobId>,
        pub uncross_due: bool,
        pub day_end_due: bool,
        pub new_day_due: bool,
    }
}

impl Session {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Closed,
            phase_until: Time::NEVER,
            day: Day(0),
            interrupted_until: None,
            busy: None,
            uncross_due: false,
            day_end_due: false,
            new_day_due: false,
        }
    }

    /// The state of an instrument that is neither halted nor delisted.
    pub(crate) fn state(&self) -> SessionState {
        if self.busy.is_some() || self.uncross_due || self.day_end_due || self.new_day_due {
            return SessionState::Uncrossing;
        }
        if self.interrupted_until.is_some() {
            return SessionState::VolatilityInterruption;
        }
        match self.phase {
            Phase::PreOpen => SessionState::PreOpen,
            Phase::OpeningAuction => SessionState::OpeningAuction,
            Phase::Continuous => SessionState::Continuous,
            Phase::ClosingAuction => SessionState::ClosingAuction,
            Phase::Closed => SessionState::Closed,
        }
    }

    pub(crate) fn change_phase(&mut self, changed: &PhaseChanged) {
        let was_calling = self.interrupted_until.take().is_some() || is_call(self.phase);
        let is_new_day = changed.day != self.day;
        self.uncross_due |= was_calling && !is_call(changed.phase);
        self.day_end_due |= self.phase != Phase::Closed && (changed.phase == Phase::Closed || is_new_day);
        self.new_day_due |= is_new_day;
        (self.phase, self.phase_until, self.day) = (changed.phase, changed.until, changed.day);
    }

    pub(crate) fn end_interruption(&mut self) {
        self.interrupted_until = None;
        self.uncross_due = true;
    }

    pub(crate) fn start_day(&mut self, day: Day) {
        self.day = day;
        self.new_day_due = false;
    }

    pub(crate) fn start_job(&mut self, job: JobId, kind: JobKind) {
        match kind {
            JobKind::Uncross => self.uncross_due = false,
            JobKind::EndDay => self.day_end_due = false,
            JobKind::LeaveBand | JobKind::Delist => {}
            JobKind::CancelOrders | JobKind::Distribute | JobKind::CloseOffering => return,
        }
        self.busy = Some(job);
    }

    pub(crate) fn end_job(&mut self, job: JobId) {
        self.busy = self.busy.filter(|busy| *busy != job);
    }
}

fn is_call(phase: Phase) -> bool {
    matches!(phase, Phase::PreOpen | Phase::OpeningAuction | Phase::ClosingAuction)
}
