//! The streams that are open: how many, and that they end with the server.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// Counts open streams and tells them to end. Clones share it.
#[derive(Clone, Debug)]
pub struct OpenStreams {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    stopping: watch::Sender<bool>,
    count: watch::Sender<usize>,
}

/// One open stream, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenStream {
    shared: Arc<Shared>,
    stopping: watch::Receiver<bool>,
}

impl Default for OpenStreams {
    fn default() -> Self {
        Self { shared: Arc::new(Shared { stopping: watch::Sender::new(false), count: watch::Sender::new(0) }) }
    }
}

impl OpenStreams {
    /// Tells all streams to end; none is opened any more.
    pub fn stop(&self) {
        self.shared.stopping.send_replace(true);
    }

    /// Waits until none is open, at most for `patience`; gives how many still are.
    pub async fn ended(&self, patience: Duration) -> usize {
        let mut count = self.shared.count.subscribe();
        // Whether in time or not, what is left is counted below.
        drop(tokio::time::timeout(patience, count.wait_for(|count| *count == 0)).await);
        *self.shared.count.borrow()
    }

    /// `None` when there are `max` already, or when the server stops.
    pub(crate) fn open(&self, max: usize) -> Option<OpenStream> {
        let stopping = self.shared.stopping.subscribe();
        let is_open = !*stopping.borrow()
            && self.shared.count.send_if_modified(|count| {
                let has_room = *count < max;
                *count += usize::from(has_room);
                has_room
            });
        is_open.then(|| OpenStream { shared: Arc::clone(&self.shared), stopping })
    }
}

impl OpenStream {
    /// Waits until the server stops.
    pub(crate) async fn told_to_end(&mut self) {
        // The sender lives as long as `shared` does.
        drop(self.stopping.wait_for(|&told| told).await);
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.shared.count.send_modify(|count| *count -= 1);
    }
}
