//! What happens to assets and their offerings.

use crate::command::AssetClass;
use crate::ids::{AccountId, InstrumentId, JobId};
use crate::time::Time;
use crate::wire::{wire_enum, wire_struct};
use money::{Bps, Quantity, Won};

wire_enum! {
    /// How an offering ended.
    pub enum OfferingOutcome {
        /// At least the target was subscribed; every subscription is allotted.
        Funded = 0 "funded",
        /// The target was missed; every subscription is refunded.
        Missed = 1 "missed",
        /// Staff called it off; every subscription is refunded.
        Cancelled = 2 "cancelled",
    }
}

wire_struct! {
    pub struct AssetRegistered {
        pub instrument: InstrumentId,
        pub owner: AccountId,
        pub class: AssetClass,
        pub appraisal: Won,
        pub total_units: Quantity,
        pub share: Bps,
        /// floor(appraisal ÷ total units).
        pub unit_price: Won,
        /// floor(total units × share).
        pub offered_units: Quantity,
    }
}

wire_struct! {
    pub struct OfferingScheduled {
        pub instrument: InstrumentId,
        pub opens_at: Time,
        pub closes_at: Time,
        pub minimum: Quantity,
        pub maximum: Quantity,
        pub target: Quantity,
    }
}

wire_struct! {
    /// The amount moves from available to held.
    pub struct Subscribed {
        pub instrument: InstrumentId,
        pub account: AccountId,
        /// What was left, if that was less than was asked for.
        pub quantity: Quantity,
        pub amount: Won,
    }
}

wire_struct! {
    /// All that the account had subscribed is given up; the amount is available again.
    pub struct SubscriptionCancelled {
        pub instrument: InstrumentId,
        pub account: AccountId,
        pub quantity: Quantity,
        pub amount: Won,
    }
}

wire_struct! {
    /// No more subscriptions are taken or cancelled: a job allots or refunds them.
    pub struct OfferingEnded {
        pub instrument: InstrumentId,
        pub job: JobId,
        pub outcome: OfferingOutcome,
    }
}

wire_struct! {
    /// The held amount goes to the offerings' escrow, and the units come into being.
    pub struct Allotted {
        pub instrument: InstrumentId,
        pub account: AccountId,
        pub quantity: Quantity,
        pub amount: Won,
    }
}

wire_struct! {
    /// The held amount is available again.
    pub struct SubscriptionRefunded {
        pub instrument: InstrumentId,
        pub account: AccountId,
        pub quantity: Quantity,
        pub amount: Won,
    }
}

wire_struct! {
    /// Every subscription has been allotted or refunded.
    pub struct OfferingClosed {
        pub instrument: InstrumentId,
        pub outcome: OfferingOutcome,
        /// Units allotted.
        pub quantity: Quantity,
        /// Won in escrow for the owner.
        pub raised: Won,
    }
}

wire_struct! {
    /// Escrow pays the asset's owner.
    pub struct ProceedsReleased {
        pub instrument: InstrumentId,
        pub owner: AccountId,
        pub amount: Won,
        pub evidence: [u8; 32],
    }
}

wire_struct! {
    /// Of a distribution, what falls to the units that were never issued: escrow pays the asset's owner.
    pub struct OwnerPaid {
        pub job: JobId,
        pub owner: AccountId,
        pub amount: Won,
    }
}
