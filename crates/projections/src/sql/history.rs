//! Reads of history: pages by keyset, newest first, as of a position or later.

use std::time::Duration;

use protocol::{AccountId, Home, InstrumentId, Seq, Time};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use store::Database;
use tokio::sync::watch;

use super::error::SqlError;
use super::generation::Generation;

/// Reads one market's history.
#[derive(Clone, Debug)]
pub struct History {
    database: Database,
    home: Home,
    position: watch::Receiver<Seq>,
}

/// Which rows of an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub instrument: Option<InstrumentId>,
    /// From this time on.
    pub from: Option<Time>,
    /// Before this time.
    pub to: Option<Time>,
    /// Rows before this cursor, which the page before gave; `None` for the newest.
    pub before: Option<i64>,
    /// Rows of the page, at least 1.
    pub limit: usize,
}

/// Rows, and the cursor of the next page if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<i64>,
}

/// An order as it stands or ended. Prices and quantities are in the instrument's smallest steps, amounts in won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// The record that placed it.
    pub id: i64,
    pub instrument: InstrumentId,
    pub side: String,
    pub kind: String,
    pub time_in_force: String,
    pub price: i64,
    pub quantity: Option<i64>,
    pub amount: Option<i64>,
    pub rest: i64,
    pub filled_quantity: i64,
    pub filled_value: i64,
    pub fee: i64,
    pub tax: i64,
    /// `open`, `filled` or `cancelled`.
    pub state: String,
    pub cancel_reason: Option<String>,
    pub client_order_id: Option<String>,
    pub placed_at: Time,
    pub changed_at: Time,
}

/// One side of a trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillLine {
    pub trade: i64,
    pub order: i64,
    pub instrument: InstrumentId,
    pub side: String,
    pub aggressor: String,
    pub price: i64,
    pub quantity: i64,
    pub value: i64,
    pub fee: i64,
    pub tax: i64,
    pub at: Time,
}

/// A line of the statement. `instrument` is `None` for cash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// The line's place: its record times 65,536, and its number in it.
    pub line: i64,
    pub cause: String,
    pub instrument: Option<InstrumentId>,
    pub amount: i64,
    pub balance_after: i64,
    pub reference: i64,
    pub fee: i64,
    pub tax: i64,
    pub at: Time,
}

impl StatementRow {
    /// The record that it is of.
    pub fn seq(&self) -> Seq {
        super::balances::record_of(self.line)
    }
}

/// What a distribution paid an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidDistribution {
    pub job: i64,
    pub instrument: InstrumentId,
    pub units: i64,
    pub per_unit: i64,
    pub gross: i64,
    pub income_tax: i64,
    pub local_tax: i64,
    pub at: Time,
}

impl History {
    /// `position` is a projector's.
    pub fn new(database: Database, home: Home, position: watch::Receiver<Seq>) -> Self {
        Self { database, home, position }
    }

    /// How far what can be read is.
    pub fn position(&self) -> Seq {
        *self.position.borrow()
    }

    /// Waits until a record can be read, at most for `patience`. False if it cannot.
    pub async fn reached(&self, seq: Seq, patience: Duration) -> bool {
        let mut position = self.position.clone();
        let reached = tokio::time::timeout(patience, position.wait_for(|position| *position >= seq)).await;
        matches!(reached, Ok(Ok(_)))
    }

    /// Orders by the record that placed them, newest first; times are of their placing.
    ///
    /// # Errors
    /// If the database fails, or nothing can be read yet.
    pub async fn orders(&self, account: AccountId, filter: &Filter) -> Result<Page<OrderLine>, SqlError> {
        let columns = "id, instrument, side, kind, time_in_force, price, quantity, amount_won, rest, filled_quantity, filled_value_won,
            fee_won, tax_won, state, cancel_reason, client_order_id, placed_at_us, changed_at_us";
        let rows = self.page(("orders", "id", "placed_at_us"), columns, account, filter).await?;
        page(rows, filter, |row| self.order(row), |order| order.id)
    }

    /// Fills, newest first.
    ///
    /// # Errors
    /// As [`History::orders`].
    pub async fn fills(&self, account: AccountId, filter: &Filter) -> Result<Page<FillLine>, SqlError> {
        let columns = "trade, order_id, instrument, side, aggressor, price, quantity, value_won, fee_won, tax_won, at_us";
        let rows = self.page(("fills", "trade", "at_us"), columns, account, filter).await?;
        page(rows, filter, |row| self.fill(row), |fill| fill.trade)
    }

    /// Lines of the statement, newest first.
    ///
    /// # Errors
    /// As [`History::orders`].
    pub async fn statement(&self, account: AccountId, filter: &Filter) -> Result<Page<StatementRow>, SqlError> {
        let columns = "line, cause, instrument, amount, balance_after, reference, fee_won, tax_won, at_us";
        let rows = self.page(("statement", "line", "at_us"), columns, account, filter).await?;
        page(rows, filter, |row| self.line(row), |line| line.line)
    }

    /// What distributions paid an account, newest first.
    ///
    /// # Errors
    /// As [`History::orders`].
    pub async fn distributions(&self, account: AccountId, filter: &Filter) -> Result<Page<PaidDistribution>, SqlError> {
        let generation = self.generation().await?;
        let text = format!(
            "SELECT p.job, d.instrument, p.units, d.per_unit_won, p.gross_won, p.income_tax_won, p.local_tax_won, p.at_us
             FROM {} p JOIN {} d ON d.job = p.job
             WHERE p.account = $1 AND p.job < $2 AND p.at_us >= $3 AND p.at_us < $4 AND ($5 = 0 OR d.instrument = $5)
             ORDER BY p.job DESC LIMIT $6",
            generation.table("payments"),
            generation.table("distributions")
        );
        let rows = self.fetch(text, account, filter).await?;
        page(rows, filter, |row| self.distribution(row), |paid| paid.job)
    }

    async fn page(
        &self,
        (table, key, time): (&str, &str, &str),
        columns: &str,
        account: AccountId,
        filter: &Filter,
    ) -> Result<Vec<AnyRow>, SqlError> {
        let table = self.generation().await?.table(table);
        let text = format!(
            "SELECT {columns} FROM {table}
             WHERE account = $1 AND {key} < $2 AND {time} >= $3 AND {time} < $4 AND ($5 = 0 OR instrument = $5)
             ORDER BY {key} DESC LIMIT $6"
        );
        self.fetch(text, account, filter).await
    }

    async fn fetch(&self, text: String, account: AccountId, filter: &Filter) -> Result<Vec<AnyRow>, SqlError> {
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(account.local()))
            .bind(filter.before.unwrap_or(i64::MAX))
            .bind(filter.from.map_or(i64::MIN, |time| time.0))
            .bind(filter.to.map_or(i64::MAX, |time| time.0))
            .bind(filter.instrument.map_or(0, |instrument| i64::from(instrument.local())))
            // One more than is shown tells whether there is another page.
            .bind(i64::try_from(filter.limit).unwrap_or(i64::MAX - 1) + 1)
            .fetch_all(&mut *self.database.read().await?)
            .await?;
        Ok(rows)
    }

    async fn generation(&self) -> Result<Generation, SqlError> {
        let active = Generation::active(&self.database, self.home).await?;
        active.map(|(generation, _)| generation).ok_or(SqlError::Building)
    }

    fn instrument(&self, row: &AnyRow) -> Result<Option<InstrumentId>, SqlError> {
        let number: Option<i64> = row.try_get("instrument")?;
        let Some(number) = number else { return Ok(None) };
        let local = u16::try_from(number).map_err(|_| SqlError::Row { table: "history", what: format!("instrument {number}") })?;
        Ok(Some(InstrumentId::new(self.home, local)))
    }

    fn listed(&self, row: &AnyRow) -> Result<InstrumentId, SqlError> {
        self.instrument(row)?.ok_or_else(|| SqlError::Row { table: "history", what: "no instrument".to_owned() })
    }

    fn order(&self, row: &AnyRow) -> Result<OrderLine, SqlError> {
        Ok(OrderLine {
            id: row.try_get("id")?,
            instrument: self.listed(row)?,
            side: row.try_get("side")?,
            kind: row.try_get("kind")?,
            time_in_force: row.try_get("time_in_force")?,
            price: row.try_get("price")?,
            quantity: row.try_get("quantity")?,
            amount: row.try_get("amount_won")?,
            rest: row.try_get("rest")?,
            filled_quantity: row.try_get("filled_quantity")?,
            filled_value: row.try_get("filled_value_won")?,
            fee: row.try_get("fee_won")?,
            tax: row.try_get("tax_won")?,
            state: row.try_get("state")?,
            cancel_reason: row.try_get("cancel_reason")?,
            client_order_id: row.try_get("client_order_id")?,
            placed_at: Time(row.try_get("placed_at_us")?),
            changed_at: Time(row.try_get("changed_at_us")?),
        })
    }

    fn fill(&self, row: &AnyRow) -> Result<FillLine, SqlError> {
        Ok(FillLine {
            trade: row.try_get("trade")?,
            order: row.try_get("order_id")?,
            instrument: self.listed(row)?,
            side: row.try_get("side")?,
            aggressor: row.try_get("aggressor")?,
            price: row.try_get("price")?,
            quantity: row.try_get("quantity")?,
            value: row.try_get("value_won")?,
            fee: row.try_get("fee_won")?,
            tax: row.try_get("tax_won")?,
            at: Time(row.try_get("at_us")?),
        })
    }

    fn line(&self, row: &AnyRow) -> Result<StatementRow, SqlError> {
        Ok(StatementRow {
            line: row.try_get("line")?,
            cause: row.try_get("cause")?,
            instrument: self.instrument(row)?,
            amount: row.try_get("amount")?,
            balance_after: row.try_get("balance_after")?,
            reference: row.try_get("reference")?,
            fee: row.try_get("fee_won")?,
            tax: row.try_get("tax_won")?,
            at: Time(row.try_get("at_us")?),
        })
    }

    fn distribution(&self, row: &AnyRow) -> Result<PaidDistribution, SqlError> {
        Ok(PaidDistribution {
            job: row.try_get("job")?,
            instrument: self.listed(row)?,
            units: row.try_get("units")?,
            per_unit: row.try_get("per_unit_won")?,
            gross: row.try_get("gross_won")?,
            income_tax: row.try_get("income_tax_won")?,
            local_tax: row.try_get("local_tax_won")?,
            at: Time(row.try_get("at_us")?),
        })
    }
}

fn page<T>(
    rows: Vec<AnyRow>,
    filter: &Filter,
    read: impl Fn(&AnyRow) -> Result<T, SqlError>,
    key: impl Fn(&T) -> i64,
) -> Result<Page<T>, SqlError> {
    let has_more = rows.len() > filter.limit;
    let rows: Vec<T> = rows.iter().take(filter.limit).map(read).collect::<Result<_, _>>()?;
    let next = rows.last().filter(|_| has_more).map(key);
    Ok(Page { rows, next })
}
