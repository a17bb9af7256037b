//! `ProposeAction`, `ApproveAction`, `RejectAction`: what staff do only together.

use crate::exchange::{Exchange, limits};
use protocol::command::{ApproveAction, ProposeAction, RejectAction};
use protocol::event::{ActionApproved, ActionProposed, ActionRejected};
use protocol::ids::{OwnerId, ProposalId};
use protocol::{Command, Event, Header, Reason, Rejection, StaffAction};

/// An action that waits for a second person.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    pub(crate) by: OwnerId,
    pub(crate) action: Box<StaffAction>,
}

impl Exchange {
    pub(crate) fn propose_action(&mut self, header: &Header, propose: &ProposeAction, out: &mut Vec<Event>) -> Result<(), Rejection> {
        check_person(propose.by)?;
        if self.proposals.len() >= limits::PROPOSALS {
            return Err(Reason::TooManyProposals.into());
        }
        // After this point it must succeed.
        let proposal = ProposalId::new(self.home, header.seq.0);
        self.emit(header, ActionProposed { proposal, by: propose.by, action: propose.action.clone() }, out);
        Ok(())
    }

    /// The action makes its own checks; refused, it has changed nothing and the proposal stays open.
    pub(crate) fn approve_action(&mut self, header: &Header, approve: &ApproveAction, out: &mut Vec<Event>) -> Result<(), Rejection> {
        check_person(approve.by)?;
        let proposal = self.open_proposal(approve.proposal)?;
        if proposal.by == approve.by {
            return Err(Reason::SamePerson.into());
        }
        let action = Command::from(StaffAction::clone(&proposal.action));
        self.execute(header, &action, out)?;
        // After this point it must succeed.
        self.emit(header, ActionApproved { proposal: approve.proposal, by: approve.by }, out);
        Ok(())
    }

    pub(crate) fn reject_action(&mut self, header: &Header, reject: &RejectAction, out: &mut Vec<Event>) -> Result<(), Rejection> {
        check_person(reject.by)?;
        self.open_proposal(reject.proposal)?;
        // After this point it must succeed.
        self.emit(header, ActionRejected { proposal: reject.proposal, by: reject.by, reason: reject.reason.clone() }, out);
        Ok(())
    }

    fn open_proposal(&self, id: ProposalId) -> Result<&Proposal, Rejection> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        self.proposals.get(&id.local()).ok_or(Reason::UnknownProposal.into())
    }

    /// What `ActionProposed` changes.
    pub(crate) fn add_proposal(&mut self, proposed: &ActionProposed) {
        let proposal = Proposal { by: proposed.by, action: proposed.action.clone() };
        self.proposals.insert(proposed.proposal.local(), proposal);
    }

    /// What `ActionApproved` and `ActionRejected` change.
    pub(crate) fn close_proposal(&mut self, id: ProposalId) {
        self.proposals.remove(&id.local());
    }
}

fn check_person(by: OwnerId) -> Result<(), Rejection> {
    if by.0 == 0 || by.0 > 1 << 63 { Err(Reason::OwnerRequired.into()) } else { Ok(()) }
}
