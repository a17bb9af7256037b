//! `Genesis`: the first record of every journal.

use crate::exchange::Exchange;
use crate::keys::Keys;
use protocol::command::Genesis;
use protocol::event::KeysRotated;
use protocol::{Event, Header, Reason, Rejection, Seq};

impl Exchange {
    pub(crate) fn found_market(&mut self, header: &Header, genesis: &Genesis, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if self.genesis.is_some() || self.last_seq != Seq(0) {
            return Err(Reason::AlreadyFounded.into());
        }
        if !Keys::is_size(genesis.keys_max) {
            return Err(Reason::KeysMaxOutOfRange.into());
        }
        // After this point it must succeed.
        self.emit(header, Event::MarketFounded(Box::new(genesis.clone())), out);
        self.emit(header, KeysRotated { until: header.at.plus_seconds(crate::exchange::limits::KEY_WINDOW_S) }, out);
        Ok(())
    }

    /// What `MarketFounded` changes: the house's accounts and an empty key table.
    pub(crate) fn found(&mut self, genesis: &Genesis) {
        self.keys = Keys::new(genesis.keys_max);
        self.genesis = Some(Box::new(genesis.clone()));
        self.accounts.found();
    }

    /// What `KeysRotated` changes.
    pub(crate) fn rotate(&mut self, rotated: &KeysRotated) {
        self.timers.clear(self.keys.rotation_due, crate::timers::Timer::Keys);
        self.keys.rotate();
        self.keys.rotation_due = rotated.until;
        self.timers.set(rotated.until, crate::timers::Timer::Keys);
    }
}
