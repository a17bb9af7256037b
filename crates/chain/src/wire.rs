//! How JSON-RPC writes what a chain answers. The client reads with these types and the endpoint writes with them.

use crate::chain::{Block, Call, Log, LogFilter, Receipt};
use alloy_primitives::{Address, B256, Bytes, U64};
use serde::{Deserialize, Serialize};

/// What a client reads of a block; a node says much more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RpcBlock {
    number: U64,
    hash: B256,
    parent_hash: B256,
    timestamp: U64,
    gas_used: U64,
    transactions: Vec<B256>,
}

impl From<RpcBlock> for Block {
    fn from(block: RpcBlock) -> Self {
        Self {
            number: block.number.to(),
            hash: block.hash,
            parent_hash: block.parent_hash,
            timestamp: block.timestamp.to(),
            gas_used: block.gas_used.to(),
            transactions: block.transactions,
        }
    }
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RpcLog {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    block_number: U64,
    block_hash: B256,
    transaction_hash: B256,
    transaction_index: U64,
    log_index: U64,
    #[serde(default)]
    removed: bool,
}

impl From<Log> for RpcLog {
    fn from(log: Log) -> Self {
        Self {
            address: log.address,
            topics: log.topics,
            data: log.data,
            block_number: U64::from(log.block_number),
            block_hash: log.block_hash,
            transaction_hash: log.transaction,
            transaction_index: U64::ZERO,
            log_index: U64::from(log.index),
            removed: false,
        }
    }
}

impl From<RpcLog> for Log {
    fn from(log: RpcLog) -> Self {
        Self {
            address: log.address,
            topics: log.topics,
            data: log.data,
            block_number: log.block_number.to(),
            block_hash: log.block_hash,
            transaction: log.transaction_hash,
            index: log.log_index.to(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RpcReceipt {
    transaction_hash: B256,
    block_number: U64,
    block_hash: B256,
    from: Address,
    to: Option<Address>,
    contract_address: Option<Address>,
    status: U64,
    gas_used: U64,
    logs: Vec<RpcLog>,
}

impl From<RpcReceipt> for Receipt {
    fn from(receipt: RpcReceipt) -> Self {
        Self {
            transaction: receipt.transaction_hash,
            block_number: receipt.block_number.to(),
            block_hash: receipt.block_hash,
            from: receipt.from,
            to: receipt.to,
            created: receipt.contract_address,
            succeeded: receipt.status == U64::from(1),
            gas_used: receipt.gas_used.to(),
            logs: receipt.logs.into_iter().map(Log::from).collect(),
        }
    }
}

/// A call as tools write it; fees, nonce and value of it change nothing here and are not read.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct RpcCall {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Address>,
    /// Older tools call the input so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<Bytes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<Bytes>,
}

impl From<Call> for RpcCall {
    fn from(call: Call) -> Self {
        Self { from: Some(call.from), to: call.to, data: None, input: Some(call.input) }
    }
}

impl From<RpcCall> for Call {
    fn from(call: RpcCall) -> Self {
        Self { from: call.from.unwrap_or_default(), to: call.to, input: call.input.or(call.data).unwrap_or_default() }
    }
}

/// One of something, several, or anything.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RpcLogFilter {
    from_block: U64,
    to_block: U64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<Address>,
    topics: Vec<Option<Vec<B256>>>,
}

impl From<LogFilter> for RpcLogFilter {
    fn from(filter: LogFilter) -> Self {
        let topics = filter.topics.into_iter().map(|topics| (!topics.is_empty()).then_some(topics)).collect();
        Self { from_block: U64::from(filter.from_block), to_block: U64::from(filter.to_block), address: filter.addresses, topics }
    }
}
