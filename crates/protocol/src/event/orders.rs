//! What happens to orders, from their acceptance to their end.

use crate::command::ClientOrder;
use crate::ids::{AccountId, InstrumentId, OrderId, PolicyVersion};
use crate::order::{OrderKind, SelfTradePrevention, Side, Size, TimeInForce};
use crate::wire::{wire_enum, wire_struct};
use money::{Accrual, Price, Quantity, Won};

wire_enum! {
    /// How an accepted order begins.
    pub enum Entry {
        /// At the end of its price's queue.
        Resting = 0 "resting",
        /// Against the opposite side; what is left follows as `OrderRested` or `OrderCancelled`.
        Taking = 1 "taking",
        /// Outside the book, until its condition is met.
        Waiting = 2 "waiting",
    }
}

/// An order is accepted, and what it may need is held.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OrderPlaced {
    pub order: OrderId,
    pub account: AccountId,
    pub instrument: InstrumentId,
    pub side: Side,
    pub kind: OrderKind,
    pub time_in_force: TimeInForce,
    pub size: Size,
    pub prevention: SelfTradePrevention,
    pub entry: Entry,
    /// The limit it trades to: its own, the touch (best) or the edge of the band (market).
    pub limit: Price,
    /// Won held for a buy, 0 for a sell (which holds its quantity).
    pub hold: Won,
    /// The fee schedule it keeps.
    pub fees: PolicyVersion,
    pub client: Option<Box<ClientOrder>>,
}

wire_struct! {
    /// A reserved order's time has come; it enters as soon as its instrument takes orders.
    pub struct OrderDue {
        pub order: OrderId,
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    /// A waiting order enters.
    pub struct OrderTriggered {
        pub order: OrderId,
        pub instrument: InstrumentId,
        pub entry: Entry,
    }
}

wire_struct! {
    /// What is left of a taking order joins its price's queue.
    pub struct OrderRested {
        pub order: OrderId,
    }
}

wire_enum! {
    /// Why an order ended without trading in full.
    pub enum CancelReason {
        ByOwner = 0 "by_owner",
        ByStaff = 1 "by_staff",
        /// The rest of an IOC or market order.
        Immediate = 2 "immediate",
        /// A FOK order that could not trade whole.
        NotFilledWhole = 3 "not_filled_whole",
        SelfTrade = 4 "self_trade",
        /// The trading day ended.
        DayEnded = 5 "day_ended",
        /// Its price lies outside the new band.
        OutsideBand = 6 "outside_band",
        /// What is left is worth less than one won.
        Dust = 7 "dust",
        /// What is left of the amount buys no lot at the best price.
        AmountSpent = 8 "amount_spent",
        Delisted = 9 "delisted",
        /// Its condition was met, but the instrument's state no longer takes it.
        NotAccepted = 10 "not_accepted",
        /// The price reached the volatility trigger.
        Interrupted = 11 "interrupted",
    }
}

wire_struct! {
    /// An order ends; what it held is available again.
    pub struct OrderCancelled {
        pub order: OrderId,
        pub reason: CancelReason,
        /// Won released, 0 for a sell.
        pub released: Won,
        /// Quantity (or won, for a buy by amount) that did not trade.
        pub rest: i64,
    }
}

wire_struct! {
    pub struct OrderAmended {
        pub order: OrderId,
        pub limit: Price,
        /// New total quantity.
        pub quantity: Quantity,
        /// What of it has not traded yet.
        pub rest: Quantity,
        /// Won held from now on, 0 for a sell.
        pub hold: Won,
        pub queue: QueueChange,
        pub entry: Entry,
    }
}

wire_enum! {
    /// Whether an amended order keeps its place.
    pub enum QueueChange {
        Kept = 0 "kept",
        Lost = 1 "lost",
    }
}

wire_struct! {
    /// Both orders of one owner lose a quantity without a trade.
    pub struct OrdersDecremented {
        pub taker: OrderId,
        pub maker: OrderId,
        pub quantity: Quantity,
        /// Won released to the buyer of the two.
        pub released: Won,
        /// By how much the taker's rest falls: the quantity, or its value at the maker's price for a buy by amount.
        pub taker_rest: i64,
    }
}

wire_enum! {
    /// Which order of a trade came later.
    pub enum Aggressor {
        Buy = 0 "buy",
        Sell = 1 "sell",
        /// Both traded at the clearing price of an auction.
        Auction = 2 "auction",
    }
}

/// A trade: cash and units change hands in one step.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fill {
    pub buy: OrderId,
    pub sell: OrderId,
    pub aggressor: Aggressor,
    /// The resting order's price, or the clearing price.
    pub price: Price,
    pub quantity: Quantity,
    /// What the buyer pays and the seller gets.
    pub value: Won,
    pub buyer_fee: Won,
    pub seller_fee: Won,
    /// What the fees so far leave below one won.
    pub buyer_accrual: Accrual,
    pub seller_accrual: Accrual,
    /// Held for the buy order and no longer needed, beyond value and fee.
    pub released: Won,
    /// By how much the cost of the seller's holding falls.
    pub cost_removed: Won,
    /// Withheld from the seller's profit of the day.
    pub income_tax: Won,
    pub local_tax: Won,
}
