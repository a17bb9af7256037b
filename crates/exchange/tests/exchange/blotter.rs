//! Tests that read like a blotter: what people ask for, an arrow, and what comes of it.
//!
//! ```text
//! Alice asks 1995 × 7          → rests
//! Bob bids 1995 × 3            → Bob buys 3 at 1995 from Alice
//! Alice cancels #1             → Alice's 4 cancelled by_owner
//! ```
//!
//! The naive model plays beside the exchange. A refused line must leave every component hash as it was; at its end each script is replayed from its
//! journal and from a snapshot.

use crate::market::{Answer, Market};
use crate::properties;
use crate::script::{self, outcome};
use crate::world::{self, FIRST_PERSON, PEOPLE};
use money::{Price, Quantity, Won};
use protocol::StaffAction;
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{AccountId, Home, InstrumentId, KeyHash, OrderId, OwnerId, ProposalId};
use protocol::order::{OrderKind, ReservedUntil, SelfTradePrevention, Side, Size, TimeInForce};
use protocol::text::ClientOrderId;
use protocol::time::{Day, Time};

/// Where a script begins: a market at a moment, everyone with 10,000,000 won and 10,000 units of each instrument, those of STOCK at a cost of 1,900 won
/// each; only Erin has no units.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub home: Home,
    /// The instrument that lines mean when they name none.
    pub instrument: &'static str,
    /// Korean time at which the script begins.
    pub day: (i32, u8, u8),
    pub second: i64,
}

/// Income tax below this is not taken, in won.
const SMALL_AMOUNT: i64 = 1_000;

pub const MONEY: i64 = 10_000_000;
pub const UNITS: i64 = 10_000;
const WITHOUT_UNITS: &str = "Erin";
pub const UNIT_COST: i64 = 1_900;

/// Continuous trading on a Friday.
pub const STOCK: Stage = Stage { home: Home::LIVE, instrument: "STOCK", day: (2026, 11, 20), second: 10 * 3_600 };

impl Stage {
    pub const fn at(self, hour: i64, minute: i64) -> Self {
        Self { second: hour * 3_600 + minute * 60, ..self }
    }

    pub const fn on(self, year: i32, month: u8, day: u8) -> Self {
        Self { day: (year, month, day), ..self }
    }

    pub const fn of(self, instrument: &'static str) -> Self {
        Self { instrument, ..self }
    }

    pub const fn practice(self) -> Self {
        Self { home: Home::PRACTICE, ..self }
    }
}

/// Plays a script and compares each line with what stands behind its arrow.
///
/// # Panics
/// When a line comes to something else, printing the script as it went.
pub fn check(stage: Stage, script: &str) {
    let played = play(stage, script);
    assert!(played.expected == played.observed, "the script went otherwise:\n{}", played.observed.join("\n"));
}

/// A script with what it was to come to, and what it came to, line by line.
pub struct Played {
    pub expected: Vec<String>,
    pub observed: Vec<String>,
}

pub fn play(stage: Stage, script: &str) -> Played {
    let mut blotter = Blotter::open(stage);
    let (mut expected, mut observed) = (Vec::new(), Vec::new());
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let (asked, answer) = line.split_once('→').map_or((line, ""), |(asked, answer)| (asked.trim(), answer.trim()));
        let came_to = blotter.line(asked);
        let wanted = match answer {
            "" => "nothing",
            // Not what the script is about.
            "…" => &came_to,
            answer => answer,
        };
        expected.push(format!("{asked} → {wanted}"));
        observed.push(format!("{asked} → {came_to}"));
    }
    let market = blotter.market;
    market.scan().unwrap_or_else(|violation| panic!("{violation}\n{}", observed.join("\n")));
    properties::replays(&market);
    Played { expected, observed }
}

pub struct Blotter {
    pub market: Market,
    stage: Stage,
    now: Time,
    day: Day,
    /// Orders accepted so far; #1 is the first.
    orders: Vec<OrderId>,
    /// Proposals accepted so far; !1 is the first.
    proposals: Vec<ProposalId>,
    jobs_wait: bool,
}

impl Blotter {
    pub fn open(stage: Stage) -> Self {
        let mut market = Market::compared(stage.home).keeping_journal();
        let (year, month, day) = stage.day;
        let now = world::korea(year, month, day, stage.second);
        let mut submit = |command: &Command| match market.submit(now, command, None) {
            Ok(Answer::Done(..)) => {}
            other => panic!("{command:?}: {other:?}"),
        };
        world::prologue(stage.home, now, SMALL_AMOUNT).iter().for_each(&mut submit);
        let people = (0..PEOPLE.len() as u32).map(|place| AccountId::new(stage.home, FIRST_PERSON + place));
        for account in people.clone().filter(|account| world::name_of(*account) != WITHOUT_UNITS) {
            for (number, cost) in [(world::STOCK, UNIT_COST), (world::COIN, 20), (world::FREE, 1), (world::ROUND, 100)] {
                submit(&world::units(stage.home, account, number, UNITS, UNITS * cost));
            }
        }
        for account in people {
            let next = market.exchange.last_seq().0 + 1;
            for command in world::cash(stage.home, account, MONEY, next) {
                assert!(matches!(market.submit(now, &command, None), Ok(Answer::Done(..))), "{command:?}");
            }
        }
        let day = Day::from_civil(year, month, day).expect("a date");
        let mut blotter = Self { market, stage, now, day, orders: Vec::new(), proposals: Vec::new(), jobs_wait: false };
        blotter.finish_jobs();
        blotter
    }

    fn finish_jobs(&mut self) -> Vec<Event> {
        self.market.finish_jobs().unwrap_or_else(|difference| panic!("{difference}"))
    }

    /// Plays one line and says what came of it.
    pub fn line(&mut self, asked: &str) -> String {
        let words: Vec<&str> = asked.split_whitespace().collect();
        let words = self.move_clock(&words);
        match words {
            [] | ["time"] => {
                let mut events = Vec::new();
                self.market.advance(self.now, &mut events).unwrap_or_else(|difference| panic!("{asked}: {difference}"));
                self.after(events)
            }
            ["hold", "jobs"] => {
                self.jobs_wait = true;
                "nothing".to_owned()
            }
            ["jobs"] => {
                self.jobs_wait = false;
                self.after(Vec::new())
            }
            ["job"] => {
                let mut events = Vec::new();
                self.market.continue_job(&mut events).unwrap_or_else(|difference| panic!("{asked}: {difference}"));
                outcome(&events, &self.market, self.instrument(&[]))
            }
            ["fees"] => self.cash_of(0),
            ["tax"] => self.cash_of(1),
            ["remainder"] => self.cash_of(2),
            ["escrow"] => self.cash_of(7),
            ["state", rest @ ..] => self.state(rest),
            ["book", rest @ ..] => self.book(rest),
            [name, "has"] => self.cash_of(self.index(name)),
            [name, "has", instrument] => self.units_of(self.index(name), instrument),
            words => self.submit(asked, words),
        }
    }

    /// Takes `10:30`, `10:30:05` or `2026-11-23 10:30` from the front of a line.
    fn move_clock<'w, 'l>(&mut self, mut words: &'w [&'l str]) -> &'w [&'l str] {
        if let [first, rest @ ..] = words
            && let Some(day) = day_of(first)
        {
            self.day = day;
            words = rest;
        }
        if let [first, rest @ ..] = words
            && let Some(second) = second_of(first)
        {
            self.now = world::at_second(self.day, second);
            words = rest;
        }
        words
    }

    fn submit(&mut self, asked: &str, words: &[&str]) -> String {
        let before = self.market.hashes();
        let mut passed = Vec::new();
        let at = self.market.advance(self.now, &mut passed).unwrap_or_else(|difference| panic!("{asked}: {difference}"));
        // What time brought is not part of the answer, unless it changed the market.
        let before = if passed.is_empty() { before } else { self.market.hashes() };
        let command = self.command(asked, words);
        match self.market.submit(at, &command, None).unwrap_or_else(|difference| panic!("{asked}: {difference}")) {
            Answer::Refused(rejection) => {
                assert_eq!(self.market.hashes(), before, "{asked}: refused, but something has changed");
                match rejection.rule_version.0 {
                    0 => format!("refused {}", rejection.reason.code()),
                    version => format!("refused {} v{version}", rejection.reason.code()),
                }
            }
            Answer::Repeat(seq) => format!("repeats {seq}"),
            Answer::Done(seq, events) => {
                if matches!(command, Command::PlaceOrder(_)) {
                    self.orders.push(OrderId::new(self.stage.home, seq.0));
                }
                if matches!(command, Command::ProposeAction(_)) {
                    self.proposals.push(ProposalId::new(self.stage.home, seq.0));
                }
                self.after(events)
            }
        }
    }

    fn after(&mut self, mut events: Vec<Event>) -> String {
        if !self.jobs_wait {
            events.extend(self.finish_jobs());
        }
        outcome(&events, &self.market, self.instrument(&[]))
    }

    fn index(&self, name: &str) -> usize {
        self.account(name).local() as usize - 1
    }

    fn account(&self, name: &str) -> AccountId {
        world::person(self.stage.home, name).or_else(|| name.parse().ok()).unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    fn instrument(&self, words: &[&str]) -> InstrumentId {
        let name = words.windows(2).find(|pair| pair[0] == "of").map_or(self.stage.instrument, |pair| pair[1]);
        if let Some(local) = name.strip_prefix("practice-") {
            return InstrumentId::new(Home::PRACTICE, local.parse().expect("a number"));
        }
        let known = world::instrument(self.stage.home, name);
        known.unwrap_or_else(|| InstrumentId::new(self.stage.home, name.parse().unwrap_or_else(|_| panic!("nothing is called {name}"))))
    }

    fn cash_of(&self, index: usize) -> String {
        let account = &self.model().accounts[index];
        match account.held {
            0 => format!("{}", account.available),
            held => format!("{} and {held} held", account.available),
        }
    }

    fn units_of(&self, index: usize, instrument: &str) -> String {
        let instrument = self.instrument(&["of", instrument]);
        let holding = &self.model().accounts[index].holdings[usize::from(instrument.local()) - 1];
        match holding.held {
            0 => format!("{} at {}", holding.available, holding.cost),
            held => format!("{} and {held} held at {}", holding.available, holding.cost),
        }
    }

    fn model(&self) -> &crate::naive::Model {
        self.market.model.as_ref().expect("a blotter is compared")
    }

    fn state(&self, words: &[&str]) -> String {
        let instrument = &self.model().instruments[usize::from(self.instrument(words).local()) - 1];
        instrument.state().name().to_owned()
    }

    fn book(&self, words: &[&str]) -> String {
        let instrument = &self.model().instruments[usize::from(self.instrument(words).local()) - 1];
        let side = |orders: &[crate::naive::state::Order]| {
            let orders = orders.iter().map(|order| format!("{}×{}", order.limit, order.rest));
            if orders.len() == 0 { "none".to_owned() } else { orders.collect::<Vec<_>>().join(" ") }
        };
        format!("{} | {}", side(&instrument.bids), side(&instrument.asks))
    }

    fn order(&self, word: &str) -> OrderId {
        let number = word.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        match number {
            Some(number) => self.orders.get(number.wrapping_sub(1)).copied().unwrap_or_else(|| panic!("{word} was never placed")),
            None => word.parse().unwrap_or_else(|_| panic!("{word} is no order")),
        }
    }

    fn proposal(&self, word: &str) -> ProposalId {
        let number = word.strip_prefix('!').and_then(|number| number.parse::<usize>().ok());
        let place = number.unwrap_or_else(|| panic!("{word} is no proposal")).wrapping_sub(1);
        // One that was never made has the number of none.
        self.proposals.get(place).copied().unwrap_or(ProposalId::new(self.stage.home, 0))
    }

    fn command(&self, asked: &str, words: &[&str]) -> Command {
        let instrument = self.instrument(words);
        let reason = world::note("test");
        match words {
            [person, "proposes", ":", action @ ..] => {
                let command = self.command(asked, action);
                let action = StaffAction::try_from(command).unwrap_or_else(|_| panic!("`{asked}` takes one person"));
                ProposeAction { by: staff(person), action: Box::new(action) }.into()
            }
            [person, "approves", number] => ApproveAction { by: staff(person), proposal: self.proposal(number) }.into(),
            [person, "turns", "down", number] => RejectAction { by: staff(person), proposal: self.proposal(number), reason }.into(),
            ["staff", "lists", name, "×", supply, "at", price] => {
                Box::new(world::asset_listing(name, number(supply), number(price))).into()
            }
            ["staff", "registers", name, "for", owner, share, "bps", "×", units, "units", "worth", won, class @ ..] => RegisterAsset {
                instrument: self.instrument(&["of", name]),
                owner: self.account(owner),
                class: class.first().map_or(AssetClass::RealEstate, |word| AssetClass::from_name(word).expect("a class")),
                appraisal: Won(number(won)),
                total_units: Quantity(number(units)),
                share: money::Bps(number(share) as u16),
            }
            .into(),
            ["staff", "offers", name, "from", opens, "to", closes, "each", minimum, "to", maximum, "target", target] => {
                let time = |word: &str| world::at_second(self.day, second_of(word).expect("a time of day"));
                ScheduleOffering {
                    instrument: self.instrument(&["of", name]),
                    opens_at: time(opens),
                    closes_at: time(closes),
                    minimum: Quantity(number(minimum)),
                    maximum: Quantity(number(maximum)),
                    target: Quantity(number(target)),
                }
                .into()
            }
            ["staff", "calls", "off", name] => CancelOffering { instrument: self.instrument(&["of", name]), reason }.into(),
            ["staff", "releases", amount, "of", name] => {
                ReleaseProceeds { instrument: self.instrument(&["of", name]), amount: Won(number(amount)), evidence: [1; 32] }.into()
            }
            [name, "subscribes", quantity, "of", _] => {
                Subscribe { account: self.account(name), instrument, quantity: Quantity(number(quantity)) }.into()
            }
            [name, "gives", "up", asset] => {
                CancelSubscription { account: self.account(name), instrument: self.instrument(&["of", asset]) }.into()
            }
            ["staff", "halts", name] => HaltInstrument { instrument: self.instrument(&["of", name]), reason }.into(),
            ["staff", "resumes", name] => ResumeInstrument { instrument: self.instrument(&["of", name]) }.into(),
            ["staff", "delists", name] => DelistInstrument { instrument: self.instrument(&["of", name]), reason }.into(),
            ["staff", "cancels", "all"] => CancelOrders { account: None, instrument: None, side: None }.into(),
            ["staff", "cancels", "all", ..] => CancelOrders { account: None, instrument: Some(instrument), side: None }.into(),
            ["staff", "sets", "fees", maker, taker] => {
                let bps = |word: &str| money::Bps(number(word) as u16);
                let body = protocol::policy::Fees { maker: bps(maker), taker: bps(taker) }.into();
                Box::new(SetPolicy { policy: world::FEES, valid_from: self.now, source: reason, body }).into()
            }
            ["staff", "sets", "tick", tick] => {
                let step = protocol::policy::TickStep { from: Price(0), tick: Price(number(tick)) };
                let body = protocol::policy::TickTable { price_decimals: 0, steps: vec![step] }.into();
                Box::new(SetPolicy { policy: world::TICKS, valid_from: self.now, source: reason, body }).into()
            }
            ["staff", "issues", quantity, "to", name, "for", cost, ..] => {
                IssueUnits { instrument, account: self.account(name), quantity: Quantity(number(quantity)), cost: Won(number(cost)) }.into()
            }
            [name, "is", "verified", "until", day] => SetVerification {
                account: self.account(name),
                verified_until: day_of(day).expect("a day"),
                country: 410,
                class: InvestorClass::General,
            }
            .into(),
            [name, "prefers", mode] => {
                let mode = SelfTradePrevention::from_name(mode).expect("a mode");
                SetSelfTradePrevention { account: self.account(name), mode }.into()
            }
            [name, "cancels", "all", rest @ ..] => {
                let side = match rest.first() {
                    Some(&"bids") => Some(Side::Buy),
                    Some(&"asks") => Some(Side::Sell),
                    _ => None,
                };
                let instrument = rest.contains(&"of").then_some(instrument);
                CancelOrders { account: Some(self.account(name)), instrument, side }.into()
            }
            [name, "cancels", order] => CancelOrder { account: self.account(name), order: self.order(order) }.into(),
            [name, "amends", order, "to", rest @ ..] => {
                let price = rest.first().filter(|word| **word != "×").map(|word| Price(number(word)));
                let quantity = rest.windows(2).find(|pair| pair[0] == "×").map(|pair| Quantity(number(pair[1])));
                AmendOrder { account: self.account(name), order: self.order(order), price, quantity }.into()
            }
            [name, "distributes", total, ..] => PayDistribution { instrument, payer: self.account(name), total: Won(number(total)) }.into(),
            [name, "withdraws", amount] => RequestWithdrawal { account: self.account(name), amount: Won(number(amount)) }.into(),
            [name, "is", "granted", amount] => GrantCash { account: self.account(name), amount: Won(number(amount)) }.into(),
            [name, verb @ ("bids" | "asks"), price, "×", quantity, rest @ ..] => {
                let price = Price(number(price));
                let side = if *verb == "bids" { Side::Buy } else { Side::Sell };
                let kind = self.limit_kind(price, rest);
                let order = script::order(self.account(name), instrument, side, kind, Size::Quantity(Quantity(number(quantity))));
                with_options(order, rest, TimeInForce::Gtc).into()
            }
            [name, verb @ ("buys" | "sells"), amount, rest @ ..] => {
                let side = if *verb == "buys" { Side::Buy } else { Side::Sell };
                let size = if rest.contains(&"won") { Size::Amount(Won(number(amount))) } else { Size::Quantity(Quantity(number(amount))) };
                let kind = if rest.contains(&"best") { OrderKind::Best } else { OrderKind::Market };
                with_options(script::order(self.account(name), instrument, side, kind, size), rest, TimeInForce::Ioc).into()
            }
            _ => panic!("no line reads `{asked}`"),
        }
    }

    fn limit_kind(&self, price: Price, rest: &[&str]) -> OrderKind {
        if let Some(pair) = rest.windows(2).find(|pair| pair[0] == "when") {
            return OrderKind::StopLimit { price, stop: Price(number(pair[1])) };
        }
        if rest.contains(&"session") {
            return OrderKind::Reserved { price, until: ReservedUntil::NextSession };
        }
        let from = rest.iter().position(|word| *word == "from").map(|place| &rest[place + 1..]);
        let Some(from) = from else { return OrderKind::Limit { price } };
        let (day, time) = match from {
            [first, second, ..] if day_of(first).is_some() => (day_of(first).expect("a day"), *second),
            [first, ..] => (self.day, *first),
            [] => panic!("from when?"),
        };
        let time = world::at_second(day, second_of(time).expect("a time of day"));
        OrderKind::Reserved { price, until: ReservedUntil::Time(time) }
    }
}

/// Members of staff have numbers that nobody's account has.
fn staff(name: &str) -> OwnerId {
    match name {
        "Kim" => OwnerId(901),
        "Lee" => OwnerId(902),
        "nobody" => OwnerId(0),
        _ => panic!("{name} is no member of staff"),
    }
}

fn with_options(mut order: PlaceOrder, words: &[&str], usual: TimeInForce) -> PlaceOrder {
    order.time_in_force = words.iter().find_map(|word| TimeInForce::from_name(word)).unwrap_or(usual);
    order.prevention = words.iter().find_map(|word| SelfTradePrevention::from_name(word));
    order.client = words.windows(2).find(|pair| pair[0] == "as").map(|pair| {
        let hash = blake3::hash(format!("{} {}", order.account, pair[1]).as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&hash.as_bytes()[..16]);
        Box::new(ClientOrder { id: ClientOrderId::new(pair[1]).expect("an id"), hash: KeyHash(short) })
    });
    order
}

fn number(word: &str) -> i64 {
    word.replace(',', "").parse().unwrap_or_else(|_| panic!("{word} is no number"))
}

/// `10:30` or `10:30:05`.
fn second_of(word: &str) -> Option<i64> {
    let parts: Vec<i64> = word.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [hour, minute] => Some(hour * 3_600 + minute * 60),
        [hour, minute, second] => Some(hour * 3_600 + minute * 60 + second),
        _ => None,
    }
}

/// `2026-11-20`.
fn day_of(word: &str) -> Option<Day> {
    let parts: Vec<u16> = word.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    Day::from_civil(i32::from(year), month as u8, day as u8)
}
