//! A live market in which the reference flow can trade: its rules, its instruments, and accounts funded for what they will ask and bid.

use exchange::{Capacity, Exchange, Lookahead};
use money::{Bps, Price, Quantity, Won};
use protocol::command::{
    AccountKind, CancelOrder, CreditDeposit, Genesis, InvestorClass, IssueUnits, ListInstrument, OpenAccount, PlaceOrder, RequestDeposit,
    SetPolicy, SetVerification, TradingCircle,
};
use protocol::ids::{DepositId, ExternalId, PolicyId};
use protocol::policy::{
    Calendar, Collection, Fees, Phase, PhaseStart, PolicyBody, PriceBand, Rules, TickStep, TickTable, Volatility, Withholding,
};
use protocol::text::Text;
use protocol::{
    AccountId, Command, Day, Event, Header, Home, InstrumentId, KeyHash, OrderId, OrderKind, OwnerId, Seq, Side, Size, Time, TimeInForce,
};

use crate::flow::{self, ACCOUNTS, Flow};

/// Monday, 2026-11-23, 10:00 in Korea.
pub const OPENING: Time = Time(1_795_395_600_000_000);

/// What stands open at most, with room to spare.
pub const CAPACITY: Capacity = Capacity { accounts: 1_100_000, holdings: 4_000_000, orders: 200_000 };

const HOME: Home = Home::LIVE;
const HOUSE_ACCOUNTS: u32 = 15;
const KEYS_MAX: u32 = 1 << 22;
/// The table rotates, by a record of its own, when there is room for eight keys only.
const KEYS_PER_ROTATION: u64 = KEYS_MAX as u64 - 8;
const FEES: Fees = Fees { maker: Bps(5), taker: Bps(5) };

/// One command of a run with its key.
#[derive(Clone, Debug)]
pub struct Keyed {
    pub command: Command,
    pub key: Option<KeyHash>,
}

/// The commands that found the market and fund it for a flow.
pub fn founding(flow: &Flow) -> Vec<Command> {
    let mut commands = vec![Command::Genesis(Genesis { key_secret: [7; 32], keys_max: KEYS_MAX, demo: None })];
    let policies: [PolicyBody; 6] = [
        PolicyBody::TickTable(TickTable { price_decimals: 0, steps: vec![TickStep { from: Price(0), tick: Price(1) }] }),
        PolicyBody::Fees(FEES),
        PolicyBody::Calendar(Calendar {
            utc_offset_s: 32_400,
            day_starts_s: 0,
            weekdays: 0b111_1111,
            phases: vec![PhaseStart { second: 0, phase: Phase::Continuous }],
            holidays: vec![],
            shifted_days: vec![],
        }),
        PolicyBody::PriceBand(PriceBand { limit: Bps(3_000) }),
        PolicyBody::Volatility(Volatility { trigger: Bps(1_000), auction_s: 120 }),
        PolicyBody::Withholding(Withholding {
            income: Bps(1_400),
            local: Bps(140),
            round_down_to: Won(10),
            not_below: Won(1_000),
            collection: Collection::Withheld,
        }),
    ];
    for (number, body) in policies.into_iter().enumerate() {
        let source = Text::new("the reference flow").expect("a short text");
        commands.push(Command::SetPolicy(Box::new(SetPolicy { policy: PolicyId(number as u16 + 1), valid_from: OPENING, source, body })));
    }
    for number in 1..=flow.totals.instruments {
        commands.push(Command::ListInstrument(Box::new(listing(number))));
    }
    commands.extend(funding(flow));
    commands
}

fn listing(number: u64) -> ListInstrument {
    ListInstrument {
        code: Text::new(&format!("KRW-FLOW{number}")).expect("a short code"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(1_000_000),
        registered_supply: Quantity(1 << 40),
        reference_price: Price(30_000),
        circle: TradingCircle::Everyone,
        rules: Rules {
            tick_table: PolicyId(1),
            fees: PolicyId(2),
            calendar: PolicyId(3),
            price_band: Some(PolicyId(4)),
            volatility: Some(PolicyId(5)),
            withholding: Some(PolicyId(6)),
        },
    }
}

/// Each account gets the cash that all its bids hold together, and the units that all its asks do, bought at the reference price.
fn funding(flow: &Flow) -> Vec<Command> {
    let mut cash = vec![0i64; ACCOUNTS as usize];
    let mut units = std::collections::BTreeMap::new();
    for operation in flow.operations.iter().filter(|operation| !operation.cancel) {
        let account = flow::account_of(operation.order);
        match operation.side {
            flow::Side::Buy => {
                let value = i64::from(operation.price) * i64::from(operation.quantity);
                cash[account as usize] += value + FEES.taker.of_floor(Won(value)).0 + 1;
            }
            flow::Side::Sell => *units.entry((operation.instrument, account)).or_insert(0i64) += i64::from(operation.quantity),
        }
    }
    let mut commands = Vec::new();
    for account in 0..ACCOUNTS {
        commands.push(Command::OpenAccount(OpenAccount {
            owner: OwnerId(u64::from(account) + 1),
            kind: AccountKind::Investor,
            own_instrument: None,
        }));
        let account = account_id(account);
        let verified_until = Day::from_civil(2027, 11, 21).expect("a date");
        commands.push(Command::SetVerification(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }));
    }
    for (account, &amount) in cash.iter().enumerate().filter(|&(_, &amount)| amount > 0) {
        let mut external_id = [0; 16];
        external_id[..8].copy_from_slice(&(account as u64).to_le_bytes());
        let request = RequestDeposit { account: account_id(account as u32), amount: Won(amount), external_id: ExternalId(external_id) };
        commands.push(Command::RequestDeposit(request));
        let deposit = DepositId(seq_of(commands.len(), flow));
        commands.push(Command::CreditDeposit(CreditDeposit { deposit }));
    }
    for ((instrument, account), quantity) in units {
        commands.push(Command::IssueUnits(IssueUnits {
            instrument: instrument_id(instrument),
            account: account_id(account),
            quantity: Quantity(quantity),
            cost: Won(quantity * 30_000),
        }));
    }
    commands
}

/// The sequence of the n-th command of the funding: what comes before is the genesis, the policies and the listings.
fn seq_of(funding: usize, flow: &Flow) -> u64 {
    1 + 6 + flow.totals.instruments + funding as u64
}

fn account_id(account: u32) -> AccountId {
    AccountId::new(HOME, HOUSE_ACCOUNTS + 1 + account)
}

fn instrument_id(instrument: u16) -> InstrumentId {
    InstrumentId::new(HOME, instrument + 1)
}

/// The flow's operations as commands, one after another, each with a key of 16 bytes. They are made as they are asked for, as commands arrive at a
/// server: what stands in memory ahead of the core is a handful.
pub struct Feed<'a> {
    flow: &'a Flow,
    /// What a cancellation takes out: for each operation the sequence of the order's record.
    targets: Vec<u64>,
    next: usize,
}

impl<'a> Feed<'a> {
    /// `first` is the sequence that the first command gets.
    pub fn new(flow: &'a Flow, first: Seq) -> Self {
        let seq_of = |number: usize| first.0 + number as u64 + number as u64 / KEYS_PER_ROTATION;
        let mut placed_at = vec![0u64; flow.totals.highest_order as usize + 1];
        let mut targets = Vec::with_capacity(flow.operations.len());
        for (number, operation) in flow.operations.iter().enumerate() {
            if !operation.cancel {
                placed_at[operation.order as usize] = seq_of(number);
            }
            targets.push(placed_at[operation.order as usize]);
        }
        Self { flow, targets, next: 0 }
    }
}

impl Iterator for Feed<'_> {
    type Item = Keyed;

    #[inline]
    fn next(&mut self) -> Option<Keyed> {
        let number = self.next;
        let operation = self.flow.operations.get(number)?;
        self.next += 1;
        let account = account_id(flow::account_of(operation.order));
        let command = if operation.cancel {
            Command::CancelOrder(CancelOrder { account, order: OrderId::new(HOME, self.targets[number]) })
        } else {
            Command::PlaceOrder(PlaceOrder {
                account,
                instrument: instrument_id(operation.instrument),
                side: if operation.side == flow::Side::Buy { Side::Buy } else { Side::Sell },
                kind: OrderKind::Limit { price: Price(i64::from(operation.price)) },
                time_in_force: TimeInForce::Gtc,
                size: Size::Quantity(Quantity(i64::from(operation.quantity))),
                prevention: None,
                client: None,
            })
        };
        Some(Keyed { command, key: Some(key(number as u64)) })
    }
}

/// A key as a hash would give it: spread over all 16 bytes.
fn key(number: u64) -> KeyHash {
    let mix = |n: u64| {
        let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ (n >> 31)
    };
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mix(number.wrapping_add(0x9E37_79B9_7F4A_7C15)).to_le_bytes());
    bytes[8..].copy_from_slice(&mix(number ^ 0x5555_5555_5555_5555).to_le_bytes());
    KeyHash(bytes)
}

/// A founded and funded market.
pub fn founded(flow: &Flow) -> Exchange {
    let mut exchange = Exchange::new(HOME, CAPACITY);
    let mut events = Vec::new();
    for command in founding(flow) {
        let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key: None };
        events.clear();
        let outcome = exchange.execute(&header, &command, &mut events);
        assert!(outcome.is_ok(), "{command:?}: {outcome:?}");
        exchange.finish(&header);
    }
    exchange
}

/// What a run traded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traded {
    pub trades: u64,
    pub quantity: u64,
    pub fees: i64,
    pub refused: u64,
}

impl Traded {
    /// Adds the fills of one record.
    #[inline]
    pub fn add(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Fill(fill) = event {
                self.trades += 1;
                self.quantity += fill.quantity.0 as u64;
                self.fees += fill.buyer_fee.0 + fill.seller_fee.0;
            }
        }
    }

    /// Whether it is what the flow comes to, with fees and without a refusal.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self, flow: &Flow) -> anyhow::Result<()> {
        let totals = &flow.totals;
        anyhow::ensure!(self.trades == totals.trades && self.quantity == totals.traded_quantity, "traded {self:?}, not {totals:?}");
        anyhow::ensure!(self.fees > 0 && self.refused == 0, "fees and refusals are not as they should be: {self:?}");
        Ok(())
    }
}

/// Executes commands one after another, looking ahead as the sequencer does.
pub fn execute_all(exchange: &mut Exchange, mut feed: Feed<'_>) -> Traded {
    const AHEAD: usize = 16;
    let mut events: Vec<Event> = Vec::with_capacity(4_096);
    let mut traded = Traded::default();
    let mut window: std::collections::VecDeque<Keyed> = feed.by_ref().take(AHEAD).collect();
    while let Some(keyed) = window.pop_front() {
        if let Some(coming) = feed.next() {
            exchange.prefetch(&coming.command, coming.key, Lookahead::Far);
            window.push_back(coming);
        }
        for (distance, ahead) in [(8, Lookahead::Middle), (4, Lookahead::Near)] {
            if let Some(coming) = window.get(distance - 1) {
                exchange.prefetch(&coming.command, coming.key, ahead);
            }
        }
        record(exchange, &keyed.command, keyed.key, &mut events, &mut traded);
        while let Some(step) = exchange.next_step() {
            record(exchange, &step, None, &mut events, &mut traded);
        }
    }
    traded
}

#[inline]
fn record(exchange: &mut Exchange, command: &Command, key: Option<KeyHash>, events: &mut Vec<Event>, traded: &mut Traded) {
    if key.is_some_and(|key| exchange.seq_of_key(key).is_some()) {
        return;
    }
    let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key };
    events.clear();
    traded.refused += u64::from(exchange.execute(&header, command, events).is_err());
    exchange.finish(&header);
    traded.add(events);
}
