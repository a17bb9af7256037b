//! What was settled: which records, by which transaction.

use crate::error::SettlementError;
use crate::settlement::Settlement;
use crate::tables;
use alloy_primitives::B256;
use protocol::Seq;
use store::Database;

/// The most ranges of one answer.
pub const RANGES_PAGE_MAX: u32 = 200;

/// Consecutive records of the journal whose movements are on the chain, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledRange {
    pub first: Seq,
    /// Included.
    pub last: Seq,
    /// When the last record was decided, in seconds since 1970.
    pub decided_at_s: i64,
    /// Net movements of won and units.
    pub movements: i64,
    /// `None`, as the block, where the contracts say that it was settled and the node kept no receipt.
    pub transaction: Option<B256>,
    pub block: Option<i64>,
}

impl Settlement {
    /// Ranges that begin before a record (`None`: all), the newest first; at most `most` and [`RANGES_PAGE_MAX`]. The next page begins before the first
    /// record of the last range.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ranges(database: &Database, before: Option<Seq>, most: u32) -> Result<Vec<SettledRange>, SettlementError> {
        tables::ranges_before(database, before.unwrap_or(Seq(u64::MAX)), i64::from(most.min(RANGES_PAGE_MAX))).await
    }

    /// The range that settled a record; `None` if there is none yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn range_of(database: &Database, seq: Seq) -> Result<Option<SettledRange>, SettlementError> {
        let newest = tables::ranges_before(database, Seq(seq.0.saturating_add(1)), 1).await?;
        Ok(newest.into_iter().next().filter(|range| seq <= range.last))
    }
}
