//! The writer's end.

use crate::frames::SealedFrame;
use crate::handle::Shared;
use std::sync::Arc;

/// Tells what became durable. There is one; dropped, it ends every follower's waiting.
#[derive(Debug)]
pub struct Outlet {
    shared: Arc<Shared>,
}

impl Outlet {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Makes a frame visible. It is durable, and follows the one published before.
    pub fn publish(&self, frame: SealedFrame) {
        let last = frame.last_seq();
        self.shared.recent().push(Arc::new(frame));
        self.shared.durable.advance(last);
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.shared.durable.end();
    }
}
