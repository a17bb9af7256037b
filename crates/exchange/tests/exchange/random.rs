//! Random commands of every kind: the exchange and the naive model must agree after each. A failure is cut down to the shortest script that still
//! fails, and printed with its seed.

mod offerings;

use crate::market::{Difference, Market, Tally};
use crate::script::{Act, Line, Player};
use crate::world::{self, COIN, FIRST_PERSON, FREE, PEOPLE, ROUND, STOCK};
use money::{Bps, Price, Quantity, Won};
use offerings::Offered;
use protocol::command::*;
use protocol::ids::{AccountId, Home, InstrumentId, KeyHash};
use protocol::order::{OrderKind, ReservedUntil, SelfTradePrevention, Side, Size, TimeInForce};
use protocol::policy::{Collection, Fees, PolicyBody, PriceBand, TickStep, TickTable, Volatility, Withholding};
use protocol::text::ClientOrderId;
use protocol::time::Time;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Commands of one script.
const LINES: usize = 25_000;

/// Half of the ten million commands each.
const SCRIPTS: u64 = 200;

#[test]
fn f31_fast_book_equals_naive_book_on_five_million_commands_of_the_live_market() {
    run_scripts(Home::LIVE, 0..SCRIPTS);
}

#[test]
fn f31_fast_book_equals_naive_book_on_five_million_commands_of_the_practice_market() {
    run_scripts(Home::PRACTICE, SCRIPTS..2 * SCRIPTS);
}

fn run_scripts(home: Home, seeds: std::ops::Range<u64>) {
    let only = std::env::var("JOGAK_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut tally = Tally::default();
    for seed in seeds.filter(|seed| only.is_none_or(|only: u64| only == *seed)) {
        let lines = draw(home, seed, LINES);
        let numbered: Vec<_> = lines.into_iter().enumerate().collect();
        if let Err(failure) = attempt(home, &numbered, &mut tally) {
            let played = failure.played;
            let short = shrink(home, numbered[..played].to_vec());
            let again = attempt(home, &short, &mut Tally::default()).expect_err("what was kept still fails");
            panic!("seed {seed} of {home}: {}\nthe shortest script:\n{}", again.difference, print(&short[..again.played]));
        }
    }
    if only.is_none() {
        for name in MET {
            let met = tally.seen.get(name).copied().unwrap_or(0);
            assert!(met >= 100, "`{name}` was met {met} times only: {:#?}", tally.seen);
        }
    }
}

/// What the scripts of each market must meet, so that their agreement means something.
const MET: &[&str] = &[
    "allotted",
    "amend_below_traded",
    "amount_spent",
    "amount_too_small",
    "asset_already_offered",
    "asset_already_registered",
    "asset_not_funded",
    "asset_registered",
    "auction",
    "auction_priced",
    "auction_uncrossing",
    "buy",
    "by_owner",
    "by_staff",
    "client_order_id_already_used",
    "day_ended",
    "delisted",
    "distribution_paid",
    "dust",
    "halted",
    "immediate",
    "insufficient_cash",
    "insufficient_units",
    "interrupted",
    "interruption_ended",
    "investors_only",
    "kind_not_in_auction",
    "listing_differs",
    "no_opposite_price",
    "not_filled_whole",
    "not_subscribed",
    "nothing_issued",
    "offering_closed",
    "offering_limits_out_of_range",
    "offering_not_open",
    "offering_scheduled",
    "offering_sold_out",
    "offering_under_way",
    "offering_window_out_of_range",
    "order_amended",
    "order_due",
    "order_rested",
    "order_triggered",
    "orders_decremented",
    "outside_band",
    "owner_paid",
    "price_beyond_band",
    "price_off_tick",
    "proceeds_exceeded",
    "proceeds_released",
    "quantity_off_lot",
    "quantity_too_large",
    "repeat",
    "self_trade",
    "sell",
    "session_closed",
    "share_out_of_range",
    "stop_already_reached",
    "subscribed",
    "subscription_above_maximum",
    "subscription_below_minimum",
    "subscription_cancelled",
    "subscription_refunded",
    "time_in_force_not_for_kind",
    "time_in_force_not_in_auction",
    "units_already_issued",
    "unknown_asset",
    "unknown_order",
    "would_trade",
    "wrong_market",
];

/// Lower than by law, so that the small trades of a script are taxed.
const SMALL_AMOUNT: i64 = 50;

struct Failure {
    difference: Difference,
    /// Lines played, the failing one included.
    played: usize,
}

type Numbered = Vec<(usize, Line)>;

fn attempt(home: Home, lines: &[(usize, Line)], tally: &mut Tally) -> Result<(), Failure> {
    let mut played = 0;
    let outcome = catch_unwind(AssertUnwindSafe(|| play(home, lines, &mut played, tally)));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(difference)) => Err(Failure { difference, played }),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            Err(Failure { difference: format!("panic: {}", words.unwrap_or_default()), played })
        }
    }
}

fn play(home: Home, lines: &[(usize, Line)], played: &mut usize, tally: &mut Tally) -> Result<(), Difference> {
    let mut market = Market::compared(home);
    prepare(&mut market)?;
    let mut player = Player::new(&mut market);
    for (number, line) in lines {
        *played += 1;
        player.play(*number, line)?;
    }
    market.finish_jobs()?;
    tally.add(&market.tally);
    market.scan()
}

/// Plays a random script and keeps its journal. Also returns where half of it ends.
///
/// # Panics
/// When exchange and model differ.
pub fn journal(home: Home, seed: u64, count: usize) -> (Market, usize) {
    let mut market = Market::compared(home).keeping_journal();
    play_lines(&mut market, seed, count).unwrap_or_else(|difference| panic!("seed {seed}: {difference}"));
    let half = market.journal.as_ref().map_or(0, |journal| journal.len() / 2);
    (market, half)
}

/// Plays a random script in a new market.
pub fn play_lines(market: &mut Market, seed: u64, count: usize) -> Result<(), Difference> {
    prepare(market)?;
    let home = market.exchange.home();
    let mut player = Player::new(market);
    for (number, line) in draw(home, seed, count).into_iter().enumerate() {
        player.play(number, &line)?;
    }
    Ok(())
}

/// The numbers of the assets that scripts offer.
pub fn assets() -> std::ops::Range<u16> {
    offerings::FIRST_ASSET..offerings::FIRST_ASSET + offerings::ASSETS
}

/// The market that all scripts begin in: everyone has money and units; assets are listed and not offered.
fn prepare(market: &mut Market) -> Result<(), Difference> {
    let home = market.exchange.home();
    let at = start();
    for command in world::prologue(home, at, SMALL_AMOUNT).into_iter().chain(offerings::listings()) {
        market.submit(at, &command, None)?;
    }
    let mut player = Player::new(market);
    for (place, (_, _, kind)) in PEOPLE.iter().enumerate() {
        let account = AccountId::new(home, FIRST_PERSON + place as u32);
        // The robot is poor, so that refusals for lack of money are common.
        let amount = Won(if *kind == AccountKind::Simulated { 100_000 } else { 1_000_000_000 });
        player.play(0, &Line { at, act: Act::PayIn { account, amount }, key: None })?;
        for (number, quantity, cost) in
            [(STOCK, 20_000, 39_000_000), (COIN, 50_000_000, 90_000), (FREE, 500_000, 700_000), (ROUND, 100_000, 9_000_001)]
        {
            player.play(0, &Line { at, act: Act::Command(world::units(home, account, number, quantity, cost)), key: None })?;
        }
    }
    Ok(())
}

/// A Thursday before a day that begins later.
fn start() -> Time {
    world::korea(2026, 11, 18, 8 * 3_600 + 29 * 60)
}

/// Drops lines in ever smaller runs for as long as the script still fails.
fn shrink(home: Home, mut lines: Numbered) -> Numbered {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut run = lines.len() / 2;
    while run > 0 {
        let mut from = 0;
        while from < lines.len() {
            let mut fewer = lines.clone();
            fewer.drain(from..(from + run).min(lines.len()));
            match attempt(home, &fewer, &mut Tally::default()) {
                Err(failure) => {
                    fewer.truncate(failure.played);
                    lines = fewer;
                }
                Ok(()) => from += run,
            }
        }
        run /= 2;
    }
    std::panic::set_hook(hook);
    lines
}

fn print(lines: &[(usize, Line)]) -> String {
    let line = |(number, line): &(usize, Line)| format!("  {:?} #{number} {}\n", line.at, line.act);
    lines.iter().map(line).collect()
}

/// SplitMix64: small, seeded, and the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }

    pub fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// What the drawing remembers, so that its lines are likely to meet something.
struct Drawing {
    home: Home,
    dice: Dice,
    at: Time,
    /// Middle of the prices drawn for each instrument; the last is that of all assets.
    middle: [i64; 5],
    offered: Offered,
    /// Lines that placed an order, with its account.
    placed: Vec<(usize, AccountId)>,
    /// Keys drawn so far.
    keys: u64,
    /// By how much slower than usual time passes.
    pace: i64,
}

pub fn draw(home: Home, seed: u64, count: usize) -> Vec<Line> {
    // Some scripts pass through many days, others linger in an auction.
    let pace = [1, 4, 20][(seed % 3) as usize];
    let middle = [1_990, 20, 15_000, 1_000, offerings::UNIT_PRICE];
    let offered = Offered::first();
    let mut drawing = Drawing { home, dice: Dice(seed), at: start(), middle, offered, placed: Vec::new(), keys: 0, pace };
    (0..count).map(|number| drawing.line(number)).collect()
}

impl Drawing {
    fn line(&mut self, number: usize) -> Line {
        self.pass_time();
        let mut act = self.act(number);
        let mut key = if self.dice.one_in(8) { Some(self.key()) } else { None };
        if let Act::Command(Command::PlaceOrder(order)) = &mut act
            && self.dice.one_in(12)
        {
            let hash = self.key();
            order.client = Some(Box::new(ClientOrder { id: ClientOrderId::new("named").expect("an id"), hash }));
            // Without a key of its own an order goes by its client id.
            key = if self.dice.one_in(2) { Some(hash) } else { key };
        }
        Line { at: self.at, act, key }
    }

    /// Mostly a new key, sometimes one of the last thousands.
    fn key(&mut self) -> KeyHash {
        let number = if self.dice.one_in(10) {
            self.keys.saturating_sub(self.dice.below(3_000))
        } else {
            self.keys += 1;
            self.keys
        };
        let mut bytes = [5; 16];
        bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        KeyHash(bytes)
    }

    fn pass_time(&mut self) {
        let micros = match self.dice.below(10_000) {
            0..=1 => self.dice.range(0, 26 * 3_600) * 1_000_000,
            2..=39 => self.dice.range(0, 1_800) * 1_000_000,
            80..=999 => self.dice.range(0, 60_000_000),
            _ => self.dice.range(0, 200_000),
        };
        self.at = Time(self.at.0 + micros / self.pace);
    }

    fn act(&mut self, number: usize) -> Act {
        match self.dice.below(1_040) {
            1_000.. => self.offer(),
            0..=629 => self.place(number),
            630..=769 => self.cancel(),
            770..=889 => self.amend(),
            890..=899 => self.cancel_all(),
            900..=969 => Act::Job,
            970..=974 => Act::Wait,
            975..=978 => self.halt_or_resume(),
            979..=983 => self.money(),
            984..=986 => self.set_prevention(),
            987..=988 => self.distribute(),
            989..=990 => self.issue(),
            991..=994 => self.policy(),
            _ => self.nonsense(),
        }
    }

    fn account(&mut self) -> AccountId {
        AccountId::new(self.home, FIRST_PERSON + self.dice.below(PEOPLE.len() as u64) as u32)
    }

    fn number(&mut self) -> u16 {
        if self.dice.one_in(16)
            && let offered = self.offered
            && let Some(asset) = offered.one_of_the_past(&mut self.dice)
        {
            return asset;
        }
        self.dice.pick(&[STOCK, STOCK, STOCK, COIN, COIN, FREE, ROUND, ROUND, ROUND])
    }

    fn tick(number: u16, price: i64) -> i64 {
        match (number, price) {
            (FREE, 10_000..) => 5,
            (FREE, _) => 1,
            (_, 5_000..) => 10,
            (_, 2_000..) => 5,
            _ => 1,
        }
    }

    fn price(&mut self, number: u16) -> Price {
        let place = usize::from(number - 1).min(4);
        if self.dice.one_in(200) {
            let far = self.middle[place] / 12;
            self.middle[place] = (self.middle[place] + self.dice.range(-far, far))
                .clamp([600, 8, 9_000, 500, 1_200][place], [2_600, 60, 19_000, 1_400, 1_800][place]);
        }
        let middle = self.middle[place];
        let tick = Self::tick(number, middle);
        let spread = if self.dice.one_in(40) { 80 } else { 6 };
        let price = middle + self.dice.range(-spread, spread) * tick;
        let off = if self.dice.one_in(150) { self.dice.range(-3, 3) } else { 0 };
        Price(price / Self::tick(number, price) * Self::tick(number, price) + off)
    }

    fn quantity(&mut self, number: u16) -> Quantity {
        let most = match self.dice.below(20) {
            0 => 2_000,
            1..=5 => 200,
            _ => 20,
        };
        let quantity = self.dice.range(1, most);
        let lot = if number == FREE && !self.dice.one_in(100) { 5 } else { 1 };
        let scale = if number == COIN { self.dice.pick(&[1, 1, 100, 10_000]) } else { 1 };
        Quantity(quantity * lot * scale)
    }

    fn place(&mut self, line: usize) -> Act {
        let account = self.account();
        let number = self.number();
        let side = self.dice.pick(&[Side::Buy, Side::Sell]);
        let price = self.price(number);
        let small = matches!(account.local() - FIRST_PERSON, 4 | 7);
        let mut size = Size::Quantity(if small { Quantity(self.dice.pick(&[10, 10, 20])) } else { self.quantity(number) });
        let kind = match self.dice.below(100) {
            0..=69 => OrderKind::Limit { price },
            70..=77 => OrderKind::Market,
            78..=83 => OrderKind::Best,
            84..=93 => {
                let tick = Self::tick(number, price.0) * self.dice.range(1, 12);
                let stop = Price(if side == Side::Buy { price.0 + tick } else { price.0 - tick });
                OrderKind::StopLimit { price, stop: Price(stop.0 / Self::tick(number, stop.0) * Self::tick(number, stop.0)) }
            }
            94..=96 => OrderKind::Reserved { price, until: ReservedUntil::NextSession },
            _ => OrderKind::Reserved { price, until: ReservedUntil::Time(Time(self.at.0 + self.dice.range(-5, 900) * 1_000_000)) },
        };
        let by_amount = matches!(kind, OrderKind::Market | OrderKind::Best) && side == Side::Buy && self.dice.one_in(2);
        if by_amount || self.dice.one_in(500) {
            size = Size::Amount(Won(self.dice.pick(&[1, 19, 150, 1_990, 20_000, 333_333]) * self.dice.range(1, 9)));
        }
        let usual: &[TimeInForce] = match kind {
            OrderKind::Limit { .. } => &[
                TimeInForce::Gtc,
                TimeInForce::Gtc,
                TimeInForce::Gtc,
                TimeInForce::Day,
                TimeInForce::Ioc,
                TimeInForce::Fok,
                TimeInForce::PostOnly,
            ],
            OrderKind::Market => &[TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Day],
            OrderKind::Best => &[TimeInForce::Ioc, TimeInForce::Fok],
            OrderKind::StopLimit { .. } | OrderKind::Reserved { .. } => &[TimeInForce::Gtc, TimeInForce::Day],
        };
        let time_in_force = if self.dice.one_in(60) { self.dice.pick(TimeInForce::ALL) } else { self.dice.pick(usual) };
        let (kind, time_in_force) = match (account.local() - FIRST_PERSON, kind) {
            // Leaves no open orders behind, so that her holdings run empty.
            (4, OrderKind::Limit { .. } | OrderKind::Market) => (kind, TimeInForce::Fok),
            (4, _) => (OrderKind::Limit { price }, TimeInForce::Fok),
            _ => (kind, time_in_force),
        };
        let prevention = if self.dice.one_in(3) { Some(self.dice.pick(SelfTradePrevention::ALL)) } else { None };
        self.placed.push((line, account));
        let instrument = InstrumentId::new(self.home, number);
        Act::Command(PlaceOrder { account, instrument, side, kind, time_in_force, size, prevention, client: None }.into())
    }

    /// A recent order, or any.
    fn order(&mut self) -> (AccountId, usize) {
        if self.placed.is_empty() {
            return (self.account(), 0);
        }
        let recent = if self.dice.one_in(4) { self.placed.len() } else { self.placed.len().min(60) };
        let place = self.placed.len() - 1 - self.dice.below(recent as u64) as usize;
        let (line, account) = self.placed[place];
        (if self.dice.one_in(80) { self.account() } else { account }, line)
    }

    fn cancel(&mut self) -> Act {
        let (account, line) = self.order();
        Act::Cancel { account, line }
    }

    fn amend(&mut self) -> Act {
        let (account, line) = self.order();
        let number = self.number();
        let price = if self.dice.one_in(2) { Some(self.price(number)) } else { None };
        let quantity = if price.is_none() || self.dice.one_in(2) { Some(self.quantity(number)) } else { None };
        Act::Amend { account, line, price, quantity }
    }

    fn cancel_all(&mut self) -> Act {
        let account = if self.dice.one_in(4) { None } else { Some(self.account()) };
        let instrument = if self.dice.one_in(2) { Some(InstrumentId::new(self.home, self.number())) } else { None };
        let side = if self.dice.one_in(3) { Some(self.dice.pick(&[Side::Buy, Side::Sell])) } else { None };
        Act::Command(CancelOrders { account, instrument, side }.into())
    }

    fn halt_or_resume(&mut self) -> Act {
        let instrument = InstrumentId::new(self.home, self.number());
        let reason = world::note("test");
        Act::Command(match self.dice.below(400) {
            0 => DelistInstrument { instrument, reason }.into(),
            1..=30 => HaltInstrument { instrument, reason }.into(),
            _ => ResumeInstrument { instrument }.into(),
        })
    }

    fn money(&mut self) -> Act {
        let account = self.account();
        let amount = Won(self.dice.range(0, 5_000_000));
        match self.dice.below(3) {
            0 => Act::PayIn { account, amount },
            choice => Act::Withdraw { account, amount, paid: choice == 1 },
        }
    }

    fn set_prevention(&mut self) -> Act {
        let mode = self.dice.pick(SelfTradePrevention::ALL);
        Act::Command(SetSelfTradePrevention { account: self.account(), mode }.into())
    }

    fn distribute(&mut self) -> Act {
        let instrument = InstrumentId::new(self.home, self.number());
        let total = Won(self.dice.pick(&[0, 1_000, 500_000, 7_000_003]));
        Act::Command(PayDistribution { instrument, payer: self.account(), total }.into())
    }

    fn issue(&mut self) -> Act {
        let number = self.number();
        let (account, quantity) = (self.account(), self.dice.range(-2, 4_000));
        Act::Command(world::units(self.home, account, number, quantity, quantity * 17))
    }

    fn policy(&mut self) -> Act {
        let bps = |dice: &mut Dice, low, high| Bps(dice.range(low, high) as u16);
        let dice = &mut self.dice;
        let (policy, body): (_, PolicyBody) = match dice.below(6) {
            0 | 1 => {
                let fees = Fees { maker: bps(dice, 0, 30), taker: bps(dice, 0, 30) };
                (dice.pick(&[world::FEES, world::OTHER_FEES]), fees.into())
            }
            2 => (world::BAND, PriceBand { limit: bps(dice, 2_000, 5_000) }.into()),
            3 => (world::INTERRUPTION, Volatility { trigger: bps(dice, 300, 2_500), auction_s: dice.range(1, 300) as u32 }.into()),
            4 => {
                let collection = if self.home == Home::LIVE { Collection::Withheld } else { Collection::ReportOnly };
                // The local tax is a tenth of the income tax by law, and never more than it here.
                let income = bps(dice, 0, 3_000);
                let local = bps(dice, 0, i64::from(income.0));
                let (round_down_to, not_below) = (Won(dice.pick(&[1, 10, 100])), Won(dice.pick(&[0, 10, 1_000])));
                (world::WITHHOLDING, Withholding { income, local, round_down_to, not_below, collection }.into())
            }
            _ => {
                let steps: &[(i64, i64)] = dice.pick(&[&[(0, 1), (2_000, 5)], &[(0, 1), (1_000, 5), (2_000, 10)], &[(0, 1)]]);
                let steps = steps.iter().map(|&(from, tick)| TickStep { from: Price(from), tick: Price(tick) }).collect();
                (world::TICKS, TickTable { price_decimals: 0, steps }.into())
            }
        };
        let valid_from = Time(self.at.0 + self.dice.range(0, 100_000) * 1_000_000);
        Act::Command(Box::new(SetPolicy { policy, valid_from, source: world::note("test"), body }).into())
    }

    /// Ids that do not exist, belong to the house, or to the other market.
    fn nonsense(&mut self) -> Act {
        let other = if self.home == Home::LIVE { Home::PRACTICE } else { Home::LIVE };
        let home = self.dice.pick(&[self.home, self.home, other]);
        let account = AccountId::new(home, self.dice.pick(&[0, 1, 5, 15, 16, 17, 999]));
        let instrument = InstrumentId::new(self.dice.pick(&[self.home, self.home, other]), self.dice.pick(&[0, 1, 2, 3, 4, 99]));
        let order = protocol::ids::OrderId::new(home, self.dice.below(500));
        let kind = OrderKind::Limit { price: Price(self.dice.pick(&[-1, 0, 1, 20, 1_990, i64::MAX])) };
        let size = Size::Quantity(Quantity(self.dice.pick(&[i64::MIN, -1, 0, 1, 5, i64::MAX])));
        Act::Command(match self.dice.below(8) {
            0 => CancelOrder { account, order }.into(),
            1 => AmendOrder { account, order, price: Some(Price(1_990)), quantity: None }.into(),
            2 => CancelOrders { account: Some(account), instrument: None, side: None }.into(),
            3 => CancelOrders { account: None, instrument: None, side: None }.into(),
            4 => IssueUnits { instrument, account, quantity: Quantity(5), cost: Won(1) }.into(),
            5 => HaltInstrument { instrument: InstrumentId::new(other, 1), reason: world::note("test") }.into(),
            _ => crate::script::order(account, instrument, Side::Buy, kind, size).into(),
        })
    }
}
