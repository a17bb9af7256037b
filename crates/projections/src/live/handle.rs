use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard};
use std::time::Duration;

use gateway::{FollowError, Follower, Moved};
use money::Scale;
use protocol::event::Event;
use protocol::{Header, Home, InstrumentId, Seq};
use tokio::sync::watch;

use super::feed::Feed;
use super::limits::RECORDS_PER_TURN_MAX;
use super::news::{News, Topic};
use super::outbox::Outbox;
use super::state::{FoldError, LiveState};

/// The live state of one shard, shared. Clones share it.
#[derive(Clone, Debug)]
pub struct Live {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    home: Home,
    state: RwLock<LiveState>,
    /// Beside the state, so that who takes orders never waits for the fold.
    codes: RwLock<Arc<Codes>>,
    position: watch::Sender<Seq>,
    /// Who watches. Locked after the state where both are.
    feed: Mutex<Feed>,
}

/// How prices and quantities of an instrument are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    pub id: InstrumentId,
    pub scale: Scale,
}

/// The instruments of a shard by their codes.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    by_code: HashMap<Box<str>, CodeEntry>,
}

impl Codes {
    pub fn get(&self, code: &str) -> Option<CodeEntry> {
        self.by_code.get(code).copied()
    }

    fn of(state: &LiveState) -> Self {
        let entry = |instrument: &super::instrument::Instrument| {
            let listing = &instrument.listing;
            let scale = Scale::new(listing.price_decimals, listing.quantity_decimals)?;
            Some((instrument.code().into(), CodeEntry { id: instrument.id, scale }))
        };
        Self { by_code: state.instruments().iter().filter_map(entry).collect() }
    }
}

/// The fold has not come as far as asked within the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the read model is at record {at}, not yet at {wanted}")]
pub struct NotReached {
    pub at: Seq,
    pub wanted: Seq,
}

/// Why following ended before it was told to. The server stops loudly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowingError {
    #[error(transparent)]
    Follow(#[from] FollowError),
    #[error(transparent)]
    Fold(#[from] FoldError),
}

/// How long a following thread sleeps before it looks whether it should end.
const PATIENCE: Duration = Duration::from_millis(200);

impl Live {
    pub fn new(state: LiveState) -> Self {
        let position = watch::Sender::new(state.seq());
        let codes = RwLock::new(Arc::new(Codes::of(&state)));
        Self { shared: Arc::new(Shared { home: state.home(), state: RwLock::new(state), codes, position, feed: Mutex::default() }) }
    }

    pub fn home(&self) -> Home {
        self.shared.home
    }

    /// Looks at the state. Folding waits meanwhile, so the look is short and never crosses an await.
    pub fn read<R>(&self, look: impl FnOnce(&LiveState) -> R) -> R {
        look(&self.state())
    }

    /// The last record folded.
    pub fn position(&self) -> Seq {
        *self.shared.position.borrow()
    }

    /// Tells of each turn of the fold. What outboxes get of it, they have before.
    pub fn positions(&self) -> watch::Receiver<Seq> {
        self.shared.position.subscribe()
    }

    /// Begins to watch, and looks at the state in the same moment: the outbox gets what comes after what was seen, in the order of the journal. `look` is
    /// given what the topic had after `resume_after`, if all of that is still kept.
    ///
    /// An outbox that watches the topic already goes on to get each record once. The look is short, as folding waits meanwhile.
    pub fn watch<R>(
        &self,
        topic: Topic,
        outbox: &Arc<Outbox>,
        resume_after: Option<Seq>,
        look: impl FnOnce(&LiveState, Option<Vec<Arc<News>>>) -> R,
    ) -> R {
        let state = self.state();
        let missed = self.feed().watch(topic, outbox, resume_after, state.seq());
        look(&state, missed)
    }

    /// Ends it. What waits in the outbox stays there.
    pub fn unwatch(&self, topic: Topic, outbox: &Arc<Outbox>) {
        self.feed().unwatch(topic, outbox);
    }

    /// The instruments by code, as of the last listing folded.
    pub fn codes(&self) -> Arc<Codes> {
        Arc::clone(&self.shared.codes.read().expect("no holder of the codes' lock panics"))
    }

    /// Waits until `seq` is folded, at most for `patience`.
    pub async fn reached(&self, seq: Seq, patience: Duration) -> Result<(), NotReached> {
        let mut position = self.shared.position.subscribe();
        let waited = tokio::time::timeout(patience, position.wait_for(|at| *at >= seq)).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            _ => Err(NotReached { at: self.position(), wanted: seq }),
        }
    }

    /// Follows until `stop` says so or nothing more will come; runs on a thread of its own. The follower begins after [`Live::position`].
    ///
    /// # Errors
    /// If the journal cannot be read or a record does not fit. The state is then of no use.
    pub fn follow(&self, mut follower: Follower, mut stop: impl FnMut() -> bool) -> Result<(), FollowingError> {
        let mut turn = Turn::default();
        while !stop() {
            self.fold_turn(&mut follower, &mut turn)?;
            if turn.records.is_empty() && follower.wait(PATIENCE) == Moved::Stopped && follower.lag() == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Folds what is durable now, and no more.
    ///
    /// # Errors
    /// As [`Live::follow`].
    pub fn catch_up(&self, follower: &mut Follower) -> Result<(), FollowingError> {
        let mut turn = Turn::default();
        loop {
            self.fold_turn(follower, &mut turn)?;
            if turn.records.is_empty() {
                return Ok(());
            }
        }
    }

    /// Decodes some records before the lock is taken, then folds them under it.
    fn fold_turn(&self, follower: &mut Follower, turn: &mut Turn) -> Result<(), FollowingError> {
        turn.records.clear();
        turn.events.clear();
        while turn.records.len() < RECORDS_PER_TURN_MAX {
            let Some((header, _, _)) = follower.try_next_into(&mut turn.events)? else { break };
            turn.records.push((header, turn.events.len()));
        }
        if turn.records.is_empty() {
            return Ok(());
        }
        let records = turn.records.iter().scan(0, |begin, &(header, end)| {
            let events = &turn.events[std::mem::replace(begin, end)..end];
            Some((header, events))
        });
        self.fold(records)?;
        Ok(())
    }

    /// Folds records in order under one lock. For tests and for who follows by himself; few at a time, as readers wait.
    ///
    /// # Errors
    /// As [`LiveState::apply`].
    pub fn fold<'a>(&self, records: impl Iterator<Item = (Header, &'a [Event])> + Clone) -> Result<(), FoldError> {
        let has_listing = records.clone().any(|(_, events)| events.iter().any(|event| matches!(event, Event::InstrumentListed(_))));
        let mut state = self.shared.state.write().expect("no holder of the state's lock panics");
        let mut feed = self.feed();
        state.apply_all_noted(records, feed.notes())?;
        let woken = feed.deliver();
        if has_listing {
            *self.shared.codes.write().expect("no holder of the codes' lock panics") = Arc::new(Codes::of(&state));
        }
        let seq = state.seq();
        drop(state);
        drop(feed);
        self.shared.position.send_replace(seq);
        for outbox in woken {
            outbox.wake();
        }
        Ok(())
    }

    fn feed(&self) -> MutexGuard<'_, Feed> {
        self.shared.feed.lock().expect("no holder of the feed's lock panics")
    }

    fn state(&self) -> RwLockReadGuard<'_, LiveState> {
        self.shared.state.read().expect("no holder of the state's lock panics")
    }
}

/// The records of one turn; each with where its events end.
#[derive(Default)]
struct Turn {
    records: Vec<(Header, usize)>,
    events: Vec<Event>,
}
