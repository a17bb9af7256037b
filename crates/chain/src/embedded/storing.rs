//! The chain in SQLite. Nothing else of the crate knows SQL; `schema.sql` is the picture of it.

use super::block::{Account, HeadBlock, Included, StoredTransaction};
use super::world::{BLOCK_HASHES, World};
use crate::chain::{LOGS_MAX, Log, LogFilter, Receipt};
use crate::error::ChainError;
use alloy_primitives::{Address, B256, Bytes, U256};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row, query};
use std::path::Path;

/// One writes, the others read.
const CONNECTIONS_MAX: u32 = 4;

/// How many logs are read at a time.
const LOGS_PAGE: i64 = 1_000;

pub(super) async fn open(file: &Path) -> Result<SqlitePool, ChainError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A block that was acknowledged is on the disk.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS_MAX).connect_with(options).await?;
    sqlx::raw_sql(include_str!("schema.sql")).execute(&pool).await?;
    Ok(pool)
}

/// The state of the newest block; founds the chain if there is none.
pub(super) async fn load(pool: &SqlitePool, chain_id: u64) -> Result<World, ChainError> {
    let genesis = HeadBlock::genesis(chain_id);
    match block(pool, 0).await? {
        None => write_head(&mut *pool.acquire().await?, &genesis).await?,
        Some(found) if found == genesis => {}
        Some(_) => return Err(ChainError::Damaged(format!("it is not the chain with the id {chain_id}"))),
    }
    let newest: i64 = query("SELECT MAX(number) FROM chain_blocks").fetch_one(pool).await?.try_get(0)?;
    let tip = block(pool, newest as u64).await?.ok_or_else(|| ChainError::Damaged("the newest block is missing".into()))?;
    let mut world = World::at(chain_id, tip);
    load_state(pool, &mut world).await?;
    Ok(world)
}

async fn load_state(pool: &SqlitePool, world: &mut World) -> Result<(), ChainError> {
    let since = world.tip().number.saturating_sub(BLOCK_HASHES - 1) as i64;
    for row in query("SELECT number, hash FROM chain_blocks WHERE number >= $1 ORDER BY number").bind(since).fetch_all(pool).await? {
        world.set_block_hash(unsigned(&row, "number")?, hash256(&row, "hash")?);
    }
    for row in query("SELECT hash, code FROM chain_codes").fetch_all(pool).await? {
        world.set_code(hash256(&row, "hash")?, bytes(&row, "code")?);
    }
    for row in query("SELECT address, nonce, balance, code_hash FROM chain_accounts").fetch_all(pool).await? {
        let account =
            Account { nonce: unsigned(&row, "nonce")?, balance: number256(&row, "balance")?, code_hash: hash256(&row, "code_hash")? };
        world.set_account(address(&row, "address")?, account);
    }
    for row in query("SELECT address, slot, value FROM chain_slots").fetch_all(pool).await? {
        let slot = number256(&row, "slot")?;
        world.set_slot(address(&row, "address")?, slot, number256(&row, "value")?);
    }
    Ok(())
}

/// Writes a block and its changes, in the transaction of the caller.
pub(super) async fn write(to: &mut SqliteConnection, included: &Included) -> Result<(), ChainError> {
    write_head(to, &included.head).await?;
    let receipt = &included.receipt;
    query(
        "INSERT INTO chain_transactions (hash, block_number, raw, sender, recipient, created, succeeded, gas_used)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(receipt.transaction.as_slice())
    .bind(receipt.block_number as i64)
    .bind(included.raw.as_ref())
    .bind(receipt.from.as_slice())
    .bind(receipt.to.as_ref().map(|to| to.as_slice()))
    .bind(receipt.created.as_ref().map(|created| created.as_slice()))
    .bind(i64::from(receipt.succeeded))
    .bind(receipt.gas_used as i64)
    .execute(&mut *to)
    .await?;
    for log in &receipt.logs {
        query("INSERT INTO chain_logs (block_number, log_index, address, topics, data) VALUES ($1, $2, $3, $4, $5)")
            .bind(log.block_number as i64)
            .bind(log.index as i64)
            .bind(log.address.as_slice())
            .bind(log.topics.concat())
            .bind(log.data.as_ref())
            .execute(&mut *to)
            .await?;
    }
    write_changes(to, included).await
}

async fn write_head(to: &mut SqliteConnection, head: &HeadBlock) -> Result<(), ChainError> {
    query(
        "INSERT INTO chain_blocks (number, hash, parent_hash, timestamp, gas_used, transaction_hash, outcome, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(head.number as i64)
    .bind(head.hash.as_slice())
    .bind(head.parent_hash.as_slice())
    .bind(head.timestamp as i64)
    .bind(head.gas_used as i64)
    .bind(head.transaction.as_slice())
    .bind(head.outcome.as_slice())
    .bind(head.state.as_slice())
    .execute(to)
    .await?;
    Ok(())
}

async fn write_changes(to: &mut SqliteConnection, included: &Included) -> Result<(), ChainError> {
    for (hash, code) in &included.changes.codes {
        query("INSERT INTO chain_codes (hash, code) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING")
            .bind(hash.as_slice())
            .bind(code.as_ref())
            .execute(&mut *to)
            .await?;
    }
    for (address, account) in &included.changes.accounts {
        let Some(account) = account else {
            query("DELETE FROM chain_accounts WHERE address = $1").bind(address.as_slice()).execute(&mut *to).await?;
            query("DELETE FROM chain_slots WHERE address = $1").bind(address.as_slice()).execute(&mut *to).await?;
            continue;
        };
        query(
            "INSERT INTO chain_accounts (address, nonce, balance, code_hash) VALUES ($1, $2, $3, $4)
             ON CONFLICT (address) DO UPDATE SET nonce = excluded.nonce, balance = excluded.balance, code_hash = excluded.code_hash",
        )
        .bind(address.as_slice())
        .bind(account.nonce as i64)
        .bind(account.balance.to_be_bytes_vec())
        .bind(account.code_hash.as_slice())
        .execute(&mut *to)
        .await?;
    }
    for (address, slot, value) in &included.changes.slots {
        let statement = if value.is_zero() {
            query("DELETE FROM chain_slots WHERE address = $1 AND slot = $2")
        } else {
            query(
                "INSERT INTO chain_slots (address, slot, value) VALUES ($1, $2, $3)
                 ON CONFLICT (address, slot) DO UPDATE SET value = excluded.value",
            )
        };
        let statement = statement.bind(address.as_slice()).bind(slot.to_be_bytes_vec());
        let statement = if value.is_zero() { statement } else { statement.bind(value.to_be_bytes_vec()) };
        statement.execute(&mut *to).await?;
    }
    Ok(())
}

pub(super) async fn block(pool: &SqlitePool, number: u64) -> Result<Option<HeadBlock>, ChainError> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    let row = query(
        "SELECT number, hash, parent_hash, timestamp, gas_used, transaction_hash, outcome, state FROM chain_blocks WHERE number = $1",
    )
    .bind(number)
    .fetch_optional(pool)
    .await?;
    let head = |row: SqliteRow| {
        Ok(HeadBlock {
            number: unsigned(&row, "number")?,
            hash: hash256(&row, "hash")?,
            parent_hash: hash256(&row, "parent_hash")?,
            timestamp: unsigned(&row, "timestamp")?,
            gas_used: unsigned(&row, "gas_used")?,
            transaction: hash256(&row, "transaction_hash")?,
            outcome: hash256(&row, "outcome")?,
            state: hash256(&row, "state")?,
        })
    };
    row.map(head).transpose()
}

pub(super) async fn block_number(pool: &SqlitePool, hash: B256) -> Result<Option<u64>, ChainError> {
    let row = query("SELECT number FROM chain_blocks WHERE hash = $1").bind(hash.to_vec()).fetch_optional(pool).await?;
    row.map(|row| unsigned(&row, "number")).transpose()
}

pub(super) async fn transaction(pool: &SqlitePool, hash: B256) -> Result<Option<StoredTransaction>, ChainError> {
    let row = query("SELECT block_number, raw FROM chain_transactions WHERE hash = $1").bind(hash.to_vec()).fetch_optional(pool).await?;
    row.map(|row| Ok(StoredTransaction { block_number: unsigned(&row, "block_number")?, raw: bytes(&row, "raw")? })).transpose()
}

pub(super) async fn receipt(pool: &SqlitePool, transaction: B256) -> Result<Option<Receipt>, ChainError> {
    let row = query(
        "SELECT t.block_number, t.sender, t.recipient, t.created, t.succeeded, t.gas_used, b.hash AS block_hash
         FROM chain_transactions t JOIN chain_blocks b ON b.number = t.block_number WHERE t.hash = $1",
    )
    .bind(transaction.to_vec())
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let block_number = unsigned(&row, "block_number")?;
    let logs = logs_page(pool, None, (block_number as i64, 0), block_number as i64, i64::MAX).await?;
    Ok(Some(Receipt {
        transaction,
        block_number,
        block_hash: hash256(&row, "block_hash")?,
        from: address(&row, "sender")?,
        to: optional_address(&row, "recipient")?,
        created: optional_address(&row, "created")?,
        succeeded: unsigned(&row, "succeeded")? == 1,
        gas_used: unsigned(&row, "gas_used")?,
        logs,
    }))
}

pub(super) async fn logs(pool: &SqlitePool, filter: &LogFilter) -> Result<Vec<Log>, ChainError> {
    let mut found = Vec::new();
    if filter.addresses.is_empty() {
        logs_of(pool, None, filter, &mut found).await?;
    }
    for address in &filter.addresses {
        logs_of(pool, Some(*address), filter, &mut found).await?;
    }
    found.sort_by_key(|log| (log.block_number, log.index));
    Ok(found)
}

async fn logs_of(pool: &SqlitePool, address: Option<Address>, filter: &LogFilter, found: &mut Vec<Log>) -> Result<(), ChainError> {
    let last = i64::try_from(filter.to_block).unwrap_or(i64::MAX);
    let Ok(first) = i64::try_from(filter.from_block) else { return Ok(()) };
    let mut from = (first, 0);
    loop {
        let page = logs_page(pool, address, from, last, LOGS_PAGE).await?;
        let Some(end) = page.last() else { return Ok(()) };
        from = (end.block_number as i64, end.index as i64 + 1);
        found.extend(page.into_iter().filter(|log| filter.takes_topics(&log.topics)));
        if found.len() > LOGS_MAX {
            return Err(ChainError::TooManyLogs);
        }
    }
}

/// Logs from a block and a place in it on, up to a block, in order.
async fn logs_page(pool: &SqlitePool, address: Option<Address>, from: (i64, i64), last: i64, most: i64) -> Result<Vec<Log>, ChainError> {
    let statement = if address.is_some() {
        query(
            "SELECT l.block_number, l.log_index, l.address, l.topics, l.data, b.hash AS block_hash, b.transaction_hash
             FROM chain_logs l JOIN chain_blocks b ON b.number = l.block_number
             WHERE (l.block_number, l.log_index) >= ($1, $2) AND l.block_number <= $3 AND l.address = $5
             ORDER BY l.block_number, l.log_index LIMIT $4",
        )
    } else {
        query(
            "SELECT l.block_number, l.log_index, l.address, l.topics, l.data, b.hash AS block_hash, b.transaction_hash
             FROM chain_logs l JOIN chain_blocks b ON b.number = l.block_number
             WHERE (l.block_number, l.log_index) >= ($1, $2) AND l.block_number <= $3
             ORDER BY l.block_number, l.log_index LIMIT $4",
        )
    };
    let statement = statement.bind(from.0).bind(from.1).bind(last).bind(most);
    let statement = match address {
        Some(address) => statement.bind(address.to_vec()),
        None => statement,
    };
    statement.fetch_all(pool).await?.iter().map(log).collect()
}

fn log(row: &SqliteRow) -> Result<Log, ChainError> {
    let topics = bytes(row, "topics")?;
    Ok(Log {
        address: address(row, "address")?,
        topics: topics.chunks_exact(32).map(B256::from_slice).collect(),
        data: bytes(row, "data")?,
        block_number: unsigned(row, "block_number")?,
        block_hash: hash256(row, "block_hash")?,
        transaction: hash256(row, "transaction_hash")?,
        index: unsigned(row, "log_index")?,
    })
}

fn unsigned(row: &SqliteRow, column: &str) -> Result<u64, ChainError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| ChainError::Damaged(format!("{column} is {number}")))
}

fn bytes(row: &SqliteRow, column: &str) -> Result<Bytes, ChainError> {
    Ok(row.try_get::<Vec<u8>, _>(column)?.into())
}

fn fixed<const N: usize>(row: &SqliteRow, column: &str) -> Result<[u8; N], ChainError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| ChainError::Damaged(format!("{column} has not {N} bytes")))
}

fn number256(row: &SqliteRow, column: &str) -> Result<U256, ChainError> {
    fixed(row, column).map(U256::from_be_bytes::<32>)
}

fn hash256(row: &SqliteRow, column: &str) -> Result<B256, ChainError> {
    fixed(row, column).map(B256::new)
}

fn address(row: &SqliteRow, column: &str) -> Result<Address, ChainError> {
    fixed(row, column).map(Address::new)
}

fn optional_address(row: &SqliteRow, column: &str) -> Result<Option<Address>, ChainError> {
    let bytes: Option<Vec<u8>> = row.try_get(column)?;
    let address = |bytes: Vec<u8>| Address::try_from(bytes.as_slice()).map_err(|_| ChainError::Damaged(format!("{column} is no address")));
    bytes.map(address).transpose()
}
