//! Brings an exchange forward by what the journal says happened. Nothing is executed or decided again.

use crate::error::RecoveryError;
use crate::room::{RoomNeeded, needed_with, taken_by};
use exchange::{Capacity, Exchange, Lookahead};
use protocol::command::{CancelOrder, PlaceOrder};
use protocol::record::decode_record_into;
use protocol::wire::Decoder;
use protocol::{Command, Event, Header, Home, Seq, Side};

/// Of a record that met many orders only the first are fetched ahead; the others follow while those are applied.
const EVENTS_ANNOUNCED: usize = 8;

/// Applies frames in order.
pub struct Replayer {
    exchange: Exchange,
    records: Records,
    capacity: Capacity,
}

/// The records of one frame, decoded; used again for each.
#[derive(Debug, Default)]
pub(crate) struct Records {
    records: Vec<Record>,
    events: Vec<Event>,
    control_totals: [u64; 4],
    /// At the frame's end, and the most accounts on the way.
    pub(crate) needed: RoomNeeded,
    /// Orders and holdings that it may take on the way beyond those held before.
    taken: u32,
}

#[derive(Debug)]
struct Record {
    header: Header,
    command: Command,
    events_end: usize,
}

impl Replayer {
    /// `capacity` is that of the exchange: what does not fit is an error.
    pub fn new(exchange: Exchange, capacity: Capacity) -> Self {
        Self { exchange, records: Records::default(), capacity }
    }

    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    pub fn into_exchange(self) -> Exchange {
        self.exchange
    }

    /// Applies the frame of `count` records from `first_seq` on and compares the control totals.
    pub fn apply_frame(&mut self, first_seq: Seq, count: u32, payload: &[u8], control_totals: [u64; 4]) -> Result<(), RecoveryError> {
        self.records.decode(self.exchange.home(), first_seq, count, payload, control_totals)?;
        self.records.needed.check(self.capacity)?;
        self.records.apply_within(&mut self.exchange, self.capacity)
    }

    /// As [`Replayer::apply_frame`], stopping after the record `last`; the control totals are those of the frame's end and are not compared.
    pub fn apply_frame_until(&mut self, first_seq: Seq, count: u32, payload: &[u8], last: Seq) -> Result<(), RecoveryError> {
        self.records.decode(self.exchange.home(), first_seq, count, payload, [0; 4])?;
        let wanted = last.0.saturating_add(1).saturating_sub(first_seq.0);
        self.records.apply_some(&mut self.exchange, usize::try_from(wanted).unwrap_or(usize::MAX));
        Ok(())
    }

    pub(crate) fn apply(&mut self, records: &Records) -> Result<(), RecoveryError> {
        records.apply_within(&mut self.exchange, self.capacity)
    }

    /// The first record only: for the planted bug that applies it twice.
    pub(crate) fn apply_first(&mut self, records: &Records) {
        records.apply_some(&mut self.exchange, 1);
    }
}

impl Records {
    pub(crate) fn decode(
        &mut self,
        home: Home,
        first_seq: Seq,
        count: u32,
        payload: &[u8],
        control_totals: [u64; 4],
    ) -> Result<(), RecoveryError> {
        self.records.clear();
        self.events.clear();
        self.control_totals = control_totals;
        let mut from = Decoder::new(payload, home);
        for seq in first_seq.0..first_seq.0 + u64::from(count) {
            let decoded = decode_record_into(&mut from, Seq(seq), &mut self.events);
            let (header, command, _) = decoded.map_err(|error| RecoveryError::Undecodable { seq: Seq(seq), error })?;
            self.records.push(Record { header, command, events_end: self.events.len() });
        }
        let of_events = self.events.iter().map(RoomNeeded::of_event);
        self.needed = of_events.fold(RoomNeeded::of_totals(control_totals), RoomNeeded::or_more);
        self.taken = taken_by(&self.events);
        match from.remaining() {
            0 => Ok(()),
            bytes => Err(RecoveryError::Trailing { seq: Seq(first_seq.0 + u64::from(count) - 1), bytes }),
        }
    }

    /// Each record with its events, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Header, &[Event])> + Clone {
        self.records.iter().scan(0, |first, record| {
            let events = &self.events[std::mem::replace(first, record.events_end)..record.events_end];
            Some((record.header, events))
        })
    }

    /// Of the frame decoded last; 0 before the first.
    pub(crate) fn last_seq(&self) -> Seq {
        self.records.last().map_or(Seq(0), |record| record.header.seq)
    }

    /// As [`Records::apply`]; never goes beyond the room there is, not even between two records.
    pub(crate) fn apply_within(&self, exchange: &mut Exchange, capacity: Capacity) -> Result<(), RecoveryError> {
        if needed_with(exchange, self.taken).check(capacity).is_ok() {
            return self.apply(exchange);
        }
        self.apply_one_by_one(exchange, capacity)?;
        self.compare_totals(exchange)
    }

    /// Applies all of it to an exchange with room enough, and compares the control totals.
    pub(crate) fn apply(&self, exchange: &mut Exchange) -> Result<(), RecoveryError> {
        self.apply_some(exchange, usize::MAX);
        self.compare_totals(exchange)
    }

    fn compare_totals(&self, exchange: &Exchange) -> Result<(), RecoveryError> {
        let replayed = exchange.control_totals();
        if replayed != self.control_totals {
            return Err(RecoveryError::ControlTotals { seq: exchange.last_seq(), journaled: self.control_totals, replayed });
        }
        Ok(())
    }

    /// An order that is placed always takes the room of one; whether it takes that of a holding shows afterwards.
    fn apply_one_by_one(&self, exchange: &mut Exchange, capacity: Capacity) -> Result<(), RecoveryError> {
        for (header, events) in self.iter() {
            let placed = events.iter().filter(|event| matches!(event, Event::OrderPlaced(_))).count() as u32;
            RoomNeeded { orders: needed_with(exchange, placed).orders, ..RoomNeeded::default() }.check(capacity)?;
            events.iter().for_each(|event| exchange.apply(&header, event));
            exchange.finish(&header);
            RoomNeeded::of_totals(exchange.control_totals()).check(capacity)?;
        }
        Ok(())
    }

    fn apply_some(&self, exchange: &mut Exchange, at_most: usize) {
        let mut first = 0;
        for (at, record) in self.records.iter().enumerate().take(at_most) {
            for (distance, lookahead) in Lookahead::ALL {
                self.announce(exchange, at + distance, lookahead);
            }
            for event in &self.events[first..record.events_end] {
                exchange.apply(&record.header, event);
            }
            exchange.finish(&record.header);
            first = record.events_end;
        }
    }

    /// Has the memory fetched that a later record will touch. Unlike a command still to be executed, it says which orders it meets.
    #[inline]
    fn announce(&self, exchange: &Exchange, at: usize, lookahead: Lookahead) {
        let Some(later) = self.records.get(at) else { return };
        exchange.prefetch(&later.command, &later.header.key, lookahead);
        let Command::PlaceOrder(PlaceOrder { account, side, .. }) = later.command else { return };
        let order_by_id = |order| Command::CancelOrder(CancelOrder { account, order });
        let events_begin = self.records[at - 1].events_end;
        for event in self.events[events_begin..later.events_end].iter().take(EVENTS_ANNOUNCED) {
            if let Event::Fill(fill) = event {
                let maker = if side == Side::Buy { fill.sell } else { fill.buy };
                exchange.prefetch(&order_by_id(maker), &None, lookahead);
            }
        }
    }
}

impl std::fmt::Debug for Replayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replayer").field("last_seq", &self.exchange.last_seq()).finish_non_exhaustive()
    }
}
