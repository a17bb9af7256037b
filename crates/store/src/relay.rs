//! Who takes commands from the outbox to the core: one for all owners.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crash_points::{CrashPoint, reach};
use gateway::{Answer, Gateway, Submission, Unanswered};
use protocol::{Home, KeyHash, Reason, Rejection};
use tokio::sync::watch;

use crate::database::{Database, now};
use crate::error::StoreError;
use crate::journaled;
use crate::outbox::{self, Outcome, Row};
use crate::transaction::Transaction;

/// What [`Owner::settled`] gives.
pub type OwnerFuture<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// A crate whose facts ask for commands.
pub trait Owner: Send + Sync {
    /// As it stands in the outbox.
    fn name(&self) -> &'static str;

    /// Changes the rows of the fact by what came of its command, and asks for the next command if there is one: all in the transaction that marks the
    /// row. Called once for each row that is marked.
    fn settled<'a>(&'a self, tx: &'a mut Transaction, row: &'a Row, outcome: &'a Outcome) -> OwnerFuture<'a>;
}

/// Takes waiting commands to the core, for each market in the order of their ids, one at a time.
pub struct Relay {
    database: Database,
    lanes: Vec<Lane>,
    owners: Vec<Arc<dyn Owner>>,
}

/// The commands of one market.
struct Lane {
    gateway: Gateway,
    /// The first waiting row may have been handed in: at the start, and after a failure. No other row ever was.
    is_doubtful: AtomicBool,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A row was marked; there may be more.
    Settled,
    /// Nothing waits.
    Idle,
    /// Something waits, and the core does not take it now.
    Blocked,
}

/// The outbox is looked at so often, should nobody have said that there is something.
const LOOK: Duration = Duration::from_secs(1);
/// After a failure, or while the core takes nothing.
const PAUSE: Duration = Duration::from_millis(200);
/// A row that has waited longer may have been handed in before the core's memory of keys begins: the journal is asked. Under the highest load the core
/// forgets a key after some minutes.
const KEY_MEMORY_US: i64 = 60_000_000;

impl Relay {
    pub fn new(database: Database, gateways: Vec<Gateway>, owners: Vec<Arc<dyn Owner>>) -> Self {
        let lanes = gateways.into_iter().map(|gateway| Lane { gateway, is_doubtful: AtomicBool::new(true) }).collect();
        Self { database, lanes, owners }
    }

    /// Works until it is told to stop, or the core has stopped. The database may be away for a while.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        loop {
            let mut pause = LOOK;
            for lane in &self.lanes {
                loop {
                    if *stop.borrow() {
                        return;
                    }
                    match self.step_of(lane).await {
                        Ok(Progress::Settled) => {}
                        Ok(Progress::Idle) => break,
                        Ok(Progress::Blocked) => {
                            pause = PAUSE;
                            break;
                        }
                        Err(error) => {
                            tracing::warn!(%error, "the outbox waits");
                            pause = PAUSE;
                            break;
                        }
                    }
                }
            }
            tokio::select! {
                () = self.database.enqueued() => {}
                () = tokio::time::sleep(pause) => {}
                told = stop.wait_for(|&told| told) => {
                    drop(told);
                    return;
                }
            }
        }
    }

    /// Takes the first waiting row of a market to the core and marks it.
    ///
    /// # Errors
    /// If the database fails or does not say whether it has committed: the next step begins with the same row, and the core answers as before.
    pub async fn step(&self, home: Home) -> Result<Progress, StoreError> {
        match self.lanes.iter().find(|lane| lane.gateway.home() == home) {
            Some(lane) => self.step_of(lane).await,
            None => Ok(Progress::Idle),
        }
    }

    async fn step_of(&self, lane: &Lane) -> Result<Progress, StoreError> {
        let gateway = &lane.gateway;
        let Some(row) = outbox::first_waiting(&self.database, gateway.home()).await? else {
            lane.is_doubtful.store(false, Ordering::Release);
            return Ok(Progress::Idle);
        };
        let Some(keys) = gateway.keys() else { return Ok(Progress::Blocked) };
        let key = outbox::key_of(&self.database, keys, &row);
        reach(CrashPoint::OutboxRead);
        if lane.is_doubtful.load(Ordering::Acquire)
            && let Some(outcome) = self.journaled(gateway, &row, key).await?
        {
            return self.settle(lane, &row, &outcome).await;
        }
        lane.is_doubtful.store(true, Ordering::Release);
        let Ok(receipt) = gateway.submit(Submission { command: row.command.clone(), key: Some(key) }) else { return Ok(Progress::Blocked) };
        reach(CrashPoint::OutboxSubmitted);
        let answer = match receipt.answer().await {
            Ok(answer) => answer,
            Err(Unanswered::NotTaken(_) | Unanswered::Unknown) => return Ok(Progress::Blocked),
            Err(error @ Unanswered::Unreadable { .. }) => return Err(StoreError::Outbox { row: row.id, why: error.to_string() }),
        };
        reach(CrashPoint::OutboxAnswered);
        match outcome_of(answer) {
            Some(outcome) => self.settle(lane, &row, &outcome).await,
            None => {
                outbox::use_another_key(&self.database, &row).await?;
                Ok(Progress::Settled)
            }
        }
    }

    /// What the journal says of a row that has waited for long.
    async fn journaled(&self, gateway: &Gateway, row: &Row, key: KeyHash) -> Result<Option<Outcome>, StoreError> {
        if now().0 - row.created_at.0 < KEY_MEMORY_US {
            return Ok(None);
        }
        let after = outbox::last_settled(&self.database, row.home.market).await?;
        let gateway = gateway.clone();
        let found = tokio::task::spawn_blocking(move || journaled::find(&gateway, after, key)).await;
        let failed = |why: String| StoreError::Outbox { row: row.id, why };
        let record = found.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))?;
        Ok(record.map(|record| match record.outcome {
            Ok(events) => Outcome::Accepted { seq: record.header.seq, at: record.header.at, events: events.into() },
            Err(rejection) => Outcome::Refused { seq: record.header.seq, rejection },
        }))
    }

    async fn settle(&self, lane: &Lane, row: &Row, outcome: &Outcome) -> Result<Progress, StoreError> {
        let owner = self.owners.iter().find(|owner| owner.name() == row.owner);
        let owner = owner.ok_or_else(|| StoreError::Outbox { row: row.id, why: format!("nobody is called {}", row.owner) })?;
        let mut tx = self.database.begin().await?;
        if outbox::settle(&mut tx, row, outcome).await? {
            owner.settled(&mut tx, row, outcome).await?;
        }
        reach(CrashPoint::OutboxUnmarked);
        tx.commit().await?;
        lane.is_doubtful.store(false, Ordering::Release);
        reach(CrashPoint::OutboxMarked);
        if let Outcome::Refused { rejection, .. } = outcome {
            tracing::warn!(row = row.id, owner = row.owner, command = row.command.name(), reason = rejection.reason.code(), "refused");
        }
        Ok(Progress::Settled)
    }
}

/// `None` if the key collides with another's: another key will do.
fn outcome_of(answer: Answer) -> Option<Outcome> {
    match answer.outcome {
        gateway::Outcome::Accepted(events) => Some(Outcome::Accepted { seq: answer.seq, at: answer.at, events }),
        gateway::Outcome::Rejected(rejection) => Some(Outcome::Refused { seq: answer.seq, rejection }),
        // A row's key stands for one command: somebody has changed the row.
        gateway::Outcome::KeyConflict => Some(Outcome::Refused { seq: answer.seq, rejection: Rejection::from(Reason::KeyAlreadyUsed) }),
        gateway::Outcome::KeyCollision => None,
    }
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("database", &self.database).finish_non_exhaustive()
    }
}
