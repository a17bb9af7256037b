//! Builds a market's history anew while nobody writes it, and compares it with the one that was read.

use gateway::Gateway;
use protocol::Seq;
use sqlx::AssertSqlSafe;
use store::Database;

use super::error::SqlError;
use super::generation::{Generation, table_names};
use super::projector::Projector;

/// What a history has come to that was built anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The last record in it.
    pub seq: Seq,
    pub tables: Vec<RebuiltTable>,
    /// Whether the history that was read before could be compared: it was of this version, and every record fitted it.
    pub is_compared: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebuiltTable {
    pub name: &'static str,
    pub rows: i64,
    /// Rows that were not there before, or not like this.
    pub new: i64,
    /// Rows of before that are gone, or not like that.
    pub gone: i64,
}

impl Rebuilt {
    /// Rows in which the two differ.
    pub fn differing(&self) -> i64 {
        self.tables.iter().map(|table| table.new + table.gone).sum()
    }
}

/// Brings what is read to the last record, fills new tables from the first record on, compares the two row by row and puts the new ones in their place.
///
/// # Errors
/// If the journal is not kept from its first record, or the database fails; what is read stays in place then.
pub async fn rebuild(database: &Database, gateway: &Gateway) -> Result<Rebuilt, SqlError> {
    let kept = kept(database, gateway).await?;
    let mut projector = Projector::rebuild(database.clone(), gateway.clone()).await?;
    let seq = projector.catch_up().await?;
    let mut tables = Vec::new();
    for name in table_names() {
        let table = projector.generation().table(name);
        let rows = count(database, format!("SELECT COUNT(*) FROM {table}")).await?;
        let (new, gone) = match kept {
            Some(kept) => (only_in(database, &table, &kept.table(name)).await?, only_in(database, &kept.table(name), &table).await?),
            None => (0, 0),
        };
        tables.push(RebuiltTable { name, rows, new, gone });
    }
    projector.generation().swap(database).await?;
    Ok(Rebuilt { seq, tables, is_compared: kept.is_some() })
}

/// The tables that are read, at the last record; `None` if there are none of this version, or a record does not fit them.
async fn kept(database: &Database, gateway: &Gateway) -> Result<Option<Generation>, SqlError> {
    if Generation::active(database, gateway.home()).await?.is_none() {
        return Ok(None);
    }
    let mut projector = Projector::open(database.clone(), gateway.clone()).await?;
    match projector.catch_up().await {
        Ok(_) => Ok(Some(projector.generation())),
        Err(SqlError::DoesNotFit { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How many rows of one table are not in the other. No two rows of a table are the same.
async fn only_in(database: &Database, table: &str, other: &str) -> Result<i64, SqlError> {
    count(database, format!("SELECT COUNT(*) FROM (SELECT * FROM {table} EXCEPT SELECT * FROM {other}) AS only_here")).await
}

/// The text is made of names of this program alone.
async fn count(database: &Database, text: String) -> Result<i64, SqlError> {
    Ok(sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *database.read().await?).await?)
}
