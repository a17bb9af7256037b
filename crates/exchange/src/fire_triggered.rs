//! `FireTriggered`: waiting orders whose condition has come enter the book, in a step of their own right after the command that moved the price.

use crate::exchange::{Exchange, limits};
use crate::instrument::{Instrument, is_calling};
use crate::timers::Timer;
use money::Price;
use protocol::event::{CancelReason, Entry, OrderTriggered};
use protocol::order::ReservedUntil;
use protocol::policy::SessionState;
use protocol::{Event, Header, InstrumentId, OrderId, Reason, Rejection, Side};

/// What a waiting order waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    Stop(Price),
    Reserved(ReservedUntil),
    /// Its time or session has come; it enters when the instrument takes orders.
    Due,
}

impl Exchange {
    pub(crate) fn fire_triggered(&mut self, header: &Header, instrument: InstrumentId, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(instrument)?;
        if !self.firing.contains(&i) {
            return Err(Reason::NothingToContinue.into());
        }
        let mut fills_left = limits::FILLS_PER_RECORD;
        for _ in 0..limits::FIRED_PER_STEP {
            let Some(slot) = self.instrument(i).next_to_fire().and_then(|id| self.orders.find(OrderId::new(self.home, id))) else { break };
            self.fire(header, slot, &mut fills_left, out);
            if self.taking != 0 {
                break;
            }
        }
        self.refresh_firing(i);
        Ok(())
    }

    fn fire(&mut self, header: &Header, slot: u32, fills_left: &mut u32, out: &mut Vec<Event>) {
        let order = &self.orders[slot];
        let instrument = self.instrument(order.instrument);
        let Some(level) = instrument.level_of_price(order.limit) else {
            return self.cancel(slot, CancelReason::NotAccepted, out);
        };
        let takes = !is_calling(instrument.session) && instrument.crosses(order.side(), level);
        let entry = if takes { Entry::Taking } else { Entry::Resting };
        let triggered = OrderTriggered { order: self.orders.id(slot), instrument: instrument.id, entry };
        self.enter(slot, &triggered);
        out.push(Event::OrderTriggered(triggered));
        if takes {
            self.take(header, slot, fills_left, out);
        }
    }

    /// What `OrderTriggered` changes.
    pub(crate) fn enter(&mut self, slot: u32, triggered: &OrderTriggered) {
        self.leave_waiting(slot);
        match triggered.entry {
            Entry::Taking => {
                let order = &mut self.orders[slot];
                order.set_entry(Entry::Taking);
                self.taking = order.id;
            }
            Entry::Resting | Entry::Waiting => self.rest(slot),
        }
        let i = self.orders[slot].instrument;
        self.refresh_firing(i);
    }

    /// What `OrderDue` changes: the order has waited for its time or session, and now only for the instrument to take orders.
    pub(crate) fn become_due(&mut self, slot: u32) {
        self.leave_waiting(slot);
        let order = &self.orders[slot];
        let (id, i, side) = (order.id, order.instrument, order.side());
        self.triggers.insert(id, Trigger::Due);
        self.add_waiting(id, i, side, Trigger::Due);
    }

    pub(crate) fn add_waiting(&mut self, id: u64, i: u16, side: Side, trigger: Trigger) {
        let waiting = &mut self.instruments[i].waiting;
        match (trigger, side) {
            (Trigger::Stop(stop), Side::Buy) => drop(waiting.buy_stops.insert((stop, id))),
            (Trigger::Stop(stop), Side::Sell) => drop(waiting.sell_stops.insert((stop, id))),
            (Trigger::Reserved(ReservedUntil::NextSession), _) => drop(waiting.next_session.insert(id)),
            (Trigger::Reserved(ReservedUntil::Time(time)), _) => self.timers.set(time, Timer::Reserved(id)),
            (Trigger::Due, _) => drop(waiting.due.insert(id)),
        }
        self.refresh_firing(i);
    }

    /// Takes an order out of wherever it waits.
    pub(crate) fn leave_waiting(&mut self, slot: u32) {
        let order = &self.orders[slot];
        let (id, i, side) = (order.id, order.instrument, order.side());
        let trigger = self.triggers.remove(&id).expect("a waiting order has its trigger");
        let waiting = &mut self.instruments[i].waiting;
        match (trigger, side) {
            (Trigger::Stop(stop), Side::Buy) => drop(waiting.buy_stops.remove(&(stop, id))),
            (Trigger::Stop(stop), Side::Sell) => drop(waiting.sell_stops.remove(&(stop, id))),
            (Trigger::Reserved(ReservedUntil::NextSession), _) => drop(waiting.next_session.remove(&id)),
            (Trigger::Reserved(ReservedUntil::Time(time)), _) => self.timers.clear(time, Timer::Reserved(id)),
            (Trigger::Due, _) => drop(waiting.due.remove(&id)),
        }
        self.refresh_firing(i);
    }

    /// Notes whether an instrument has orders that may enter now.
    pub(crate) fn refresh_firing(&mut self, i: u16) {
        if self.instrument(i).next_to_fire().is_some() {
            self.firing.insert(i);
        } else {
            self.firing.remove(&i);
        }
    }
}

impl Instrument {
    /// Whether a fill has just reached the condition of a waiting order, and the session lets it enter.
    #[inline]
    pub(crate) fn has_reached_stop(&self) -> bool {
        if self.waiting.buy_stops.is_empty() && self.waiting.sell_stops.is_empty() {
            return false;
        }
        self.next_to_fire().is_some()
    }

    /// The waiting order that enters next: those whose time has come first, by age; then stops in the order in which the price passed them.
    pub(crate) fn next_to_fire(&self) -> Option<u64> {
        let open = self.session == SessionState::Continuous || is_calling(self.session);
        if !open {
            return None;
        }
        if let Some(&id) = self.waiting.due.first() {
            return Some(id);
        }
        if self.last == Price::ZERO {
            return None;
        }
        let buy = self.waiting.buy_stops.first().filter(|&&(stop, _)| stop <= self.last);
        // Of the sells at the highest stop the oldest goes first.
        let sell = self.waiting.sell_stops.last().filter(|&&(stop, _)| stop >= self.last).map(|&(stop, _)| stop);
        let sell = sell.and_then(|stop| self.waiting.sell_stops.range((stop, 0)..).next());
        match (buy, sell) {
            (Some(&(buy_stop, buy_id)), Some(&(sell_stop, sell_id))) => {
                let (passed_up, passed_down) = (self.last - buy_stop, sell_stop - self.last);
                let sell_first = passed_down > passed_up || (passed_down == passed_up && sell_id < buy_id);
                Some(if sell_first { sell_id } else { buy_id })
            }
            (buy, sell) => buy.or(sell).map(|&(_, id)| id),
        }
    }
}
