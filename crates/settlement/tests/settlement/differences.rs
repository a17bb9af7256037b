//! One planted difference at each place: exactly that row is reported.

use crate::chain_contracts::{forcedTransferCall, issueCall, mintCall, send};
use crate::path::{ledger, trade};
use crate::world::{ALICE, BOB, CAROL, HOME, UNITS, World};
use alloy_primitives::{B256, Bytes, U256};
use protocol::AccountId;
use scratch::{Folder, Kind};
use settlement::{Asset, Difference, Settlement, Side, wallet_of};
use signer::Role;

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
    Difference { side, asset, account, journal, found: U256::from(found) }
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
    send(&world, Role::Issuer, "1", issueCall { to: nobody, value: U256::from(3), data: Bytes::new() }).await;
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
        row(Side::Supply, Asset::Won, None, 2_000_001, 2_000_000),
    ];
    assert_eq!(differences(&world).await, expected);
}
