//! What a run can find wrong.

use exchange::Violation;
use protocol::Seq;

/// Something that must never happen has happened.
#[derive(Debug, thiserror::Error)]
pub enum Finding {
    #[error("{what} at seq {seq} was acknowledged and is lost: the journal ends at seq {tip}")]
    AcknowledgedLost { what: &'static str, seq: Seq, tip: Seq },
    #[error("the key of {what} stands for seq {expected:?}, and the answer was {answered}")]
    KeyBroken { what: &'static str, expected: Option<Seq>, answered: String },
    #[error("record {seq} in the journal is not what was executed")]
    RecordDiffers { seq: Seq },
    #[error("the journal holds record {seq}, which nobody executed")]
    RecordInvented { seq: Seq },
    #[error("seq {seq}, {what}: answered {answered}, the reference came to {reference}")]
    OutcomeDiffers { seq: Seq, what: &'static str, answered: String, reference: String },
    #[error("after {when} the component {component} differs from the reference at seq {seq}")]
    StateDiffers { when: &'static str, component: &'static str, seq: Seq },
    #[error("after seq {seq}: {violation}")]
    Invariant { seq: Seq, violation: Violation },
    #[error("after seq {seq} the clients' own books say {books}, the exchange {exchange}")]
    BooksDiffer { seq: Seq, books: String, exchange: String },
    #[error("recovery after {fault} refused: {error}")]
    NotRecovered { fault: &'static str, error: String },
    #[error("a flipped bit of sealed frames was taken for an unfinished tail at seq {seq}")]
    DamageCut { seq: Seq },
    #[error("without any fault of the machine: {0}")]
    Stopped(String),
    #[error("at seq {seq} the sequencer's own steps never end; the next is {step}")]
    Stuck { seq: Seq, step: String },
    #[error("the follower: {0}")]
    Follower(String),
}

impl Finding {
    /// The kind in a word, for the list of what found a planted bug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AcknowledgedLost { .. } => "acknowledged lost",
            Self::KeyBroken { .. } => "key broken",
            Self::RecordDiffers { .. } => "record differs",
            Self::RecordInvented { .. } => "record invented",
            Self::OutcomeDiffers { .. } => "outcome differs",
            Self::StateDiffers { .. } => "state differs",
            Self::Invariant { .. } => "invariant",
            Self::BooksDiffer { .. } => "books differ",
            Self::NotRecovered { .. } => "not recovered",
            Self::DamageCut { .. } => "damage cut",
            Self::Stopped(_) => "stopped",
            Self::Stuck { .. } => "stuck",
            Self::Follower(_) => "follower",
        }
    }
}
