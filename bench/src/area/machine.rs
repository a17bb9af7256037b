//! What the machine allows, whatever the program.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::disk;
use crate::pauses::spin_idle;
use crate::percentiles::median;
use crate::place::Place;
use crate::results::{Baseline, Row};

const SYNCS: usize = 2_000;
const SPIN: Duration = Duration::from_secs(5);
const READ_BYTES: usize = 256 << 20;

pub(super) fn sync_4k(place: &Place) -> Result<Vec<Row>> {
    let times = disk::time_syncs(&place.out("sync.bin"), SYNCS)?;
    let percentiles = times.percentiles().context("at least one sync")?;
    let row = Row::of_baseline("sync_4k", "us", &Baseline { name: times.name(), value: percentiles.p50 });
    Ok(vec![row.with_percentiles(percentiles)])
}

pub(super) fn idle_pause(_place: &Place) -> Result<Vec<Row>> {
    let percentiles = spin_idle(SPIN).percentiles_us().context("at least one step")?;
    let name = "idle spinning thread, longest pause in each ms";
    Ok(vec![Row::of_baseline("idle_pause", "us", &Baseline { name, value: percentiles.p99_9 }).with_percentiles(percentiles)])
}

pub(super) fn plain_read(place: &Place) -> Result<Vec<Row>> {
    let path = place.out("read.bin");
    let mut file = std::fs::File::create(&path)?;
    file.write_all(&vec![0x5a; READ_BYTES])?;
    drop(file);
    let mut rates = Vec::new();
    for _ in 0..3 {
        let read = disk::read_uncached(std::slice::from_ref(&path))?;
        rates.push(read.bytes as f64 / 1e6 / read.seconds);
    }
    std::fs::remove_file(&path)?;
    let rate = median(&rates).context("at least one read")?;
    Ok(vec![Row::of_baseline("plain_read", "MB/s", &Baseline { name: "read from end to end, page cache dropped", value: rate })])
}
