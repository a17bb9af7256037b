//! Accounts, money in and out, units, and what staff do to an instrument.

use super::state::{Account, FeeRates, Holding, Instrument, Owed};
use super::{Model, Outcome, Transfer};
use money::{Bps, Won};
use protocol::Market;
use protocol::command::*;
use protocol::event::*;
use protocol::ids::{AccountId, DepositId, InstrumentId, OwnerId, PolicyVersion, WithdrawalId};
use protocol::order::SelfTradePrevention;
use protocol::policy::{Calendar, Phase, PolicyBody, TickTable};
use protocol::record::Header;
use protocol::rejection::Reason;
use protocol::time::{Day, Time};

pub const FEES: usize = 0;
pub const TAX: usize = 1;
pub const REMAINDER: usize = 2;
const BANK_CLEARING: usize = 4;
const GRANT: usize = 5;
pub const ESCROW: usize = 6;
/// What offerings raised and has not been released.
pub const OFFERING_ESCROW: usize = 7;
const HOUSE_ACCOUNTS: u32 = 15;
const MOST_TRANSFERS: u32 = 100;

impl Model {
    pub(super) fn genesis(&mut self, genesis: &Genesis) -> Outcome {
        if self.founded {
            return Err(Reason::AlreadyFounded);
        }
        self.founded = true;
        self.demo = genesis.demo.is_some();
        for local in 1..=HOUSE_ACCOUNTS {
            self.push_account(AccountId::new(self.home, local), OwnerId(0), AccountKind::House, None);
        }
        Ok(vec![Box::new(genesis.clone()).into()])
    }

    fn push_account(&mut self, id: AccountId, owner: OwnerId, kind: AccountKind, own: Option<InstrumentId>) {
        let holdings = vec![Holding::default(); self.instruments.len()];
        self.accounts.push(Account {
            id,
            owner,
            kind,
            own,
            mode: SelfTradePrevention::CancelNewest,
            verified_until: None,
            available: 0,
            held: 0,
            open_orders: 0,
            transfers: 0,
            holdings,
        });
    }

    pub(super) fn open_account(&mut self, open: &OpenAccount) -> Outcome {
        if open.own_instrument.is_some_and(|own| !own.is_of(self.home)) {
            return Err(Reason::WrongMarket);
        }
        if open.owner.0 == 0 || open.owner.0 > 1 << 63 {
            return Err(Reason::OwnerRequired);
        }
        if open.kind == AccountKind::House || (open.kind == AccountKind::Simulated && !self.demo) {
            return Err(Reason::AccountKindNotAllowed);
        }
        if (open.kind == AccountKind::Company) != open.own_instrument.is_some() {
            return Err(Reason::OwnInstrumentRequired);
        }
        if let Some(own) = open.own_instrument {
            self.instrument_index(own)?;
        }
        let id = AccountId::new(self.home, self.accounts.len() as u32 + 1);
        self.push_account(id, open.owner, open.kind, open.own_instrument);
        Ok(vec![AccountOpened { account: id, owner: open.owner, kind: open.kind, own_instrument: open.own_instrument }.into()])
    }

    pub(super) fn set_verification(&mut self, set: &SetVerification) -> Outcome {
        let index = self.trader_index(set.account)?;
        if i64::from(set.verified_until.0) < self.at.0 / (protocol::time::MICROS_PER_SECOND * protocol::time::SECONDS_PER_DAY) {
            return Err(Reason::VerificationInPast);
        }
        self.accounts[index].verified_until = Some(set.verified_until);
        let SetVerification { account, verified_until, country, class } = set.clone();
        Ok(vec![VerificationSet { account, verified_until, country, class }.into()])
    }

    pub(super) fn set_prevention(&mut self, set: &SetSelfTradePrevention) -> Outcome {
        let index = self.trader_index(set.account)?;
        self.accounts[index].mode = set.mode;
        Ok(vec![SelfTradePreventionSet { account: set.account, mode: set.mode }.into()])
    }

    pub(super) fn request_deposit(&mut self, header: &Header, request: &RequestDeposit) -> Outcome {
        let &RequestDeposit { account, amount, external_id } = request;
        let index = self.payable(account, amount, Market::Live)?;
        if self.external_ids.contains(&external_id.0) {
            return Err(Reason::ExternalIdAlreadyUsed);
        }
        if self.accounts[index].transfers >= MOST_TRANSFERS {
            return Err(Reason::TooManyTransfers);
        }
        self.external_ids.push(external_id.0);
        self.accounts[index].transfers += 1;
        self.deposits.push(Transfer { id: header.seq.0, account: index, amount: amount.0 });
        Ok(vec![DepositRequested { deposit: DepositId::new(self.home, header.seq.0), account, amount, external_id }.into()])
    }

    /// The checks that all payments from and to the outside share.
    fn payable(&self, account: AccountId, amount: Won, market: Market) -> Result<usize, Reason> {
        if !account.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        if self.home.market != market {
            return Err(if market == Market::Live { Reason::NotInPracticeMarket } else { Reason::NotInLiveMarket });
        }
        let index = self.trader_index(account)?;
        if amount.is_positive() { Ok(index) } else { Err(Reason::AmountNotPositive) }
    }

    pub(super) fn end_deposit(&mut self, deposit: DepositId, arrived: bool) -> Outcome {
        if !deposit.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let place = self.deposits.iter().position(|open| open.id == deposit.local()).ok_or(Reason::DepositNotOpen)?;
        let Transfer { account: index, amount, .. } = self.deposits.remove(place);
        self.accounts[index].transfers -= 1;
        let (account, amount) = (self.accounts[index].id, Won(amount));
        if !arrived {
            return Ok(vec![DepositCancelled { deposit, account, amount }.into()]);
        }
        self.accounts[index].available += amount.0;
        self.accounts[BANK_CLEARING].available -= amount.0;
        Ok(vec![DepositCredited { deposit, account, amount }.into()])
    }

    pub(super) fn request_withdrawal(&mut self, header: &Header, request: &RequestWithdrawal) -> Outcome {
        let &RequestWithdrawal { account, amount } = request;
        let index = self.payable(account, amount, Market::Live)?;
        if self.accounts[index].transfers >= MOST_TRANSFERS {
            return Err(Reason::TooManyTransfers);
        }
        if self.accounts[index].available < amount.0 {
            return Err(Reason::InsufficientCash);
        }
        self.accounts[index].available -= amount.0;
        self.accounts[index].held += amount.0;
        self.accounts[index].transfers += 1;
        self.withdrawals.push(Transfer { id: header.seq.0, account: index, amount: amount.0 });
        Ok(vec![WithdrawalRequested { withdrawal: WithdrawalId::new(self.home, header.seq.0), account, amount }.into()])
    }

    pub(super) fn end_withdrawal(&mut self, withdrawal: WithdrawalId, paid: bool) -> Outcome {
        if !withdrawal.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let place = self.withdrawals.iter().position(|open| open.id == withdrawal.local()).ok_or(Reason::WithdrawalNotOpen)?;
        let Transfer { account: index, amount, .. } = self.withdrawals.remove(place);
        self.accounts[index].transfers -= 1;
        self.accounts[index].held -= amount;
        let (account, won) = (self.accounts[index].id, Won(amount));
        if paid {
            self.accounts[BANK_CLEARING].available += amount;
            return Ok(vec![WithdrawalCompleted { withdrawal, account, amount: won }.into()]);
        }
        self.accounts[index].available += amount;
        Ok(vec![WithdrawalCancelled { withdrawal, account, amount: won }.into()])
    }

    pub(super) fn grant(&mut self, grant: &GrantCash) -> Outcome {
        let index = self.payable(grant.account, grant.amount, Market::Practice)?;
        self.accounts[index].available += grant.amount.0;
        self.accounts[GRANT].available -= grant.amount.0;
        Ok(vec![CashGranted { account: grant.account, amount: grant.amount }.into()])
    }

    pub(super) fn set_policy(&mut self, set: &SetPolicy, observed: &[Event]) {
        self.policies.push(set.body.clone());
        self.resolve(observed);
    }

    /// Takes over the versions that instruments now trade under.
    pub(super) fn resolve(&mut self, observed: &[Event]) {
        for event in observed {
            let Event::RulesResolved(rules) = event else { continue };
            let body = |version: PolicyVersion| version.0.checked_sub(1).map(|index| self.policies[index as usize].clone());
            let fees = match body(rules.fees) {
                Some(PolicyBody::Fees(fees)) => FeeRates { maker: fees.maker, taker: fees.taker, version: rules.fees },
                other => panic!("fees resolved to {other:?}"),
            };
            let (ticks, calendar) = (body(rules.tick_table), body(rules.calendar));
            let (band, volatility, withholding) = (body(rules.price_band), body(rules.volatility), body(rules.withholding));
            let instrument = &mut self.instruments[usize::from(rules.instrument.local()) - 1];
            instrument.fees = fees;
            if let Some(PolicyBody::TickTable(table)) = ticks {
                instrument.ticks = table;
            }
            if let Some(PolicyBody::Calendar(calendar)) = calendar {
                instrument.calendar = calendar;
            }
            instrument.band = match band {
                Some(PolicyBody::PriceBand(band)) => Some(band.limit),
                _ => None,
            };
            instrument.volatility = match volatility {
                Some(PolicyBody::Volatility(volatility)) => Some(volatility),
                _ => None,
            };
            instrument.withholding = match withholding {
                Some(PolicyBody::Withholding(withholding)) => Some(withholding),
                _ => None,
            };
        }
    }

    pub(super) fn list(&mut self, listing: &ListInstrument, observed: &[Event]) {
        let id = InstrumentId::new(self.home, self.instruments.len() as u16 + 1);
        self.instruments.push(Instrument {
            id,
            listing: listing.clone(),
            divisor: 10i128.pow(u32::from(listing.price_decimals) + u32::from(listing.quantity_decimals)),
            ticks: TickTable { price_decimals: 0, steps: Vec::new() },
            calendar: Calendar {
                utc_offset_s: 0,
                day_starts_s: 0,
                weekdays: 0,
                phases: Vec::new(),
                holidays: Vec::new(),
                shifted_days: Vec::new(),
            },
            band: None,
            volatility: None,
            withholding: None,
            fees: FeeRates { maker: Bps(0), taker: Bps(0), version: PolicyVersion(0) },
            phase_day: Day(0),
            day: Day(0),
            phase: Phase::Closed,
            next: Time::NEVER,
            lower: 0,
            upper: i64::MAX,
            previous_close: listing.reference_price.0,
            reference: listing.reference_price.0,
            triggers: (0, i64::MAX),
            last: None,
            due: Vec::new(),
            halted: false,
            delisted: false,
            interrupted_until: None,
            owed: Owed::default(),
            running: None,
            next_limits: (0, i64::MAX),
            reference_due: None,
            clearing: None,
            issued: 0,
            bids: Vec::new(),
            asks: Vec::new(),
            waiting: Vec::new(),
        });
        self.accounts.iter_mut().for_each(|account| account.holdings.push(Holding::default()));
        self.resolve(observed);
        self.begin(observed);
    }

    /// A listing's first day and phase, as the exchange has them.
    fn begin(&mut self, observed: &[Event]) {
        let Some(instrument) = self.instruments.last_mut() else { return };
        for event in observed {
            match event {
                Event::DayStarted(started) => {
                    instrument.day = started.day;
                    instrument.previous_close = started.previous_close.0;
                    (instrument.lower, instrument.upper) = (started.lower_limit.0, started.upper_limit.0);
                    instrument.next_limits = (instrument.lower, instrument.upper);
                }
                Event::PhaseChanged(changed) => {
                    (instrument.phase_day, instrument.phase, instrument.next) = (changed.day, changed.phase, changed.until);
                }
                Event::ReferenceSet(set) => {
                    instrument.reference = set.reference.0;
                    instrument.triggers = (set.lower_trigger.0, set.upper_trigger.0);
                }
                _ => {}
            }
        }
    }

    pub(super) fn issue(&mut self, issue: &IssueUnits) -> Outcome {
        let &IssueUnits { instrument, account, quantity, cost } = issue;
        if !instrument.is_of(self.home) || !account.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let index = self.instrument_index(instrument)?;
        let holder = self.trader_index(account)?;
        let issued = &mut self.instruments[index];
        if issued.delisted {
            return Err(Reason::InstrumentDelisted);
        }
        if self.assets.contains_key(&index) {
            return Err(Reason::UnitsAlreadyIssued);
        }
        if !quantity.is_positive() {
            return Err(Reason::QuantityNotPositive);
        }
        if quantity.0 % issued.listing.lot.0 != 0 {
            return Err(Reason::QuantityOffLot);
        }
        if cost.0 < 0 || cost.0 > Won::MAX.0 / 4 {
            return Err(Reason::AmountNotPositive);
        }
        if issued.issued + quantity.0 > issued.listing.registered_supply.0 {
            return Err(Reason::BeyondRegisteredSupply);
        }
        issued.issued += quantity.0;
        let holding = &mut self.accounts[holder].holdings[index];
        holding.available += quantity.0;
        holding.cost += cost.0;
        Ok(vec![UnitsIssued { instrument, account, quantity, cost }.into()])
    }

    pub(super) fn halt(&mut self, halt: &HaltInstrument) -> Outcome {
        let index = self.instrument_index(halt.instrument)?;
        let instrument = &mut self.instruments[index];
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted);
        }
        if instrument.halted {
            return Err(Reason::AlreadyHalted);
        }
        if instrument.running.is_some() {
            return Err(Reason::JobUnderWay);
        }
        instrument.halted = true;
        Ok(vec![InstrumentHalted { instrument: halt.instrument, reason: halt.reason.clone() }.into()])
    }

    pub(super) fn resume(&mut self, resume: &ResumeInstrument, observed: &[Event]) -> Outcome {
        let index = self.instrument_index(resume.instrument)?;
        let instrument = &mut self.instruments[index];
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted);
        }
        if !instrument.halted {
            return Err(Reason::NotHalted);
        }
        if !self.is_sold(index) {
            return Err(Reason::AssetNotFunded);
        }
        self.instruments[index].halted = false;
        self.note_jobs(observed);
        self.resolve(observed);
        let mut events = vec![InstrumentResumed { instrument: resume.instrument }.into()];
        self.follow_up(index, &mut events);
        Ok(events)
    }

    pub(super) fn delist(&mut self, delist: &DelistInstrument, observed: &[Event]) -> Outcome {
        let index = self.instrument_index(delist.instrument)?;
        let instrument = &mut self.instruments[index];
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted);
        }
        if instrument.running.is_some() {
            return Err(Reason::JobUnderWay);
        }
        if self.is_offered(index) {
            return Err(Reason::OfferingUnderWay);
        }
        let instrument = &mut self.instruments[index];
        instrument.delisted = true;
        instrument.running = Some(JobKind::Delist);
        (instrument.next, instrument.interrupted_until) = (Time::NEVER, None);
        self.note_jobs(observed);
        Ok(vec![InstrumentDelisted { instrument: delist.instrument, reason: delist.reason.clone() }.into()])
    }

    /// The holders of an instrument with their units, as they are now.
    pub(super) fn holders(&self, instrument: usize) -> Vec<(usize, i64)> {
        let units = |account: &Account| account.holdings[instrument].available + account.holdings[instrument].held;
        let all = self.accounts.iter().enumerate().map(|(index, account)| (index, units(account)));
        all.filter(|(_, units)| *units > 0).collect()
    }
}
