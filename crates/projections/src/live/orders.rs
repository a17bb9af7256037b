//! The open orders: a slab, and the table from an order's id to its place. A table of places grows without moving the orders.

use protocol::OrderId;

use super::id_map::OrderMap;
use super::order::Order;

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
        self.slots.get(*self.places.get(&id)? as usize)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        self.slots.get_mut(*self.places.get(&id)? as usize)
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

    pub(crate) fn remove(&mut self, id: OrderId) -> Option<Order> {
        let place = self.places.remove(&id)?;
        self.free.push(place);
        let slot = &mut self.slots[place as usize];
        let client = slot.client.take();
        Some(Order { client, ..slot.clone() })
    }

    /// By id.
    pub(crate) fn sorted(&self) -> Vec<&Order> {
        let mut orders: Vec<&Order> = self.places.values().map(|&place| &self.slots[place as usize]).collect();
        orders.sort_unstable_by_key(|order| order.id);
        orders
    }
}
