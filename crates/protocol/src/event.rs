//! What has happened. Events are the only thing that changes the market's state; every amount stands in them, so that applying one computes nothing.

mod accounts;
mod instruments;
mod jobs;
mod offerings;
mod orders;
mod proposals;

pub use accounts::{
    AccountOpened, CashGranted, DepositCancelled, DepositCredited, DepositRequested, KeysRotated, SelfTradePreventionSet, VerificationSet,
    WithdrawalCancelled, WithdrawalCompleted, WithdrawalRequested,
};
pub use instruments::{
    AuctionEnded, AuctionPriced, DayStarted, InstrumentDelisted, InstrumentHalted, InstrumentListed, InstrumentResumed, InterruptionEnded,
    PhaseChanged, PolicyAdded, PolicyInForce, ReferenceSet, RulesResolved, UnitsIssued, VolatilityInterrupted,
};
pub use jobs::{DistributionClosed, DistributionDeclared, DistributionPaid, JobAdvanced, JobEnded, JobKind, JobStarted};
pub use offerings::{
    Allotted, AssetRegistered, OfferingClosed, OfferingEnded, OfferingOutcome, OfferingScheduled, OwnerPaid, ProceedsReleased, Subscribed,
    SubscriptionCancelled, SubscriptionRefunded,
};
pub use orders::{
    Aggressor, CancelReason, Entry, Fill, OrderAmended, OrderCancelled, OrderDue, OrderPlaced, OrderRested, OrderTriggered,
    OrdersDecremented, QueueChange,
};
pub use proposals::{ActionApproved, ActionProposed, ActionRejected};

use crate::command::Genesis;
use crate::wire::wire_union;

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
        AssetRegistered(AssetRegistered) = 50 "asset_registered",
        OfferingScheduled(OfferingScheduled) = 51 "offering_scheduled",
        Subscribed(Subscribed) = 52 "subscribed",
        SubscriptionCancelled(SubscriptionCancelled) = 53 "subscription_cancelled",
        OfferingEnded(OfferingEnded) = 54 "offering_ended",
        Allotted(Allotted) = 55 "allotted",
        SubscriptionRefunded(SubscriptionRefunded) = 56 "subscription_refunded",
        OfferingClosed(OfferingClosed) = 57 "offering_closed",
        ProceedsReleased(ProceedsReleased) = 58 "proceeds_released",
        OwnerPaid(OwnerPaid) = 59 "owner_paid",
        ActionProposed(ActionProposed) = 60 "action_proposed",
        ActionApproved(ActionApproved) = 61 "action_approved",
        ActionRejected(ActionRejected) = 62 "action_rejected",
    }
}
