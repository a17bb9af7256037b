//! What owners, staff and investors ask for around an asset: it is brought on its way step by step; now and then somebody asks out of turn, or with one
//! thing wrong.

use super::{Sight, Workload, one_of};
use crate::books::{Books, FIRST_LOCAL, Listed, Offering, Stage};
use crate::market::{self, note};
use money::{Bps, Quantity, Won};
use protocol::command::{
    AssetClass, CancelOffering, CancelSubscription, DelistInstrument, HaltInstrument, RegisterAsset, ReleaseProceeds, ResumeInstrument,
    ScheduleOffering, Subscribe,
};
use protocol::{AccountId, Command, InstrumentId, Time};

impl Workload {
    /// Whether offerings are what the next command should rather be about: one is open, or an asset is interrupted, which is rare.
    pub(super) fn is_offering_time(&mut self, sight: &Sight<'_>) -> bool {
        let is_open = |stage: &Stage| matches!(stage, Stage::Offered(offering) if offering.is_open(sight.now));
        let is_rare = |listed: &Listed| listed.interrupted && !listed.delisted && market::is_asset(listed.id.local());
        let busy = sight.books.assets.values().any(|asset| is_open(&asset.stage)) || sight.books.listed.iter().any(is_rare);
        busy && self.rng.below(6) == 0
    }

    /// The next step of an asset, mostly.
    pub(super) fn offering(&mut self, sight: &Sight<'_>) -> Command {
        let Some(listed) = self.asset(sight.books).cloned() else { return self.list_instrument(sight) };
        let is_rare = listed.interrupted && !listed.halted && self.rng.coin();
        if listed.delisted || is_rare || self.rng.below(3) == 0 {
            return self.out_of_turn(sight, listed.id);
        }
        let instrument = listed.id;
        match sight.books.asset(instrument).map(|asset| &asset.stage) {
            None if listed.issued > 0 => self.out_of_turn(sight, instrument),
            None if !listed.halted => HaltInstrument { instrument, reason: note("before its offering") }.into(),
            None => self.register(instrument),
            Some(Stage::Registered) => self.schedule(instrument, sight.now),
            Some(Stage::Offered(offering)) => one_of! { self.rng,
                15 => CancelOffering { instrument, reason: note("simulated") }.into(),
                130 => self.give_up(instrument, Some(offering), sight),
                _ => self.subscribe(instrument, Some(offering), sight),
            },
            Some(Stage::Funded(_)) if listed.halted && self.rng.below(3) > 0 => ResumeInstrument { instrument }.into(),
            Some(Stage::Funded(left)) => self.release(instrument, *left),
            Some(Stage::Failed) if self.rng.below(12) == 0 => DelistInstrument { instrument, reason: note("not sold") }.into(),
            Some(Stage::Failed) => self.out_of_turn(sight, instrument),
        }
    }

    /// What is a share of an asset, or is to be. One that is interrupted is rare.
    pub(super) fn asset<'a>(&mut self, books: &'a Books) -> Option<&'a Listed> {
        let assets: Vec<&Listed> = books.listed.iter().filter(|listed| market::is_asset(listed.id.local())).collect();
        let interrupted = assets.iter().find(|listed| listed.interrupted && !listed.delisted).copied();
        interrupted.filter(|_| self.rng.below(4) > 0).or_else(|| self.pick(&assets).copied())
    }

    /// Any of the commands, whatever the instrument has come to.
    fn out_of_turn(&mut self, sight: &Sight<'_>, asset: InstrumentId) -> Command {
        // Most of the time assets are halted or trade.
        let is_rare = |listed: &&Listed| market::is_asset(listed.id.local()) && listed.closed && !listed.halted && !listed.delisted;
        let rare = sight.books.listed.iter().find(is_rare).filter(|_| self.rng.coin());
        let asset = rare.map_or(asset, |listed| listed.id);
        let instrument = one_of! { self.rng,
            600 => asset,
            300 => self.instrument(sight.books).map_or(asset, |listed| listed.id),
            _ => self.wrong_instrument(),
        };
        let stage = sight.books.asset(instrument).filter(|_| instrument.is_of(self.home)).map(|asset| &asset.stage);
        let offering = match stage {
            Some(Stage::Offered(offering)) => Some(offering),
            _ => None,
        };
        let left = if let Some(Stage::Funded(left)) = stage { *left } else { 1_000 };
        let stranger = self.rng.below(3) == 0 && offering.is_none();
        match self.rng.below(6) {
            0 if stranger => RegisterAsset { owner: self.wrong_account(), ..self.registration(instrument) }.into(),
            0 => self.register(instrument),
            1 => self.schedule(instrument, sight.now),
            2 if stranger => Subscribe { account: self.wrong_account(), instrument, quantity: Quantity(1) }.into(),
            2 => self.subscribe(instrument, offering, sight),
            3 => self.give_up(instrument, offering, sight),
            // Nothing would ever be sold if most were called off.
            4 if offering.is_none() => CancelOffering { instrument, reason: note("simulated") }.into(),
            _ => self.release(instrument, left),
        }
    }

    fn registration(&mut self, instrument: InstrumentId) -> RegisterAsset {
        RegisterAsset {
            instrument,
            owner: AccountId::new(self.home, FIRST_LOCAL + self.rng.below(u64::from(market::ACCOUNTS)) as u32),
            class: AssetClass::ALL[self.rng.below(4) as usize],
            appraisal: Won(market::ASSET_UNITS * market::ASSET_PRICE + self.rng.below(market::ASSET_UNITS as u64) as i64),
            total_units: Quantity(market::ASSET_UNITS),
            share: market::ASSET_SHARE,
        }
    }

    fn register(&mut self, instrument: InstrumentId) -> Command {
        let mut register = self.registration(instrument);
        if self.rng.below(3) == 0 {
            match self.rng.below(9) {
                0 | 1 => register.owner = self.wrong_account(),
                2 => register.share = Bps(10_001),
                3 => (register.share, register.class) = (Bps(4_900), AssetClass::RealEstate),
                4 => register.share = Bps(0),
                5 => register.total_units = Quantity(0),
                6 => register.appraisal = Won(market::ASSET_UNITS - 1),
                7 => register.appraisal = Won(2 * register.appraisal.0),
                _ => register.total_units = Quantity(market::ASSET_UNITS + 10),
            }
        }
        register.into()
    }

    /// A window that closes within the run; a target that some offerings miss.
    fn schedule(&mut self, instrument: InstrumentId, now: Time) -> Command {
        let offered = market::ASSET_SUPPLY;
        let opens_at = now.plus_seconds([0, 1, 60, 600][self.rng.below(4) as usize]);
        let mut schedule = ScheduleOffering {
            instrument,
            opens_at,
            closes_at: opens_at.plus_seconds(600 + self.rng.below(5_400) as i64),
            minimum: Quantity(2 + self.rng.below(60) as i64),
            maximum: Quantity(offered / [1, 3, 6][self.rng.below(3) as usize]),
            target: Quantity(offered / [1, 4, 40, 200][self.rng.below(4) as usize]),
        };
        if self.rng.below(4) == 0 {
            match self.rng.below(7) {
                0 => schedule.opens_at = Time(now.0 - 1_000_000_000),
                1 => schedule.closes_at = schedule.opens_at,
                2 => schedule.closes_at = schedule.opens_at.plus_seconds(365 * 86_400 + 1),
                3 => schedule.minimum = Quantity(0),
                4 => schedule.maximum = Quantity(offered + 1),
                5 => schedule.target = Quantity(offered + 1),
                _ => schedule.minimum = Quantity(schedule.maximum.0 + 1),
            }
        }
        schedule.into()
    }

    fn subscribe(&mut self, instrument: InstrumentId, offering: Option<&Offering>, sight: &Sight<'_>) -> Command {
        let (minimum, maximum) = offering.map_or((1, 100), |offering| (offering.minimum, offering.maximum));
        let mut subscribe = Subscribe {
            account: self.account(sight.books),
            instrument,
            quantity: Quantity(minimum + self.rng.below((maximum - minimum + 1) as u64) as i64),
        };
        if self.rng.below(3) == 0 {
            match self.rng.below(9) {
                0 | 1 => subscribe.account = self.wrong_account(),
                2 => subscribe.quantity = Quantity([0, -1, i64::MIN][self.rng.below(3) as usize]),
                3 => subscribe.quantity = Quantity(minimum - 1),
                4 => subscribe.quantity = Quantity([maximum + 1, i64::MAX][self.rng.below(2) as usize]),
                5 => {
                    // The owner, or who owns an account beside the owner's.
                    if let Some(asset) = sight.books.asset(instrument) {
                        subscribe.account = asset.owner;
                    }
                }
                6 => subscribe.account = AccountId::new(self.home, FIRST_LOCAL + market::INVESTORS + self.rng.below(2) as u32),
                _ => subscribe.account = self.late_account(sight.books),
            }
        }
        subscribe.into()
    }

    /// Of one who has subscribed, mostly.
    fn give_up(&mut self, instrument: InstrumentId, offering: Option<&Offering>, sight: &Sight<'_>) -> Command {
        let subscribers: Vec<u32> = offering.into_iter().flat_map(|offering| offering.subscriptions.keys().copied()).collect();
        let account = match self.pick(&subscribers) {
            Some(&local) if self.rng.below(3) > 0 => AccountId::new(self.home, local),
            _ if self.rng.below(4) == 0 => self.wrong_account(),
            _ => self.account(sight.books),
        };
        CancelSubscription { account, instrument }.into()
    }

    fn release(&mut self, instrument: InstrumentId, left: i64) -> Command {
        let amount = one_of! { self.rng,
            700 => 1 + self.rng.below(left.max(1) as u64) as i64 / 3,
            100 => left,
            100 => [0, -5][self.rng.below(2) as usize],
            50 => left + 1,
            _ => i64::MAX,
        };
        ReleaseProceeds { instrument, amount: Won(amount), evidence: [self.made as u8; 32] }.into()
    }
}
