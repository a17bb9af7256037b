//! Settlement beside the market: steps, comparisons, and patience with a chain that is away.

use crate::error::SettlementError;
use crate::outbox;
use crate::reconcile::Report;
use crate::settlement::{Settlement, State, Step};
use gateway::Moved;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long it waits after a failure, at first and at most: each time twice as long.
const PATIENCE_FIRST: Duration = Duration::from_millis(200);
const PATIENCE_MAX: Duration = Duration::from_secs(10);
/// How long it waits before it asks again for a block.
const BLOCK_PAUSE: Duration = Duration::from_millis(200);
/// A comparison takes at most one part in so many of the time.
const COMPARING_SHARE: u32 = 10;

/// Differences that are written to the log one by one.
const LOGGED_MAX: usize = 10;

/// How long to wait after each of several failures.
struct Patience(Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(PATIENCE_FIRST)
    }
}

impl Patience {
    fn next(&mut self) -> Duration {
        let longer = (self.0 * 2).min(PATIENCE_MAX);
        std::mem::replace(&mut self.0, longer)
    }
}

/// When what may be done next.
struct Due {
    compare: Instant,
    fold: Instant,
}

enum Turn {
    Stepped,
    /// Everything is on the chain, and records of the next range come together.
    Gathering,
    /// Everything is on the chain.
    Idle,
}

impl Settlement {
    /// Works until it is told to stop, or the core has stopped and everything is on the chain. Failures are told, and tried again. What was begun and is
    /// not done is done after the next start.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut patience = Patience::default();
        let mut due = Due { compare: Instant::now(), fold: Instant::now() };
        while !*stop.borrow() {
            let turn = self.turn(&mut due).await;
            let problem = match &turn {
                Err(SettlementError::Pending { .. }) | Ok(_) => None,
                Err(error) => Some(error.to_string()),
            };
            self.tell(problem).await;
            let pause = match turn {
                Ok(Turn::Stepped) => {
                    patience = Patience::default();
                    continue;
                }
                Ok(Turn::Gathering) => Some(due.fold - Instant::now()),
                Ok(Turn::Idle) => None,
                Err(SettlementError::Pending { .. }) => Some(BLOCK_PAUSE),
                Err(error) => {
                    tracing::warn!(%error, "settlement waits");
                    Some(patience.next())
                }
            };
            if self.wait(pause, due.compare, &mut stop).await.is_break() {
                return;
            }
        }
    }

    /// A step; while nothing waits, a comparison if one is due.
    async fn turn(&mut self, due: &mut Due) -> Result<Turn, SettlementError> {
        let mut compared = Ok(());
        if outbox::waiting(&self.sending.database).await?.actions == 0 {
            let begun = Instant::now();
            if begun >= due.compare {
                compared = self.compare_and_publish(due).await;
            }
            if begun < due.fold {
                return compared.map(|()| Turn::Gathering);
            }
        }
        match self.step().await? {
            // A comparison that failed is told, and tried again, where there is nothing else to do.
            Step::Idle => compared.map(|()| Turn::Idle),
            Step::Done(_) => Ok(Turn::Stepped),
            Step::Folded(_) => {
                due.fold = Instant::now() + self.settings.gather;
                Ok(Turn::Stepped)
            }
        }
    }

    async fn compare_and_publish(&mut self, due: &mut Due) -> Result<(), SettlementError> {
        let begun = Instant::now();
        let report = self.compare().await?;
        due.compare = Instant::now() + self.settings.compare_every.max(begun.elapsed() * (COMPARING_SHARE - 1));
        self.publish(report);
        Ok(())
    }

    fn publish(&self, report: Report) {
        if !report.is_complete {
            return;
        }
        for difference in report.differences.iter().take(LOGGED_MAX) {
            tracing::error!(?difference, seq = report.seq.0, "journal and chain differ");
        }
        let report = Arc::new(report);
        self.state.send_modify(|state| state.report = Some(report));
    }

    /// Shows how it gets on.
    async fn tell(&self, problem: Option<String>) {
        match Self::progress(&self.sending.database, self.sending.home).await {
            Ok((seq, waiting)) => self.state.send_modify(|state| {
                *state = State { seq, waiting: waiting.actions, problem: problem.or(waiting.problem), report: state.report.take() };
            }),
            Err(error) => self.state.send_modify(|state| state.problem = Some(error.to_string())),
        }
    }

    /// Waits for a record, for the next comparison, or for the end of a pause; break if there is nothing more to do.
    async fn wait(&self, pause: Option<Duration>, compare_at: Instant, stop: &mut watch::Receiver<bool>) -> ControlFlow<()> {
        let until = pause.map_or(compare_at, |pause| Instant::now() + pause);
        let is_idle = pause.is_none();
        tokio::select! {
            moved = self.follower.more(), if is_idle => {
                if moved == Moved::Stopped && self.follower.lag() == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
            () = tokio::time::sleep_until(until) => ControlFlow::Continue(()),
            told = stop.wait_for(|&told| told) => {
                drop(told);
                ControlFlow::Break(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
