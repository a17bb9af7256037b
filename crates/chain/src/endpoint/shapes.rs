//! Blocks, transactions and receipts as JSON-RPC writes them. What an Ethereum header has and ours lacks is zero, or the hash of nothing.

use crate::chain::{Log, Receipt};
use crate::embedded::{BLOCK_GAS_MAX, GAS_PRICE, HeadBlock};
use crate::transaction::SignedTransaction;
use crate::wire::RpcLog;
use alloy_primitives::{Address, B64, B256, Bloom, BloomInput, U64, U128, U256, b256};
use serde_json::{Value, json};

/// Keccak-256 of an empty RLP list: there are no uncles.
const NO_UNCLES: B256 = b256!("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

pub(super) fn block(head: &HeadBlock, receipt: Option<&Receipt>) -> Value {
    let transactions: Vec<B256> = if head.has_transaction() { vec![head.transaction] } else { Vec::new() };
    json!({
        "number": U64::from(head.number),
        "hash": head.hash,
        "parentHash": head.parent_hash,
        "timestamp": U64::from(head.timestamp),
        "gasLimit": U64::from(BLOCK_GAS_MAX),
        "gasUsed": U64::from(head.gas_used),
        "baseFeePerGas": U64::ZERO,
        "stateRoot": head.state,
        "transactionsRoot": head.transaction,
        "receiptsRoot": head.outcome,
        "logsBloom": bloom(receipt.map_or(&[], |receipt| receipt.logs.as_slice())),
        "sha3Uncles": NO_UNCLES,
        "uncles": [],
        "miner": Address::ZERO,
        "difficulty": U64::ZERO,
        "extraData": "0x",
        "mixHash": B256::ZERO,
        "nonce": B64::ZERO,
        "size": U64::ZERO,
        "transactions": transactions,
    })
}

pub(super) fn transaction(head: &HeadBlock, signed: &SignedTransaction) -> Value {
    let transaction = signed.transaction();
    let parity = U64::from(u64::from(signed.signature().v()));
    json!({
        "type": "0x2",
        "hash": signed.hash(),
        "blockHash": head.hash,
        "blockNumber": U64::from(head.number),
        "transactionIndex": U64::ZERO,
        "from": signed.sender(),
        "to": transaction.to,
        "nonce": U64::from(transaction.nonce),
        "value": transaction.value,
        "input": transaction.input,
        "gas": U64::from(transaction.gas_limit),
        "gasPrice": U128::from(transaction.max_priority_fee_per_gas),
        "maxFeePerGas": U128::from(transaction.max_fee_per_gas),
        "maxPriorityFeePerGas": U128::from(transaction.max_priority_fee_per_gas),
        "chainId": U64::from(transaction.chain_id),
        "accessList": [],
        "r": signed.signature().r(),
        "s": signed.signature().s(),
        "v": parity,
        "yParity": parity,
    })
}

pub(super) fn receipt(receipt: Receipt) -> Value {
    json!({
        "type": "0x2",
        "transactionHash": receipt.transaction,
        "transactionIndex": U64::ZERO,
        "blockHash": receipt.block_hash,
        "blockNumber": U64::from(receipt.block_number),
        "from": receipt.from,
        "to": receipt.to,
        "contractAddress": receipt.created,
        "status": U64::from(u64::from(receipt.succeeded)),
        "gasUsed": U64::from(receipt.gas_used),
        "cumulativeGasUsed": U64::from(receipt.gas_used),
        "effectiveGasPrice": U256::from(GAS_PRICE),
        "logsBloom": bloom(&receipt.logs),
        "logs": receipt.logs.into_iter().map(log).collect::<Vec<Value>>(),
    })
}

pub(super) fn log(log: Log) -> Value {
    json!(RpcLog::from(log))
}

fn bloom(logs: &[Log]) -> Bloom {
    let mut bloom = Bloom::default();
    for log in logs {
        bloom.accrue(BloomInput::Raw(log.address.as_slice()));
        for topic in &log.topics {
            bloom.accrue(BloomInput::Raw(topic.as_slice()));
        }
    }
    bloom
}
