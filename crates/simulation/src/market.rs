//! The market that every run plays in, and the numbers its rules have.

use money::{Bps, Price, Quantity, Won};
use protocol::command::{
    AccountKind, CreditDeposit, DemoMark, Genesis, GrantCash, InvestorClass, IssueUnits, ListInstrument, OpenAccount, RequestDeposit,
    SetPolicy, SetVerification, TradingCircle,
};
use protocol::ids::{DepositId, ExternalId, PolicyId};
use protocol::policy::{
    Calendar, Collection, Fees, Phase, PhaseStart, PolicyBody, PriceBand, Rules, TickStep, TickTable, Volatility, Withholding,
};
use protocol::text::{Code, Note};
use protocol::{AccountId, Command, Day, Home, InstrumentId, Market, OwnerId, Time};

pub(crate) const TICKS: PolicyId = PolicyId(1);
pub(crate) const FEES: PolicyId = PolicyId(2);
pub(crate) const SESSIONS: PolicyId = PolicyId(3);
pub(crate) const ROUND_THE_CLOCK: PolicyId = PolicyId(4);
pub(crate) const BAND: PolicyId = PolicyId(5);
pub(crate) const INTERRUPTION: PolicyId = PolicyId(6);
pub(crate) const WITHHOLDING: PolicyId = PolicyId(7);
pub(crate) const FINE_TICKS: PolicyId = PolicyId(8);
pub(crate) const SPLIT_FEES: PolicyId = PolicyId(9);
pub(crate) const WIDE_BAND: PolicyId = PolicyId(10);

/// Instruments by number. `STOCK` and `ROUND` have sessions and are interrupted, `COIN` never closes and is worth so little that dust occurs.
pub(crate) const STOCK: u16 = 1;
pub(crate) const COIN: u16 = 2;
pub(crate) const ROUND: u16 = 3;

/// Every asset is worth so many units at so much each, of which this share is offered.
pub(crate) const ASSET_UNITS: i64 = 10_000;
pub(crate) const ASSET_PRICE: i64 = 500;
pub(crate) const ASSET_SHARE: Bps = Bps(4_700);
pub(crate) const ASSET_SUPPLY: i64 = 4_700;

/// Whether an instrument of this number is listed to become a share of an asset.
pub(crate) fn is_asset(number: u16) -> bool {
    number > ROUND + 1 && !number.is_multiple_of(2)
}

/// When every run begins: 2026-11-18 00:00 UTC.
pub(crate) const START: Time = Time(20_775 * 86_400_000_000);

/// Investors that trade; every two of them are one person.
pub(crate) const INVESTORS: u32 = 14;
/// What is opened before a run begins: the investors, a company and a simulated trader.
pub(crate) const ACCOUNTS: u32 = INVESTORS + 2;

const STEPS: [(i64, i64); 4] = [(0, 1), (2_000, 5), (5_000, 10), (20_000, 50)];
const FINE_STEPS: [(i64, i64); 3] = [(0, 1), (10_000, 5), (100_000, 100)];

/// The nearest price on the tick, not above.
pub(crate) fn on_tick(ticks: PolicyId, price: i64) -> i64 {
    let steps: &[(i64, i64)] = if ticks == FINE_TICKS { &FINE_STEPS } else { &STEPS };
    let tick = steps.iter().rev().find(|step| price >= step.0).map_or(1, |step| step.1);
    (price - price.rem_euclid(tick)).max(1)
}

/// One tick at a price.
pub(crate) fn tick_at(ticks: PolicyId, price: i64) -> i64 {
    let steps: &[(i64, i64)] = if ticks == FINE_TICKS { &FINE_STEPS } else { &STEPS };
    steps.iter().rev().find(|step| price >= step.0).map_or(1, |step| step.1)
}

pub(crate) fn note(text: &str) -> Note {
    Note::new(text).expect("a short text")
}

pub(crate) fn day_of(time: Time) -> Day {
    Day(u16::try_from(time.0.div_euclid(86_400_000_000)).expect("a day of this century"))
}

pub(crate) fn listing(home: Home, number: u16) -> ListInstrument {
    let rules = Rules {
        tick_table: TICKS,
        fees: FEES,
        calendar: SESSIONS,
        price_band: Some(BAND),
        volatility: Some(INTERRUPTION),
        withholding: Some(WITHHOLDING),
    };
    let stock = ListInstrument {
        code: Code::new(&format!("KRW-{}{number}", if home.market == Market::Live { "L" } else { "P" })).expect("a code"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(100_000),
        registered_supply: Quantity(4_000_000),
        reference_price: Price(1_990),
        circle: TradingCircle::Everyone,
        rules,
    };
    match number {
        STOCK => stock,
        COIN => ListInstrument {
            quantity_decimals: 4,
            max_order_quantity: Quantity(100_000_000),
            registered_supply: Quantity(100_000_000_000),
            reference_price: Price(20),
            rules: Rules { calendar: ROUND_THE_CLOCK, volatility: None, ..stock.rules },
            ..stock
        },
        ROUND => ListInstrument {
            quantity_decimals: 1,
            lot: Quantity(5),
            reference_price: Price(1_000),
            circle: TradingCircle::OrdinaryUsers,
            rules: Rules { fees: SPLIT_FEES, ..stock.rules },
            ..stock
        },
        number if is_asset(number) => {
            ListInstrument { registered_supply: Quantity(ASSET_SUPPLY), reference_price: Price(ASSET_PRICE), ..stock }
        }
        _ => ListInstrument { lot: Quantity(2), reference_price: Price(500), ..stock },
    }
}

/// A coin without a price band, whose book has a place for every price there is.
pub(crate) fn unbounded_listing(home: Home, number: u16) -> ListInstrument {
    let coin = listing(home, COIN);
    ListInstrument {
        code: listing(home, number).code,
        price_decimals: 2,
        quantity_decimals: 2,
        lot: Quantity(5),
        reference_price: Price(15_000),
        rules: Rules { tick_table: FINE_TICKS, price_band: None, withholding: None, ..coin.rules.clone() },
        ..coin
    }
}

/// A policy of its kind with values that are in range; `version` varies them.
pub(crate) fn policy_body(policy: PolicyId, market: Market, version: u64) -> PolicyBody {
    let small = u16::try_from(version % 5).expect("below 5");
    match policy {
        TICKS => tick_table(0, &STEPS).into(),
        FINE_TICKS => tick_table(2, &FINE_STEPS).into(),
        SPLIT_FEES => Fees { maker: Bps(3 + small), taker: Bps(17 + small) }.into(),
        SESSIONS => sessions().into(),
        ROUND_THE_CLOCK => Calendar {
            utc_offset_s: 32_400,
            day_starts_s: 32_400,
            weekdays: 127,
            phases: vec![PhaseStart { second: 32_400, phase: Phase::Continuous }],
            holidays: Vec::new(),
            shifted_days: Vec::new(),
        }
        .into(),
        BAND => PriceBand { limit: Bps(3_000) }.into(),
        WIDE_BAND => PriceBand { limit: Bps(9_900) }.into(),
        INTERRUPTION => Volatility { trigger: Bps(300), auction_s: 3_600 }.into(),
        WITHHOLDING => Withholding {
            income: Bps(1_400),
            local: Bps(140),
            round_down_to: Won(10),
            not_below: Won(1_000),
            collection: if market == Market::Live { Collection::Withheld } else { Collection::ReportOnly },
        }
        .into(),
        _ => Fees { maker: Bps(5 + small), taker: Bps(5 + small) }.into(),
    }
}

/// Six short days of all phases in one: an hour before the opening, half an hour each of auction, two hours of trading, and an hour closed.
fn sessions() -> Calendar {
    let cycle = [
        (0, Phase::PreOpen),
        (1_800, Phase::OpeningAuction),
        (3_600, Phase::Continuous),
        (10_800, Phase::ClosingAuction),
        (12_600, Phase::Closed),
    ];
    let phases = (0..6).flat_map(|n| cycle.map(|(second, phase)| PhaseStart { second: n * 14_400 + second, phase })).collect();
    Calendar { utc_offset_s: 32_400, day_starts_s: 0, weekdays: 127, phases, holidays: Vec::new(), shifted_days: Vec::new() }
}

fn tick_table(price_decimals: u8, steps: &[(i64, i64)]) -> TickTable {
    TickTable { price_decimals, steps: steps.iter().map(|&(from, tick)| TickStep { from: Price(from), tick: Price(tick) }).collect() }
}

/// Everything until the clients begin: rules, listings, people with money and units. Each command is accepted if it comes right after the one before.
pub(crate) fn prologue(home: Home, unbounded: bool) -> Vec<Command> {
    let mut commands: Vec<Command> = vec![Genesis { key_secret: [7; 32], keys_max: 1_024, demo: Some(DemoMark { seed: 1 }) }.into()];
    for number in 1..=WIDE_BAND.0 {
        let policy = PolicyId(number);
        let body = policy_body(policy, home.market, 0);
        commands.push(Box::new(SetPolicy { policy, valid_from: START, source: note("simulation"), body }).into());
    }
    commands.extend([STOCK, COIN, ROUND].map(|number| Box::new(listing(home, number)).into()));
    if unbounded {
        commands.push(Box::new(unbounded_listing(home, ROUND + 1)).into());
    }
    let listed = if unbounded { ROUND + 1 } else { ROUND };
    for n in 0..ACCOUNTS {
        let kind = match n {
            INVESTORS => AccountKind::Company,
            n if n > INVESTORS => AccountKind::Simulated,
            _ => AccountKind::Investor,
        };
        let own_instrument = (kind == AccountKind::Company).then(|| InstrumentId::new(home, STOCK));
        commands.push(OpenAccount { owner: OwnerId(u64::from(n / 2) + 1), kind, own_instrument }.into());
        let account = AccountId::new(home, crate::books::FIRST_LOCAL + n);
        let verified_until = Day(day_of(START).0 + 4_000);
        commands.push(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }.into());
        // The last two are poor, so that refusals for lack of money are common.
        let amount = Won(if n + 2 >= ACCOUNTS { 100_000 } else { 150_000_000 });
        match home.market {
            Market::Practice => commands.push(GrantCash { account, amount }.into()),
            Market::Live => {
                let deposit = DepositId::new(home, commands.len() as u64 + 1);
                commands.push(RequestDeposit { account, amount, external_id: ExternalId([n as u8 + 1; 16]) }.into());
                commands.push(CreditDeposit { deposit }.into());
            }
        }
        for number in 1..=listed {
            let (quantity, cost) = if number == COIN { (50_000_000, 90_000) } else { (20_000, 30_000_000) };
            let instrument = InstrumentId::new(home, number);
            commands.push(IssueUnits { instrument, account, quantity: Quantity(quantity), cost: Won(cost) }.into());
        }
    }
    commands
}
