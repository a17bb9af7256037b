//! What has happened. Events are the only thing that changes the market's state; every amount stands in them, so that applying one computes nothing.

use crate::command::{AccountKind, ClientOrder, Genesis, InvestorClass, ListInstrument};
use crate::ids::{AccountId, DepositId, ExternalId, InstrumentId, JobId, OrderId, OwnerId, PolicyId, PolicyVersion, WithdrawalId};
use crate::order::{OrderKind, SelfTradePrevention, Side, Size, TimeInForce};
use crate::policy::{Phase, PolicyBody};
use crate::text::Note;
use crate::time::{Day, Time};
use crate::wire::{wire_enum, wire_struct, wire_union};
use money::{Accrual, Price, Quantity, Won};

wire_struct! {
    pub struct AccountOpened {
        pub account: AccountId,
        pub owner: OwnerId,
        pub kind: AccountKind,
        pub own_instrument: Option<InstrumentId>,
    }
}

wire_struct! {
    pub struct VerificationSet {
        pub account: AccountId,
        pub verified_until: Day,
        pub country: u16,
        pub class: InvestorClass,
    }
}

wire_struct! {
    pub struct SelfTradePreventionSet {
        pub account: AccountId,
        pub mode: SelfTradePrevention,
    }
}

wire_struct! {
    pub struct DepositRequested {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
        pub external_id: ExternalId,
    }
}

wire_struct! {
    /// Bank clearing pays the account.
    pub struct DepositCredited {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    pub struct DepositCancelled {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The amount moves from available to held.
    pub struct WithdrawalRequested {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The held amount goes to bank clearing.
    pub struct WithdrawalCompleted {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The held amount is available again.
    pub struct WithdrawalCancelled {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The grant account pays the account.
    pub struct CashGranted {
        pub account: AccountId,
        pub amount: Won,
    }
}

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

wire_struct! {
    /// The older generation of keys is forgotten.
    pub struct KeysRotated {
        /// When the next rotation is due.
        pub until: Time,
    }
}

wire_union! {
    /// Everything that can happen.
    pub enum Event {
        MarketFounded(Box<Genesis>) = 1 "market_founded",
        AccountOpened(AccountOpened) = 2 "account_opened",
        VerificationSet(VerificationSet) = 3 "verification_set",
        SelfTradePreventionSet(SelfTradePreventionSet) = 4 "self_trade_prevention_set",
        DepositRequested(DepositRequested) = 5 "deposit_requested",
        DepositCredited(DepositCredited) = 6 "deposit_credited",
        DepositCancelled(DepositCancelled) = 7 "deposit_cancelled",
        WithdrawalRequested(WithdrawalRequested) = 8 "withdrawal_requested",
        WithdrawalCompleted(WithdrawalCompleted) = 9 "withdrawal_completed",
        WithdrawalCancelled(WithdrawalCancelled) = 10 "withdrawal_cancelled",
        CashGranted(CashGranted) = 11 "cash_granted",
        PolicyAdded(Box<PolicyAdded>) = 12 "policy_added",
        PolicyInForce(PolicyInForce) = 13 "policy_in_force",
        InstrumentListed(Box<InstrumentListed>) = 14 "instrument_listed",
        RulesResolved(RulesResolved) = 15 "rules_resolved",
        DayStarted(DayStarted) = 16 "day_started",
        PhaseChanged(PhaseChanged) = 17 "phase_changed",
        ReferenceSet(ReferenceSet) = 18 "reference_set",
        UnitsIssued(UnitsIssued) = 19 "units_issued",
        InstrumentHalted(InstrumentHalted) = 20 "instrument_halted",
        InstrumentResumed(InstrumentResumed) = 21 "instrument_resumed",
        InstrumentDelisted(InstrumentDelisted) = 22 "instrument_delisted",
        OrderPlaced(OrderPlaced) = 30 "order_placed",
        OrderTriggered(OrderTriggered) = 31 "order_triggered",
        OrderRested(OrderRested) = 32 "order_rested",
        OrderCancelled(OrderCancelled) = 33 "order_cancelled",
        OrderAmended(OrderAmended) = 34 "order_amended",
        OrdersDecremented(OrdersDecremented) = 35 "orders_decremented",
        Fill(Fill) = 36 "fill",
        VolatilityInterrupted(VolatilityInterrupted) = 37 "volatility_interrupted",
        AuctionPriced(AuctionPriced) = 38 "auction_priced",
        AuctionEnded(AuctionEnded) = 39 "auction_ended",
        JobStarted(JobStarted) = 40 "job_started",
        JobAdvanced(JobAdvanced) = 41 "job_advanced",
        JobEnded(JobEnded) = 42 "job_ended",
        DistributionDeclared(DistributionDeclared) = 43 "distribution_declared",
        DistributionPaid(DistributionPaid) = 44 "distribution_paid",
        DistributionClosed(DistributionClosed) = 45 "distribution_closed",
        KeysRotated(KeysRotated) = 46 "keys_rotated",
        OrderDue(OrderDue) = 47 "order_due",
        InterruptionEnded(InterruptionEnded) = 48 "interruption_ended",
    }
}
