//! Where the core's commands come from.

use gateway::{Intake, Reply};
use protocol::{Command, KeyHash};

/// A command to be executed, with whatever its answer is to be sent to.
#[derive(Debug)]
pub struct Incoming<R> {
    pub command: Command,
    pub key: Option<KeyHash>,
    pub reply: R,
}

/// Gives commands in order. Looking ahead lets the core fetch what they will touch before it needs it.
pub trait CommandSource {
    type Reply;

    /// The command that will be taken after `ahead` others; `None` where that is not known yet.
    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)>;
    fn take(&mut self) -> Option<Incoming<Self::Reply>>;
}

impl CommandSource for Intake {
    type Reply = Reply;

    #[inline]
    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        Intake::peek(self, ahead).map(|ticket| (&ticket.command, &ticket.key))
    }

    #[inline]
    fn take(&mut self) -> Option<Incoming<Reply>> {
        Intake::take(self).map(|ticket| Incoming { command: ticket.command, key: ticket.key, reply: ticket.reply })
    }
}
