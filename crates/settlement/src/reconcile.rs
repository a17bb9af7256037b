//! Compares the journal, the ledger, the holders on the chain and the supplies. Nothing is put right here: a difference is for people.

use crate::action::{Asset, Contract};
use crate::contracts::{address_of, balanceOfCall, totalSupplyCall};
use crate::error::SettlementError;
use crate::outbox::Waiting;
use crate::settlement::Settlement;
use crate::tables;
use crate::wallets::wallet_of;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use chain::{Call, Chain};
use protocol::{AccountId, Home, Seq};
use std::collections::BTreeMap;
use store::Database;

/// How many balances are read at a time.
const PAGE: i64 = 1_000;

/// The most differences of a report; with so many it does not matter which.
pub const DIFFERENCES_MAX: usize = 1_000;

/// What was compared with the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The exchange's own ledger.
    Ledger,
    /// The wallet of an account.
    Holder,
    /// The token's total supply.
    Supply,
}

/// Something that is not as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub side: Side,
    pub asset: Asset,
    /// `None` for a supply.
    pub account: Option<AccountId>,
    /// Won or units by the journal.
    pub journal: i64,
    /// What the other side says.
    pub found: U256,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The journal up to this record was compared.
    pub seq: Seq,
    /// What the chain has not been told yet. While there is any, and where the journal moved on meanwhile, nothing is compared.
    pub waiting: Waiting,
    pub is_complete: bool,
    /// Holders and supplies that were compared.
    pub compared: u64,
    pub differences: Vec<Difference>,
}

impl Settlement {
    /// Compares everything as of the last folded record. `ledger` gives what the exchange itself holds at that record, if the caller knows it.
    ///
    /// # Errors
    /// If the database or the chain cannot be asked.
    pub async fn reconcile(
        database: &Database,
        chain: &dyn Chain,
        home: Home,
        ledger: Option<&BTreeMap<(Asset, AccountId), i64>>,
    ) -> Result<Report, SettlementError> {
        let (seq, waiting) = Self::progress(database, home).await?;
        let mut report = Report { seq, waiting, is_complete: false, compared: 0, differences: Vec::new() };
        if report.waiting.actions > 0 {
            return Ok(report);
        }
        let addresses = tables::addresses(database).await?;
        let token = |asset: Asset| address_of(asset.contract(), &addresses);
        let mut sums: BTreeMap<Asset, i64> = BTreeMap::from([(Asset::Won, 0)]);
        for name in addresses.keys() {
            sums.extend(name.parse().ok().map(|number| (Asset::of_number(number), 0)));
        }
        let mut unseen = ledger.cloned().unwrap_or_default();
        let mut after = (-1, -1);
        loop {
            let page = tables::balances_after(database, after, PAGE).await?;
            let Some((asset, account, _)) = page.last() else { break };
            after = (i64::from(asset.number()), account.0 as i64);
            for (asset, account, journal) in page {
                *sums.entry(asset).or_default() += journal;
                let input = balanceOfCall { account: wallet_of(account) }.abi_encode();
                let found = ask(chain, token(asset)?, input).await?;
                report.compare(Side::Holder, asset, Some(account), journal, found);
                if ledger.is_some() {
                    let found = unseen.remove(&(asset, account)).unwrap_or(0);
                    report.compare(Side::Ledger, asset, Some(account), journal, amount(found));
                }
            }
        }
        for ((asset, account), found) in unseen {
            report.compare(Side::Ledger, asset, Some(account), 0, amount(found));
        }
        for (asset, journal) in sums {
            let found = ask(chain, token(asset)?, totalSupplyCall {}.abi_encode()).await?;
            report.compare(Side::Supply, asset, None, journal, found);
        }
        let (seq_now, waiting) = Self::progress(database, home).await?;
        report.is_complete = seq_now == seq && waiting.actions == 0;
        if !report.is_complete {
            // It moved on meanwhile: what looks like a difference need not be one.
            report.differences.clear();
        }
        Ok(report)
    }
}

impl Report {
    fn compare(&mut self, side: Side, asset: Asset, account: Option<AccountId>, journal: i64, found: U256) {
        self.compared += 1;
        if U256::try_from(journal).ok() != Some(found) && self.differences.len() < DIFFERENCES_MAX {
            self.differences.push(Difference { side, asset, account, journal, found });
        }
    }
}

/// A negative amount is more than anybody can hold.
fn amount(amount: i64) -> U256 {
    U256::try_from(amount).unwrap_or(U256::MAX)
}

async fn ask(chain: &dyn Chain, token: Address, input: Vec<u8>) -> Result<U256, SettlementError> {
    let output = chain.call(Call { from: Address::ZERO, to: Some(token), input: input.into() }).await?;
    U256::try_from_be_slice(&output).ok_or_else(|| SettlementError::Row { table: "of the chain", what: format!("an answer {output}") })
}

impl Settlement {
    /// The last sequence that the contract has settled.
    ///
    /// # Errors
    /// If the chain cannot be asked, or there is no contract yet.
    pub async fn settled_on_chain(database: &Database, chain: &dyn Chain, home: Home) -> Result<Seq, SettlementError> {
        let addresses = tables::addresses(database).await?;
        let to = address_of(Contract::Settlement, &addresses)?;
        let input = crate::contracts::settledCall { market: home.market as u8, shard: home.shard }.abi_encode();
        let output = chain.call(Call { from: Address::ZERO, to: Some(to), input: input.into() }).await?;
        let settled = crate::contracts::settledCall::abi_decode_returns(&output);
        let settled = settled.map_err(|error| SettlementError::Row { table: "of the chain", what: error.to_string() })?;
        Ok(Seq(settled.seq))
    }
}
