//! Actions of staff that wait for a second person, and the last that were decided.

use protocol::event::Event;
use protocol::ids::ProposalId;
use protocol::text::Note;
use protocol::wire::{DecodeError, Decoder, Encoder};
use protocol::{Header, OwnerId, StaffAction, Time};

use super::account::push_bounded;
use super::limits::DECIDED_PROPOSALS_MAX;
use super::saved::{Saved, saved_struct};
use super::state::{FoldError, LiveState};

saved_struct! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Proposal {
        pub id: ProposalId,
        pub by: OwnerId,
        pub action: Box<StaffAction>,
        pub proposed_at: Time,
        pub decision: Option<Decision>,
    }
}

saved_struct! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Decision {
        pub by: OwnerId,
        pub at: Time,
        /// Why it was turned down; `None` if it was approved.
        pub rejected: Option<Note>,
    }
}

impl Saved for Box<StaffAction> {
    fn save(&self, to: &mut Encoder<'_>) {
        protocol::wire::Wire::put(self, to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        protocol::wire::Wire::get(from)
    }
}

impl LiveState {
    /// Open ones, oldest first, then the last that were decided, newest first.
    pub fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.values().chain(self.decided_proposals.iter().rev())
    }

    /// What an event changes of proposals.
    pub(crate) fn change_proposals(&mut self, header: &Header, event: &Event) -> Result<(), FoldError> {
        let (id, decision) = match event {
            Event::ActionProposed(e) => {
                let proposal = Proposal { id: e.proposal, by: e.by, action: e.action.clone(), proposed_at: header.at, decision: None };
                self.proposals.insert(e.proposal, proposal);
                return Ok(());
            }
            Event::ActionApproved(e) => (e.proposal, Decision { by: e.by, at: header.at, rejected: None }),
            Event::ActionRejected(e) => (e.proposal, Decision { by: e.by, at: header.at, rejected: Some(e.reason.clone()) }),
            _ => return Ok(()),
        };
        let proposal = self.proposals.remove(&id).ok_or(FoldError::NotThere(header.seq))?;
        push_bounded(&mut self.decided_proposals, Proposal { decision: Some(decision), ..proposal }, DECIDED_PROPOSALS_MAX);
        Ok(())
    }
}
