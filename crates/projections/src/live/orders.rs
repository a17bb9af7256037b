//! The open orders: a slab, and the table from an order's id to its place. A table of places grows without moving the orders.

use protocol::OrderId;

use super::id_map::OrderMap;
use super::order::Order;

/// Where an open order stands; good until that order is removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrderPlace(u32);

#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    places: OrderMap<u32>,
    /// Those of free places are left as they were.
    slots: Vec<Order>,
    free: Vec<u32>,
}

impl Orders {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    #[inline]
    pub(crate) fn get(&self, id: OrderId) -> Option<&Order> {
        self.place(id).map(|place| self.at(place))
    }

    #[inline]
    pub(crate) fn place(&self, id: OrderId) -> Option<OrderPlace> {
        self.places.get(&id).copied().map(OrderPlace)
    }

    #[inline]
    pub(crate) fn at(&self, place: OrderPlace) -> &Order {
        &self.slots[place.0 as usize]
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, place: OrderPlace) -> &mut Order {
        &mut self.slots[place.0 as usize]
    }

    pub(crate) fn insert(&mut self, order: Order) {
        let id = order.id;
        let place = match self.free.pop() {
            Some(place) => {
                self.slots[place as usize] = order;
                place
            }
            None => {
                self.slots.push(order);
                u32::try_from(self.slots.len() - 1).expect("a shard has fewer than 2^32 open orders")
            }
        };
        self.places.insert(id, place);
    }

    pub(crate) fn remove(&mut self, place: OrderPlace) -> Order {
        let slot = &mut self.slots[place.0 as usize];
        self.places.remove(&slot.id);
        self.free.push(place.0);
        let client = slot.client.take();
        Order { client, ..slot.clone() }
    }

    /// By id.
    pub(crate) fn sorted(&self) -> Vec<&Order> {
        let mut orders: Vec<&Order> = self.places.values().map(|&place| &self.slots[place as usize]).collect();
        orders.sort_unstable_by_key(|order| order.id);
        orders
    }
}
