//! The live fold beside the market itself: whatever commands come, both have the same balances, holdings, orders, books and states.

mod exchange_state;
mod offerings;
mod script;

use std::collections::{BTreeMap, BTreeSet};

use exchange_state::{ExchangeState, OrderState};
use money::{Price, Quantity};
use projections::live::auction::indication;
use projections::live::depth::{Depth, Level};
use projections::live::order::Stage;
use projections::live::{Live, LiveState};
use proptest::prelude::*;
use protocol::event::{Entry, Event, OfferingOutcome};
use protocol::{Home, Side};
use script::Market;

fn check(market: &Market) {
    let exchange = ExchangeState::of(&market.exchange);
    let live = &market.live;
    assert_eq!(live.seq(), market.exchange.last_seq());
    assert_eq!(live.accounts().len(), exchange.accounts.len());
    for (account, (available, held, owner)) in live.accounts().iter().zip(&exchange.accounts) {
        assert_eq!((account.cash.available, account.cash.held), (available.0, held.0), "cash of {}", account.id);
        assert_eq!(account.owner, *owner);
    }
    assert_eq!(live.accounts().iter().map(|account| account.cash.total()).sum::<i64>(), 0, "all cash together");

    let held: BTreeMap<_, _> = live
        .accounts()
        .iter()
        .flat_map(|account| account.holdings.iter().map(|holding| ((account.id.local(), holding.instrument.local()), holding)))
        .map(|(place, holding)| (place, (holding.units.available, holding.units.held, holding.cost.0)))
        .collect();
    assert_eq!(held, exchange.holdings);

    let orders: BTreeMap<_, _> = live
        .accounts()
        .iter()
        .flat_map(|account| live.open_orders_of(account))
        .map(|order| {
            let state = OrderState {
                account: order.account.local(),
                instrument: order.instrument.local(),
                side: order.side,
                limit: order.limit,
                rest: order.rest,
                total: match order.size {
                    protocol::Size::Quantity(quantity) => quantity.0,
                    protocol::Size::Amount(amount) => amount.0,
                },
                hold: order.hold,
                entry: match order.stage {
                    Stage::Waiting => Entry::Waiting,
                    Stage::Resting => Entry::Resting,
                    Stage::Taking => Entry::Taking,
                    over => panic!("{over:?} is not open"),
                },
            };
            (order.id.local(), state)
        })
        .collect();
    assert_eq!(orders, exchange.orders);

    for (instrument, core) in live.instruments().iter().zip(&exchange.instruments) {
        assert_eq!(Some(instrument.state()), market.exchange.session_of(instrument.id), "state of {}", instrument.code());
        assert_eq!(instrument.depth, depth_of(&exchange, instrument.id.local()), "book of {}", instrument.code());
        let ticker = &instrument.ticker;
        assert_eq!(
            (ticker.last.unwrap_or(Price(0)), ticker.previous_close, ticker.reference, ticker.lower_trigger, ticker.upper_trigger),
            (core.last, core.previous_close, core.reference, core.lower_trigger, core.upper_trigger),
            "prices of {}",
            instrument.code()
        );
        assert_eq!(instrument.issued, core.issued);
        assert_eq!(live.units_held(instrument.id), core.issued, "units of {}", instrument.code());
    }
    offerings::check(market);
}

fn depth_of(exchange: &ExchangeState, instrument: u16) -> Depth {
    let mut depth = Depth::default();
    for order in exchange.orders.values().filter(|order| order.instrument == instrument && order.entry == Entry::Resting) {
        let side = if order.side == Side::Buy { &mut depth.bids } else { &mut depth.asks };
        let level: &mut Level = side.entry(order.limit).or_default();
        level.quantity += Quantity(order.rest);
        level.orders += 1;
    }
    depth
}

/// The price that the core has just fixed is the one that was shown as indicative.
fn check_auction(market: &Market, events: &[Event]) -> usize {
    let priced = events.iter().filter_map(|event| match event {
        Event::AuctionPriced(priced) => Some(priced),
        _ => None,
    });
    let mut count = 0;
    for priced in priced {
        let instrument = market.live.instrument(priced.instrument).expect("it is listed");
        let ticks = market.live.ticks(instrument).expect("its rules are resolved");
        let shown = indication(&instrument.depth, &ticks, instrument.ticker.reference);
        assert_eq!(shown.map(|shown| (shown.price, shown.quantity)), Some((priced.price, priced.quantity)));
        count += 1;
    }
    count
}

/// What a run came to.
struct Seen {
    trades: u64,
    /// With a price.
    auctions: usize,
    offerings: Vec<OfferingOutcome>,
    kinds: BTreeSet<&'static str>,
}

fn run(home: Home, numbers: &[u64]) -> Seen {
    let mut market = Market::new(home);
    market.prologue();
    check(&market);
    let mut auctions = 0;
    for &number in numbers {
        let command = market.command(number);
        for events in market.submit(command) {
            auctions += check_auction(&market, &events);
        }
        check(&market);
    }
    let delisting = market.delisting();
    market.submit(delisting);
    check(&market);
    let bytes = market.live.to_bytes();
    let restored = LiveState::from_bytes(home, &bytes).expect("it was just saved");
    assert!(restored.to_bytes() == bytes, "a saved state is read back as it was");
    assert!(market.live_of_all_records().to_bytes() == bytes, "the same records give the same bytes");
    Seen {
        trades: market.live.instruments().iter().map(|instrument| instrument.trade_count).sum(),
        auctions,
        offerings: offerings::check_sums(&market),
        kinds: market.records.iter().flat_map(|(_, events)| events).map(Event::name).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn f75_the_fold_equals_the_market(numbers in prop::collection::vec(any::<u64>(), 1..400), practice in any::<bool>()) {
        run(if practice { Home::PRACTICE } else { Home::LIVE }, &numbers);
    }
}

#[test]
fn f75_the_fold_equals_the_market_through_days_of_sessions() {
    let mut next = 0x9e37_79b9_7f4a_7c15_u64;
    let numbers: Vec<u64> = std::iter::repeat_with(|| {
        next ^= next << 13;
        next ^= next >> 7;
        next ^= next << 17;
        next
    })
    .take(8_000)
    .collect();
    let live = run(Home::LIVE, &numbers);
    assert!(live.trades > 500 && live.auctions > 5, "{} trades, {} auctions: too few to show anything", live.trades, live.auctions);
    let practice = run(Home::PRACTICE, &numbers);
    for outcome in OfferingOutcome::ALL {
        assert!(live.offerings.contains(outcome) && practice.offerings.contains(outcome), "no offering was {}", outcome.name());
    }
    let missing: Vec<_> = Event::NAMES.iter().filter(|name| !live.kinds.contains(*name) && !practice.kinds.contains(*name)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

#[test]
fn f75_a_shared_state_follows_records_in_turns() {
    let mut market = Market::new(Home::PRACTICE);
    market.prologue();
    let live = Live::new(LiveState::new(Home::PRACTICE));
    for records in market.records.chunks(7) {
        live.fold(records.iter().map(|(header, events)| (*header, events.as_slice()))).expect("they follow each other");
    }
    assert_eq!(live.position(), market.live.seq());
    assert_eq!(live.read(LiveState::to_bytes), market.live.to_bytes());
    assert!(live.codes().get("KRW-STOCK").is_some());
}
