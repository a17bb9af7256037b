//! What waits for one client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use super::news::News;

/// A bounded queue of news in the order of the journal, and a mark that something else is to be looked at. Nobody ever waits to put something in: who
/// does not take out in time loses all of it, and is told so.
#[derive(Debug)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    ready: Notify,
    rows_max: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    news: VecDeque<Arc<News>>,
    rows: usize,
    is_marked: bool,
    has_overflowed: bool,
}

/// More waited than an outbox may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("news were not taken in time")]
pub struct Overflowed;

impl Outbox {
    /// `rows_max` bounds the rows of news that wait.
    pub fn new(rows_max: usize) -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::default(), ready: Notify::new(), rows_max })
    }

    /// Whether its owner is to be woken.
    pub(crate) fn push(&self, news: &Arc<News>) -> bool {
        let mut waiting = self.waiting();
        if waiting.has_overflowed {
            return false;
        }
        waiting.rows += news.rows();
        if waiting.rows > self.rows_max {
            *waiting = Waiting { has_overflowed: true, ..Waiting::default() };
            return true;
        }
        waiting.news.push_back(Arc::clone(news));
        waiting.news.len() == 1
    }

    /// Asks the owner to look at what is not queued here, and wakes it.
    pub fn mark(&self) {
        let was_marked = std::mem::replace(&mut self.waiting().is_marked, true);
        if !was_marked {
            self.wake();
        }
    }

    pub(crate) fn wake(&self) {
        self.ready.notify_one();
    }

    /// Waits until there is something to take, or may be.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Whether [`Outbox::mark`] was called since the last time.
    pub fn take_mark(&self) -> bool {
        std::mem::take(&mut self.waiting().is_marked)
    }

    /// All news that wait, in the order of the journal.
    ///
    /// # Errors
    /// If news were lost because they were not taken in time; there will be none any more.
    pub fn take(&self) -> Result<VecDeque<Arc<News>>, Overflowed> {
        let mut waiting = self.waiting();
        if waiting.has_overflowed {
            return Err(Overflowed);
        }
        waiting.rows = 0;
        Ok(std::mem::take(&mut waiting.news))
    }

    /// News were lost because the owner did not take them.
    pub fn has_overflowed(&self) -> bool {
        self.waiting().has_overflowed
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("no holder of the outbox's lock panics")
    }
}
