//! The door to the core: hand a command in, hear what came of it once that is durable, and follow everything that happens, in order.
//!
//! [`open`] makes three ends. A [`Gateway`] is what everybody outside the core holds: [`Gateway::submit`] and [`Gateway::follow`] are all they know of it.
//! The [`Intake`] belongs to the thread that executes, the [`Outlet`] to the one that writes.
//!
//! It must never: answer before the outlet says that the outcome is durable; take more than [`RING_MAX`] commands; skip a record for a follower.
//!
//! Start at [`Gateway`], then [`Receipt`] and [`Follower`].

mod answer;
mod door;
mod follower;
mod frames;
mod handle;
mod history;
mod keys;
mod outlet;
mod receipt;
mod ring;

pub use answer::{Answer, Origin, Outcome, Repeat, Told, Unanswered};
pub use door::{Busy, ClosedReason, Door};
pub use follower::{FollowError, Follower, FrameRecords, Moved};
pub use frames::{MARK_DISTANCE, Mark, RECENT_BYTES_MAX, SealedFrame};
pub use handle::{Gateway, open};
pub use history::{History, HistoryCursor, HistoryError, NoHistory};
pub use keys::Keys;
pub use outlet::Outlet;
pub use receipt::{BatchReceipt, Receipt, Reply};
pub use ring::{Intake, Nudge, RING_MAX, Submission, Ticket, Woken};

#[cfg(test)]
mod tests;
