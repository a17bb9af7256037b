//! Rules as dated data. A policy is a family of versions, each valid from a time on and with its source; an instrument points at families, and the
//! core resolves the version in force.

use crate::ids::PolicyId;
use crate::time::Day;
use crate::wire::{wire_enum, wire_struct, wire_union};
use money::{Bps, Price, Won};

wire_struct! {
    /// From this price on, up to the next step, prices are multiples of `tick`.
    pub struct TickStep {
        pub from: Price,
        pub tick: Price,
    }
}

wire_struct! {
    /// Price steps in rising order, the first from 0. Prices and ticks have `price_decimals` decimals.
    pub struct TickTable {
        pub price_decimals: u8,
        pub steps: Vec<TickStep>,
    }
}

wire_struct! {
    /// Trading fees, 0 to 1,000 bps each.
    pub struct Fees {
        pub maker: Bps,
        pub taker: Bps,
    }
}

wire_enum! {
    /// Whether a tax is taken or only shown.
    pub enum Collection {
        Withheld = 0 "withheld",
        ReportOnly = 1 "report_only",
    }
}

wire_struct! {
    /// Tax on the profit of sales and on distributions. Both parts are rounded down to `round_down_to`; nothing is taken while the income part is
    /// below `not_below`.
    pub struct Withholding {
        pub income: Bps,
        pub local: Bps,
        pub round_down_to: Won,
        pub not_below: Won,
        pub collection: Collection,
    }
}

/// Income tax and the local tax on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tax {
    pub income: Won,
    pub local: Won,
}

impl Tax {
    pub fn total(self) -> Won {
        self.income + self.local
    }
}

impl Withholding {
    /// The tax on a profit or payment: each part rounded down, nothing while the income part is below the small amount that is not collected. Nothing on
    /// a loss, nor where tax is only reported.
    pub fn on(&self, profit: Won) -> Tax {
        if profit.0 <= 0 || self.collection == Collection::ReportOnly {
            return Tax::default();
        }
        let part = |rate: Bps| {
            let exact = rate.of_floor(profit);
            Won(exact.0 - exact.0 % self.round_down_to.0)
        };
        let income = part(self.income);
        if income < self.not_below || income == Won::ZERO {
            return Tax::default();
        }
        Tax { income, local: part(self.local) }
    }
}

wire_struct! {
    /// Prices may lie this far from the reference, rounded inward to the tick: 1 to 9,900 bps.
    pub struct PriceBand {
        pub limit: Bps,
    }
}

wire_struct! {
    /// Matching stops before a price this far from the reference, and a call auction of `auction_s` seconds follows.
    pub struct Volatility {
        pub trigger: Bps,
        pub auction_s: u32,
    }
}

wire_enum! {
    /// What part of its day an instrument is in, by its calendar.
    pub enum Phase {
        /// Orders are entered; no price is shown.
        PreOpen = 0 "pre_open",
        OpeningAuction = 1 "opening_auction",
        Continuous = 2 "continuous",
        ClosingAuction = 3 "closing_auction",
        Closed = 4 "closed",
    }
}

wire_enum! {
    /// What an instrument takes at the moment: its phase, unless something weightier holds.
    pub enum SessionState {
        PreOpen = 0 "pre_open",
        OpeningAuction = 1 "opening_auction",
        Continuous = 2 "continuous",
        VolatilityInterruption = 3 "volatility_interruption",
        ClosingAuction = 4 "closing_auction",
        /// An auction's trades are being made, or a day is being ended or begun. It lasts milliseconds.
        Uncrossing = 5 "uncrossing",
        Closed = 6 "closed",
        Halted = 7 "halted",
        Delisted = 8 "delisted",
    }
}

wire_struct! {
    /// A phase begins at this second of the local day, 0 to 86,399.
    pub struct PhaseStart {
        pub second: u32,
        pub phase: Phase,
    }
}

wire_struct! {
    /// On this day every phase begins later by so many seconds (earlier when negative).
    pub struct ShiftedDay {
        pub day: Day,
        pub by_s: i32,
    }
}

wire_struct! {
    /// When an instrument trades.
    pub struct Calendar {
        /// Local time minus UTC: 32,400 for Korea.
        pub utc_offset_s: i32,
        /// A trading day begins at this second of the local day; the day's first phase of the day is then in force.
        pub day_starts_s: u32,
        /// Bit 0 for Monday to bit 6 for Sunday. On other days, and on holidays, the instrument is closed.
        pub weekdays: u8,
        /// In rising order of `second`.
        pub phases: Vec<PhaseStart>,
        /// In rising order.
        pub holidays: Vec<Day>,
        /// In rising order.
        pub shifted_days: Vec<ShiftedDay>,
    }
}

wire_union! {
    /// One version of a policy.
    pub enum PolicyBody {
        TickTable(TickTable) = 1 "tick_table",
        Fees(Fees) = 2 "fees",
        Withholding(Withholding) = 3 "withholding",
        PriceBand(PriceBand) = 4 "price_band",
        Volatility(Volatility) = 5 "volatility",
        Calendar(Calendar) = 6 "calendar",
    }
}

impl crate::wire::Wire for PolicyBody {
    fn put(&self, to: &mut crate::wire::Encoder<'_>) {
        self.put_plain(to);
    }
    fn get(from: &mut crate::wire::Decoder<'_>) -> Result<Self, crate::wire::DecodeError> {
        let number = from.byte()?;
        Self::get_plain(number, from)
    }
}

wire_struct! {
    /// The policies an instrument trades under.
    pub struct Rules {
        pub tick_table: PolicyId,
        pub fees: PolicyId,
        pub calendar: PolicyId,
        /// `None`: any price up to the listing's highest; market orders reach 10 % from the touch.
        pub price_band: Option<PolicyId>,
        /// `None`: matching is never interrupted, as in 24-hour instruments.
        pub volatility: Option<PolicyId>,
        /// `None`: sales are not taxed.
        pub withholding: Option<PolicyId>,
    }
}
