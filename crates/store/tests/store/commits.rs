//! What counts as committed.

use std::time::Duration;

use scratch::{Folder, Kind, Postgres};
use store::{Database, DatabaseUrl, StoreError, cursors};

use crate::world::{FACTS, OWNER, World};

const WRITES_MAX: i64 = 10_000;
const LOOK: Duration = Duration::from_millis(50);

/// PostgreSQL rolls such a transaction back at its COMMIT and says so in no error.
async fn a_transaction_with_a_failed_statement_is_not_committed(kind: Kind) {
    let world = World::new(kind).await;
    world.fact(1, 11).await;
    let mut tx = world.database.begin().await.unwrap();
    sqlx::query("INSERT INTO facts (id) VALUES (2)").execute(tx.sql()).await.unwrap();
    let failed: StoreError = sqlx::query("INSERT INTO facts (id) VALUES (1)").execute(tx.sql()).await.unwrap_err().into();
    assert!(failed.is_unique_violation());
    let committed = tx.commit().await;
    // SQLite undoes the one statement and may go on; what counts is that the answer is what happened.
    assert_eq!(committed.is_ok(), world.facts().await.len() == 2);
    assert_eq!(committed.is_ok(), kind == Kind::Sqlite);
}

async fn cursors_only_go_forward(kind: Kind) {
    let world = World::new(kind).await;
    let home = protocol::Home::PRACTICE;
    for (seq, expected) in [(5, 5), (3, 5), (9, 9)] {
        let mut tx = world.database.begin().await.unwrap();
        cursors::advance(&mut tx, "tests", home, protocol::Seq(seq)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(cursors::position(&world.database, "tests", home).await.unwrap().0, expected);
    }
    assert_eq!(cursors::position(&world.database, "tests", protocol::Home::LIVE).await.unwrap().0, 0);
}

/// A commit that waits for a replica in vain, and is cancelled, comes back as done with a warning.
#[tokio::test(flavor = "multi_thread")]
async fn f76_a_commit_with_a_warning_is_unknown() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let postgres = Postgres::start();
    let url = DatabaseUrl::new(&postgres.new_database("warned").await).unwrap();
    let database = Database::open(&url, &[(OWNER, FACTS)]).await.unwrap();
    let write = |id: i64| {
        let database = database.clone();
        async move {
            let mut tx = database.begin().await?;
            sqlx::query("INSERT INTO facts (id) VALUES ($1)").bind(id).execute(tx.sql()).await?;
            tx.commit().await
        }
    };
    write(1).await.unwrap();
    postgres.execute("warned", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await;
    postgres.execute("warned", "SELECT pg_reload_conf()").await;
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    // The setting comes into force some moments later; until then commits are certain.
    let mut id = 1;
    let outcome = loop {
        id += 1;
        assert!(id < WRITES_MAX, "no commit ever waited for the replica");
        let mut waiting = tokio::spawn(write(id));
        let outcome = loop {
            if let Ok(outcome) = tokio::time::timeout(LOOK, &mut waiting).await {
                break outcome.unwrap();
            }
            postgres.execute("warned", cancel).await;
        };
        if outcome.is_err() {
            break outcome;
        }
    };
    assert!(matches!(&outcome, Err(StoreError::CommitUnknown(why)) if why.contains("synchronous replication")), "{outcome:?}");
    // It is there all the same: unknown is not undone.
    let mut connection = database.read().await.unwrap();
    let facts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM facts").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(facts, id);
    drop(folder);
}

scratch::both!(a_transaction_with_a_failed_statement_is_not_committed, cursors_only_go_forward);
