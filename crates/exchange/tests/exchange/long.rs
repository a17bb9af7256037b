//! Moderate sizes of what takes many records: sweeps, distributions, auctions, cancels of thousands; and whole journals replayed.

use crate::crowd::{Crowd, HOME, fills};
use crate::market::Market;
use crate::properties::{executes_again, replays, same, snapshot};
use crate::random::Dice;
use crate::script;
use crate::world::{ROUND, STOCK};
use exchange::{Capacity, Exchange, limits};
use money::{Price, Quantity, Won};
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{Home, InstrumentId};
use protocol::order::{OrderKind, ReservedUntil, Side, Size, TimeInForce};

#[test]
fn f31_sweep_of_five_thousand_orders_goes_on_in_records_of_two_thousand() {
    let mut crowd = Crowd::gather(500, STOCK, 10 * 3_600);
    crowd.market = crowd.market.keeping_journal();
    for round in 0..10 {
        for person in 1..500 {
            crowd.order(person, STOCK, Side::Sell, 1_990 + round, 1);
        }
    }
    let events = crowd.order(0, STOCK, Side::Buy, 2_100, 4_991);
    assert_eq!(fills(&events).len(), 4_990);
    let prices: Vec<i64> = fills(&events).into_iter().map(|fill| fill.0).collect();
    assert!(prices.is_sorted(), "a sweep goes from the best price on");
    let journal = crowd.market.journal.as_deref().expect("it is kept");
    let records: Vec<_> = journal.iter().rev().take(3).map(|record| fills(record.outcome.as_deref().expect("accepted")).len()).collect();
    assert_eq!(records, [990, 2_000, 2_000]);
    crowd.market.scan().expect("the market holds together");
}

#[test]
fn f53_distribution_pays_thirty_thousand_holders_once_while_they_trade() {
    let people = 30_000;
    let mut crowd = Crowd::gather(people, STOCK, 10 * 3_600);
    let total = 34_000_123;
    let payer = crowd.account(0);
    crowd.submit(&PayDistribution { instrument: InstrumentId::new(HOME, STOCK), payer, total: Won(total) }.into());
    let mut dice = Dice(5);
    let mut paid = Vec::new();
    loop {
        // Units change hands between the steps: the record date is what counts.
        for _ in 0..50 {
            let (seller, buyer) = (dice.below(u64::from(people)) as u32, dice.below(u64::from(people)) as u32);
            if seller != buyer && crowd.market.exchange.next_job().is_some() {
                let kind = OrderKind::Limit { price: Price(1_990) };
                let instrument = InstrumentId::new(HOME, STOCK);
                let quantity = Size::Quantity(Quantity(dice.range(1, 17)));
                for (person, side) in [(seller, Side::Sell), (buyer, Side::Buy)] {
                    let mut order = script::order(crowd.account(person), instrument, side, kind, quantity);
                    order.time_in_force = if side == Side::Sell { TimeInForce::Gtc } else { TimeInForce::Ioc };
                    crowd.market.submit(crowd.at, &order.into(), None).expect("no difference");
                }
            }
        }
        let mut events = Vec::new();
        if !crowd.market.continue_job(&mut events).expect("a job goes on") {
            break;
        }
        assert!(events.len() <= limits::POSTINGS_PER_STEP as usize + 3);
        paid.append(&mut events);
    }
    let mut holders = std::collections::BTreeSet::new();
    let (mut gross, mut remainder) = (0, None);
    for event in &paid {
        match event {
            Event::DistributionPaid(payment) => {
                assert!(holders.insert(payment.account), "{} is paid twice", payment.account);
                assert_eq!((payment.units.0, payment.gross.0), (17, 66 * 17), "{} had 17 units at the record date", payment.account);
                gross += payment.gross.0;
            }
            Event::DistributionClosed(closed) => remainder = Some(closed.remainder.0),
            _ => {}
        }
    }
    assert_eq!((holders.len(), gross + remainder.expect("it was closed")), (people as usize, total));
    crowd.market.scan().expect("the market holds together");
}

#[test]
fn f36_auction_of_twenty_thousand_orders_has_one_price_and_trades_all_it_can() {
    let people = 2_000;
    let mut crowd = Crowd::gather(people, ROUND, 9 * 3_600 + 60);
    let mut dice = Dice(7);
    let (mut bids, mut asks) = (Vec::new(), Vec::new());
    for round in 0..10 {
        for person in 0..people {
            let side = if (person + round) % 2 == 0 { Side::Buy } else { Side::Sell };
            // Buyers and sellers are different people, so that none meets himself.
            let person = person / 2 * 2 + u32::from(side == Side::Sell);
            let (price, quantity) = (dice.range(950, 1_050), if side == Side::Buy { dice.range(1, 9) } else { 1 });
            crowd.order(person, ROUND, side, price, quantity);
            if side == Side::Buy { bids.push((price, quantity)) } else { asks.push((price, quantity)) }
        }
    }
    assert_eq!(crowd.pass(239).iter().filter(|event| matches!(event, Event::Fill(_))).count(), 0);
    crowd.pass(1);
    let events = crowd.finish();
    let price = events.iter().find_map(|event| match event {
        Event::AuctionPriced(priced) => Some((priced.price.0, priced.quantity.0)),
        _ => None,
    });
    let volume = |price: i64| {
        let demand: i64 = bids.iter().filter(|bid| bid.0 >= price).map(|bid| bid.1).sum();
        let supply: i64 = asks.iter().filter(|ask| ask.0 <= price).map(|ask| ask.1).sum();
        demand.min(supply)
    };
    let most = (950..=1_050).map(volume).max().expect("there are prices");
    let (price, quantity) = price.expect("it has a price");
    assert_eq!((volume(price), quantity), (most, most));
    let fills = fills(&events);
    assert!(fills.len() > 2 * limits::POSTINGS_PER_STEP as usize && fills.iter().all(|fill| fill.0 == price));
    assert_eq!(fills.iter().map(|fill| fill.1).sum::<i64>(), most);
    crowd.market.scan().expect("the market holds together");
}

#[test]
fn f32_cancel_all_of_many_orders_is_a_job_and_one_of_few_is_not() {
    let mut crowd = Crowd::gather(3, STOCK, 10 * 3_600);
    let account = crowd.account(0);
    let cancel: Command = CancelOrders { account: Some(account), instrument: None, side: None }.into();
    for (count, jobs) in [(2_000, 0), (2_001, 1)] {
        (0..count).for_each(|_| drop(crowd.order(0, STOCK, Side::Buy, 1_500, 1)));
        let events = crowd.submit(&cancel);
        assert_eq!(events.iter().filter(|event| matches!(event, Event::JobStarted(_))).count(), jobs);
        // Placed after the command: not covered by it.
        crowd.order(0, STOCK, Side::Buy, 1_501, 1);
        let later = crowd.finish();
        let cancelled = events.iter().chain(&later).filter(|event| matches!(event, Event::OrderCancelled(_))).count();
        assert_eq!(cancelled, count);
        crowd.submit(&CancelOrders { account: Some(account), instrument: None, side: None }.into());
    }
}

/// How many of a record's events are of a kind, record by record, leaving out records without any.
fn counts(market: &Market, from: usize, fits: impl Fn(&Event) -> bool) -> Vec<usize> {
    let journal = market.journal.as_deref().expect("it is kept");
    let outcomes = journal[from..].iter().map(|record| record.outcome.as_deref().unwrap_or(&[]));
    outcomes.map(|events| events.iter().filter(|event| fits(event)).count()).filter(|&count| count > 0).collect()
}

#[test]
fn f31_reserved_orders_of_one_moment_come_due_and_enter_in_steps() {
    let mut crowd = Crowd::gather(10, STOCK, 10 * 3_600);
    crowd.market = crowd.market.keeping_journal();
    let instrument = InstrumentId::new(HOME, STOCK);
    let kind = OrderKind::Reserved { price: Price(1_500), until: ReservedUntil::Time(crowd.at.plus_seconds(60)) };
    for number in 0..2_500 {
        let order = script::order(crowd.account(number % 10), instrument, Side::Buy, kind, Size::Quantity(Quantity(1)));
        crowd.submit(&order.into());
    }
    let before = crowd.market.journal.as_ref().map_or(0, Vec::len);
    let events = crowd.pass(60);
    let entered: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::OrderTriggered(triggered) => Some(triggered.order),
            _ => None,
        })
        .collect();
    assert!(entered.len() == 2_500 && entered.is_sorted(), "{} entered, by age", entered.len());
    let due = counts(&crowd.market, before, |event| matches!(event, Event::OrderDue(_)));
    assert_eq!(due, [limits::TIMERS_PER_TICK as usize, 500]);
    let steps = counts(&crowd.market, before, |event| matches!(event, Event::OrderTriggered(_)));
    assert_eq!(steps, [limits::FIRED_PER_STEP as usize; 25]);
    crowd.market.scan().expect("the market holds together");
}

#[test]
fn f31_stops_enter_in_the_order_in_which_the_price_passed_them() {
    let mut crowd = Crowd::gather(10, STOCK, 10 * 3_600);
    let instrument = InstrumentId::new(HOME, STOCK);
    crowd.order(0, STOCK, Side::Sell, 1_900, 1);
    crowd.order(1, STOCK, Side::Buy, 1_900, 1);
    // Stops at 1,901 to 1,950, five at each, in a mixed order.
    let mut expected = Vec::new();
    for number in 0..250u32 {
        let stop = 1_901 + i64::from(number * 7 % 50);
        let kind = OrderKind::StopLimit { price: Price(1_800), stop: Price(stop) };
        let order = script::order(crowd.account(2 + number % 8), instrument, Side::Buy, kind, Size::Quantity(Quantity(1)));
        let placed = crowd.submit(&order.into());
        let [Event::OrderPlaced(placed)] = &placed[..] else { panic!("{placed:?}") };
        expected.push((stop, placed.order));
    }
    expected.sort();
    crowd.order(0, STOCK, Side::Sell, 1_950, 1);
    let events = crowd.order(1, STOCK, Side::Buy, 1_950, 1);
    let entered: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::OrderTriggered(triggered) => Some(triggered.order),
            _ => None,
        })
        .collect();
    assert_eq!(entered, expected.into_iter().map(|(_, order)| order).collect::<Vec<_>>());
}

/// A random journal of one market: replayed, read from a snapshot taken half-way, and executed again, it is the same.
fn journal_is_the_market(home: Home, seed: u64) {
    let (market, half) = crate::random::journal(home, seed, 6_000);
    replays(&market);
    let journal = market.journal.as_deref().expect("it was kept");
    let capacity = Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 };
    let again = executes_again(Exchange::new(home, capacity), journal);
    same(&market.exchange, &again, "executed again");

    let first = executes_again(Exchange::new(home, capacity), &journal[..half]);
    let resumed = snapshot(&first, capacity);
    same(&first, &resumed, "read from a snapshot");
    let resumed = executes_again(resumed, &journal[half..]);
    same(&market.exchange, &resumed, "gone on from a snapshot");
}

#[test]
fn f72_journal_of_the_live_market_replays_and_resumes() {
    (1_000..1_020).for_each(|seed| journal_is_the_market(Home::LIVE, seed));
}

#[test]
fn f72_journal_of_the_practice_market_replays_and_resumes() {
    (2_000..2_020).for_each(|seed| journal_is_the_market(Home::PRACTICE, seed));
}

#[test]
fn f13_holds_come_to_nothing_when_all_orders_end() {
    for seed in 3_000..3_020 {
        let (mut market, _) = crate::random::journal(Home::LIVE, seed, 3_000);
        let at = market.now();
        for number in (1..=4).chain(crate::random::assets()) {
            let instrument = InstrumentId::new(HOME, number);
            let cancel = CancelOrders { account: None, instrument: Some(instrument), side: None };
            // Subscriptions hold too; where nothing is offered this is refused.
            let call_off = CancelOffering { instrument, reason: crate::world::note("the end") };
            for command in [cancel.into(), call_off.into()] {
                market.submit(at, &command, None).expect("no difference");
                market.finish_jobs().expect("no difference");
            }
        }
        for (place, (available, held)) in crate::balances::cash(&market.exchange).expect("it reads").into_iter().enumerate() {
            assert_eq!(held, 0, "seed {seed}: account {} has {available} and holds {held} without an order", place + 1);
        }
        for (account, instrument, _, held, _) in crate::balances::units(&market.exchange).expect("it reads") {
            assert_eq!(held, 0, "seed {seed}: account {account} holds units of {instrument} without an order");
        }
        market.scan().expect("the market holds together");
    }
}
