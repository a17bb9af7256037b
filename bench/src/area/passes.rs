//! What the reference flow lacks: orders that meet their owner's, and one order that sweeps 20,000 others.

use anyhow::{Context, Result, ensure};
use money::{Price, Quantity};
use protocol::{Event, Header, Seq, Side};

use crate::flow::{F1, Flow, Shape};
use crate::founding::{CAPACITY, CalendarKind, Founding, OPENING, Owners, REFERENCE, founded_by, held_for};
use crate::interleave::{RUNS, interleave};
use crate::market::{Feed, Traded, execute_all, key};
use crate::pauses::thread_cpu_ns;
use crate::percentiles::{Percentiles, median};
use crate::place::Place;
use crate::results::{Baseline, Row};
use crate::steps::limit_order;

/// A pass of its own need not be as long as the flow.
const PASS: Shape = Shape { operations: 1_000_000, ..F1 };
/// So few owners that one order in a hundred meets an order of its own.
const OWNERS: u32 = 30;
const SELF_CROSSING_MIN: f64 = 0.01;

const SWEPT_ORDERS: u32 = 20_000;
const SWEPT_TICKS: i64 = 400;
const SWEEPS: u32 = 20;
/// Who sweeps; the accounts before it are swept.
const SWEEPER: u32 = SWEPT_ORDERS;

pub(super) fn core_self_crossing(_place: &Place) -> Result<Vec<Row>> {
    let flow = Flow::generate(PASS);
    let crossing = Founding::of_flow(&flow, Owners::Shared(OWNERS)).into_commands();
    let plain = Founding::of_flow(&flow, Owners::Each).into_commands();
    let mut share = 0.0;
    let done = interleave(
        RUNS,
        |_| {
            let (rate, traded) = pass(&flow, &crossing);
            share = traded.prevented as f64 / flow.operations.len() as f64;
            ensure!(share >= SELF_CROSSING_MIN, "too few orders met their owner's: {traded:?}");
            Ok(rate)
        },
        |_| {
            let (rate, traded) = pass(&flow, &plain);
            traded.check(&flow)?;
            Ok(rate)
        },
    )?;
    let baseline = Baseline { name: "the same flow, each account its own owner", value: median(&done.baseline).context("no run")? };
    Ok(vec![
        Row::compared("core_self_crossing", "M commands/s", median(&done.ours).context("no run")?, &baseline),
        Row::of_ours("core_self_crossing_share", "% of commands", share * 100.0),
    ])
}

fn pass(flow: &Flow, founding: &[protocol::Command]) -> (f64, Traded) {
    let mut exchange = founded_by(founding, CAPACITY);
    let feed = Feed::new(flow, Seq(exchange.last_seq().0 + 1));
    let traded = execute_all(&mut exchange, feed);
    (flow.operations.len() as f64 / 1e6 / traded.executing.as_secs_f64(), traded)
}

/// One order takes 20,000 others in records of 2,000 fills.
pub(super) fn core_sweep(_place: &Place) -> Result<Vec<Row>> {
    let mut founding = Founding::new(Owners::Each);
    founding.list(0, CalendarKind::RoundTheClock);
    let total = i64::from(SWEPT_ORDERS);
    for account in 0..SWEPT_ORDERS {
        founding.issue(0, account, Quantity(i64::from(SWEEPS)));
    }
    founding.deposit(SWEEPER, money::Won(held_for(REFERENCE + SWEPT_TICKS, total).0 * i64::from(SWEEPS)));
    let mut exchange = founded_by(&founding.into_commands(), CAPACITY);
    let mut events: Vec<Event> = Vec::with_capacity(8_192);
    let (mut sweeps_us, mut longest_us, mut number) = (Vec::new(), 0.0f64, 0);
    for _ in 0..SWEEPS {
        let mut traded = Traded::default();
        let mut swept_us = 0.0;
        let asks = (0..SWEPT_ORDERS)
            .map(|account| limit_order(account, 0, Side::Sell, Price(REFERENCE + i64::from(account) % SWEPT_TICKS), Quantity(1)));
        let sweep = limit_order(SWEEPER, 0, Side::Buy, Price(REFERENCE + SWEPT_TICKS), Quantity(total));
        for command in asks.chain(std::iter::once(sweep)) {
            let mut next = Some(command);
            while let Some(command) = next {
                let is_keyed = !command.is_step();
                let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: OPENING, key: is_keyed.then(|| key(number)) };
                number += 1;
                events.clear();
                let before = thread_cpu_ns();
                exchange.execute(&header, &command, &mut events).map_err(|rejection| anyhow::anyhow!("{command:?}: {rejection}"))?;
                exchange.finish(&header);
                let step_us = (thread_cpu_ns() - before) as f64 / 1e3;
                longest_us = longest_us.max(step_us);
                let trades = traded.trades;
                traded.add(&events);
                swept_us += if traded.trades > trades { step_us } else { 0.0 };
                next = exchange.next_step();
            }
        }
        ensure!(traded.trades == u64::from(SWEPT_ORDERS) && traded.fees > 0, "a sweep came to {traded:?}");
        sweeps_us.push(swept_us);
    }
    let percentiles = Percentiles::of(&sweeps_us).context("no sweep")?;
    Ok(vec![
        Row::of_ours("core_sweep_20000", "us CPU", percentiles.p50).with_percentiles(percentiles),
        Row::of_ours("core_sweep_longest_step", "us CPU", longest_us),
    ])
}
