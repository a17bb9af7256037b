//! The two ends of one answer.

use crate::answer::{Answer, Told, Unanswered};
use crate::handle::Shared;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// Where the core sends an answer. Dropped without one, whoever waits learns that the outcome is unknown.
#[derive(Debug)]
pub struct Reply(To);

#[derive(Debug)]
enum To {
    One(oneshot::Sender<Told>),
    Item { collector: Arc<Collector>, index: u32 },
    Nobody,
}

/// Gathers the answers of a batch, so that its sender is woken once.
#[derive(Debug)]
struct Collector {
    told: Mutex<Vec<Option<Told>>>,
    missing: AtomicUsize,
    done: Mutex<Option<oneshot::Sender<()>>>,
}

impl Reply {
    /// For commands whose answer nobody awaits.
    pub const NOBODY: Self = Self(To::Nobody);

    pub(crate) fn pair(shared: &Arc<Shared>) -> (Self, Receipt) {
        let (sender, receiver) = oneshot::channel();
        (Self(To::One(sender)), Receipt { shared: Arc::clone(shared), told: receiver })
    }

    /// True if an answer would reach somebody.
    pub fn is_heard(&self) -> bool {
        match &self.0 {
            To::One(sender) => !sender.is_closed(),
            To::Item { .. } => true,
            To::Nobody => false,
        }
    }

    /// Gives the answer. The caller vouches that it is durable.
    pub fn send(mut self, told: Told) {
        match std::mem::replace(&mut self.0, To::Nobody) {
            // Whoever asked may have gone away.
            To::One(sender) => drop(sender.send(told)),
            To::Item { collector, index } => collector.take(index, Some(told)),
            To::Nobody => {}
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let To::Item { collector, index } = &self.0 {
            collector.take(*index, None);
        }
    }
}

impl Collector {
    fn take(&self, index: u32, told: Option<Told>) {
        self.told.lock().expect("no holder of a collector's lock panics")[index as usize] = told;
        if self.missing.fetch_sub(1, Ordering::AcqRel) == 1 {
            let done = self.done.lock().expect("no holder of a collector's lock panics").take();
            // Whoever asked may have gone away.
            done.map(|done| done.send(()));
        }
    }
}

/// A promise of one answer.
#[derive(Debug)]
pub struct Receipt {
    shared: Arc<Shared>,
    told: oneshot::Receiver<Told>,
}

impl Receipt {
    /// Waits for the answer.
    pub async fn answer(self) -> Result<Answer, Unanswered> {
        match self.told.await {
            Ok(told) => self.shared.complete(told).await,
            Err(_) => Err(Unanswered::Unknown),
        }
    }

    /// Waits for the answer on a thread of its own; panics inside an async task.
    pub fn wait(self) -> Result<Answer, Unanswered> {
        match self.told.blocking_recv() {
            Ok(told) => self.shared.complete_blocking(told),
            Err(_) => Err(Unanswered::Unknown),
        }
    }
}

/// A promise of the answers of a batch.
#[derive(Debug)]
pub struct BatchReceipt {
    shared: Arc<Shared>,
    collector: Arc<Collector>,
    done: oneshot::Receiver<()>,
}

impl BatchReceipt {
    pub(crate) fn new(shared: &Arc<Shared>, count: usize) -> (Self, impl Iterator<Item = Reply> + use<>) {
        let (sender, receiver) = oneshot::channel();
        let done = (count > 0).then_some(sender);
        let told = (0..count).map(|_| None).collect();
        let collector = Arc::new(Collector { told: Mutex::new(told), missing: AtomicUsize::new(count), done: Mutex::new(done) });
        let for_replies = Arc::clone(&collector);
        let count = u32::try_from(count).expect("a batch fits the ring");
        let replies = (0..count).map(move |index| Reply(To::Item { collector: Arc::clone(&for_replies), index }));
        (Self { shared: Arc::clone(shared), collector, done: receiver }, replies)
    }

    /// Waits for all answers; they stand in the order of the submissions.
    pub async fn answers(mut self) -> Vec<Result<Answer, Unanswered>> {
        // An empty batch has nobody who would say that it is done.
        let _done = (&mut self.done).await;
        let mut answers = Vec::new();
        for told in self.told() {
            answers.push(match told {
                Some(told) => self.shared.complete(told).await,
                None => Err(Unanswered::Unknown),
            });
        }
        answers
    }

    /// Waits for all answers on a thread of its own; panics inside an async task.
    pub fn wait(mut self) -> Vec<Result<Answer, Unanswered>> {
        let (_, closed) = oneshot::channel();
        let _done = std::mem::replace(&mut self.done, closed).blocking_recv();
        let told = self.told().into_iter();
        told.map(|told| told.map_or(Err(Unanswered::Unknown), |told| self.shared.complete_blocking(told))).collect()
    }

    fn told(&self) -> Vec<Option<Told>> {
        std::mem::take(&mut *self.collector.told.lock().expect("no holder of a collector's lock panics"))
    }
}
