//! A pool of connections to SQLite or PostgreSQL.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::Time;
use sqlx::Any;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{AnyPool, ConnectOptions, Executor};
use tokio::sync::{Mutex, Notify};

use crate::error::StoreError;
use crate::migrations::{self, Migration};
use crate::transaction::Transaction;

/// Connections open at once.
const CONNECTIONS_MAX: u32 = 16;
/// How long a request waits for a connection before it fails.
const ACQUIRE_PATIENCE: Duration = Duration::from_secs(5);
/// Statements that take longer are logged by the pool.
const SLOW_STATEMENT: Duration = Duration::from_secs(1);

/// Which SQL is spoken. Texts are the same but for the few words in [`Dialect::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Where the database is: `sqlite:FILE`, made if it is not there, or `postgres://USER@HOST/NAME`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// The database with all tables it has to have. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Database {
    pool: AnyPool,
    dialect: Dialect,
    id: [u8; 16],
    /// SQLite takes one writer at a time: they queue here and not in the file's lock.
    turn: Option<Arc<Mutex<()>>>,
    enqueued: Arc<Notify>,
}

impl DatabaseUrl {
    /// # Errors
    /// If it is neither SQLite's nor PostgreSQL's.
    pub fn new(text: &str) -> Result<Self, StoreError> {
        let url = Self(text.to_owned());
        url.dialect().map(|_| url)
    }

    /// The default: a file in a folder that is there.
    ///
    /// # Errors
    /// If the path cannot stand in a URL.
    pub fn of_file(path: &Path) -> Result<Self, StoreError> {
        let text = path.to_str().filter(|text| !text.contains(['?', '#', '%']));
        let text = text.ok_or_else(|| StoreError::Url(format!("{} cannot stand in a URL", path.display())))?;
        Ok(Self(format!("sqlite://{text}?mode=rwc")))
    }

    fn dialect(&self) -> Result<Dialect, StoreError> {
        match self.0.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Dialect::Sqlite),
            Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
            _ => Err(StoreError::Url("it begins with sqlite: or postgres:".to_owned())),
        }
    }
}

/// Without what may be a password.
impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseUrl({}:…)", self.0.split(':').next().unwrap_or_default())
    }
}

impl Dialect {
    /// A text in this dialect: `BYTES` is the one type that is called differently.
    pub fn text(self, portable: &str) -> String {
        match self {
            Self::Sqlite => portable.replace("BYTES", "BLOB"),
            Self::Postgres => portable.replace("BYTES", "BYTEA"),
        }
    }

    fn on_connecting(self) -> &'static str {
        match self {
            // FULL: a commit is on disk when it is answered, because the outbox promises it.
            Self::Sqlite => "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;",
            Self::Postgres => {
                "SET statement_timeout = '15s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s';
                 SET client_min_messages = warning;"
            }
        }
    }

    pub(crate) fn begin(self) -> &'static str {
        match self {
            // Writers queue at the beginning; a reader that turns into a writer could only fail.
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }
}

impl Database {
    /// Connects, and brings the tables of the store and of all `owners` up to date.
    ///
    /// # Errors
    /// If it cannot be reached, or its tables are of a newer program or were migrated otherwise.
    pub async fn open(url: &DatabaseUrl, owners: &[(&'static str, &'static [Migration])]) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let dialect = url.dialect()?;
        let options: AnyConnectOptions = url.0.parse().map_err(|error| StoreError::Url(format!("{error}")))?;
        let options = options.log_statements(log::LevelFilter::Trace).log_slow_statements(log::LevelFilter::Warn, SLOW_STATEMENT);
        let pool = AnyPoolOptions::new().max_connections(CONNECTIONS_MAX).acquire_timeout(ACQUIRE_PATIENCE);
        let pool = pool.after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(dialect.on_connecting())).await?;
                Ok(())
            })
        });
        let pool = pool.connect_with(options).await?;
        let turn = (dialect == Dialect::Sqlite).then(Arc::default);
        let mut database = Self { pool, dialect, id: [0; 16], turn, enqueued: Arc::default() };
        migrations::apply(&database, "store", migrations::STORE).await?;
        for (owner, list) in owners {
            migrations::apply(&database, owner, list).await?;
        }
        database.id = database.read_id().await?;
        Ok(database)
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Random, given when the tables were made: it stands in the keys of this database's commands.
    pub fn id(&self) -> [u8; 16] {
        self.id
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// If none is to be had in time.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Begins a transaction that may write. Dropped without [`Transaction::commit`], it changes nothing.
    ///
    /// # Errors
    /// If no connection is to be had in time.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let turn = match &self.turn {
            Some(turn) => Some(Arc::clone(turn).lock_owned().await),
            None => None,
        };
        let inner = self.pool.begin_with(self.dialect.begin()).await?;
        Ok(Transaction::new(inner, self.dialect, Arc::clone(&self.enqueued), turn))
    }

    /// Waits until something was put into the outbox since the last call.
    pub(crate) async fn enqueued(&self) {
        self.enqueued.notified().await;
    }

    /// Gives the connections back. What is under way ends first.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn read_id(&self) -> Result<[u8; 16], StoreError> {
        let mut fresh = [0; 16];
        getrandom::fill(&mut fresh)?;
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO store_identity (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING")
            .bind(fresh.to_vec())
            .execute(tx.sql())
            .await?;
        let id: Vec<u8> = sqlx::query_scalar("SELECT id FROM store_identity WHERE one = 1").fetch_one(tx.sql()).await?;
        tx.commit().await?;
        id.try_into().map_err(|_| StoreError::Row { table: "store_identity", what: "an id that has not 16 bytes".to_owned() })
    }
}

/// The machine's clock.
pub(crate) fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
