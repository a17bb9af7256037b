//! From which record on a journal is still read by those who follow it from outside its shard.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::Seq;

/// Segments before it may be given back. Clones share it.
#[derive(Clone, Debug)]
pub struct HeldFrom(Arc<AtomicU64>);

impl HeldFrom {
    /// Nobody follows.
    pub fn nobody() -> Self {
        Self(Arc::new(AtomicU64::new(u64::MAX)))
    }

    /// Everything is held until somebody says how far they have come.
    pub fn everything() -> Self {
        Self(Arc::default())
    }

    pub fn set(&self, seq: Seq) {
        self.0.store(seq.0, Ordering::Release);
    }

    pub(crate) fn seq(&self) -> Seq {
        Seq(self.0.load(Ordering::Acquire))
    }
}
