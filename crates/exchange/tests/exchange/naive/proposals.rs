//! What staff do only together.

use super::{Model, Outcome};
use protocol::StaffAction;
use protocol::command::*;
use protocol::event::*;
use protocol::ids::{OwnerId, ProposalId};
use protocol::record::Header;
use protocol::rejection::Reason;

impl Model {
    pub(super) fn propose(&mut self, header: &Header, propose: &ProposeAction) -> Outcome {
        person(propose.by)?;
        if self.proposals.len() >= 1_000 {
            return Err(Reason::TooManyProposals);
        }
        let proposal = ProposalId::new(self.home, header.seq.0);
        let ProposeAction { by, action } = propose.clone();
        self.proposals.push((proposal, by, (*action).clone()));
        Ok(vec![ActionProposed { proposal, by, action }.into()])
    }

    pub(super) fn approve(&mut self, header: &Header, approve: &ApproveAction, observed: &[Event]) -> Outcome {
        person(approve.by)?;
        let place = self.proposal(approve.proposal)?;
        let (_, by, action) = self.proposals[place].clone();
        if by == approve.by {
            return Err(Reason::SamePerson);
        }
        // The approval stands behind what the action itself does.
        let of_action = observed.split_last().map_or(observed, |(_, before)| before);
        let mut events = self.command(header, &action.into(), of_action)?;
        self.proposals.remove(place);
        events.push(ActionApproved { proposal: approve.proposal, by: approve.by }.into());
        Ok(events)
    }

    pub(super) fn reject(&mut self, reject: &RejectAction) -> Outcome {
        person(reject.by)?;
        let place = self.proposal(reject.proposal)?;
        self.proposals.remove(place);
        let RejectAction { by, proposal, reason } = reject.clone();
        Ok(vec![ActionRejected { proposal, by, reason }.into()])
    }

    fn proposal(&self, id: ProposalId) -> Result<usize, Reason> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        self.proposals.iter().position(|proposal| proposal.0 == id).ok_or(Reason::UnknownProposal)
    }
}

/// One that waits: its number, who asked, and for what.
pub type Proposal = (ProposalId, OwnerId, StaffAction);

fn person(by: OwnerId) -> Result<(), Reason> {
    if (1..=1 << 63).contains(&by.0) { Ok(()) } else { Err(Reason::OwnerRequired) }
}
