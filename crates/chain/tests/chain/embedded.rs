//! The embedded chain: the suite, restarts, and that the same transactions give the same blocks.

use crate::foundry;
use crate::sender::{CHAIN_ID, Sender};
use crate::suite;
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolValue;
use chain::{BLOCK_GAS_MAX, Chain, ChainError, EmbeddedChain};
use std::fs;
use std::path::PathBuf;

/// A folder of its own for each test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jogak-chain-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("chain.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_the_suite_holds_for_the_embedded_chain() {
    let folder = Folder::new("suite");
    let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    suite::run(&chain, Sender::random()).await;
    assert_eq!(chain.verify().await.unwrap(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_restart_keeps_everything() {
    let folder = Folder::new("restart");
    let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    let sender = Sender::random();
    let (registry, hash) = create(&chain, &sender).await;
    let (receipt, code, tip) = (chain.receipt(hash).await.unwrap(), chain.code(registry).await.unwrap(), chain.block(1).await.unwrap());
    drop(chain);

    let again = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    assert_eq!(again.receipt(hash).await.unwrap(), receipt);
    assert_eq!(again.code(registry).await.unwrap(), code);
    assert_eq!(again.block(1).await.unwrap(), tip);
    assert_eq!(again.nonce(sender.address()).await.unwrap(), 1);
    // Roles are in the contract's storage: only the admin grants.
    sender.sign_next(&again, Some(registry), suite::add_call(registry, 1)).await.unwrap_err();
    assert_eq!(again.verify().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_the_same_transactions_give_the_same_blocks() {
    let sender = Sender::random();
    let mut tips = Vec::new();
    for name in ["same-a", "same-b"] {
        let folder = Folder::new(name);
        let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
        create(&chain, &sender).await;
        for nonce in 1..20 {
            let raw = sender.sign(CHAIN_ID, nonce, Some(Address::repeat_byte(nonce as u8)), Bytes::from(vec![1; 100]), 50_000, 0);
            chain.send_at(raw, 1_800_000_000 + nonce).await.unwrap();
        }
        tips.push(chain.block(20).await.unwrap().unwrap());
    }
    assert_eq!(tips[0], tips[1]);
    assert_eq!(tips[0].timestamp, 1_800_000_019);
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_time_never_runs_backwards() {
    let folder = Folder::new("time");
    let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    let sender = Sender::random();
    for (nonce, (given, expected)) in [(2_000, 2_000), (1_000, 2_000), (2_001, 2_001)].into_iter().enumerate() {
        chain.send_at(sender.sign(CHAIN_ID, nonce as u64, Some(Address::ZERO), Bytes::new(), 21_000, 0), given).await.unwrap();
        assert_eq!(chain.block(nonce as u64 + 1).await.unwrap().unwrap().timestamp, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_what_can_never_be_in_the_next_block_leaves_no_trace() {
    let folder = Folder::new("refused");
    let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    let sender = Sender::random();
    let sign = |nonce, gas, price| sender.sign(CHAIN_ID, nonce, Some(Address::ZERO), Bytes::new(), gas, price);
    let refusal = async |raw: Bytes| chain.send_at(raw, 1).await.unwrap_err();

    assert!(matches!(refusal(sign(1, 21_000, 0)).await, ChainError::NonceAhead { given: 1, next: 0, .. }));
    let foreign = sender.sign(CHAIN_ID + 1, 0, None, Bytes::new(), 100_000, 0);
    assert!(matches!(refusal(foreign).await, ChainError::WrongChain { given: 21_128, chain: 21_127 }));
    assert!(matches!(refusal(sign(0, BLOCK_GAS_MAX + 1, 0)).await, ChainError::Refused(_)), "more gas than a block");
    assert!(matches!(refusal(sign(0, 20_999, 0)).await, ChainError::Refused(_)), "less gas than any transaction");
    assert!(matches!(refusal(sign(0, 21_000, 1)).await, ChainError::Refused(_)), "nobody has ether to pay with");
    assert!(matches!(refusal(Bytes::from_static(b"nothing")).await, ChainError::Malformed(_)));
    assert_eq!((chain.block_number().await.unwrap(), chain.nonce(sender.address()).await.unwrap()), (0, 0));
    assert_eq!(chain.send_at(sign(0, 21_000, 0), 1).await.map(|_| ()).map_err(|error| error.to_string()), Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_file_of_another_chain_is_refused() {
    let folder = Folder::new("other");
    drop(EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap());
    let refusal = EmbeddedChain::open(&folder.file(), CHAIN_ID + 1).await.unwrap_err();
    assert_eq!(refusal.to_string(), "the stored chain is damaged: it is not the chain with the id 21128");
}

/// A planted difference in the state, and one in the history.
#[tokio::test(flavor = "multi_thread")]
async fn f68_verify_finds_what_was_changed_by_hand() {
    for (statement, expected) in [
        (
            "UPDATE chain_slots SET value = x'0000000000000000000000000000000000000000000000000000000000000002'",
            "the stored state is not what the blocks give",
        ),
        ("UPDATE chain_blocks SET gas_used = gas_used + 1 WHERE number = 1", "block 1 comes out differently when it is executed again"),
        ("UPDATE chain_transactions SET raw = x'02c0'", "not a transaction"),
    ] {
        let folder = Folder::new(&format!("planted-{}", expected.len()));
        let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
        create(&chain, &Sender::random()).await;
        chain.verify().await.unwrap();
        drop(chain);
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.file());
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        assert!(sqlx::query(statement).execute(&pool).await.unwrap().rows_affected() > 0);
        pool.close().await;
        let found = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap().verify().await.unwrap_err().to_string();
        assert!(found.contains(expected), "{statement}: {found}");
    }
}

/// A registry of identities whose admin is the sender.
pub(crate) async fn create(chain: &EmbeddedChain, sender: &Sender) -> (Address, alloy_primitives::B256) {
    let code = [foundry::creation_code("IdentityRegistry"), sender.address().abi_encode()].concat();
    let hash = chain.send_at(sender.sign(CHAIN_ID, 0, None, code, 5_000_000, 0), 1_800_000_000).await.unwrap();
    (chain.receipt(hash).await.unwrap().unwrap().created.unwrap(), hash)
}
