//! What an open order, a holding and an account take of memory, their places in all tables included.

use anyhow::{Result, ensure};
use exchange::{Capacity, Exchange};

use crate::allocations::live_bytes;
use crate::founding::HOME;
use crate::place::Place;
use crate::results::Row;

/// As a server reserves it: what is reserved for one more of each kind is what one of them takes.
pub(super) fn core_bytes(_place: &Place) -> Result<Vec<Row>> {
    let capacity = Capacity::DEFAULT;
    let all = reserved(capacity);
    let each = |name: &str, without: Capacity, count: u32| -> Result<Row> {
        let bytes = all - reserved(without);
        ensure!(bytes > 0, "nothing is counted: the counting allocator is not installed");
        Ok(Row::of_ours(name, "bytes", bytes as f64 / f64::from(count)))
    };
    Ok(vec![
        each("bytes_per_order", Capacity { orders: 0, ..capacity }, capacity.orders)?,
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
