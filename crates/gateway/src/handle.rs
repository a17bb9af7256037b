//! What everybody outside the core holds of it.

use crate::answer::{Answer, Origin, Outcome, Repeat, Told, Unanswered};
use crate::door::{Busy, Door};
use crate::follower::{FollowError, Follower, FrameRecords, Moved};
use crate::frames::Recent;
use crate::history::History;
use crate::keys::Keys;
use crate::outlet::Outlet;
use crate::receipt::{BatchReceipt, Receipt, Reply};
use crate::ring::{Intake, Ring, Submission, Ticket};
use protocol::{Home, Record, Seq};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

/// A handle to the core of one shard. Clones share it.
#[derive(Clone, Debug)]
pub struct Gateway {
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) home: Home,
    pub(crate) history: Box<dyn History>,
    pub(crate) durable: Durable,
    ring: Arc<Ring>,
    door: Door,
    keys: OnceLock<Keys>,
    recent: Mutex<Recent>,
}

/// Makes the three ends of a shard's gateway. `durable` is the last record that is durable already; `history` reads what is not in memory.
pub fn open(home: Home, durable: Seq, history: Box<dyn History>) -> (Gateway, Intake, Outlet) {
    let ring = Arc::new(Ring::default());
    let shared = Arc::new(Shared {
        home,
        history,
        durable: Durable::new(durable),
        ring: Arc::clone(&ring),
        door: Door::default(),
        keys: OnceLock::new(),
        recent: Mutex::new(Recent::new()),
    });
    (Gateway { shared: Arc::clone(&shared) }, Intake::new(ring), Outlet::new(shared))
}

impl Gateway {
    pub fn home(&self) -> Home {
        self.shared.home
    }

    /// Hands a command in. The receipt gives the answer once it is durable; dropping the receipt does not take the command back.
    pub fn submit(&self, submission: Submission) -> Result<Receipt, Busy> {
        self.pass_door()?;
        let (reply, receipt) = Reply::pair(&self.shared);
        self.shared.ring.push(Ticket { command: submission.command, key: submission.key, reply })?;
        Ok(receipt)
    }

    /// Hands several commands in, in order and next to each other; either all are taken or none. Each is accepted or refused for itself.
    pub fn submit_batch(&self, submissions: Vec<Submission>) -> Result<BatchReceipt, Busy> {
        self.pass_door()?;
        if submissions.len() > crate::RING_MAX {
            return Err(Busy::RingFull);
        }
        let (receipt, replies) = BatchReceipt::new(&self.shared, submissions.len());
        let count = submissions.len();
        let tickets = submissions.into_iter().zip(replies);
        let tickets = tickets.map(|(submission, reply)| Ticket { command: submission.command, key: submission.key, reply });
        self.shared.ring.push_all(count, tickets)?;
        Ok(receipt)
    }

    /// Follows all records after `after`: 0 for everything, [`Gateway::durable_seq`] for what is new.
    pub fn follow(&self, after: Seq) -> Follower {
        Follower::new(Arc::clone(&self.shared), after)
    }

    /// The last durable record, 0 if there is none.
    pub fn durable_seq(&self) -> Seq {
        self.shared.durable.seq()
    }

    /// Reads one durable record.
    pub fn record(&self, seq: Seq) -> Result<Record, FollowError> {
        self.shared.record(seq)
    }

    pub fn door(&self) -> &Door {
        &self.shared.door
    }

    /// Commands that wait for the core.
    pub fn waiting(&self) -> usize {
        self.shared.ring.len()
    }

    /// Hashes keys for this shard; `None` until its first record.
    pub fn keys(&self) -> Option<&Keys> {
        self.shared.keys.get()
    }

    /// Given by the core once the journal has its first record. Later calls change nothing.
    pub fn set_key_secret(&self, secret: [u8; 32]) {
        self.shared.keys.get_or_init(|| Keys::new(secret));
    }

    /// What a repeated key is answered: the stored answer, if it stands for the same command. For who drives the core without receipts.
    pub fn recall(&self, repeat: &Repeat) -> Result<Answer, Unanswered> {
        self.shared.recall(repeat)
    }

    fn pass_door(&self) -> Result<(), Busy> {
        self.shared.door.closed().map_or(Ok(()), |reason| Err(Busy::Closed(reason)))
    }
}

impl Shared {
    pub(crate) fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().expect("no holder of the frames' lock panics")
    }

    fn record(&self, seq: Seq) -> Result<Record, FollowError> {
        let recent = self.recent().holding(seq).cloned();
        let frame = match recent {
            Some(frame) => frame,
            None => {
                let found = self.history.frames_from(seq)?.next_frame()?;
                found.filter(|frame| frame.holds(seq)).ok_or(crate::HistoryError::NotKept(seq))?
            }
        };
        FrameRecords::from(frame, self.home, seq)?.next_record()
    }

    pub(crate) async fn complete(self: &Arc<Self>, told: Told) -> Result<Answer, Unanswered> {
        match told {
            Told::Answer(answer) => Ok(answer),
            Told::NotTaken(reason) => Err(Unanswered::NotTaken(reason)),
            Told::Repeat(repeat) if self.recent().holding(repeat.first).is_some() => self.recall(&repeat),
            Told::Repeat(repeat) => match tokio::runtime::Handle::try_current() {
                // The journal may have to be read from the device.
                Ok(runtime) => {
                    let shared = Arc::clone(self);
                    let recalled = runtime.spawn_blocking(move || shared.recall(&repeat)).await;
                    recalled.unwrap_or(Err(Unanswered::Unknown))
                }
                Err(_) => self.recall(&repeat),
            },
        }
    }

    pub(crate) fn complete_blocking(&self, told: Told) -> Result<Answer, Unanswered> {
        match told {
            Told::Answer(answer) => Ok(answer),
            Told::NotTaken(reason) => Err(Unanswered::NotTaken(reason)),
            Told::Repeat(repeat) => self.recall(&repeat),
        }
    }

    fn recall(&self, repeat: &Repeat) -> Result<Answer, Unanswered> {
        let first = repeat.first;
        let record = self.record(first).map_err(|error| Unanswered::Unreadable { first, why: error.to_string() })?;
        let outcome = if record.header.key != Some(repeat.key) {
            Outcome::KeyCollision
        } else if record.command != repeat.command {
            Outcome::KeyConflict
        } else {
            match record.outcome {
                Ok(events) => Outcome::Accepted(events.into_boxed_slice()),
                Err(rejection) => Outcome::Rejected(rejection),
            }
        };
        let origin = match outcome {
            Outcome::Accepted(_) | Outcome::Rejected(_) => Origin::Replayed,
            Outcome::KeyConflict | Outcome::KeyCollision => Origin::First,
        };
        Ok(Answer { seq: first, at: record.header.at, outcome, origin })
    }
}

/// How far the journal is durable, and who waits for more.
#[derive(Debug)]
pub(crate) struct Durable {
    seq: AtomicU64,
    threads: Mutex<Threads>,
    moved: Condvar,
    /// True once nothing more will come.
    tasks: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Threads {
    waiting: usize,
    ended: bool,
}

impl Durable {
    fn new(seq: Seq) -> Self {
        Self { seq: AtomicU64::new(seq.0), threads: Mutex::default(), moved: Condvar::new(), tasks: watch::Sender::new(false) }
    }

    pub(crate) fn seq(&self) -> Seq {
        Seq(self.seq.load(Ordering::Acquire))
    }

    pub(crate) fn advance(&self, seq: Seq) {
        self.seq.store(seq.0, Ordering::Release);
        self.tell(|_| {});
    }

    pub(crate) fn end(&self) {
        self.tell(|ended| *ended = true);
    }

    fn tell(&self, change: fn(&mut bool)) {
        let mut threads = self.threads();
        change(&mut threads.ended);
        // Waking costs a call of the system even where nobody sleeps.
        if threads.waiting > 0 {
            self.moved.notify_all();
        }
        drop(threads);
        self.tasks.send_modify(change);
    }

    pub(crate) fn wait(&self, seq: Seq, timeout: Duration) -> Moved {
        let mut threads = self.threads();
        threads.waiting += 1;
        let waited = self.moved.wait_timeout_while(threads, timeout, |threads| !threads.ended && self.seq() < seq);
        let mut threads = waited.expect("no holder of the waiters' lock panics").0;
        threads.waiting -= 1;
        match (self.seq() >= seq, threads.ended) {
            (true, _) => Moved::More,
            (false, true) => Moved::Stopped,
            (false, false) => Moved::TimedOut,
        }
    }

    pub(crate) async fn more(&self, seq: Seq) -> Moved {
        let mut ended = self.tasks.subscribe();
        match ended.wait_for(|&ended| ended || self.seq() >= seq).await {
            Ok(_) if self.seq() >= seq => Moved::More,
            _ => Moved::Stopped,
        }
    }

    fn threads(&self) -> MutexGuard<'_, Threads> {
        self.threads.lock().expect("no holder of the waiters' lock panics")
    }
}
