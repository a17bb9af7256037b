//! Who the simulated traders of an instrument are.

use protocol::{Home, InstrumentId, Market, OwnerId};

/// How a simulated trader behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Quotes both sides around its idea of the price.
    Maker,
    /// Trades small amounts for no reason.
    Noise,
    /// Follows the price.
    Momentum,
    /// Buys or sells a large quantity in slices.
    Large,
    /// Quotes around the bars of a file.
    BarMaker,
    /// Trades along the bars of a file.
    BarTaker,
}

/// One simulated trader of one instrument; a person of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    pub role: Role,
    pub owner: OwnerId,
    /// Share of the instrument's units that all of them begin with, in hundredths.
    pub share: i64,
}

/// Owners of the demo's simulated traders begin here, well beyond those of people.
const FIRST_OWNER: u64 = 1_000_000_000;
const OWNERS_PER_MARKET: u64 = 100_000_000;
const OWNERS_PER_INSTRUMENT: u64 = 100;

impl Agent {
    /// All traders of an instrument, always in the same order: the makers for bars come last.
    pub fn all(instrument: InstrumentId) -> Vec<Self> {
        const ROLES: [(Role, i64); 9] = [
            (Role::Maker, 30),
            (Role::Noise, 6),
            (Role::Noise, 6),
            (Role::Noise, 6),
            (Role::Noise, 6),
            (Role::Momentum, 6),
            (Role::Large, 10),
            (Role::BarMaker, 20),
            (Role::BarTaker, 10),
        ];
        let home = instrument.home().unwrap_or(Home::LIVE);
        let market = match home.market {
            Market::Live => 0,
            Market::Practice => 1,
        };
        let first = FIRST_OWNER + market * OWNERS_PER_MARKET + u64::from(instrument.local()) * OWNERS_PER_INSTRUMENT;
        ROLES.iter().zip(first..).map(|(&(role, share), owner)| Self { role, owner: OwnerId(owner), share }).collect()
    }

    /// Whether it trades along a file of bars, and not by itself.
    pub fn follows_bars(&self) -> bool {
        matches!(self.role, Role::BarMaker | Role::BarTaker)
    }
}
