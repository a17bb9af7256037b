//! How far somebody has followed a market's journal.

use protocol::{Home, Seq};

use crate::database::Database;
use crate::error::StoreError;
use crate::transaction::Transaction;

/// The last record that `name` has worked off; 0 if there is none.
///
/// # Errors
/// If the database fails.
pub async fn position(database: &Database, name: &'static str, home: Home) -> Result<Seq, StoreError> {
    let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM cursors WHERE name = $1 AND market = $2")
        .bind(name)
        .bind(home.market.name())
        .fetch_optional(&mut *database.read().await?)
        .await?;
    Ok(Seq(u64::try_from(seq.unwrap_or(0)).unwrap_or(0)))
}

/// Moves the cursor, in the transaction of the rows that were made of the records up to it. Never backwards.
///
/// # Errors
/// If the database fails.
pub async fn advance(tx: &mut Transaction, name: &'static str, home: Home, seq: Seq) -> Result<(), StoreError> {
    let text = "INSERT INTO cursors (name, market, seq) VALUES ($1, $2, $3)
        ON CONFLICT (name, market) DO UPDATE SET seq = excluded.seq WHERE cursors.seq < excluded.seq";
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    sqlx::query(text).bind(name).bind(home.market.name()).bind(seq).execute(tx.sql()).await?;
    Ok(())
}
