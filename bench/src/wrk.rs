//! Load over HTTP by wrk, with one script and one set of headers for whatever is compared.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};

use crate::interleave::{RUNS, interleave};
use crate::percentiles::{Percentiles, median};
use crate::place::Place;

#[cfg(test)]
mod tests;

/// What `order.lua` puts before the figures that it prints.
const FIGURES: &str = "figures ";

/// One run of wrk.
#[derive(Clone, Debug)]
pub struct Load {
    pub connections: u32,
    pub duration_s: u32,
    /// Request bodies, one a line, sent in turn.
    pub bodies: PathBuf,
    /// Bearer keys, one a line, used in turn; the same script sends them to the baseline, which ignores them.
    pub bearer_keys: PathBuf,
}

/// What one run gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadRun {
    pub requests: u64,
    pub requests_per_s: f64,
    pub latency_us: Percentiles,
}

impl Load {
    /// Sends POSTs to `url`. Every request has an `Idempotency-Key` of its own but one in a thousand, which repeats an earlier request with its key.
    /// No two runs share a key: an answer given from memory would be quicker than an order.
    ///
    /// # Errors
    /// If wrk is absent, or if any connection failed or any answer was not 2xx: a refused order must not count as speed.
    pub fn run(&self, place: &Place, url: &str) -> Result<LoadRun> {
        let output = Command::new("wrk")
            .args(["--threads", "1", "--connections", &self.connections.to_string(), "--duration", &format!("{}s", self.duration_s)])
            .args(["--timeout", "10s", "--script"])
            .arg(place.source("order.lua"))
            .arg(url)
            .env("BENCH_BODIES", &self.bodies)
            .env("BENCH_BEARER_KEYS", &self.bearer_keys)
            .env("BENCH_RUN", run_name()?)
            .output()
            .context("run wrk (Debian package wrk)")?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "wrk failed: {text} {}", String::from_utf8_lossy(&output.stderr));
        parse(&text).with_context(|| format!("load on {url}"))
    }
}

/// The medians of both sides of a comparison.
pub struct ComparedLoads {
    pub ours: LoadRun,
    pub baseline: LoadRun,
}

/// The same load on two addresses in turn, [`RUNS`] times each.
///
/// # Errors
/// As [`Load::run`], of either side.
pub fn compare(place: &Place, load: &Load, ours_url: &str, baseline_url: &str) -> Result<ComparedLoads> {
    let done = interleave(RUNS, |_| load.run(place, ours_url), |_| load.run(place, baseline_url))?;
    let middle = |runs: &[LoadRun]| median_run(runs).context("at least one run");
    Ok(ComparedLoads { ours: middle(&done.ours)?, baseline: middle(&done.baseline)? })
}

/// The median run by rate, with the medians of each percentile. `None` without runs.
pub fn median_run(runs: &[LoadRun]) -> Option<LoadRun> {
    let of = |figure: fn(&LoadRun) -> f64| median(&runs.iter().map(figure).collect::<Vec<_>>());
    Some(LoadRun {
        requests: of(|run| run.requests as f64)? as u64,
        requests_per_s: of(|run| run.requests_per_s)?,
        latency_us: Percentiles {
            p50: of(|run| run.latency_us.p50)?,
            p99: of(|run| run.latency_us.p99)?,
            p99_9: of(|run| run.latency_us.p99_9)?,
        },
    })
}

/// Differs from that of every earlier run, of this process or another.
fn run_name() -> Result<String> {
    static RUN: AtomicU64 = AtomicU64::new(0);
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?.as_millis();
    Ok(format!("{now_ms:x}-{}", RUN.fetch_add(1, Ordering::Relaxed)))
}

/// Reads the line `figures name=value …` that the script prints at the end.
fn parse(text: &str) -> Result<LoadRun> {
    let line = text.lines().find_map(|line| line.strip_prefix(FIGURES)).with_context(|| format!("no figures in: {text}"))?;
    let figure = |name: &str| -> Result<f64> {
        let value = line.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        value.with_context(|| format!("no {name} in: {line}"))?.parse().with_context(|| format!("{name} in: {line}"))
    };
    for error in ["connect_errors", "read_errors", "write_errors", "status_errors", "timeouts"] {
        if figure(error)? > 0.0 {
            bail!("{error}: {line}");
        }
    }
    let requests = figure("requests")?;
    ensure!(requests > 0.0, "no request was answered: {line}");
    Ok(LoadRun {
        requests: requests as u64,
        requests_per_s: requests / (figure("duration_us")? / 1e6),
        latency_us: Percentiles { p50: figure("p50_us")?, p99: figure("p99_us")?, p99_9: figure("p99_9_us")? },
    })
}
