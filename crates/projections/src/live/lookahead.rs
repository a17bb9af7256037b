//! Has memory fetched before a record is folded that will need it. A million accounts lie far apart; without this the fold waits for one cache line after
//! the other. It changes nothing but time.

use protocol::event::Event;
use protocol::{AccountId, OrderId};

use super::account::Account;
use super::order::Order;
use super::orders::OrderPlace;
use super::state::LiveState;

/// How far ahead of its fold a record is looked at first, in records.
pub(crate) const RECORDS_AHEAD: usize = 24;
/// What a record touches lies behind one another: each of these follows the one before by some records, and needs what that brought.
const ACCOUNTS_AHEAD: usize = 16;
const LISTS_AHEAD: usize = 9;
/// Records that are known ahead, and some more: a power of two.
const RING: usize = 32;
/// Of a record with more events only the first are looked at, and of what they touch only so much.
const EVENTS_MAX: usize = 8;
const TOUCHED_MAX: usize = 8;
const LINE_BYTES: usize = 64;

/// What the records to come will touch, as far as that can be told ahead.
#[derive(Debug, Default)]
pub(crate) struct Lookahead {
    ring: [Touched; RING],
    /// Records looked at so far.
    seen: usize,
}

/// What one record will touch. By the time of its fold an order may have left its place to another one; then a line was fetched for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Touched {
    orders: List<OrderPlace>,
    /// Places of accounts.
    accounts: List<usize>,
}

impl Lookahead {
    /// Takes the turns from 0 on. In each comes a record that is folded [`RECORDS_AHEAD`] turns later, until there are no more.
    pub(crate) fn turn(&mut self, state: &LiveState, turn: usize, coming: Option<&[Event]>) {
        if let Some(events) = coming {
            self.ring[turn % RING] = state.touched(events);
            self.seen = turn + 1;
        }
        if let Some(touched) = self.ahead(turn, ACCOUNTS_AHEAD) {
            state.fetch_accounts(touched);
        }
        if let Some(touched) = self.ahead(turn, LISTS_AHEAD) {
            state.fetch_lists(touched);
        }
    }

    /// Of the record that is folded `distance` turns after this one.
    fn ahead(&mut self, turn: usize, distance: usize) -> Option<&mut Touched> {
        let record = (turn + distance).checked_sub(RECORDS_AHEAD)?;
        (record < self.seen).then(|| &mut self.ring[record % RING])
    }
}

impl LiveState {
    /// The accounts that are named, and the orders, whose accounts are known once they are there.
    fn touched(&self, events: &[Event]) -> Touched {
        let mut touched = Touched::default();
        for event in events.iter().take(EVENTS_MAX) {
            match event {
                Event::OrderPlaced(placed) => self.touch_account(placed.account, &mut touched),
                Event::OrderCancelled(cancelled) => self.touch_order(cancelled.order, &mut touched),
                Event::Fill(fill) => {
                    self.touch_order(fill.buy, &mut touched);
                    self.touch_order(fill.sell, &mut touched);
                }
                _ => {}
            }
        }
        touched
    }

    /// An order that a record before it has yet to place is not there; its account is named by that.
    fn touch_order(&self, id: OrderId, touched: &mut Touched) {
        if let Some(place) = self.orders.place(id) {
            fetch(std::ptr::from_ref(self.orders.at(place)), size_of::<Order>());
            touched.orders.push(place);
        }
    }

    fn touch_account(&self, id: AccountId, touched: &mut Touched) {
        if let Some(place) = self.account_place(id) {
            touched.accounts.push(place);
        }
    }

    fn fetch_accounts(&self, touched: &mut Touched) {
        let orders = touched.orders;
        for &place in orders.as_slice() {
            self.touch_account(self.orders.at(place).account, touched);
        }
        for &place in touched.accounts.as_slice() {
            fetch(std::ptr::from_ref(&self.accounts[place]), size_of::<Account>());
        }
    }

    fn fetch_lists(&self, touched: &Touched) {
        for &place in touched.accounts.as_slice() {
            let account = &self.accounts[place];
            fetch(account.holdings.as_ptr(), LINE_BYTES);
            if account.open_orders.spilled() {
                fetch(account.open_orders.as_ptr(), LINE_BYTES);
            }
            if let Some(end) = self.statements.end_of(&account.statement) {
                fetch(end, 2 * LINE_BYTES);
            }
        }
    }
}

/// A few items; what is beyond them is left out.
#[derive(Clone, Copy, Debug, Default)]
struct List<T> {
    items: [T; TOUCHED_MAX],
    count: usize,
}

impl<T> List<T> {
    fn push(&mut self, item: T) {
        if let Some(free) = self.items.get_mut(self.count) {
            *free = item;
            self.count += 1;
        }
    }

    fn as_slice(&self) -> &[T] {
        &self.items[..self.count]
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
