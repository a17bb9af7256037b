//! From what was decided to what is told.

use crate::batch::{Decision, Entry};
use gateway::{Answer, Origin, Outcome, Repeat, Reply, Told};
use protocol::command::Tick;
use protocol::{Command, Event};

/// Takes answers once they are durable.
pub trait Answers {
    type Reply;

    /// `events` are the entry's own. The entry is thrown away afterwards, so its command may be taken out of it.
    fn answer(&mut self, reply: Self::Reply, entry: &mut Entry<Self::Reply>, events: &[Event]);
}

impl<A: Answers> Answers for &mut A {
    type Reply = A::Reply;

    #[inline]
    fn answer(&mut self, reply: Self::Reply, entry: &mut Entry<Self::Reply>, events: &[Event]) {
        (**self).answer(reply, entry, events);
    }
}

/// Answers those who came through the gateway.
#[derive(Clone, Copy, Debug, Default)]
pub struct GatewayAnswers;

impl Answers for GatewayAnswers {
    type Reply = Reply;

    fn answer(&mut self, reply: Reply, entry: &mut Entry<Reply>, events: &[Event]) {
        if !reply.is_heard() {
            return;
        }
        let outcome = match (&entry.decision, entry.header.key) {
            (Decision::Accepted { .. }, _) => Outcome::Accepted(events.into()),
            (Decision::Rejected(rejection) | Decision::Refused(rejection), _) => Outcome::Rejected(rejection.clone()),
            (&Decision::Repeated { first }, Some(key)) => {
                let command = std::mem::replace(&mut entry.command, Command::Tick(Tick {}));
                return reply.send(Told::Repeat(Box::new(Repeat { first, key, command })));
            }
            (Decision::Repeated { .. }, None) => unreachable!("only a command with a key can repeat one"),
        };
        reply.send(Told::Answer(Answer { seq: entry.header.seq, at: entry.header.at, outcome, origin: Origin::First }));
    }
}
