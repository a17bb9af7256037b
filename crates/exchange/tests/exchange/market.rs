//! Drives an exchange as the sequencer does: ticks when they are due, steps right after the command that caused them, jobs in between. Beside it the
//! naive model does the same, and every record is compared.

use crate::naive::Model;
use crate::planted::Plant;
use exchange::{Capacity, Exchange};
use protocol::command::{Command, Tick};
use protocol::event::Event;
use protocol::ids::{Home, KeyHash, Seq};
use protocol::record::{Header, Record};
use protocol::rejection::{Component, Rejection};
use protocol::time::Time;
use std::collections::BTreeMap;

/// What came of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Accepted as this record; the events of the steps that followed are included, in order.
    Done(Seq, Vec<Event>),
    Refused(Rejection),
    /// The key was used by this record.
    Repeat(Seq),
}

/// Exchange and model differ, or an invariant is broken.
pub type Difference = String;

/// How often the whole state is scanned, in records.
const SCAN_EVERY: u64 = 1_000;

pub struct Market {
    pub exchange: Exchange,
    pub model: Option<Model>,
    /// Every journaled record, where they are kept.
    pub journal: Option<Vec<Record>>,
    pub tally: Tally,
    /// Changes what the model is told, as a bug of the exchange would: a negative control.
    pub planted: Option<Plant>,
    records: u64,
}

/// What has been met so far, so that a test can say what it covered.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Events and refusals by name.
    pub seen: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn note(&mut self, name: &'static str) {
        *self.seen.entry(name).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        other.seen.iter().for_each(|(name, count)| *self.seen.entry(name).or_default() += count);
    }
}

impl Market {
    /// With the model beside it.
    pub fn compared(home: Home) -> Self {
        Self { model: Some(Model::new(home)), ..Self::alone(home) }
    }

    /// Without the model.
    pub fn alone(home: Home) -> Self {
        let capacity = Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 };
        Self::with_capacity(home, capacity)
    }

    pub fn with_capacity(home: Home, capacity: Capacity) -> Self {
        Self { exchange: Exchange::new(home, capacity), model: None, journal: None, tally: Tally::default(), planted: None, records: 0 }
    }

    pub fn keeping_journal(mut self) -> Self {
        self.journal = Some(Vec::new());
        self
    }

    pub fn now(&self) -> Time {
        self.exchange.last_time()
    }

    pub fn hashes(&self) -> Vec<(Component, [u8; 32])> {
        self.exchange.component_hashes()
    }

    /// Submits a command that reaches the market at `at`.
    pub fn submit(&mut self, at: Time, command: &Command, key: Option<KeyHash>) -> Result<Answer, Difference> {
        let mut events = Vec::new();
        let at = self.advance(at, &mut events)?;
        let first = key.and_then(|key| self.exchange.seq_of_key(key));
        let expected = key.and_then(|key| self.model.as_ref()?.seq_of_key(key));
        if self.model.is_some() && first != expected {
            return Err(format!("the key was first used by {first:?}, expected {expected:?}"));
        }
        if let Some(seq) = first {
            self.tally.note("repeat");
            return Ok(Answer::Repeat(seq));
        }
        let seq = Seq(self.exchange.last_seq().0 + 1);
        let answer = match self.record(at, command, key, &mut events)? {
            Err(rejection) => {
                self.steps(at, &mut events)?;
                Answer::Refused(rejection)
            }
            Ok(()) => {
                self.steps(at, &mut events)?;
                Answer::Done(seq, events)
            }
        };
        Ok(answer)
    }

    /// Lets time pass: all timers due by `at` run. Returns the time that a command now has.
    pub fn advance(&mut self, at: Time, events: &mut Vec<Event>) -> Result<Time, Difference> {
        let at = at.max(self.now());
        while self.exchange.next_due() <= at {
            self.step(at, &Tick {}.into(), events)?;
            self.steps(at, events)?;
        }
        Ok(at)
    }

    fn steps(&mut self, at: Time, events: &mut Vec<Event>) -> Result<(), Difference> {
        loop {
            let step = self.exchange.next_step();
            if let Some(model) = &self.model
                && !matches!(step, Some(Command::Tick(_)))
                && model.next_step() != step
            {
                return Err(format!("the next step is {step:?}, expected {:?}", model.next_step()));
            }
            let Some(step) = step else { return Ok(()) };
            self.step(at, &step, events)?;
        }
    }

    fn step(&mut self, at: Time, step: &Command, events: &mut Vec<Event>) -> Result<(), Difference> {
        self.record(at, step, None, events)?.map_err(|rejection| format!("the step {step:?} is refused: {rejection}"))
    }

    /// One step of the job that is next, if there is one.
    pub fn continue_job(&mut self, events: &mut Vec<Event>) -> Result<bool, Difference> {
        let Some(step) = self.exchange.next_job() else { return Ok(false) };
        let at = self.now();
        self.step(at, &step, events)?;
        self.steps(at, events)?;
        Ok(true)
    }

    /// Runs all jobs to their ends.
    pub fn finish_jobs(&mut self) -> Result<Vec<Event>, Difference> {
        let mut events = Vec::new();
        while self.continue_job(&mut events)? {}
        match &self.model {
            Some(model) => model.owes_nothing().map(|()| events),
            None => Ok(events),
        }
    }

    fn record(
        &mut self,
        at: Time,
        command: &Command,
        key: Option<KeyHash>,
        events: &mut Vec<Event>,
    ) -> Result<Result<(), Rejection>, Difference> {
        let header = Header { seq: Seq(self.exchange.last_seq().0 + 1), at, key };
        let before = events.len();
        let outcome = self.exchange.execute(&header, command, events);
        if outcome.is_ok() || key.is_some() {
            self.exchange.finish(&header);
            if let Some(journal) = &mut self.journal {
                let outcome = outcome.clone().map(|()| events[before..].to_vec());
                journal.push(Record { header, command: command.clone(), outcome });
            }
        }
        if let Some(model) = &mut self.model {
            let told = self.planted.map(|plant| {
                let mut told = events[before..].to_vec();
                plant(&mut told);
                told
            });
            let observed = match &outcome {
                Ok(()) => Ok(told.as_deref().unwrap_or(&events[before..])),
                Err(rejection) => Err(rejection),
            };
            model.follow(&header, command, observed)?;
        }
        self.records += 1;
        match &outcome {
            Ok(()) => events[before..].iter().for_each(|event| self.tally.note(event_name(event))),
            Err(rejection) => self.tally.note(rejection.reason.code()),
        }
        if self.records.is_multiple_of(SCAN_EVERY) {
            self.scan()?;
        }
        Ok(outcome)
    }

    /// All invariants over the whole state.
    pub fn scan(&self) -> Result<(), Difference> {
        self.exchange.check().map_err(|violation| format!("an invariant is broken: {violation:?}"))?;
        self.model.as_ref().map_or(Ok(()), |model| crate::balances::compare(&self.exchange, model))
    }
}

/// An event's name; those that end an order carry the reason.
fn event_name(event: &Event) -> &'static str {
    match event {
        Event::OrderCancelled(cancelled) => cancelled.reason.name(),
        Event::OrderPlaced(_) => "order_placed",
        Event::OrderTriggered(_) => "order_triggered",
        Event::OrderDue(_) => "order_due",
        Event::OrderRested(_) => "order_rested",
        Event::OrderAmended(_) => "order_amended",
        Event::OrdersDecremented(_) => "orders_decremented",
        Event::Fill(fill) if fill.income_tax.0 > 0 => "fill_with_tax",
        Event::Fill(fill) => fill.aggressor.name(),
        Event::VolatilityInterrupted(_) => "volatility_interrupted",
        Event::InterruptionEnded(_) => "interruption_ended",
        Event::AuctionPriced(_) => "auction_priced",
        Event::AuctionEnded(_) => "auction_ended",
        Event::PhaseChanged(_) => "phase_changed",
        Event::DayStarted(_) => "day_started",
        Event::InstrumentHalted(_) => "halted",
        Event::DistributionPaid(_) => "distribution_paid",
        Event::JobStarted(started) => started.kind.name(),
        other => other.name(),
    }
}
