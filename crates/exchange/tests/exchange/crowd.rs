//! Many people in one market, for what takes many records.

use crate::market::{Answer, Market};
use crate::script;
use crate::world;
use exchange::{Capacity, limits};
use money::{Price, Quantity};
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{AccountId, Home, InstrumentId, OwnerId};
use protocol::order::{OrderKind, Side, Size};
use protocol::time::Time;

pub const HOME: Home = Home::LIVE;
pub const ROOM: Capacity = Capacity { accounts: 60_000, holdings: 200_000, orders: 150_000 };

pub struct Crowd {
    pub market: Market,
    pub at: Time,
    first: u32,
}

impl Crowd {
    /// So many people with money, and units of one instrument.
    pub fn gather(people: u32, number: u16, second: i64) -> Self {
        let mut market = Market::with_capacity(HOME, ROOM);
        let at = world::korea(2026, 11, 20, second);
        let mut crowd = {
            for command in world::prologue(HOME, at, 1_000) {
                submit(&mut market, at, &command);
            }
            let first = world::FIRST_PERSON + world::PEOPLE.len() as u32;
            Self { market, at, first }
        };
        for person in 0..people {
            let account = crowd.account(person);
            let open = OpenAccount { owner: OwnerId(1_000 + u64::from(person)), kind: AccountKind::Investor, own_instrument: None };
            crowd.submit(&open.into());
            let verified_until = protocol::time::Day::LAST;
            crowd.submit(&SetVerification { account, verified_until, country: 410, class: InvestorClass::General }.into());
            let next = crowd.market.exchange.last_seq().0 + 1;
            for command in world::cash(HOME, account, 100_000_000, next) {
                crowd.submit(&command);
            }
            crowd.submit(&world::units(HOME, account, number, 17, 17_001));
        }
        crowd
    }

    pub fn account(&self, person: u32) -> AccountId {
        AccountId::new(HOME, self.first + person)
    }

    pub fn submit(&mut self, command: &Command) -> Vec<Event> {
        submit(&mut self.market, self.at, command)
    }

    pub fn order(&mut self, person: u32, number: u16, side: Side, price: i64, quantity: i64) -> Vec<Event> {
        let kind = OrderKind::Limit { price: Price(price) };
        let instrument = InstrumentId::new(HOME, number);
        let order = script::order(self.account(person), instrument, side, kind, Size::Quantity(Quantity(quantity)));
        self.submit(&order.into())
    }

    pub fn pass(&mut self, seconds: i64) -> Vec<Event> {
        self.at = self.at.plus_seconds(seconds);
        let mut events = Vec::new();
        self.market.advance(self.at, &mut events).expect("time passes");
        events
    }

    /// Runs all jobs; no record may hold more than its share of postings.
    pub fn finish(&mut self) -> Vec<Event> {
        let mut all = Vec::new();
        loop {
            let mut events = Vec::new();
            if !self.market.continue_job(&mut events).expect("a job goes on") {
                return all;
            }
            let postings = events.iter().filter(|event| !matches!(event, Event::JobAdvanced(_) | Event::JobEnded(_))).count();
            assert!(postings <= limits::POSTINGS_PER_STEP as usize + 8, "{postings} postings in one step");
            all.append(&mut events);
        }
    }
}

pub fn submit(market: &mut Market, at: Time, command: &Command) -> Vec<Event> {
    match market.submit(at, command, None) {
        Ok(Answer::Done(_, events)) => events,
        other => panic!("{command:?}: {other:?}"),
    }
}

/// Price and quantity of each trade.
pub fn fills(events: &[Event]) -> Vec<(i64, i64)> {
    let fill = |event: &Event| match event {
        Event::Fill(fill) => Some((fill.price.0, fill.quantity.0)),
        _ => None,
    };
    events.iter().filter_map(fill).collect()
}

/// One order takes more orders than a record holds, in a market that has the people of [`world::prologue`].
pub fn sweep(market: &mut Market) {
    let home = market.exchange.home();
    let at = market.now();
    let instrument = InstrumentId::new(home, world::COIN);
    let [seller, buyer] = ["Dave", "Carol"].map(|name| world::person(home, name).expect("one of the people"));
    submit(market, at, &CancelOrders { account: None, instrument: Some(instrument), side: None }.into());
    market.finish_jobs().expect("jobs end");
    let kind = OrderKind::Limit { price: Price(20) };
    let quantity = |count: i64| Size::Quantity(Quantity(count * 1_000));
    let count = i64::from(limits::POSTINGS_PER_STEP) + 1;
    for _ in 0..count {
        submit(market, at, &script::order(seller, instrument, Side::Sell, kind, quantity(1)).into());
    }
    submit(market, at, &script::order(buyer, instrument, Side::Buy, kind, quantity(count)).into());
}
