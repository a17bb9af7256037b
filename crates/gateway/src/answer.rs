//! What comes of a command.

use crate::door::ClosedReason;
use protocol::{Command, Event, KeyHash, Rejection, Seq, Time};

/// What came of a command. Everything it rests on is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The position: the command's own record; for a refusal that is not journaled, the last record before it.
    pub seq: Seq,
    /// When it was decided.
    pub at: Time,
    pub outcome: Outcome,
    pub origin: Origin,
}

/// The outcome itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted(Box<[Event]>),
    Rejected(Rejection),
    /// The key stands for another command, recorded at `seq`. Nothing was done.
    KeyConflict,
    /// Another key, with the same short half, is recorded at `seq`. Nothing was done; another key will do.
    KeyCollision,
}

/// Whether the command did something now or had been answered before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    First,
    /// The answer that the same command under the same key got the first time.
    Replayed,
}

/// A command whose key is known: what stands under it has to be read back and compared.
#[derive(Debug)]
pub struct Repeat {
    /// The record that first used the key.
    pub first: Seq,
    pub key: KeyHash,
    pub command: Command,
}

/// What the core tells about a command.
#[derive(Debug)]
pub enum Told {
    Answer(Answer),
    Repeat(Box<Repeat>),
    /// Not executed and never will be.
    NotTaken(ClosedReason),
}

/// A command that was handed in and has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// It was not executed. The same command may be sent again.
    #[error("not executed: {0}")]
    NotTaken(ClosedReason),
    /// The core stopped. The command may or may not have been recorded: send it again with the same key to learn which.
    #[error("the core stopped before it answered; whether the command was recorded is unknown")]
    Unknown,
    /// The command was answered before, and that record cannot be read.
    #[error("the first answer under this key, record {first}, cannot be read: {why}")]
    Unreadable { first: Seq, why: String },
}
