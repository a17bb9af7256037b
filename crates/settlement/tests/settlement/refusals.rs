//! What the contracts refuse waits, says why, and goes on once it is put right.

use crate::chain_contracts::{send, setFrozenCall};
use crate::path::{expect_the_trade, ranges, trade_in_it};
use crate::world::{BOB, HOME, World};
use scratch::{Folder, Kind};
use settlement::{Settlement, SettlementError, Step, wallet_of};
use signer::Role;

scratch::both!(f45_a_refused_batch_waits_whole_and_settles_once, f65_a_refusal_names_its_reason);

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
