//! What is listed in the demo.

use money::{Price, Quantity, Won};
use policies::{Builtin, Family};
use protocol::Market;
use protocol::command::{ListInstrument, TradingCircle};
use protocol::ids::PolicyId;
use protocol::policy::Rules;
use protocol::text::Code;

/// An instrument of the demo, with what its simulated traders need to know.
#[derive(Clone, Debug)]
pub struct DemoInstrument {
    pub market: Market,
    pub listing: ListInstrument,
    pub trading: Option<Trading>,
}

/// How the simulated traders trade it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trading {
    /// What a small order is worth.
    pub typical_value: Won,
    /// What all simulated traders together begin with, as units.
    pub units: Quantity,
    /// How far the price usually moves between two looks, in hundredths of a basis point.
    pub wander: i64,
}

/// Which set of rules an instrument is listed under.
#[derive(Clone, Copy)]
enum Kind {
    /// A fractional security of the live market, round the clock with two auctions a day.
    Security,
    /// A coin of the practice market, round the clock without auctions.
    Coin,
    /// A small coin with the finest prices, of which people only trade.
    OwnCoin,
}

/// All seven, in the order of their listing. The names that people know them by are in the catalogue, once there is one.
pub fn instruments() -> Vec<DemoInstrument> {
    vec![
        // 성수 연무장 스퀘어
        security("KRW-JG0127", 5_000, 1_200_000, 300_000, 60),
        // 모찌곰 시즌 2
        security("KRW-JG0141", 12_500, 400_000, 250_000, 110),
        // 리필리
        security("KRW-JG0152", 21_000, 250_000, 400_000, 85),
        coin("KRW-BTC", 140_000_000, 2_000, 21_000_000, 2_000_000, 40),
        coin("KRW-ETH", 4_700_000, 40_000, 120_000_000, 1_200_000, 55),
        coin("KRW-XRP", 3_400, 40_000_000, 100_000_000_000, 700_000, 70),
        own_coin(),
    ]
}

fn security(code: &str, reference: i64, supply: i64, typical_won: i64, wander: i64) -> DemoInstrument {
    let listing = ListInstrument {
        code: code_of(code),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(supply / 10),
        registered_supply: Quantity(supply),
        reference_price: Price(reference),
        circle: TradingCircle::Everyone,
        rules: rules(Kind::Security),
    };
    let trading = Trading { typical_value: Won(typical_won), units: Quantity(supply / 2), wander };
    DemoInstrument { market: Market::Live, listing, trading: Some(trading) }
}

const COIN: i64 = 100_000_000;

fn coin(code: &str, reference: i64, units: i64, supply: i64, typical_won: i64, wander: i64) -> DemoInstrument {
    let listing = ListInstrument {
        code: code_of(code),
        price_decimals: 0,
        quantity_decimals: 8,
        lot: Quantity(1),
        max_order_quantity: Quantity(units / 10 * COIN),
        registered_supply: Quantity(supply.min(10_000_000_000) * COIN),
        reference_price: Price(reference),
        circle: TradingCircle::Everyone,
        rules: rules(Kind::Coin),
    };
    let trading = Trading { typical_value: Won(typical_won), units: Quantity(units * COIN), wander };
    DemoInstrument { market: Market::Practice, listing, trading: Some(trading) }
}

/// Listed and quiet: it is for ordinary users among themselves, and no simulated trader is let in.
fn own_coin() -> DemoInstrument {
    let listing = ListInstrument {
        code: code_of("KRW-LPJ"),
        price_decimals: 8,
        quantity_decimals: 8,
        lot: Quantity(1),
        max_order_quantity: Quantity(1_000_000 * COIN),
        registered_supply: Quantity(1_000_000_000 * COIN),
        reference_price: Price(10 * COIN),
        circle: TradingCircle::OrdinaryUsers,
        rules: rules(Kind::OwnCoin),
    };
    DemoInstrument { market: Market::Practice, listing, trading: None }
}

fn rules(kind: Kind) -> Rules {
    let (tick_table, calendar, volatility, withholding) = match kind {
        Kind::Security => (Builtin::KrxTicks, Builtin::DemoCalendar, Some(Builtin::Volatility), Builtin::KrFractional),
        Kind::Coin => (Builtin::CoinTicksWon, Builtin::PracticeCoinCalendar, None, Builtin::KrFractionalReport),
        Kind::OwnCoin => (Builtin::CoinTicks, Builtin::PracticeCoinCalendar, None, Builtin::KrFractionalReport),
    };
    Rules {
        tick_table: policy(tick_table),
        fees: policy(Builtin::Fees),
        calendar: policy(calendar),
        price_band: Some(policy(Builtin::PriceBand)),
        volatility: volatility.map(policy),
        withholding: Some(policy(withholding)),
    }
}

fn policy(rule: Builtin) -> PolicyId {
    Family::of(rule).policy
}

fn code_of(code: &str) -> Code {
    Code::new(code).expect("the demo's codes are short texts")
}
