//! What a block of the embedded chain is, and its hash.
//!
//! The hash is Keccak-256 over the RLP list of what [`HeadBlock::sealed`] names, not that of an Ethereum header: nobody else has to check it, and Merkle
//! trees over all accounts would cost more than the execution. The state is committed to by a chain of hashes over each block's changes instead.

use crate::chain::{Block, Log, Receipt};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rlp::Encodable;

/// Wei. Gas is free on the embedded chain; its limit alone counts.
pub(crate) const GAS_PRICE: u128 = 0;

/// A block without its logs and changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeadBlock {
    pub(crate) number: u64,
    pub(crate) hash: B256,
    pub(crate) parent_hash: B256,
    /// Seconds since 1970, never before the parent's.
    pub(crate) timestamp: u64,
    pub(crate) gas_used: u64,
    /// Its one transaction; zero in the first block, which has none.
    pub(crate) transaction: B256,
    /// Hash over outcome and logs.
    pub(crate) outcome: B256,
    /// Hash over the parent's state and the changes of this block.
    pub(crate) state: B256,
}

impl HeadBlock {
    /// Block 0. Two chains with the same id begin alike.
    pub(crate) fn genesis(chain_id: u64) -> Self {
        let state = keccak256(chain_id.to_be_bytes());
        let empty = Self {
            number: 0,
            hash: B256::ZERO,
            parent_hash: B256::ZERO,
            timestamp: 0,
            gas_used: 0,
            transaction: B256::ZERO,
            outcome: B256::ZERO,
            state,
        };
        empty.sealed()
    }

    /// With its hash.
    pub(crate) fn sealed(mut self) -> Self {
        let numbers = [self.number, self.timestamp, self.gas_used];
        let hashes = [self.parent_hash, self.transaction, self.outcome, self.state];
        let mut bytes = Vec::new();
        alloy_rlp::encode_list::<u64, u64>(&numbers, &mut bytes);
        alloy_rlp::encode_list::<B256, B256>(&hashes, &mut bytes);
        self.hash = keccak256(bytes);
        self
    }

    pub(crate) fn has_transaction(&self) -> bool {
        self.number > 0
    }
}

impl From<HeadBlock> for Block {
    fn from(head: HeadBlock) -> Self {
        let transactions = if head.has_transaction() { vec![head.transaction] } else { Vec::new() };
        Self {
            number: head.number,
            hash: head.hash,
            parent_hash: head.parent_hash,
            timestamp: head.timestamp,
            gas_used: head.gas_used,
            transactions,
        }
    }
}

/// A transaction that is in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredTransaction {
    pub(crate) block_number: u64,
    pub(crate) raw: Bytes,
}

/// All that a new block adds.
#[derive(Clone, Debug)]
pub(crate) struct Included {
    pub(crate) head: HeadBlock,
    pub(crate) raw: Bytes,
    pub(crate) receipt: Receipt,
    pub(crate) changes: Changes,
}

/// What a block changes of the state, in the order of addresses and slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// `None`: the account is gone, with all its slots.
    pub(crate) accounts: Vec<(Address, Option<Account>)>,
    /// Zero: the slot is gone.
    pub(crate) slots: Vec<(Address, U256, U256)>,
    pub(crate) codes: Vec<(B256, Bytes)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) nonce: u64,
    pub(crate) balance: U256,
    pub(crate) code_hash: B256,
}

impl Changes {
    /// The commitment to the state after these changes.
    pub(crate) fn state_after(&self, before: B256) -> B256 {
        let mut bytes = before.to_vec();
        for (address, account) in &self.accounts {
            address.encode(&mut bytes);
            account.is_some().encode(&mut bytes);
            if let Some(account) = account {
                account.nonce.encode(&mut bytes);
                account.balance.encode(&mut bytes);
                account.code_hash.encode(&mut bytes);
            }
        }
        for (address, slot, value) in &self.slots {
            address.encode(&mut bytes);
            slot.encode(&mut bytes);
            value.encode(&mut bytes);
        }
        keccak256(bytes)
    }
}

/// Hash over what a transaction did apart from its changes.
pub(crate) fn outcome_of(succeeded: bool, logs: &[Log]) -> B256 {
    let mut bytes = vec![u8::from(succeeded)];
    for log in logs {
        log.address.encode(&mut bytes);
        alloy_rlp::encode_list::<B256, B256>(&log.topics, &mut bytes);
        log.data.encode(&mut bytes);
    }
    keccak256(bytes)
}
