//! The reference flow as commands of a market, and what comes of them.

use std::time::{Duration, Instant};

use exchange::{Exchange, Lookahead};
use money::{Price, Quantity};
use protocol::command::{CancelOrder, PlaceOrder};
use protocol::event::CancelReason;
use protocol::{Command, Event, Header, KeyHash, OrderId, OrderKind, Seq, Side, Size, TimeInForce};

use crate::flow::{self, Flow, Operation};
use crate::founding::{CAPACITY, HOME, KEYS_MAX, OPENING, account_id, founded_by, founding, instrument_id};

/// The table rotates, by a record of its own, when there is room for eight keys only.
const KEYS_PER_ROTATION: u64 = KEYS_MAX as u64 - 8;

/// One command of a run with its key.
#[derive(Clone, Debug)]
pub struct Keyed {
    pub command: Command,
    pub key: Option<KeyHash>,
}

/// The flow's operations as commands, one after another, each with a key of 16 bytes. They are made as they are asked for, as commands arrive at a
/// server: what stands in memory ahead of the core is a handful.
pub struct Feed<'a> {
    flow: &'a Flow,
    /// What a cancellation takes out: for each operation the sequence of the order's record.
    targets: Vec<u64>,
    next: usize,
}

impl<'a> Feed<'a> {
    /// `first` is the sequence that the first command gets.
    pub fn new(flow: &'a Flow, first: Seq) -> Self {
        let seq_of = |number: usize| first.0 + number as u64 + number as u64 / KEYS_PER_ROTATION;
        let mut placed_at = vec![0u64; flow.totals.highest_order as usize + 1];
        let mut targets = Vec::with_capacity(flow.operations.len());
        for (number, operation) in flow.operations.iter().enumerate() {
            if !operation.cancel {
                placed_at[operation.order as usize] = seq_of(number);
            }
            targets.push(placed_at[operation.order as usize]);
        }
        Self { flow, targets, next: 0 }
    }
}

impl Iterator for Feed<'_> {
    type Item = Keyed;

    #[inline]
    fn next(&mut self) -> Option<Keyed> {
        let number = self.next;
        let operation = self.flow.operations.get(number)?;
        self.next += 1;
        let command = command_of(operation, self.targets[number]);
        Some(Keyed { command, key: Some(key(number as u64)) })
    }
}

/// An operation as a command. `target` is the record that placed the order which a cancellation takes out.
#[inline]
pub(crate) fn command_of(operation: &Operation, target: u64) -> Command {
    let account = account_id(flow::account_of(operation.order));
    if operation.cancel {
        return Command::CancelOrder(CancelOrder { account, order: OrderId::new(HOME, target) });
    }
    Command::PlaceOrder(PlaceOrder {
        account,
        instrument: instrument_id(operation.instrument),
        side: if operation.side == flow::Side::Buy { Side::Buy } else { Side::Sell },
        kind: OrderKind::Limit { price: Price(i64::from(operation.price)) },
        time_in_force: TimeInForce::Gtc,
        size: Size::Quantity(Quantity(i64::from(operation.quantity))),
        prevention: None,
        client: None,
    })
}

/// A key as a hash would give it: spread over all 16 bytes.
pub(crate) fn key(number: u64) -> KeyHash {
    let mix = |n: u64| {
        let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ (n >> 31)
    };
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mix(number.wrapping_add(0x9E37_79B9_7F4A_7C15)).to_le_bytes());
    bytes[8..].copy_from_slice(&mix(number ^ 0x5555_5555_5555_5555).to_le_bytes());
    KeyHash(bytes)
}

/// A founded and funded market.
pub fn founded(flow: &Flow) -> Exchange {
    founded_by(&founding(flow), CAPACITY)
}

/// What a run traded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traded {
    pub trades: u64,
    pub quantity: u64,
    pub fees: i64,
    pub refused: u64,
    /// Commands whose key was known.
    pub repeated: u64,
    /// Orders cancelled because they met one of the same owner.
    pub prevented: u64,
    /// Wall time of the executing alone: commands are made between two readings of the clock.
    pub executing: Duration,
}

impl Traded {
    /// Adds the fills of one record.
    #[inline]
    pub fn add(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Fill(fill) => {
                    self.trades += 1;
                    self.quantity += fill.quantity.0 as u64;
                    self.fees += fill.buyer_fee.0 + fill.seller_fee.0;
                }
                Event::OrderCancelled(cancelled) if cancelled.reason == CancelReason::SelfTrade => self.prevented += 1,
                _ => {}
            }
        }
    }

    /// Whether it is what the flow comes to, with fees and without a refusal.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self, flow: &Flow) -> anyhow::Result<()> {
        let totals = &flow.totals;
        anyhow::ensure!(self.trades == totals.trades && self.quantity == totals.traded_quantity, "traded {self:?}, not {totals:?}");
        anyhow::ensure!(self.fees > 0 && self.refused == 0, "fees and refusals are not as they should be: {self:?}");
        Ok(())
    }
}

/// Commands that stand ready at once, as in the ring of the gateway.
const READY: usize = 1_024;
/// The farthest of them that the core looks at.
const AHEAD: usize = Lookahead::ALL[0].0;

/// Executes commands one after another, looking ahead as the sequencer does.
pub fn execute_all(exchange: &mut Exchange, mut feed: impl Iterator<Item = Keyed>) -> Traded {
    let mut events: Vec<Event> = Vec::with_capacity(4_096);
    let mut traded = Traded::default();
    let mut ready: Vec<Keyed> = Vec::with_capacity(READY + AHEAD);
    loop {
        ready.extend(feed.by_ref().take(READY + AHEAD - ready.len()));
        let now = ready.len().min(READY);
        if now == 0 {
            return traded;
        }
        let start = Instant::now();
        execute_ready(exchange, &ready, now, &mut events, &mut traded);
        traded.executing += start.elapsed();
        ready.drain(..now);
    }
}

/// Executes the first `count` of the commands that stand ready. It is never inlined, so that a profile shows what is timed and nothing else.
#[inline(never)]
fn execute_ready(exchange: &mut Exchange, ready: &[Keyed], count: usize, events: &mut Vec<Event>, traded: &mut Traded) {
    for at in 0..count {
        exchange.look_ahead(|distance| ready.get(at + distance).map(|coming| (&coming.command, &coming.key)));
        record(exchange, &ready[at].command, ready[at].key, events, traded);
        while let Some(step) = exchange.next_step() {
            record_step(exchange, &step, events, traded);
        }
    }
}

#[cold]
fn record_step(exchange: &mut Exchange, step: &Command, events: &mut Vec<Event>, traded: &mut Traded) {
    record(exchange, step, None, events, traded);
}

#[inline(always)]
fn record(exchange: &mut Exchange, command: &Command, key: Option<KeyHash>, events: &mut Vec<Event>, traded: &mut Traded) {
    if key.is_some_and(|key| exchange.seq_of_key(key).is_some()) {
        traded.repeated += 1;
        return;
    }
    let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key };
    events.clear();
    traded.refused += u64::from(exchange.execute(&header, command, events).is_err());
    exchange.finish(&header);
    traded.add(events);
}
