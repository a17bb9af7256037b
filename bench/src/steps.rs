//! A market in which a distribution to more than a million holders and an auction of 100,000 orders run while others trade, step by step.

use std::time::Instant;

use anyhow::{Result, ensure};
use money::{Price, Quantity, Won};
use protocol::command::{PayDistribution, PlaceOrder};
use protocol::{Command, Event, OrderKind, Side, Size, Time, TimeInForce};
use sequencer::{Batch, Core, Decision, Faults};

use crate::arrivals::{Number, OneByOne};
use crate::flow::{ACCOUNTS, F1, Flow, Shape};
use crate::founding::{AUCTION_END, CAPACITY, CalendarKind, Founding, OPENING, Owners, account_id, founded_by, held_for, instrument_id};
use crate::market::{Keyed, command_of, key};
use crate::pauses::{PauseRecorder, thread_cpu_ns};

/// What trades meanwhile.
pub const TRADING: Shape = Shape { operations: 600_000, ..F1 };
/// Orders of the auction, half of them to buy. All can trade.
pub const AUCTION_ORDERS: u32 = 100_000;

/// Instruments beside the flow's.
const DISTRIBUTED: u16 = 1;
const AUCTIONED: u16 = 2;
/// Commands of one batch, after which one step of a job is due.
const BATCH_COMMANDS: usize = 64;
const REFERENCE: i64 = crate::founding::REFERENCE;
/// Prices of the auction on each side of the reference.
const AUCTION_TICKS: i64 = 100;
/// A million and more units, a thousand won each.
const DISTRIBUTION: Won = Won(ACCOUNTS as i64 * 1_000);
/// The account that pays it.
const PAYER: u32 = ACCOUNTS - 1;
/// Seconds for which pauses can be kept without allocating.
const PAUSES_S: usize = 120;
/// Steps that can be kept without allocating.
const STEPS: usize = 2_000_000;

/// One command with what follows from it, or one step of a job.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What the host takes from the machine meanwhile is in it.
    pub cpu_ns: u64,
    /// The name of its last command.
    pub command: &'static str,
}

/// What a run of both jobs came to.
pub struct JobsRun {
    /// In order, the same in each run.
    pub steps: Vec<Step>,
    pub pauses: PauseRecorder,
    pub paid: u64,
    pub auction_trades: u64,
    /// Commands of others that were executed meanwhile.
    pub commands: u64,
}

/// The commands that make the market, the auction's orders included.
pub fn founding(flow: &Flow) -> Vec<Command> {
    let mut founding = Founding::of_flow(flow, Owners::Each);
    founding.list(DISTRIBUTED, CalendarKind::RoundTheClock);
    founding.list(AUCTIONED, CalendarKind::Auction);
    for account in 0..ACCOUNTS {
        founding.issue(DISTRIBUTED, account, Quantity(1));
    }
    founding.deposit(PAYER, DISTRIBUTION);
    for number in 0..AUCTION_ORDERS {
        let (_, price, quantity) = auction_order(number);
        match side_of(number) {
            Side::Buy => founding.deposit(number, held_for(price.0, quantity.0)),
            Side::Sell => founding.issue(AUCTIONED, number, quantity),
        }
    }
    let mut commands = founding.into_commands();
    commands.extend((0..AUCTION_ORDERS).map(|number| {
        let (side, price, quantity) = auction_order(number);
        limit_order(number, AUCTIONED, side, price, quantity)
    }));
    commands
}

/// Pays the distribution and ends the auction while the flow trades; ends when both jobs have.
///
/// # Errors
/// If holders, trades or outcomes are not what they should be.
pub fn run(founding: &[Command], flow: &Flow) -> Result<JobsRun> {
    let mut steps = Steps::new(Core::new(founded_by(founding, CAPACITY), Faults::default()), flow);
    // Caches and pages are as after a while of trading.
    for _ in 0..flow.operations.len() / 6 {
        steps.trade()?;
    }
    steps.measured = Measured::new();
    steps.now = AUCTION_END;
    let pay = PayDistribution { instrument: instrument_id(DISTRIBUTED), payer: account_id(PAYER), total: DISTRIBUTION };
    steps.take(Command::PayDistribution(pay), None)?;
    steps.take_job_step()?;
    let mut commands = 0;
    while steps.core.exchange().next_job().is_some() {
        for _ in 0..BATCH_COMMANDS {
            steps.trade()?;
        }
        commands += BATCH_COMMANDS as u64;
        steps.take_job_step()?;
    }
    let Measured { steps, pauses, paid, auction_trades, .. } = steps.measured;
    ensure!(paid == u64::from(ACCOUNTS), "{paid} holders were paid");
    ensure!(auction_trades >= u64::from(AUCTION_ORDERS / 2), "the auction made {auction_trades} trades");
    Ok(JobsRun { steps, pauses, paid, auction_trades, commands })
}

/// Bids and asks alternate, on prices that all cross.
fn auction_order(number: u32) -> (Side, Price, Quantity) {
    let away = i64::from(number / 2) % AUCTION_TICKS;
    let quantity = Quantity(i64::from(number / 2) * 7_919 % 100 + 1);
    match side_of(number) {
        Side::Buy => (Side::Buy, Price(REFERENCE + away), quantity),
        Side::Sell => (Side::Sell, Price(REFERENCE - away), quantity),
    }
}

fn side_of(number: u32) -> Side {
    if number.is_multiple_of(2) { Side::Buy } else { Side::Sell }
}

/// A limit order that stays until it is cancelled.
pub(crate) fn limit_order(account: u32, instrument: u16, side: Side, price: Price, quantity: Quantity) -> Command {
    Command::PlaceOrder(PlaceOrder {
        account: account_id(account),
        instrument: instrument_id(instrument),
        side,
        kind: OrderKind::Limit { price },
        time_in_force: TimeInForce::Gtc,
        size: Size::Quantity(quantity),
        prevention: None,
        client: None,
    })
}

/// A core that is given one command at a time.
struct Steps<'a> {
    core: Core,
    source: OneByOne,
    batch: Batch<Number>,
    now: Time,
    flow: &'a Flow,
    next: usize,
    /// The record that placed each order of the flow: steps of jobs stand between them.
    placed_at: Vec<u64>,
    measured: Measured,
}

struct Measured {
    start: Instant,
    steps: Vec<Step>,
    pauses: PauseRecorder,
    paid: u64,
    auction_trades: u64,
}

impl Measured {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            steps: Vec::with_capacity(STEPS),
            pauses: PauseRecorder::with_capacity_s(PAUSES_S),
            paid: 0,
            auction_trades: 0,
        }
    }
}

impl<'a> Steps<'a> {
    fn new(core: Core, flow: &'a Flow) -> Self {
        let placed_at = vec![0; flow.totals.highest_order as usize + 1];
        Self { core, source: OneByOne::new(), batch: Batch::new(), now: OPENING, flow, next: 0, placed_at, measured: Measured::new() }
    }

    /// The flow's next operation.
    fn trade(&mut self) -> Result<()> {
        let number = self.next;
        ensure!(number < self.flow.operations.len(), "the flow ended before the jobs");
        let operation = &self.flow.operations[number];
        self.next += 1;
        let order = operation.order as usize;
        let command = command_of(operation, self.placed_at[order]);
        let seq = self.take(command, Some(key(number as u64)))?;
        if !operation.cancel {
            self.placed_at[order] = seq;
        }
        Ok(())
    }

    /// Executes one command with what is due before it; gives its record.
    fn take(&mut self, command: Command, key: Option<protocol::KeyHash>) -> Result<u64> {
        self.source.allow(Keyed { command, key }, 0);
        let before = thread_cpu_ns();
        self.core.process(&mut self.source, &mut self.batch, self.now)?;
        self.note(before);
        let taken = self.batch.entries().iter().find(|entry| entry.reply.is_some());
        let taken = taken.ok_or_else(|| anyhow::anyhow!("the command was not taken"))?;
        ensure!(matches!(taken.decision, Decision::Accepted { .. }), "{:?}: {:?}", taken.command, taken.decision);
        let seq = taken.header.seq.0;
        self.count();
        Ok(seq)
    }

    /// Ends a batch.
    fn take_job_step(&mut self) -> Result<()> {
        let before = thread_cpu_ns();
        self.core.close(&mut self.batch, self.now)?;
        self.note(before);
        self.count();
        Ok(())
    }

    fn note(&mut self, cpu_before: u64) {
        let cpu_ns = thread_cpu_ns() - cpu_before;
        let measured = &mut self.measured;
        measured.steps.push(Step { cpu_ns, command: self.batch.entries().last().map_or("", |entry| entry.command.name()) });
        measured.pauses.step_at(measured.start.elapsed().as_nanos() as u64);
    }

    fn count(&mut self) {
        for entry in self.batch.entries() {
            let is_of_job = matches!(entry.command, Command::ContinueJob(_));
            for event in self.batch.events_of(entry) {
                match event {
                    Event::DistributionPaid(_) => self.measured.paid += 1,
                    Event::Fill(_) if is_of_job => self.measured.auction_trades += 1,
                    _ => {}
                }
            }
        }
        self.batch.clear();
    }
}
