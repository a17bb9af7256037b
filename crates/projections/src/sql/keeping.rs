//! Keeps a market's history for as long as the server runs.

use std::time::Duration;

use gateway::Gateway;
use protocol::Seq;
use store::Database;
use tokio::sync::watch;

use super::error::SqlError;
use super::projector::Projector;

/// After a failure: the database may be away for a while.
const PAUSE: Duration = Duration::from_secs(1);

/// Follows a market until it is told to stop, and tells of every position that can be read. Tables that a record does not fit are built anew.
pub async fn keep(database: Database, gateway: Gateway, told: watch::Sender<Seq>, mut stop: watch::Receiver<bool>) {
    let mut is_damaged = false;
    loop {
        let error = match follow(&database, &gateway, &told, &mut stop, is_damaged).await {
            Ok(()) => return,
            Err(error) => error,
        };
        is_damaged = matches!(error, SqlError::DoesNotFit { .. });
        tracing::warn!(%error, market = gateway.home().market.name(), "history waits");
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

async fn follow(
    database: &Database,
    gateway: &Gateway,
    told: &watch::Sender<Seq>,
    stop: &mut watch::Receiver<bool>,
    is_damaged: bool,
) -> Result<(), SqlError> {
    let (database, gateway) = (database.clone(), gateway.clone());
    let projector = if is_damaged { Projector::rebuild(database, gateway).await? } else { Projector::open(database, gateway).await? };
    projector.telling(told.clone()).run(stop).await
}
