//! How the server itself gives commands: through the gateway, like any client, each answered once it is durable.

use gateway::{Gateway, Outcome, Submission, Unanswered};
use projections::live::{Live, LiveState};
use protocol::{Command, Event, Home, Rejection, Seq};
use std::time::Duration;

/// The gateway and the read model of one shard.
#[derive(Clone, Debug)]
pub struct Desk {
    pub gateway: Gateway,
    pub live: Live,
}

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    #[error("{0}")]
    Rejected(Rejection),
    #[error(transparent)]
    Busy(#[from] gateway::Busy),
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error(transparent)]
    NotReached(#[from] projections::live::NotReached),
}

/// How long the read model may take to show what was just done.
const PATIENCE: Duration = Duration::from_secs(30);

impl Desk {
    pub fn home(&self) -> Home {
        self.gateway.home()
    }

    /// Gives a command, without a key, and waits until the read model shows what came of it.
    ///
    /// # Errors
    /// If it was refused, or nothing is known of its outcome.
    pub async fn give(&self, command: impl Into<Command>) -> Result<Box<[Event]>, Undone> {
        let answer = self.gateway.submit(Submission { command: command.into(), key: None })?.answer().await?;
        self.live.reached(answer.seq, PATIENCE).await?;
        match answer.outcome {
            Outcome::Accepted(events) => Ok(events),
            Outcome::Rejected(rejection) => Err(Undone::Rejected(rejection)),
            Outcome::KeyConflict | Outcome::KeyCollision => unreachable!("a command without a key has no conflict of keys"),
        }
    }

    /// Gives commands next to each other, each accepted or refused for itself, and waits until the read model shows what came of them. Gives how many
    /// were refused.
    ///
    /// # Errors
    /// If they were not taken, or nothing is known of the outcome.
    pub async fn give_all(&self, commands: Vec<Command>) -> Result<usize, Undone> {
        if commands.is_empty() {
            return Ok(0);
        }
        let submissions = commands.into_iter().map(|command| Submission { command, key: None }).collect();
        let mut last = Seq(0);
        let mut refused = 0;
        for answer in self.gateway.submit_batch(submissions)?.answers().await {
            let answer = answer?;
            last = last.max(answer.seq);
            refused += usize::from(matches!(answer.outcome, Outcome::Rejected(_)));
        }
        self.live.reached(last, PATIENCE).await?;
        Ok(refused)
    }

    pub fn read<R>(&self, look: impl FnOnce(&LiveState) -> R) -> R {
        self.live.read(look)
    }
}
