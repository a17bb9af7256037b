//! Cash and units change hands in one step: after every record of a random journal each side of its trades has exactly what they moved.

use crate::balances;
use crate::random;
use exchange::{Capacity, Exchange};
use protocol::event::{Event, Fill};
use protocol::ids::{AccountId, Home, InstrumentId, OrderId};
use protocol::record::Record;
use std::collections::BTreeMap;

/// What accounts have of cash and of each instrument, available and held together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wealth {
    /// By account number, from 1.
    cash: BTreeMap<u32, i64>,
    units: BTreeMap<(u32, u16), i64>,
}

impl Wealth {
    fn of(exchange: &Exchange) -> Self {
        let cash = balances::cash(exchange).expect("the ledger reads").into_iter().enumerate();
        let units = balances::units(exchange).expect("holdings read").into_iter();
        Self {
            cash: cash.map(|(place, (available, held))| (place as u32 + 1, available + held)).collect(),
            units: units.map(|(account, instrument, available, held, _)| ((account, instrument), available + held)).collect(),
        }
    }

    /// What a trade moves, as its event says.
    fn trade(&mut self, fill: &Fill, sides: &BTreeMap<OrderId, (AccountId, InstrumentId)>) {
        let ((buyer, instrument), (seller, same)) = (sides[&fill.buy], sides[&fill.sell]);
        assert_eq!(instrument, same, "{fill:?}");
        let taxes = fill.income_tax.0 + fill.local_tax.0;
        *self.cash.entry(buyer.local()).or_default() -= fill.value.0 + fill.buyer_fee.0;
        *self.cash.entry(seller.local()).or_default() += fill.value.0 - fill.seller_fee.0 - taxes;
        *self.cash.entry(FEES).or_default() += fill.buyer_fee.0 + fill.seller_fee.0;
        *self.cash.entry(TAX).or_default() += taxes;
        *self.units.entry((buyer.local(), instrument.local())).or_default() += fill.quantity.0;
        *self.units.entry((seller.local(), instrument.local())).or_default() -= fill.quantity.0;
    }

    fn without_nothing(mut self) -> Self {
        self.units.retain(|_, units| *units != 0);
        self
    }
}

/// The house's accounts that trades pay into.
const FEES: u32 = 1;
const TAX: u32 = 2;

fn check(home: Home, seed: u64) -> usize {
    let (market, _) = random::journal(home, seed, 3_000);
    let journal: &[Record] = market.journal.as_deref().expect("it was kept");
    let mut exchange = Exchange::new(home, Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 });
    let mut sides = BTreeMap::new();
    let mut records = 0;
    for record in journal {
        let events = record.outcome.as_deref().unwrap_or(&[]);
        for event in events {
            if let Event::OrderPlaced(placed) = event {
                sides.insert(placed.order, (placed.account, placed.instrument));
            }
        }
        // A record with trades moves nothing else.
        let expected = events.iter().any(|event| matches!(event, Event::Fill(_))).then(|| {
            let mut wealth = Wealth::of(&exchange);
            for event in events {
                if let Event::Fill(fill) = event {
                    wealth.trade(fill, &sides);
                }
            }
            wealth.without_nothing()
        });
        events.iter().for_each(|event| exchange.apply(&record.header, event));
        exchange.finish(&record.header);
        if let Some(expected) = expected {
            assert_eq!(Wealth::of(&exchange).without_nothing(), expected, "seed {seed}, {:?}", record.header);
            records += 1;
        }
    }
    records
}

#[test]
fn f45_after_each_record_its_trades_have_moved_cash_and_units_of_both_sides() {
    let records: usize = (4_000..4_010).map(|seed| check(Home::LIVE, seed) + check(Home::PRACTICE, seed)).sum();
    assert!(records >= 2_000, "only {records} records with trades");
}
