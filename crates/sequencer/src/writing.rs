//! From the core's thread to the disk: two threads take closed batches in their order, each with a frame of its own.

use crate::answers::Answers;
use crate::batch::Batch;
use crate::error::SequencerError;
use crate::writer::{Flight, Writer};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// Batches between core and writers: those of the frames being written, and those of the next.
pub const BATCHES_IN_FLIGHT: usize = 48;
/// The most batches that a frame is made of. The others are filled meanwhile.
const BATCHES_PER_WRITE: usize = 36;
/// A frame gets no further batch once there are so many records: with the last batch they about fill it.
const RECORDS_PER_WRITE: usize = 22_528;

/// What the writing threads share.
#[derive(Debug)]
pub struct Writing<A: Answers> {
    writer: Arc<Writer>,
    /// Held from taking batches until they are begun, so that frames follow each other as the batches do.
    filled: Mutex<Filled<A::Reply>>,
    to_core: SyncSender<Batch<A::Reply>>,
    answers: Mutex<A>,
}

/// Closed batches in their order; `None` after a failure, so that the core learns that nobody takes them.
type Filled<R> = Option<Receiver<Batch<R>>>;

/// What one of the threads works with.
#[derive(Debug)]
pub struct Hand<R> {
    flight: Flight,
    batches: Vec<Batch<R>>,
}

/// What there was to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// Durable and answered; the batches went back to the core.
    Batches { begins_segment: bool },
    /// Nothing waited.
    Nothing,
    /// Nothing will come any more.
    End,
}

impl<A: Answers> Writing<A> {
    pub fn new(writer: Arc<Writer>, filled: Receiver<Batch<A::Reply>>, to_core: SyncSender<Batch<A::Reply>>, answers: A) -> Self {
        Self { writer, filled: Mutex::new(Some(filled)), to_core, answers: Mutex::new(answers) }
    }

    /// Waits for batches and makes them durable.
    pub fn write_next(&self, hand: &mut Hand<A::Reply>, timeout: Duration) -> Result<Wrote, SequencerError> {
        let filled = self.filled();
        match filled.as_ref().map(|filled| filled.recv_timeout(timeout)) {
            Some(Ok(batch)) => self.write(filled, batch, hand),
            Some(Err(RecvTimeoutError::Timeout)) => Ok(Wrote::Nothing),
            Some(Err(RecvTimeoutError::Disconnected)) | None => Ok(Wrote::End),
        }
    }

    /// Makes durable what waits while the other thread is on its way.
    pub fn write_waiting(&self, hand: &mut Hand<A::Reply>) -> Result<Wrote, SequencerError> {
        let filled = self.filled();
        match filled.as_ref().and_then(|filled| filled.try_recv().ok()) {
            Some(batch) => self.write(filled, batch, hand),
            None => Ok(Wrote::Nothing),
        }
    }

    /// Proves on disk that everything so far was durable.
    pub fn seal(&self) -> Result<(), SequencerError> {
        self.writer.seal()
    }

    fn write(
        &self,
        filled: MutexGuard<'_, Filled<A::Reply>>,
        first: Batch<A::Reply>,
        hand: &mut Hand<A::Reply>,
    ) -> Result<Wrote, SequencerError> {
        let Hand { flight, batches } = hand;
        batches.push(first);
        filled.iter().for_each(|filled| gather(filled, batches));
        let begins_segment = self.writer.write_all(flight, batches, &self.answers, || drop(filled))?;
        for batch in batches.drain(..) {
            // The core may have ended already.
            drop(self.to_core.send(batch));
        }
        Ok(Wrote::Batches { begins_segment })
    }

    /// Takes nothing any more: after a failure.
    pub fn close(&self) {
        self.filled().take();
    }

    fn filled(&self) -> MutexGuard<'_, Filled<A::Reply>> {
        self.filled.lock().expect("no holder of the queue's lock panics")
    }
}

impl<R> Hand<R> {
    pub fn new() -> Self {
        Self { flight: Flight::new(), batches: Vec::with_capacity(BATCHES_PER_WRITE) }
    }
}

impl<R> Default for Hand<R> {
    fn default() -> Self {
        Self::new()
    }
}

/// Adds what waits, as far as it is to be written at once.
fn gather<R>(filled: &Receiver<Batch<R>>, batches: &mut Vec<Batch<R>>) {
    let mut records: usize = batches.iter().map(|batch| batch.entries().len()).sum();
    while batches.len() < BATCHES_PER_WRITE
        && records < RECORDS_PER_WRITE
        && let Ok(batch) = filled.try_recv()
    {
        records += batch.entries().len();
        batches.push(batch);
    }
}
