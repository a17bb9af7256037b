//! The half of recovery that builds the state: from a snapshot, and from what happened after it.

use super::{Piece, RecoverySettings, Verdict};
use crate::error::RecoveryError;
use crate::replay::Replayer;
use crate::snapshot::SavedState;
use exchange::Exchange;
use journal::JournalError;
use std::sync::mpsc::{Receiver, SyncSender};

pub(super) struct Building<'a> {
    pub(super) settings: &'a RecoverySettings,
    pub(super) pieces: Receiver<Piece>,
    pub(super) verdicts: SyncSender<Verdict>,
}

impl Building<'_> {
    /// The state at the end of all pieces; `None` if there was none to begin with.
    pub(super) fn run(self) -> Result<Option<Exchange>, RecoveryError> {
        let mut replayer = None;
        let mut twice = self.settings.faults.apply_twice();
        for piece in &self.pieces {
            match (piece, &mut replayer) {
                (Piece::Begin(state), replayer) => {
                    let (built, verdict) = match self.build(state) {
                        Ok(exchange) => (Some(Replayer::new(exchange, self.settings.capacity)), Verdict::Built),
                        Err(error) => (None, Verdict::Unfit(error)),
                    };
                    *replayer = built;
                    // A reader that has ended has its own reason.
                    let _ = self.verdicts.send(verdict);
                }
                (Piece::Frame(frame), Some(replayer)) => {
                    if std::mem::take(&mut twice) {
                        replayer.apply_first(&frame.records);
                    }
                    replayer.apply(&frame.records)?;
                }
                // Read after a snapshot that was of no use, before the reader heard of it.
                (Piece::Frame(_), None) => {}
            }
        }
        Ok(replayer.map(Replayer::into_exchange))
    }

    fn build(&self, state: Option<Box<SavedState>>) -> Result<Exchange, JournalError> {
        let (home, capacity) = (self.settings.home, self.settings.capacity);
        match state {
            Some(state) => state.build(home, capacity),
            None => Ok(Exchange::new(home, capacity)),
        }
    }
}
