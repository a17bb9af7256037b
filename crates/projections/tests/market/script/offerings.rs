//! Assets on their way from the listing to a distribution, one step further with each command made of a number.

use super::{Market, Pick, STOCK, listings};
use money::{Bps, Price, Quantity, Won};
use protocol::command::*;
use protocol::policy::SessionState;
use protocol::text::{Code, Note};
use protocol::{AccountId, Command, InstrumentId};

/// Listed one after the other, so that one is new whenever another has been sold or missed.
const ASSETS_MAX: u16 = 16;
const FIRST_ASSET: u16 = STOCK + 2;
const TOTAL_UNITS: i64 = 1_000;
const OFFERED: i64 = 480;
const UNIT_PRICE: i64 = 1_500;

fn note() -> Note {
    Note::new("test").expect("a short text")
}

impl Market {
    pub(super) fn offering(&self, account: AccountId, pick: &mut Pick) -> Command {
        let listed = self.live.instruments().len() as u16;
        if listed < FIRST_ASSET {
            return self.asset_listing(listed + 1);
        }
        let instrument = InstrumentId::new(self.home(), listed);
        let older = InstrumentId::new(self.home(), FIRST_ASSET + pick.below(u64::from(listed - FIRST_ASSET + 1)) as u16);
        if pick.chance(4) {
            return self.asset_command(older, account, pick);
        }
        let Some(asset) = self.live.asset(instrument) else {
            let state = self.live.instrument(instrument).map(|instrument| instrument.state());
            return match state {
                Some(SessionState::Halted) => self.register(instrument, account),
                _ => HaltInstrument { instrument, reason: note() }.into(),
            };
        };
        match &asset.offering {
            None => self.schedule(instrument, pick),
            Some(offering) if offering.closed_at.is_none() => match pick.below(20) {
                0 => CancelOffering { instrument, reason: note() }.into(),
                1 => CancelSubscription { account, instrument }.into(),
                2 | 3 => {
                    let subscriber = offering.subscriptions.keys().next().copied();
                    CancelSubscription { account: subscriber.unwrap_or(account), instrument }.into()
                }
                _ => Subscribe { account, instrument, quantity: Quantity(1 + pick.below(200) as i64) }.into(),
            },
            // Its way is over, but for what it pays.
            Some(_) if pick.chance(3) && listed < FIRST_ASSET + ASSETS_MAX => self.asset_listing(listed + 1),
            Some(_) => self.asset_command(instrument, account, pick),
        }
    }

    /// What may come at any time, and is mostly refused before its own.
    fn asset_command(&self, instrument: InstrumentId, account: AccountId, pick: &mut Pick) -> Command {
        match pick.below(6) {
            0 => ResumeInstrument { instrument }.into(),
            1 | 2 => ReleaseProceeds { instrument, amount: Won(1 + pick.below(200_000) as i64), evidence: [9; 32] }.into(),
            3 | 4 => PayDistribution { instrument, payer: account, total: Won(900 + pick.below(400_000) as i64) }.into(),
            _ => Subscribe { account, instrument, quantity: Quantity(pick.below(600) as i64) }.into(),
        }
    }

    fn asset_listing(&self, number: u16) -> Command {
        let [stock, _] = listings();
        let code = Code::new(&format!("KRW-A{number}")).expect("a code");
        Box::new(ListInstrument { code, registered_supply: Quantity(OFFERED), reference_price: Price(UNIT_PRICE), ..stock }).into()
    }

    fn register(&self, instrument: InstrumentId, owner: AccountId) -> Command {
        let (appraisal, total_units) = (Won(TOTAL_UNITS * UNIT_PRICE + 999), Quantity(TOTAL_UNITS));
        RegisterAsset { instrument, owner, class: AssetClass::RealEstate, appraisal, total_units, share: Bps(4_800) }.into()
    }

    fn schedule(&self, instrument: InstrumentId, pick: &mut Pick) -> Command {
        let opens_at = self.now.plus_seconds([0, 1, 300][pick.below(3) as usize]);
        let closes_at = opens_at.plus_seconds(900 + pick.below(3_600) as i64);
        let target = Quantity([1, 240, OFFERED][pick.below(3) as usize]);
        ScheduleOffering { instrument, opens_at, closes_at, minimum: Quantity(5), maximum: Quantity(200), target }.into()
    }
}
