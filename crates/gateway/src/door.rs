//! Whether commands are taken.

use std::sync::atomic::{AtomicU8, Ordering};

/// Why no commands are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[repr(u8)]
pub enum ClosedReason {
    /// The core failed or found a difference; the process is about to end.
    #[error("the core has failed")]
    Failed = 1,
    #[error("the server is stopping")]
    Stopping = 2,
    /// The clock has jumped, or lies behind the journal: a person has to confirm it.
    #[error("the clock is not confirmed")]
    ClockUnconfirmed = 4,
    #[error("the disk is nearly full")]
    DiskNearlyFull = 8,
    #[error("a read model lags too far behind")]
    ProjectionLagging = 16,
    /// Recovery is under way.
    #[error("the server is starting")]
    Starting = 32,
}

impl ClosedReason {
    /// All reasons, the gravest first.
    pub const ALL: &'static [Self] =
        &[Self::Failed, Self::Stopping, Self::ClockUnconfirmed, Self::DiskNearlyFull, Self::ProjectionLagging, Self::Starting];

    /// The word for it in JSON and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Stopping => "stopping",
            Self::ClockUnconfirmed => "clock_unconfirmed",
            Self::DiskNearlyFull => "disk_nearly_full",
            Self::ProjectionLagging => "projection_lagging",
            Self::Starting => "starting",
        }
    }
}

/// A command was not taken. It was not executed; the same command may be sent again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    #[error("too many commands are waiting")]
    RingFull,
    #[error("the door is closed: {0}")]
    Closed(ClosedReason),
}

/// Open only while no reason to close it holds. Each reason is set and taken back by whoever watches over it.
#[derive(Debug, Default)]
pub struct Door {
    reasons: AtomicU8,
}

impl Door {
    pub fn close(&self, reason: ClosedReason) {
        self.reasons.fetch_or(reason as u8, Ordering::AcqRel);
    }

    /// Takes a reason back; the door opens if it was the last.
    pub fn open(&self, reason: ClosedReason) {
        self.reasons.fetch_and(!(reason as u8), Ordering::AcqRel);
    }

    /// The gravest reason why it is closed; `None` while it is open.
    pub fn closed(&self) -> Option<ClosedReason> {
        let reasons = self.reasons.load(Ordering::Acquire);
        if reasons == 0 {
            return None;
        }
        ClosedReason::ALL.iter().copied().find(|&reason| reasons & reason as u8 != 0)
    }

    /// Every reason that holds now.
    pub fn reasons(&self) -> Vec<ClosedReason> {
        let reasons = self.reasons.load(Ordering::Acquire);
        ClosedReason::ALL.iter().copied().filter(|&reason| reasons & reason as u8 != 0).collect()
    }
}
