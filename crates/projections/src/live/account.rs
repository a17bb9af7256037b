//! What one account has, and the last of what happened to it.

use std::collections::VecDeque;

use money::{Price, Quantity, Won};
use protocol::command::{AccountKind, InvestorClass};
use protocol::event::Aggressor;
use protocol::ids::{DepositId, OwnerId, TradeId, WithdrawalId};
use protocol::wire::{DecodeError, Decoder, Encoder};
use protocol::{AccountId, Day, InstrumentId, OrderId, SelfTradePrevention, Seq, Side, Time};
use smallvec::SmallVec;

use super::file::Form;
use super::log::Chain;
use super::postings::{Asset, Bucket};
use super::saved::{Saved, saved_struct};
use super::statements::{Statement, Statements};

/// An account. House accounts, which the founding of a market makes, have owner 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub owner: OwnerId,
    pub kind: AccountKind,
    pub own_instrument: Option<InstrumentId>,
    pub verification: Option<Verification>,
    pub prevention: SelfTradePrevention,
    pub cash: Balance,
    /// In the order of the instruments.
    pub holdings: Vec<Holding>,
    /// In the order of their ids, which is that of their acceptance. One or two, as most accounts have at most, stand here and not elsewhere.
    pub open_orders: SmallVec<[OrderId; 2]>,
    pub fills: Chain,
    pub ended_orders: Chain,
    pub statement: Statement,
    /// `None` if there is none, or never was one.
    pub payments: Option<Box<Payments>>,
}

saved_struct! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Verification {
        pub verified_until: Day,
        pub country: u16,
        pub class: InvestorClass,
    }
}

saved_struct! {
    /// Won, or a quantity of one instrument's units. Neither part of an ordinary account is ever negative; bank clearing and grant are.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Balance {
        pub available: i64,
        pub held: i64,
    }
}

impl Balance {
    pub fn total(self) -> i64 {
        self.available + self.held
    }

    pub(crate) fn bucket(&mut self, bucket: Bucket) -> &mut i64 {
        match bucket {
            Bucket::Available => &mut self.available,
            Bucket::Held => &mut self.held,
        }
    }
}

saved_struct! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Holding {
        pub instrument: InstrumentId,
        pub units: Balance,
        /// What the units together have cost, fees included.
        pub cost: Won,
    }
}

saved_struct! {
    /// Those under way, oldest first.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Payments {
        pub deposits: Vec<DepositUnderWay>,
        pub withdrawals: Vec<WithdrawalUnderWay>,
    }
}

/// What caused a line of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cause {
    Deposit = 1,
    Withdrawal = 2,
    Grant = 3,
    Trade = 4,
    Issue = 5,
    DistributionDeclared = 6,
    DistributionPaid = 7,
    DistributionClosed = 8,
    Allotment = 9,
    OwnersPart = 10,
    Proceeds = 11,
}

impl Cause {
    pub const ALL: &'static [Self] = &[
        Self::Deposit,
        Self::Withdrawal,
        Self::Grant,
        Self::Trade,
        Self::Issue,
        Self::DistributionDeclared,
        Self::DistributionPaid,
        Self::DistributionClosed,
        Self::Allotment,
        Self::OwnersPart,
        Self::Proceeds,
    ];

    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Withdrawal => "withdrawal",
            Self::Grant => "grant",
            Self::Trade => "trade",
            Self::Issue => "issue",
            Self::DistributionDeclared => "distribution_declared",
            Self::DistributionPaid => "distribution_paid",
            Self::DistributionClosed => "distribution_closed",
            Self::Allotment => "allotment",
            Self::OwnersPart => "owners_part",
            Self::Proceeds => "proceeds",
        }
    }
}

impl Saved for Cause {
    fn save(&self, to: &mut Encoder<'_>) {
        (*self as u8).save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let number = u8::load(from)?;
        Self::ALL.iter().copied().find(|cause| *cause as u8 == number).ok_or(DecodeError::UnknownKind(u64::from(number), "Cause"))
    }
}

saved_struct! {
    /// Value that came to the account or left it. Moves between available and held are none: they change no balance.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct StatementLine {
        pub seq: Seq,
        pub at: Time,
        pub cause: Cause,
        pub asset: Asset,
        /// Won or units; negative when they left. Fee and tax are taken off already.
        pub amount: i64,
        /// Available and held together.
        pub balance_after: i64,
        /// The trade, deposit, withdrawal or job; the record's sequence where there is none of them.
        pub reference: u64,
        pub fee: Won,
        pub tax: Won,
    }
}

saved_struct! {
    /// One side of a trade.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OwnFill {
        pub trade: TradeId,
        pub order: OrderId,
        pub instrument: InstrumentId,
        pub side: Side,
        pub aggressor: Aggressor,
        pub price: Price,
        pub quantity: Quantity,
        pub value: Won,
        pub fee: Won,
        pub tax: Won,
        pub at: Time,
    }
}

saved_struct! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct DepositUnderWay {
        pub id: DepositId,
        pub amount: Won,
        pub requested_at: Time,
    }
}

saved_struct! {
    /// Its amount is held.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct WithdrawalUnderWay {
        pub id: WithdrawalId,
        pub amount: Won,
        pub requested_at: Time,
    }
}

impl Account {
    pub(crate) fn new(id: AccountId, owner: OwnerId, kind: AccountKind, own_instrument: Option<InstrumentId>) -> Self {
        Self {
            id,
            owner,
            kind,
            own_instrument,
            verification: None,
            prevention: SelfTradePrevention::CancelNewest,
            cash: Balance::default(),
            holdings: Vec::new(),
            open_orders: SmallVec::new(),
            fills: Chain::default(),
            ended_orders: Chain::default(),
            statement: Statement::default(),
            payments: None,
        }
    }

    /// A trader of the demo, or the market's own account: left out of rankings.
    pub fn is_simulated(&self) -> bool {
        self.kind == AccountKind::Simulated
    }

    pub fn holding(&self, instrument: InstrumentId) -> Option<&Holding> {
        self.holdings.binary_search_by_key(&instrument, |holding| holding.instrument).ok().map(|place| &self.holdings[place])
    }

    pub(crate) fn holding_mut(&mut self, instrument: InstrumentId) -> &mut Holding {
        let place = match self.holdings.binary_search_by_key(&instrument, |holding| holding.instrument) {
            Ok(place) => place,
            Err(place) => {
                // A list would make room for four at once, and most accounts have one to three.
                self.holdings.reserve_exact(1);
                self.holdings.insert(place, Holding { instrument, units: Balance::default(), cost: Won::ZERO });
                place
            }
        };
        &mut self.holdings[place]
    }

    pub(crate) fn balance_mut(&mut self, asset: Asset) -> &mut Balance {
        match asset {
            Asset::Cash => &mut self.cash,
            Asset::Units(instrument) => &mut self.holding_mut(instrument).units,
        }
    }

    pub(crate) fn payments_mut(&mut self) -> &mut Payments {
        self.payments.get_or_insert_default()
    }

    /// The account with its statement.
    pub(crate) fn save(&self, statements: &Statements, to: &mut Encoder<'_>) {
        let Self { id, owner, kind, own_instrument, verification, prevention, cash, holdings, open_orders, fills, ended_orders, .. } = self;
        id.save(to);
        owner.save(to);
        kind.save(to);
        own_instrument.save(to);
        verification.save(to);
        prevention.save(to);
        cash.save(to);
        holdings.save(to);
        open_orders.save(to);
        fills.save(to);
        ended_orders.save(to);
        statements.save(&self.statement, to);
        self.payments.as_deref().unwrap_or(&Payments::default()).save(to);
    }

    pub(crate) fn load(form: Form, statements: &mut Statements, from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut account = Self {
            id: Saved::load(from)?,
            owner: Saved::load(from)?,
            kind: Saved::load(from)?,
            own_instrument: Saved::load(from)?,
            verification: Saved::load(from)?,
            prevention: Saved::load(from)?,
            cash: Saved::load(from)?,
            holdings: Saved::load(from)?,
            open_orders: Saved::load(from)?,
            fills: Saved::load(from)?,
            ended_orders: Saved::load(from)?,
            statement: Statement::default(),
            payments: None,
        };
        account.statement = match form {
            Form::Packed => statements.load(from)?,
            Form::LineByLine if bool::load(from)? => statements.load_lines(from)?,
            Form::LineByLine => return Ok(account),
        };
        let payments = Payments::load(from)?;
        account.payments = (payments != Payments::default()).then(|| Box::new(payments));
        Ok(account)
    }

    pub(crate) fn remove_open(&mut self, order: OrderId) {
        if let Ok(place) = self.open_orders.binary_search(&order) {
            self.open_orders.remove(place);
        }
    }
}

/// The oldest item makes room for the newest.
pub(crate) fn push_bounded<T>(list: &mut VecDeque<T>, item: T, max: usize) {
    if list.len() == max {
        list.pop_front();
    } else if list.len() == list.capacity() {
        list.reserve_exact(list.len().max(2).min(max - list.len()));
    }
    list.push_back(item);
}
