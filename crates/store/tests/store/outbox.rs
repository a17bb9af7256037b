//! A fact and its command are committed together, and the command is done once.

use std::sync::atomic::Ordering;

use protocol::Home;
use scratch::Kind;
use store::{Progress, outbox};

use crate::world::{OWNER, World, write_fact};

async fn f72_commands_go_to_the_core_in_order_and_their_owner_learns_what_came_of_them(kind: Kind) {
    let world = World::new(kind).await;
    for (id, owner) in [(1, 11), (2, 0), (3, 12)] {
        world.fact(id, owner).await;
    }
    for _ in 0..3 {
        assert_eq!(world.relay.step(Home::LIVE).await.unwrap(), Progress::Settled);
    }
    assert_eq!(world.relay.step(Home::LIVE).await.unwrap(), Progress::Idle);
    assert_eq!(world.opened(), [11, 12]);
    let facts = world.facts().await;
    assert!(facts[0].1.is_some() && facts[2].1.is_some() && facts[0].1 != facts[2].1, "{facts:?}");
    assert_eq!((facts[1].1, facts[1].2.as_deref(), facts[1].3), (None, Some("owner_required"), 1));
    let fates = outbox::fates(&world.database, OWNER, 2).await.unwrap();
    assert_eq!((fates[0].state.as_str(), fates[0].reason.as_deref()), ("refused", Some("owner_required")));
}

async fn f72_a_fact_that_is_not_committed_asks_for_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let mut tx = world.database.begin().await.unwrap();
    write_fact(&mut tx, 1, 11).await;
    drop(tx);
    assert_eq!(world.relay.step(Home::LIVE).await.unwrap(), Progress::Idle);
    world.fact(2, 12).await;
    world.relay.step(Home::LIVE).await.unwrap();
    assert_eq!(world.opened(), [12]);
    assert_eq!(world.facts().await.len(), 1);
}

/// The mark is lost after the core has answered: the command is handed in again, and is answered as before.
async fn f72_a_lost_mark_does_not_do_the_command_twice(kind: Kind) {
    let world = World::new(kind).await;
    world.fact(1, 11).await;
    world.notes.fails.store(true, Ordering::Release);
    world.relay.step(Home::LIVE).await.unwrap_err();
    assert_eq!(world.opened(), [11]);
    assert_eq!(world.facts().await[0].3, 0);
    assert_eq!(world.another_relay().step(Home::LIVE).await.unwrap(), Progress::Settled);
    assert_eq!(world.opened(), [11]);
    let facts = world.facts().await;
    assert!(facts[0].1.is_some());
    assert_eq!(facts[0].3, 1);
}

/// As above, but the core has forgotten the key since: the journal knows. Without asking it, a second account would be opened.
async fn f72_a_lost_mark_is_found_in_the_journal_after_the_key_is_forgotten(kind: Kind) {
    for asks_the_journal in [true, false] {
        let world = World::new(kind).await;
        world.fact(1, 11).await;
        world.notes.fails.store(true, Ordering::Release);
        world.relay.step(Home::LIVE).await.unwrap_err();
        for day in 0..4 {
            world.core.clock.set(protocol::Time(world.core.clock.now().0 + 26 * 3_600_000_000));
            world.core.give(open(100 + day)).await;
        }
        if asks_the_journal {
            let mut tx = world.database.begin().await.unwrap();
            sqlx::query("UPDATE outbox SET created_at_us = created_at_us - 7200000000").execute(tx.sql()).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(world.another_relay().step(Home::LIVE).await.unwrap(), Progress::Settled);
        let times = world.opened().iter().filter(|&&owner| owner == 11).count();
        assert_eq!(times, if asks_the_journal { 1 } else { 2 }, "the negative control opens a second account");
    }
}

fn open(owner: u64) -> protocol::command::OpenAccount {
    protocol::command::OpenAccount { owner: protocol::OwnerId(owner), kind: protocol::command::AccountKind::Investor, own_instrument: None }
}

/// Transactions that run beside each other get their numbers in the order of their commits, and nothing is left out.
async fn f72_numbers_are_given_in_the_order_of_commits(kind: Kind) {
    let world = std::sync::Arc::new(World::new(kind).await);
    let writers: Vec<_> = (1..=40_i64)
        .map(|id| {
            let world = world.clone();
            tokio::spawn(async move { world.fact(id, u64::try_from(id).unwrap()).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    while world.relay.step(Home::LIVE).await.unwrap() == Progress::Settled {}
    let mut connection = world.database.read().await.unwrap();
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT id, seq FROM outbox ORDER BY id").fetch_all(&mut *connection).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    assert!(rows.is_sorted_by_key(|row| row.1), "{rows:?}");
    assert_eq!(world.opened().len(), 40);
}

scratch::both!(
    f72_commands_go_to_the_core_in_order_and_their_owner_learns_what_came_of_them,
    f72_a_fact_that_is_not_committed_asks_for_nothing,
    f72_a_lost_mark_does_not_do_the_command_twice,
    f72_a_lost_mark_is_found_in_the_journal_after_the_key_is_forgotten,
    f72_numbers_are_given_in_the_order_of_commits,
);
