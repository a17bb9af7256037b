use gateway::FollowError;
use protocol::Seq;
use store::StoreError;

/// History cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// A record does not fit what came before it, so that the tables are of no use: they have to be built anew.
    #[error("record {seq} does not fit: {what}")]
    DoesNotFit { seq: Seq, what: &'static str },
    /// A row holds what this program never writes.
    #[error("table {table} holds {what}")]
    Row { table: &'static str, what: String },
    /// There is no generation to read yet.
    #[error("the history is being built")]
    Building,
    #[error("a thread that reads the journal ended early")]
    Reading,
}
