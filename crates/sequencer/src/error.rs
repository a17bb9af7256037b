//! Why the core stops. None of these is a refusal, and after none of them does it go on.

use crate::room::Room;
use journal::JournalError;
use protocol::wire::DecodeError;
use protocol::{Rejection, Seq};

/// The exchange contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoreError {
    #[error("step {step} at seq {seq}, given by the exchange itself, was refused: {rejection}")]
    StepRefused { seq: Seq, step: &'static str, rejection: Rejection },
}

/// A second execution came to something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    #[error("seq {seq}, {command}: executed again it has another outcome; journal {journaled}, again {again}")]
    Outcome { seq: Seq, command: &'static str, journaled: String, again: String },
    /// The same outcomes, but other bytes.
    #[error("the frame from seq {first_seq} is encoded differently")]
    Encoding { first_seq: Seq },
    #[error("after seq {seq} the control totals are {again:?}, in the frame {journaled:?}")]
    ControlTotals { seq: Seq, journaled: [u64; 4], again: [u64; 4] },
    #[error("at seq {seq} the {component} of live and replay differ")]
    Component { seq: Seq, component: &'static str },
}

/// Everything that ends the sequencer.
#[derive(Debug, thiserror::Error)]
pub enum SequencerError {
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A failed write or sync above all: what was not answered is unknown until recovery.
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the frame begins at seq {framed}, the batch at seq {executed}")]
    OutOfStep { framed: u64, executed: Seq },
    #[error("the records from seq {from} on do not fit one frame: {bytes} bytes")]
    RecordTooLarge { from: Seq, bytes: usize },
    #[error("live and replay differ: {0}")]
    Difference(#[from] Difference),
    #[error("the follower cannot read the journal: {0}")]
    Follow(#[from] gateway::FollowError),
    #[error("the follower cannot begin: {0}")]
    Begin(#[from] RecoveryError),
    /// A thread panicked.
    #[error("{thread} panicked")]
    Panicked { thread: &'static str },
    #[error("the operating system gives no thread: {0}")]
    NoThread(std::io::Error),
}

/// Why a shard does not come back.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("record {seq} does not decode: {error}")]
    Undecodable { seq: Seq, error: DecodeError },
    #[error("the frame that ends with record {seq} has {bytes} bytes more than its records")]
    Trailing { seq: Seq, bytes: usize },
    /// Nothing was changed on disk. What is needed is known at least so far.
    #[error("there is room for {has} {}, and the journal needs room for at least {needed}", room.name())]
    TooLittleRoom { room: Room, has: u32, needed: u32 },
    #[error("replayed to seq {seq} the control totals are {replayed:?}, in the frame {journaled:?}")]
    ControlTotals { seq: Seq, journaled: [u64; 4], replayed: [u64; 4] },
}
