//! All versions of all policies, and which is in force.

use crate::calendar;
use money::{Bps, Price};
use protocol::Time;
use protocol::ids::{PolicyId, PolicyVersion};
use protocol::policy::{Calendar, Fees, PolicyBody, TickTable, Volatility, Withholding};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(crate) struct Policies {
    versions: Vec<Version>,
    /// The rates of each version, for those that are fee schedules: every order and fill asks.
    fees: Vec<Fees>,
    in_force: BTreeMap<PolicyId, PolicyVersion>,
}

#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) policy: PolicyId,
    pub(crate) valid_from: Time,
    pub(crate) source: protocol::text::Note,
    pub(crate) body: PolicyBody,
}

impl Policies {
    /// Orders keep their fee version in 16 bits.
    pub(crate) const MAX_VERSIONS: usize = 65_535;

    pub(crate) fn next_version(&self) -> PolicyVersion {
        PolicyVersion(self.versions.len() as u32 + 1)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.versions.len() >= Self::MAX_VERSIONS
    }

    pub(crate) fn add(&mut self, version: Version) {
        self.fees.push(match &version.body {
            PolicyBody::Fees(fees) => fees.clone(),
            _ => Fees { maker: Bps(0), taker: Bps(0) },
        });
        self.versions.push(version);
    }

    pub(crate) fn put_in_force(&mut self, policy: PolicyId, version: PolicyVersion) {
        self.in_force.insert(policy, version);
    }

    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// Version numbers in force, by policy.
    pub(crate) fn all_in_force(&self) -> &BTreeMap<PolicyId, PolicyVersion> {
        &self.in_force
    }

    /// The first version ever given, which fixes a policy's kind.
    pub(crate) fn first_of(&self, policy: PolicyId) -> Option<&Version> {
        self.versions.iter().find(|version| version.policy == policy)
    }

    /// The version in force, if it is of the kind that `pick` accepts. `None` stays the version 0: no rule.
    pub(crate) fn resolve<T>(&self, policy: Option<PolicyId>, pick: impl Fn(&PolicyBody) -> Option<&T>) -> Option<PolicyVersion> {
        let Some(policy) = policy else { return Some(PolicyVersion(0)) };
        let version = *self.in_force.get(&policy)?;
        self.body(version).and_then(pick).map(|_| version)
    }

    pub(crate) fn body(&self, version: PolicyVersion) -> Option<&PolicyBody> {
        self.versions.get((version.0 as usize).checked_sub(1)?).map(|version| &version.body)
    }

    pub(crate) fn tick_table(&self, version: PolicyVersion) -> &TickTable {
        self.body(version).and_then(tick_table).expect("an instrument's tick table was resolved when its rules were")
    }

    pub(crate) fn calendar(&self, version: PolicyVersion) -> &Calendar {
        self.body(version).and_then(calendar_of).expect("an instrument's calendar was resolved when its rules were")
    }

    #[inline(always)]
    pub(crate) fn fees(&self, version: PolicyVersion) -> &Fees {
        &self.fees[(version.0 as usize).wrapping_sub(1)]
    }

    pub(crate) fn price_band(&self, version: PolicyVersion) -> Option<Bps> {
        match self.body(version) {
            Some(PolicyBody::PriceBand(band)) => Some(band.limit),
            _ => None,
        }
    }

    pub(crate) fn volatility(&self, version: PolicyVersion) -> Option<&Volatility> {
        self.body(version).and_then(volatility)
    }

    #[inline]
    pub(crate) fn withholding(&self, version: PolicyVersion) -> Option<&Withholding> {
        self.body(version).and_then(withholding)
    }
}

pub(crate) fn tick_table(body: &PolicyBody) -> Option<&TickTable> {
    if let PolicyBody::TickTable(table) = body { Some(table) } else { None }
}

pub(crate) fn calendar_of(body: &PolicyBody) -> Option<&Calendar> {
    if let PolicyBody::Calendar(calendar) = body { Some(calendar) } else { None }
}

pub(crate) fn fees(body: &PolicyBody) -> Option<&Fees> {
    if let PolicyBody::Fees(fees) = body { Some(fees) } else { None }
}

pub(crate) fn price_band(body: &PolicyBody) -> Option<&protocol::policy::PriceBand> {
    if let PolicyBody::PriceBand(band) = body { Some(band) } else { None }
}

pub(crate) fn volatility(body: &PolicyBody) -> Option<&Volatility> {
    if let PolicyBody::Volatility(volatility) = body { Some(volatility) } else { None }
}

pub(crate) fn withholding(body: &PolicyBody) -> Option<&Withholding> {
    if let PolicyBody::Withholding(withholding) = body { Some(withholding) } else { None }
}

/// Whether a policy's values lie in their ranges.
pub(crate) fn is_well_formed(body: &PolicyBody) -> bool {
    const LARGEST_PRICE: Price = Price(1 << 53);
    match body {
        PolicyBody::TickTable(table) => {
            let steps = &table.steps;
            table.price_decimals <= money::Scale::MAX_DECIMALS
                && steps.first().is_some_and(|step| step.from == Price::ZERO)
                && steps.len() <= 64
                && steps.windows(2).all(|pair| pair[0].from < pair[1].from)
                && steps.iter().all(|step| {
                    step.tick.is_positive() && step.from <= LARGEST_PRICE && step.tick <= LARGEST_PRICE && step.from.0 % step.tick.0 == 0
                })
        }
        PolicyBody::Fees(fees) => fees.maker <= Bps::MAX_FEE && fees.taker <= Bps::MAX_FEE,
        PolicyBody::Withholding(tax) => {
            tax.income.0.saturating_add(tax.local.0) <= 9_000
                && tax.round_down_to.is_positive()
                && tax.round_down_to.0 <= 1_000
                && (0..=1_000_000).contains(&tax.not_below.0)
        }
        PolicyBody::PriceBand(band) => (1..=9_900).contains(&band.limit.0),
        PolicyBody::Volatility(volatility) => (1..=9_900).contains(&volatility.trigger.0) && (1..=3_600).contains(&volatility.auction_s),
        PolicyBody::Calendar(calendar) => calendar::is_well_formed(calendar),
    }
}
