//! An auction of a hundred thousand orders, called while a distribution to thirty thousand holders of another instrument is under way.

use crate::crowd::{Crowd, HOME};
use crate::random::Dice;
use crate::script;
use crate::world::{self, COIN, ROUND, STOCK};
use exchange::limits;
use money::{Price, Quantity, Won};
use protocol::command::PayDistribution;
use protocol::event::{Event, Fill};
use protocol::ids::{InstrumentId, OrderId};
use protocol::order::{OrderKind, Side, Size};
use std::collections::BTreeSet;

const ORDERS: u32 = 100_000;
const TRADERS: u32 = 10_000;
const HOLDERS: u32 = 30_000;
/// The previous close of ROUND.
const REFERENCE: i64 = 1_000;
/// Prices that are bid and asked.
const PRICES: std::ops::RangeInclusive<i64> = 950..=1_050;

/// An order of the auction, as it was entered.
struct Entered {
    order: OrderId,
    price: i64,
    quantity: i64,
}

/// The clearing price by its rules, in their order, and what trades at it. Prices lie a won apart.
fn clearing(bids: &[Entered], asks: &[Entered]) -> (i64, i64) {
    let crossing = PRICES.map(|price| {
        let demand: i64 = bids.iter().filter(|bid| bid.price >= price).map(|bid| bid.quantity).sum();
        let supply: i64 = asks.iter().filter(|ask| ask.price <= price).map(|ask| ask.quantity).sum();
        (price, demand, supply)
    });
    let all: Vec<_> = crossing.collect();
    let most = all.iter().map(|&(_, demand, supply)| demand.min(supply)).max().expect("there are prices");
    let most_traded = || all.iter().filter(|&&(_, demand, supply)| demand.min(supply) == most);
    let least = most_traded().map(|&(_, demand, supply)| (demand - supply).abs()).min().expect("there are prices");
    let left: Vec<_> = most_traded().filter(|&&(_, demand, supply)| (demand - supply).abs() == least).collect();
    let prices = left.iter().map(|&&(price, ..)| price);
    let price = if left.iter().all(|&&(_, demand, supply)| demand > supply) {
        prices.max()
    } else if left.iter().all(|&&(_, demand, supply)| demand < supply) {
        prices.min()
    } else {
        prices.min_by_key(|price| ((price - REFERENCE).abs(), *price))
    };
    (price.expect("there are prices"), most)
}

/// Who trades with whom at the clearing price: both sides by price, then time.
fn pairs(mut bids: Vec<Entered>, mut asks: Vec<Entered>, mut rest: i64) -> Vec<(OrderId, OrderId, i64)> {
    bids.sort_by_key(|bid| (-bid.price, bid.order));
    asks.sort_by_key(|ask| (ask.price, ask.order));
    let (mut bids, mut asks) = (bids.into_iter(), asks.into_iter());
    let (mut bid, mut ask) = (bids.next(), asks.next());
    let mut pairs = Vec::new();
    while rest > 0 {
        let (buyer, seller) = (bid.as_mut().expect("a bid is left"), ask.as_mut().expect("an ask is left"));
        let quantity = buyer.quantity.min(seller.quantity).min(rest);
        pairs.push((buyer.order, seller.order, quantity));
        (buyer.quantity, seller.quantity, rest) = (buyer.quantity - quantity, seller.quantity - quantity, rest - quantity);
        if buyer.quantity == 0 {
            bid = bids.next();
        }
        if seller.quantity == 0 {
            ask = asks.next();
        }
    }
    pairs
}

/// What one step of a job did; none may post more than its share.
fn step(crowd: &mut Crowd) -> Option<Vec<Event>> {
    let mut events = Vec::new();
    if !crowd.market.continue_job(&mut events).expect("a job goes on") {
        return None;
    }
    let is_posting = |event: &&Event| !matches!(event, Event::JobAdvanced(_) | Event::JobEnded(_) | Event::DistributionClosed(_));
    let postings = events.iter().filter(is_posting).count();
    assert!(postings <= limits::POSTINGS_PER_STEP as usize, "{postings} postings in one step");
    Some(events)
}

/// Enters the auction's orders: bids of even people, asks of odd ones, so that none meets himself.
fn enter(crowd: &mut Crowd) -> (Vec<Entered>, Vec<Entered>) {
    let mut dice = Dice(11);
    let (mut bids, mut asks) = (Vec::new(), Vec::new());
    for number in 0..ORDERS {
        let person = number % TRADERS;
        let side = if person.is_multiple_of(2) { Side::Buy } else { Side::Sell };
        let (price, quantity) = (dice.range(*PRICES.start(), *PRICES.end()), dice.range(1, 9));
        let placed = crowd.order(person, ROUND, side, price, quantity);
        let [Event::OrderPlaced(placed)] = &placed[..] else { panic!("{placed:?}") };
        let entered = Entered { order: placed.order, price, quantity };
        if side == Side::Buy { bids.push(entered) } else { asks.push(entered) }
    }
    (bids, asks)
}

#[test]
fn f36_f53_auction_of_a_hundred_thousand_orders_is_exact_while_a_distribution_is_under_way() {
    let mut crowd = Crowd::gather(HOLDERS, STOCK, 9 * 3_600 + 60);
    for person in 0..TRADERS {
        let account = crowd.account(person);
        crowd.submit(&world::units(HOME, account, ROUND, 100, 90_000));
        crowd.submit(&world::units(HOME, account, COIN, 100_000, 20));
    }
    let (bids, asks) = enter(&mut crowd);
    let payer = crowd.account(HOLDERS - 1);
    let total = i64::from(HOLDERS) * 17 * 100 + 7;
    crowd.submit(&PayDistribution { instrument: InstrumentId::new(HOME, STOCK), payer, total: Won(total) }.into());

    let mut steps: Vec<Vec<Event>> = (0..3).map(|_| step(&mut crowd).expect("the distribution is under way")).collect();
    assert!(crowd.pass(240).iter().any(|event| matches!(event, Event::PhaseChanged(_))));
    // Another instrument trades between the steps.
    let mut traded_between = 0;
    while let Some(events) = step(&mut crowd) {
        steps.push(events);
        for (person, side) in [(0, Side::Sell), (1, Side::Buy)] {
            let kind = OrderKind::Limit { price: Price(20) };
            let order = script::order(crowd.account(person), InstrumentId::new(HOME, COIN), side, kind, Size::Quantity(Quantity(1_000)));
            traded_between += crowd.submit(&order.into()).iter().filter(|event| matches!(event, Event::Fill(_))).count();
        }
    }
    assert!(traded_between >= 20, "{traded_between} trades between the steps");

    let (price, most) = clearing(&bids, &asks);
    let priced = steps.iter().flatten().find_map(|event| match event {
        Event::AuctionPriced(priced) => Some((priced.price.0, priced.quantity.0)),
        _ => None,
    });
    assert_eq!(priced, Some((price, most)));
    let fills: Vec<&Fill> = steps
        .iter()
        .flatten()
        .filter_map(|event| match event {
            Event::Fill(fill) => Some(fill),
            _ => None,
        })
        .collect();
    assert!(fills.iter().all(|fill| fill.price.0 == price));
    let traded: Vec<_> = fills.iter().map(|fill| (fill.buy, fill.sell, fill.quantity.0)).collect();
    assert!(traded == pairs(bids, asks, most), "the trades are not those of price and time");

    let is_auction = |events: &&Vec<Event>| events.iter().any(|event| matches!(event, Event::Fill(_)));
    assert!(steps.iter().filter(is_auction).count() > 10, "the auction took many steps");
    let first = steps.iter().position(|events| is_auction(&events)).expect("the auction had trades");
    let pays = |events: &Vec<Event>| events.iter().any(|event| matches!(event, Event::DistributionPaid(_)));
    assert!(steps[..first].iter().any(pays) && steps[first..].iter().any(pays), "the distribution was under way");
    let (mut holders, mut gross, mut remainder) = (BTreeSet::new(), 0, 0);
    for event in steps.iter().flatten() {
        match event {
            Event::DistributionPaid(payment) => {
                assert!(holders.insert(payment.account), "{} is paid twice", payment.account);
                gross += payment.gross.0;
            }
            Event::DistributionClosed(closed) => remainder += closed.remainder.0,
            _ => {}
        }
    }
    assert_eq!((holders.len(), gross, remainder), (HOLDERS as usize, total - 7, 7));
    crowd.market.scan().expect("the market holds together");
}
