//! Assets and offerings, as plainly as their rules read.

use super::calendar::moment;
use super::people::{ESCROW, OFFERING_ESCROW};
use super::{Model, Outcome};
use money::{Quantity, Won};
use protocol::Market;
use protocol::command::*;
use protocol::event::*;
use protocol::ids::{AccountId, InstrumentId, JobId};
use protocol::rejection::Reason;
use protocol::time::{MICROS_PER_SECOND, Time};

#[derive(Clone, Debug)]
pub struct Asset {
    /// Index of the account.
    pub owner: usize,
    pub total_units: i64,
    pub unit_price: i64,
    pub offered: i64,
    pub offering: Option<Offering>,
}

#[derive(Clone, Debug)]
pub struct Offering {
    pub opens_at: Time,
    pub closes_at: Time,
    pub minimum: i64,
    pub maximum: i64,
    pub target: i64,
    /// Index of the account, units.
    pub subscriptions: Vec<(usize, i64)>,
    pub outcome: Option<OfferingOutcome>,
    pub closed: bool,
    pub allotted: i64,
    /// Won in escrow.
    pub raised: i64,
}

impl Offering {
    fn takes(&self, at: Time) -> bool {
        self.outcome.is_none() && at >= self.opens_at && at < self.closes_at
    }

    fn subscribed(&self) -> i64 {
        self.subscriptions.iter().map(|subscription| subscription.1).sum()
    }
}

impl Model {
    fn asset_index(&self, id: InstrumentId) -> Result<usize, Reason> {
        let index = self.instrument_index(id)?;
        if self.assets.contains_key(&index) { Ok(index) } else { Err(Reason::UnknownAsset) }
    }

    /// Trading opens once an asset has been sold, at once for what is no asset.
    pub(super) fn is_sold(&self, index: usize) -> bool {
        let Some(asset) = self.assets.get(&index) else { return true };
        asset.offering.as_ref().is_some_and(|offering| offering.closed && offering.outcome == Some(OfferingOutcome::Funded))
    }

    pub(super) fn is_offered(&self, index: usize) -> bool {
        let offering = self.assets.get(&index).and_then(|asset| asset.offering.as_ref());
        offering.is_some_and(|offering| !offering.closed)
    }

    pub(super) fn register_asset(&mut self, register: &RegisterAsset) -> Outcome {
        let index = self.instrument_index(register.instrument)?;
        let owner = self.trader_index(register.owner)?;
        let instrument = &self.instruments[index];
        if self.assets.contains_key(&index) {
            return Err(Reason::AssetAlreadyRegistered);
        }
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted);
        }
        if !instrument.halted {
            return Err(Reason::NotHalted);
        }
        if instrument.issued != 0 {
            return Err(Reason::UnitsAlreadyIssued);
        }
        let (total, share) = (register.total_units.0, i64::from(register.share.0));
        if !register.total_units.is_positive() {
            return Err(Reason::QuantityNotPositive);
        }
        let highest = if register.class == AssetClass::RealEstate { 4_899 } else { 10_000 };
        let offered = (i128::from(total) * i128::from(share) / 10_000) as i64;
        if share > highest || offered == 0 {
            return Err(Reason::ShareOutOfRange);
        }
        let unit_price = register.appraisal.0.max(0) / total;
        if unit_price == 0 {
            return Err(Reason::AppraisalTooSmall);
        }
        let listing = &instrument.listing;
        let fits = (listing.price_decimals, listing.quantity_decimals) == (0, 0)
            && listing.registered_supply.0 == offered
            && listing.reference_price.0 == unit_price;
        if !fits {
            return Err(Reason::ListingDiffers);
        }
        self.assets.insert(index, Asset { owner, total_units: total, unit_price, offered, offering: None });
        let RegisterAsset { instrument, owner, class, appraisal, total_units, share } = register.clone();
        let (unit_price, offered_units) = (Won(unit_price), Quantity(offered));
        Ok(vec![AssetRegistered { instrument, owner, class, appraisal, total_units, share, unit_price, offered_units }.into()])
    }

    pub(super) fn schedule_offering(&mut self, schedule: &ScheduleOffering) -> Outcome {
        let index = self.asset_index(schedule.instrument)?;
        if self.instruments[index].delisted {
            return Err(Reason::InstrumentDelisted);
        }
        let at = self.at;
        let asset = self.assets.get_mut(&index).expect("it was found");
        if asset.offering.is_some() {
            return Err(Reason::AssetAlreadyOffered);
        }
        let ScheduleOffering { instrument, opens_at, closes_at, minimum, maximum, target } = schedule.clone();
        let year = 365 * 86_400 * MICROS_PER_SECOND;
        if opens_at < at || closes_at <= opens_at || closes_at.0 - opens_at.0 > year {
            return Err(Reason::OfferingWindowOutOfRange);
        }
        let limits = [minimum.0, maximum.0, target.0];
        if limits.iter().any(|limit| *limit < 1 || *limit > asset.offered) || minimum > maximum {
            return Err(Reason::OfferingLimitsOutOfRange);
        }
        asset.offering = Some(Offering {
            opens_at,
            closes_at,
            minimum: minimum.0,
            maximum: maximum.0,
            target: target.0,
            subscriptions: Vec::new(),
            outcome: None,
            closed: false,
            allotted: 0,
            raised: 0,
        });
        Ok(vec![OfferingScheduled { instrument, opens_at, closes_at, minimum, maximum, target }.into()])
    }

    /// The asset, its account and offering, if it takes subscriptions now.
    fn open_offering(&self, instrument: InstrumentId, account: AccountId) -> Result<(usize, usize), Reason> {
        if !account.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        self.instrument_index(instrument)?;
        let person = self.trader_index(account)?;
        let index = self.asset_index(instrument)?;
        let open = self.assets[&index].offering.as_ref().is_some_and(|offering| offering.takes(self.at));
        if open { Ok((index, person)) } else { Err(Reason::OfferingNotOpen) }
    }

    pub(super) fn subscribe(&mut self, subscribe: &Subscribe) -> Outcome {
        let (index, person) = self.open_offering(subscribe.instrument, subscribe.account)?;
        let asset = &self.assets[&index];
        let offering = asset.offering.as_ref().expect("it is open");
        let account = &self.accounts[person];
        if account.kind != AccountKind::Investor || account.owner == self.accounts[asset.owner].owner {
            return Err(Reason::InvestorsOnly);
        }
        let today = moment(&self.instruments[index].calendar, self.at).day;
        if self.home.market == Market::Live && account.verified_until.is_none_or(|until| until < today) {
            return Err(Reason::VerificationExpired);
        }
        let asked = subscribe.quantity.0;
        if !subscribe.quantity.is_positive() {
            return Err(Reason::QuantityNotPositive);
        }
        let left = asset.offered - offering.subscribed();
        if left == 0 {
            return Err(Reason::OfferingSoldOut);
        }
        if asked < offering.minimum {
            return Err(Reason::SubscriptionBelowMinimum);
        }
        let of_owner = offering.subscriptions.iter().filter(|one| self.accounts[one.0].owner == account.owner);
        let before: i64 = of_owner.map(|subscription| subscription.1).sum();
        if before.checked_add(asked).is_none_or(|together| together > offering.maximum) {
            return Err(Reason::SubscriptionAboveMaximum);
        }
        let units = asked.min(left);
        let amount = units * asset.unit_price;
        if account.available < amount {
            return Err(Reason::InsufficientCash);
        }
        self.accounts[person].available -= amount;
        self.accounts[person].held += amount;
        let subscriptions = &mut self.offering_mut(index).subscriptions;
        match subscriptions.iter_mut().find(|subscription| subscription.0 == person) {
            Some(subscription) => subscription.1 += units,
            None => subscriptions.push((person, units)),
        }
        let Subscribe { account, instrument, .. } = *subscribe;
        Ok(vec![Subscribed { instrument, account, quantity: Quantity(units), amount: Won(amount) }.into()])
    }

    pub(super) fn cancel_subscription(&mut self, cancel: &CancelSubscription) -> Outcome {
        let (index, person) = self.open_offering(cancel.instrument, cancel.account)?;
        let (units, amount) = self.take_subscription(index, person).ok_or(Reason::NotSubscribed)?;
        self.accounts[person].held -= amount;
        self.accounts[person].available += amount;
        let CancelSubscription { account, instrument } = *cancel;
        Ok(vec![SubscriptionCancelled { instrument, account, quantity: Quantity(units), amount: Won(amount) }.into()])
    }

    pub(super) fn cancel_offering(&mut self, cancel: &CancelOffering, observed: &[Event]) -> Outcome {
        let index = self.asset_index(cancel.instrument)?;
        if self.assets[&index].offering.as_ref().is_none_or(|offering| offering.outcome.is_some()) {
            return Err(Reason::OfferingNotOpen);
        }
        self.note_jobs(observed);
        let job = observed.iter().find_map(started).unwrap_or(JobId(0));
        Ok(vec![self.end_offering(index, job, OfferingOutcome::Cancelled)])
    }

    /// The close of an offering whose time has come; the job's number is the exchange's own.
    pub(super) fn offering_is_due(&mut self, index: usize, observed: &[Event], events: &mut Vec<Event>) {
        let id = self.instruments[index].id;
        let job = observed.iter().find_map(|event| match event {
            Event::OfferingEnded(ended) if ended.instrument == id => Some(ended.job),
            _ => None,
        });
        let offering = self.offering_mut(index);
        let outcome = if offering.subscribed() < offering.target { OfferingOutcome::Missed } else { OfferingOutcome::Funded };
        let event = self.end_offering(index, job.unwrap_or(JobId(0)), outcome);
        events.push(event);
    }

    fn end_offering(&mut self, index: usize, job: JobId, outcome: OfferingOutcome) -> Event {
        self.offering_mut(index).outcome = Some(outcome);
        OfferingEnded { instrument: self.instruments[index].id, job, outcome }.into()
    }

    /// Subscriptions may be settled in any order, and then the offering is closed.
    pub(super) fn next_of_offering(&mut self, index: usize, observed: &Event) -> Result<Event, String> {
        let instrument = self.instruments[index].id;
        let outcome = self.offering_mut(index).outcome.ok_or("the offering has not ended")?;
        let named = match observed {
            Event::Allotted(allotted) => Some(allotted.account),
            Event::SubscriptionRefunded(refunded) => Some(refunded.account),
            _ => None,
        };
        let Some(account) = named else {
            let offering = self.offering_mut(index);
            offering.closed = true;
            let (quantity, raised) = (Quantity(offering.allotted), Won(offering.raised));
            return Ok(OfferingClosed { instrument, outcome, quantity, raised }.into());
        };
        let person = self.accounts.iter().position(|one| one.id == account).ok_or("nobody subscribed")?;
        let settled = self.take_subscription(index, person);
        let (units, amount) = settled.ok_or_else(|| format!("{account} is settled twice or has subscribed nothing"))?;
        let (quantity, won) = (Quantity(units), Won(amount));
        self.accounts[person].held -= amount;
        if outcome != OfferingOutcome::Funded {
            self.accounts[person].available += amount;
            return Ok(SubscriptionRefunded { instrument, account, quantity, amount: won }.into());
        }
        self.accounts[OFFERING_ESCROW].available += amount;
        let holding = &mut self.accounts[person].holdings[index];
        holding.available += units;
        holding.cost += amount;
        self.instruments[index].issued += units;
        let offering = self.offering_mut(index);
        offering.allotted += units;
        offering.raised += amount;
        Ok(Allotted { instrument, account, quantity, amount: won }.into())
    }

    /// What the job was to do and has not done.
    pub(super) fn is_offering_settled(&self, index: usize) -> bool {
        self.assets[&index].offering.as_ref().is_some_and(|offering| offering.closed && offering.subscriptions.is_empty())
    }

    pub(super) fn release_proceeds(&mut self, release: &ReleaseProceeds) -> Outcome {
        let index = self.asset_index(release.instrument)?;
        if !self.is_sold(index) {
            return Err(Reason::AssetNotFunded);
        }
        let amount = release.amount.0;
        if !release.amount.is_positive() {
            return Err(Reason::AmountNotPositive);
        }
        let owner = self.assets[&index].owner;
        let offering = self.offering_mut(index);
        if amount > offering.raised {
            return Err(Reason::ProceedsExceeded);
        }
        offering.raised -= amount;
        self.accounts[OFFERING_ESCROW].available -= amount;
        self.accounts[owner].available += amount;
        let ReleaseProceeds { instrument, amount, evidence } = release.clone();
        Ok(vec![ProceedsReleased { instrument, owner: self.accounts[owner].id, amount, evidence }.into()])
    }

    /// What falls to the units that were never issued, at once.
    pub(super) fn pay_owner(&mut self, index: usize, job: JobId, per_unit: i64) -> Option<(i64, Event)> {
        let asset = self.assets.get(&index)?;
        let (owner, amount) = (asset.owner, per_unit * (asset.total_units - self.instruments[index].issued));
        self.accounts[ESCROW].available -= amount;
        self.accounts[owner].available += amount;
        let event = OwnerPaid { job, owner: self.accounts[owner].id, amount: Won(amount) }.into();
        (amount > 0).then_some((amount, event))
    }

    fn offering_mut(&mut self, index: usize) -> &mut Offering {
        self.assets.get_mut(&index).and_then(|asset| asset.offering.as_mut()).expect("it is offered")
    }

    fn take_subscription(&mut self, index: usize, person: usize) -> Option<(i64, i64)> {
        let unit_price = self.assets[&index].unit_price;
        let subscriptions = &mut self.offering_mut(index).subscriptions;
        let place = subscriptions.iter().position(|subscription| subscription.0 == person)?;
        let (_, units) = subscriptions.remove(place);
        Some((units, units * unit_price))
    }
}

fn started(event: &Event) -> Option<JobId> {
    match event {
        Event::JobStarted(started) => Some(started.job),
        _ => None,
    }
}
