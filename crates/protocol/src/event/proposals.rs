//! What happens to actions that take two people.

use crate::ids::{OwnerId, ProposalId};
use crate::staff_action::StaffAction;
use crate::text::Note;
use crate::wire::wire_struct;

wire_struct! {
    pub struct ActionProposed {
        pub proposal: ProposalId,
        pub by: OwnerId,
        pub action: Box<StaffAction>,
    }
}

wire_struct! {
    /// Stands behind the events of the action itself.
    pub struct ActionApproved {
        pub proposal: ProposalId,
        pub by: OwnerId,
    }
}

wire_struct! {
    pub struct ActionRejected {
        pub proposal: ProposalId,
        pub by: OwnerId,
        pub reason: Note,
    }
}
