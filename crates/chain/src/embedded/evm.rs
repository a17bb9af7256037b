//! Executes transactions and calls on top of the newest block, with revm and the rules of Prague.

use super::block::{Account, Changes, GAS_PRICE, HeadBlock, Included, outcome_of};
use super::world::World;
use crate::chain::{Call, Log, Receipt};
use crate::error::ChainError;
use crate::transaction::{SignedTransaction, Transaction};
use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, TxKind, U256};
use revm::context::result::{EVMError, ExecutionResult, InvalidTransaction, ResultAndState};
use revm::context::{BlockEnv, Context, TxEnv};
use revm::primitives::hardfork::SpecId;
use revm::state::{Account as EvmAccount, EvmState};
use revm::{ExecuteEvm, MainBuilder, MainContext};
use std::convert::Infallible;

/// The most gas of a block, and so of its transaction. A movement of a settlement takes some 40,000.
pub const BLOCK_GAS_MAX: u64 = 1_000_000_000;

/// The kind of a transaction of EIP-1559.
const DYNAMIC_FEE: u8 = 2;

/// Executes a transaction as the next block.
///
/// # Errors
/// If it can never be in the next block. A revert is no error but an outcome.
pub(super) fn produce(world: &World, signed: SignedTransaction, timestamp: u64) -> Result<Included, ChainError> {
    let transaction = signed.transaction();
    if transaction.chain_id != world.chain_id {
        return Err(ChainError::WrongChain { given: transaction.chain_id, chain: world.chain_id });
    }
    let parent = world.tip();
    let number = parent.number + 1;
    let timestamp = timestamp.max(parent.timestamp);
    let outcome = transact(world, number, timestamp, environment(&signed)).map_err(|error| refused(error, &signed))?;

    let ResultAndState { result, state } = outcome;
    let changes = changes_of(state);
    let succeeded = result.is_success();
    let gas_used = result.tx_gas_used();
    let mut logs = logs_of(&result, number, signed.hash());
    let head = HeadBlock {
        number,
        hash: B256::ZERO,
        parent_hash: parent.hash,
        timestamp,
        gas_used,
        transaction: signed.hash(),
        outcome: outcome_of(succeeded, &logs),
        state: changes.state_after(parent.state),
    };
    let head = head.sealed();
    for log in &mut logs {
        log.block_hash = head.hash;
    }
    let receipt = Receipt {
        transaction: signed.hash(),
        block_number: number,
        block_hash: head.hash,
        from: signed.sender(),
        to: transaction.to,
        created: result.created_address(),
        succeeded,
        gas_used,
        logs,
    };
    Ok(Included { head, raw: signed.raw().clone(), receipt, changes })
}

/// What a call returns.
pub(super) fn call(world: &World, call: &Call) -> Result<Bytes, ChainError> {
    output_of(attempt(world, call, BLOCK_GAS_MAX)?)
}

/// What a call used, and a quarter more; checked by running it with that.
pub(super) fn estimate_gas(world: &World, call: &Call) -> Result<u64, ChainError> {
    let result = attempt(world, call, BLOCK_GAS_MAX)?;
    let used = result.gas().total_gas_spent().max(result.tx_gas_used());
    output_of(result)?;
    let mut limit = used.saturating_add(used / 4).min(BLOCK_GAS_MAX);
    // A contract may hand on only 63 of 64 parts, or look at what is left.
    while limit < BLOCK_GAS_MAX && !attempt(world, call, limit)?.is_success() {
        limit = limit.saturating_mul(2).min(BLOCK_GAS_MAX);
    }
    Ok(limit)
}

fn attempt(world: &World, call: &Call, gas_limit: u64) -> Result<ExecutionResult, ChainError> {
    let environment = TxEnv {
        tx_type: DYNAMIC_FEE,
        caller: call.from,
        gas_limit,
        gas_price: GAS_PRICE,
        gas_priority_fee: Some(GAS_PRICE),
        kind: call.to.map_or(TxKind::Create, TxKind::Call),
        data: call.input.clone(),
        nonce: world.nonce(call.from),
        chain_id: Some(world.chain_id),
        ..TxEnv::default()
    };
    let tip = world.tip();
    let outcome = transact(world, tip.number, tip.timestamp, environment);
    outcome.map(|outcome| outcome.result).map_err(|error| ChainError::Refused(error.to_string()))
}

type Executed = Result<ResultAndState, EVMError<Infallible>>;

fn transact(world: &World, number: u64, timestamp: u64, transaction: TxEnv) -> Executed {
    let block = BlockEnv {
        number: U256::from(number),
        timestamp: U256::from(timestamp),
        gas_limit: BLOCK_GAS_MAX,
        basefee: 0,
        prevrandao: Some(B256::ZERO),
        ..BlockEnv::default()
    };
    let context = Context::mainnet().with_db(world).with_block(block).modify_cfg_chained(|cfg| {
        cfg.set_spec_and_mainnet_gas_params(SpecId::PRAGUE);
        cfg.chain_id = world.chain_id;
        // Calls may ask as a contract; nobody has the key of one, so that none can send a transaction.
        cfg.disable_eip3607 = true;
    });
    context.build_mainnet().transact(transaction)
}

fn environment(signed: &SignedTransaction) -> TxEnv {
    let Transaction { chain_id, nonce, max_priority_fee_per_gas, max_fee_per_gas, gas_limit, to, value, ref input } = *signed.transaction();
    TxEnv {
        tx_type: DYNAMIC_FEE,
        caller: signed.sender(),
        gas_limit,
        gas_price: max_fee_per_gas,
        gas_priority_fee: Some(max_priority_fee_per_gas),
        kind: to.map_or(TxKind::Create, TxKind::Call),
        value,
        data: input.clone(),
        nonce,
        chain_id: Some(chain_id),
        ..TxEnv::default()
    }
}

fn refused(error: EVMError<Infallible>, signed: &SignedTransaction) -> ChainError {
    let sender = signed.sender();
    match error {
        EVMError::Transaction(InvalidTransaction::NonceTooLow { tx, state }) => ChainError::NonceUsed { sender, given: tx, next: state },
        EVMError::Transaction(InvalidTransaction::NonceTooHigh { tx, state }) => ChainError::NonceAhead { sender, given: tx, next: state },
        other => ChainError::Refused(other.to_string()),
    }
}

fn output_of(result: ExecutionResult) -> Result<Bytes, ChainError> {
    match result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        ExecutionResult::Revert { output, .. } => Err(ChainError::Reverted(output)),
        ExecutionResult::Halt { reason, .. } => Err(ChainError::Halted(format!("{reason:?}"))),
    }
}

fn logs_of(result: &ExecutionResult, block_number: u64, transaction: B256) -> Vec<Log> {
    // What a reverted transaction logged never happened.
    let logs = if result.is_success() { result.logs() } else { &[] };
    let log = |(index, log): (usize, &alloy_primitives::Log)| Log {
        address: log.address,
        topics: log.topics().to_vec(),
        data: log.data.data.clone(),
        block_number,
        block_hash: B256::ZERO,
        transaction,
        index: index as u64,
    };
    logs.iter().enumerate().map(log).collect()
}

fn changes_of(state: EvmState) -> Changes {
    let mut touched: Vec<(Address, EvmAccount)> = state.into_iter().filter(|(_, account)| account.is_touched()).collect();
    touched.sort_by_key(|(address, _)| *address);
    let mut changes = Changes::default();
    for (address, account) in touched {
        if account.is_selfdestructed() || account.is_empty() {
            changes.accounts.push((address, None));
            continue;
        }
        let mut slots: Vec<(U256, U256)> = account.changed_storage_slots().map(|(slot, value)| (*slot, value.present_value())).collect();
        slots.sort_unstable();
        changes.slots.extend(slots.into_iter().map(|(slot, value)| (address, slot, value)));
        if account.is_created() && account.info.code_hash != KECCAK256_EMPTY {
            let code = account.info.code.as_ref().map(|code| code.original_bytes()).unwrap_or_default();
            changes.codes.push((account.info.code_hash, code));
        }
        let stored = Account { nonce: account.info.nonce, balance: account.info.balance, code_hash: account.info.code_hash };
        changes.accounts.push((address, Some(stored)));
    }
    changes
}
