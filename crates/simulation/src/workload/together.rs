//! What staff do only together: one proposes to halt or to go on, another decides.

use super::{Sight, Workload};
use crate::market::note;
use protocol::command::{ApproveAction, ProposeAction, RejectAction};
use protocol::ids::ProposalId;
use protocol::{Command, OwnerId, StaffAction};

/// Members of staff, by numbers that no account's owner has.
const FIRST_OF_STAFF: u64 = 900;
const STAFF: u64 = 3;

impl Workload {
    pub(super) fn together(&mut self, sight: &Sight<'_>) -> Command {
        let open: Vec<(ProposalId, OwnerId)> = sight.books.proposals.iter().map(|(id, by)| (*id, *by)).collect();
        let chosen = self.pick(&open).copied();
        let by = if self.rng.below(12) == 0 { OwnerId(0) } else { OwnerId(FIRST_OF_STAFF + self.rng.below(STAFF)) };
        match (chosen, self.rng.below(5)) {
            (None, 0 | 1) | (_, 2) => self.propose(by, sight),
            (_, 3) => RejectAction { by, proposal: self.proposal(chosen), reason: note("simulated") }.into(),
            _ => ApproveAction { by: self.decider(by, chosen), proposal: self.proposal(chosen) }.into(),
        }
    }

    fn propose(&mut self, by: OwnerId, sight: &Sight<'_>) -> Command {
        match StaffAction::try_from(self.halt_or_resume(sight)) {
            Ok(action) => ProposeAction { by, action: Box::new(action) }.into(),
            // Nothing is listed yet.
            Err(command) => command,
        }
    }

    /// The one that was chosen, mostly; otherwise none, or one of the other market.
    fn proposal(&mut self, chosen: Option<(ProposalId, OwnerId)>) -> ProposalId {
        match (chosen, self.rng.below(10)) {
            (_, 0) => ProposalId::new(self.other_market(), 1),
            (Some((id, _)), 1..=8) => id,
            _ => ProposalId::new(self.home, self.rng.below(10_000)),
        }
    }

    /// Another than who proposed, mostly.
    fn decider(&mut self, by: OwnerId, chosen: Option<(ProposalId, OwnerId)>) -> OwnerId {
        match chosen {
            Some((_, proposer)) if self.rng.below(6) == 0 => proposer,
            Some((_, proposer)) if by == proposer => OwnerId(FIRST_OF_STAFF + (proposer.0 + 1 - FIRST_OF_STAFF) % STAFF),
            _ => by,
        }
    }
}
