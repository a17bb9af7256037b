//! Why settlement does not get on.

use chain::ChainError;
use gateway::FollowError;
use protocol::{OrderId, Seq};
use signer::SignerError;
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the tables of settlement: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the chain: {0}")]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Keys(#[from] SignerError),
    #[error("the journal: {0}")]
    Journal(#[from] FollowError),
    /// The record that placed an order does not say so.
    #[error("record {seq} trades order {order}, which the journal does not place")]
    UnknownOrder { seq: Seq, order: OrderId },
    /// The movements of a record do not sum to zero, or are more than can be counted.
    #[error("the movements of record {0} do not balance")]
    Unbalanced(Seq),
    #[error("table {table} holds {what}")]
    Row { table: &'static str, what: String },
    /// The contract, or the chain's rules, refuse an action. It is tried again; later ones wait.
    #[error("action {id} is refused: {why}")]
    Refused { id: i64, why: String },
    /// The node has a transaction and no receipt yet. It is asked again.
    #[error("action {id} is in no block yet")]
    Pending { id: i64 },
    /// The chain has no contract where one was deployed: it is another chain, or it was begun anew. Nothing is sent to it.
    #[error("the chain has no contract {contract} at its address: it is not the chain that settlement began on")]
    OtherChain { contract: String },
    #[error("settlement follows the live market only")]
    NotLive,
}
