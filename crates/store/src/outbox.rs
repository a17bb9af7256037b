//! The commands that facts from outside ask for.

use gateway::Keys;
use protocol::record::{decode_command, encode_command};
use protocol::{Command, Event, Home, KeyHash, Market, Rejection, Seq, Time};

use crate::database::{Database, now};
use crate::error::StoreError;
use crate::transaction::Transaction;

/// A command that waits for the core, or has its answer just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1, in the order of commits.
    pub id: i64,
    pub home: Home,
    /// Whose fact asks for it: the name of a crate.
    pub owner: String,
    /// The number of the fact in the tables of its owner.
    pub subject: i64,
    pub command: Command,
    /// Counts up only when the core says that the key collides with another's.
    pub attempt: i64,
    pub created_at: Time,
}

/// What the core made of a command, durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted { seq: Seq, at: Time, events: Box<[Event]> },
    Refused { seq: Seq, rejection: Rejection },
}

/// What became of a row, for the owner of its fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    pub command: String,
    /// `waiting`, `accepted` or `refused`.
    pub state: String,
    /// The code of the refusal.
    pub reason: Option<String>,
}

/// Asks for a command, in the transaction that writes the fact. Gives the row's id.
///
/// # Errors
/// If the database fails.
pub async fn enqueue(
    tx: &mut Transaction,
    home: Home,
    owner: &'static str,
    subject: i64,
    command: impl Into<Command>,
) -> Result<i64, StoreError> {
    let command = command.into();
    let id = tx.next_number("outbox").await?;
    let text = "INSERT INTO outbox (id, market, owner, subject, command_name, command, created_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(text)
        .bind(id)
        .bind(home.market.name())
        .bind(owner)
        .bind(subject)
        .bind(command.name())
        .bind(encode_command(&command, home))
        .bind(now().0)
        .execute(tx.sql())
        .await?;
    tx.mark_enqueued();
    Ok(id)
}

/// What became of the commands of a fact, in their order.
///
/// # Errors
/// If the database fails.
pub async fn fates(database: &Database, owner: &'static str, subject: i64) -> Result<Vec<Fate>, StoreError> {
    let rows: Vec<(String, String, Option<String>)> =
        sqlx::query_as("SELECT command_name, state, reason FROM outbox WHERE owner = $1 AND subject = $2 ORDER BY id")
            .bind(owner)
            .bind(subject)
            .fetch_all(&mut *database.read().await?)
            .await?;
    Ok(rows.into_iter().map(|(command, state, reason)| Fate { command, state, reason }).collect())
}

/// The key a row is handed in under: nothing but this row of this database ever has it.
pub fn key_of(database: &Database, keys: &Keys, row: &Row) -> KeyHash {
    keys.outbox_key(database.id(), row.id, row.attempt)
}

/// The first row of a market that waits.
pub(crate) async fn first_waiting(database: &Database, home: Home) -> Result<Option<Row>, StoreError> {
    let text = "SELECT id, owner, subject, command, attempt, created_at_us FROM outbox WHERE market = $1 AND state = 'waiting' ORDER BY id LIMIT 1";
    let found: Option<(i64, String, i64, Vec<u8>, i64, i64)> =
        sqlx::query_as(text).bind(home.market.name()).fetch_optional(&mut *database.read().await?).await?;
    let Some((id, owner, subject, bytes, attempt, created_at_us)) = found else { return Ok(None) };
    let command = decode_command(&bytes, home).map_err(|error| StoreError::Outbox { row: id, why: error.to_string() })?;
    Ok(Some(Row { id, home, owner, subject, command, attempt, created_at: Time(created_at_us) }))
}

/// The newest record that a settled row of this market stands for; 0 if none is.
pub(crate) async fn last_settled(database: &Database, market: Market) -> Result<Seq, StoreError> {
    let seq: Option<i64> = sqlx::query_scalar("SELECT MAX(seq) FROM outbox WHERE market = $1 AND seq IS NOT NULL")
        .bind(market.name())
        .fetch_one(&mut *database.read().await?)
        .await?;
    Ok(Seq(u64::try_from(seq.unwrap_or(0)).unwrap_or(0)))
}

/// Marks a row with what came of it; false if it was marked before.
pub(crate) async fn settle(tx: &mut Transaction, row: &Row, outcome: &Outcome) -> Result<bool, StoreError> {
    let (state, seq, reason) = match outcome {
        Outcome::Accepted { seq, .. } => ("accepted", *seq, None),
        Outcome::Refused { seq, rejection } => ("refused", *seq, Some(rejection.reason.code())),
    };
    let text = "UPDATE outbox SET state = $2, seq = $3, reason = $4, settled_at_us = $5 WHERE id = $1 AND state = 'waiting'";
    let marked = sqlx::query(text)
        .bind(row.id)
        .bind(state)
        .bind(i64::try_from(seq.0).unwrap_or(i64::MAX))
        .bind(reason)
        .bind(now().0)
        .execute(tx.sql())
        .await?;
    Ok(marked.rows_affected() == 1)
}

/// Has the row handed in under another key.
pub(crate) async fn use_another_key(database: &Database, row: &Row) -> Result<(), StoreError> {
    let mut tx = database.begin().await?;
    let text = "UPDATE outbox SET attempt = $2 + 1 WHERE id = $1 AND state = 'waiting' AND attempt = $2";
    sqlx::query(text).bind(row.id).bind(row.attempt).execute(tx.sql()).await?;
    tx.commit().await
}
