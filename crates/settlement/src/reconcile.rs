//! Compares the journal, the ledger, the holders on the chain and the supplies. Nothing is put right here: a difference is for people.

use crate::action::{Asset, Contract};
use crate::contracts::{Addresses, address_of, ask, balanceOfCall, identityCall, settledCall, totalSupplyCall};
use crate::error::SettlementError;
use crate::outbox::Waiting;
use crate::settlement::Settlement;
use crate::tables;
use crate::wallets::wallet_of;
use alloy_primitives::{Address, U256};
use chain::Chain;
use protocol::{AccountId, Home, Seq};
use std::collections::BTreeMap;
use store::Database;

/// How many rows are read at a time.
const PAGE: i64 = 1_000;

/// The most differences of a report; with so many it does not matter which.
pub const DIFFERENCES_MAX: usize = 1_000;

/// Won and units by account.
pub type Balances = BTreeMap<(Asset, AccountId), i64>;

/// What the exchange itself holds, available and held together, of all accounts with any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// As of this record.
    pub seq: Seq,
    pub balances: Balances,
}

/// What was compared with the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What all accounts hold together by the journal, compared with what came in.
    Sum,
    /// The exchange's own ledger.
    Ledger,
    /// The wallet of an account.
    Holder,
    /// The token's total supply.
    Supply,
    /// Until when the registry has a person verified, in seconds since 1970.
    Identity,
}

/// Something that is not as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub side: Side,
    /// `None` for an identity.
    pub asset: Option<Asset>,
    /// `None` for a sum or a supply.
    pub account: Option<AccountId>,
    /// Won, units or seconds by the journal.
    pub journal: i64,
    /// What the other side says.
    pub found: U256,
}

/// The figures of an asset, which are all the same where nothing differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    pub asset: Asset,
    /// Of the token.
    pub contract: Address,
    /// Units issued; won paid in less won paid out. By the journal.
    pub issued: i64,
    /// What all accounts hold together, by the journal.
    pub held: i64,
    /// The token's total supply.
    pub supply: U256,
    /// What the wallets of all accounts hold together.
    pub in_wallets: U256,
    /// By the exchange's own ledger; `None` where it was not compared.
    pub ledger: Option<i64>,
    /// Accounts that hold any.
    pub holders: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The journal up to this record was compared.
    pub seq: Seq,
    /// What the chain has not been told yet. While there is any, and where the journal moved on meanwhile, nothing is compared.
    pub waiting: Waiting,
    pub is_complete: bool,
    /// Whether the exchange's ledger was compared too.
    pub has_ledger: bool,
    /// Figures that were compared with the journal's.
    pub compared: u64,
    /// Won first, then instruments by number.
    pub totals: Vec<Total>,
    /// In the order in which they were found, at most [`DIFFERENCES_MAX`].
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
        ledger: Option<&Balances>,
    ) -> Result<Report, SettlementError> {
        let (seq, waiting) = Self::progress(database, home).await?;
        let has_ledger = ledger.is_some();
        let mut report = Report { seq, waiting, is_complete: false, has_ledger, compared: 0, totals: Vec::new(), differences: Vec::new() };
        if report.waiting.actions > 0 {
            return Ok(report);
        }
        let addresses = tables::addresses(database).await?;
        let mut comparison = Comparison { chain, addresses, report: &mut report, totals: BTreeMap::new() };
        comparison.prepare(database, has_ledger).await?;
        comparison.holders(database, ledger).await?;
        comparison.identities(database).await?;
        comparison.finish();
        let (seq_now, waiting) = Self::progress(database, home).await?;
        report.is_complete = seq_now == seq && waiting.actions == 0;
        if !report.is_complete {
            // It moved on meanwhile: what looks like a difference need not be one.
            report.totals.clear();
            report.differences.clear();
        }
        Ok(report)
    }

    /// The last sequence that the contract has settled.
    ///
    /// # Errors
    /// If the chain cannot be asked, or there is no contract yet.
    pub async fn settled_on_chain(database: &Database, chain: &dyn Chain, home: Home) -> Result<Seq, SettlementError> {
        let addresses = tables::addresses(database).await?;
        let to = address_of(Contract::Settlement, &addresses)?;
        let call = settledCall { market: home.market as u8, shard: home.shard };
        Ok(Seq(ask(chain, to, call).await?.seq))
    }
}

/// A comparison under way.
struct Comparison<'a> {
    chain: &'a dyn Chain,
    addresses: Addresses,
    report: &'a mut Report,
    totals: BTreeMap<Asset, Total>,
}

impl Comparison<'_> {
    /// Every asset that has a contract, with what came in and the supply.
    async fn prepare(&mut self, database: &Database, has_ledger: bool) -> Result<(), SettlementError> {
        let supplies = tables::supplies(database).await?;
        let units = self.addresses.keys().filter_map(|name| name.parse().ok()).map(Asset::of_number);
        let assets: Vec<Asset> = std::iter::once(Asset::Won).chain(units).collect();
        for asset in assets {
            let contract = address_of(asset.contract(), &self.addresses)?;
            let supply = ask(self.chain, contract, totalSupplyCall {}).await?;
            let issued = supplies.get(&asset).copied().unwrap_or(0);
            let ledger = has_ledger.then_some(0);
            self.totals.insert(asset, Total { asset, contract, issued, held: 0, supply, in_wallets: U256::ZERO, ledger, holders: 0 });
        }
        Ok(())
    }

    /// Every account that ever held anything.
    async fn holders(&mut self, database: &Database, ledger: Option<&Balances>) -> Result<(), SettlementError> {
        let mut unseen = ledger.cloned().unwrap_or_default();
        let mut after = (-1, -1);
        loop {
            let page = tables::balances_after(database, after, PAGE).await?;
            let Some((asset, account, _)) = page.last() else { break };
            after = (i64::from(asset.number()), account.0 as i64);
            for (asset, account, journal) in page {
                let found = ask(self.chain, self.total(asset)?.contract, balanceOfCall { account: wallet_of(account) }).await?;
                let total = self.total(asset)?;
                total.held += journal;
                total.holders += u64::from(journal != 0);
                total.in_wallets = total.in_wallets.saturating_add(found);
                self.report.compare(Side::Holder, Some(asset), Some(account), journal, found);
                if ledger.is_some() {
                    self.ledger(asset, account, journal, unseen.remove(&(asset, account)).unwrap_or(0))?;
                }
            }
        }
        for ((asset, account), found) in unseen {
            self.ledger(asset, account, 0, found)?;
        }
        Ok(())
    }

    fn ledger(&mut self, asset: Asset, account: AccountId, journal: i64, found: i64) -> Result<(), SettlementError> {
        let total = self.total(asset)?;
        total.ledger = total.ledger.map(|sum| sum.saturating_add(found));
        self.report.compare(Side::Ledger, Some(asset), Some(account), journal, amount(found));
        Ok(())
    }

    async fn identities(&mut self, database: &Database) -> Result<(), SettlementError> {
        let registry = address_of(Contract::Identities, &self.addresses)?;
        let mut after = -1;
        loop {
            let page = tables::identities_after(database, after, PAGE).await?;
            let Some((account, _)) = page.last() else { return Ok(()) };
            after = account.0 as i64;
            for (account, until) in page {
                let found = ask(self.chain, registry, identityCall { wallet: wallet_of(account) }).await?;
                self.report.compare(Side::Identity, None, Some(account), until, U256::from(found.verifiedUntil));
            }
        }
    }

    fn finish(self) {
        for total in self.totals.values() {
            self.report.compare(Side::Sum, Some(total.asset), None, total.issued, amount(total.held));
            self.report.compare(Side::Supply, Some(total.asset), None, total.issued, total.supply);
        }
        self.report.totals = self.totals.into_values().collect();
    }

    fn total(&mut self, asset: Asset) -> Result<&mut Total, SettlementError> {
        let missing = || SettlementError::Row { table: "settlement_contracts", what: format!("no {}", asset.contract().name()) };
        self.totals.get_mut(&asset).ok_or_else(missing)
    }
}

impl Report {
    fn compare(&mut self, side: Side, asset: Option<Asset>, account: Option<AccountId>, journal: i64, found: U256) {
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
