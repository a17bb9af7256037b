//! What holds for every chain, on a real contract of ours.

use crate::foundry;
use crate::sender::{CHAIN_ID, Sender, receipt};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolValue, sol};
use chain::{Call, Chain, ChainError, LogFilter, Receipt};

sol! {
    interface IdentityRegistry {
        event IdentityAdded(address indexed wallet, uint64 indexed owner, uint16 country, uint64 verifiedUntil);
        error AccessControlUnauthorizedAccount(address account, bytes32 neededRole);
        error IdentityRegistryAlreadyAdded(address wallet, uint64 owner);
        function grantRole(bytes32 role, address account) external;
        function add(address wallet, uint64 owner, uint16 country, uint64 verifiedUntil) external;
        function isVerified(address wallet) external view returns (bool);
    }
}

const WALLET: Address = Address::repeat_byte(0xa1);

/// Runs everything with one sender, who can pay for it and has sent nothing.
pub(crate) async fn run(chain: &dyn Chain, sender: Sender) {
    begins_empty(chain, &sender).await;
    let registry = creates_a_contract(chain, &sender).await;
    refuses_what_the_contract_refuses(chain, &sender, registry).await;
    let added = changes_state_and_logs(chain, &sender, registry).await;
    finds_logs(chain, registry, &added).await;
    takes_the_same_again_once(chain, &sender, registry).await;
    refuses_used_nonces_and_other_chains(chain, &sender).await;
    keeps_a_reverted_transaction(chain, &sender, registry).await;
    links_blocks(chain).await;
}

async fn begins_empty(chain: &dyn Chain, sender: &Sender) {
    assert_eq!(chain.chain_id().await.unwrap(), CHAIN_ID);
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), 0);
    assert_eq!(chain.code(WALLET).await.unwrap(), Bytes::new());
    assert_eq!(chain.balance(WALLET).await.unwrap(), U256::ZERO);
    assert_eq!(chain.receipt(B256::repeat_byte(1)).await.unwrap(), None);
    assert_eq!(chain.block(1_000_000).await.unwrap(), None);
}

async fn creates_a_contract(chain: &dyn Chain, sender: &Sender) -> Address {
    let code = [foundry::creation_code("IdentityRegistry"), sender.address().abi_encode()].concat();
    let receipt = sender.send(chain, None, code).await;
    assert!(receipt.succeeded);
    let registry = receipt.created.unwrap();
    assert_eq!((registry, receipt.to, receipt.from), (sender.address().create(0), None, sender.address()));
    assert!(!chain.code(registry).await.unwrap().is_empty());
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), 1);

    let grant = IdentityRegistry::grantRoleCall { role: keccak256("REGISTRAR_ROLE"), account: sender.address() };
    assert!(sender.send(chain, Some(registry), grant.abi_encode()).await.succeeded);
    registry
}

async fn refuses_what_the_contract_refuses(chain: &dyn Chain, sender: &Sender, registry: Address) {
    let stranger = Address::repeat_byte(0x57);
    let call = Call { from: stranger, to: Some(registry), input: add_call(WALLET, 1) };
    let expected = IdentityRegistry::AccessControlUnauthorizedAccount { account: stranger, neededRole: keccak256("REGISTRAR_ROLE") };
    for error in [chain.call(call.clone()).await.unwrap_err(), chain.estimate_gas(call).await.unwrap_err()] {
        let ChainError::Reverted(data) = error else { panic!("{error}") };
        assert_eq!(data, expected.abi_encode());
    }
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), 2, "nothing was sent");
}

async fn changes_state_and_logs(chain: &dyn Chain, sender: &Sender, registry: Address) -> Receipt {
    assert!(!is_verified(chain, registry).await);
    let receipt = sender.send(chain, Some(registry), add_call(WALLET, 7)).await;
    assert!(receipt.succeeded && receipt.gas_used > 21_000, "{receipt:?}");
    assert!(is_verified(chain, registry).await);
    let [log] = receipt.logs.as_slice() else { panic!("{receipt:?}") };
    let event = IdentityRegistry::IdentityAdded::decode_raw_log(log.topics.iter().copied(), &log.data).unwrap();
    assert_eq!((event.wallet, event.owner, event.country), (WALLET, 7, 410));
    assert_eq!((log.address, log.transaction, log.block_number, log.index), (registry, receipt.transaction, receipt.block_number, 0));
    receipt
}

async fn finds_logs(chain: &dyn Chain, registry: Address, added: &Receipt) {
    let tip = chain.block_number().await.unwrap();
    let all = LogFilter { to_block: tip, addresses: vec![registry], ..LogFilter::default() };
    let found = chain.logs(all.clone()).await.unwrap();
    // Two grants, the first by the constructor, and the addition.
    assert_eq!(found.len(), 3);
    assert_eq!(found[2..], added.logs);
    assert!(found.is_sorted_by_key(|log| (log.block_number, log.index)));

    let of_kind = LogFilter { topics: vec![vec![IdentityRegistry::IdentityAdded::SIGNATURE_HASH]], ..all.clone() };
    assert_eq!(chain.logs(of_kind).await.unwrap(), added.logs);
    let of_owner = LogFilter { topics: vec![vec![], vec![], vec![B256::from(U256::from(7))]], ..all.clone() };
    assert_eq!(chain.logs(of_owner).await.unwrap(), added.logs);
    let of_nobody = LogFilter { topics: vec![vec![], vec![], vec![B256::from(U256::from(8))]], ..all.clone() };
    assert_eq!(chain.logs(of_nobody).await.unwrap(), []);
    let earlier = LogFilter { to_block: added.block_number - 1, ..all.clone() };
    assert_eq!(chain.logs(earlier).await.unwrap().len(), 2);
    let elsewhere = LogFilter { addresses: vec![WALLET], ..all };
    assert_eq!(chain.logs(elsewhere).await.unwrap(), []);
}

async fn takes_the_same_again_once(chain: &dyn Chain, sender: &Sender, registry: Address) {
    let other = Address::repeat_byte(0xb0);
    let raw = sender.sign_next(chain, Some(registry), add_call(other, 8)).await.unwrap();
    let before = chain.nonce(sender.address()).await.unwrap();
    let hash = chain.send(raw.clone()).await.unwrap();
    assert_eq!(hash, keccak256(&raw));
    let first = receipt(chain, hash).await;
    assert_eq!(chain.send(raw).await.unwrap(), hash);
    assert_eq!(receipt(chain, hash).await, first);
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), before + 1);
}

async fn refuses_used_nonces_and_other_chains(chain: &dyn Chain, sender: &Sender) {
    let next = chain.nonce(sender.address()).await.unwrap();
    let price = chain.fees().await.unwrap().max_fee_per_gas;
    let used = sender.sign(CHAIN_ID, 0, Some(WALLET), Bytes::from_static(b"another"), 100_000, price);
    let error = chain.send(used).await.unwrap_err();
    assert!(matches!(error, ChainError::NonceUsed { given: 0, next: found, .. } if found == next), "{error}");
    let foreign = sender.sign(CHAIN_ID + 1, next, Some(WALLET), Bytes::new(), 100_000, price);
    chain.send(foreign).await.unwrap_err();
    chain.send(Bytes::from_static(&[2, 0xc0])).await.unwrap_err();
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), next);
}

async fn keeps_a_reverted_transaction(chain: &dyn Chain, sender: &Sender, registry: Address) {
    let twice = add_call(WALLET, 9);
    let refused = sender.sign_next(chain, Some(registry), twice.clone()).await.unwrap_err();
    let expected = IdentityRegistry::IdentityRegistryAlreadyAdded { wallet: WALLET, owner: 7 };
    assert!(matches!(refused, ChainError::Reverted(ref data) if **data == *expected.abi_encode()), "{refused}");

    let nonce = chain.nonce(sender.address()).await.unwrap();
    let price = chain.fees().await.unwrap().max_fee_per_gas;
    let hash = chain.send(sender.sign(CHAIN_ID, nonce, Some(registry), twice, 200_000, price)).await.unwrap();
    let receipt = receipt(chain, hash).await;
    assert!(!receipt.succeeded && receipt.logs.is_empty(), "{receipt:?}");
    assert_eq!(chain.nonce(sender.address()).await.unwrap(), nonce + 1);
}

async fn links_blocks(chain: &dyn Chain) {
    let tip = chain.block_number().await.unwrap();
    let mut transactions = 0;
    for number in 1..=tip {
        let [parent, block] = [chain.block(number - 1).await.unwrap().unwrap(), chain.block(number).await.unwrap().unwrap()];
        assert_eq!((block.number, block.parent_hash), (number, parent.hash));
        assert!(block.timestamp >= parent.timestamp);
        transactions += block.transactions.len();
    }
    assert_eq!(transactions, 5);
}

async fn is_verified(chain: &dyn Chain, registry: Address) -> bool {
    let input = IdentityRegistry::isVerifiedCall { wallet: WALLET }.abi_encode().into();
    let output = chain.call(Call { from: Address::ZERO, to: Some(registry), input }).await.unwrap();
    IdentityRegistry::isVerifiedCall::abi_decode_returns(&output).unwrap()
}

pub(crate) fn add_call(wallet: Address, owner: u64) -> Bytes {
    IdentityRegistry::addCall { wallet, owner, country: 410, verifiedUntil: u64::MAX }.abi_encode().into()
}
