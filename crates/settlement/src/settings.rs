//! What the server decides about settlement.

use crate::reconcile::Ledger;
use std::sync::Arc;
use std::time::Duration;

/// How often journal and chain are compared, unless the server says otherwise.
pub const COMPARE_EVERY: Duration = Duration::from_secs(5);

/// Reads what the exchange itself holds, all of it as of one record. It may block for a moment.
pub type LedgerReader = Arc<dyn Fn() -> Ledger + Send + Sync>;

/// How long records come together for a range, unless the server says otherwise.
pub const GATHER: Duration = Duration::from_millis(500);

#[derive(Clone)]
pub struct Settings {
    /// A range is written at least so long after the last, so that a batch nets more than one trade.
    pub gather: Duration,
    /// How often journal and chain are compared. The pause is at least nine times as long as comparing took, so that settling comes first.
    pub compare_every: Duration,
    /// `None`: only journal and chain are compared.
    pub ledger: Option<LedgerReader>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { gather: GATHER, compare_every: COMPARE_EVERY, ledger: None }
    }
}
