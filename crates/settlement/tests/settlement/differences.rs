//! One planted difference at each place: exactly that row is reported.

use crate::chain_contracts::{forcedTransferCall, issueCall, mintCall, send, updateCall};
use crate::path::{ledger, trade};
use crate::world::{ALICE, BOB, CAROL, HOME, UNITS, World, reopened};
use alloy_primitives::{B256, Bytes, U256};
use protocol::AccountId;
use scratch::{Folder, Kind};
use settlement::{Asset, Difference, Settlement, Side, State, wallet_of};
use signer::Role;
use std::time::Duration;
use tokio::sync::watch;

const OF_UNITS: Asset = Asset::Units(UNITS);

async fn settled(folder: &Folder) -> World {
    let mut world = World::open(folder.path(), &Kind::Sqlite.database_url(folder.path()).await).await;
    trade(&world).await;
    world.settle().await;
    assert_eq!(differences(&world).await, []);
    world
}

async fn differences(world: &World) -> Vec<Difference> {
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, Some(&ledger())).await.unwrap();
    assert!(report.is_complete);
    report.differences
}

fn row(side: Side, asset: Asset, account: Option<AccountId>, journal: i64, found: u64) -> Difference {
    Difference { side, asset: Some(asset), account, journal, found: U256::from(found) }
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_in_the_ledger_is_reported() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    let mut ledger = ledger();
    ledger.insert((Asset::Won, BOB), 939_971);
    ledger.insert((OF_UNITS, AccountId(99)), 1);
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, Some(&ledger)).await.unwrap();
    let expected = [row(Side::Ledger, Asset::Won, Some(BOB), 939_970, 939_971), row(Side::Ledger, OF_UNITS, Some(AccountId(99)), 0, 1)];
    assert_eq!(report.differences, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_of_holders_is_reported() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    let (from, to) = (wallet_of(ALICE), wallet_of(CAROL));
    let stolen = forcedTransferCall { from, to, value: U256::from(5), reason: Bytes::from_static(b"order 7") };
    send(&world, Role::Compliance, "1", stolen).await;
    let expected = [row(Side::Holder, OF_UNITS, Some(ALICE), 480, 475), row(Side::Holder, OF_UNITS, Some(CAROL), 8, 13)];
    assert_eq!(differences(&world).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_of_supplies_is_reported() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    // To a wallet of the house that the journal knows no balance of: only the supply shows it.
    let nobody = wallet_of(AccountId(4));
    send(&world, Role::Issuer, "1", issueCall { to: nobody, value: U256::from(3), data: Bytes::from(vec![7; 32]) }).await;
    assert_eq!(differences(&world).await, [row(Side::Supply, OF_UNITS, None, 500, 503)]);
    send(&world, Role::Minter, "won", mintCall { to: nobody, value: U256::from(7), paymentId: B256::repeat_byte(1) }).await;
    let expected = [row(Side::Supply, Asset::Won, None, 2_000_000, 2_000_007), row(Side::Supply, OF_UNITS, None, 500, 503)];
    assert_eq!(differences(&world).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_in_the_journal_of_settlement_is_reported() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    let mut tx = world.database.begin().await.unwrap();
    let text = "UPDATE settlement_balances SET amount = amount + 1 WHERE asset = 0 AND account = $1";
    sqlx::query(text).bind(BOB.0 as i64).execute(tx.sql()).await.unwrap();
    tx.commit().await.unwrap();
    let expected = [
        row(Side::Holder, Asset::Won, Some(BOB), 939_971, 939_970),
        row(Side::Ledger, Asset::Won, Some(BOB), 939_971, 939_970),
        row(Side::Sum, Asset::Won, None, 2_000_000, 2_000_001),
    ];
    assert_eq!(differences(&world).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_of_identities_is_reported() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    send(&world, Role::Registrar, "identities", updateCall { wallet: wallet_of(BOB), country: 410, verifiedUntil: 77 }).await;
    let found = differences(&world).await;
    let [Difference { side: Side::Identity, asset: None, account: Some(BOB), found, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(*found, U256::from(77));
}

/// Beside a market that trades: the ledger is ahead of the chain, and still only what was planted is reported, within ten seconds.
#[tokio::test(flavor = "multi_thread")]
async fn f69_a_difference_is_reported_while_the_market_trades() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = settled(&folder).await;
    let (from, to) = (wallet_of(ALICE), wallet_of(CAROL));
    let World { core, database, chain, signer, settlement } = world;
    let (stop, stopped) = watch::channel(false);
    let mut state = settlement.watch();
    let running = tokio::spawn(settlement.run(stopped));
    let world = World { settlement: reopened(&core, &database, &chain, &signer).await, core, database, chain, signer };
    let (planted, looked) = (
        async {
            let calm = |state: &State| state.report.is_some();
            assert_eq!(state.wait_for(calm).await.unwrap().report.as_ref().unwrap().differences, []);
            let stolen = forcedTransferCall { from, to, value: U256::from(5), reason: Bytes::from_static(b"order 7") };
            send(&world, Role::Compliance, "1", stolen).await;
            let seen = |state: &State| state.report.as_ref().is_some_and(|report| !report.differences.is_empty());
            tokio::time::timeout(Duration::from_secs(10), state.wait_for(seen)).await.expect("within ten seconds").unwrap().clone()
        },
        async {
            loop {
                world.order(ALICE, protocol::Side::Sell, 5_000, 1).await;
                world.order(BOB, protocol::Side::Buy, 5_000, 1).await;
                world.order(BOB, protocol::Side::Sell, 5_000, 1).await;
                world.order(ALICE, protocol::Side::Buy, 5_000, 1).await;
            }
        },
    );
    let State { report, .. } = tokio::select! {
        state = planted => state,
        () = looked => panic!("it trades without an end"),
    };
    let report = report.unwrap();
    assert!(report.has_ledger);
    let found: Vec<_> = report.differences.iter().map(|difference| (difference.side, difference.asset, difference.account)).collect();
    assert_eq!(found, [(Side::Holder, Some(OF_UNITS), Some(ALICE)), (Side::Holder, Some(OF_UNITS), Some(CAROL))], "{report:?}");
    stop.send_replace(true);
    running.await.unwrap();
}
