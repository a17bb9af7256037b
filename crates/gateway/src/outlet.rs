//! The writer's end.

use crate::frames::SealedFrame;
use crate::handle::Shared;
use protocol::Seq;
use std::sync::Arc;

/// Tells what became durable. There is one; dropped, it ends every follower's waiting.
#[derive(Debug)]
pub struct Outlet {
    shared: Arc<Shared>,
    /// A frame that was forgotten and that nobody reads any more.
    spare: Option<Arc<SealedFrame>>,
}

impl Outlet {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, spare: None }
    }

    /// Has `fill` make a frame and publishes it. It is durable, and follows the one published before. What `fill` gets is empty, with memory of a frame
    /// that was forgotten, so that publishing does not allocate for ever.
    pub fn publish_with(&mut self, fill: impl FnOnce(&mut SealedFrame)) {
        let mut frame = self.spare.take().unwrap_or_else(|| Arc::new(SealedFrame::empty()));
        let blank = match Arc::get_mut(&mut frame) {
            Some(blank) => blank,
            // A follower still reads it.
            None => {
                frame = Arc::new(SealedFrame::empty());
                Arc::get_mut(&mut frame).expect("a new frame is shared with nobody")
            }
        };
        blank.payload.clear();
        blank.marks.clear();
        fill(blank);
        self.push(frame);
    }

    /// Publishes a frame that was made elsewhere.
    pub fn publish(&mut self, frame: SealedFrame) {
        self.push(Arc::new(frame));
    }

    fn push(&mut self, frame: Arc<SealedFrame>) {
        let last: Seq = frame.last_seq();
        self.spare = self.shared.recent().push(frame);
        self.shared.durable.advance(last);
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.shared.durable.end();
    }
}
