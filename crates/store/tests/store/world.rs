//! A database with a table of facts, a core, and an owner that notes what becomes of its facts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use protocol::command::{AccountKind, OpenAccount};
use protocol::event::Event;
use protocol::{Home, Market, OwnerId};
use scratch::{Core, Folder, Kind};
use store::{Database, Migration, Outcome, Owner, OwnerFuture, Relay, Row, StoreError, Transaction, outbox};

pub(crate) const FACTS: &[Migration] = &[Migration {
    name: "facts",
    sql: "CREATE TABLE facts (id BIGINT PRIMARY KEY, account BIGINT, reason TEXT, told BIGINT NOT NULL DEFAULT 0);",
}];
pub(crate) const OWNER: &str = "tests";

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) core: Core,
    pub(crate) notes: Arc<Notes>,
    pub(crate) relay: Relay,
    _folder: Folder,
}

/// Writes what came of a fact's command beside it.
#[derive(Default)]
pub(crate) struct Notes {
    /// Fails the next call after its rows are changed.
    pub(crate) fails: AtomicBool,
}

impl Owner for Notes {
    fn name(&self) -> &'static str {
        OWNER
    }

    fn settled<'a>(&'a self, tx: &'a mut Transaction, row: &'a Row, outcome: &'a Outcome) -> OwnerFuture<'a> {
        Box::pin(async move {
            let (account, reason) = match outcome {
                Outcome::Accepted { events, .. } => {
                    let opened = events.iter().find_map(|event| if let Event::AccountOpened(opened) = event { Some(opened) } else { None });
                    (opened.map(|opened| i64::try_from(opened.account.0).unwrap()), None)
                }
                Outcome::Refused { rejection, .. } => (None, Some(rejection.reason.code())),
            };
            let text = "UPDATE facts SET account = $2, reason = $3, told = told + 1 WHERE id = $1";
            sqlx::query(text).bind(row.subject).bind(account).bind(reason).execute(tx.sql()).await?;
            if self.fails.swap(false, Ordering::AcqRel) {
                return Err(StoreError::Owner("asked to fail".to_owned()));
            }
            Ok(())
        })
    }
}

impl World {
    pub(crate) async fn new(kind: Kind) -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let url = kind.url(folder.path()).await;
        Self::on(&url, folder).await
    }

    pub(crate) async fn on(url: &str, folder: Folder) -> Self {
        let url = store::DatabaseUrl::new(url).unwrap();
        let database = Database::open(&url, &[(OWNER, FACTS)]).await.unwrap();
        let core = Core::start(folder.path(), Home { market: Market::Live, shard: 0 }).await;
        let notes = Arc::new(Notes::default());
        let relay = Relay::new(database.clone(), vec![core.gateway.clone()], vec![notes.clone()]);
        Self { database, core, notes, relay, _folder: folder }
    }

    /// A relay as after a restart.
    pub(crate) fn another_relay(&self) -> Relay {
        Relay::new(self.database.clone(), vec![self.core.gateway.clone()], vec![self.notes.clone()])
    }

    /// A fact that asks for an account of `owner`; number 0 is refused.
    pub(crate) async fn fact(&self, id: i64, owner: u64) {
        let mut tx = self.database.begin().await.unwrap();
        write_fact(&mut tx, id, owner).await;
        tx.commit().await.unwrap();
    }

    pub(crate) async fn facts(&self) -> Vec<(i64, Option<i64>, Option<String>, i64)> {
        let mut connection = self.database.read().await.unwrap();
        sqlx::query_as("SELECT id, account, reason, told FROM facts ORDER BY id").fetch_all(&mut *connection).await.unwrap()
    }

    /// Accounts of people that the core has opened.
    pub(crate) fn opened(&self) -> Vec<u64> {
        let events = self.core.records().into_iter().filter_map(|record| record.outcome.ok()).flatten();
        events.filter_map(|event| if let Event::AccountOpened(opened) = event { Some(opened.owner.0) } else { None }).collect()
    }
}

pub(crate) async fn write_fact(tx: &mut Transaction, id: i64, owner: u64) {
    sqlx::query("INSERT INTO facts (id) VALUES ($1)").bind(id).execute(tx.sql()).await.unwrap();
    let command = OpenAccount { owner: OwnerId(owner), kind: AccountKind::Investor, own_instrument: None };
    outbox::enqueue(tx, Home::LIVE, OWNER, id, command).await.unwrap();
}
