//! The tables of settlement. Every text is portable.

use crate::action::{Asset, Identity};
use crate::contracts::Addresses;
use crate::error::SettlementError;
use crate::ranges::SettledRange;
use alloy_primitives::{Address, B256};
use protocol::{AccountId, Seq};
use sqlx::query;
use std::collections::BTreeMap;
use store::{Database, Migration, Transaction};

/// For [`Database::open`].
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "settlement", sql: include_str!("../migrations/0001_settlement.sql") },
    Migration { name: "ranges_without_receipt", sql: include_str!("../migrations/0002_ranges_without_receipt.sql") },
];

pub(crate) async fn addresses(database: &Database) -> Result<Addresses, SettlementError> {
    let rows: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT name, address FROM settlement_contracts ORDER BY name").fetch_all(&mut *database.read().await?).await?;
    let address = |(name, bytes): (String, Vec<u8>)| {
        let bad = |_| SettlementError::Row { table: "settlement_contracts", what: format!("an address of {name} that is none") };
        Ok((name.clone(), Address::try_from(bytes.as_slice()).map_err(bad)?))
    };
    rows.into_iter().map(address).collect()
}

pub(crate) async fn add_address(tx: &mut Transaction, name: &str, address: Address) -> Result<(), SettlementError> {
    let text = "INSERT INTO settlement_contracts (name, address) VALUES ($1, $2)";
    query(text).bind(name.to_owned()).bind(address.to_vec()).execute(tx.sql()).await?;
    Ok(())
}

pub(crate) async fn add_identity(tx: &mut Transaction, identity: &Identity) -> Result<(), SettlementError> {
    query("INSERT INTO settlement_identities (account, owner, country, verified_until_s) VALUES ($1, $2, $3, $4)")
        .bind(identity.account as i64)
        .bind(identity.owner as i64)
        .bind(i64::from(identity.country))
        .bind(identity.verified_until as i64)
        .execute(tx.sql())
        .await?;
    Ok(())
}

pub(crate) async fn update_identity(tx: &mut Transaction, identity: &Identity) -> Result<(), SettlementError> {
    query("UPDATE settlement_identities SET country = $2, verified_until_s = $3 WHERE account = $1")
        .bind(identity.account as i64)
        .bind(i64::from(identity.country))
        .bind(identity.verified_until as i64)
        .execute(tx.sql())
        .await?;
    Ok(())
}

pub(crate) async fn add_to_balances(tx: &mut Transaction, changes: &BTreeMap<(Asset, AccountId), i64>) -> Result<(), SettlementError> {
    let text = "INSERT INTO settlement_balances (asset, account, amount) VALUES ($1, $2, $3)
        ON CONFLICT (asset, account) DO UPDATE SET amount = settlement_balances.amount + excluded.amount";
    for ((asset, account), amount) in changes.iter().filter(|(_, amount)| **amount != 0) {
        query(text).bind(i64::from(asset.number())).bind(account.0 as i64).bind(*amount).execute(tx.sql()).await?;
    }
    Ok(())
}

pub(crate) async fn add_to_supplies(tx: &mut Transaction, changes: &BTreeMap<Asset, i64>) -> Result<(), SettlementError> {
    let text = "INSERT INTO settlement_supplies (asset, amount) VALUES ($1, $2)
        ON CONFLICT (asset) DO UPDATE SET amount = settlement_supplies.amount + excluded.amount";
    for (asset, amount) in changes.iter().filter(|(_, amount)| **amount != 0) {
        query(text).bind(i64::from(asset.number())).bind(*amount).execute(tx.sql()).await?;
    }
    Ok(())
}

/// What came in less what went out, by asset.
pub(crate) async fn supplies(database: &Database) -> Result<BTreeMap<Asset, i64>, SettlementError> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT asset, amount FROM settlement_supplies ORDER BY asset").fetch_all(&mut *database.read().await?).await?;
    let supply = |(asset, amount)| Ok((asset_of("settlement_supplies", asset)?, amount));
    rows.into_iter().map(supply).collect()
}

/// Identities in the order of their accounts, from one on: account, and until when it is verified. At most `most`.
pub(crate) async fn identities_after(database: &Database, after: i64, most: i64) -> Result<Vec<(AccountId, i64)>, SettlementError> {
    let text = "SELECT account, verified_until_s FROM settlement_identities WHERE account > $1 ORDER BY account LIMIT $2";
    let rows: Vec<(i64, i64)> = sqlx::query_as(text).bind(after).bind(most).fetch_all(&mut *database.read().await?).await?;
    Ok(rows.into_iter().map(|(account, until)| (AccountId(account as u64), until)).collect())
}

/// A batch that is on the chain.
pub(crate) async fn add_range(tx: &mut Transaction, range: &SettledRange) -> Result<(), SettlementError> {
    let text = "INSERT INTO settlement_ranges (first_seq, last_seq, decided_at_s, movements, hash, block) VALUES ($1, $2, $3, $4, $5, $6)";
    query(text)
        .bind(range.first.0 as i64)
        .bind(range.last.0 as i64)
        .bind(range.decided_at_s)
        .bind(range.movements)
        .bind(range.transaction.map(|hash| hash.to_vec()))
        .bind(range.block)
        .execute(tx.sql())
        .await?;
    Ok(())
}

/// Ranges that begin before a record, the newest first.
pub(crate) async fn ranges_before(database: &Database, before: Seq, most: i64) -> Result<Vec<SettledRange>, SettlementError> {
    let text = "SELECT first_seq, last_seq, decided_at_s, movements, hash, block FROM settlement_ranges WHERE first_seq < $1 ORDER BY first_seq DESC LIMIT $2";
    let before = i64::try_from(before.0).unwrap_or(i64::MAX);
    type Found = (i64, i64, i64, i64, Option<Vec<u8>>, Option<i64>);
    let rows: Vec<Found> = sqlx::query_as(text).bind(before).bind(most).fetch_all(&mut *database.read().await?).await?;
    let range = |(first, last, decided_at_s, movements, hash, block): Found| {
        let bad = |_| SettlementError::Row { table: "settlement_ranges", what: format!("a hash of range {first} that is none") };
        let transaction = hash.map(|hash| B256::try_from(hash.as_slice()).map_err(bad)).transpose()?;
        Ok(SettledRange { first: Seq(first as u64), last: Seq(last as u64), decided_at_s, movements, transaction, block })
    };
    rows.into_iter().map(range).collect()
}

fn asset_of(table: &'static str, number: i64) -> Result<Asset, SettlementError> {
    let bad = |_| SettlementError::Row { table, what: format!("asset {number}") };
    Ok(Asset::of_number(u32::try_from(number).map_err(bad)?))
}

/// Balances in the order of asset and account, from one on; at most `most`.
pub(crate) async fn balances_after(
    database: &Database,
    after: (i64, i64),
    most: i64,
) -> Result<Vec<(Asset, AccountId, i64)>, SettlementError> {
    let text = "SELECT asset, account, amount FROM settlement_balances
        WHERE (asset, account) > ($1, $2) ORDER BY asset, account LIMIT $3";
    let rows: Vec<(i64, i64, i64)> =
        sqlx::query_as(text).bind(after.0).bind(after.1).bind(most).fetch_all(&mut *database.read().await?).await?;
    let balance =
        |(asset, account, amount): (i64, i64, i64)| Ok((asset_of("settlement_balances", asset)?, AccountId(account as u64), amount));
    rows.into_iter().map(balance).collect()
}
