//! Lines about assets: one after the other goes its way from the listing to what it pays, and now and then somebody asks out of turn.

use super::{Dice, Drawing};
use crate::script::Act;
use crate::world::{self, FIRST_PERSON, INSTRUMENTS, PEOPLE};
use money::{Bps, Quantity, Won};
use protocol::command::*;
use protocol::ids::{AccountId, Home, InstrumentId};
use protocol::time::Time;

/// Assets listed before a script begins; it brings one after the other to the market.
pub const ASSETS: u16 = 10;
pub const FIRST_ASSET: u16 = INSTRUMENTS.len() as u16 + 1;
const TOTAL_UNITS: i64 = 1_000;
const OFFERED: i64 = 480;
pub const UNIT_PRICE: i64 = 1_500;
/// Lines about an asset after its offering.
const LINES_AFTER: u32 = 14;
/// Seconds an offering is open where time passes at its usual pace.
const WINDOW_S: i64 = 9_000;

pub fn listings() -> impl Iterator<Item = Command> {
    (FIRST_ASSET..FIRST_ASSET + ASSETS).map(|number| Box::new(world::asset_listing(&format!("A{number}"), OFFERED, UNIT_PRICE)).into())
}

/// How far the script believes an asset to be. What it is refused brings it out of step, and does no harm.
#[derive(Clone, Copy, Debug)]
pub struct Offered {
    number: u16,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Listed,
    Halted,
    Registered,
    Announced { closes_at: Time },
    Over { left: u32 },
}

impl Offered {
    pub fn first() -> Self {
        Self { number: FIRST_ASSET, stage: Stage::Listed }
    }

    /// Any asset whose offering is over, by now.
    pub fn one_of_the_past(&self, dice: &mut Dice) -> Option<u16> {
        let is_over = matches!(self.stage, Stage::Over { .. });
        let past = self.number - FIRST_ASSET + u16::from(is_over);
        (past > 0).then(|| FIRST_ASSET + dice.below(u64::from(past)) as u16)
    }
}

impl Drawing {
    pub(super) fn offer(&mut self) -> Act {
        let Offered { number, stage } = self.offered;
        let instrument = InstrumentId::new(self.home, number);
        let reason = world::note("test");
        if self.dice.one_in(5) {
            let offered = self.offered;
            let past = offered.one_of_the_past(&mut self.dice).unwrap_or(number);
            let any = self.dice.pick(&[number, number, past, 1, 2, 99]);
            return Act::Command(self.out_of_turn(InstrumentId::new(self.home, any)));
        }
        let command = match stage {
            Stage::Listed => {
                self.offered.stage = Stage::Halted;
                HaltInstrument { instrument, reason }.into()
            }
            Stage::Halted if self.dice.one_in(2) => self.wrong_registration(instrument),
            Stage::Halted => {
                self.offered.stage = Stage::Registered;
                self.registration(instrument).into()
            }
            Stage::Registered if self.dice.one_in(3) => self.wrong_schedule(instrument),
            Stage::Registered => {
                let schedule = self.schedule(instrument);
                self.offered.stage = Stage::Announced { closes_at: schedule.closes_at };
                schedule.into()
            }
            Stage::Announced { closes_at } if self.at < closes_at => match self.dice.below(120) {
                0 => CancelOffering { instrument, reason }.into(),
                1..=16 => CancelSubscription { account: self.account(), instrument }.into(),
                17..=20 => DelistInstrument { instrument, reason }.into(),
                _ => self.subscription(instrument),
            },
            Stage::Announced { .. } => {
                self.offered.stage = Stage::Over { left: LINES_AFTER };
                ResumeInstrument { instrument }.into()
            }
            Stage::Over { left: 0 } if number + 1 < FIRST_ASSET + ASSETS => {
                self.offered = Offered { number: number + 1, stage: Stage::Listed };
                ReleaseProceeds { instrument, amount: Won(1), evidence: [1; 32] }.into()
            }
            Stage::Over { left } => {
                self.offered.stage = Stage::Over { left: left.saturating_sub(1) };
                self.of_the_past(instrument)
            }
        };
        Act::Command(command)
    }

    fn registration(&mut self, instrument: InstrumentId) -> RegisterAsset {
        RegisterAsset {
            instrument,
            owner: self.account(),
            class: self.dice.pick(AssetClass::ALL),
            appraisal: Won(TOTAL_UNITS * UNIT_PRICE + self.dice.range(0, TOTAL_UNITS - 1)),
            total_units: Quantity(TOTAL_UNITS),
            share: Bps(self.dice.range(4_800, 4_809) as u16),
        }
    }

    fn wrong_registration(&mut self, instrument: InstrumentId) -> Command {
        let mut register = self.registration(instrument);
        match self.dice.below(7) {
            0 => register.share = Bps(self.dice.pick(&[0, 9, 4_900, 10_001, u16::MAX])),
            1 => register.class = AssetClass::RealEstate,
            2 => register.appraisal = Won(self.dice.pick(&[i64::MIN, 0, TOTAL_UNITS - 1, i64::MAX])),
            3 => register.total_units = Quantity(self.dice.pick(&[i64::MIN, 0, TOTAL_UNITS + 1, i64::MAX])),
            4 => register.owner = AccountId::new(self.home, self.dice.pick(&[0, 1, 8, 999])),
            5 => register.instrument = InstrumentId::new(self.home, self.dice.pick(&[0, 1, 2, 99])),
            _ => (register.class, register.share) = (AssetClass::RealEstate, Bps(4_900)),
        }
        register.into()
    }

    fn schedule(&mut self, instrument: InstrumentId) -> ScheduleOffering {
        let opens_at = Time(self.at.0 + self.dice.pick(&[0, 1, 60, 300]) * 1_000_000 / self.pace);
        let window_s = WINDOW_S / self.pace;
        let closes_at = opens_at.plus_seconds(self.dice.range(window_s / 2, window_s));
        let minimum = Quantity(self.dice.pick(&[1, 7, 40]));
        let maximum = Quantity(self.dice.pick(&[100, 200, OFFERED]));
        let target = Quantity(self.dice.pick(&[1, 100, 300, OFFERED]));
        ScheduleOffering { instrument, opens_at, closes_at, minimum, maximum, target }
    }

    fn wrong_schedule(&mut self, instrument: InstrumentId) -> Command {
        let mut schedule = self.schedule(instrument);
        match self.dice.below(7) {
            0 => schedule.opens_at = Time(self.at.0 - 1),
            1 => schedule.closes_at = schedule.opens_at,
            2 => schedule.closes_at = Time(i64::MAX),
            3 => schedule.minimum = Quantity(self.dice.pick(&[i64::MIN, 0, OFFERED + 1])),
            4 => schedule.maximum = Quantity(self.dice.pick(&[0, OFFERED + 1, i64::MAX])),
            5 => schedule.target = Quantity(self.dice.pick(&[0, OFFERED + 1])),
            _ => (schedule.minimum, schedule.maximum) = (Quantity(41), Quantity(40)),
        }
        schedule.into()
    }

    fn subscription(&mut self, instrument: InstrumentId) -> Command {
        let account = AccountId::new(self.home, FIRST_PERSON + self.dice.below(PEOPLE.len() as u64) as u32);
        let odd = self.dice.one_in(12);
        let quantity = if odd { self.dice.pick(&[i64::MIN, -1, 0, OFFERED + 1, i64::MAX]) } else { self.dice.range(1, 120) };
        Subscribe { account, instrument, quantity: Quantity(quantity) }.into()
    }

    fn of_the_past(&mut self, instrument: InstrumentId) -> Command {
        match self.dice.below(8) {
            0 => ResumeInstrument { instrument }.into(),
            1..=3 => {
                let amount = Won(self.dice.pick(&[-1, 0, 1, 5_000, 150_000, 700_000, i64::MAX]));
                ReleaseProceeds { instrument, amount, evidence: [2; 32] }.into()
            }
            4 => IssueUnits { instrument, account: self.account(), quantity: Quantity(1), cost: Won(1) }.into(),
            _ => {
                let total = Won(self.dice.pick(&[999, 1_000, 70_707, 500_000, 7_000_003]));
                PayDistribution { instrument, payer: self.account(), total }.into()
            }
        }
    }

    fn out_of_turn(&mut self, instrument: InstrumentId) -> Command {
        let other = if self.home == Home::LIVE { Home::PRACTICE } else { Home::LIVE };
        let instrument = if self.dice.one_in(12) { InstrumentId::new(other, instrument.local()) } else { instrument };
        let account = if self.dice.one_in(12) { AccountId::new(other, FIRST_PERSON) } else { self.account() };
        match self.dice.below(9) {
            0 => RegisterAsset { owner: account, ..self.registration(instrument) }.into(),
            1 => self.schedule(instrument).into(),
            2 | 3 => Subscribe { account, instrument, quantity: Quantity(self.dice.range(1, 90)) }.into(),
            4 | 5 => CancelSubscription { account, instrument }.into(),
            6 if self.dice.one_in(6) => CancelOffering { instrument, reason: world::note("test") }.into(),
            7 => ResumeInstrument { instrument }.into(),
            _ => ReleaseProceeds { instrument, amount: Won(self.dice.range(1, 9_000)), evidence: [3; 32] }.into(),
        }
    }
}
