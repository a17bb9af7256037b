//! Assets and their offerings: what is offered, how much of it is subscribed and by whom, and what became of it.

use std::collections::BTreeMap;

use money::{Bps, Quantity, Won};
use protocol::command::AssetClass;
use protocol::event::{AssetRegistered, Event, OfferingOutcome, OfferingScheduled};
use protocol::{AccountId, Header, InstrumentId, Time};

use super::saved::saved_struct;
use super::state::{FoldError, LiveState};

saved_struct! {
    /// What an instrument is a share of.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Asset {
        pub instrument: InstrumentId,
        pub owner: AccountId,
        pub class: AssetClass,
        pub appraisal: Won,
        /// The whole, tokenised or not.
        pub total_units: Quantity,
        pub share: Bps,
        pub unit_price: Won,
        pub offered_units: Quantity,
        pub registered_at: Time,
        pub offering: Option<Offering>,
    }
}

saved_struct! {
    /// The only offering of an asset.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Offering {
        pub opens_at: Time,
        pub closes_at: Time,
        pub minimum: Quantity,
        pub maximum: Quantity,
        pub target: Quantity,
        /// Units of all subscriptions that were not given up, whether they are settled or not.
        pub subscribed: Quantity,
        /// Of those not settled yet, by account.
        pub subscriptions: BTreeMap<AccountId, Subscription>,
        /// Accounts that were allotted or refunded.
        pub settled: u64,
        /// `None` until it has ended.
        pub outcome: Option<OfferingOutcome>,
        /// When the last subscription was allotted or refunded.
        pub closed_at: Option<Time>,
        /// Won that the allotments brought.
        pub raised: Won,
        /// Won of it paid to the owner.
        pub released: Won,
    }
}

saved_struct! {
    /// What an account has subscribed; its price is held.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Subscription {
        pub quantity: Quantity,
        pub amount: Won,
        pub subscribed_at: Time,
    }
}

impl LiveState {
    /// The asset that an instrument is a share of; `None` if it is of none.
    pub fn asset(&self, instrument: InstrumentId) -> Option<&Asset> {
        self.assets.get(&instrument)
    }

    /// In the order of their instruments' listing.
    pub fn assets(&self) -> impl DoubleEndedIterator<Item = &Asset> {
        self.assets.values()
    }

    /// What an event changes of assets and offerings, beside balances.
    pub(crate) fn change_offerings(&mut self, header: &Header, event: &Event) -> Result<(), FoldError> {
        let (seq, at) = (header.seq, header.at);
        match event {
            Event::AssetRegistered(e) => {
                self.assets.insert(e.instrument, Asset::new(e, at));
            }
            Event::OfferingScheduled(e) => {
                let asset = self.assets.get_mut(&e.instrument).ok_or(FoldError::NotThere(seq))?;
                asset.offering = Some(Offering::new(e));
            }
            Event::Subscribed(e) => {
                let offering = self.offering_mut(header, e.instrument)?;
                offering.subscribed += e.quantity;
                let nothing = Subscription { quantity: Quantity::ZERO, amount: Won::ZERO, subscribed_at: at };
                let subscription = offering.subscriptions.entry(e.account).or_insert(nothing);
                subscription.quantity += e.quantity;
                subscription.amount += e.amount;
            }
            Event::SubscriptionCancelled(e) => {
                let offering = self.offering_mut(header, e.instrument)?;
                offering.subscriptions.remove(&e.account).ok_or(FoldError::NotThere(seq))?;
                offering.subscribed -= e.quantity;
            }
            Event::OfferingEnded(e) => self.offering_mut(header, e.instrument)?.outcome = Some(e.outcome),
            Event::Allotted(e) => {
                let offering = self.offering_mut(header, e.instrument)?;
                offering.subscriptions.remove(&e.account).ok_or(FoldError::NotThere(seq))?;
                offering.settled += 1;
                offering.raised += e.amount;
                self.account_mut(e.account).ok_or(FoldError::UnknownAccount(seq))?.holding_mut(e.instrument).cost += e.amount;
                self.instrument_at(seq, e.instrument)?.issued += e.quantity;
            }
            Event::SubscriptionRefunded(e) => {
                let offering = self.offering_mut(header, e.instrument)?;
                offering.subscriptions.remove(&e.account).ok_or(FoldError::NotThere(seq))?;
                offering.settled += 1;
            }
            Event::OfferingClosed(e) => self.offering_mut(header, e.instrument)?.closed_at = Some(at),
            Event::ProceedsReleased(e) => self.offering_mut(header, e.instrument)?.released += e.amount,
            _ => {}
        }
        Ok(())
    }

    fn offering_mut(&mut self, header: &Header, instrument: InstrumentId) -> Result<&mut Offering, FoldError> {
        let asset = self.assets.get_mut(&instrument);
        asset.and_then(|asset| asset.offering.as_mut()).ok_or(FoldError::NotThere(header.seq))
    }
}

impl Asset {
    fn new(registered: &AssetRegistered, at: Time) -> Self {
        let AssetRegistered { instrument, owner, class, appraisal, total_units, share, unit_price, offered_units } = *registered;
        Self { instrument, owner, class, appraisal, total_units, share, unit_price, offered_units, registered_at: at, offering: None }
    }
}

impl Offering {
    fn new(scheduled: &OfferingScheduled) -> Self {
        let OfferingScheduled { opens_at, closes_at, minimum, maximum, target, .. } = *scheduled;
        Self {
            opens_at,
            closes_at,
            minimum,
            maximum,
            target,
            subscribed: Quantity::ZERO,
            subscriptions: BTreeMap::new(),
            settled: 0,
            outcome: None,
            closed_at: None,
            raised: Won::ZERO,
            released: Won::ZERO,
        }
    }

    /// Whether subscriptions are taken at this time.
    pub fn is_open(&self, at: Time) -> bool {
        self.outcome.is_none() && (self.opens_at..self.closes_at).contains(&at)
    }
}
