//! What staff, payment providers and the house ask for.

use super::{Sight, Workload, one_of};
use crate::books::{Books, FIRST_LOCAL, Listed};
use crate::market::{self, day_of, note};
use money::{Bps, Price, Quantity, Won};
use protocol::command::{
    AccountKind, CancelDeposit, CancelWithdrawal, CompleteWithdrawal, ContinueJob, ContinueOrder, CreditDeposit, DelistInstrument,
    FireTriggered, Genesis, GrantCash, HaltInstrument, InvestorClass, IssueUnits, OpenAccount, PayDistribution, RequestDeposit,
    RequestWithdrawal, ResumeInstrument, SetPolicy, SetSelfTradePrevention, SetVerification, Tick,
};
use protocol::ids::{DepositId, JobId, PolicyId, WithdrawalId};
use protocol::policy::{Fees, PolicyBody, Rules};
use protocol::text::Code;
use protocol::{AccountId, Command, Day, InstrumentId, Market, OrderId, OwnerId, SelfTradePrevention, Time};

/// A run lists no more instruments than this.
const INSTRUMENTS_MAX: usize = 9;

/// Money in and out, mostly by the market's own way.
pub(super) fn payment(workload: &mut Workload, sight: &Sight<'_>) -> Command {
    let own_way = workload.rng.below(10) > 0;
    match (workload.home.market, own_way) {
        (Market::Practice, true) | (Market::Live, false) => workload.grant(sight),
        (Market::Live, true) | (Market::Practice, false) => workload.transfer(sight),
    }
}

/// What was listed during the run.
fn late(books: &Books) -> &[Listed] {
    books.listed.get(usize::from(market::ROUND)..).unwrap_or_default()
}

impl Workload {
    fn grant(&mut self, sight: &Sight<'_>) -> Command {
        let (account, amount) = self.payee(sight);
        GrantCash { account, amount }.into()
    }

    fn payee(&mut self, sight: &Sight<'_>) -> (AccountId, Won) {
        let account = if self.rng.below(10) == 0 { self.wrong_account() } else { self.account(sight.books) };
        let amount = one_of! { self.rng,
            880 => self.amount(500_000),
            40 => Won(0),
            30 => Won(-5),
            _ => Won::MAX,
        };
        (account, amount)
    }

    fn transfer(&mut self, sight: &Sight<'_>) -> Command {
        let (account, amount) = self.payee(sight);
        let deposit = self.open_id(sight.books.deposits.keys());
        let withdrawal = self.open_id(sight.books.withdrawals.keys());
        one_of! { self.rng,
            300 => RequestDeposit { account, amount, external_id: self.external_id() }.into(),
            250 => CreditDeposit { deposit: DepositId::new(self.home, deposit) }.into(),
            80 => CancelDeposit { deposit: DepositId::new(self.home, deposit) }.into(),
            200 => RequestWithdrawal { account, amount }.into(),
            100 => CompleteWithdrawal { withdrawal: WithdrawalId::new(self.home, withdrawal) }.into(),
            _ => CancelWithdrawal { withdrawal: WithdrawalId::new(self.home, withdrawal) }.into(),
        }
    }

    /// One that is open, mostly.
    fn open_id<'a>(&mut self, open: impl ExactSizeIterator<Item = &'a u64>) -> u64 {
        let count = open.len() as u64;
        if count == 0 || self.rng.below(8) == 0 {
            return self.rng.below(10_000);
        }
        let at = usize::try_from(self.rng.below(count)).expect("below a length");
        open.copied().nth(at).unwrap_or(0)
    }

    pub(super) fn issue_units(&mut self, sight: &Sight<'_>) -> Command {
        // What was listed late has no units yet, and so no trades.
        let late = self.pick(late(sight.books)).filter(|_| self.rng.below(4) == 0);
        // What is to become a share of an asset never would.
        let late = late.filter(|listed| !market::is_asset(listed.id.local()) || sight.books.asset(listed.id).is_some());
        // Once an asset is registered its units come from its offering alone.
        let asset = self.asset(sight.books).filter(|listed| sight.books.asset(listed.id).is_some() && self.rng.below(4) == 0);
        let Some(listed) = late.or(asset).or_else(|| self.instrument(sight.books)).cloned() else { return self.out_of_place(sight) };
        let mut issue = IssueUnits {
            instrument: listed.id,
            account: if self.rng.coin() { self.account(sight.books) } else { self.late_account(sight.books) },
            quantity: Quantity(listed.lot * (1 + self.rng.below(50) as i64)),
            cost: Won(self.rng.below(1_000_000) as i64),
        };
        if self.rng.below(5) < 2 {
            match self.rng.below(9) {
                0 | 7 | 8 => issue.account = self.wrong_account(),
                1 => issue.instrument = self.wrong_instrument(),
                2 => issue.quantity = Quantity(-listed.lot),
                3 => issue.quantity = Quantity(listed.lot + 1),
                4 => issue.cost = Won(-1),
                5 => issue.quantity = Quantity((listed.supply - listed.issued) / listed.lot * listed.lot + listed.lot),
                _ => issue.cost = Won::MAX,
            }
        }
        issue.into()
    }

    pub(super) fn set_verification(&mut self, sight: &Sight<'_>) -> Command {
        let account = if self.rng.below(6) == 0 { self.wrong_account() } else { self.account(sight.books) };
        let today = day_of(sight.now).0;
        let verified_until = Day(one_of! { self.rng, 600 => today + 1_000, 250 => today + 1, _ => today.saturating_sub(2), });
        let class = InvestorClass::ALL[self.rng.below(3) as usize];
        SetVerification { account, verified_until, country: 410, class }.into()
    }

    pub(super) fn set_self_trade_prevention(&mut self, sight: &Sight<'_>) -> Command {
        let account = if self.rng.below(5) == 0 { self.wrong_account() } else { self.account(sight.books) };
        SetSelfTradePrevention { account, mode: SelfTradePrevention::ALL[self.rng.below(3) as usize] }.into()
    }

    pub(super) fn open_account(&mut self, sight: &Sight<'_>) -> Command {
        let listed = self.instrument(sight.books).map(|listed| listed.id);
        let owner = OwnerId(1 + self.rng.below(12));
        let mut open = one_of! { self.rng,
            600 => OpenAccount { owner, kind: AccountKind::Investor, own_instrument: None },
            200 => OpenAccount { owner, kind: AccountKind::Company, own_instrument: listed },
            _ => OpenAccount { owner, kind: AccountKind::Simulated, own_instrument: None },
        };
        if self.rng.below(3) == 0 {
            match self.rng.below(5) {
                0 => open.owner = OwnerId(0),
                1 => open.kind = AccountKind::House,
                2 => open.own_instrument = if open.own_instrument.is_some() { None } else { listed },
                3 => {
                    open.kind = AccountKind::Company;
                    open.own_instrument = Some(self.wrong_instrument());
                }
                _ => open.owner = OwnerId(u64::MAX),
            }
        }
        open.into()
    }

    pub(super) fn halt_or_resume(&mut self, sight: &Sight<'_>) -> Command {
        // What is not sold stays halted.
        let may_resume =
            |listed: &Listed| !market::is_asset(listed.id.local()) || sight.books.asset(listed.id).is_some_and(|asset| asset.is_sold());
        let may_ask = self.rng.below(6) == 0;
        let halted = sight.books.listed.iter().find(|listed| listed.halted && !listed.delisted && (may_ask || may_resume(listed)));
        let chosen = match halted {
            Some(halted) if self.rng.below(5) > 0 => Some(halted),
            _ => self.instrument(sight.books),
        };
        let Some(listed) = chosen.cloned() else { return self.out_of_place(sight) };
        let instrument = if self.rng.below(12) == 0 { self.wrong_instrument() } else { listed.id };
        let resume = if listed.halted { self.rng.below(8) > 0 } else { self.rng.below(4) == 0 };
        if resume { ResumeInstrument { instrument }.into() } else { HaltInstrument { instrument, reason: note("simulated") }.into() }
    }

    /// One in a volatility interruption that may be delisted.
    pub(super) fn interrupted_to_delist<'a>(&self, books: &'a Books) -> Option<&'a Listed> {
        let stock = books.listed.first().filter(|_| self.made >= self.ending);
        let may_end = |listed: &Listed| self.made >= self.ending || !market::is_asset(listed.id.local());
        late(books).iter().chain(stock).find(|listed| listed.interrupted && !listed.delisted && !listed.halted && may_end(listed))
    }

    /// Instruments listed during the run end; those of the beginning mostly stay.
    pub(super) fn delist(&mut self, sight: &Sight<'_>) -> Command {
        let late = late(sight.books);
        let interrupted = self.interrupted_to_delist(sight.books).filter(|_| self.rng.coin());
        // Assets have a way to go first.
        let late =
            self.pick(late).filter(|listed| !market::is_asset(listed.id.local()) || self.made >= self.ending || self.rng.below(3) == 0);
        let instrument = match interrupted.or(late).map(|listed| listed.id) {
            Some(listed) if self.rng.below(5) > 0 => {
                self.focus = listed.local();
                listed
            }
            _ => self.wrong_instrument(),
        };
        DelistInstrument { instrument, reason: note("simulated") }.into()
    }

    pub(super) fn list_instrument(&mut self, sight: &Sight<'_>) -> Command {
        let listed = sight.books.listed.len();
        let number = u16::try_from(listed + 1).expect("few instruments");
        let mut listing = market::listing(self.home, number);
        if listed >= INSTRUMENTS_MAX || self.rng.below(4) > 0 {
            match self.rng.below(14) {
                0 | 1 => listing.code = Code::new("krw-lower").expect("a code of the wrong form"),
                2 | 3 => listing.code = market::listing(self.home, market::STOCK).code,
                4 => listing.price_decimals = 9,
                5 => listing.rules.tick_table = PolicyId(99),
                6 => listing.rules.fees = market::BAND,
                7 => listing.lot = Quantity(0),
                8 => listing.registered_supply = Quantity(-1),
                9 => listing.reference_price = Price(2_001),
                10 => {
                    // A tick of 1 at 0.01 won, and a band of nearly everything, make more prices than a book has places.
                    listing.price_decimals = 2;
                    listing.lot = Quantity(100);
                    listing.reference_price = Price(20_000_000);
                    listing.rules = Rules { tick_table: market::FINE_TICKS, price_band: Some(market::WIDE_BAND), ..listing.rules };
                }
                11 => listing.registered_supply = Quantity(1 << 61),
                12 => {
                    // Price × lot is no whole won.
                    listing.price_decimals = 2;
                    listing.rules.tick_table = market::FINE_TICKS;
                }
                _ => listing.max_order_quantity = Quantity(-4),
            }
        }
        Box::new(listing).into()
    }

    pub(super) fn set_policy(&mut self, sight: &Sight<'_>) -> Command {
        let policy = PolicyId(1 + self.rng.below(u64::from(market::WIDE_BAND.0) + 2) as u16);
        let body = market::policy_body(policy, self.home.market, self.made);
        let later = [1, 60, 3_600, 86_400][self.rng.below(4) as usize];
        let mut set = SetPolicy { policy, valid_from: sight.now.plus_seconds(later), source: note("simulated"), body };
        match self.rng.below(8) {
            0 => set.valid_from = Time(sight.now.0 - 1_000_000_000),
            1 => set.body = Fees { maker: Bps(1_001), taker: Bps(5) }.into(),
            2 => {
                let (other, band) = (market::policy_body(market::FEES, self.home.market, 0), market::BAND);
                set.body = if policy == band || matches!(set.body, PolicyBody::Fees(_)) {
                    market::policy_body(market::TICKS, self.home.market, 0)
                } else {
                    other
                };
            }
            _ => {}
        }
        Box::new(set).into()
    }

    pub(super) fn pay_distribution(&mut self, sight: &Sight<'_>) -> Command {
        let Some(listed) = self.instrument(sight.books).cloned() else { return self.out_of_place(sight) };
        let mut pay = PayDistribution {
            instrument: listed.id,
            payer: AccountId::new(self.home, FIRST_LOCAL + self.rng.below(6) as u32),
            total: Won(400_000 + self.rng.below(20_000_000) as i64),
        };
        if self.rng.below(2) == 0 {
            match self.rng.below(6) {
                0 => pay.payer = self.wrong_account(),
                1 => pay.instrument = self.wrong_instrument(),
                2 => pay.total = Won(0),
                3 => pay.total = Won(1),
                4 => pay.payer = AccountId::new(self.home, FIRST_LOCAL + market::ACCOUNTS - 1),
                _ => {}
            }
        }
        pay.into()
    }

    /// A second genesis, and steps that only the sequencer may give.
    pub(super) fn out_of_place(&mut self, sight: &Sight<'_>) -> Command {
        let instrument = InstrumentId::new(self.home, self.focus);
        let order = self.open_order(sight).map_or(1, |(id, _)| id);
        match self.rng.below(6) {
            0 => Genesis { key_secret: [1; 32], keys_max: 1_024, demo: None }.into(),
            1 => Tick {}.into(),
            2 => ContinueOrder { order: OrderId::new(self.home, order) }.into(),
            3 => FireTriggered { instrument }.into(),
            4 => ContinueJob { job: JobId(self.rng.below(1_000_000)) }.into(),
            _ => self.set_self_trade_prevention(sight),
        }
    }
}
