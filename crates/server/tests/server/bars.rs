//! Real bars, a day of them, replayed into the market.

use crate::market::{DemoMarket, at, block_on};
use money::Price;
use projections::live::instrument::Candle;
use protocol::{Home, Time};
use server::bars::{Bar, Bars, Conversion, Quoting, waypoints};
use server::demo::{Position, Role, agents, observe};

const FIXTURE: &str = include_str!("../fixtures/btc-1m-20220105.csv");
const MINUTE_US: i64 = 60_000_000;
/// 3,052 won for a unit of the fixture's money turns its prices into those of the demo.
const CONVERSION: Conversion = Conversion { won: 3_052, per: 10_000 };

#[test]
fn f39_f43_candles_follow_a_day_of_real_bars() {
    block_on(async {
        let begin = at(0);
        let market = DemoMarket::new("bars", Home::PRACTICE, begin, 7).await;
        let instrument = market.instrument("KRW-BTC");
        let members = market.desk.read(|state| agents(state, instrument));
        let account = |role| members.iter().find(|(agent, _)| agent.role == role).unwrap().1;
        let (maker, taker) = (account(Role::BarMaker), account(Role::BarTaker));
        let bars = Bars::parse(FIXTURE).unwrap().0;
        assert_eq!(bars.len(), 1_440);
        let mut quoting = Quoting::new(7);
        for (minute, bar) in (0i64..).zip(&bars) {
            for waypoint in waypoints(bar, CONVERSION) {
                market.clock.set(Time(begin.0 + minute * MINUTE_US + i64::from(waypoint.at_permille) * MINUTE_US / 1_000));
                let commands = market.desk.read(|state| {
                    let view = observe(state, instrument).unwrap();
                    let position = |account| Position::of(state, account, instrument).unwrap();
                    quoting.commands(&view, &position(maker), &position(taker), waypoint)
                });
                let refused = market.desk.give_all(commands).await.unwrap();
                assert_eq!(refused, 0, "minute {minute}, {waypoint:?}");
                let view = market.desk.read(|state| observe(state, instrument).unwrap());
                let (bid, ask) = (view.best_bid.unwrap(), view.best_ask.unwrap());
                let tick = view.ticks.tick_at(bid).0;
                let is_narrow = (ask.0 - bid.0) * 10_000 <= bid.0 * 10 || ask.0 - bid.0 <= 2 * tick;
                assert!(is_narrow, "minute {minute}: {bid} to {ask}");
            }
        }
        market.desk.read(|state| {
            let shown = state.instrument(instrument).unwrap();
            assert_eq!(shown.minutes.len(), bars.len(), "each minute has its candle");
            for (candle, bar) in shown.minutes.iter().zip(&bars) {
                check(candle, bar, state.ticks(shown).unwrap().tick_at(candle.close));
            }
            let fills = |account| state.account(account).unwrap().fills.count;
            assert_eq!((fills(maker), fills(taker)), (shown.trade_count, shown.trade_count), "every trade is between the two");
            println!("{} bars, {} trades", bars.len(), shown.trade_count);
        });
        market.stop();
    });
}

/// Each of the four prices within the spread, which is four ticks, and one tick.
#[track_caller]
fn check(candle: &Candle, bar: &Bar, tick: Price) {
    let pairs = [(candle.open, bar.open), (candle.high, bar.high), (candle.low, bar.low), (candle.close, bar.close)];
    for (traded, real) in pairs {
        let away = (traded.0 - CONVERSION.won(real)).abs();
        assert!(away <= 5 * tick.0, "{candle:?} is {away} won away from {bar:?}");
    }
}
