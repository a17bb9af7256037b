//! What staff do only together: one proposes, another approves.

use crate::command::{
    CancelOffering, Command, DelistInstrument, GrantCash, HaltInstrument, IssueUnits, ListInstrument, PayDistribution, RegisterAsset,
    ReleaseProceeds, ResumeInstrument, ScheduleOffering, SetPolicy,
};
use crate::wire::{DecodeError, Decoder, Encoder, Wire, wire_union};

wire_union! {
    /// A command that moves money or the market, and so takes two people.
    pub enum StaffAction {
        GrantCash(GrantCash) = 1 "grant_cash",
        SetPolicy(Box<SetPolicy>) = 2 "set_policy",
        ListInstrument(Box<ListInstrument>) = 3 "list_instrument",
        IssueUnits(IssueUnits) = 4 "issue_units",
        HaltInstrument(HaltInstrument) = 5 "halt_instrument",
        ResumeInstrument(ResumeInstrument) = 6 "resume_instrument",
        DelistInstrument(DelistInstrument) = 7 "delist_instrument",
        PayDistribution(PayDistribution) = 8 "pay_distribution",
        RegisterAsset(RegisterAsset) = 9 "register_asset",
        ScheduleOffering(ScheduleOffering) = 10 "schedule_offering",
        CancelOffering(CancelOffering) = 11 "cancel_offering",
        ReleaseProceeds(ReleaseProceeds) = 12 "release_proceeds",
    }
}

impl Wire for StaffAction {
    fn put(&self, to: &mut Encoder<'_>) {
        self.put_plain(to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let number = from.byte()?;
        Self::get_plain(number, from)
    }
}

impl From<StaffAction> for Command {
    fn from(action: StaffAction) -> Self {
        match action {
            StaffAction::GrantCash(action) => action.into(),
            StaffAction::SetPolicy(action) => action.into(),
            StaffAction::ListInstrument(action) => action.into(),
            StaffAction::IssueUnits(action) => action.into(),
            StaffAction::HaltInstrument(action) => action.into(),
            StaffAction::ResumeInstrument(action) => action.into(),
            StaffAction::DelistInstrument(action) => action.into(),
            StaffAction::PayDistribution(action) => action.into(),
            StaffAction::RegisterAsset(action) => action.into(),
            StaffAction::ScheduleOffering(action) => action.into(),
            StaffAction::CancelOffering(action) => action.into(),
            StaffAction::ReleaseProceeds(action) => action.into(),
        }
    }
}

impl TryFrom<Command> for StaffAction {
    /// The command, which one person gives alone.
    type Error = Command;

    fn try_from(command: Command) -> Result<Self, Command> {
        Ok(match command {
            Command::GrantCash(action) => action.into(),
            Command::SetPolicy(action) => action.into(),
            Command::ListInstrument(action) => action.into(),
            Command::IssueUnits(action) => action.into(),
            Command::HaltInstrument(action) => action.into(),
            Command::ResumeInstrument(action) => action.into(),
            Command::DelistInstrument(action) => action.into(),
            Command::PayDistribution(action) => action.into(),
            Command::RegisterAsset(action) => action.into(),
            Command::ScheduleOffering(action) => action.into(),
            Command::CancelOffering(action) => action.into(),
            Command::ReleaseProceeds(action) => action.into(),
            other => return Err(other),
        })
    }
}
