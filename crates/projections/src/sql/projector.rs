//! Follows a market's journal and keeps its history.

use std::time::Duration;

use crash_points::{CrashPoint, reach};
use gateway::{Follower, Gateway, Moved};
use protocol::{Event, Header, Seq};
use store::Database;
use tokio::sync::watch;

use super::error::SqlError;
use super::fold::Fold;
use super::generation::Generation;

/// A transaction ends after so many records, or so many events.
const RECORDS_PER_STEP: usize = 1_000;
const EVENTS_PER_STEP: usize = 4_000;
/// How long records gather once all are written.
const GATHERING: Duration = Duration::from_millis(20);

/// The one writer of a market's history.
pub struct Projector {
    database: Database,
    gateway: Gateway,
    generation: Generation,
    fold: Fold,
    follower: Follower,
    is_active: bool,
    told: watch::Sender<Seq>,
}

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caught {
    /// Nothing durable is left to be written.
    Up,
    /// There is more.
    NotYet,
}

/// Records in order, read ahead of a transaction.
struct Batch {
    follower: Follower,
    records: Vec<(Header, Vec<Event>)>,
}

impl Projector {
    /// Goes on with the tables that are there, or begins them where none were made by this version.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn open(database: Database, gateway: Gateway) -> Result<Self, SqlError> {
        let home = gateway.home();
        let (generation, seq, is_active) = match Generation::active(&database, home).await? {
            Some((generation, seq)) => (generation, seq, true),
            None => match Generation::building(&database, home).await? {
                Some((generation, seq)) => (generation, seq, false),
                None => (Generation::begin(&database, home).await?, Seq(0), false),
            },
        };
        Self::of(database, gateway, generation, seq, is_active).await
    }

    /// Fills new tables beside the ones that are read, from the first record on. Nobody reads them before they have caught up.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn rebuild(database: Database, gateway: Gateway) -> Result<Self, SqlError> {
        let generation = Generation::begin(&database, gateway.home()).await?;
        Self::of(database, gateway, generation, Seq(0), false).await
    }

    async fn of(database: Database, gateway: Gateway, generation: Generation, seq: Seq, is_active: bool) -> Result<Self, SqlError> {
        let fold = Fold::load(&database, generation).await?;
        let follower = gateway.follow(seq);
        let told = watch::Sender::new(if is_active { seq } else { Seq(0) });
        Ok(Self { database, gateway, generation, fold, follower, is_active, told })
    }

    /// Tells of every position that can be read, from now on, to who hears this.
    #[must_use]
    pub fn telling(self, told: watch::Sender<Seq>) -> Self {
        told.send_replace(*self.told.borrow());
        Self { told, ..self }
    }

    /// Hears of every position that can be read.
    pub fn position(&self) -> watch::Receiver<Seq> {
        self.told.subscribe()
    }

    /// Writes the next records, with the cursor in the same transaction. Tables that have caught up for the first time are read from now on.
    ///
    /// # Errors
    /// If the journal or the database fails. What was gathered is of no use then: open another.
    pub async fn step(&mut self) -> Result<Caught, SqlError> {
        let caught = self.write_next().await?;
        if caught == Caught::Up && !self.is_active {
            self.generation.swap(&self.database).await?;
            self.is_active = true;
        }
        if self.is_active {
            self.told.send_replace(self.follower.position());
        }
        Ok(caught)
    }

    /// The tables that it writes.
    pub(crate) fn generation(&self) -> Generation {
        self.generation
    }

    /// Writes until nothing durable is left, without letting it be read. Gives the last record.
    pub(crate) async fn catch_up(&mut self) -> Result<Seq, SqlError> {
        while self.write_next().await? == Caught::NotYet {}
        Ok(self.follower.position())
    }

    async fn write_next(&mut self) -> Result<Caught, SqlError> {
        let follower = std::mem::replace(&mut self.follower, self.gateway.follow(Seq(0)));
        // The journal may have to be read from the device.
        let Batch { follower, records } = tokio::task::spawn_blocking(move || gather(follower)).await.map_err(|_| SqlError::Reading)??;
        self.follower = follower;
        if let Some((last, _)) = records.last() {
            let seq = last.seq;
            let mut tx = self.database.begin().await?;
            for (header, events) in &records {
                self.fold.apply(&mut tx, header, events).await?;
            }
            self.fold.flush(&mut tx).await?;
            self.generation.advance(&mut tx, seq).await?;
            reach(CrashPoint::HistoryUncommitted);
            tx.commit().await?;
            reach(CrashPoint::HistoryCommitted);
        }
        Ok(if self.follower.lag() == 0 { Caught::Up } else { Caught::NotYet })
    }

    /// Steps until the core has stopped or `stop` says so.
    ///
    /// # Errors
    /// As [`Projector::step`].
    pub async fn run(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), SqlError> {
        loop {
            if self.step().await? == Caught::NotYet {
                if *stop.borrow() {
                    return Ok(());
                }
                continue;
            }
            tokio::select! {
                moved = self.follower.more() => if moved == Moved::Stopped && self.follower.lag() == 0 { return Ok(()) },
                _ = stop.wait_for(|stop| *stop) => return Ok(()),
            }
            // A transaction has to reach the device: what comes within this time shares one.
            tokio::time::sleep(GATHERING).await;
        }
    }
}

fn gather(mut follower: Follower) -> Result<Batch, SqlError> {
    let mut records = Vec::new();
    let mut events = 0;
    while records.len() < RECORDS_PER_STEP && events < EVENTS_PER_STEP {
        let mut of_record = Vec::new();
        let Some((header, _, _)) = follower.try_next_into(&mut of_record)? else { break };
        events += of_record.len();
        records.push((header, of_record));
    }
    Ok(Batch { follower, records })
}
