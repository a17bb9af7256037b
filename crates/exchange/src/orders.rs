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
    terms: u8,
    place: u8,
}

const _: () = assert!(size_of::<Order>() == 64);

/// What is read only when an order is shown, amended or ended.
#[derive(Clone, Debug)]
pub(crate) struct OrderDetail {
    /// Total quantity, or total amount for a buy by amount.
    pub(crate) total: i64,
    /// Hash of the client's id; zeros when it has none.
    pub(crate) client: [u8; 16],
}

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

    #[inline]
    pub(crate) fn side(&self) -> Side {
        if self.place & SELL == 0 { Side::Buy } else { Side::Sell }
    }

    #[inline]
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

    #[inline]
    pub(crate) fn is_by_amount(&self) -> bool {
        self.place & BY_AMOUNT != 0
    }

    pub(crate) fn has_client(&self) -> bool {
        self.place & HAS_CLIENT != 0
    }

    pub(crate) fn time_in_force(&self) -> TimeInForce {
        TimeInForce::ALL[usize::from(self.terms & 7)]
    }

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

    /// The three numbers of its form, for the snapshot.
    pub(crate) fn form(&self) -> (u8, u8) {
        (self.terms, self.place)
    }
}

/// What a new order is made of.
#[derive(Debug)]
pub(crate) struct NewOrder {
    pub(crate) id: OrderId,
    pub(crate) account: u32,
    pub(crate) holding: u32,
    pub(crate) instrument: u16,
    pub(crate) limit: Price,
    pub(crate) rest: i64,
    pub(crate) total: i64,
    pub(crate) hold: Won,
    pub(crate) fees: u16,
    pub(crate) accrual: Accrual,
    pub(crate) terms: u8,
    pub(crate) place: u8,
    pub(crate) client: [u8; 16],
}

/// The byte that says where an order stands and what it is given by.
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

#[derive(Debug)]
pub(crate) struct Orders {
    home: Home,
    slots: Vec<Order>,
    details: Vec<OrderDetail>,
    index: SlotIndex,
    clients: SlotIndex,
    first_free: u32,
    live: u32,
    limit: u32,
}

impl Orders {
    pub(crate) fn new(home: Home, limit: u32) -> Self {
        let mut slots = Vec::with_capacity(limit as usize + 1);
        let mut details = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&slots);
        slots.push(Order::nothing());
        details.push(OrderDetail { total: 0, client: [0; 16] });
        Self { home, slots, details, index: SlotIndex::new(limit), clients: SlotIndex::new(limit), first_free: 0, live: 0, limit }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.live >= self.limit
    }

    pub(crate) fn live(&self) -> u32 {
        self.live
    }

    pub(crate) fn id(&self, slot: u32) -> OrderId {
        OrderId::new(self.home, self.slots[slot as usize].id)
    }

    /// The place of an open order. Ids are spread: used as they are, those of neighbours would stand in one long run, which each removal would walk to its end.
    #[inline]
    pub(crate) fn find(&self, id: OrderId) -> Option<u32> {
        let local = id.local();
        if !id.is_of(self.home) {
            return None;
        }
        self.index.find(spread(local), |slot| self.slots[slot as usize].id == local)
    }

    pub(crate) fn find_client(&self, client: KeyHash) -> Option<u32> {
        self.clients.find(spread(client.short()), |slot| self.details[slot as usize].client == client.0)
    }

    pub(crate) fn detail(&self, slot: u32) -> &OrderDetail {
        &self.details[slot as usize]
    }

    pub(crate) fn detail_mut(&mut self, slot: u32) -> &mut OrderDetail {
        &mut self.details[slot as usize]
    }

    /// Adds an order to the slab, the table and its account's list, but to no queue.
    #[inline]
    pub(crate) fn open(&mut self, accounts: &mut Accounts, new: NewOrder) -> u32 {
        let account = &mut accounts[new.account];
        let order = Order {
            id: new.id.local(),
            limit: new.limit,
            rest: new.rest,
            hold: new.hold,
            next: 0,
            previous: 0,
            account: new.account,
            holding: new.holding,
            next_of_account: account.first_order,
            previous_of_account: 0,
            instrument: new.instrument,
            fees: new.fees,
            accrual: new.accrual,
            terms: new.terms,
            place: new.place,
        };
        let detail = OrderDetail { total: new.total, client: new.client };
        let has_client = order.has_client();
        let slot = match self.first_free {
            0 => {
                self.slots.push(order);
                self.details.push(detail);
                (self.slots.len() - 1) as u32
            }
            free => {
                self.first_free = self.slots[free as usize].next;
                self.slots[free as usize] = order;
                self.details[free as usize] = detail;
                free
            }
        };
        if account.first_order != 0 {
            self.slots[account.first_order as usize].previous_of_account = slot;
        }
        account.first_order = slot;
        account.open_orders += 1;
        self.index.insert(spread(new.id.local()), slot);
        if has_client {
            self.clients.insert(spread(KeyHash(new.client).short()), slot);
        }
        self.live += 1;
        slot
    }

    /// Takes an order out of the slab, the table and its account's list. It is in no queue any more.
    #[inline]
    pub(crate) fn close(&mut self, accounts: &mut Accounts, slot: u32) {
        let (id, account, next, previous, has_client) = {
            let order = &self.slots[slot as usize];
            (order.id, order.account, order.next_of_account, order.previous_of_account, order.has_client())
        };
        if has_client {
            let hash = spread(KeyHash(self.details[slot as usize].client).short());
            self.clients.remove(hash, slot);
        }
        self.index.remove(spread(id), slot);
        let account = &mut accounts[account];
        match previous {
            0 => account.first_order = next,
            previous => self.slots[previous as usize].next_of_account = next,
        }
        if next != 0 {
            self.slots[next as usize].previous_of_account = previous;
        }
        account.open_orders -= 1;
        let order = &mut self.slots[slot as usize];
        order.next = self.first_free;
        order.id = 0;
        self.first_free = slot;
        self.live -= 1;
    }

    #[inline]
    pub(crate) fn prefetch_index(&self, id: OrderId) {
        self.index.prefetch(spread(id.local()));
    }

    /// The place an id's hash leads to first; nearly always its own. 0 if there is none.
    #[inline]
    pub(crate) fn peek(&self, id: OrderId) -> u32 {
        self.index.peek(spread(id.local()))
    }

    #[inline]
    pub(crate) fn prefetch_slot(&self, slot: u32) {
        crate::memory::prefetch(&self.slots[slot as usize]);
    }
}

impl Order {
    fn nothing() -> Self {
        Self {
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
        }
    }
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
