//! What each event moves between accounts, by the amounts that stand in it.
//!
//! It is written from the events alone and shares no code with the exchange or the read models, so that comparing them compares two computations.

use crate::action::Asset;
use crate::orders::OrderOf;
use protocol::event::{Allotted, DistributionClosed, DistributionDeclared, DistributionPaid, Fill, OwnerPaid, ProceedsReleased};
use protocol::{AccountId, Event, Home};

/// The house's accounts that take part, by their numbers in every shard.
pub(crate) mod house {
    pub(crate) const FEES: u32 = 1;
    pub(crate) const TAX: u32 = 2;
    pub(crate) const REMAINDER: u32 = 3;
    pub(crate) const UNCLAIMED: u32 = 4;
    /// The other side of what came in; it is not on the chain.
    pub(crate) const BANK_CLEARING: u32 = 5;
    pub(crate) const DISTRIBUTION_ESCROW: u32 = 7;
    pub(crate) const OFFERING_ESCROW: u32 = 8;
    pub(crate) const ALL: [u32; 6] = [FEES, TAX, REMAINDER, UNCLAIMED, DISTRIBUTION_ESCROW, OFFERING_ESCROW];
}

/// What an account gets of an asset; negative where it gives.
pub(crate) type Moved = (Asset, AccountId, i64);

/// The two sides of a fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides {
    pub(crate) buy: OrderOf,
    pub(crate) sell: OrderOf,
}

/// Cash and units of a trade, its fees and taxes.
pub(crate) fn of_fill(home: Home, fill: &Fill, sides: Sides, out: &mut Vec<Moved>) {
    let units = Asset::Units(sides.buy.instrument);
    let taxes = fill.income_tax + fill.local_tax;
    out.push((units, sides.sell.account, -fill.quantity.0));
    out.push((units, sides.buy.account, fill.quantity.0));
    out.push((Asset::Won, sides.buy.account, -(fill.value + fill.buyer_fee).0));
    out.push((Asset::Won, sides.sell.account, (fill.value - fill.seller_fee - taxes).0));
    out.push((Asset::Won, AccountId::new(home, house::FEES), (fill.buyer_fee + fill.seller_fee).0));
    out.push((Asset::Won, AccountId::new(home, house::TAX), taxes.0));
}

/// What any other event moves between accounts. Money and units that come in or go out are not among it: they are minted, burned and issued. Units of an
/// offering are issued to its escrow, which hands them over here against payment.
pub(crate) fn of_event(home: Home, event: &Event, out: &mut Vec<Moved>) {
    let escrow = AccountId::new(home, house::DISTRIBUTION_ESCROW);
    let offerings = AccountId::new(home, house::OFFERING_ESCROW);
    match event {
        Event::DistributionDeclared(DistributionDeclared { payer, total, .. }) => {
            out.push((Asset::Won, *payer, -total.0));
            out.push((Asset::Won, escrow, total.0));
        }
        Event::DistributionPaid(DistributionPaid { account, gross, income_tax, local_tax, .. }) => {
            let taxes = *income_tax + *local_tax;
            out.push((Asset::Won, escrow, -gross.0));
            out.push((Asset::Won, *account, (*gross - taxes).0));
            out.push((Asset::Won, AccountId::new(home, house::TAX), taxes.0));
        }
        Event::DistributionClosed(DistributionClosed { remainder, .. }) => {
            out.push((Asset::Won, escrow, -remainder.0));
            out.push((Asset::Won, AccountId::new(home, house::REMAINDER), remainder.0));
        }
        Event::OwnerPaid(OwnerPaid { owner, amount, .. }) => {
            out.push((Asset::Won, escrow, -amount.0));
            out.push((Asset::Won, *owner, amount.0));
        }
        Event::Allotted(Allotted { instrument, account, quantity, amount }) => {
            out.push((Asset::Won, *account, -amount.0));
            out.push((Asset::Won, offerings, amount.0));
            out.push((Asset::Units(*instrument), offerings, -quantity.0));
            out.push((Asset::Units(*instrument), *account, quantity.0));
        }
        Event::ProceedsReleased(ProceedsReleased { owner, amount, .. }) => {
            out.push((Asset::Won, offerings, -amount.0));
            out.push((Asset::Won, *owner, amount.0));
        }
        // Named one by one, so that a new kind of event has to be thought about.
        Event::Fill(_)
        | Event::MarketFounded(_)
        | Event::AccountOpened(_)
        | Event::VerificationSet(_)
        | Event::SelfTradePreventionSet(_)
        | Event::DepositRequested(_)
        | Event::DepositCredited(_)
        | Event::DepositCancelled(_)
        | Event::WithdrawalRequested(_)
        | Event::WithdrawalCompleted(_)
        | Event::WithdrawalCancelled(_)
        | Event::CashGranted(_)
        | Event::PolicyAdded(_)
        | Event::PolicyInForce(_)
        | Event::InstrumentListed(_)
        | Event::RulesResolved(_)
        | Event::DayStarted(_)
        | Event::PhaseChanged(_)
        | Event::ReferenceSet(_)
        | Event::UnitsIssued(_)
        | Event::InstrumentHalted(_)
        | Event::InstrumentResumed(_)
        | Event::InstrumentDelisted(_)
        | Event::OrderPlaced(_)
        | Event::OrderTriggered(_)
        | Event::OrderRested(_)
        | Event::OrderCancelled(_)
        | Event::OrderAmended(_)
        | Event::OrdersDecremented(_)
        | Event::OrderDue(_)
        | Event::VolatilityInterrupted(_)
        | Event::InterruptionEnded(_)
        | Event::AuctionPriced(_)
        | Event::AuctionEnded(_)
        | Event::JobStarted(_)
        | Event::JobAdvanced(_)
        | Event::JobEnded(_)
        | Event::KeysRotated(_)
        | Event::AssetRegistered(_)
        | Event::OfferingScheduled(_)
        | Event::Subscribed(_)
        | Event::SubscriptionCancelled(_)
        | Event::OfferingEnded(_)
        | Event::SubscriptionRefunded(_)
        | Event::OfferingClosed(_)
        | Event::ActionProposed(_)
        | Event::ActionApproved(_)
        | Event::ActionRejected(_) => {}
    }
}
