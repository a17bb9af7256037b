//! Has memory fetched before a record is folded that will need it. A million accounts lie far apart; without this the fold waits for one cache line after
//! the other. It changes nothing but time.

use protocol::event::Event;
use protocol::{AccountId, OrderId};

use super::account::Account;
use super::order::Order;
use super::state::LiveState;

/// How far ahead of its fold a record is announced, in records, and what is fetched then: each step needs what the one before brought.
pub(crate) const STEPS: [(usize, Step); 4] = [(24, Step::Orders), (16, Step::Accounts), (9, Step::Lists), (4, Step::Statement)];
/// Of a record with more events only the first are announced.
const EVENTS_ANNOUNCED: usize = 8;
const LINE_BYTES: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Orders,
    Accounts,
    Lists,
    Statement,
}

impl LiveState {
    pub(crate) fn announce(&self, events: &[Event], step: Step) {
        for event in events.iter().take(EVENTS_ANNOUNCED) {
            match event {
                Event::OrderPlaced(placed) => self.announce_account(placed.account, step),
                Event::OrderCancelled(cancelled) => self.announce_order(cancelled.order, step),
                Event::Fill(fill) => {
                    self.announce_order(fill.buy, step);
                    self.announce_order(fill.sell, step);
                }
                _ => {}
            }
        }
    }

    /// An order that the same record has placed is not there yet; its account is announced by that.
    fn announce_order(&self, id: OrderId, step: Step) {
        let Some(order) = self.orders.get(id) else { return };
        match step {
            Step::Orders => fetch(std::ptr::from_ref(order), size_of::<Order>()),
            _ => self.announce_account(order.account, step),
        }
    }

    fn announce_account(&self, id: AccountId, step: Step) {
        let Some(account) = self.account(id) else { return };
        match step {
            Step::Orders => {}
            Step::Accounts => fetch(std::ptr::from_ref(account), size_of::<Account>()),
            Step::Lists => {
                fetch(account.holdings.as_ptr(), LINE_BYTES);
                fetch(account.open_orders.as_ptr(), LINE_BYTES);
                if let Some(history) = account.history.as_deref() {
                    fetch(std::ptr::from_ref(history), size_of_val(history));
                }
            }
            Step::Statement => {
                if let Some(history) = account.history.as_deref() {
                    fetch(history.statement.end(), 2 * LINE_BYTES);
                }
            }
        }
    }
}

/// Starts loading the cache lines from `place` on.
#[inline(always)]
fn fetch<T>(place: *const T, bytes: usize) {
    #[cfg(target_arch = "x86_64")]
    for line in 0..bytes.div_ceil(LINE_BYTES) {
        // SAFETY: a prefetch has no effect but on caches, wherever it points.
        unsafe {
            core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(place.cast::<i8>().wrapping_add(line * LINE_BYTES));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (place, bytes);
}
