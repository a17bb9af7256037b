//! Makes the markets that are measured: their rules, their instruments, and accounts funded for exactly what they need.

use exchange::{Capacity, Exchange};
use money::{Bps, Price, Quantity, Won};
use protocol::command::{
    AccountKind, CreditDeposit, Genesis, InvestorClass, IssueUnits, ListInstrument, OpenAccount, RequestDeposit, SetPolicy,
    SetVerification, TradingCircle,
};
use protocol::ids::{DepositId, ExternalId, PolicyId};
use protocol::policy::{
    Calendar, Collection, Fees, Phase, PhaseStart, PolicyBody, PriceBand, Rules, TickStep, TickTable, Volatility, Withholding,
};
use protocol::text::Text;
use protocol::{AccountId, Command, Day, Header, Home, InstrumentId, OwnerId, Seq, Time};

use crate::flow::{self, ACCOUNTS, Flow};

/// Monday, 2026-11-23, 10:00 in Korea.
pub const OPENING: Time = Time(1_795_395_600_000_000);
/// What stands open at most, with room to spare.
pub const CAPACITY: Capacity = Capacity { accounts: 1_100_000, holdings: 4_000_000, orders: 200_000 };
/// The home of every market that is measured.
pub const HOME: Home = Home::LIVE;
/// Keys of one generation, as of a server.
pub const KEYS_MAX: u32 = 1 << 22;
/// The first price of the flow, and every instrument's reference.
pub const REFERENCE: i64 = 30_000;
/// When the auction of [`CalendarKind::Auction`] ends: a minute after the opening.
pub const AUCTION_END: Time = Time(OPENING.0 + 60_000_000);

const OPENING_SECOND: u32 = 36_000;
const HOUSE_ACCOUNTS: u32 = 15;
const FEES: Fees = Fees { maker: Bps(5), taker: Bps(5) };

/// When an instrument trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarKind {
    RoundTheClock = 3,
    /// In a call auction from midnight until [`AUCTION_END`], then continuously.
    Auction = 7,
}

/// Whose the accounts are. Self-trade prevention is by owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owners {
    /// Each account has an owner of its own.
    Each,
    /// So many owners share the accounts.
    Shared(u32),
}

/// The commands that make a market, each one record.
pub struct Founding {
    commands: Vec<Command>,
}

impl Founding {
    /// A market with its rules and [`ACCOUNTS`] verified accounts without money.
    pub fn new(owners: Owners) -> Self {
        let mut founding = Self { commands: vec![Command::Genesis(Genesis { key_secret: [7; 32], keys_max: KEYS_MAX, demo: None })] };
        founding.set_policies();
        for account in 0..ACCOUNTS {
            founding.open_account(account, owners);
        }
        founding
    }

    /// As [`Founding::new`], with the instruments of a flow. Each account gets the cash that all its bids hold together, and the units of all its asks,
    /// bought at the reference price.
    pub fn of_flow(flow: &Flow, owners: Owners) -> Self {
        let mut founding = Self::new(owners);
        for number in 0..flow.totals.instruments as u16 {
            founding.list(number, CalendarKind::RoundTheClock);
        }
        let mut cash = vec![0i64; ACCOUNTS as usize];
        let mut units = std::collections::BTreeMap::new();
        for operation in flow.operations.iter().filter(|operation| !operation.cancel) {
            let account = flow::account_of(operation.order);
            match operation.side {
                flow::Side::Buy => cash[account as usize] += held_for(operation.price.into(), operation.quantity.into()).0,
                flow::Side::Sell => *units.entry((operation.instrument, account)).or_insert(0i64) += i64::from(operation.quantity),
            }
        }
        for (account, &amount) in cash.iter().enumerate().filter(|&(_, &amount)| amount > 0) {
            founding.deposit(account as u32, Won(amount));
        }
        for ((instrument, account), quantity) in units {
            founding.issue(instrument, account, Quantity(quantity));
        }
        founding
    }

    pub fn into_commands(self) -> Vec<Command> {
        self.commands
    }

    /// The instrument of this number, from 0.
    pub fn list(&mut self, number: u16, calendar: CalendarKind) {
        let rules = Rules {
            tick_table: PolicyId(1),
            fees: PolicyId(2),
            calendar: PolicyId(calendar as u16),
            price_band: Some(PolicyId(4)),
            volatility: Some(PolicyId(5)),
            withholding: Some(PolicyId(6)),
        };
        self.commands.push(Command::ListInstrument(Box::new(ListInstrument {
            code: Text::new(&format!("KRW-FLOW{}", number + 1)).expect("a short code"),
            price_decimals: 0,
            quantity_decimals: 0,
            lot: Quantity(1),
            max_order_quantity: Quantity(1_000_000),
            registered_supply: Quantity(1 << 40),
            reference_price: Price(REFERENCE),
            circle: TradingCircle::Everyone,
            rules,
        })));
    }

    pub fn deposit(&mut self, account: u32, amount: Won) {
        let request = self.commands.len() as u64 + 1;
        let mut external_id = [0; 16];
        external_id[..8].copy_from_slice(&request.to_le_bytes());
        let account = account_id(account);
        self.commands.push(Command::RequestDeposit(RequestDeposit { account, amount, external_id: ExternalId(external_id) }));
        self.commands.push(Command::CreditDeposit(CreditDeposit { deposit: DepositId::new(HOME, request) }));
    }

    pub fn issue(&mut self, instrument: u16, account: u32, quantity: Quantity) {
        self.commands.push(Command::IssueUnits(IssueUnits {
            instrument: instrument_id(instrument),
            account: account_id(account),
            quantity,
            cost: Won(quantity.0 * REFERENCE),
        }));
    }

    fn open_account(&mut self, account: u32, owners: Owners) {
        let owner = match owners {
            Owners::Each => account,
            Owners::Shared(count) => account % count,
        };
        let owner = OwnerId(u64::from(owner) + 1);
        self.commands.push(Command::OpenAccount(OpenAccount { owner, kind: AccountKind::Investor, own_instrument: None }));
        let verified_until = Day::from_civil(2027, 11, 21).expect("a date");
        let account = account_id(account);
        self.commands.push(Command::SetVerification(SetVerification {
            account,
            verified_until,
            country: 410,
            class: InvestorClass::General,
        }));
    }

    fn set_policies(&mut self) {
        let policies: [PolicyBody; 7] = [
            PolicyBody::TickTable(TickTable { price_decimals: 0, steps: vec![TickStep { from: Price(0), tick: Price(1) }] }),
            PolicyBody::Fees(FEES),
            calendar(vec![PhaseStart { second: 0, phase: Phase::Continuous }]),
            PolicyBody::PriceBand(PriceBand { limit: Bps(3_000) }),
            PolicyBody::Volatility(Volatility { trigger: Bps(1_000), auction_s: 120 }),
            PolicyBody::Withholding(Withholding {
                income: Bps(1_400),
                local: Bps(140),
                round_down_to: Won(10),
                not_below: Won(1_000),
                collection: Collection::Withheld,
            }),
            calendar(vec![
                PhaseStart { second: 0, phase: Phase::OpeningAuction },
                PhaseStart { second: OPENING_SECOND + 60, phase: Phase::Continuous },
            ]),
        ];
        for (number, body) in policies.into_iter().enumerate() {
            let source = Text::new("the reference flow").expect("a short text");
            let policy = PolicyId(number as u16 + 1);
            self.commands.push(Command::SetPolicy(Box::new(SetPolicy { policy, valid_from: OPENING, source, body })));
        }
    }
}

/// The commands that make the market of a flow.
pub fn founding(flow: &Flow) -> Vec<Command> {
    Founding::of_flow(flow, Owners::Each).into_commands()
}

/// An exchange that has executed a founding.
pub fn founded_by(commands: &[Command], capacity: Capacity) -> Exchange {
    let mut exchange = Exchange::new(HOME, capacity);
    let mut events = Vec::new();
    for command in commands {
        let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key: None };
        events.clear();
        let outcome = exchange.execute(&header, command, &mut events);
        assert!(outcome.is_ok(), "{command:?}: {outcome:?}");
        exchange.finish(&header);
    }
    exchange
}

/// What a bid holds: its value, the fee on it, and one won.
pub fn held_for(price: i64, quantity: i64) -> Won {
    let value = price * quantity;
    Won(value + FEES.taker.of_floor(Won(value)).0 + 1)
}

pub(crate) fn account_id(account: u32) -> AccountId {
    AccountId::new(HOME, HOUSE_ACCOUNTS + 1 + account)
}

pub(crate) fn instrument_id(instrument: u16) -> InstrumentId {
    InstrumentId::new(HOME, instrument + 1)
}

fn calendar(phases: Vec<PhaseStart>) -> PolicyBody {
    PolicyBody::Calendar(Calendar {
        utc_offset_s: 32_400,
        day_starts_s: 0,
        weekdays: 0b111_1111,
        phases,
        holidays: vec![],
        shifted_days: vec![],
    })
}
