//! Assets and their offerings in the clients' own books: who subscribed what, what came of it, and what the owner is still due.

use super::{Books, ESCROW, OFFERING_ESCROW};
use protocol::event::{
    Allotted, AssetRegistered, OfferingClosed, OfferingEnded, OfferingOutcome, OfferingScheduled, OwnerPaid, Subscribed,
};
use protocol::{AccountId, InstrumentId, Time};
use std::collections::BTreeMap;

/// What a client knows of an asset.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) owner: AccountId,
    pub(crate) total_units: i64,
    pub(crate) unit_price: i64,
    pub(crate) offered: i64,
    pub(crate) stage: Stage,
}

#[derive(Clone, Debug)]
pub(crate) enum Stage {
    Registered,
    Offered(Offering),
    /// Won that its offering raised and that the owner has not been paid.
    Funded(i64),
    Failed,
}

#[derive(Clone, Debug)]
pub(crate) struct Offering {
    pub(crate) opens_at: Time,
    pub(crate) closes_at: Time,
    pub(crate) minimum: i64,
    pub(crate) maximum: i64,
    target: i64,
    /// Units and won by the account's local number; who is allotted or refunded is taken out.
    pub(crate) subscriptions: BTreeMap<u32, (i64, i64)>,
    outcome: Option<OfferingOutcome>,
    allotted: i64,
    raised: i64,
}

impl Offering {
    pub(crate) fn subscribed(&self) -> i64 {
        self.subscriptions.values().map(|subscription| subscription.0).sum()
    }

    pub(crate) fn is_open(&self, at: Time) -> bool {
        self.outcome.is_none() && (self.opens_at..self.closes_at).contains(&at)
    }
}

impl Stage {
    fn in_escrow(&self) -> i64 {
        match self {
            Self::Registered | Self::Failed => 0,
            Self::Offered(offering) => offering.raised,
            Self::Funded(left) => *left,
        }
    }
}

impl Asset {
    /// Trading in it may be opened.
    pub(crate) fn is_sold(&self) -> bool {
        matches!(self.stage, Stage::Funded(_))
    }
}

impl Books {
    pub(crate) fn asset(&self, instrument: InstrumentId) -> Option<&Asset> {
        self.assets.get(&instrument.local())
    }

    /// What offerings raised and has not been released is what their escrow has.
    pub(super) fn check_offerings(&self) -> Result<(), String> {
        let raised: i64 = self.assets.values().map(|asset| asset.stage.in_escrow()).sum();
        let escrow = self.cash.get(OFFERING_ESCROW).map_or(0, |cash| cash.available);
        if raised == escrow { Ok(()) } else { Err(format!("the offerings' escrow has {escrow}, {raised} were raised and not released")) }
    }

    pub(super) fn register(&mut self, e: &AssetRegistered) -> Result<(), String> {
        let supply = self.listed(e.instrument).map_or(0, |listed| listed.supply);
        let unit_price = e.appraisal.0 / e.total_units.0;
        let offered = e.total_units.0 * i64::from(e.share.0) / 10_000;
        if (unit_price, offered, offered) != (e.unit_price.0, e.offered_units.0, supply) {
            return Err(format!("{e:?} offers {offered} units at {unit_price}, of {supply} listed"));
        }
        let asset = Asset { owner: e.owner, total_units: e.total_units.0, unit_price, offered, stage: Stage::Registered };
        match self.assets.insert(e.instrument.local(), asset) {
            None => Ok(()),
            Some(before) => Err(format!("{e:?} replaces {before:?}")),
        }
    }

    pub(super) fn announce(&mut self, e: &OfferingScheduled) -> Result<(), String> {
        let asset = self.assets.get_mut(&e.instrument.local()).filter(|asset| matches!(asset.stage, Stage::Registered));
        let asset = asset.ok_or_else(|| format!("{e:?} of what cannot be offered"))?;
        asset.stage = Stage::Offered(Offering {
            opens_at: e.opens_at,
            closes_at: e.closes_at,
            minimum: e.minimum.0,
            maximum: e.maximum.0,
            target: e.target.0,
            subscriptions: BTreeMap::new(),
            outcome: None,
            allotted: 0,
            raised: 0,
        });
        Ok(())
    }

    pub(super) fn subscribe(&mut self, e: &Subscribed) -> Result<(), String> {
        let (asset, offering) = self.offering(e.instrument)?;
        let (units, won) = (e.quantity.0, e.amount.0);
        let subscription = offering.subscriptions.entry(e.account.local()).or_default();
        subscription.0 += units;
        subscription.1 += won;
        let all = offering.subscribed();
        if won != units * asset.unit_price || units <= 0 || all > asset.offered || offering.outcome.is_some() {
            return Err(format!("{e:?} with {all} of {} units at {} subscribed", asset.offered, asset.unit_price));
        }
        self.hold(e.account, won)
    }

    /// A subscription that was given up or is refunded.
    pub(super) fn unsubscribe(&mut self, instrument: InstrumentId, account: AccountId, given: (i64, i64)) -> Result<(), String> {
        self.settle(instrument, account, given)?;
        self.hold(account, -given.1)
    }

    pub(super) fn end_offering(&mut self, e: &OfferingEnded) -> Result<(), String> {
        let (_, offering) = self.offering(e.instrument)?;
        let reached = offering.subscribed() >= offering.target;
        let fits = match e.outcome {
            OfferingOutcome::Funded => reached,
            OfferingOutcome::Missed => !reached,
            OfferingOutcome::Cancelled => true,
        };
        if !fits || offering.outcome.replace(e.outcome).is_some() {
            return Err(format!("{e:?} of {offering:?}"));
        }
        Ok(())
    }

    pub(super) fn allot(&mut self, e: &Allotted) -> Result<(), String> {
        let (units, won) = (e.quantity.0, e.amount.0);
        self.settle(e.instrument, e.account, (units, won))?;
        let (_, offering) = self.offering(e.instrument)?;
        offering.allotted += units;
        offering.raised += won;
        if offering.outcome != Some(OfferingOutcome::Funded) {
            return Err(format!("{e:?} of {offering:?}"));
        }
        self.hold(e.account, -won)?;
        self.pay(e.account.local() as usize, OFFERING_ESCROW, won)?;
        self.bring_into_being(e.instrument, e.account, units)
    }

    pub(super) fn close_offering(&mut self, e: &OfferingClosed) -> Result<(), String> {
        let (asset, offering) = self.offering(e.instrument)?;
        let left = offering.subscriptions.len();
        let came_to = (offering.outcome, offering.allotted, offering.raised);
        if left != 0 || came_to != (Some(e.outcome), e.quantity.0, e.raised.0) || e.raised.0 != e.quantity.0 * asset.unit_price {
            return Err(format!("{e:?} with {left} subscriptions left, of {came_to:?}"));
        }
        let stage = if e.outcome == OfferingOutcome::Funded { Stage::Funded(e.raised.0) } else { Stage::Failed };
        self.assets.entry(e.instrument.local()).and_modify(|asset| asset.stage = stage);
        Ok(())
    }

    pub(super) fn release(&mut self, instrument: InstrumentId, owner: AccountId, amount: i64) -> Result<(), String> {
        let asset = self.assets.get_mut(&instrument.local()).filter(|asset| asset.owner == owner);
        match asset.map(|asset| &mut asset.stage) {
            Some(Stage::Funded(left)) if *left >= amount => *left -= amount,
            other => return Err(format!("{amount} won of {instrument} released to {owner} out of {other:?}")),
        }
        self.pay(OFFERING_ESCROW, owner.local() as usize, amount)
    }

    /// The owner's part is the whole of what falls to the units that were never issued.
    pub(super) fn pay_owner(&mut self, e: &OwnerPaid) -> Result<(), String> {
        let (instrument, per_unit) = self.declared.ok_or_else(|| format!("{e:?} of nothing declared"))?;
        let issued = self.listed(instrument).map_or(0, |listed| listed.issued);
        let asset = self.asset(instrument).ok_or_else(|| format!("{e:?} of no asset"))?;
        let due = per_unit * (asset.total_units - issued);
        if (e.owner, e.amount.0) != (asset.owner, due) {
            return Err(format!("{e:?}, {} is due {due}", asset.owner));
        }
        self.pay(ESCROW, e.owner.local() as usize, e.amount.0)
    }

    /// A subscription ends, as it was made.
    fn settle(&mut self, instrument: InstrumentId, account: AccountId, given: (i64, i64)) -> Result<(), String> {
        let subscribed = self.offering(instrument)?.1.subscriptions.remove(&account.local());
        if subscribed == Some(given) { Ok(()) } else { Err(format!("{account} settled for {given:?} of {instrument}, had {subscribed:?}")) }
    }

    fn offering(&mut self, instrument: InstrumentId) -> Result<(Asset, &mut Offering), String> {
        let asset = self.assets.get_mut(&instrument.local());
        let asset = asset.ok_or_else(|| format!("{instrument} is a share of no asset"))?;
        let facts = Asset { stage: Stage::Registered, ..asset.clone() };
        match &mut asset.stage {
            Stage::Offered(offering) => Ok((facts, offering)),
            other => Err(format!("{instrument} is {other:?}")),
        }
    }
}
