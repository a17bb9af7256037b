//! A range of the journal, folded into what the chain has to be told of it.
//!
//! In a range the actions stand in an order in which each has what it needs: contracts and identities, then won and units that come in, then the net
//! movements, then won that goes out. That nobody gives more than he has follows from the journal: with all that came in, and before anything went out,
//! a wallet has at least what the account has at the end.
//!
//! Units of an offering come into being with its escrow and are handed over in the batch, against payment.

use crate::action::{Action, Asset, Contract, Identity, Movement};
use crate::error::SettlementError;
use crate::movements::{Moved, Sides, house, of_event, of_fill};
use crate::orders::Orders;
use crate::setup;
use gateway::Gateway;
use protocol::event::{AccountOpened, Allotted, VerificationSet};
use protocol::time::MICROS_PER_SECOND;
use protocol::{AccountId, Event, Home, Record, Seq, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Where a range ends if it can: at some 45,000 gas each, a batch fits a block of 30 million and the cap of EIP-7825 on a transaction. One record may have
/// more, up to 4,005: the contract takes 5,000.
const MOVEMENTS_MAX: usize = 350;
/// The most records of a range.
const RECORDS_MAX: u64 = 100_000;
/// The most actions of a range beside its movements.
const OTHERS_MAX: usize = 1_000;

/// The most won of one call of the deposit coin.
pub(crate) const WON_PER_CALL_MAX: i64 = 1_000_000_000;

/// Korea is nine hours ahead of UTC, all year; days of verification are its days.
const KOREA_SECONDS: i64 = 9 * 3_600;
const SECONDS_PER_DAY: i64 = 86_400;

/// Whether a record went into a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Taken,
    /// It has to begin the next.
    Next,
}

#[derive(Debug)]
pub(crate) struct Range {
    home: Home,
    /// The first record that no batch covers; at or before the first of this range.
    unsettled: Seq,
    first: Seq,
    last: Seq,
    /// When the last record was decided.
    at: Time,
    contracts: Vec<Action>,
    /// Accounts opened in this range.
    opened: BTreeMap<AccountId, Identity>,
    updated: BTreeMap<AccountId, Identity>,
    paid_in: Vec<Action>,
    issued: Vec<Issued>,
    /// Units of offerings, by instrument.
    allotted: BTreeMap<u32, i64>,
    net: BTreeMap<(Asset, AccountId), i64>,
    paid_out: Vec<Action>,
    /// What all of it changes of the balances, money and units that came in or went out included.
    balances: BTreeMap<(Asset, AccountId), i64>,
    /// What came in, less what went out.
    supplies: BTreeMap<Asset, i64>,
}

/// Units for an account.
#[derive(Clone, Copy, Debug)]
struct Issued {
    instrument: u32,
    account: u64,
    units: i64,
}

/// A range with nothing more to come.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) last: Seq,
    /// Whether a batch is among the actions: it covers all records up to `last`.
    pub(crate) is_settled: bool,
    pub(crate) actions: Vec<Action>,
    pub(crate) opened: Vec<Identity>,
    pub(crate) updated: Vec<Identity>,
    pub(crate) balances: BTreeMap<(Asset, AccountId), i64>,
    pub(crate) supplies: BTreeMap<Asset, i64>,
}

impl Range {
    /// The range that begins after `last`; batches cover the records up to `settled`.
    pub(crate) fn after(home: Home, last: Seq, settled: Seq) -> Self {
        Self {
            home,
            unsettled: Seq(settled.0 + 1),
            first: Seq(last.0 + 1),
            last,
            at: Time(0),
            contracts: Vec::new(),
            opened: BTreeMap::new(),
            updated: BTreeMap::new(),
            paid_in: Vec::new(),
            issued: Vec::new(),
            allotted: BTreeMap::new(),
            net: BTreeMap::new(),
            paid_out: Vec::new(),
            balances: BTreeMap::new(),
            supplies: BTreeMap::new(),
        }
    }

    /// Takes the next record, or says that it has to begin a range of its own.
    pub(crate) fn take(&mut self, record: &Record, gateway: &Gateway, orders: &mut Orders) -> Result<Fit, SettlementError> {
        let events = record.outcome.as_deref().unwrap_or(&[]);
        let moved = self.moved_by(record.header.seq, events, gateway, orders)?;
        // Nothing is lost where a record is more than a range should have: it is one of its own then.
        let is_too_much = !self.net.is_empty() && !moved.is_empty() && self.net.len() + moved.len() > MOVEMENTS_MAX;
        if is_too_much {
            return Ok(Fit::Next);
        }
        self.take_all(record, events, moved)?;
        Ok(Fit::Taken)
    }

    /// What a record changes of the balances, whatever the size of the range: for comparing, and not to be told.
    pub(crate) fn take_unlimited(&mut self, record: &Record, gateway: &Gateway, orders: &mut Orders) -> Result<(), SettlementError> {
        let events = record.outcome.as_deref().unwrap_or(&[]);
        let moved = self.moved_by(record.header.seq, events, gateway, orders)?;
        self.take_all(record, events, moved)
    }

    pub(crate) fn balances(&self) -> &BTreeMap<(Asset, AccountId), i64> {
        &self.balances
    }

    fn take_all(&mut self, record: &Record, events: &[Event], moved: Vec<Moved>) -> Result<(), SettlementError> {
        for event in events {
            self.fold(event, record.header.at);
        }
        for (asset, account, amount) in moved {
            self.move_by(record.header.seq, asset, account, amount)?;
        }
        self.last = record.header.seq;
        self.at = record.header.at;
        Ok(())
    }

    /// Whether anything of it has to be told.
    pub(crate) fn has_actions(&self) -> bool {
        self.others() > 0 || self.net.values().any(|amount| *amount != 0)
    }

    /// Whether it has grown so far that it should be told.
    pub(crate) fn is_full(&self) -> bool {
        self.net.len() >= MOVEMENTS_MAX || self.others() >= OTHERS_MAX || self.last.0 + 1 - self.first.0 >= RECORDS_MAX
    }

    /// The last record before this range.
    pub(crate) fn before(&self) -> Seq {
        Seq(self.first.0 - 1)
    }

    /// The range after this one; a batch covers this one, or not yet.
    pub(crate) fn next(&self, is_settled: bool) -> Self {
        let settled = if is_settled { self.last } else { Seq(self.unsettled.0 - 1) };
        Self::after(self.home, self.last, settled)
    }

    pub(crate) fn folded(&self) -> Result<Folded, SettlementError> {
        let decided_at = seconds(self.at);
        let legs = legs(&self.net).ok_or(SettlementError::Unbalanced(self.last))?;
        let [opened, updated] = [&self.opened, &self.updated].map(|identities| identities.values().copied().collect::<Vec<_>>());
        let is_settled = !legs.is_empty();
        let mut actions = self.contracts.clone();
        actions.extend(opened.iter().copied().map(Action::AddIdentity));
        actions.extend(updated.iter().copied().map(Action::UpdateIdentity));
        actions.extend(self.paid_in.iter().cloned());
        actions.extend(self.issues());
        if is_settled {
            actions.push(Action::Settle { first: self.unsettled.0, last: self.last.0, decided_at, legs });
        }
        actions.extend(self.paid_out.iter().cloned());
        Ok(Folded {
            last: self.last,
            is_settled,
            actions,
            opened,
            updated,
            balances: self.balances.clone(),
            supplies: self.supplies.clone(),
        })
    }

    /// Units that come into being: by hand, then those of offerings.
    fn issues(&self) -> impl Iterator<Item = Action> {
        let escrow = AccountId::new(self.home, house::OFFERING_ESCROW).0;
        let offered = self.allotted.iter().map(move |(&instrument, &units)| Issued { instrument, account: escrow, units });
        let all = self.issued.iter().copied().chain(offered);
        let last = self.last.0;
        (0..).zip(all).map(move |(part, Issued { instrument, account, units })| Action::Issue { instrument, account, units, last, part })
    }

    fn others(&self) -> usize {
        let identities = self.opened.len() + self.updated.len();
        self.contracts.len() + identities + self.paid_in.len() + self.issued.len() + self.allotted.len() + self.paid_out.len()
    }

    fn moved_by(&self, seq: Seq, events: &[Event], gateway: &Gateway, orders: &mut Orders) -> Result<Vec<Moved>, SettlementError> {
        let mut moved = Vec::new();
        for event in events {
            match event {
                Event::OrderPlaced(placed) => orders.remember(placed),
                Event::Fill(fill) => {
                    let sides = Sides { buy: orders.find(gateway, seq, fill.buy)?, sell: orders.find(gateway, seq, fill.sell)? };
                    of_fill(self.home, fill, sides, &mut moved);
                }
                other => of_event(self.home, other, &mut moved),
            }
        }
        moved.retain(|(_, _, amount)| *amount != 0);
        Ok(moved)
    }

    fn fold(&mut self, event: &Event, at: Time) {
        match event {
            Event::InstrumentListed(listed) => {
                let supply = listed.listing.registered_supply.0;
                self.contracts.extend(setup::units(Contract::Units(listed.instrument.0), listed.listing.code.as_str().to_owned(), supply));
            }
            Event::AccountOpened(AccountOpened { account, owner, .. }) => {
                self.opened.insert(*account, Identity { account: account.0, owner: owner.0, country: 0, verified_until: 0 });
            }
            Event::VerificationSet(set) => self.verify(set, at),
            Event::DepositCredited(credited) => {
                let parts = parts(credited.amount.0);
                let mint = |(part, amount)| Action::Mint { account: credited.account.0, amount, deposit: credited.deposit.0, part };
                self.paid_in.extend(parts.map(mint));
                self.come_in(Asset::Won, credited.account, credited.amount.0);
            }
            Event::WithdrawalCompleted(completed) => {
                let parts = parts(completed.amount.0);
                let burn = |(part, amount)| Action::Burn { account: completed.account.0, amount, withdrawal: completed.withdrawal.0, part };
                self.paid_out.extend(parts.map(burn));
                self.come_in(Asset::Won, completed.account, -completed.amount.0);
            }
            Event::UnitsIssued(issued) => {
                let (instrument, units) = (issued.instrument.0, issued.quantity.0);
                self.issued.push(Issued { instrument, account: issued.account.0, units });
                self.come_in(Asset::Units(issued.instrument), issued.account, units);
            }
            Event::Allotted(Allotted { instrument, quantity, .. }) => {
                *self.allotted.entry(instrument.0).or_default() += quantity.0;
                self.come_in(Asset::Units(*instrument), AccountId::new(self.home, house::OFFERING_ESCROW), quantity.0);
            }
            _ => {}
        }
    }

    /// A decision reaches back no further than to its own moment: what was bought before it was bought by somebody verified.
    fn verify(&mut self, set: &VerificationSet, at: Time) {
        let verified_until = last_second(i64::from(set.verified_until.0)).max(seconds(at));
        let identity = match self.opened.get_mut(&set.account) {
            Some(opened) => opened,
            // The owner stays what it was when the account was opened.
            None => self.updated.entry(set.account).or_insert(Identity { account: set.account.0, owner: 0, country: 0, verified_until: 0 }),
        };
        identity.country = set.country;
        identity.verified_until = verified_until;
    }

    fn move_by(&mut self, seq: Seq, asset: Asset, account: AccountId, amount: i64) -> Result<(), SettlementError> {
        let net = self.net.entry((asset, account)).or_default();
        *net = net.checked_add(amount).ok_or(SettlementError::Unbalanced(seq))?;
        self.add(asset, account, amount);
        Ok(())
    }

    fn come_in(&mut self, asset: Asset, account: AccountId, amount: i64) {
        *self.supplies.entry(asset).or_default() += amount;
        self.add(asset, account, amount);
    }

    fn add(&mut self, asset: Asset, account: AccountId, amount: i64) {
        *self.balances.entry((asset, account)).or_default() += amount;
    }
}

/// The movements by asset; `None` if those of one do not sum to zero.
fn legs(net: &BTreeMap<(Asset, AccountId), i64>) -> Option<Vec<(u32, Vec<Movement>)>> {
    let moving = || net.iter().filter(|(_, amount)| **amount != 0);
    let assets: BTreeSet<Asset> = moving().map(|((asset, _), _)| *asset).collect();
    let leg = |asset: Asset| {
        let of_asset = moving().filter(|((of, _), _)| *of == asset);
        let movements: Vec<Movement> = of_asset.map(|((_, account), amount)| Movement { account: account.0, amount: *amount }).collect();
        let sum: i128 = movements.iter().map(|movement| i128::from(movement.amount)).sum();
        (sum == 0).then_some((asset.number(), movements))
    };
    assets.into_iter().map(leg).collect()
}

/// Amounts that one call takes, numbered.
fn parts(amount: i64) -> impl Iterator<Item = (u32, i64)> {
    let whole = amount / WON_PER_CALL_MAX;
    let rest = amount % WON_PER_CALL_MAX;
    let amounts = std::iter::repeat_n(WON_PER_CALL_MAX, usize::try_from(whole).unwrap_or(0)).chain((rest > 0).then_some(rest));
    (0..).zip(amounts)
}

fn seconds(at: Time) -> u64 {
    u64::try_from(at.0 / MICROS_PER_SECOND).unwrap_or(0)
}

/// The last second of a Korean day, since 1970.
fn last_second(day: i64) -> u64 {
    u64::try_from((day + 1) * SECONDS_PER_DAY - KOREA_SECONDS - 1).unwrap_or(0)
}

#[cfg(test)]
mod tests;
