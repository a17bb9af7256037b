//! The tables of settlement. Every text is portable.

use crate::action::{Asset, Identity};
use crate::contracts::Addresses;
use crate::error::SettlementError;
use alloy_primitives::Address;
use protocol::AccountId;
use sqlx::query;
use std::collections::BTreeMap;
use store::{Database, Migration, Transaction};

/// For [`Database::open`].
pub const MIGRATIONS: &[Migration] = &[Migration { name: "settlement", sql: include_str!("../migrations/0001_settlement.sql") }];

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

/// Balances in the order of asset and account, from one on; at most `most`.
pub(crate) async fn balances_after(
    database: &Database,
    after: (i64, i64),
    most: i64,
) -> Result<Vec<(Asset, AccountId, i64)>, SettlementError> {
    let text = "SELECT asset, account, amount FROM settlement_balances
        WHERE asset > $1 OR (asset = $1 AND account > $2) ORDER BY asset, account LIMIT $3";
    let rows: Vec<(i64, i64, i64)> =
        sqlx::query_as(text).bind(after.0).bind(after.1).bind(most).fetch_all(&mut *database.read().await?).await?;
    let balance = |(asset, account, amount): (i64, i64, i64)| {
        let bad = |_| SettlementError::Row { table: "settlement_balances", what: format!("asset {asset}") };
        Ok((Asset::of_number(u32::try_from(asset).map_err(bad)?), AccountId(account as u64), amount))
    };
    rows.into_iter().map(balance).collect()
}
