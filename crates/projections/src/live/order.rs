//! Orders as their owner sees them.

use money::{Price, Quantity, Won};
use protocol::command::ClientOrder;
use protocol::event::{CancelReason, Entry};
use protocol::ids::PolicyVersion;
use protocol::{AccountId, InstrumentId, OrderId, OrderKind, SelfTradePrevention, Side, Size, Time, TimeInForce};

use super::saved::{Saved, saved_struct};
use protocol::wire::{DecodeError, Decoder, Encoder};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Outside the book until its condition is met.
    Waiting,
    /// In the book.
    Resting,
    /// Against the opposite side, between the steps of one command.
    Taking,
    /// All of it traded.
    Filled,
    /// Over, without having traded in full.
    Cancelled(CancelReason),
}

impl Stage {
    /// The word for it in every layer. Resting and taking orders are both `open`: a taking one is so for a moment only.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Resting | Self::Taking => "open",
            Self::Filled => "filled",
            Self::Cancelled(_) => "cancelled",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled(_))
    }
}

impl From<Entry> for Stage {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Resting => Self::Resting,
            Entry::Taking => Self::Taking,
            Entry::Waiting => Self::Waiting,
        }
    }
}

impl Saved for Stage {
    fn save(&self, to: &mut Encoder<'_>) {
        match *self {
            Self::Waiting => 0u8.save(to),
            Self::Resting => 1u8.save(to),
            Self::Taking => 2u8.save(to),
            Self::Filled => 3u8.save(to),
            Self::Cancelled(reason) => (4u8, reason).save(to),
        }
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(match u8::load(from)? {
            0 => Self::Waiting,
            1 => Self::Resting,
            2 => Self::Taking,
            3 => Self::Filled,
            4 => Self::Cancelled(CancelReason::load(from)?),
            other => return Err(DecodeError::UnknownKind(u64::from(other), "Stage")),
        })
    }
}

saved_struct! {
    /// An order, open or over.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Order {
        pub id: OrderId,
        pub account: AccountId,
        pub instrument: InstrumentId,
        pub side: Side,
        pub kind: OrderKind,
        pub time_in_force: TimeInForce,
        /// As amended last: the total, what has traded included.
        pub size: Size,
        pub prevention: SelfTradePrevention,
        /// What it trades to: its own limit, the touch or the edge of the band.
        pub limit: Price,
        /// Won held for a buy; 0 for a sell.
        pub hold: Won,
        /// What has not traded: a quantity, or won for a buy by amount.
        pub rest: i64,
        pub filled: Quantity,
        /// What the traded quantity was worth, before fees and taxes.
        pub filled_value: Won,
        pub fee: Won,
        /// Withheld from a seller.
        pub tax: Won,
        pub fees: PolicyVersion,
        pub stage: Stage,
        pub placed_at: Time,
        /// Of its last change.
        pub changed_at: Time,
        pub client: Option<Box<ClientOrder>>,
    }
}

impl Order {
    /// What of it stands in the book or would: zero for a buy by amount, which never rests.
    pub fn rest_quantity(&self) -> Quantity {
        match self.size {
            Size::Quantity(_) => Quantity(self.rest),
            Size::Amount(_) => Quantity::ZERO,
        }
    }

    /// Units held for a sell; zero for a buy.
    pub(crate) fn held_units(&self) -> Quantity {
        match self.side {
            Side::Sell => self.rest_quantity(),
            Side::Buy => Quantity::ZERO,
        }
    }
}
