use bench::arrivals::{COMMANDS_PER_REPEAT, Repeating};
use bench::flow::{F1, F100, Flow, Shape};
use bench::market::{Feed, execute_all, founded};
use protocol::Seq;

/// `make bench` takes the whole flows through.
const OPERATIONS: u32 = 500_000;

fn check(shape: Shape) {
    let flow = Flow::generate(Shape { operations: OPERATIONS, ..shape });
    let mut exchange = founded(&flow);
    let feed = Repeating::new(Feed::new(&flow, Seq(exchange.last_seq().0 + 1))).map(|arrival| arrival.keyed);
    let traded = execute_all(&mut exchange, feed);
    traded.check(&flow).expect("the totals of the flow");
    assert_eq!(traded.repeated, u64::from(OPERATIONS / COMMANDS_PER_REPEAT));
    exchange.check().expect("every invariant");
}

#[test]
fn f31_the_beginning_of_f1_gives_exactly_its_trades_and_quantity() {
    check(F1);
}

#[test]
fn f31_the_beginning_of_f100_gives_exactly_its_trades_and_quantity() {
    check(F100);
}
