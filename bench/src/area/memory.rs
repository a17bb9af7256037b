//! What an open order, a holding and an account take of memory, their places in all tables included.

use anyhow::{Context, Result, ensure};
use exchange::{Capacity, Exchange};
use money::{Price, Quantity, Won};
use protocol::command::{ClientOrder, PlaceOrder};
use protocol::text::Text;
use protocol::{Command, Event, Header, Seq, Side};

use crate::allocations::live_bytes;
use crate::founding::{CalendarKind, Founding, HOME, OPENING, Owners, REFERENCE, founded_by, held_for};
use crate::market::key;
use crate::place::Place;
use crate::results::Row;
use crate::steps::limit_order;

/// Open orders that stand in full tables: as many as there is room for.
const ORDERS: u32 = 1 << 20;
const ORDERS_PER_ACCOUNT: u32 = 8_192;

/// Accounts and holdings as a server reserves them: what is reserved for one more is what one takes. Orders by what becomes resident as they come in,
/// until there is room for no other, because memory for clients' ids is reserved for all and used by those that have one.
pub(super) fn core_bytes(_place: &Place) -> Result<Vec<Row>> {
    let capacity = Capacity::DEFAULT;
    let all = reserved(capacity);
    let each = |name: &str, without: Capacity, count: u32| -> Result<Row> {
        let bytes = all - reserved(without);
        ensure!(bytes > 0, "nothing is counted: the counting allocator is not installed");
        Ok(Row::of_ours(name, "bytes", bytes as f64 / f64::from(count)))
    };
    let (plain, named) = (resident_per_order(Naming::None)?, resident_per_order(Naming::ByClient)?);
    Ok(vec![
        Row::of_ours("bytes_per_order", "bytes", plain),
        Row::of_ours("bytes_per_client_order_id", "bytes", named - plain),
        each("bytes_per_holding", Capacity { holdings: 0, ..capacity }, capacity.holdings)?,
        each("bytes_per_account", Capacity { accounts: 0, ..capacity }, capacity.accounts)?,
    ])
}

/// Bytes that an empty exchange of this capacity has reserved.
fn reserved(capacity: Capacity) -> i64 {
    let before = live_bytes();
    let exchange = Exchange::new(HOME, capacity);
    let bytes = live_bytes() - before;
    drop(exchange);
    bytes
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    None,
    ByClient,
}

/// Bytes that become resident for each of [`ORDERS`] orders.
fn resident_per_order(naming: Naming) -> Result<f64> {
    let mut founding = Founding::new(Owners::Each);
    founding.list(0, CalendarKind::RoundTheClock);
    let accounts = ORDERS / ORDERS_PER_ACCOUNT;
    (0..accounts).for_each(|account| {
        founding.deposit(account, Won(held_for(REFERENCE, 1).0 * i64::from(ORDERS_PER_ACCOUNT)));
    });
    let capacity = Capacity { accounts: 1 << 21, holdings: 1 << 10, orders: ORDERS };
    let mut exchange = founded_by(&founding.into_commands(), capacity);
    let mut events: Vec<Event> = Vec::with_capacity(16);
    let before = resident_bytes()?;
    for number in 0..ORDERS {
        let command = bid(number % accounts, number, naming);
        let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key: None };
        events.clear();
        exchange.execute(&header, &command, &mut events).map_err(|rejection| anyhow::anyhow!("order {number}: {rejection:?}"))?;
        exchange.finish(&header);
        ensure!(exchange.next_step().is_none(), "the key table is too small for the orders");
    }
    Ok((resident_bytes()? - before) as f64 / f64::from(ORDERS))
}

fn bid(account: u32, number: u32, naming: Naming) -> Command {
    let order = limit_order(account, 0, Side::Buy, Price(REFERENCE), Quantity(1));
    match (order, naming) {
        (Command::PlaceOrder(order), Naming::ByClient) => {
            let id = Text::new(&number.to_string()).expect("a short id");
            let client = ClientOrder { id, hash: key(u64::from(number)) };
            Command::PlaceOrder(PlaceOrder { client: Some(Box::new(client)), ..order })
        }
        (order, _) => order,
    }
}

/// What of this process stands in memory.
fn resident_bytes() -> Result<i64> {
    let pages = std::fs::read_to_string("/proc/self/statm").context("/proc/self/statm")?;
    let resident = pages.split_whitespace().nth(1).context("the second number of /proc/self/statm is what is resident")?;
    Ok(resident.parse::<i64>()? * rustix::param::page_size() as i64)
}
