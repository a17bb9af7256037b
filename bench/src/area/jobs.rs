//! How long trading stands still while jobs run.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::flow::Flow;
use crate::interleave::interleave;
use crate::pauses::spin_idle;
use crate::percentiles::{Percentiles, median};
use crate::place::Place;
use crate::results::{Baseline, Row};
use crate::steps::{TRADING, founding, run};

const RUNS: usize = 3;
const SPIN: Duration = Duration::from_secs(1);

pub(super) fn core_jobs(_place: &Place) -> Result<Vec<Row>> {
    let flow = Flow::generate(TRADING);
    let founding = founding(&flow);
    let done = interleave(RUNS, |_| run(&founding, &flow), |_| Ok(spin_idle(SPIN)))?;
    let longest: Vec<f64> = done.ours.iter().map(|run| run.longest_step_us).collect();
    for run in &done.ours {
        eprintln!("longest step {:.0} us: {}", run.longest_step_us, run.longest_command);
    }
    let ours: Vec<Percentiles> = done.ours.iter().filter_map(|run| run.pauses.percentiles_us()).collect();
    let idle: Vec<Percentiles> = done.baseline.iter().filter_map(|pauses| pauses.percentiles_us()).collect();
    let middle = |all: &[Percentiles], of: fn(&Percentiles) -> f64| median(&all.iter().map(of).collect::<Vec<_>>()).context("no pause");
    let percentiles = Percentiles { p50: middle(&ours, |p| p.p50)?, p99: middle(&ours, |p| p.p99)?, p99_9: middle(&ours, |p| p.p99_9)? };
    let baseline = Baseline { name: "idle spinning thread", value: middle(&idle, |p| p.p99_9)? };
    Ok(vec![
        Row::of_ours("core_longest_step_us", "us CPU", median(&longest).context("no run")?),
        Row::compared("core_pause_during_jobs", "us p99.9", percentiles.p99_9, &baseline).with_percentiles(percentiles),
    ])
}
