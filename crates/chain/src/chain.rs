//! What a chain can be asked, whoever runs it.

use crate::error::ChainError;
use alloy_primitives::{Address, B256, Bytes, U256};
use std::pin::Pin;

/// The most logs of one answer.
pub const LOGS_MAX: usize = 10_000;

/// An answer to come.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ChainError>> + Send + 'a>>;

/// An EVM chain.
pub trait Chain: Send + Sync {
    fn chain_id(&self) -> Answer<'_, u64>;

    /// The number of the newest block.
    fn block_number(&self) -> Answer<'_, u64>;

    /// `None` if there is no such block (yet).
    fn block(&self, number: u64) -> Answer<'_, Option<Block>>;

    /// How many transactions of the account are in blocks: the nonce of its next.
    fn nonce(&self, account: Address) -> Answer<'_, u64>;

    fn balance(&self, account: Address) -> Answer<'_, U256>;

    /// Empty for an account that is no contract.
    fn code(&self, account: Address) -> Answer<'_, Bytes>;

    /// What a call would return on top of the newest block.
    fn call(&self, call: Call) -> Answer<'_, Bytes>;

    /// A gas limit with which the call succeeds on top of the newest block, with some to spare.
    fn estimate_gas(&self, call: Call) -> Answer<'_, u64>;

    /// What a transaction should offer now.
    fn fees(&self) -> Answer<'_, Fees>;

    /// Hands a signed transaction in and returns its hash. Handing the same one in again changes nothing and returns the same. Whether it is in a block
    /// says [`Chain::receipt`] alone.
    fn send(&self, raw: Bytes) -> Answer<'_, B256>;

    /// `None` while the transaction is in no block.
    fn receipt(&self, transaction: B256) -> Answer<'_, Option<Receipt>>;

    /// Logs in the order of the chain; at most [`LOGS_MAX`], more are an error.
    fn logs(&self, filter: LogFilter) -> Answer<'_, Vec<Log>>;
}

/// A call that changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub from: Address,
    /// `None` for the creation of a contract.
    pub to: Option<Address>,
    pub input: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub number: u64,
    pub hash: B256,
    pub parent_hash: B256,
    /// Seconds since 1970.
    pub timestamp: u64,
    pub gas_used: u64,
    pub transactions: Vec<B256>,
}

/// Prices of gas, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fees {
    pub max_fee_per_gas: u128,
    pub max_priority_fee_per_gas: u128,
}

/// What became of a transaction that is in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub transaction: B256,
    pub block_number: u64,
    pub block_hash: B256,
    pub from: Address,
    /// `None` where a contract was created.
    pub to: Option<Address>,
    pub created: Option<Address>,
    /// `false`: it reverted, and changed nothing but the nonce.
    pub succeeded: bool,
    pub gas_used: u64,
    pub logs: Vec<Log>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    pub address: Address,
    pub topics: Vec<B256>,
    pub data: Bytes,
    pub block_number: u64,
    pub block_hash: B256,
    pub transaction: B256,
    /// Its place in the block.
    pub index: u64,
}

/// Which logs are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    pub from_block: u64,
    /// Included.
    pub to_block: u64,
    /// Empty for any.
    pub addresses: Vec<Address>,
    /// For each place what may stand there; empty for anything.
    pub topics: Vec<Vec<B256>>,
}

impl LogFilter {
    pub(crate) fn takes_topics(&self, topics: &[B256]) -> bool {
        let fits =
            |(place, wanted): (usize, &Vec<B256>)| wanted.is_empty() || topics.get(place).is_some_and(|topic| wanted.contains(topic));
        self.topics.iter().enumerate().all(fits)
    }
}
