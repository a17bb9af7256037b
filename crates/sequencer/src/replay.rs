//! Brings an exchange forward by what the journal says happened. Nothing is executed or decided again.

use crate::error::RecoveryError;
use exchange::{Exchange, Lookahead};
use protocol::record::decode_record_into;
use protocol::wire::Decoder;
use protocol::{Command, Event, Header, Home, Seq};
use std::ops::Range;

/// How many records ahead something is fetched, as when executing.
const AHEAD: [(usize, Lookahead); 3] = [(16, Lookahead::Far), (8, Lookahead::Middle), (4, Lookahead::Near)];

/// Applies frames in order.
pub struct Replayer {
    exchange: Exchange,
    records: Records,
}

/// The records of one frame, decoded; used again for each.
#[derive(Debug, Default)]
pub(crate) struct Records {
    records: Vec<(Header, Command, Range<usize>)>,
    events: Vec<Event>,
}

impl Replayer {
    pub fn new(exchange: Exchange) -> Self {
        Self { exchange, records: Records::default() }
    }

    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    pub fn into_exchange(self) -> Exchange {
        self.exchange
    }

    /// Applies the frame of `count` records from `first_seq` on and compares the control totals.
    pub fn apply_frame(&mut self, first_seq: Seq, count: u32, payload: &[u8], control_totals: [u64; 4]) -> Result<(), RecoveryError> {
        self.records.apply_frame(&mut self.exchange, first_seq, count, payload, control_totals)
    }

    /// As [`Replayer::apply_frame`], stopping after the record `last`; the control totals are those of the frame's end and are not compared.
    pub fn apply_frame_until(&mut self, first_seq: Seq, count: u32, payload: &[u8], last: Seq) -> Result<(), RecoveryError> {
        self.records.decode(self.exchange.home(), first_seq, count, payload)?;
        let wanted = last.0.saturating_add(1).saturating_sub(first_seq.0);
        self.records.apply(&mut self.exchange, usize::try_from(wanted).unwrap_or(usize::MAX));
        Ok(())
    }
}

impl Records {
    pub(crate) fn apply_frame(
        &mut self,
        exchange: &mut Exchange,
        first_seq: Seq,
        count: u32,
        payload: &[u8],
        control_totals: [u64; 4],
    ) -> Result<(), RecoveryError> {
        self.decode(exchange.home(), first_seq, count, payload)?;
        self.apply(exchange, usize::MAX);
        let replayed = exchange.control_totals();
        if replayed != control_totals {
            return Err(RecoveryError::ControlTotals { seq: exchange.last_seq(), journaled: control_totals, replayed });
        }
        Ok(())
    }

    fn decode(&mut self, home: Home, first_seq: Seq, count: u32, payload: &[u8]) -> Result<(), RecoveryError> {
        self.records.clear();
        self.events.clear();
        let mut from = Decoder::new(payload, home);
        for seq in first_seq.0..first_seq.0 + u64::from(count) {
            let first_event = self.events.len();
            let decoded = decode_record_into(&mut from, Seq(seq), &mut self.events);
            let (header, command, _) = decoded.map_err(|error| RecoveryError::Undecodable { seq: Seq(seq), error })?;
            self.records.push((header, command, first_event..self.events.len()));
        }
        match from.remaining() {
            0 => Ok(()),
            bytes => Err(RecoveryError::Trailing { seq: Seq(first_seq.0 + u64::from(count) - 1), bytes }),
        }
    }

    fn apply(&self, exchange: &mut Exchange, at_most: usize) {
        for (at, (header, _, events)) in self.records.iter().enumerate().take(at_most) {
            for (distance, lookahead) in AHEAD {
                if let Some((later, command, _)) = self.records.get(at + distance) {
                    exchange.prefetch(command, later.key, lookahead);
                }
            }
            for event in &self.events[events.clone()] {
                exchange.apply(header, event);
            }
            exchange.finish(header);
        }
    }
}

impl std::fmt::Debug for Replayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replayer").field("last_seq", &self.exchange.last_seq()).finish_non_exhaustive()
    }
}
