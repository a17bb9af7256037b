//! Open orders: a slab, the table from an order's id to its place, and each account's list.

use crate::accounts::Accounts;
use crate::slot_index::{SlotIndex, spread};
use money::{Accrual, Price, Quantity, Won};
use protocol::event::Entry;
use protocol::ids::KeyHash;
use protocol::{Home, OrderId, OrderKind, SelfTradePrevention, Side, TimeInForce};

/// What is read and changed by matching: 64 bytes, one cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Order {
    pub(crate) id: u64,
    /// The limit it trades to.
    pub(crate) limit: Price,
    /// Quantity not yet traded; for a buy by amount the won not yet spent.
    pub(crate) rest: i64,
    /// Won held; 0 for a sell.
    pub(crate) hold: Won,
    /// Neighbours in its price's queue; 0 at the ends.
    pub(crate) next: u32,
    pub(crate) previous: u32,
    pub(crate) account: u32,
    pub(crate) holding: u32,
    /// Neighbours in its account's list; 0 at the ends.
    pub(crate) next_of_account: u32,
    pub(crate) previous_of_account: u32,
    pub(crate) instrument: u16,
    /// The fee schedule it keeps: a policy version.
    pub(crate) fees: u16,
    /// What its fees so far leave below one won.
    pub(crate) accrual: Accrual,
    /// Time in force, prevention and shape; see [`Order::terms`].
    pub(crate) terms: u8,
    /// Side, entry, whether by amount and with a client id; see [`place_of`].
    pub(crate) place: u8,
}

const _: () = assert!(size_of::<Order>() == 64);

/// An order's kind without what the kind carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Limit,
    Market,
    Best,
    Stop,
    Reserved,
}

const KIND_SHIFT: u8 = 5;
const PREVENTION_SHIFT: u8 = 3;
const SELL: u8 = 1;
const PLACE_SHIFT: u8 = 1;
const PLACE_MASK: u8 = 3 << PLACE_SHIFT;
const BY_AMOUNT: u8 = 8;
const HAS_CLIENT: u8 = 16;

impl Order {
    #[inline(always)]
    pub(crate) fn terms(time_in_force: TimeInForce, prevention: SelfTradePrevention, kind: OrderKind) -> u8 {
        let shape = match kind {
            OrderKind::Limit { .. } => Shape::Limit,
            OrderKind::Market => Shape::Market,
            OrderKind::Best => Shape::Best,
            OrderKind::StopLimit { .. } => Shape::Stop,
            OrderKind::Reserved { .. } => Shape::Reserved,
        };
        time_in_force as u8 | (prevention as u8) << PREVENTION_SHIFT | (shape as u8) << KIND_SHIFT
    }

    #[inline(always)]
    pub(crate) fn side(&self) -> Side {
        if self.place & SELL == 0 { Side::Buy } else { Side::Sell }
    }

    #[inline(always)]
    pub(crate) fn entry(&self) -> Entry {
        match (self.place & PLACE_MASK) >> PLACE_SHIFT {
            0 => Entry::Resting,
            1 => Entry::Taking,
            _ => Entry::Waiting,
        }
    }

    #[inline]
    pub(crate) fn set_entry(&mut self, entry: Entry) {
        self.place = self.place & !PLACE_MASK | (entry as u8) << PLACE_SHIFT;
    }

    #[inline(always)]
    pub(crate) fn is_by_amount(&self) -> bool {
        self.place & BY_AMOUNT != 0
    }

    #[inline]
    pub(crate) fn has_client(&self) -> bool {
        self.place & HAS_CLIENT != 0
    }

    /// Whether it is a market order, which in an auction stands before all prices.
    #[inline]
    pub(crate) fn is_market(&self) -> bool {
        self.terms >> KIND_SHIFT == Shape::Market as u8
    }

    #[inline]
    pub(crate) fn time_in_force(&self) -> TimeInForce {
        TimeInForce::ALL[usize::from(self.terms & 7)]
    }

    #[inline]
    pub(crate) fn prevention(&self) -> SelfTradePrevention {
        SelfTradePrevention::ALL[usize::from(self.terms >> PREVENTION_SHIFT & 3)]
    }

    pub(crate) fn shape(&self) -> Shape {
        match self.terms >> KIND_SHIFT {
            0 => Shape::Limit,
            1 => Shape::Market,
            2 => Shape::Best,
            3 => Shape::Stop,
            _ => Shape::Reserved,
        }
    }

    /// Units it holds: its rest if it sells.
    pub(crate) fn held_units(&self) -> Quantity {
        match self.side() {
            Side::Buy => Quantity::ZERO,
            Side::Sell => Quantity(self.rest),
        }
    }
}

/// The byte that says where an order stands and what it is given by.
#[inline(always)]
pub(crate) fn place_of(side: Side, entry: Entry, by_amount: ByAmount, client: Option<KeyHash>) -> u8 {
    let by_amount = if by_amount == ByAmount::Yes { BY_AMOUNT } else { 0 };
    let client = if client.is_some() { HAS_CLIENT } else { 0 };
    side as u8 | (entry as u8) << PLACE_SHIFT | by_amount | client
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByAmount {
    Yes,
    No,
}

/// Where an id stands in the table. New ids come one after another: so they stand near each other, where the cache has their places, yet with gaps
/// between, for in one unbroken run each removal would walk to its end. The stride is odd, so that a table's length of ids in a row never collide.
#[inline(always)]
fn strided(id: u64) -> u64 {
    id.wrapping_mul(5)
}

#[derive(Debug)]
pub(crate) struct Orders {
    home: Home,
    slots: Vec<Order>,
    /// Total quantity of each, or total amount for a buy by amount. It is read only when an order is shown or amended.
    totals: Vec<i64>,
    index: SlotIndex,
    /// Hashes of the clients' ids, of those that have one. Memory is reserved for all and used by those alone.
    clients: Vec<[u8; 16]>,
    client_index: SlotIndex,
    first_free: u32,
    live: u32,
    limit: u32,
}

impl Orders {
    pub(crate) fn new(home: Home, limit: u32) -> Self {
        let mut slots = Vec::with_capacity(limit as usize + 1);
        let mut totals = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&slots);
        slots.push(Order::NOTHING);
        totals.push(0);
        let clients = vec![[0; 16]; limit as usize + 1];
        Self {
            home,
            slots,
            totals,
            index: SlotIndex::new(limit),
            clients,
            client_index: SlotIndex::new(limit),
            first_free: 0,
            live: 0,
            limit,
        }
    }

    /// For orders, and for the clients' ids of those that have one.
    pub(crate) fn reserved_bytes(&self) -> (usize, usize) {
        use crate::memory::reserved;
        let orders = reserved(&self.slots) + reserved(&self.totals) + self.index.reserved_bytes();
        (orders, reserved(&self.clients) + self.client_index.reserved_bytes())
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.live >= self.limit
    }

    pub(crate) fn live(&self) -> u32 {
        self.live
    }

    pub(crate) fn id(&self, slot: u32) -> OrderId {
        OrderId::new(self.home, self.slots[slot as usize].id)
    }

    /// The place of an open order.
    #[inline]
    pub(crate) fn find(&self, id: OrderId) -> Option<u32> {
        if id.is_of(self.home) { self.find_local(id.local()) } else { None }
    }

    /// The same, by the id's number within its shard.
    #[inline]
    pub(crate) fn find_local(&self, local: u64) -> Option<u32> {
        self.index.find(strided(local), |slot| self.slots[slot as usize].id == local)
    }

    pub(crate) fn find_client(&self, client: KeyHash) -> Option<u32> {
        self.client_index.find(spread(client.short()), |slot| self.clients[slot as usize] == client.0)
    }

    /// The client's id of an order as a hash, if it has one.
    pub(crate) fn client(&self, slot: u32) -> Option<KeyHash> {
        self.slots[slot as usize].has_client().then(|| KeyHash(self.clients[slot as usize]))
    }

    /// Total quantity, or total amount for a buy by amount.
    pub(crate) fn total(&self, slot: u32) -> i64 {
        self.totals[slot as usize]
    }

    pub(crate) fn set_total(&mut self, slot: u32, total: i64) {
        self.totals[slot as usize] = total;
    }

    /// Adds an order to the slab, the table and its account's list, but to no queue. It has a client id exactly if its `place` says so.
    #[inline(always)]
    pub(crate) fn open(&mut self, accounts: &mut Accounts, order: Order, total: i64, client: Option<KeyHash>) -> u32 {
        debug_assert_eq!(order.has_client(), client.is_some());
        let id = order.id;
        let account = &mut accounts[order.account];
        let next_of_account = account.first_order;
        let order = Order { next_of_account, ..order };
        let slot = match self.first_free {
            0 => {
                self.slots.push(order);
                self.totals.push(total);
                (self.slots.len() - 1) as u32
            }
            free => {
                let place = &mut self.slots[free as usize];
                self.first_free = place.next;
                *place = order;
                self.totals[free as usize] = total;
                free
            }
        };
        if next_of_account != 0 {
            self.slots[next_of_account as usize].previous_of_account = slot;
        }
        account.first_order = slot;
        account.open_orders += 1;
        self.index.insert(strided(id), slot);
        if let Some(client) = client {
            self.clients[slot as usize] = client.0;
            self.client_index.insert(spread(client.short()), slot);
        }
        self.live += 1;
        slot
    }

    /// Takes an order out of the slab, the table and its account's list. It is in no queue any more.
    #[inline(always)]
    pub(crate) fn close(&mut self, accounts: &mut Accounts, slot: u32) {
        let order = &mut self.slots[slot as usize];
        if order.has_client() {
            self.client_index.remove(spread(KeyHash(self.clients[slot as usize]).short()), slot);
        }
        let (id, account, next, previous) = (order.id, order.account, order.next_of_account, order.previous_of_account);
        order.next = self.first_free;
        order.id = 0;
        self.first_free = slot;
        self.live -= 1;
        self.index.remove(strided(id), slot);
        let account = &mut accounts[account];
        match previous {
            0 => account.first_order = next,
            previous => self.slots[previous as usize].next_of_account = next,
        }
        if next != 0 {
            self.slots[next as usize].previous_of_account = previous;
        }
        account.open_orders -= 1;
    }

    #[inline(always)]
    pub(crate) fn prefetch_index(&self, id: OrderId) {
        self.prefetch_place(id.local());
    }

    /// The same by number.
    #[inline(always)]
    pub(crate) fn prefetch_place(&self, local: u64) {
        self.index.prefetch(strided(local));
    }

    /// The place an id's hash leads to first; nearly always its own. 0 if there is none.
    #[inline(always)]
    pub(crate) fn peek(&self, id: OrderId) -> u32 {
        self.index.peek(strided(id.local()))
    }

    #[inline(always)]
    pub(crate) fn prefetch_slot(&self, slot: u32) {
        crate::memory::prefetch(&self.slots, slot as usize);
    }
}

impl Order {
    /// No order: what place 0 holds, and what a new order's places in queue and list are before it joins them.
    pub(crate) const NOTHING: Self = Self {
        id: 0,
        limit: Price::ZERO,
        rest: 0,
        hold: Won::ZERO,
        next: 0,
        previous: 0,
        account: 0,
        holding: 0,
        next_of_account: 0,
        previous_of_account: 0,
        instrument: 0,
        fees: 0,
        accrual: Accrual(0),
        terms: 0,
        place: 0,
    };
}

impl std::ops::Index<u32> for Orders {
    type Output = Order;
    #[inline]
    fn index(&self, slot: u32) -> &Order {
        &self.slots[slot as usize]
    }
}

impl std::ops::IndexMut<u32> for Orders {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut Order {
        &mut self.slots[slot as usize]
    }
}
