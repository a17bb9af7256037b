//! The uncrashed reference: an exchange that never stops and is given every record that became durable, in order. Every answer, every record on disk and
//! every recovered state is compared with it.

use crate::books::Books;
use crate::finding::Finding;
use crate::ledger::Keys;
use crate::tables::{Outcome, Tables};
use exchange::{Capacity, Exchange};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Command, Event, Header, Home, InstrumentId, Reason, Rejection, Seq};
use sequencer::{Batch, Decision};

/// Records between two full scans of all invariants.
const SCAN_EVERY: u64 = 1_000;

/// A decided command that is not known to be durable.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) header: Header,
    pub(crate) command: Command,
    pub(crate) decision: Decision,
    /// Of the record as it is to be written.
    digest: u64,
    /// The client's number of it; `None` for a step of the sequencer.
    pub(crate) reply: Option<u32>,
}

pub(crate) struct Reference {
    pub(crate) exchange: Exchange,
    pub(crate) books: Books,
    pub(crate) keys: Keys,
    /// By sequence, from 1; place 0 stands for no record.
    digests: Vec<u64>,
    events: Vec<Event>,
    bytes: Vec<u8>,
}

impl Pending {
    /// All of a batch that was executed.
    pub(crate) fn of(batch: &Batch<u32>, home: Home, bytes: &mut Vec<u8>) -> Vec<Self> {
        let one = |entry: &sequencer::Entry<u32>| Self {
            header: entry.header,
            command: entry.command.clone(),
            decision: entry.decision.clone(),
            digest: match &entry.decision {
                Decision::Accepted { .. } => digest(home, bytes, &entry.header, &entry.command, Ok(batch.events_of(entry))),
                Decision::Rejected(rejection) => digest(home, bytes, &entry.header, &entry.command, Err(rejection)),
                Decision::Refused(_) | Decision::Repeated { .. } => 0,
            },
            reply: entry.reply,
        };
        batch.entries().iter().map(one).collect()
    }
}

impl Reference {
    pub(crate) fn new(home: Home, capacity: Capacity) -> Self {
        Self {
            exchange: Exchange::new(home, capacity),
            books: Books::default(),
            keys: Keys::default(),
            digests: vec![0],
            events: Vec::new(),
            bytes: Vec::new(),
        }
    }

    pub(crate) fn last_seq(&self) -> Seq {
        self.exchange.last_seq()
    }

    /// Executes what became durable, and compares.
    pub(crate) fn take(&mut self, pending: &Pending, tables: &mut Tables) -> Result<(), Finding> {
        let Pending { header, command, decision, reply, .. } = pending;
        let state = self.instrument_of(command).and_then(|instrument| self.exchange.session_of(instrument));
        let expected = header.key.filter(|_| reply.is_some()).and_then(|key| self.keys.find(key));
        if let Decision::Repeated { first } = decision {
            if expected != Some(*first) {
                return Err(Finding::KeyBroken { what: command.name(), expected, answered: format!("repeats seq {first}") });
            }
            // Nothing was looked at but the key.
            tables.note(command, None, Outcome::Repeated);
            return Ok(());
        }
        if expected.is_some() {
            return Err(Finding::KeyBroken { what: command.name(), expected, answered: format!("{decision:?}") });
        }
        let executed = Header { seq: Seq(self.last_seq().0 + 1), ..*header };
        self.events.clear();
        let came_to = match reply {
            Some(_) if command.is_step() => Err(Reason::NothingToContinue.into()),
            _ => self.exchange.execute(&executed, command, &mut self.events),
        };
        let agrees = match (decision, &came_to) {
            (Decision::Accepted { .. }, Ok(())) => true,
            (Decision::Rejected(told) | Decision::Refused(told), Err(rejection)) => told == rejection,
            _ => false,
        };
        if !agrees {
            return Err(differs(header, command, decision, &came_to));
        }
        tables.note(command, state, came_to.as_ref().map_or_else(|rejection| Outcome::Refused(rejection.reason), |()| Outcome::Accepted));
        if decision.is_journaled() {
            self.record(pending, &executed, &came_to, tables)?;
        }
        Ok(())
    }

    /// What is journaled is counted, remembered and checked.
    fn record(&mut self, pending: &Pending, header: &Header, came_to: &Result<(), Rejection>, tables: &mut Tables) -> Result<(), Finding> {
        let home = self.exchange.home();
        let outcome = came_to.as_ref().map(|()| self.events.as_slice());
        let digest = digest(home, &mut self.bytes, header, &pending.command, outcome);
        if digest != pending.digest {
            return Err(differs(&pending.header, &pending.command, &pending.decision, came_to));
        }
        self.digests.push(digest);
        self.exchange.finish(header);
        self.keys.take(header, &self.events, pending.reply);
        let invariant = |words: String| Finding::Invariant { seq: header.seq, violation: exchange::Violation(words) };
        for event in &self.events {
            self.books.apply(event).map_err(invariant)?;
        }
        self.books.check().map_err(invariant)?;
        self.compare_totals()?;
        tables.counts.records += 1;
        tables.counts.checked_records += 1;
        if header.seq.0.is_multiple_of(SCAN_EVERY) {
            self.scan(tables)?;
        }
        Ok(())
    }

    fn compare_totals(&self) -> Result<(), Finding> {
        let books = self.books.totals();
        let [trades, value, places, sums] = self.exchange.control_totals();
        let exchange = [trades, value, places >> 32, sums];
        if books == exchange {
            return Ok(());
        }
        Err(Finding::BooksDiffer { seq: self.last_seq(), books: format!("{books:?}"), exchange: format!("{exchange:?}") })
    }

    /// All invariants, over the whole state.
    pub(crate) fn scan(&self, tables: &mut Tables) -> Result<(), Finding> {
        tables.counts.full_scans += 1;
        self.exchange.check().map_err(|violation| Finding::Invariant { seq: self.last_seq(), violation })
    }

    /// Whether a record on disk is the one that was executed.
    pub(crate) fn compare_record(
        &mut self,
        header: &Header,
        command: &Command,
        outcome: Result<&[Event], &Rejection>,
    ) -> Result<(), Finding> {
        let digest = digest(self.exchange.home(), &mut self.bytes, header, command, outcome);
        match usize::try_from(header.seq.0).ok().and_then(|seq| self.digests.get(seq)) {
            None => Err(Finding::RecordInvented { seq: header.seq }),
            Some(&executed) if executed != digest => Err(Finding::RecordDiffers { seq: header.seq }),
            Some(_) => Ok(()),
        }
    }

    /// Component by component.
    pub(crate) fn compare_state(&self, other: &Exchange, when: &'static str) -> Result<(), Finding> {
        let seq = self.last_seq();
        if other.last_seq() != seq {
            return Err(Finding::StateDiffers { when, component: "sequence", seq });
        }
        for ((component, ours), (_, theirs)) in self.exchange.component_hashes().iter().zip(other.component_hashes()) {
            if *ours != theirs {
                return Err(Finding::StateDiffers { when, component: component.name(), seq });
            }
        }
        Ok(())
    }

    /// The instrument that a command concerns.
    fn instrument_of(&self, command: &Command) -> Option<InstrumentId> {
        let of_order = |order: protocol::OrderId| {
            let own = order.is_of(self.exchange.home()).then(|| self.books.orders.get(&order.local()));
            own.flatten().map(|order| order.instrument)
        };
        match command {
            Command::IssueUnits(c) => Some(c.instrument),
            Command::HaltInstrument(c) => Some(c.instrument),
            Command::ResumeInstrument(c) => Some(c.instrument),
            Command::DelistInstrument(c) => Some(c.instrument),
            Command::PlaceOrder(c) => Some(c.instrument),
            Command::AmendOrder(c) => of_order(c.order),
            Command::CancelOrder(c) => of_order(c.order),
            Command::CancelOrders(c) => c.instrument,
            Command::PayDistribution(c) => Some(c.instrument),
            Command::RegisterAsset(c) => Some(c.instrument),
            Command::ScheduleOffering(c) => Some(c.instrument),
            Command::Subscribe(c) => Some(c.instrument),
            Command::CancelSubscription(c) => Some(c.instrument),
            Command::CancelOffering(c) => Some(c.instrument),
            Command::ReleaseProceeds(c) => Some(c.instrument),
            Command::FireTriggered(c) => Some(c.instrument),
            Command::ContinueOrder(c) => of_order(c.order),
            _ => None,
        }
    }
}

fn differs(header: &Header, command: &Command, decision: &Decision, came_to: &Result<(), Rejection>) -> Finding {
    Finding::OutcomeDiffers { seq: header.seq, what: command.name(), answered: format!("{decision:?}"), reference: format!("{came_to:?}") }
}

/// Of a record as it is written, with bases of its own. Good enough to tell two apart, and cheap.
fn digest(home: Home, bytes: &mut Vec<u8>, header: &Header, command: &Command, outcome: Result<&[Event], &Rejection>) -> u64 {
    bytes.clear();
    encode_record(&mut Encoder::new(bytes, home), header, command, outcome);
    mix(header.seq.0, bytes)
}

/// Folds bytes into a number, eight at a time.
pub(crate) fn mix(start: u64, bytes: &[u8]) -> u64 {
    let mut mixed = start ^ 0x9e37_79b9_7f4a_7c15;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        mixed = (mixed ^ u64::from_le_bytes(eight)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^= mixed >> 32;
    }
    mixed ^ bytes.len() as u64
}
