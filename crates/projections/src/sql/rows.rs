//! Many rows in one statement.

use std::sync::Arc;

use sqlx::AssertSqlSafe;
use store::Transaction;

use super::error::SqlError;

/// Rows of one statement: few sizes, so that the database has each statement prepared, and few enough that their values stay below what either takes.
const ROWS: [usize; 3] = [64, 8, 1];

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

/// What happens to a row whose key is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// There is none; one would be an error.
    None,
    /// All columns but these, which are the key, are replaced.
    ReplaceBy(&'static str),
}

/// Inserts rows of these columns.
pub(crate) async fn insert(
    tx: &mut Transaction,
    table: &str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
    existing: Existing,
) -> Result<(), SqlError> {
    let mut rows = rows.into_iter();
    for count in ROWS {
        if rows.len() < count {
            continue;
        }
        let text: Arc<str> = statement(table, columns, count, existing).into();
        while rows.len() >= count {
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&text)));
            for cell in rows.by_ref().take(count).flatten() {
                query = match cell {
                    Cell::Number(number) => query.bind(number),
                    Cell::Text(text) => query.bind(text),
                };
            }
            query.execute(tx.sql()).await?;
        }
    }
    Ok(())
}

fn statement(table: &str, columns: &[&str], rows: usize, existing: Existing) -> String {
    let width = columns.len();
    let values: Vec<String> = (0..rows)
        .map(|row| {
            let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
            format!("({})", places.join(", "))
        })
        .collect();
    let mut text = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), values.join(", "));
    if let Existing::ReplaceBy(key) = existing {
        let is_key = |column: &str| key.split(", ").any(|part| part == column);
        let replaced: Vec<String> =
            columns.iter().filter(|column| !is_key(column)).map(|column| format!("{column} = excluded.{column}")).collect();
        text.push_str(&format!(" ON CONFLICT ({key}) DO UPDATE SET {}", replaced.join(", ")));
    }
    text
}
