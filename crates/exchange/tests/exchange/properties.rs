//! What must hold for every journal: replaying it, and going on from a snapshot of it, lead to the same market; each trade moves cash and units at once.

use crate::balances::component;
use crate::market::Market;
use exchange::{Capacity, Exchange};
use protocol::event::Event;
use protocol::record::Record;

const ROOM: Capacity = Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 };

/// Applies every recorded event to a fresh exchange, and reads a snapshot into another: all three have the same component hashes, hold to the same
/// invariants, and do the same next.
///
/// # Panics
/// Where they differ.
pub fn replays(market: &Market) {
    let journal = market.journal.as_deref().expect("the journal was kept");
    let mut replayed = Exchange::new(market.exchange.home(), ROOM);
    for record in journal {
        if let Ok(events) = &record.outcome {
            events.iter().for_each(|event| replayed.apply(&record.header, event));
        }
        replayed.finish(&record.header);
    }
    same(&market.exchange, &replayed, "replayed");
    same(&market.exchange, &snapshot(&market.exchange, ROOM), "read from a snapshot");
}

pub fn snapshot(exchange: &Exchange, capacity: Capacity) -> Exchange {
    let mut read = |wanted| component(exchange, wanted);
    Exchange::read_components(exchange.home(), capacity, &mut read).expect("a snapshot reads back")
}

/// # Panics
/// Where two exchanges differ.
pub fn same(one: &Exchange, other: &Exchange, what: &str) {
    assert_eq!(one.component_hashes(), other.component_hashes(), "{what}: other hashes");
    assert_eq!(one.control_totals(), other.control_totals(), "{what}: other totals");
    assert_eq!(
        (one.last_seq(), one.last_time(), one.next_due(), one.next_step(), one.next_job()),
        (other.last_seq(), other.last_time(), other.next_due(), other.next_step(), other.next_job()),
        "{what}: other next things to do"
    );
    other.check().unwrap_or_else(|violation| panic!("{what}: {violation}"));
}

/// Executes the records of a journal again: each must come to the same events.
///
/// # Panics
/// At the first that does not.
pub fn executes_again(mut exchange: Exchange, records: &[Record]) -> Exchange {
    let mut events: Vec<Event> = Vec::new();
    for record in records {
        events.clear();
        let outcome = exchange.execute(&record.header, &record.command, &mut events);
        let again = outcome.map(|()| events.clone());
        assert_eq!(again, record.outcome, "{:?} came to something else", record.header);
        exchange.finish(&record.header);
    }
    exchange
}
