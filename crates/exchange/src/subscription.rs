//! `Subscribe` and `CancelSubscription`: an investor's part in an offering.

use crate::assets::Stage;
use crate::calendar;
use crate::exchange::Exchange;
use crate::offering::{Offering, Subscription};
use money::{Quantity, Won};
use protocol::command::{AccountKind, CancelSubscription, Subscribe};
use protocol::event::{Subscribed, SubscriptionCancelled};
use protocol::{Day, Event, Header, Market, Reason, Rejection, Time};

impl Exchange {
    pub(crate) fn subscribe(&mut self, header: &Header, subscribe: &Subscribe, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !subscribe.account.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let i = self.instrument_local(subscribe.instrument)?;
        let local = self.outside_account(subscribe.account)?;
        let asset = self.asset(i)?;
        let Some(offering) = open_offering(&asset.stage, header.at) else { return Err(Reason::OfferingNotOpen.into()) };
        if self.accounts[local].kind != AccountKind::Investor || self.is_same_owner(local, asset.owner) {
            return Err(Reason::InvestorsOnly.into());
        }
        if self.home.market == Market::Live && self.accounts[local].verified_until < self.day_of(i, header.at) {
            return Err(Reason::VerificationExpired.into());
        }
        if !subscribe.quantity.is_positive() {
            return Err(Reason::QuantityNotPositive.into());
        }
        let left = asset.offered_units.checked_sub(offering.subscribed).unwrap_or(Quantity::ZERO);
        if left == Quantity::ZERO {
            return Err(Reason::OfferingSoldOut.into());
        }
        if subscribe.quantity < offering.minimum {
            return Err(Reason::SubscriptionBelowMinimum.into());
        }
        let quantity = subscribe.quantity.min(left);
        let of_owner = self.subscribed_by_owner_of(offering, local);
        let within = of_owner.checked_add(subscribe.quantity).is_some_and(|together| together <= offering.maximum);
        if !within {
            return Err(Reason::SubscriptionAboveMaximum.into());
        }
        let amount = Won(asset.unit_price.0.checked_mul(quantity.0).expect("the price of all units is at most the appraisal"));
        if self.accounts[local].available < amount {
            return Err(Reason::InsufficientCash.into());
        }
        self.check_holding(local, i)?;
        // After this point it must succeed.
        let Subscribe { account, instrument, .. } = *subscribe;
        self.emit(header, Subscribed { instrument, account, quantity, amount }, out);
        Ok(())
    }

    pub(crate) fn cancel_subscription(
        &mut self,
        header: &Header,
        cancel: &CancelSubscription,
        out: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        if !cancel.account.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let i = self.instrument_local(cancel.instrument)?;
        let local = self.outside_account(cancel.account)?;
        let asset = self.asset(i)?;
        let Some(offering) = open_offering(&asset.stage, header.at) else { return Err(Reason::OfferingNotOpen.into()) };
        let Some(&Subscription { quantity, amount }) = offering.subscriptions.get(&local) else { return Err(Reason::NotSubscribed.into()) };
        // After this point it must succeed.
        let CancelSubscription { account, instrument } = *cancel;
        self.emit(header, SubscriptionCancelled { instrument, account, quantity, amount }, out);
        Ok(())
    }

    /// The trading day at a time by an instrument's calendar, whether it trades yet or not.
    fn day_of(&self, i: u16, at: Time) -> Day {
        calendar::moment(self.policies.calendar(self.instrument(i).rules.calendar), at).day
    }

    fn is_same_owner(&self, one: u32, other: u32) -> bool {
        self.accounts[one].owner == self.accounts[other].owner
    }

    /// Units that all accounts of the same owner have subscribed.
    fn subscribed_by_owner_of(&self, offering: &Offering, local: u32) -> Quantity {
        let mut account = self.accounts[local].first_of_owner;
        let mut together = Quantity::ZERO;
        while account != 0 {
            together += offering.subscriptions.get(&account).map_or(Quantity::ZERO, |subscription| subscription.quantity);
            account = self.accounts[account].next_of_owner;
        }
        together
    }

    /// All that an account has subscribed and that is not settled.
    pub(crate) fn subscriptions_of(&self, local: u32) -> impl Iterator<Item = &Subscription> {
        let offerings = self.assets.values().filter_map(|asset| match &asset.stage {
            Stage::Offered(offering) => Some(offering),
            _ => None,
        });
        offerings.filter_map(move |offering| offering.subscriptions.get(&local))
    }

    /// Whether an account has subscribed an instrument and that is not settled.
    pub(crate) fn is_subscribed(&self, i: u16, local: u32) -> bool {
        self.assets.get(&i).is_some_and(|asset| match &asset.stage {
            Stage::Offered(offering) => offering.subscriptions.contains_key(&local),
            _ => false,
        })
    }

    /// What `Subscribed` changes. The holding is made now and kept, so that the allotment cannot fail.
    pub(crate) fn add_subscription(&mut self, subscribed: &Subscribed) {
        let (i, local) = (subscribed.instrument.local(), subscribed.account.local());
        self.accounts[local].hold(subscribed.amount);
        let offering = self.offering_mut(i);
        offering.subscribed += subscribed.quantity;
        let nothing = Subscription { quantity: Quantity::ZERO, amount: Won::ZERO };
        let is_first = !offering.subscriptions.contains_key(&local);
        let subscription = offering.subscriptions.entry(local).or_insert(nothing);
        subscription.quantity += subscribed.quantity;
        subscription.amount += subscribed.amount;
        if is_first {
            let slot = self.holding_for(local, i);
            self.holdings[slot].open_orders += 1;
        }
    }

    /// What `SubscriptionCancelled` changes.
    pub(crate) fn give_up_subscription(&mut self, cancelled: &SubscriptionCancelled) {
        self.drop_subscription(cancelled.instrument.local(), cancelled.account.local(), cancelled.amount);
    }

    pub(crate) fn drop_subscription(&mut self, i: u16, local: u32, amount: Won) {
        self.take_subscription(i, local);
        self.accounts[local].release(amount);
        let slot = self.holdings.find(&self.accounts, local, i);
        self.holdings[slot].open_orders -= 1;
        self.holdings.free_if_empty(&mut self.accounts, slot);
    }
}

/// The offering, if it takes subscriptions at this time.
fn open_offering(stage: &Stage, at: Time) -> Option<&Offering> {
    match stage {
        Stage::Offered(offering) if offering.outcome.is_none() && (offering.opens_at..offering.closes_at).contains(&at) => Some(offering),
        _ => None,
    }
}
