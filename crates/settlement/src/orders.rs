//! Whose an order is. A fill names its orders only, and an order's id is the sequence of the record that placed it: so nothing has to be kept over a
//! restart.

use crate::error::SettlementError;
use gateway::Gateway;
use protocol::event::OrderPlaced;
use protocol::{AccountId, Event, InstrumentId, OrderId, Record, Seq};
use std::collections::{HashMap, VecDeque};

/// How many of the newest orders are remembered; those of older ones are read from the journal.
const REMEMBERED_MAX: usize = 200_000;

/// An order's account and instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderOf {
    pub(crate) account: AccountId,
    pub(crate) instrument: InstrumentId,
}

#[derive(Debug, Default)]
pub(crate) struct Orders {
    known: HashMap<OrderId, OrderOf>,
    /// Oldest first.
    sequence: VecDeque<OrderId>,
}

impl Orders {
    pub(crate) fn remember(&mut self, placed: &OrderPlaced) {
        let order = OrderOf { account: placed.account, instrument: placed.instrument };
        if self.known.insert(placed.order, order).is_none() {
            self.sequence.push_back(placed.order);
        }
        if self.sequence.len() > REMEMBERED_MAX
            && let Some(oldest) = self.sequence.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// Reads the journal where the order is not remembered, and blocks for the time of it.
    pub(crate) fn find(&mut self, gateway: &Gateway, seq: Seq, order: OrderId) -> Result<OrderOf, SettlementError> {
        if let Some(known) = self.known.get(&order) {
            return Ok(*known);
        }
        let Record { outcome, .. } = gateway.record(Seq(order.local()))?;
        let placed = outcome.iter().flatten().find_map(|event| match event {
            Event::OrderPlaced(placed) if placed.order == order => Some(placed),
            _ => None,
        });
        let placed = placed.ok_or(SettlementError::UnknownOrder { seq, order })?;
        self.remember(placed);
        Ok(OrderOf { account: placed.account, instrument: placed.instrument })
    }
}
