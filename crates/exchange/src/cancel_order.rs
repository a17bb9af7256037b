//! `CancelOrder`: one order, by its owner.

use crate::exchange::Exchange;
use protocol::command::CancelOrder;
use protocol::event::CancelReason;
use protocol::policy::SessionState;
use protocol::{AccountId, Event, OrderId, Reason, Rejection};

impl Exchange {
    pub(crate) fn cancel_order(&mut self, cancel: &CancelOrder, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let slot = self.own_order(cancel.account, cancel.order)?;
        match self.instrument(self.orders[slot].instrument).session {
            SessionState::Uncrossing => return Err(Reason::AuctionUncrossing.into()),
            SessionState::Delisted => return Err(Reason::InstrumentDelisted.into()),
            _ => {}
        }
        // After this point it must succeed.
        self.cancel(slot, CancelReason::ByOwner, out);
        Ok(())
    }

    /// The place of an open order, if it is this account's. Another's order is refused like one that does not exist.
    #[inline(always)]
    pub(crate) fn own_order(&self, account: AccountId, order: OrderId) -> Result<u32, Rejection> {
        if !order.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let account = self.account(account)?;
        match self.orders.find_local(order.local()) {
            Some(slot) if self.orders[slot].account == account => Ok(slot),
            _ => Err(Reason::UnknownOrder.into()),
        }
    }
}
