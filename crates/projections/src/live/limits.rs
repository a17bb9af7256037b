//! How much of the past is kept. What is older is in the journal, and a reply says that it exists.

use std::time::Duration;

/// Statement lines kept of each account.
pub const STATEMENT_LINES_MAX: usize = 200;
/// Fills shown of each account, as long as they are among those kept of all.
pub const FILLS_MAX: usize = 200;
/// Fills kept of all accounts together, about 100 bytes each.
pub const FILLS_OF_ALL_MAX: usize = 500_000;
/// Ended orders shown of each account, as long as they are among those kept of all.
pub const ENDED_ORDERS_MAX: usize = 200;
/// Ended orders kept of all accounts together, about 200 bytes each, so that an order can still be shown after its end.
pub const ENDED_ORDERS_OF_ALL_MAX: usize = 500_000;
/// Payments under way kept of each account; the core allows as many.
pub const TRANSFERS_MAX: usize = 100;
/// Trades kept of each instrument.
pub const TRADES_MAX: usize = 500;
/// One-minute candles kept of each instrument: a day and an hour of a market that never closes.
pub const CANDLES_MAX: usize = 1_500;
/// Decided proposals of staff kept.
pub const DECIDED_PROPOSALS_MAX: usize = 200;
/// Ended jobs kept.
pub const ENDED_JOBS_MAX: usize = 200;
/// Fills and ended orders kept of all simulated traders together: they trade all day, and must not push out what people did.
pub const OF_ALL_SIMULATED_MAX: usize = 50_000;
/// Records folded before readers get their turn.
pub const RECORDS_PER_TURN_MAX: usize = 64;
/// Rows of news kept of each topic for who comes back, beside the newest record's.
pub const NEWS_KEPT_ROWS_MAX: usize = 2_000;
/// How long news of a topic that nobody watches any more are still kept.
pub const NEWS_KEPT_FOR: Duration = Duration::from_secs(120);
/// Topics kept that nobody watches.
pub const TOPICS_LEFT_MAX: usize = 1_000;
