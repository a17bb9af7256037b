//! What jobs do, and distributions among them.

use crate::ids::{AccountId, InstrumentId, JobId, PolicyVersion};
use crate::order::Side;
use crate::wire::{wire_enum, wire_struct};
use money::{Quantity, Won};

wire_enum! {
    /// What a job does.
    pub enum JobKind {
        /// Own opposite orders are taken out, the clearing price is fixed, and its fills are made.
        Uncross = 0 "uncross",
        /// Open orders that fit are cancelled.
        CancelOrders = 1 "cancel_orders",
        /// Orders for the day are cancelled.
        EndDay = 2 "end_day",
        /// Orders outside the new band are cancelled.
        LeaveBand = 3 "leave_band",
        /// All orders of a delisted instrument are cancelled.
        Delist = 4 "delist",
        /// Holders of the record date are paid.
        Distribute = 5 "distribute",
        /// Subscriptions are allotted or refunded.
        CloseOffering = 6 "close_offering",
    }
}

wire_struct! {
    /// A job begins; its parameters are fixed. It covers orders placed before this record.
    pub struct JobStarted {
        pub job: JobId,
        pub kind: JobKind,
        pub account: Option<AccountId>,
        pub instrument: Option<InstrumentId>,
        pub side: Option<Side>,
    }
}

wire_struct! {
    /// How far a job has come: accounts up to this number are done, or (uncross) bids up to this order.
    pub struct JobAdvanced {
        pub job: JobId,
        pub cursor: u64,
    }
}

wire_struct! {
    pub struct JobEnded {
        pub job: JobId,
    }
}

wire_struct! {
    /// The payer's money goes to the distribution's escrow, and the record date is fixed: holdings as they are now.
    pub struct DistributionDeclared {
        pub job: JobId,
        pub instrument: InstrumentId,
        pub payer: AccountId,
        pub total: Won,
        /// Won a whole unit, rounded down.
        pub per_unit: Won,
        /// The instrument's new epoch: a holding first changed after this saves its units.
        pub epoch: u16,
        pub withholding: PolicyVersion,
    }
}

wire_struct! {
    /// Escrow pays gross; the holder gets it less tax.
    pub struct DistributionPaid {
        pub job: JobId,
        pub account: AccountId,
        pub units: Quantity,
        pub gross: Won,
        pub income_tax: Won,
        pub local_tax: Won,
    }
}

wire_struct! {
    /// What rounding left in escrow goes to the remainder account.
    pub struct DistributionClosed {
        pub job: JobId,
        pub remainder: Won,
    }
}
