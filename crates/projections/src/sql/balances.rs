//! What accounts have, available and held together, and the lines of their statements.

use std::collections::BTreeMap;

use protocol::{AccountId, Header, InstrumentId, Seq};
use sqlx::AssertSqlSafe;
use store::Transaction;

use super::error::SqlError;
use super::generation::Generation;
use super::rows::{Cell, Existing, insert};
use crate::live::account::Cause;
use crate::live::postings::HOUSE_ACCOUNTS;

/// Lines of one record, at most: a record has fewer events than a quarter of it, and none has more than four lines.
const LINES_PER_RECORD: u64 = 1 << 16;
/// Balances kept in memory between two batches.
const KEPT_MAX: usize = 100_000;

/// Cash, which is no instrument.
const CASH: u16 = 0;

/// Value that comes to an account or leaves it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    pub(crate) account: AccountId,
    /// `None` for cash.
    pub(crate) instrument: Option<InstrumentId>,
    pub(crate) amount: i64,
    /// By how much the holding's cost rises, in won.
    pub(crate) cost: i64,
    pub(crate) cause: Cause,
    pub(crate) reference: u64,
    pub(crate) fee: i64,
    pub(crate) tax: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Balance {
    total: i64,
    cost: i64,
}

/// Balances that were touched, and the rows that came of it since the last flush.
#[derive(Debug, Default)]
pub(crate) struct Balances {
    known: BTreeMap<(u32, u16), Balance>,
    changed: BTreeMap<(u32, u16), Balance>,
    lines: Vec<Vec<Cell>>,
    /// Record and number of the last line.
    last: (Seq, u64),
}

impl Balances {
    /// Moves value. Lines are written for whoever `is_told`; the house's balances are kept without.
    pub(crate) async fn apply(
        &mut self,
        tx: &mut Transaction,
        generation: Generation,
        header: &Header,
        step: &Move,
        is_told: bool,
    ) -> Result<(), SqlError> {
        let key = (step.account.local(), step.instrument.map_or(CASH, |instrument| instrument.local()));
        let mut balance = match self.known.get(&key) {
            Some(balance) => *balance,
            None => load(tx, generation, key).await?,
        };
        balance.total += step.amount;
        balance.cost += step.cost;
        self.known.insert(key, balance);
        self.changed.insert(key, balance);
        if is_told && step.amount != 0 && step.account.local() > HOUSE_ACCOUNTS {
            let line = self.next_line(header.seq);
            self.lines.push(vec![
                i64::from(key.0).into(),
                line.into(),
                step.cause.name().into(),
                step.instrument.map(|instrument| i64::from(instrument.local())).into(),
                step.amount.into(),
                balance.total.into(),
                i64::try_from(step.reference).unwrap_or(i64::MAX).into(),
                step.fee.into(),
                step.tax.into(),
                header.at.0.into(),
            ]);
        }
        Ok(())
    }

    pub(crate) async fn flush(&mut self, tx: &mut Transaction, generation: Generation) -> Result<(), SqlError> {
        let rows = std::mem::take(&mut self.changed).into_iter();
        let rows = rows.map(|((account, instrument), balance)| {
            vec![i64::from(account).into(), i64::from(instrument).into(), balance.total.into(), balance.cost.into()]
        });
        let columns = &["account", "instrument", "total", "cost_won"];
        insert(tx, &generation.table("balances"), columns, rows.collect(), Existing::ReplaceBy("account, instrument")).await?;
        let lines = std::mem::take(&mut self.lines);
        let columns = &["account", "line", "cause", "instrument", "amount", "balance_after", "reference", "fee_won", "tax_won", "at_us"];
        insert(tx, &generation.table("statement"), columns, lines, Existing::None).await?;
        if self.known.len() > KEPT_MAX {
            self.known.clear();
        }
        Ok(())
    }

    /// Lines are numbered by their record, and in it in the order of what happened.
    fn next_line(&mut self, seq: Seq) -> i64 {
        let number = if self.last.0 == seq { self.last.1 + 1 } else { 0 };
        self.last = (seq, number);
        i64::try_from(seq.0 * LINES_PER_RECORD + number).unwrap_or(i64::MAX)
    }
}

/// The record of a line.
pub(crate) fn record_of(line: i64) -> Seq {
    Seq(u64::try_from(line).unwrap_or(0) / LINES_PER_RECORD)
}

async fn load(tx: &mut Transaction, generation: Generation, (account, instrument): (u32, u16)) -> Result<Balance, SqlError> {
    let text = format!("SELECT total, cost_won FROM {} WHERE account = $1 AND instrument = $2", generation.table("balances"));
    let row: Option<(i64, i64)> =
        sqlx::query_as(AssertSqlSafe(text)).bind(i64::from(account)).bind(i64::from(instrument)).fetch_optional(tx.sql()).await?;
    Ok(row.map_or(Balance::default(), |(total, cost)| Balance { total, cost }))
}
