//! The state of the newest block, in memory.

use super::block::{Account, HeadBlock, Included};
use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256};
use revm::Database;
use revm::bytecode::Bytecode;
use revm::state::AccountInfo;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

/// How many hashes of earlier blocks a contract can ask for.
pub(super) const BLOCK_HASHES: u64 = 256;

/// Accounts, slots and code as of the newest block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct World {
    pub(super) chain_id: u64,
    tip: HeadBlock,
    accounts: HashMap<Address, Account>,
    slots: HashMap<Address, HashMap<U256, U256>>,
    codes: HashMap<B256, Bytecode>,
    /// Of the newest [`BLOCK_HASHES`] blocks.
    block_hashes: BTreeMap<u64, B256>,
}

impl World {
    pub(super) fn genesis(chain_id: u64) -> Self {
        Self::at(chain_id, HeadBlock::genesis(chain_id))
    }

    /// With nothing in it, to be filled with what is stored.
    pub(super) fn at(chain_id: u64, tip: HeadBlock) -> Self {
        let block_hashes = BTreeMap::from([(tip.number, tip.hash)]);
        Self { chain_id, tip, accounts: HashMap::new(), slots: HashMap::new(), codes: HashMap::new(), block_hashes }
    }

    pub(super) fn apply(&mut self, included: &Included) {
        for (hash, code) in &included.changes.codes {
            self.set_code(*hash, code.clone());
        }
        for (address, account) in &included.changes.accounts {
            match account {
                Some(account) => self.set_account(*address, account.clone()),
                None => {
                    self.accounts.remove(address);
                    self.slots.remove(address);
                }
            }
        }
        for (address, slot, value) in &included.changes.slots {
            self.set_slot(*address, *slot, *value);
        }
        self.tip = included.head.clone();
        self.set_block_hash(self.tip.number, self.tip.hash);
    }

    pub(super) fn set_account(&mut self, address: Address, account: Account) {
        self.accounts.insert(address, account);
    }

    pub(super) fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        let slots = self.slots.entry(address).or_default();
        if value.is_zero() {
            slots.remove(&slot);
        } else {
            slots.insert(slot, value);
        }
        if slots.is_empty() {
            self.slots.remove(&address);
        }
    }

    pub(super) fn set_code(&mut self, hash: B256, code: Bytes) {
        self.codes.insert(hash, Bytecode::new_legacy(code));
    }

    pub(super) fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert(number, hash);
        while self.block_hashes.len() as u64 > BLOCK_HASHES {
            self.block_hashes.pop_first();
        }
    }

    pub(super) fn tip(&self) -> &HeadBlock {
        &self.tip
    }

    pub(super) fn nonce(&self, address: Address) -> u64 {
        self.accounts.get(&address).map_or(0, |account| account.nonce)
    }

    pub(super) fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map_or(U256::ZERO, |account| account.balance)
    }

    pub(super) fn code(&self, address: Address) -> Bytes {
        let code = self.accounts.get(&address).and_then(|account| self.codes.get(&account.code_hash));
        code.map_or_else(Bytes::new, Bytecode::original_bytes)
    }

    pub(super) fn slot(&self, address: Address, slot: U256) -> U256 {
        self.slots.get(&address).and_then(|slots| slots.get(&slot)).copied().unwrap_or_default()
    }
}

/// The state as the EVM reads it. What it changes is in its answer.
impl Database for &World {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        let info = |account: &Account| AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            code: self.codes.get(&account.code_hash).cloned(),
            ..AccountInfo::default()
        };
        Ok(self.accounts.get(&address).map(info))
    }

    fn code_by_hash(&mut self, code_hash: B256) -> Result<Bytecode, Infallible> {
        debug_assert!(code_hash == KECCAK256_EMPTY || self.codes.contains_key(&code_hash));
        Ok(self.codes.get(&code_hash).cloned().unwrap_or_default())
    }

    fn storage(&mut self, address: Address, index: U256) -> Result<U256, Infallible> {
        Ok(self.slot(address, index))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.block_hashes.get(&number).copied().unwrap_or_default())
    }
}
