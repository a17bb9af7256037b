//! The market's state, read from its canonical encoding.

use std::collections::BTreeMap;

use exchange::Exchange;
use money::{Accrual, Price, Quantity, Won};
use protocol::command::{AccountKind, InvestorClass, ListInstrument};
use protocol::event::{DayStarted, Entry, RulesResolved};
use protocol::ids::{JobId, OwnerId};
use protocol::policy::Phase;
use protocol::rejection::Component;
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{Day, Home, InstrumentId, SelfTradePrevention, Side, Time};

#[derive(Debug, Default)]
pub(crate) struct ExchangeState {
    /// Available and held cash, and owner, by local number − 1.
    pub(crate) accounts: Vec<(Won, Won, OwnerId)>,
    /// (account, instrument) → units available and held, cost; those with units only.
    pub(crate) holdings: BTreeMap<(u32, u16), (i64, i64, i64)>,
    pub(crate) orders: BTreeMap<u64, OrderState>,
    pub(crate) instruments: Vec<InstrumentState>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OrderState {
    pub(crate) account: u32,
    pub(crate) instrument: u16,
    pub(crate) side: Side,
    pub(crate) limit: Price,
    pub(crate) rest: i64,
    pub(crate) total: i64,
    pub(crate) hold: Won,
    pub(crate) entry: Entry,
}

#[derive(Debug)]
pub(crate) struct InstrumentState {
    pub(crate) issued: Quantity,
    pub(crate) last: Price,
    pub(crate) previous_close: Price,
    pub(crate) reference: Price,
    pub(crate) lower_trigger: Price,
    pub(crate) upper_trigger: Price,
}

impl ExchangeState {
    pub(crate) fn of(exchange: &Exchange) -> Self {
        let mut bytes: BTreeMap<Component, Vec<u8>> = BTreeMap::new();
        exchange.write_components(&mut |component, chunk| bytes.entry(component).or_default().extend_from_slice(chunk));
        let of = |component| bytes.get(&component).map_or(&[][..], Vec::as_slice);
        let home = exchange.home();
        let mut state = Self::default();
        state.read_accounts(&mut Decoder::new(of(Component::Ledger), home)).expect("the ledger's encoding");
        state.read_holdings(&mut Decoder::new(of(Component::Holdings), home)).expect("the holdings' encoding");
        state.read_orders(&mut Decoder::new(of(Component::Orders), home)).expect("the orders' encoding");
        state.read_instruments(of(Component::Instruments), home).expect("the instruments' encoding");
        state
    }

    fn read_accounts(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        for _ in 0..u32::get(from)? {
            self.accounts.push((Won::get(from)?, Won::get(from)?, OwnerId::get(from)?));
            <(Day, u16, u16) as Skip>::skip(from)?;
            <(AccountKind, InvestorClass, SelfTradePrevention) as Skip>::skip(from)?;
            u8::get(from)?;
        }
        Ok(())
    }

    fn read_holdings(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        for _ in 0..u32::get(from)? {
            let place = (u32::get(from)?, u16::get(from)?);
            let (available, held, cost) = (Quantity::get(from)?, Quantity::get(from)?, Won::get(from)?);
            <(Quantity, Won, Won) as Skip>::skip(from)?;
            <(u16, Day, ()) as Skip>::skip(from)?;
            if available.0 != 0 || held.0 != 0 {
                self.holdings.insert(place, (available.0, held.0, cost.0));
            }
        }
        Ok(())
    }

    fn read_orders(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        for _ in 0..u32::get(from)? {
            let (id, account, instrument) = (u64::get(from)?, u32::get(from)?, u16::get(from)?);
            let (limit, rest, total, hold) = (Price::get(from)?, i64::get(from)?, i64::get(from)?, Won::get(from)?);
            <(u16, Accrual, u8) as Skip>::skip(from)?;
            let place = u8::get(from)?;
            <[u8; 16]>::get(from)?;
            let side = if place & 1 == 0 { Side::Buy } else { Side::Sell };
            let entry = [Entry::Resting, Entry::Taking, Entry::Waiting][usize::from(place >> 1 & 3)];
            if entry == Entry::Waiting {
                match u8::get(from)? {
                    1 => drop(Price::get(from)?),
                    3 => drop(Time::get(from)?),
                    _ => {}
                }
            }
            self.orders.insert(id, OrderState { account, instrument, side, limit, rest, total, hold, entry });
        }
        Ok(())
    }

    fn read_instruments(&mut self, bytes: &[u8], home: Home) -> Result<(), DecodeError> {
        let mut from = Decoder::new(bytes, home);
        let from = &mut from;
        for _ in 0..u32::get(from)? {
            <(InstrumentId, ListInstrument, RulesResolved) as Skip>::skip(from)?;
            let issued = Quantity::get(from)?;
            <(u16, Phase, Time) as Skip>::skip(from)?;
            <(Day, Day, u8) as Skip>::skip(from)?;
            <(Option<Time>, Option<JobId>, Option<DayStarted>) as Skip>::skip(from)?;
            <(Option<Price>, Option<Quantity>, Price) as Skip>::skip(from)?;
            let (last, previous_close, reference) = (Price::get(from)?, Price::get(from)?, Price::get(from)?);
            let (lower_trigger, upper_trigger) = (Price::get(from)?, Price::get(from)?);
            <(Price, Price, Option<JobId>) as Skip>::skip(from)?;
            self.instruments.push(InstrumentState { issued, last, previous_close, reference, lower_trigger, upper_trigger });
        }
        Ok(())
    }
}

/// Fields that are not compared.
trait Skip {
    fn skip(from: &mut Decoder<'_>) -> Result<(), DecodeError>;
}

/// Nothing is written for it.
trait Field {
    fn pass(from: &mut Decoder<'_>) -> Result<(), DecodeError>;
}

impl Field for () {
    fn pass(_: &mut Decoder<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

macro_rules! fields {
    ($($type:ty),* $(,)?) => { $(
        impl Field for $type {
            fn pass(from: &mut Decoder<'_>) -> Result<(), DecodeError> {
                Self::get(from).map(drop)
            }
        }
    )* };
}
fields!(
    u8,
    u16,
    Day,
    Time,
    Price,
    Quantity,
    Won,
    Accrual,
    Phase,
    AccountKind,
    InvestorClass,
    SelfTradePrevention,
    InstrumentId,
    ListInstrument,
    RulesResolved,
    Option<Time>,
    Option<JobId>,
    Option<DayStarted>,
    Option<Price>,
    Option<Quantity>,
);

impl<A: Field, B: Field, C: Field> Skip for (A, B, C) {
    fn skip(from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        A::pass(from)?;
        B::pass(from)?;
        C::pass(from)
    }
}
