use money::{Price, Quantity};
use proptest::prelude::*;
use protocol::Side;
use protocol::policy::{TickStep, TickTable};

use crate::live::auction::indication;
use crate::live::depth::Depth;
use crate::live::ticks::Ticks;

fn ticks() -> Ticks {
    let step = |from, tick| TickStep { from: Price(from), tick: Price(tick) };
    Ticks::new(&TickTable { price_decimals: 0, steps: vec![step(0, 1), step(100, 5)] }, 0)
}

fn book(bids: &[(i64, i64)], asks: &[(i64, i64)]) -> Depth {
    let mut depth = Depth::default();
    bids.iter().for_each(|&(price, quantity)| depth.add(Side::Buy, Price(price), Quantity(quantity)));
    asks.iter().for_each(|&(price, quantity)| depth.add(Side::Sell, Price(price), Quantity(quantity)));
    depth
}

#[track_caller]
fn check(bids: &[(i64, i64)], asks: &[(i64, i64)], reference: i64, expect: Option<(i64, i64, i64)>) {
    let found = indication(&book(bids, asks), &ticks(), Price(reference));
    assert_eq!(found.map(|f| (f.price.0, f.quantity.0, f.surplus)), expect);
}

#[test]
fn f36_the_indicative_price_follows_the_rules_in_their_order() {
    check(&[(90, 5)], &[(91, 5)], 90, None);
    check(&[], &[(91, 5)], 90, None);
    // The most volume: 10 at 92 and nowhere else.
    check(&[(95, 4), (92, 6)], &[(90, 3), (92, 7)], 90, Some((92, 10, 0)));
    // Demand is left at every price of 90 to 95: the highest.
    check(&[(95, 10)], &[(90, 7)], 90, Some((95, 7, 3)));
    // Supply is left: the lowest.
    check(&[(95, 7)], &[(90, 10)], 95, Some((90, 7, -3)));
    // Nothing is left: the nearest to the reference, within the range.
    check(&[(95, 7)], &[(90, 7)], 93, Some((93, 7, 0)));
    check(&[(95, 7)], &[(90, 7)], 20, Some((90, 7, 0)));
    // Two prices as near: 100 and 105 to a reference of 102 and 103 have a nearer one, between steps.
    check(&[(110, 7)], &[(90, 7)], 102, Some((100, 7, 0)));
    check(&[(110, 7)], &[(90, 7)], 103, Some((105, 7, 0)));
}

/// The rule price by price, as it stands in words.
fn by_the_book(depth: &Depth, ticks: &Ticks, reference: Price) -> Option<(Price, i64, i64)> {
    let (lowest, highest) = (depth.best_ask()?, depth.best_bid()?);
    let prices = std::iter::successors(Some(ticks.ceil(lowest)), |price| Some(ticks.above(*price))).take_while(|price| *price <= highest);
    let all: Vec<(Price, i64, i64)> = prices
        .map(|price| {
            let demand: i64 = depth.bids.range(price..).map(|(_, level)| level.quantity.0).sum();
            let supply: i64 = depth.asks.range(..=price).map(|(_, level)| level.quantity.0).sum();
            (price, demand.min(supply), demand - supply)
        })
        .collect();
    let volume = all.iter().map(|c| c.1).max()?;
    let least = all.iter().filter(|c| c.1 == volume).map(|c| c.2.abs()).min()?;
    let tied: Vec<_> = all.into_iter().filter(|c| c.1 == volume && c.2.abs() == least).collect();
    if tied.iter().all(|c| c.2 > 0) {
        return tied.last().copied();
    }
    if tied.iter().all(|c| c.2 < 0) {
        return tied.first().copied();
    }
    tied.into_iter().min_by_key(|c| ((c.0.0 - reference.0).abs(), c.0))
}

proptest! {
    #[test]
    fn f36_stretches_of_equal_demand_give_the_price_that_every_tick_would(
        bids in prop::collection::vec((60i64..160, 1i64..20), 0..12),
        asks in prop::collection::vec((60i64..160, 1i64..20), 0..12),
        reference in 50i64..170,
    ) {
        let ticks = ticks();
        let on_tick = |list: &[(i64, i64)]| -> Vec<(i64, i64)> { list.iter().map(|&(p, q)| (ticks.floor(Price(p)).0, q)).collect() };
        let depth = book(&on_tick(&bids), &on_tick(&asks));
        let found = indication(&depth, &ticks, Price(reference)).map(|f| (f.price, f.quantity.0, f.surplus));
        prop_assert_eq!(found, by_the_book(&depth, &ticks, Price(reference)));
    }
}
