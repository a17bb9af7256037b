//! What can go wrong with SQL.

/// An error of the store. The caller's input is never at fault: what it may not do is refused before, or by a row that is not there.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database: {0}")]
    Sql(#[from] sqlx::Error),
    /// The commit was sent, and it is not certain that it is durable: what it would have written may be there or not.
    #[error("whether the database has committed is unknown: {0}")]
    CommitUnknown(String),
    #[error("the database URL: {0}")]
    Url(String),
    #[error("the tables of {owner}: {why}")]
    Schema { owner: &'static str, why: String },
    #[error("outbox row {row}: {why}")]
    Outbox { row: i64, why: String },
    #[error("the object store: {0}")]
    Objects(#[from] std::io::Error),
    /// A row does not hold what its table promises.
    #[error("a row of {table} holds {what}")]
    Row { table: &'static str, what: String },
    #[error("no randomness: {0}")]
    NoRandomness(#[from] getrandom::Error),
    /// A crate that owns rows has failed with something of its own.
    #[error("{0}")]
    Owner(String),
}

impl StoreError {
    /// True if a row with the same unique value is there already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
