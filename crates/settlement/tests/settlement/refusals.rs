//! What the contracts refuse waits, says why, and goes on once it is put right.

use crate::chain_contracts::{send, setFrozenCall};
use crate::path::{expect_the_trade, ranges, trade_in_it};
use crate::world::{BOB, CHAIN_ID, HOME, World};
use chain::EmbeddedChain;
use scratch::{Folder, Kind};
use settlement::{Settlement, SettlementError, Step, wallet_of};
use signer::Role;
use std::sync::Arc;

scratch::both!(
    f45_a_refused_batch_waits_whole_and_settles_once,
    f65_a_refusal_names_its_reason,
    f45_rows_that_nobody_wrote_stop_it_by_name,
    f45_f68_another_chain_is_told_nothing,
);

/// Frozen between being traded and being settled.
async fn frozen_before_settling(kind: Kind, folder: &Folder) -> (World, String) {
    let mut world = World::open(folder.path(), &kind.database_url(folder.path()).await).await;
    world.settle().await;
    world.found().await;
    world.settle().await;
    send(&world, Role::Registrar, "identities", setFrozenCall { wallet: wallet_of(BOB), frozen: true }).await;
    world.issue(crate::world::ALICE, 500).await;
    world.deposit(BOB, 1_000_000, 1).await;
    let error = loop {
        match world.settlement.step().await {
            Ok(Step::Idle) => panic!("Bob is frozen"),
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    let SettlementError::Refused { why, .. } = error else { panic!("{error}") };
    (world, why)
}

async fn f65_a_refusal_names_its_reason(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let (world, why) = frozen_before_settling(kind, &folder).await;
    assert!(why.contains("RestrictedTokenRefused") && why.contains("refusal: 4"), "{why}");
    let (_, waiting) = Settlement::progress(&world.database, HOME).await.unwrap();
    assert_eq!((waiting.problem, waiting.actions > 0), (Some(why), true));
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, None).await.unwrap();
    assert!(!report.is_complete, "what is not told yet is no difference");
}

async fn f45_a_refused_batch_waits_whole_and_settles_once(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = World::open(folder.path(), &kind.database_url(folder.path()).await).await;
    world.found().await;
    world.settle().await;
    trade_in_it(&world).await;
    // Everything up to the batch goes through, then Bob is frozen.
    while !world.next_action_is("settle").await {
        world.settlement.step().await.unwrap();
    }
    send(&world, Role::Registrar, "identities", setFrozenCall { wallet: wallet_of(BOB), frozen: true }).await;
    let before = world.holdings().await;
    for _ in 0..3 {
        assert!(matches!(world.settlement.step().await, Err(SettlementError::Refused { .. })));
        world.reopen().await;
    }
    assert_eq!(world.holdings().await, before, "nobody's part of it happens");
    assert_eq!(ranges(&world).await, []);

    send(&world, Role::Registrar, "identities", setFrozenCall { wallet: wallet_of(BOB), frozen: false }).await;
    world.settle().await;
    expect_the_trade(&world).await;
    assert_eq!(ranges(&world).await.len(), 1);
}

/// What is in the tables is not what was written there: it is named, and nothing of it is sent.
async fn f45_rows_that_nobody_wrote_stop_it_by_name(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = World::open(folder.path(), &kind.database_url(folder.path()).await).await;
    world.found().await;
    world.settle().await;
    world.deposit(BOB, 1_000_000, 1).await;
    assert!(matches!(world.settlement.step().await, Ok(Step::Folded(_))));
    let blocks = world.chain.block_number().await.unwrap();
    let good = "'{\"mint\":{\"account\":17,\"amount\":1000000,\"deposit\":1,\"part\":0}}'";
    let negative = good.replace("1000000", "-5");
    let cases = [
        ("settlement_actions", "settlement_actions SET action = 'mint'".to_owned(), format!("settlement_actions SET action = {good}")),
        (
            "settlement_actions",
            "settlement_actions SET action = '{\"burn_all\":{}}'".to_owned(),
            format!("settlement_actions SET action = {good}"),
        ),
        ("settlement_actions", format!("settlement_actions SET action = {negative}"), format!("settlement_actions SET action = {good}")),
        ("settlement_actions", "settlement_actions SET state = 'signed'".to_owned(), "settlement_actions SET state = 'waiting'".to_owned()),
    ];
    for (table, change, back) in cases {
        world.execute(&format!("UPDATE {change} WHERE state <> 'done'")).await;
        let error = world.settlement.step().await.unwrap_err();
        assert!(matches!(&error, SettlementError::Row { table: found, .. } if *found == table), "{change}: {error}");
        world.execute(&format!("UPDATE {back} WHERE state <> 'done'")).await;
    }
    assert_eq!(world.chain.block_number().await.unwrap(), blocks);
    world.settle().await;
    assert_eq!(world.on_chain("won", BOB).await, 1_000_000);
}

/// A transaction to an address without code would succeed and do nothing.
async fn f45_f68_another_chain_is_told_nothing(kind: Kind) {
    let (folder, other) = (Folder::new(env!("CARGO_TARGET_TMPDIR")), Folder::new(env!("CARGO_TARGET_TMPDIR")));
    let mut world = World::open(folder.path(), &kind.database_url(folder.path()).await).await;
    world.found().await;
    world.settle().await;
    trade_in_it(&world).await;
    let own = world.chain.clone();
    world.chain = Arc::new(EmbeddedChain::open(&other.path().join("chain.sqlite"), CHAIN_ID).await.unwrap());
    world.reopen().await;
    assert!(matches!(world.settlement.compare().await, Err(SettlementError::OtherChain { .. })));
    assert!(matches!(world.settlement.step().await, Ok(Step::Folded(_))));
    for _ in 0..2 {
        assert!(matches!(world.settlement.step().await, Err(SettlementError::OtherChain { .. })));
    }
    assert_eq!(world.chain.block_number().await.unwrap(), 0);
    world.chain = own;
    world.reopen().await;
    world.settle().await;
    expect_the_trade(&world).await;
}
