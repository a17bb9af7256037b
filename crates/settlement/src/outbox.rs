//! Actions between being decided and being on the chain.

use crate::action::{Action, Lane};
use crate::error::SettlementError;
use alloy_primitives::{B256, Bytes};
use protocol::Seq;
use sqlx::query;
use store::{Database, Transaction};

/// How many actions that are done are kept, to be looked at.
const DONE_MAX: i64 = 10_000;
/// How many may wait behind one that is refused before no more of the journal is folded.
pub(crate) const WAITING_MAX: i64 = 10_000;

/// An action that is not done.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: i64,
    /// The last record that it rests on; 0 for what the market needs before anything else.
    pub(crate) seq: Seq,
    pub(crate) action: Action,
    /// The transaction, once it is signed.
    pub(crate) signed: Option<(Bytes, B256)>,
}

/// What the chain has not been told yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub actions: i64,
    /// Why the next of them does not get through, where something has to be put right.
    pub problem: Option<String>,
}

/// Appends actions in their order. Nobody else writes them, so that the next number is the greatest plus one.
pub(crate) async fn append(tx: &mut Transaction, seq: Seq, actions: &[Action]) -> Result<(), SettlementError> {
    append_in(tx, seq, actions, Action::lane).await
}

/// As [`append`], for what comes before anything else.
pub(crate) async fn append_first(tx: &mut Transaction, actions: &[Action]) -> Result<(), SettlementError> {
    append_in(tx, Seq(0), actions, |_| Lane::Market).await
}

async fn append_in(tx: &mut Transaction, seq: Seq, actions: &[Action], lane: fn(&Action) -> Lane) -> Result<(), SettlementError> {
    let last: Option<i64> = sqlx::query_scalar("SELECT MAX(id) FROM settlement_actions").fetch_one(tx.sql()).await?;
    for (id, action) in (last.unwrap_or(0) + 1..).zip(actions) {
        let text = serde_json::to_string(action).expect("an action has string keys only");
        query("INSERT INTO settlement_actions (id, seq, lane, action, state) VALUES ($1, $2, $3, $4, 'waiting')")
            .bind(id)
            .bind(seq.0 as i64)
            .bind(lane(action) as i64)
            .bind(text)
            .execute(tx.sql())
            .await?;
    }
    Ok(())
}

/// Whether there has ever been an action.
pub(crate) async fn is_empty(database: &Database) -> Result<bool, SettlementError> {
    let any: Option<i64> = sqlx::query_scalar("SELECT MAX(id) FROM settlement_actions").fetch_one(&mut *database.read().await?).await?;
    Ok(any.is_none())
}

/// Both are read from an index of what is not done.
const SIGNED: &str = "SELECT id, seq, action, state, raw, hash FROM settlement_actions WHERE state <> 'done' AND state = 'signed' LIMIT 1";
const NEXT: &str = "SELECT id, seq, action, state, raw, hash FROM settlement_actions WHERE state <> 'done' ORDER BY lane, id LIMIT 1";

/// The action to be sent next: one that is signed may be on its way and comes before any other.
pub(crate) async fn next(database: &Database) -> Result<Option<Row>, SettlementError> {
    type Found = (i64, i64, String, String, Option<Vec<u8>>, Option<Vec<u8>>);
    let mut connection = database.read().await?;
    let mut row: Option<Found> = sqlx::query_as(SIGNED).fetch_optional(&mut *connection).await?;
    if row.is_none() {
        row = sqlx::query_as(NEXT).fetch_optional(&mut *connection).await?;
    }
    let Some((id, seq, action, state, raw, hash)) = row else { return Ok(None) };
    let bad = |what: String| SettlementError::Row { table: "settlement_actions", what: format!("action {id}: {what}") };
    let action = serde_json::from_str(&action).map_err(|error| bad(error.to_string()))?;
    let signed = match (state.as_str(), raw, hash) {
        ("signed", Some(raw), Some(hash)) if hash.len() == 32 => Some((Bytes::from(raw), B256::from_slice(&hash))),
        ("waiting", _, _) => None,
        _ => return Err(bad("signed without a transaction".into())),
    };
    Ok(Some(Row { id, seq: Seq(seq as u64), action, signed }))
}

/// What is still to be done.
pub(crate) async fn waiting(database: &Database) -> Result<Waiting, SettlementError> {
    let mut connection = database.read().await?;
    let actions = sqlx::query_scalar("SELECT COUNT(*) FROM settlement_actions WHERE state <> 'done'").fetch_one(&mut *connection).await?;
    let text = "SELECT problem FROM settlement_actions WHERE state <> 'done' ORDER BY lane, id LIMIT 1";
    let problem: Option<Option<String>> = sqlx::query_scalar(text).fetch_optional(&mut *connection).await?;
    Ok(Waiting { actions, problem: problem.flatten() })
}

/// Keeps the transaction before it is sent.
pub(crate) async fn keep_signed(tx: &mut Transaction, id: i64, raw: &Bytes, hash: B256) -> Result<(), SettlementError> {
    query("UPDATE settlement_actions SET state = 'signed', raw = $2, hash = $3, problem = NULL WHERE id = $1 AND state = 'waiting'")
        .bind(id)
        .bind(raw.to_vec())
        .bind(hash.to_vec())
        .execute(tx.sql())
        .await?;
    Ok(())
}

/// It can never be in a block as it was signed, or it was and did nothing: it will be signed anew.
pub(crate) async fn unsign(tx: &mut Transaction, id: i64, problem: &str) -> Result<(), SettlementError> {
    query("UPDATE settlement_actions SET state = 'waiting', raw = NULL, hash = NULL, problem = $2 WHERE id = $1 AND state <> 'done'")
        .bind(id)
        .bind(problem.to_owned())
        .execute(tx.sql())
        .await?;
    Ok(())
}

/// Done in this block, where that is known. False if it was marked before: a commit whose outcome was not certain had happened.
pub(crate) async fn mark_done(tx: &mut Transaction, id: i64, block: Option<i64>) -> Result<bool, SettlementError> {
    let marked =
        query("UPDATE settlement_actions SET state = 'done', block = $2, raw = NULL, problem = NULL WHERE id = $1 AND state <> 'done'")
            .bind(id)
            .bind(block)
            .execute(tx.sql())
            .await?;
    query("DELETE FROM settlement_actions WHERE state = 'done' AND id <= $1").bind(id - DONE_MAX).execute(tx.sql()).await?;
    Ok(marked.rows_affected() == 1)
}
