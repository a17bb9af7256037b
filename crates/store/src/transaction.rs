//! A transaction that knows when its commit is certain.

use std::sync::Arc;

use sqlx::{Any, AnyConnection};
use tokio::sync::{Notify, OwnedMutexGuard};
use tracing::instrument::WithSubscriber;

use crate::database::Dialect;
use crate::error::StoreError;
use crate::notices::Notices;

/// A transaction that may write.
#[derive(Debug)]
pub struct Transaction {
    inner: sqlx::Transaction<'static, Any>,
    dialect: Dialect,
    enqueued: Arc<Notify>,
    has_enqueued: bool,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    pub(crate) fn new(
        inner: sqlx::Transaction<'static, Any>,
        dialect: Dialect,
        enqueued: Arc<Notify>,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        Self { inner, dialect, enqueued, has_enqueued: false, _turn: turn }
    }

    /// The connection that statements of this transaction are executed on.
    pub fn sql(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// The relay is told once this is committed.
    pub(crate) fn mark_enqueued(&mut self) {
        self.has_enqueued = true;
    }

    /// The next number of a counter that `store` keeps. Who takes one makes others wait until this transaction ends, so that numbers are committed in
    /// their order and without gaps.
    ///
    /// # Errors
    /// If there is no such counter.
    pub async fn next_number(&mut self, counter: &'static str) -> Result<i64, StoreError> {
        let number = sqlx::query_scalar("UPDATE counters SET last = last + 1 WHERE name = $1 RETURNING last");
        Ok(number.bind(counter).fetch_one(self.sql()).await?)
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// [`StoreError::CommitUnknown`] if the database does not say without reservation that it has committed: an error or a lost connection, and from
    /// PostgreSQL a warning too, which is how it says that a replica has not confirmed.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            // A transaction in which a statement failed is rolled back by COMMIT without any error; this statement fails in it.
            sqlx::query("SELECT 1").execute(self.sql()).await?;
        }
        let notices = Notices::default();
        let committed = self.inner.commit().with_subscriber(notices.clone()).await;
        if let Err(error) = committed {
            return Err(StoreError::CommitUnknown(error.to_string()));
        }
        if let Some(warning) = notices.first_warning() {
            return Err(StoreError::CommitUnknown(warning));
        }
        if self.has_enqueued {
            self.enqueued.notify_one();
        }
        Ok(())
    }
}
