//! Assets that are offered: their units come onto the chain against payment, to the wallets of those to whom they were allotted.

use crate::path::ranges;
use crate::world::{ALICE, BOB, CAROL, OFFERED, World};
use protocol::event::OfferingOutcome;
use protocol::{AccountId, Day, Side};
use scratch::{Folder, Kind};
use settlement::{Asset, Settlement, SettlementError, Step};

scratch::both!(
    f29_f45_an_offering_settles_against_payment,
    f28_f45_a_missed_offering_leaves_nothing_on_the_chain,
    f29_f65_who_was_verified_at_the_subscription_gets_the_units,
);

const OFFERING_ESCROW: AccountId = AccountId(8);

async fn founded(kind: Kind, folder: &Folder) -> World {
    let world = World::open(folder.path(), &kind.database_url(folder.path()).await).await;
    world.found().await;
    for (number, account) in (1..).zip([ALICE, BOB, CAROL]) {
        world.deposit(account, 2_000_000, number).await;
    }
    world
}

/// Journal, the exchange's ledger and the chain agree on everything.
async fn expect_the_same(world: &mut World) {
    let report = world.settlement.compare().await.unwrap();
    assert!(report.is_complete && report.has_ledger, "{report:?}");
    assert_eq!(report.differences, []);
}

async fn units_on_chain(world: &World) -> [u64; 3] {
    [world.on_chain("2", ALICE).await, world.on_chain("2", BOB).await, world.on_chain("2", CAROL).await]
}

/// Alice, Bob and Carol get 100, 250 and 30 of 480 units at 5,000 won; the owner gets the proceeds in parts, and what falls to the units that were not issued;
/// then it is traded.
async fn f29_f45_an_offering_settles_against_payment(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = founded(kind, &folder).await;
    let owner = world.offer(300).await;
    world.subscribe(ALICE, 100).await;
    world.subscribe(BOB, 200).await;
    world.subscribe(CAROL, 30).await;
    world.subscribe(BOB, 50).await;
    world.settle().await;
    assert_eq!(units_on_chain(&world).await, [0, 0, 0], "held money moves nothing");

    assert_eq!(world.close_offering().await, OfferingOutcome::Funded);
    world.settle().await;
    assert_eq!(units_on_chain(&world).await, [100, 250, 30]);
    assert_eq!((world.on_chain("2", OFFERING_ESCROW).await, world.on_chain("won", OFFERING_ESCROW).await), (0, 1_900_000));
    assert_eq!(world.holdings().await.map(|(won, _)| won), [1_500_000, 750_000, 1_850_000]);
    expect_the_same(&mut world).await;

    world.release(1_000_000).await;
    world.settle().await;
    world.release(900_000).await;
    // 10 won for each of 1,000 units, 380 of which were issued.
    world.distribute_on(OFFERED, owner, 10_000).await;
    world.settle().await;
    assert_eq!(world.on_chain("won", owner).await, 1_900_000 - 10_000 + 6_200);
    assert_eq!(world.on_chain("won", OFFERING_ESCROW).await, 0);
    expect_the_same(&mut world).await;

    world.core.give(protocol::command::ResumeInstrument { instrument: OFFERED }).await;
    world.order_of(OFFERED, BOB, Side::Sell, 5_000, 40).await;
    world.order_of(OFFERED, CAROL, Side::Buy, 5_000, 40).await;
    world.settle().await;
    assert_eq!(units_on_chain(&world).await, [100, 210, 70]);
    expect_the_same(&mut world).await;
    let report = world.settlement.compare().await.unwrap();
    let offered = report.totals.iter().find(|total| total.asset == Asset::Units(OFFERED)).unwrap();
    assert_eq!((offered.issued, offered.held, offered.ledger, offered.holders), (380, 380, Some(380), 3));
}

async fn f28_f45_a_missed_offering_leaves_nothing_on_the_chain(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = founded(kind, &folder).await;
    world.offer(300).await;
    world.subscribe(ALICE, 100).await;
    world.settle().await;
    let before = ranges(&world).await;
    assert_eq!(world.close_offering().await, OfferingOutcome::Missed);
    assert_eq!(world.settle().await, 0);
    assert_eq!((ranges(&world).await, units_on_chain(&world).await), (before, [0, 0, 0]));
    expect_the_same(&mut world).await;
}

/// Bob's verification ends between subscription and close, and the chain is told of all of it only later.
async fn f29_f65_who_was_verified_at_the_subscription_gets_the_units(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = founded(kind, &folder).await;
    world.offer(100).await;
    world.order(BOB, Side::Buy, 5_000, 3).await;
    world.subscribe(BOB, 200).await;
    world.verify(BOB, Day::from_civil(2026, 11, 23).unwrap()).await;
    world.clock_forward_days(3);
    world.close_offering().await;
    world.issue(ALICE, 10).await;
    world.order(ALICE, Side::Sell, 5_000, 3).await;
    world.settle().await;
    assert_eq!((world.on_chain("2", BOB).await, world.on_chain("1", BOB).await), (200, 3));
    expect_the_same(&mut world).await;
}

/// More allotments in one record than a range has movements: the record is a range, and its batch is one.
#[tokio::test(flavor = "multi_thread")]
async fn f29_f45_many_allotments_of_one_record_settle_in_one_batch() {
    const MANY: u64 = 180;
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = World::open(folder.path(), &Kind::Sqlite.database_url(folder.path()).await).await;
    world.found().await;
    world.offer(300).await;
    let mut people = Vec::new();
    for number in 0..MANY {
        let account = world.account(100 + number).await;
        world.verify(account, Day::from_civil(2027, 12, 31).unwrap()).await;
        world.deposit(account, 10_000, number).await;
        world.subscribe(account, 2).await;
        people.push(account);
    }
    world.settle().await;
    let before = ranges(&world).await.len();
    world.close_offering().await;
    world.settle().await;
    assert_eq!(ranges(&world).await.len(), before + 1);
    let newest = Settlement::ranges(&world.database, None, 1).await.unwrap();
    assert_eq!(newest[0].movements, 2 * (MANY as i64 + 1));
    for account in people {
        assert_eq!((world.on_chain("2", account).await, world.on_chain("won", account).await), (2, 0));
    }
    expect_the_same(&mut world).await;
}

/// Staff issue units to somebody who was never verified. The chain refuses them, says why, and takes them once the person is verified: that decision does not
/// queue behind the issue. The market goes on all the time.
#[tokio::test(flavor = "multi_thread")]
async fn f45_f65_an_issue_to_an_unverified_person_waits_for_the_verification() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let mut world = founded(Kind::Sqlite, &folder).await;
    world.settle().await;
    let dave = world.account(4).await;
    world.issue(dave, 50).await;
    let refusal = refused(&mut world).await;
    assert!(refusal.contains("RestrictedTokenRefused") && refusal.contains("refusal: 4"), "{refusal}");
    world.issue(ALICE, 20).await;
    world.order(ALICE, Side::Sell, 5_000, 20).await;
    world.order(CAROL, Side::Buy, 5_000, 20).await;
    refused(&mut world).await;
    assert_eq!(world.on_chain("1", CAROL).await, 0, "what comes after waits");
    world.reopen().await;
    refused(&mut world).await;
    world.verify(dave, Day::from_civil(2027, 12, 31).unwrap()).await;
    world.settle().await;
    assert_eq!((world.on_chain("1", dave).await, world.on_chain("1", CAROL).await), (50, 20));
    expect_the_same(&mut world).await;
}

/// Steps until the line stands still; why it does.
async fn refused(world: &mut World) -> String {
    loop {
        match world.settlement.step().await {
            Ok(Step::Idle) => panic!("nothing is refused"),
            Ok(_) => {}
            Err(SettlementError::Refused { why, .. }) => return why,
            Err(error) => panic!("{error}"),
        }
    }
}
