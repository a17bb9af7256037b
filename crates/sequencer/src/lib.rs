//! The one writer of a shard: puts commands in an order, executes them, makes them durable, and only then lets anybody hear of them.
//!
//! * [`Core`] takes commands from a [`CommandSource`], executes them and fills a [`Batch`]. It has no thread, no clock and no I/O.
//! * [`Writer`] encodes a batch into frames, makes each durable, publishes it and hands out the answers.
//! * [`start`] puts both on threads between a gateway and a journal; [`recover`] brings a shard back after any stop.
//! * [`Inspector`] is the follower inside the server: it executes everything a second time and stops the server where the two differ.
//!
//! It must never: answer or refuse before everything executed until then is durable; go on after a failed write or sync; let the way commands fall into
//! batches change what comes of them (only the steps of jobs stand once after each batch, and are journaled).
//!
//! Start at [`Core::process`] and [`Writer::write`], which together are the whole of it.

mod answers;
mod batch;
mod clock;
mod core;
mod crashes;
mod error;
mod faults;
mod history;
mod inspection;
mod inspector;
mod recovery;
mod replay;
mod room;
mod running;
mod snapshot;
mod source;
mod tending;
mod writer;
mod writing;

pub use crate::core::{BURST_COMMANDS, Core};
pub use answers::{Answers, GatewayAnswers};
pub use batch::{Batch, Decision, EVENTS_MAX, Entry, RECORDS_MAX};
pub use clock::{Clock, ClockControl, Doubt, PARTING_MAX_SECONDS, Reading, RestartJump, SystemClock, TestClock};
pub use error::{CoreError, Difference, RecoveryError, SequencerError};
pub use faults::Faults;
pub use history::JournalHistory;
pub use inspection::{Inspection, SnapshotDistance};
pub use inspector::{Inspected, Inspector};
pub use recovery::{RULES_VERSION, RecoveredFrame, RecoveredShard, RecoverySettings, recover, recover_followed};
pub use replay::Replayer;
pub use room::{Room, check_room};
pub use running::{HAND_OVER_RECORDS, Running, Settings, encode_if_idle, start};
pub use snapshot::{read_snapshot, write_snapshot};
pub use source::{CommandSource, Incoming};
pub use writer::{Begun, FRAME_BYTES_TARGET, Flight, Turn, Writer, WriterSettings};
pub use writing::{BATCHES_IN_FLIGHT, Hand, Writing, Wrote};

#[cfg(test)]
mod tests;
