//! What an open order, a holding and an account take of memory, their places in all tables included.

use anyhow::{Result, ensure};
use exchange::{Capacity, Exchange};

use crate::allocations::live_bytes;
use crate::founding::HOME;
use crate::place::Place;
use crate::results::Row;

/// As a server reserves it: what is reserved for one more of each kind is what one of them takes. What the exchange says of itself is held against what
/// the allocator counts.
pub(super) fn core_bytes(_place: &Place) -> Result<Vec<Row>> {
    let capacity = Capacity::DEFAULT;
    let (all, said) = reserved(capacity);
    let counted = |without: Capacity| all - reserved(without).0;
    let row = |name: &str, bytes: usize, count: u32| Row::of_ours(name, "bytes", bytes as f64 / f64::from(count));
    for (said, counted) in [
        (said.orders + said.client_order_ids, counted(Capacity { orders: 0, ..capacity })),
        (said.holdings, counted(Capacity { holdings: 0, ..capacity })),
        (said.accounts, counted(Capacity { accounts: 0, ..capacity })),
    ] {
        ensure!((said as i64 - counted).abs() < 4_096, "the exchange says {said} bytes, the allocator counts {counted}");
    }
    Ok(vec![
        row("bytes_per_order", said.orders, capacity.orders),
        row("bytes_per_client_order_id", said.client_order_ids, capacity.orders),
        row("bytes_per_holding", said.holdings, capacity.holdings),
        row("bytes_per_account", said.accounts, capacity.accounts),
    ])
}

/// Bytes that an empty exchange of this capacity has reserved, by the allocator's count and by its own.
fn reserved(capacity: Capacity) -> (i64, exchange::ReservedBytes) {
    let before = live_bytes();
    let exchange = Exchange::new(HOME, capacity);
    let bytes = live_bytes() - before;
    (bytes, exchange.reserved_bytes())
}
