use money::Price;
use protocol::policy::{TickStep, TickTable};

use crate::live::ticks::Ticks;

fn table() -> TickTable {
    let step = |from, tick| TickStep { from: Price(from), tick: Price(tick) };
    TickTable { price_decimals: 0, steps: vec![step(0, 1), step(2_000, 5), step(5_000, 10)] }
}

#[test]
fn f35_neighbouring_prices_follow_the_table_over_its_steps() {
    let ticks = Ticks::new(&table(), 0);
    for (price, below, above) in [(1_999, 1_998, 2_000), (2_000, 1_999, 2_005), (4_995, 4_990, 5_000), (5_000, 4_995, 5_010)] {
        assert_eq!((ticks.below(Price(price)), ticks.above(Price(price))), (Price(below), Price(above)), "{price}");
    }
    for (price, floor, ceil) in [(2_003, 2_000, 2_005), (2_005, 2_005, 2_005), (4_999, 4_995, 5_000), (5_001, 5_000, 5_010)] {
        assert_eq!((ticks.floor(Price(price)), ticks.ceil(Price(price))), (Price(floor), Price(ceil)), "{price}");
    }
}

#[test]
fn f35_a_table_is_read_at_the_instruments_decimals() {
    let ticks = Ticks::new(&table(), 2);
    assert_eq!((ticks.tick_at(Price(199_999)), ticks.tick_at(Price(200_000))), (Price(100), Price(500)));
}
