//! The way of a market onto the chain, to the won and the unit, on both kinds of database.

use crate::world::{ALICE, BOB, CAROL, HOME, World};
use alloy_primitives::{B256, U256};
use chain::{EmbeddedChain, LogFilter};
use protocol::{AccountId, Day, Seq, Side};
use scratch::{Folder, Kind};
use settlement::{Asset, RANGES_PAGE_MAX, Settings, Settlement, SettlementError, State, Step};
use std::collections::BTreeMap;
use tokio::sync::watch;

scratch::both!(
    f45_trades_settle_to_the_won,
    f45_ranges_follow_each_other_over_restarts,
    f45_distributions_settle_to_the_won,
    f45_nothing_to_tell_is_nothing_sent,
);

async fn open(kind: Kind, folder: &Folder) -> World {
    World::open(folder.path(), &kind.database_url(folder.path()).await).await
}

async fn f45_trades_settle_to_the_won(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(kind, &folder).await;
    trade(&world).await;
    world.settle().await;
    expect_the_trade(&world).await;
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, Some(&ledger())).await.unwrap();
    // Four holders of won, the fees among them, and three of units, each with chain and ledger; two sums and two supplies; three identities.
    assert_eq!((report.is_complete, report.compared, report.differences), (true, 2 * 7 + 4 + 3, vec![]));
    let figures = report
        .totals
        .iter()
        .map(|total| (total.asset, total.issued, total.held, total.supply, total.in_wallets, total.ledger, total.holders));
    let row = |asset, amount: u64, holders| {
        (asset, amount as i64, amount as i64, U256::from(amount), U256::from(amount), Some(amount as i64), holders)
    };
    assert!(figures.eq([row(Asset::Won, 2_000_000, 4), row(Asset::Units(crate::world::UNITS), 500, 3)]), "{:?}", report.totals);
    assert_eq!(report.seq, world.core.gateway.durable_seq());
}

/// Alice sells 20 at 5,000: 12 to Bob, 8 to Carol. Each side pays 5 bps.
pub(crate) async fn trade(world: &World) {
    world.found().await;
    trade_in_it(world).await;
}

/// The same in a market that is founded.
pub(crate) async fn trade_in_it(world: &World) {
    world.issue(ALICE, 500).await;
    world.deposit(BOB, 1_000_000, 1).await;
    world.deposit(CAROL, 1_000_000, 2).await;
    world.order(ALICE, Side::Sell, 5_000, 20).await;
    world.order(BOB, Side::Buy, 5_000, 12).await;
    world.order(CAROL, Side::Buy, 5_000, 8).await;
}

pub(crate) async fn expect_the_trade(world: &World) {
    assert_eq!(world.holdings().await, [(99_950, 480), (939_970, 12), (959_980, 8)]);
    assert_eq!(world.on_chain("won", AccountId(1)).await, 100, "the house's fees");
    let settled = Settlement::settled_on_chain(&world.database, world.chain.as_ref(), HOME).await.unwrap();
    assert!(settled > Seq(0) && settled <= world.core.gateway.durable_seq());
}

/// What the exchange has after the trade.
pub(crate) fn ledger() -> BTreeMap<(Asset, AccountId), i64> {
    let units = Asset::Units(crate::world::UNITS);
    BTreeMap::from([
        ((Asset::Won, AccountId(1)), 100),
        ((Asset::Won, ALICE), 99_950),
        ((Asset::Won, BOB), 939_970),
        ((Asset::Won, CAROL), 959_980),
        ((units, ALICE), 480),
        ((units, BOB), 12),
        ((units, CAROL), 8),
    ])
}

/// A new settlement after every step, and trades in between: each range begins where the last ended.
async fn f45_ranges_follow_each_other_over_restarts(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(kind, &folder).await;
    trade(&world).await;
    for round in 0..5 {
        world.order(ALICE, Side::Sell, 5_000, 3).await;
        world.order(BOB, Side::Buy, 5_000, 2).await;
        while world.settlement.step().await.unwrap() != Step::Idle {
            world.reopen().await;
        }
        // What Bob buys rests since an earlier round, so that its order is looked up in the journal.
        assert_eq!(world.on_chain("1", BOB).await, 12 + 2 * (round + 1));
    }
    let ranges = ranges(&world).await;
    assert_eq!(ranges.len(), 5, "{ranges:?}");
    assert_eq!(ranges[0].0, 1);
    for pair in ranges.windows(2) {
        assert_eq!(pair[1].0, pair[0].1 + 1, "{ranges:?}");
    }
    expect_listed(&world, &ranges).await;
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, None).await.unwrap();
    assert!(report.is_complete && report.differences.is_empty(), "{report:?}");
}

/// Settlement's own list is what the chain says, page by page, and each range has its transaction.
async fn expect_listed(world: &World, ranges: &[(u64, u64)]) {
    let mut listed = Vec::new();
    let mut before = None;
    loop {
        let page = Settlement::ranges(&world.database, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.first);
        listed.extend(page);
    }
    listed.reverse();
    assert!(listed.iter().map(|range| (range.first.0, range.last.0)).eq(ranges.iter().copied()), "{listed:?}");
    assert_eq!(Settlement::ranges(&world.database, None, u32::MAX).await.unwrap().len(), listed.len().min(RANGES_PAGE_MAX as usize));
    for range in &listed {
        let receipt = world.chain.receipt(range.transaction.unwrap()).await.unwrap().unwrap();
        assert!(receipt.succeeded && Some(receipt.block_number as i64) == range.block);
        for seq in [range.first, range.last] {
            assert_eq!(Settlement::range_of(&world.database, seq).await.unwrap().as_ref(), Some(range));
        }
    }
    let newest = listed.last().unwrap().last;
    assert_eq!(Settlement::range_of(&world.database, Seq(newest.0 + 1)).await.unwrap(), None);
}

/// First and last of every batch, from the events of the contract.
pub(crate) async fn ranges(world: &World) -> Vec<(u64, u64)> {
    let to_block = world.chain.block_number().await.unwrap();
    let batches = alloy_primitives::keccak256("BatchSettled(uint8,uint8,uint64,uint64,uint64,uint256)");
    let filter =
        LogFilter { to_block, addresses: vec![world.address("settlement").await], topics: vec![vec![batches]], ..LogFilter::default() };
    let number = |word: &[u8]| u64::from_be_bytes(word[24..32].try_into().unwrap());
    let range = |log: chain::Log| (number(&log.data[..32]), number(B256::as_slice(&log.topics[3])));
    world.chain.logs(filter).await.unwrap().into_iter().map(range).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn f15_large_payments_are_minted_and_burned_in_parts() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(Kind::Sqlite, &folder).await;
    world.found().await;
    world.deposit(ALICE, 3_000_000_001, 1).await;
    world.deposit(BOB, 1_000_000_000, 2).await;
    world.settle().await;
    assert_eq!((world.on_chain("won", ALICE).await, world.on_chain("won", BOB).await), (3_000_000_001, 1_000_000_000));
    world.withdraw(ALICE, 2_000_000_001).await;
    let steps = world.settle().await;
    assert_eq!(steps, 1 + 3, "a range and three burns");
    assert_eq!(world.on_chain("won", ALICE).await, 1_000_000_000);
    let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, None).await.unwrap();
    assert!(report.is_complete && report.differences.is_empty(), "{report:?}");
}

async fn f45_distributions_settle_to_the_won(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(kind, &folder).await;
    trade(&world).await;
    // 500 units: 19 won a unit, 499 of rounding.
    world.distribute(CAROL, 9_999).await;
    world.settle().await;
    let won = |units: u64| 19 * units;
    assert_eq!(world.holdings().await, [(99_950 + won(480), 480), (939_970 + won(12), 12), (959_980 - 9_999 + won(8), 8)]);
    assert_eq!((world.on_chain("won", AccountId(7)).await, world.on_chain("won", AccountId(3)).await), (0, 499), "escrow and remainder");
    // Who was verified once is still paid.
    world.verify(BOB, Day::from_civil(2026, 11, 23).unwrap()).await;
    world.clock_forward_days(2);
    world.distribute(CAROL, 9_999).await;
    world.settle().await;
    assert_eq!(world.on_chain("won", BOB).await, 939_970 + 2 * won(12));
}

async fn f45_nothing_to_tell_is_nothing_sent(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(kind, &folder).await;
    trade(&world).await;
    world.settle().await;
    let blocks = world.chain.block_number().await.unwrap();
    // An order that rests moves nothing.
    world.order(ALICE, Side::Sell, 6_000, 1).await;
    assert_eq!(world.settle().await, 0);
    world.reopen().await;
    assert_eq!(world.settle().await, 0);
    assert_eq!(world.chain.block_number().await.unwrap(), blocks);
}

#[tokio::test(flavor = "multi_thread")]
async fn f45_the_practice_market_is_not_settled() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = open(Kind::Sqlite, &folder).await;
    let practice = scratch::Core::start(folder.path(), protocol::Home::PRACTICE).await;
    let (database, chain, signer) = (world.database.clone(), world.chain.clone(), world.signer.clone());
    let opened = Settlement::open(database, practice.gateway.clone(), chain, signer, Settings::default()).await;
    assert!(matches!(opened, Err(SettlementError::NotLive)));
    practice.stop();
}

/// The chain executes the whole way again and comes to the same blocks and the same state.
#[tokio::test(flavor = "multi_thread")]
async fn f68_the_settled_chain_verifies() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = open(Kind::Sqlite, &folder).await;
    trade(&world).await;
    world.settle().await;
    let blocks = world.chain.block_number().await.unwrap();
    drop(world);
    let chain = EmbeddedChain::open(&folder.path().join("chain.sqlite"), crate::world::CHAIN_ID).await.unwrap();
    assert_eq!(chain.verify().await.unwrap(), blocks);
}

/// As the server runs it: beside the market, until the core stops.
#[tokio::test(flavor = "multi_thread")]
async fn f45_settlement_follows_until_the_core_stops() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let world = open(Kind::Sqlite, &folder).await;
    trade(&world).await;
    let World { core, settlement, .. } = world;
    let (_stop, stopped) = watch::channel(false);
    let mut state = settlement.watch();
    let running = tokio::spawn(settlement.run(stopped));
    let durable = core.gateway.durable_seq();
    let is_there = |state: &State| state.report.as_ref().is_some_and(|report| report.seq == durable);
    let reached = state.wait_for(is_there).await.unwrap().clone();
    let report = reached.report.unwrap();
    assert_eq!((report.is_complete, report.has_ledger, &report.differences), (true, true, &vec![]));
    assert_eq!((reached.seq, reached.waiting, reached.problem), (durable, 0, None));
    core.stop();
    running.await.unwrap();
}
