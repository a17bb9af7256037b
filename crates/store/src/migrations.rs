//! Tables that own facts are changed by numbered steps, each applied once and never altered afterwards.

use sqlx::AssertSqlSafe;

use crate::database::{Database, now};
use crate::error::StoreError;

/// One step. Its number is its place in the list, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    /// In portable SQL; `BYTES` stands for the type of byte strings.
    pub sql: &'static str,
}

pub(crate) const STORE: &[Migration] = &[Migration { name: "store", sql: include_str!("../migrations/0001_store.sql") }];

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions (
    owner TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    applied_at_us BIGINT NOT NULL,
    PRIMARY KEY (owner, version)
)";

/// Applies what is missing, each step with its mark in one transaction.
pub(crate) async fn apply(database: &Database, owner: &'static str, list: &[Migration]) -> Result<(), StoreError> {
    let mut tx = database.begin().await?;
    sqlx::query(VERSIONS).execute(tx.sql()).await?;
    let applied: Vec<(i64, String)> = sqlx::query_as("SELECT version, hash FROM schema_versions WHERE owner = $1 ORDER BY version")
        .bind(owner)
        .fetch_all(tx.sql())
        .await?;
    tx.commit().await?;
    if applied.len() > list.len() {
        let why = format!("version {} was made by a newer program; this one knows {}", applied.len(), list.len());
        return Err(StoreError::Schema { owner, why });
    }
    for ((version, migration), applied) in (1_i64..).zip(list).zip(applied.iter().map(Some).chain(std::iter::repeat(None))) {
        let hash = blake3::hash(migration.sql.as_bytes()).to_hex().to_string();
        match applied {
            Some((number, then)) if *number == version && *then == hash => {}
            Some(_) => {
                return Err(StoreError::Schema { owner, why: format!("version {version} ({}) was applied otherwise", migration.name) });
            }
            None => step(database, owner, version, migration, &hash).await?,
        }
    }
    Ok(())
}

async fn step(database: &Database, owner: &'static str, version: i64, migration: &Migration, hash: &str) -> Result<(), StoreError> {
    let mut tx = database.begin().await?;
    sqlx::raw_sql(AssertSqlSafe(database.dialect().text(migration.sql))).execute(tx.sql()).await?;
    sqlx::query("INSERT INTO schema_versions (owner, version, name, hash, applied_at_us) VALUES ($1, $2, $3, $4, $5)")
        .bind(owner)
        .bind(version)
        .bind(migration.name)
        .bind(hash)
        .bind(now().0)
        .execute(tx.sql())
        .await?;
    tx.commit().await
}
