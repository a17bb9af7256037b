//! Why a chain does not do what it is asked.

use alloy_primitives::{Address, Bytes};

/// Refusals of transactions and calls first, then faults.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// A call, or the execution that a gas estimate needs, ended with a revert; the data is the contract's error.
    #[error("reverted with {0}")]
    Reverted(Bytes),
    /// A call ran out of gas or met an instruction that does not exist.
    #[error("execution stopped: {0}")]
    Halted(String),
    /// The account has sent as many transactions already.
    #[error("nonce {given} of {sender} is used, the next is {next}")]
    NonceUsed { sender: Address, given: u64, next: u64 },
    /// An earlier transaction of the account is missing.
    #[error("nonce {given} of {sender} is ahead, the next is {next}")]
    NonceAhead { sender: Address, given: u64, next: u64 },
    #[error("the transaction is for chain {given}, this is chain {chain}")]
    WrongChain { given: u64, chain: u64 },
    /// Not what a signed EIP-1559 transaction without an access list looks like.
    #[error("not a transaction: {0}")]
    Malformed(String),
    /// Any other reason for which it can never get into a block as it is.
    #[error("transaction refused: {0}")]
    Refused(String),
    /// A log query found more than [`crate::LOGS_MAX`].
    #[error("more than {} logs match; ask for fewer blocks", crate::LOGS_MAX)]
    TooManyLogs,
    /// The embedded chain keeps the state of its newest block only.
    #[error("the state of block {0} is not kept, only that of the newest")]
    StateNotKept(u64),

    #[error("the node cannot be reached: {0}")]
    Unreachable(String),
    #[error("the node answers with error {code}: {message}")]
    Node { code: i64, message: String },
    #[error("the node's answer to {method} cannot be understood: {why}")]
    BadAnswer { method: &'static str, why: String },
    #[error("not an http address: {0}")]
    BadAddress(String),

    #[error("the chain's tables: {0}")]
    Storage(#[from] sqlx::Error),
    /// What is stored contradicts itself.
    #[error("the stored chain is damaged: {0}")]
    Damaged(String),
    /// A write failed before; whether it happened shows when the chain is opened again.
    #[error("the chain stopped after a failed write")]
    Stopped,
}
