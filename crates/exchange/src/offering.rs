//! `ScheduleOffering` and `CancelOffering`, and the job in which an offering ends: every subscription is allotted or refunded.

use crate::accounts::house;
use crate::assets::Stage;
use crate::exchange::{Exchange, limits};
use crate::jobs::{Job, Progress};
use crate::timers::Timer;
use money::{Quantity, Won};
use protocol::command::{CancelOffering, ScheduleOffering};
use protocol::event::{Allotted, JobKind, OfferingClosed, OfferingEnded, OfferingOutcome, OfferingScheduled, SubscriptionRefunded};
use protocol::{Event, Header, Reason, Rejection, Time};
use std::collections::BTreeMap;

/// The longest time from opening to close.
const WINDOW_S_MAX: i64 = 365 * 86_400;

/// An offering, from its announcement until everybody is allotted or refunded.
#[derive(Clone, Debug)]
pub(crate) struct Offering {
    pub(crate) opens_at: Time,
    pub(crate) closes_at: Time,
    pub(crate) minimum: Quantity,
    pub(crate) maximum: Quantity,
    pub(crate) target: Quantity,
    /// Units of all subscriptions that are not settled.
    pub(crate) subscribed: Quantity,
    /// Units allotted.
    pub(crate) allotted: Quantity,
    /// Won in escrow.
    pub(crate) raised: Won,
    /// By the account's local number; settled ones are taken out.
    pub(crate) subscriptions: BTreeMap<u32, Subscription>,
    /// `None` until it has ended.
    pub(crate) outcome: Option<OfferingOutcome>,
}

/// What an account has subscribed; its price is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) quantity: Quantity,
    pub(crate) amount: Won,
}

impl Exchange {
    pub(crate) fn schedule_offering(
        &mut self,
        header: &Header,
        schedule: &ScheduleOffering,
        out: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let i = self.instrument_local(schedule.instrument)?;
        let asset = self.asset(i)?;
        if self.instrument(i).delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if !matches!(asset.stage, Stage::Registered) {
            return Err(Reason::AssetAlreadyOffered.into());
        }
        let ScheduleOffering { instrument, opens_at, closes_at, minimum, maximum, target } = *schedule;
        let is_window = header.at <= opens_at && opens_at < closes_at && closes_at <= opens_at.plus_seconds(WINDOW_S_MAX);
        if !is_window {
            return Err(Reason::OfferingWindowOutOfRange.into());
        }
        let is_within = |quantity: Quantity| quantity.is_positive() && quantity <= asset.offered_units;
        if !(is_within(minimum) && is_within(maximum) && is_within(target) && minimum <= maximum) {
            return Err(Reason::OfferingLimitsOutOfRange.into());
        }
        // After this point it must succeed.
        self.emit(header, OfferingScheduled { instrument, opens_at, closes_at, minimum, maximum, target }, out);
        Ok(())
    }

    pub(crate) fn cancel_offering(&mut self, header: &Header, cancel: &CancelOffering, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(cancel.instrument)?;
        match &self.asset(i)?.stage {
            Stage::Offered(offering) if offering.outcome.is_none() => {}
            _ => return Err(Reason::OfferingNotOpen.into()),
        }
        if self.jobs.len() >= limits::JOBS {
            return Err(Reason::TooManyJobs.into());
        }
        // After this point it must succeed.
        self.end_offering_as(header, i, OfferingOutcome::Cancelled, out);
        Ok(())
    }

    /// What happens at an offering's close.
    pub(crate) fn offering_is_due(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) {
        let offering = self.offering(i);
        let outcome = if offering.subscribed >= offering.target { OfferingOutcome::Funded } else { OfferingOutcome::Missed };
        self.end_offering_as(header, i, outcome, out);
    }

    fn end_offering_as(&mut self, header: &Header, i: u16, outcome: OfferingOutcome, out: &mut Vec<Event>) {
        let job = self.start_job(header, JobKind::CloseOffering, i, out);
        self.emit(header, OfferingEnded { instrument: self.instrument(i).id, job, outcome }, out);
    }

    /// Allots or refunds the next subscriptions.
    pub(crate) fn close_offering_step(&mut self, header: &Header, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("an offering is an instrument's");
        let instrument = self.instrument(i).id;
        let outcome = self.offering(i).outcome.expect("the job began when the offering ended");
        for _ in 0..limits::POSTINGS_PER_STEP {
            let Some((&local, &Subscription { quantity, amount })) = self.offering(i).subscriptions.first_key_value() else {
                let Offering { allotted, raised, .. } = *self.offering(i);
                self.emit(header, OfferingClosed { instrument, outcome, quantity: allotted, raised }, out);
                return Progress::Ended;
            };
            let account = self.account_id(local);
            match outcome {
                OfferingOutcome::Funded => self.emit(header, Allotted { instrument, account, quantity, amount }, out),
                OfferingOutcome::Missed | OfferingOutcome::Cancelled => {
                    self.emit(header, SubscriptionRefunded { instrument, account, quantity, amount }, out);
                }
            }
        }
        let next = self.offering(i).subscriptions.first_key_value().map_or(u32::MAX, |(&local, _)| local);
        Progress::Advanced(u64::from(next) - 1)
    }

    /// The offering of an asset that has one.
    fn offering(&self, i: u16) -> &Offering {
        match self.assets.get(&i).map(|asset| &asset.stage) {
            Some(Stage::Offered(offering)) => offering,
            _ => panic!("the instrument is being offered"),
        }
    }

    pub(crate) fn offering_mut(&mut self, i: u16) -> &mut Offering {
        match self.assets.get_mut(&i).map(|asset| &mut asset.stage) {
            Some(Stage::Offered(offering)) => offering,
            _ => panic!("the instrument is being offered"),
        }
    }

    /// What `OfferingScheduled` changes.
    pub(crate) fn announce_offering(&mut self, scheduled: &OfferingScheduled) {
        let i = scheduled.instrument.local();
        let offering = Offering {
            opens_at: scheduled.opens_at,
            closes_at: scheduled.closes_at,
            minimum: scheduled.minimum,
            maximum: scheduled.maximum,
            target: scheduled.target,
            subscribed: Quantity::ZERO,
            allotted: Quantity::ZERO,
            raised: Won::ZERO,
            subscriptions: BTreeMap::new(),
            outcome: None,
        };
        self.assets.get_mut(&i).expect("an offering's asset is registered").stage = Stage::Offered(offering);
        self.timers.set(scheduled.closes_at, Timer::Offering(i));
    }

    /// What `OfferingEnded` changes.
    pub(crate) fn end_offering(&mut self, ended: &OfferingEnded) {
        let i = ended.instrument.local();
        let offering = self.offering_mut(i);
        offering.outcome = Some(ended.outcome);
        let closes_at = offering.closes_at;
        self.timers.clear(closes_at, Timer::Offering(i));
    }

    /// What `Allotted` changes: cash and units change hands in one.
    pub(crate) fn allot(&mut self, allotted: &Allotted) {
        let (i, local) = (allotted.instrument.local(), allotted.account.local());
        self.take_subscription(i, local);
        let offering = self.offering_mut(i);
        offering.allotted += allotted.quantity;
        offering.raised += allotted.amount;
        let account = &mut self.accounts[local];
        account.held -= allotted.amount;
        assert!(account.held.0 >= 0, "what is allotted was held");
        self.accounts[house::OFFERING_ESCROW].available += allotted.amount;
        let (slot, epoch) = (self.holdings.find(&self.accounts, local, i), self.instrument(i).epoch);
        let holding = &mut self.holdings[slot];
        holding.before_change(epoch);
        holding.available += allotted.quantity;
        holding.cost += allotted.amount;
        holding.open_orders -= 1;
        self.instrument_mut(i).issued += allotted.quantity;
        self.totals.units.0 = self.totals.units.0.wrapping_add(allotted.quantity.0);
    }

    /// What `SubscriptionRefunded` changes.
    pub(crate) fn refund_subscription(&mut self, refunded: &SubscriptionRefunded) {
        self.drop_subscription(refunded.instrument.local(), refunded.account.local(), refunded.amount);
    }

    /// What `OfferingClosed` changes.
    pub(crate) fn close_offering(&mut self, closed: &OfferingClosed) {
        let asset = self.assets.get_mut(&closed.instrument.local()).expect("an offering's asset is registered");
        asset.stage = match closed.outcome {
            OfferingOutcome::Funded => Stage::Funded(closed.raised),
            OfferingOutcome::Missed | OfferingOutcome::Cancelled => Stage::Failed,
        };
    }

    pub(crate) fn take_subscription(&mut self, i: u16, local: u32) -> Subscription {
        let offering = self.offering_mut(i);
        let subscription = offering.subscriptions.remove(&local).expect("a subscription that ends was made");
        offering.subscribed -= subscription.quantity;
        subscription
    }
}
