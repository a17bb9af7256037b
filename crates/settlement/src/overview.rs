//! How settlement gets on, for those who only look.

use crate::error::SettlementError;
use crate::ranges::SettledRange;
use crate::settlement::{Settlement, State};
use protocol::Seq;
use store::Database;
use tokio::sync::watch;

/// Looks at a settlement that runs elsewhere in the process. Clones look at the same.
#[derive(Clone, Debug)]
pub struct Overview {
    database: Database,
    state: watch::Receiver<State>,
}

impl Overview {
    /// `state` is that of [`Settlement::watch`].
    pub fn new(database: Database, state: watch::Receiver<State>) -> Self {
        Self { database, state }
    }

    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// As [`Settlement::ranges`].
    ///
    /// # Errors
    /// As there.
    pub async fn ranges(&self, before: Option<Seq>, most: u32) -> Result<Vec<SettledRange>, SettlementError> {
        Settlement::ranges(&self.database, before, most).await
    }
}
