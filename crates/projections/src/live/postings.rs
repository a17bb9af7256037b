//! What each event moves, and from where to where. This is the only place that says so; every list sums to zero per asset.

use money::Won;
use protocol::event::Event;
use protocol::ids::Home;
use protocol::{AccountId, InstrumentId, OrderId, Side};

use super::order::Order;
use super::saved::Saved;
use protocol::wire::{DecodeError, Decoder, Encoder};

/// Trading fees go here. The house's accounts have these numbers in every shard.
pub const FEES: u32 = 1;
pub const TAX: u32 = 2;
/// What rounding leaves of distributions.
pub const REMAINDER: u32 = 3;
pub const UNCLAIMED: u32 = 4;
/// The other side of payments in and out; negative by what customers have paid in.
pub const BANK_CLEARING: u32 = 5;
/// The other side of virtual money.
pub const GRANT: u32 = 6;
pub const DISTRIBUTION_ESCROW: u32 = 7;
/// What offerings raised and has not been released to an owner.
pub const OFFERING_ESCROW: u32 = 8;

/// What one of the house's accounts is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseRole {
    /// Trading fees.
    Fees,
    /// Taxes withheld.
    Tax,
    /// What rounding leaves of distributions.
    Remainder,
    /// Nobody has come for it.
    Unclaimed,
    /// The other side of payments in and out.
    BankClearing,
    /// The other side of virtual money.
    Grant,
    /// Distributions between their declaration and the last payment.
    DistributionEscrow,
    /// What offerings raised, until it is released.
    OfferingEscrow,
    /// For later use; nothing is booked on it.
    Reserved,
}

impl HouseRole {
    /// `None` for an account that is not the house's.
    pub fn of(account: AccountId) -> Option<Self> {
        match account.local() {
            FEES => Some(Self::Fees),
            TAX => Some(Self::Tax),
            REMAINDER => Some(Self::Remainder),
            UNCLAIMED => Some(Self::Unclaimed),
            BANK_CLEARING => Some(Self::BankClearing),
            GRANT => Some(Self::Grant),
            DISTRIBUTION_ESCROW => Some(Self::DistributionEscrow),
            OFFERING_ESCROW => Some(Self::OfferingEscrow),
            local if (1..=HOUSE_ACCOUNTS).contains(&local) => Some(Self::Reserved),
            _ => None,
        }
    }
}

/// The first fifteen accounts of a shard are the house's.
pub const HOUSE_ACCOUNTS: u32 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    Cash,
    Units(InstrumentId),
}

impl Saved for Asset {
    fn save(&self, to: &mut Encoder<'_>) {
        let instrument = match *self {
            Self::Cash => None,
            Self::Units(instrument) => Some(instrument),
        };
        instrument.save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Option::<InstrumentId>::load(from)?.map_or(Self::Cash, Self::Units))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    Available,
    Held,
}

/// Whose books a posting stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    Account(AccountId),
    /// Where an instrument's units come from: negative by what has been issued.
    Issuance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub book: Book,
    pub asset: Asset,
    pub bucket: Bucket,
    /// Won, or units of the asset; negative when they leave.
    pub amount: i64,
}

/// The postings of one event: at most eight, for a taxed fill of a sale.
#[derive(Clone, Copy, Debug)]
pub struct Postings {
    list: [Posting; Self::MAX],
    count: usize,
}

impl Postings {
    pub const MAX: usize = 8;

    pub(crate) fn new() -> Self {
        let none = Posting { book: Book::Issuance, asset: Asset::Cash, bucket: Bucket::Available, amount: 0 };
        Self { list: [none; Self::MAX], count: 0 }
    }

    pub fn as_slice(&self) -> &[Posting] {
        &self.list[..self.count]
    }

    #[inline]
    fn push(&mut self, book: Book, asset: Asset, bucket: Bucket, amount: i64) {
        if amount != 0 {
            self.list[self.count] = Posting { book, asset, bucket, amount };
            self.count += 1;
        }
    }

    fn pay(&mut self, from: AccountId, to: AccountId, amount: Won) {
        self.push(Book::Account(from), Asset::Cash, Bucket::Available, -amount.0);
        self.push(Book::Account(to), Asset::Cash, Bucket::Available, amount.0);
    }

    /// From available to held; back when negative.
    fn hold(&mut self, account: AccountId, asset: Asset, amount: i64) {
        self.push(Book::Account(account), asset, Bucket::Available, -amount);
        self.push(Book::Account(account), asset, Bucket::Held, amount);
    }
}

/// What the events are read against: the open orders, as they are before the event.
pub(crate) trait Context {
    fn home(&self) -> Home;
    fn order(&self, id: OrderId) -> Option<&Order>;
    /// Who pays the distribution is in its declaration; the house's accounts are the shard's.
    fn house(&self, local: u32) -> AccountId {
        AccountId::new(self.home(), local)
    }
}

/// `None` when the event speaks of an order that is not open.
pub(crate) fn postings(event: &Event, context: &impl Context) -> Option<Postings> {
    let mut postings = Postings::new();
    list_postings(event, context, &mut postings)?;
    Some(postings)
}

/// As [`postings`], into a list that is used again.
pub(crate) fn list_postings(event: &Event, context: &impl Context, out: &mut Postings) -> Option<()> {
    out.count = 0;
    match event {
        Event::DepositCredited(e) => out.pay(context.house(BANK_CLEARING), e.account, e.amount),
        Event::CashGranted(e) => out.pay(context.house(GRANT), e.account, e.amount),
        Event::WithdrawalRequested(e) => out.hold(e.account, Asset::Cash, e.amount.0),
        Event::WithdrawalCancelled(e) => out.hold(e.account, Asset::Cash, -e.amount.0),
        Event::WithdrawalCompleted(e) => {
            out.push(Book::Account(e.account), Asset::Cash, Bucket::Held, -e.amount.0);
            out.push(Book::Account(context.house(BANK_CLEARING)), Asset::Cash, Bucket::Available, e.amount.0);
        }
        Event::UnitsIssued(e) => {
            let units = Asset::Units(e.instrument);
            out.push(Book::Issuance, units, Bucket::Available, -e.quantity.0);
            out.push(Book::Account(e.account), units, Bucket::Available, e.quantity.0);
        }
        Event::OrderPlaced(e) => match (e.side, e.size) {
            (Side::Sell, protocol::Size::Quantity(quantity)) => out.hold(e.account, Asset::Units(e.instrument), quantity.0),
            _ => out.hold(e.account, Asset::Cash, e.hold.0),
        },
        Event::OrderCancelled(e) => {
            let order = context.order(e.order)?;
            match order.side {
                Side::Buy => out.hold(order.account, Asset::Cash, -e.released.0),
                Side::Sell => out.hold(order.account, Asset::Units(order.instrument), -order.held_units().0),
            }
        }
        Event::OrderAmended(e) => {
            let order = context.order(e.order)?;
            match order.side {
                Side::Buy => out.hold(order.account, Asset::Cash, (e.hold - order.hold).0),
                Side::Sell => out.hold(order.account, Asset::Units(order.instrument), (e.rest - order.held_units()).0),
            }
        }
        Event::OrdersDecremented(e) => {
            let (taker, maker) = (context.order(e.taker)?, context.order(e.maker)?);
            let (buy, sell) = if taker.side == Side::Buy { (taker, maker) } else { (maker, taker) };
            out.hold(buy.account, Asset::Cash, -e.released.0);
            out.hold(sell.account, Asset::Units(sell.instrument), -e.quantity.0);
        }
        Event::Fill(e) => {
            let (buy, sell) = (context.order(e.buy)?, context.order(e.sell)?);
            let (buyer, seller) = (Book::Account(buy.account), Book::Account(sell.account));
            let taxes = e.income_tax + e.local_tax;
            out.push(buyer, Asset::Cash, Bucket::Held, -(e.value + e.buyer_fee + e.released).0);
            out.push(buyer, Asset::Cash, Bucket::Available, e.released.0);
            out.push(seller, Asset::Cash, Bucket::Available, (e.value - e.seller_fee - taxes).0);
            out.push(Book::Account(context.house(FEES)), Asset::Cash, Bucket::Available, (e.buyer_fee + e.seller_fee).0);
            out.push(Book::Account(context.house(TAX)), Asset::Cash, Bucket::Available, taxes.0);
            let units = Asset::Units(buy.instrument);
            out.push(seller, units, Bucket::Held, -e.quantity.0);
            out.push(buyer, units, Bucket::Available, e.quantity.0);
        }
        Event::DistributionDeclared(e) => out.pay(e.payer, context.house(DISTRIBUTION_ESCROW), e.total),
        Event::DistributionPaid(e) => {
            let taxes = e.income_tax + e.local_tax;
            out.push(Book::Account(context.house(DISTRIBUTION_ESCROW)), Asset::Cash, Bucket::Available, -e.gross.0);
            out.push(Book::Account(e.account), Asset::Cash, Bucket::Available, (e.gross - taxes).0);
            out.push(Book::Account(context.house(TAX)), Asset::Cash, Bucket::Available, taxes.0);
        }
        Event::OwnerPaid(e) => out.pay(context.house(DISTRIBUTION_ESCROW), e.owner, e.amount),
        Event::Subscribed(e) => out.hold(e.account, Asset::Cash, e.amount.0),
        Event::SubscriptionCancelled(e) => out.hold(e.account, Asset::Cash, -e.amount.0),
        Event::SubscriptionRefunded(e) => out.hold(e.account, Asset::Cash, -e.amount.0),
        Event::Allotted(e) => {
            out.push(Book::Account(e.account), Asset::Cash, Bucket::Held, -e.amount.0);
            out.push(Book::Account(context.house(OFFERING_ESCROW)), Asset::Cash, Bucket::Available, e.amount.0);
            let units = Asset::Units(e.instrument);
            out.push(Book::Issuance, units, Bucket::Available, -e.quantity.0);
            out.push(Book::Account(e.account), units, Bucket::Available, e.quantity.0);
        }
        Event::ProceedsReleased(e) => out.pay(context.house(OFFERING_ESCROW), e.owner, e.amount),
        Event::DistributionClosed(e) => out.pay(context.house(DISTRIBUTION_ESCROW), context.house(REMAINDER), e.remainder),
        Event::MarketFounded(_)
        | Event::AccountOpened(_)
        | Event::VerificationSet(_)
        | Event::SelfTradePreventionSet(_)
        | Event::DepositRequested(_)
        | Event::DepositCancelled(_)
        | Event::PolicyAdded(_)
        | Event::PolicyInForce(_)
        | Event::InstrumentListed(_)
        | Event::RulesResolved(_)
        | Event::DayStarted(_)
        | Event::PhaseChanged(_)
        | Event::ReferenceSet(_)
        | Event::InstrumentHalted(_)
        | Event::InstrumentResumed(_)
        | Event::InstrumentDelisted(_)
        | Event::OrderTriggered(_)
        | Event::OrderRested(_)
        | Event::VolatilityInterrupted(_)
        | Event::InterruptionEnded(_)
        | Event::AuctionPriced(_)
        | Event::AuctionEnded(_)
        | Event::JobStarted(_)
        | Event::JobAdvanced(_)
        | Event::JobEnded(_)
        | Event::ActionProposed(_)
        | Event::ActionApproved(_)
        | Event::ActionRejected(_)
        | Event::AssetRegistered(_)
        | Event::OfferingScheduled(_)
        | Event::OfferingEnded(_)
        | Event::OfferingClosed(_)
        | Event::KeysRotated(_)
        | Event::OrderDue(_) => {}
    }
    Some(())
}
