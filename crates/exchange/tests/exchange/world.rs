//! The market that most tests play in: a few people, four instruments that differ in their rules.

use money::{Bps, Price, Quantity, Won};
use protocol::Market as MarketName;
use protocol::command::*;
use protocol::ids::{AccountId, ExternalId, Home, InstrumentId, OwnerId, PolicyId};
use protocol::policy::*;
use protocol::text::{Code, Note};
use protocol::time::{Day, MICROS_PER_SECOND, SECONDS_PER_DAY, Time};

/// Numbers of the policies.
pub const TICKS: PolicyId = PolicyId(1);
pub const FEES: PolicyId = PolicyId(2);
pub const SESSIONS: PolicyId = PolicyId(3);
pub const ROUND_THE_CLOCK: PolicyId = PolicyId(4);
pub const BAND: PolicyId = PolicyId(5);
pub const INTERRUPTION: PolicyId = PolicyId(6);
pub const WITHHOLDING: PolicyId = PolicyId(7);
pub const FINE_TICKS: PolicyId = PolicyId(8);
pub const OTHER_FEES: PolicyId = PolicyId(9);
pub const TWO_AUCTIONS: PolicyId = PolicyId(10);

/// Instruments by number, from 1.
pub const STOCK: u16 = 1;
pub const COIN: u16 = 2;
pub const FREE: u16 = 3;
pub const ROUND: u16 = 4;
pub const OWN: u16 = 5;
pub const INSTRUMENTS: [(&str, u16); 5] = [("STOCK", STOCK), ("COIN", COIN), ("FREE", FREE), ("ROUND", ROUND), ("OWN", OWN)];

/// People by number, from 16; the second Alice is the same person with another account, Corp is a company that may trade STOCK only, Robot simulated.
pub const PEOPLE: [(&str, u64, AccountKind); 8] = [
    ("Alice", 1, AccountKind::Investor),
    ("Bob", 2, AccountKind::Investor),
    ("Carol", 3, AccountKind::Investor),
    ("Dave", 4, AccountKind::Investor),
    ("Erin", 5, AccountKind::Investor),
    ("Alice2", 1, AccountKind::Investor),
    ("Corp", 7, AccountKind::Company),
    ("Robot", 8, AccountKind::Simulated),
];
/// What scripts list themselves, in this order.
pub const ASSETS: [&str; 2] = ["TOWER", "MALL"];
pub const FIRST_PERSON: u32 = 16;

pub fn person(home: Home, name: &str) -> Option<AccountId> {
    let place = PEOPLE.iter().position(|person| person.0 == name)?;
    Some(AccountId::new(home, FIRST_PERSON + place as u32))
}

pub fn name_of(account: AccountId) -> String {
    let place = account.local().checked_sub(FIRST_PERSON).map(|place| place as usize);
    place.and_then(|place| PEOPLE.get(place)).map_or_else(|| account.to_string(), |person| person.0.to_owned())
}

pub fn instrument(home: Home, name: &str) -> Option<InstrumentId> {
    if let Some(place) = ASSETS.iter().position(|asset| *asset == name) {
        return Some(InstrumentId::new(home, (INSTRUMENTS.len() + 1 + place) as u16));
    }
    INSTRUMENTS.iter().find(|instrument| instrument.0 == name).map(|instrument| InstrumentId::new(home, instrument.1))
}

pub fn instrument_name(id: InstrumentId) -> String {
    let known = INSTRUMENTS.iter().find(|instrument| instrument.1 == id.local());
    known.map_or_else(|| id.to_string(), |instrument| instrument.0.to_owned())
}

/// A moment in Korean time.
pub fn korea(year: i32, month: u8, day: u8, second: i64) -> Time {
    let day = Day::from_civil(year, month, day).expect("a date");
    at_second(day, second)
}

pub fn at_second(day: Day, second: i64) -> Time {
    Time((i64::from(day.0) * SECONDS_PER_DAY + second - 9 * 3_600) * MICROS_PER_SECOND)
}

pub fn note(text: &str) -> Note {
    Note::new(text).expect("a note")
}

pub fn calendar(policy: policies::Builtin) -> PolicyBody {
    policies::Family::of(policy).versions.pop().expect("a version").body
}

pub fn genesis() -> Command {
    Genesis { key_secret: [7; 32], keys_max: 1_024, demo: Some(DemoMark { seed: 1 }) }.into()
}

fn policy(policy: PolicyId, at: Time, body: impl Into<PolicyBody>) -> Command {
    Box::new(SetPolicy { policy, valid_from: at, source: note("test"), body: body.into() }).into()
}

fn steps(price_decimals: u8, steps: &[(i64, i64)]) -> TickTable {
    let steps = steps.iter().map(|&(from, tick)| TickStep { from: Price(from), tick: Price(tick) }).collect();
    TickTable { price_decimals, steps }
}

/// Listings: STOCK has Korean sessions, band, interruption and tax, and trades around 1,990 won, where the tick changes; COIN is a coin with four decimals around
/// 20 won, so that dust occurs; FREE has no band; ROUND never closes, has two auctions a day, and fractions of a unit.
fn listings() -> [ListInstrument; 5] {
    let rules = |tick_table, calendar| Rules {
        tick_table,
        fees: FEES,
        calendar,
        price_band: Some(BAND),
        volatility: None,
        withholding: Some(WITHHOLDING),
    };
    let listing = |name: &str, decimals: (u8, u8), lot, max, supply, reference, rules| ListInstrument {
        code: Code::new(&format!("KRW-{name}")).expect("a code"),
        price_decimals: decimals.0,
        quantity_decimals: decimals.1,
        lot: Quantity(lot),
        max_order_quantity: Quantity(max),
        registered_supply: Quantity(supply),
        reference_price: Price(reference),
        circle: TradingCircle::Everyone,
        rules,
    };
    let stock = Rules { volatility: Some(INTERRUPTION), ..rules(TICKS, SESSIONS) };
    let free = Rules { price_band: None, withholding: None, ..rules(FINE_TICKS, ROUND_THE_CLOCK) };
    let round = Rules { volatility: Some(INTERRUPTION), fees: OTHER_FEES, ..rules(TICKS, TWO_AUCTIONS) };
    [
        listing("STOCK", (0, 0), 1, 100_000, 1_000_000, 1_990, stock),
        listing("COIN", (0, 4), 1, 100_000_000, 100_000_000_000, 20, rules(TICKS, ROUND_THE_CLOCK)),
        listing("FREE", (2, 2), 5, 10_000_000, 1_000_000_000, 15_000, free),
        listing("ROUND", (0, 1), 1, 1_000_000, 10_000_000, 1_000, round),
        ListInstrument {
            circle: TradingCircle::OrdinaryUsers,
            ..listing("OWN", (0, 0), 1, 10_000, 100_000, 100, rules(TICKS, ROUND_THE_CLOCK))
        },
    ]
}

/// A share of an asset as its listing has to be: whole won, whole units, the supply offered, the price a unit.
pub fn asset_listing(name: &str, supply: i64, price: i64) -> ListInstrument {
    let [stock, ..] = listings();
    ListInstrument {
        code: Code::new(&format!("KRW-{name}")).expect("a code"),
        registered_supply: Quantity(supply),
        reference_price: Price(price),
        ..stock
    }
}

/// Policies, listings, people with money and units: everything a test needs before its own script begins.
/// `small_amount` is the income tax below which none is taken: 1,000 won by law.
pub fn prologue(home: Home, at: Time, small_amount: i64) -> Vec<Command> {
    let mut commands = vec![genesis()];
    let fees = |maker, taker| Fees { maker: Bps(maker), taker: Bps(taker) };
    let all_days = Calendar {
        utc_offset_s: 32_400,
        day_starts_s: 32_400,
        weekdays: 127,
        phases: vec![PhaseStart { second: 32_400, phase: Phase::Continuous }],
        holidays: Vec::new(),
        shifted_days: Vec::new(),
    };
    let tax = Withholding {
        income: Bps(1_400),
        local: Bps(140),
        round_down_to: Won(10),
        not_below: Won(small_amount),
        collection: if home.market == MarketName::Live { Collection::Withheld } else { Collection::ReportOnly },
    };
    commands.extend([
        policy(TICKS, at, steps(0, &[(0, 1), (2_000, 5), (5_000, 10), (20_000, 50)])),
        policy(FEES, at, fees(5, 5)),
        policy(SESSIONS, at, calendar(policies::Builtin::LiveCalendar)),
        policy(ROUND_THE_CLOCK, at, all_days),
        policy(BAND, at, PriceBand { limit: Bps(3_000) }),
        policy(INTERRUPTION, at, Volatility { trigger: Bps(1_000), auction_s: 120 }),
        policy(WITHHOLDING, at, tax),
        policy(FINE_TICKS, at, steps(2, &[(0, 1), (10_000, 5), (100_000, 100)])),
        policy(OTHER_FEES, at, fees(3, 17)),
        policy(TWO_AUCTIONS, at, calendar(policies::Builtin::DemoCalendar)),
    ]);
    commands.extend(listings().map(|listing| Box::new(listing).into()));
    for (name, owner, kind) in PEOPLE {
        let own_instrument = (kind == AccountKind::Company).then(|| InstrumentId::new(home, STOCK));
        commands.push(OpenAccount { owner: OwnerId(owner), kind, own_instrument }.into());
        let account = person(home, name).expect("one of the people");
        if home.market == MarketName::Live {
            let verified_until = Day::from_civil(2028, 12, 31).expect("a date");
            commands.push(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }.into());
        }
    }
    commands
}

/// Cash in, by the market's own way. In the live market the deposit's id is the sequence of its request, which is `next_seq`.
pub fn cash(home: Home, account: AccountId, amount: i64, next_seq: u64) -> Vec<Command> {
    let amount = Won(amount);
    match home.market {
        MarketName::Practice => vec![GrantCash { account, amount }.into()],
        MarketName::Live => {
            let mut external = [0; 16];
            external[..8].copy_from_slice(&next_seq.to_le_bytes());
            let deposit = protocol::ids::DepositId::new(home, next_seq);
            vec![RequestDeposit { account, amount, external_id: ExternalId(external) }.into(), CreditDeposit { deposit }.into()]
        }
    }
}

pub fn units(home: Home, account: AccountId, number: u16, quantity: i64, cost: i64) -> Command {
    IssueUnits { instrument: InstrumentId::new(home, number), account, quantity: Quantity(quantity), cost: Won(cost) }.into()
}
