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

/// How long a node may take to find the receipt of what its blocks did already, unless the server says otherwise.
pub const RECEIPT_PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct Settings {
    /// A range is written at least so long after the last, so that a batch nets more than one trade.
    pub gather: Duration,
    /// How often journal and chain are compared. The pause is at least nine times as long as comparing took, so that settling comes first.
    pub compare_every: Duration,
    /// A node may show what a block changed before it has the block's receipts, and the two answers may come from different nodes. An action whose nonce is
    /// used is signed anew only if there is no receipt for so long.
    pub receipt_patience: Duration,
    /// `None`: only journal and chain are compared.
    pub ledger: Option<LedgerReader>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { gather: GATHER, compare_every: COMPARE_EVERY, receipt_patience: RECEIPT_PATIENCE, ledger: None }
    }
}
