//! The database goes away and comes back; what was asked for is done, once.

use std::time::Duration;

use protocol::Home;
use scratch::{Folder, Postgres};
use store::Progress;
use tokio::sync::watch;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn f76_the_outbox_goes_on_after_postgresql_was_away() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let postgres = Postgres::start();
    let url = postgres.new_database("away").await;
    let world = World::on(&url, folder).await;
    for id in 1..=20 {
        world.fact(id, u64::try_from(id).unwrap()).await;
    }
    assert_eq!(world.relay.step(Home::LIVE).await.unwrap(), Progress::Settled);
    let (stop, stopped) = watch::channel(false);
    postgres.crash();
    let relay = tokio::spawn(world.another_relay().run(stopped));
    assert!(world.database.begin().await.is_err());
    postgres.start_again();
    let done = async {
        loop {
            if world.facts().await.iter().all(|fact| fact.3 == 1) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(3), done).await.unwrap();
    assert_eq!(world.opened(), (1..=20).collect::<Vec<_>>());
    stop.send_replace(true);
    relay.await.unwrap();
}
