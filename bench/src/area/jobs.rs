//! How long trading stands still while jobs run.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::flow::Flow;
use crate::interleave::interleave;
use crate::pauses::spin_idle;
use crate::percentiles::{Percentiles, median};
use crate::place::Place;
use crate::results::{Baseline, Row};
use crate::steps::{JobsRun, Step, TRADING, founding, run};

const RUNS: usize = 3;
const SPIN: Duration = Duration::from_secs(1);

pub(super) fn core_jobs(_place: &Place) -> Result<Vec<Row>> {
    let flow = Flow::generate(TRADING);
    let founding = founding(&flow);
    let done = interleave(RUNS, |_| run(&founding, &flow), |_| Ok(spin_idle(SPIN)))?;
    let longest = longest_step(&done.ours)?;
    eprintln!("longest step: {}", longest.command);
    let ours: Vec<Percentiles> = done.ours.iter().filter_map(|run| run.pauses.percentiles_us()).collect();
    let idle: Vec<Percentiles> = done.baseline.iter().filter_map(|pauses| pauses.percentiles_us()).collect();
    let middle = |all: &[Percentiles], of: fn(&Percentiles) -> f64| median(&all.iter().map(of).collect::<Vec<_>>()).context("no pause");
    let percentiles = Percentiles { p50: middle(&ours, |p| p.p50)?, p99: middle(&ours, |p| p.p99)?, p99_9: middle(&ours, |p| p.p99_9)? };
    let baseline = Baseline { name: "idle spinning thread", value: middle(&idle, |p| p.p99_9)? };
    Ok(vec![
        Row::of_ours("core_longest_step_us", "us CPU", longest.cpu_ns as f64 / 1e3),
        Row::compared("core_pause_during_jobs", "us p99.9", percentiles.p99_9, &baseline).with_percentiles(percentiles),
    ])
}

/// Every run takes the same steps, so a step costs what it took in the run that was disturbed least; of those the longest.
fn longest_step(runs: &[JobsRun]) -> Result<Step> {
    let (first, others) = runs.split_first().context("no run")?;
    ensure!(others.iter().all(|run| run.steps.len() == first.steps.len()), "the runs took different steps");
    let least = (0..first.steps.len()).filter_map(|at| runs.iter().map(|run| run.steps[at]).min_by_key(|step| step.cpu_ns));
    least.max_by_key(|step| step.cpu_ns).context("no step")
}
