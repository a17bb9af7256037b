//! Where records are read that are no longer in memory.

use crate::frames::SealedFrame;
use protocol::Seq;
use std::fmt;
use std::sync::Arc;

/// Why a durable record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// It was removed, and no archive holds it.
    #[error("record {0} is no longer kept")]
    NotKept(Seq),
    #[error("the journal cannot be read: {0}")]
    Unreadable(String),
}

/// The durable frames before those in memory: the journal, with its archive.
pub trait History: Send + Sync + fmt::Debug {
    /// Frames in order, beginning with the one that holds `seq`.
    fn frames_from(&self, seq: Seq) -> Result<Box<dyn HistoryCursor>, HistoryError>;
}

/// Goes through frames in order.
pub trait HistoryCursor: Send + Sync + fmt::Debug {
    /// The next frame with records; `None` at the durable tip, and asked again later it goes on.
    fn next_frame(&mut self) -> Result<Option<Arc<SealedFrame>>, HistoryError>;
}

/// For a core that keeps nothing but what is in memory, as in benchmarks.
#[derive(Clone, Copy, Debug)]
pub struct NoHistory;

impl History for NoHistory {
    fn frames_from(&self, seq: Seq) -> Result<Box<dyn HistoryCursor>, HistoryError> {
        Err(HistoryError::NotKept(seq))
    }
}
