//! The chain by hand, past settlement: what staff and thieves would do.

use crate::world::World;
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, sol};
use chain::{Call, Receipt, Transaction};
use signer::Role;

sol! {
    function update(address wallet, uint16 country, uint64 verifiedUntil) external;
    function setFrozen(address wallet, bool frozen) external;
    function setAddressFrozen(address wallet, bool frozen) external;
    function forcedTransfer(address from, address to, uint256 value, bytes reason) external;
    function issue(address to, uint256 value, bytes data) external;
    function mint(address to, uint256 value, bytes32 paymentId) external;
}

/// Sends a call with the key of a role, at once.
pub(crate) async fn send(world: &World, role: Role, contract: &str, call: impl SolCall) -> Receipt {
    let (to, from) = (world.address(contract).await, world.signer.address(role));
    let input: Bytes = call.abi_encode().into();
    let fees = world.chain.fees().await.unwrap();
    let transaction = Transaction {
        chain_id: crate::world::CHAIN_ID,
        nonce: world.chain.nonce(from).await.unwrap(),
        max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
        max_fee_per_gas: fees.max_fee_per_gas,
        gas_limit: world.chain.estimate_gas(Call { from, to: Some(to), input: input.clone() }).await.unwrap(),
        to: Some(to),
        value: U256::ZERO,
        input,
    };
    let signature = world.signer.sign(role, transaction.signing_hash());
    let signed = transaction.signed(signature).unwrap();
    let hash = world.chain.send(signed.raw().clone()).await.unwrap();
    let receipt = world.chain.receipt(hash).await.unwrap().unwrap();
    assert!(receipt.succeeded);
    receipt
}
