//! The same path on a real node, which is also stopped and started.

use crate::path::{expect_the_trade, ledger, trade_in_it};
use crate::world::{BOB, CHAIN_ID, HOME, World, reopened};
use alloy_primitives::{Address, Bytes, U256, hex};
use chain::{Chain, ChainError, RemoteChain, Transaction};
use protocol::event::OfferingOutcome;
use scratch::{Anvil, Folder, Kind};
use settlement::{Settlement, SettlementError, State, Step};
use signer::{Key, Password, Role, Signer};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A tenth of an ether for each role.
const STAKE: u128 = 100_000_000_000_000_000;

/// Gives the operator's keys what they need to pay for gas.
async fn fund(chain: &dyn Chain, folder: &Folder) {
    let signer = Signer::open(folder.path(), &Password::new("of the tests".into()).unwrap()).unwrap();
    let key = Key::from_bytes(&hex::decode_to_array(Anvil::FUNDED).unwrap()).unwrap();
    for role in Role::ALL {
        pay(chain, &key, signer.address(role)).await;
    }
}

async fn pay(chain: &dyn Chain, key: &Key, to: Address) {
    let fees = chain.fees().await.unwrap();
    let transaction = Transaction {
        chain_id: CHAIN_ID,
        nonce: chain.nonce(key.address()).await.unwrap(),
        max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
        max_fee_per_gas: fees.max_fee_per_gas,
        gas_limit: 21_000,
        to: Some(to),
        value: U256::from(STAKE),
        input: Bytes::new(),
    };
    let signature = key.sign(transaction.signing_hash());
    let signed = transaction.signed(signature).unwrap();
    let hash = chain.send(signed.raw().clone()).await.unwrap();
    let mut turns = tokio::time::interval(Duration::from_millis(20));
    while chain.receipt(hash).await.unwrap().is_none() {
        turns.tick().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_trades_settle_to_the_won_on_anvil() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let anvil = Anvil::start(CHAIN_ID).await;
    let chain = RemoteChain::new(&anvil.address).unwrap();
    fund(&chain, &folder).await;
    let url = Kind::Sqlite.database_url(folder.path()).await;
    let mut world = World::open_on(folder.path(), &url, Arc::new(chain)).await;
    world.found().await;
    trade_in_it(&world).await;
    world.settle().await;
    expect_the_trade(&world).await;
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, Some(&ledger())).await.unwrap();
    assert_eq!((report.is_complete, report.differences), (true, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_node_that_was_away_is_caught_up_with() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let state = folder.path().join("anvil.json");
    let anvil = Anvil::start_with(CHAIN_ID, &["--port", "0", "--state", state.to_str().unwrap()]).await;
    let port = anvil.address.rsplit(':').next().unwrap().to_owned();
    let chain = RemoteChain::new(&anvil.address).unwrap();
    fund(&chain, &folder).await;
    let url = Kind::Sqlite.database_url(folder.path()).await;
    let mut world = World::open_on(folder.path(), &url, Arc::new(chain)).await;
    world.found().await;
    world.settle().await;

    anvil.stop().await;
    // The market goes on.
    trade_in_it(&world).await;
    let mut folded = false;
    let error = loop {
        match world.settlement.step().await {
            Ok(Step::Folded(_)) => folded = true,
            Ok(step) => panic!("{step:?} without a node"),
            Err(error) => break error,
        }
    };
    assert!(folded && matches!(error, SettlementError::Chain(ChainError::Unreachable(_))), "{error}");

    let _anvil = Anvil::start_with(CHAIN_ID, &["--port", &port, "--state", state.to_str().unwrap()]).await;
    world.settle().await;
    expect_the_trade(&world).await;
}

/// The offering closes, is paid out and shown to everybody while nobody can reach the chain; then the units are there.
#[tokio::test(flavor = "multi_thread")]
async fn f29_f68_an_offering_closes_while_the_node_is_away() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let state_file = folder.path().join("anvil.json");
    let anvil = Anvil::start_with(CHAIN_ID, &["--port", "0", "--state", state_file.to_str().unwrap()]).await;
    let port = anvil.address.rsplit(':').next().unwrap().to_owned();
    let chain = RemoteChain::new(&anvil.address).unwrap();
    fund(&chain, &folder).await;
    let url = Kind::Sqlite.database_url(folder.path()).await;
    let mut world = World::open_on(folder.path(), &url, Arc::new(chain)).await;
    world.found().await;
    world.deposit(BOB, 1_000_000, 1).await;
    world.settle().await;

    let (stop, stopped) = watch::channel(false);
    let settlement = reopened(&world.core, &world.database, &world.chain, &world.signer).await;
    let mut state = settlement.watch();
    let running = tokio::spawn(settlement.run(stopped));
    state.wait_for(|state| state.report.is_some()).await.unwrap();
    anvil.stop().await;
    world.offer(100).await;
    world.subscribe(BOB, 120).await;
    assert_eq!(world.close_offering().await, OfferingOutcome::Funded);
    world.release(600_000).await;
    let is_away = |state: &State| state.problem.as_ref().is_some_and(|problem| problem.contains("cannot be reached"));
    state.wait_for(is_away).await.unwrap();

    let _anvil = Anvil::start_with(CHAIN_ID, &["--port", &port, "--state", state_file.to_str().unwrap()]).await;
    let durable = world.core.gateway.durable_seq();
    let is_there = |state: &State| state.report.as_ref().is_some_and(|report| report.seq >= durable);
    let reached = state.wait_for(is_there).await.unwrap().clone();
    assert_eq!((reached.problem, &reached.report.unwrap().differences), (None, &vec![]));
    assert_eq!((world.on_chain("2", BOB).await, world.on_chain("won", BOB).await), (120, 400_000));
    stop.send_replace(true);
    running.await.unwrap();
}
