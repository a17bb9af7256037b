//! The exchange, the sequencer and the journal on the reference flow, beside the yardstick.

use anyhow::{Context, Result, ensure};
use protocol::Seq;

use crate::arrivals::Repeating;
use crate::ceiling::{Ceiling, Mode};
use crate::flow::{F1, F100, Flow, Shape};
use crate::interleave::{RUNS, interleave};
use crate::market;
use crate::percentiles::median;
use crate::place::Place;
use crate::results::{Baseline, Row};

const UNIT: &str = "M commands/s";

pub(super) fn ceiling_f1(place: &Place) -> Result<Vec<Row>> {
    ceiling_of(place, "f1", F1)
}

pub(super) fn ceiling_f100(place: &Place) -> Result<Vec<Row>> {
    ceiling_of(place, "f100", F100)
}

fn ceiling_of(place: &Place, name: &str, shape: Shape) -> Result<Vec<Row>> {
    let ceiling = Ceiling::build(place)?;
    let flow = place.flow_file(name, shape)?;
    [Mode::Match, Mode::Risk, Mode::Durable]
        .into_iter()
        .map(|mode| {
            let run = ceiling.run(&flow, mode)?;
            let baseline_name = format!("ceiling {}", mode.name());
            Ok(Row::of_baseline(&format!("ceiling_{name}_{}", mode.name()), UNIT, &Baseline { name: &baseline_name, value: run.median }))
        })
        .collect()
}

pub(super) fn core_memory_f1(place: &Place) -> Result<Vec<Row>> {
    memory_of(place, "f1", F1)
}

pub(super) fn core_memory_f100(place: &Place) -> Result<Vec<Row>> {
    memory_of(place, "f100", F100)
}

/// Keys, bands, prevention, fees, tax and events are on; what is left out is the journal.
fn memory_of(place: &Place, name: &str, shape: Shape) -> Result<Vec<Row>> {
    let ceiling = Ceiling::build(place)?;
    let file = place.flow_file(name, shape)?;
    let flow = Flow::generate(shape);
    let done = interleave(RUNS, |_| memory_run(&flow), |_| Ok(ceiling.run(&file, Mode::Risk)?.median))?;
    let baseline = Baseline { name: "ceiling risk", value: median(&done.baseline).context("no run")? };
    Ok(vec![Row::compared(&format!("core_memory_{name}"), UNIT, median(&done.ours).context("no run")?, &baseline)])
}

/// Millions of commands a second.
fn memory_run(flow: &Flow) -> Result<f64> {
    let mut exchange = market::founded(flow);
    let feed = Repeating::new(market::Feed::new(flow, Seq(exchange.last_seq().0 + 1))).map(|arrival| arrival.keyed);
    let traded = market::execute_all(&mut exchange, feed);
    traded.check(flow)?;
    ensure!(traded.repeated > 0, "no key was repeated: {traded:?}");
    Ok(flow.operations.len() as f64 / 1e6 / traded.executing.as_secs_f64())
}
