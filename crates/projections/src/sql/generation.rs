//! The tables of one build of a market's history.

use protocol::{Home, Seq};
use sqlx::AssertSqlSafe;
use store::{Database, Transaction};

use super::VERSION;
use super::error::SqlError;

/// One build of the tables: they carry its number in their names, so that two can stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) home: Home,
    pub(crate) number: i64,
}

/// Each table with what stands between its parentheses, and the index that its pages are read by.
const TABLES: &[(&str, &str, Option<&str>)] = &[
    (
        "accounts",
        "account BIGINT PRIMARY KEY, owner BIGINT NOT NULL, kind TEXT NOT NULL, opened_at_us BIGINT NOT NULL",
        None,
    ),
    (
        "orders",
        "id BIGINT PRIMARY KEY, account BIGINT NOT NULL, instrument BIGINT NOT NULL, side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
         kind TEXT NOT NULL, time_in_force TEXT NOT NULL, price BIGINT NOT NULL, quantity BIGINT, amount_won BIGINT, rest BIGINT NOT NULL,
         filled_quantity BIGINT NOT NULL, filled_value_won BIGINT NOT NULL, fee_won BIGINT NOT NULL, tax_won BIGINT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('open', 'filled', 'cancelled')), cancel_reason TEXT, client_order_id TEXT,
         placed_at_us BIGINT NOT NULL, changed_at_us BIGINT NOT NULL",
        Some("account, id"),
    ),
    (
        "fills",
        "account BIGINT NOT NULL, trade BIGINT NOT NULL, side TEXT NOT NULL CHECK (side IN ('buy', 'sell')), order_id BIGINT NOT NULL,
         instrument BIGINT NOT NULL, aggressor TEXT NOT NULL, price BIGINT NOT NULL, quantity BIGINT NOT NULL, value_won BIGINT NOT NULL,
         fee_won BIGINT NOT NULL, tax_won BIGINT NOT NULL, at_us BIGINT NOT NULL, PRIMARY KEY (account, trade, side)",
        None,
    ),
    (
        "statement",
        "account BIGINT NOT NULL, line BIGINT NOT NULL, cause TEXT NOT NULL, instrument BIGINT, amount BIGINT NOT NULL,
         balance_after BIGINT NOT NULL, reference BIGINT NOT NULL, fee_won BIGINT NOT NULL, tax_won BIGINT NOT NULL, at_us BIGINT NOT NULL,
         PRIMARY KEY (account, line)",
        None,
    ),
    // Instrument 0 is cash. Available and held together: what is open stands in the live read model.
    (
        "balances",
        "account BIGINT NOT NULL, instrument BIGINT NOT NULL, total BIGINT NOT NULL, cost_won BIGINT NOT NULL,
         PRIMARY KEY (account, instrument)",
        None,
    ),
    (
        "offerings",
        "instrument BIGINT PRIMARY KEY, opens_at_us BIGINT NOT NULL, closes_at_us BIGINT NOT NULL, minimum BIGINT NOT NULL,
         maximum BIGINT NOT NULL, target BIGINT NOT NULL, outcome TEXT CHECK (outcome IN ('funded', 'missed', 'cancelled')),
         allotted BIGINT NOT NULL, raised_won BIGINT NOT NULL, released_won BIGINT NOT NULL, closed_at_us BIGINT",
        None,
    ),
    (
        "subscriptions",
        "instrument BIGINT NOT NULL, account BIGINT NOT NULL, quantity BIGINT NOT NULL, amount_won BIGINT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('subscribed', 'cancelled', 'allotted', 'refunded')), changed_at_us BIGINT NOT NULL,
         PRIMARY KEY (instrument, account)",
        Some("account, instrument"),
    ),
    (
        "distributions",
        "job BIGINT PRIMARY KEY, instrument BIGINT NOT NULL, payer BIGINT NOT NULL, total_won BIGINT NOT NULL, per_unit_won BIGINT NOT NULL,
         owners_part_won BIGINT NOT NULL, remainder_won BIGINT, declared_at_us BIGINT NOT NULL, closed_at_us BIGINT",
        None,
    ),
    (
        "payments",
        "account BIGINT NOT NULL, job BIGINT NOT NULL, units BIGINT NOT NULL, gross_won BIGINT NOT NULL, income_tax_won BIGINT NOT NULL,
         local_tax_won BIGINT NOT NULL, at_us BIGINT NOT NULL, PRIMARY KEY (account, job)",
        None,
    ),
];

/// Names of all tables, for who compares two generations.
pub(crate) fn table_names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.0)
}

impl Generation {
    /// A table of this generation, such as `orders_live_2`. Made of names of this program alone, so that it may stand in a statement.
    pub(crate) fn table(&self, name: &str) -> String {
        format!("{name}_{}_{}", self.home.market.name(), self.number)
    }

    /// The one that is read, and how far it is.
    pub(crate) async fn active(database: &Database, home: Home) -> Result<Option<(Self, Seq)>, SqlError> {
        Self::newest(database, home, "active").await
    }

    /// The one that is being built by this version of the program, and how far it is.
    pub(crate) async fn building(database: &Database, home: Home) -> Result<Option<(Self, Seq)>, SqlError> {
        Self::newest(database, home, "building").await
    }

    async fn newest(database: &Database, home: Home, state: &'static str) -> Result<Option<(Self, Seq)>, SqlError> {
        let text = "SELECT generation, seq FROM read_generations
            WHERE market = $1 AND state = $2 AND version = $3 ORDER BY generation DESC LIMIT 1";
        let row: Option<(i64, i64)> =
            sqlx::query_as(text).bind(home.market.name()).bind(state).bind(VERSION).fetch_optional(&mut *database.read().await?).await?;
        Ok(row.map(|(number, seq)| (Self { home, number }, Seq(u64::try_from(seq).unwrap_or(0)))))
    }

    /// Makes the empty tables of a new one. What an earlier start began to build by another version is dropped.
    pub(crate) async fn begin(database: &Database, home: Home) -> Result<Self, SqlError> {
        let mut tx = database.begin().await?;
        let market = home.market.name();
        let unfinished: Vec<(i64,)> = sqlx::query_as("SELECT generation FROM read_generations WHERE market = $1 AND state = 'building'")
            .bind(market)
            .fetch_all(tx.sql())
            .await?;
        for (number,) in unfinished {
            Self { home, number }.remove(&mut tx).await?;
        }
        let last: Option<i64> =
            sqlx::query_scalar("SELECT MAX(generation) FROM read_generations WHERE market = $1").bind(market).fetch_one(tx.sql()).await?;
        let generation = Self { home, number: last.unwrap_or(0) + 1 };
        for (name, columns, index) in TABLES {
            let table = generation.table(name);
            sqlx::raw_sql(AssertSqlSafe(format!("CREATE TABLE {table} ({columns})"))).execute(tx.sql()).await?;
            if let Some(columns) = index {
                sqlx::raw_sql(AssertSqlSafe(format!("CREATE INDEX {table}_pages ON {table} ({columns})"))).execute(tx.sql()).await?;
            }
        }
        let text = "INSERT INTO read_generations (market, generation, version, seq, state) VALUES ($1, $2, $3, 0, 'building')";
        sqlx::query(text).bind(market).bind(generation.number).bind(VERSION).execute(tx.sql()).await?;
        tx.commit().await?;
        Ok(generation)
    }

    /// Makes this the one that is read, and drops all others.
    pub(crate) async fn swap(&self, database: &Database) -> Result<(), SqlError> {
        let mut tx = database.begin().await?;
        let market = self.home.market.name();
        let others: Vec<(i64,)> = sqlx::query_as("SELECT generation FROM read_generations WHERE market = $1 AND generation <> $2")
            .bind(market)
            .bind(self.number)
            .fetch_all(tx.sql())
            .await?;
        sqlx::query("UPDATE read_generations SET state = 'active' WHERE market = $1 AND generation = $2")
            .bind(market)
            .bind(self.number)
            .execute(tx.sql())
            .await?;
        for (number,) in others {
            Self { home: self.home, number }.remove(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Moves the cursor, in the transaction of the rows that were made of the records up to it.
    pub(crate) async fn advance(&self, tx: &mut Transaction, seq: Seq) -> Result<(), SqlError> {
        let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
        let moved = sqlx::query("UPDATE read_generations SET seq = $3 WHERE market = $1 AND generation = $2 AND seq < $3")
            .bind(self.home.market.name())
            .bind(self.number)
            .bind(seq)
            .execute(tx.sql())
            .await?;
        if moved.rows_affected() == 1 {
            return Ok(());
        }
        Err(SqlError::Row {
            table: "read_generations",
            what: format!("no generation {} of {} before record {seq}", self.number, self.home),
        })
    }

    async fn remove(&self, tx: &mut Transaction) -> Result<(), SqlError> {
        for name in table_names() {
            sqlx::raw_sql(AssertSqlSafe(format!("DROP TABLE IF EXISTS {}", self.table(name)))).execute(tx.sql()).await?;
        }
        sqlx::query("DELETE FROM read_generations WHERE market = $1 AND generation = $2")
            .bind(self.home.market.name())
            .bind(self.number)
            .execute(tx.sql())
            .await?;
        Ok(())
    }
}
