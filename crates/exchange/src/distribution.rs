//! `PayDistribution`: money to the holders of a record date, by a job.

use crate::accounts::house;
use crate::exchange::{Exchange, limits};
use crate::jobs::{Job, Progress};
use money::{Price, Quantity, Won};
use protocol::command::PayDistribution;
use protocol::event::{DistributionClosed, DistributionDeclared, DistributionPaid, JobKind, JobStarted, OwnerPaid};
use protocol::ids::{JobId, PolicyVersion};
use protocol::policy::Tax;
use protocol::{Event, Header, Reason, Rejection};

/// What a distribution pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distribution {
    /// Won a whole unit.
    pub(crate) per_unit: Won,
    pub(crate) epoch: u16,
    pub(crate) withholding: PolicyVersion,
    /// Won still in escrow.
    pub(crate) left: Won,
}

impl Exchange {
    pub(crate) fn pay_distribution(&mut self, header: &Header, pay: &PayDistribution, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !pay.payer.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let i = self.instrument_local(pay.instrument)?;
        let payer = self.outside_account(pay.payer)?;
        let instrument = self.instrument(i);
        if !pay.total.is_positive() {
            return Err(Reason::AmountNotPositive.into());
        }
        if instrument.distribution.is_some() {
            return Err(Reason::JobUnderWay.into());
        }
        if self.jobs.len() >= limits::JOBS {
            return Err(Reason::TooManyJobs.into());
        }
        if instrument.issued == Quantity::ZERO {
            return Err(Reason::NothingIssued.into());
        }
        // Between two steps of its allotment some subscribers have their units, and the others would be left out.
        if self.is_offered(i) {
            return Err(Reason::OfferingUnderWay.into());
        }
        let Some(epoch) = instrument.epoch.checked_add(1) else { return Err(Reason::TooManyEpochs.into()) };
        let one_unit = i128::from(instrument.scale.one_unit().0);
        let asset = self.assets.get(&i);
        let units = asset.map_or(instrument.issued, |asset| asset.total_units);
        let per_unit = (i128::from(pay.total.0) * one_unit / i128::from(units.0)).min(i128::from(Won::MAX.0)) as i64;
        if per_unit == 0 {
            return Err(Reason::TotalTooSmall.into());
        }
        if self.accounts[payer].available < pay.total {
            return Err(Reason::InsufficientCash.into());
        }
        // After this point it must succeed.
        let (id, withholding) = (instrument.id, instrument.rules.withholding);
        let owners_part = asset.map(|asset| (asset.owner, Won(per_unit * (asset.total_units.0 - instrument.issued.0))));
        let job = self.next_job_id(header);
        self.emit(header, JobStarted { job, kind: JobKind::Distribute, account: None, instrument: Some(id), side: None }, out);
        let declared =
            DistributionDeclared { job, instrument: id, payer: pay.payer, total: pay.total, per_unit: Won(per_unit), epoch, withholding };
        self.emit(header, declared, out);
        if let Some((owner, amount)) = owners_part.filter(|(_, amount)| amount.is_positive()) {
            self.emit(header, OwnerPaid { job, owner: self.account_id(owner), amount }, out);
        }
        Ok(())
    }

    /// What `OwnerPaid` changes. The owner's part is their own rent or revenue: no dividend, and nothing is withheld.
    pub(crate) fn pay_owner(&mut self, paid: &OwnerPaid) {
        self.accounts[house::DISTRIBUTION_ESCROW].available -= paid.amount;
        self.accounts[paid.owner.local()].available += paid.amount;
        let job = self.jobs.get_mut(&paid.job).expect("a payment's job is under way");
        let distribution = job.distribution.as_mut().expect("a payment's distribution was declared");
        distribution.left -= paid.amount;
        assert!(distribution.left.0 >= 0, "a distribution pays no more than its total");
    }

    /// What `DistributionDeclared` changes.
    pub(crate) fn declare_distribution(&mut self, declared: &DistributionDeclared) {
        let payer = declared.payer.local();
        self.accounts[payer].available -= declared.total;
        self.accounts[house::DISTRIBUTION_ESCROW].available += declared.total;
        let instrument = self.instrument_mut(declared.instrument.local());
        instrument.epoch = declared.epoch;
        instrument.distribution = Some(declared.job);
        let job = self.jobs.get_mut(&declared.job).expect("a distribution's job was started with it");
        job.distribution = Some(Distribution {
            per_unit: declared.per_unit,
            epoch: declared.epoch,
            withholding: declared.withholding,
            left: declared.total,
        });
    }

    /// Pays the holders among the next accounts.
    pub(crate) fn distribute_step(&mut self, header: &Header, id: JobId, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("a distribution is an instrument's");
        let distribution = job.distribution.as_ref().expect("a distribution was declared with its job");
        let end = self.accounts.next_local();
        let first = (job.cursor as u32 + 1).max(house::LAST + 1);
        let mut payments_left = limits::POSTINGS_PER_STEP;
        let stop = end.min(first.saturating_add(limits::VISITS_PER_STEP));
        for local in first..stop {
            self.prefetch_holder(local);
            let slot = self.holdings.find(&self.accounts, local, i);
            let units = if slot == 0 { Quantity::ZERO } else { self.holdings[slot].units_at(distribution.epoch) };
            if units == Quantity::ZERO {
                continue;
            }
            if payments_left == 0 {
                return Progress::Advanced(u64::from(local) - 1);
            }
            payments_left -= 1;
            let gross = self.instrument(i).scale_won_per_unit(distribution.per_unit, units);
            let tax = self.policies.withholding(distribution.withholding).map_or(Tax::default(), |rule| rule.on(gross));
            let paid =
                DistributionPaid { job: id, account: self.account_id(local), units, gross, income_tax: tax.income, local_tax: tax.local };
            self.pay_holder(slot, distribution.epoch, &paid);
            out.push(Event::DistributionPaid(paid));
        }
        if stop < end {
            return Progress::Advanced(u64::from(stop) - 1);
        }
        let remainder = self.jobs.get(&id).and_then(|job| job.distribution.as_ref()).map_or(Won::ZERO, |distribution| distribution.left);
        self.emit(header, DistributionClosed { job: id, remainder }, out);
        Progress::Ended
    }

    /// Accounts come in the order of their numbers, but their holdings lie anywhere: they are fetched ahead.
    fn prefetch_holder(&self, local: u32) {
        self.holdings.prefetch_slot(self.accounts.first_holding(local + 16));
    }

    /// What `DistributionPaid` changes.
    pub(crate) fn pay_holder(&mut self, slot: u32, epoch: u16, paid: &DistributionPaid) {
        let taxes = paid.income_tax + paid.local_tax;
        self.accounts[house::DISTRIBUTION_ESCROW].available -= paid.gross;
        self.accounts[paid.account.local()].available += paid.gross - taxes;
        self.accounts[house::TAX].available += taxes;
        let job = self.jobs.get_mut(&paid.job).expect("a payment's job is under way");
        let distribution = job.distribution.as_mut().expect("a payment's distribution was declared");
        distribution.left -= paid.gross;
        assert!(distribution.left.0 >= 0, "a distribution pays no more than its total");
        let holding = &mut self.holdings[slot];
        holding.epoch = epoch;
        holding.snapshot_units = Quantity::ZERO;
        self.holdings.free_if_empty(&mut self.accounts, slot);
    }

    /// What `DistributionClosed` changes.
    pub(crate) fn close_distribution(&mut self, closed: &DistributionClosed) {
        self.accounts[house::DISTRIBUTION_ESCROW].available -= closed.remainder;
        self.accounts[house::REMAINDER].available += closed.remainder;
        let job = self.jobs.get_mut(&closed.job).expect("a distribution's job is under way");
        if let Some(distribution) = &mut job.distribution {
            distribution.left -= closed.remainder;
        }
    }
}

impl crate::instrument::Instrument {
    /// floor(won a unit × quantity), whatever the quantity's decimals.
    fn scale_won_per_unit(&self, per_unit: Won, quantity: Quantity) -> Won {
        let units = money::Scale::new(0, self.scale.quantity_decimals).expect("the listing's decimals were in range");
        units.value(Price(per_unit.0), quantity).expect("no holder's share is more than the total")
    }
}
