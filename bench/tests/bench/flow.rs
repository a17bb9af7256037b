use bench::arrivals::{COMMANDS_PER_REPEAT, Repeating};
use bench::flow::{F1, F100, Flow, Shape};
use bench::market::{Feed, execute_all, founded};
use protocol::Seq;

/// All five million operations, by accounts that have exactly what they need.
fn check(shape: Shape, trades: u64, quantity: u64) {
    let flow = Flow::generate(shape);
    let mut exchange = founded(&flow);
    let feed = Repeating::new(Feed::new(&flow, Seq(exchange.last_seq().0 + 1))).map(|arrival| arrival.keyed);
    let traded = execute_all(&mut exchange, feed);
    traded.check(&flow).expect("the totals of the flow");
    assert_eq!((traded.trades, traded.quantity), (trades, quantity));
    assert!(traded.fees > 0 && traded.refused == 0 && traded.prevented == 0, "{traded:?}");
    assert_eq!(traded.repeated, u64::from(shape.operations / COMMANDS_PER_REPEAT));
    exchange.check().expect("every invariant");
}

#[test]
fn f31_f1_gives_exactly_its_trades_and_quantity() {
    check(F1, 1_981_025, 75_338_376);
}

#[test]
fn f31_f100_gives_exactly_its_trades_and_quantity() {
    check(F100, 1_891_673, 70_981_276);
}
