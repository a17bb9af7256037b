//! What the naive market remembers.

use money::Bps;
use protocol::command::{AccountKind, ClientOrder, ListInstrument};
use protocol::event::{DistributionDeclared, JobKind};
use protocol::ids::{AccountId, InstrumentId, JobId, OrderId, OwnerId, PolicyVersion};
use protocol::order::{OrderKind, SelfTradePrevention, Side, Size, TimeInForce};
use protocol::policy::{Calendar, Phase, SessionState, TickTable, Volatility, Withholding};
use protocol::time::{Day, Time};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeRates {
    pub maker: Bps,
    pub taker: Bps,
    pub version: PolicyVersion,
}

#[derive(Clone, Debug, Default)]
pub struct Holding {
    pub available: i64,
    pub held: i64,
    pub cost: i64,
    /// Profit of `profit_day`, and how much of it has been taxed.
    pub profit_day: Option<Day>,
    pub profit: i64,
    pub taxed: i64,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub owner: OwnerId,
    pub kind: AccountKind,
    pub own: Option<InstrumentId>,
    pub mode: SelfTradePrevention,
    pub verified_until: Option<Day>,
    pub available: i64,
    pub held: i64,
    pub open_orders: u32,
    pub transfers: u32,
    /// By instrument.
    pub holdings: Vec<Holding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    /// Index of the account.
    pub account: usize,
    pub owner: OwnerId,
    pub side: Side,
    pub kind: OrderKind,
    pub time_in_force: TimeInForce,
    pub size: Size,
    pub limit: i64,
    /// What has not traded: quantity, or won for a buy by amount.
    pub rest: i64,
    /// What has traded, or was lost to self-trade prevention.
    pub gone: i64,
    /// Won in reserve, 0 for a sell.
    pub hold: i64,
    pub accrual: i64,
    pub rates: FeeRates,
    pub prevention: SelfTradePrevention,
    pub client: Option<Box<ClientOrder>>,
    /// Market orders of an auction stand before others of their price.
    pub ahead: bool,
}

impl Order {
    pub fn by_amount(&self) -> bool {
        matches!(self.size, Size::Amount(_))
    }
}

/// What an instrument still owes before it takes orders again, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    pub uncross: bool,
    pub day_end: bool,
    pub new_day: bool,
}

#[derive(Clone, Debug)]
pub struct Instrument {
    pub id: InstrumentId,
    pub listing: ListInstrument,
    pub divisor: i128,
    pub ticks: TickTable,
    pub calendar: Calendar,
    pub band: Option<Bps>,
    pub volatility: Option<Volatility>,
    pub withholding: Option<Withholding>,
    pub fees: FeeRates,
    /// The trading day of the phase, and the one in force, to which trades belong.
    pub phase_day: Day,
    pub day: Day,
    pub phase: Phase,
    pub next: Time,
    pub lower: i64,
    pub upper: i64,
    pub previous_close: i64,
    pub reference: i64,
    /// Lower and upper price at which matching stops.
    pub triggers: (i64, i64),
    pub last: Option<i64>,
    /// Waiting orders whose time or session has come.
    pub due: Vec<OrderId>,
    pub halted: bool,
    pub delisted: bool,
    pub interrupted_until: Option<Time>,
    pub owed: Owed,
    /// The job that keeps it from taking orders.
    pub running: Option<JobKind>,
    /// Lowest and highest price of a day that has started and whose job still runs.
    pub next_limits: (i64, i64),
    /// A reference that is in force once nothing else is owed.
    pub reference_due: Option<i64>,
    /// The clearing price while its trades are made.
    pub clearing: Option<i64>,
    pub issued: i64,
    /// Best first.
    pub bids: Vec<Order>,
    pub asks: Vec<Order>,
    pub waiting: Vec<Order>,
}

impl Instrument {
    pub fn state(&self) -> SessionState {
        match self.phase {
            _ if self.delisted => SessionState::Delisted,
            _ if self.halted => SessionState::Halted,
            _ if self.busy() => SessionState::Uncrossing,
            _ if self.interrupted_until.is_some() => SessionState::VolatilityInterruption,
            Phase::PreOpen => SessionState::PreOpen,
            Phase::OpeningAuction => SessionState::OpeningAuction,
            Phase::Continuous => SessionState::Continuous,
            Phase::ClosingAuction => SessionState::ClosingAuction,
            Phase::Closed => SessionState::Closed,
        }
    }

    /// True while an auction's trades are made or a day is ended or begun.
    pub fn busy(&self) -> bool {
        self.running.is_some() || self.owed != Owed::default()
    }

    pub fn book(&self, side: Side) -> &Vec<Order> {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    pub fn book_mut(&mut self, side: Side) -> &mut Vec<Order> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    /// Puts an order at its place: behind all that are as good, but market orders of an auction before the others of their price.
    pub fn insert(&mut self, order: Order) {
        let better = |other: &Order| {
            let price = match order.side {
                Side::Buy => other.limit.cmp(&order.limit),
                Side::Sell => order.limit.cmp(&other.limit),
            };
            price.is_gt() || (price.is_eq() && (other.ahead || !order.ahead))
        };
        let book = self.book(order.side);
        let place = book.iter().position(|other| !better(other)).unwrap_or(book.len());
        self.book_mut(order.side).insert(place, order);
    }

    /// All open orders, resting and waiting.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.bids.iter().chain(&self.asks).chain(&self.waiting)
    }

    /// Takes an order out, wherever it stands.
    pub fn take_out(&mut self, id: OrderId) -> Option<Order> {
        for book in [&mut self.bids, &mut self.asks, &mut self.waiting] {
            if let Some(place) = book.iter().position(|order| order.id == id) {
                return Some(book.remove(place));
            }
        }
        None
    }
}

/// A job that the market owes.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    /// Index of the instrument, where the job has one.
    pub instrument: Option<usize>,
    /// Orders that it still has to cancel.
    pub orders: Vec<OrderId>,
    /// Payments it still has to make: account, units.
    pub payments: Vec<(usize, i64)>,
    pub per_unit: i64,
    pub escrow: i64,
    pub withholding: Option<Withholding>,
    pub declared: Option<DistributionDeclared>,
    pub by_owner: bool,
}
