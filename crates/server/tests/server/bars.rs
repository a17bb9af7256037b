//! Real bars, a day of them, replayed into the market.

use crate::market::{DemoMarket, at, block_on};
use crate::process::{Folder, QUIET, Server, run, text};
use money::Price;
use projections::live::instrument::Candle;
use protocol::{Home, Time};
use serde_json::Value;
use server::bars::{Bar, Bars, Conversion, Quoting, waypoints};
use server::demo::{Position, Role, agents, observe};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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

/// An order of the replay as the journal has it.
#[derive(Clone, Debug)]
struct Placed {
    account: String,
    is_buy: bool,
    price: i64,
    is_taking: bool,
}

/// What happened at one waypoint: the makers' quotes, then a trade.
#[derive(Clone, Debug, Default)]
struct Step {
    bids: Vec<i64>,
    asks: Vec<i64>,
    trades: Vec<i64>,
}

/// The command itself, with a whole day at ten bars a second; what it did is read from its journal.
#[test]
fn f39_f43_replay_bars_keeps_to_a_day_of_real_bars_by_trades_of_accounts() {
    let bars = Bars::parse(FIXTURE).unwrap().0;
    let folder = Folder::new("replay-bars");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/btc-1m-20220105.csv");
    let command = ["replay-bars", file, "--instrument", "KRW-BTC", "--speed", "600", "--won-per-unit", "3052"];
    let server =
        Server::try_start_with(&folder, &[&command[..], QUIET].concat(), &[("JOGAK_LOG", "info")]).unwrap_or_else(|said| panic!("{said}"));
    server.wait_until_it_says("all bars are replayed", Duration::from_secs(600));
    assert!(server.terminate().success());

    let exported = run(&["export", "--market", "practice"], &folder, &[]);
    let records: Vec<Value> = text(&exported.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let steps = steps(&records);
    assert_eq!(steps.len() % bars.len(), 0, "each bar has as many waypoints");
    for (bar, steps) in bars.iter().zip(steps.chunks(steps.len() / bars.len())) {
        check_bar(bar, steps);
    }
    println!("{} bars, {} trades", bars.len(), steps.iter().map(|step| step.trades.len()).sum::<usize>());
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
}

/// Reads the journal: every trade is between two accounts that were opened and funded by commands, and ordered it.
fn steps(records: &[Value]) -> Vec<Step> {
    let (mut opened, mut funded, mut orders) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    let (mut steps, mut step) = (Vec::new(), Step::default());
    for record in records {
        let events: Vec<(&str, &Value)> = record["outcome"]["Ok"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|event| event.as_object().unwrap().iter().map(|(name, event)| (name.as_str(), event)))
            .collect();
        let order = record["command"].get("place_order").map(placed);
        for (name, event) in events {
            match name {
                "account_opened" => drop(opened.insert(text_of(event, "account"))),
                "cash_granted" => drop(funded.insert(text_of(event, "account"))),
                "order_placed" => drop(orders.insert(text_of(event, "order"), order.clone().unwrap())),
                "fill" => {
                    let [buy, sell] = ["buy", "sell"].map(|side| &orders[&text_of(event, side)]);
                    assert!(buy.account != sell.account && buy.is_buy && !sell.is_buy, "{event}");
                    for account in [&buy.account, &sell.account] {
                        assert!(
                            opened.contains(account) && funded.contains(account),
                            "{account} is not one that commands opened and funded"
                        );
                    }
                    step.trades.push(number_of(event, "price"));
                }
                _ => {}
            }
        }
        match order {
            Some(Placed { is_taking: true, .. }) => steps.push(std::mem::take(&mut step)),
            Some(Placed { is_buy: true, price, .. }) => step.bids.push(price),
            Some(Placed { price, .. }) => step.asks.push(price),
            None => {}
        }
    }
    steps
}

/// Spread within 10 basis points or two ticks at every waypoint; open, high, low and close within it and one tick.
fn check_bar(bar: &Bar, steps: &[Step]) {
    let mut widest = 0;
    for step in steps {
        let (bid, ask) = (step.bids.iter().max().unwrap(), step.asks.iter().min().unwrap());
        widest = widest.max(ask - bid);
        let tick = ticks_between(&step.bids);
        assert!((ask - bid) * 10_000 <= bid * 10 || ask - bid <= 2 * tick, "{bid} to {ask}");
        assert_eq!(step.trades.len(), 1, "{step:?}");
    }
    let tick = ticks_between(&steps[0].bids);
    let traded: Vec<i64> = steps.iter().flat_map(|step| step.trades.iter().copied()).collect();
    let (open, close) = (traded[0], traded[traded.len() - 1]);
    let (high, low) = (*traded.iter().max().unwrap(), *traded.iter().min().unwrap());
    for (traded, real) in [(open, bar.open), (high, bar.high), (low, bar.low), (close, bar.close)] {
        let away = (traded - CONVERSION.won(real)).abs();
        assert!(away <= widest + tick, "{traded} is {away} won away from {bar:?}");
    }
}

/// Quotes of one side stand a tick apart.
fn ticks_between(quotes: &[i64]) -> i64 {
    let sorted: BTreeSet<_> = quotes.iter().collect();
    sorted.iter().zip(sorted.iter().skip(1)).map(|(low, high)| **high - **low).min().unwrap()
}

fn placed(order: &Value) -> Placed {
    Placed {
        account: text_of(order, "account"),
        is_buy: order["side"] == "buy",
        price: number_of(&order["kind"]["limit"], "price"),
        is_taking: order["time_in_force"] == "ioc",
    }
}

fn text_of(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}")).to_owned()
}

fn number_of(value: &Value, field: &str) -> i64 {
    let number = value[field].as_str().map(|text| text.parse().unwrap());
    number.or(value[field].as_i64()).unwrap_or_else(|| panic!("no {field} in {value}"))
}
