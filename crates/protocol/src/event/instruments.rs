//! What happens to rules and instruments: versions, days, phases and auctions.

use crate::command::ListInstrument;
use crate::ids::{AccountId, InstrumentId, PolicyId, PolicyVersion};
use crate::policy::{Phase, PolicyBody};
use crate::text::Note;
use crate::time::{Day, Time};
use crate::wire::wire_struct;
use money::{Price, Quantity, Won};

wire_struct! {
    pub struct PolicyAdded {
        pub policy: PolicyId,
        pub version: PolicyVersion,
        pub valid_from: Time,
        pub source: Note,
        pub body: PolicyBody,
    }
}

wire_struct! {
    /// From now on this version is the policy's.
    pub struct PolicyInForce {
        pub policy: PolicyId,
        pub version: PolicyVersion,
    }
}

wire_struct! {
    pub struct InstrumentListed {
        pub instrument: InstrumentId,
        pub listing: ListInstrument,
    }
}

wire_struct! {
    /// The versions an instrument trades under from now on; 0 where its rules name no policy.
    pub struct RulesResolved {
        pub instrument: InstrumentId,
        pub tick_table: PolicyVersion,
        pub fees: PolicyVersion,
        pub calendar: PolicyVersion,
        pub price_band: PolicyVersion,
        pub volatility: PolicyVersion,
        pub withholding: PolicyVersion,
    }
}

wire_struct! {
    /// A trading day begins: its previous close and the prices it allows. With open orders, a `LeaveBand` job follows before the prices are in force.
    pub struct DayStarted {
        pub instrument: InstrumentId,
        pub day: Day,
        pub previous_close: Price,
        pub lower_limit: Price,
        pub upper_limit: Price,
    }
}

wire_struct! {
    /// The instrument enters a phase of its calendar.
    pub struct PhaseChanged {
        pub instrument: InstrumentId,
        /// The trading day in force: the calendar's, or the last one before it.
        pub day: Day,
        pub phase: Phase,
        /// When the next one is due.
        pub until: Time,
    }
}

wire_struct! {
    /// A new reference for the volatility interruption, and the prices before which matching stops.
    pub struct ReferenceSet {
        pub instrument: InstrumentId,
        pub reference: Price,
        pub lower_trigger: Price,
        pub upper_trigger: Price,
    }
}

wire_struct! {
    pub struct UnitsIssued {
        pub instrument: InstrumentId,
        pub account: AccountId,
        pub quantity: Quantity,
        pub cost: Won,
    }
}

wire_struct! {
    pub struct InstrumentHalted {
        pub instrument: InstrumentId,
        pub reason: Note,
    }
}

wire_struct! {
    pub struct InstrumentResumed {
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    pub struct InstrumentDelisted {
        pub instrument: InstrumentId,
        pub reason: Note,
    }
}

wire_struct! {
    /// Matching stopped before a price too far from the reference; an auction follows.
    pub struct VolatilityInterrupted {
        pub instrument: InstrumentId,
        pub until: Time,
    }
}

wire_struct! {
    /// The call auction after an interruption ends; it uncrosses.
    pub struct InterruptionEnded {
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    /// An auction's call ended with a price at which `quantity` trades; the instrument uncrosses.
    pub struct AuctionPriced {
        pub instrument: InstrumentId,
        pub price: Price,
        pub quantity: Quantity,
    }
}

wire_struct! {
    /// The auction is over, with or without trades.
    pub struct AuctionEnded {
        pub instrument: InstrumentId,
    }
}
