//! What is kept fresh in memory, bounded, and shared with whoever answers questions.
//!
//! [`LiveState`] is the fold itself and knows no threads; [`Live`] shares one between a thread that folds and any number of readers.

pub mod account;
pub mod auction;
mod book_changes;
pub mod depth;
mod feed;
mod file;
mod handle;
mod id_map;
pub mod instrument;
mod key_memory;
pub mod limits;
mod log;
mod lookahead;
pub mod news;
pub mod offering;
pub mod order;
mod orders;
mod outbox;
mod packed_lines;
pub mod postings;
pub mod proposal;
mod reading;
mod saved;
pub mod session;
mod state;
mod statement;
mod statements;
pub mod ticks;

pub use file::SavedStateError;
pub use handle::{CodeEntry, Codes, FollowingError, Live, NotReached};
pub use key_memory::KeyMemory;
pub use log::Chain;
pub use outbox::{Outbox, Overflowed};
pub use state::{Distribution, FoldError, Job, LiveState, Policy};
pub use statements::Statement;

#[cfg(test)]
mod tests;
