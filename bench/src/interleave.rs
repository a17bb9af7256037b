//! Ours and the baseline in turn, so that whatever else the machine does falls on both.

use anyhow::Result;

#[cfg(test)]
mod tests;

/// Interleaved runs of each side; the medians are compared.
pub const RUNS: usize = 5;

pub struct Interleaved<O, B> {
    pub ours: Vec<O>,
    pub baseline: Vec<B>,
}

/// Runs both sides `runs` times, baseline first in every second round. Each is told the number of its round, from 0.
///
/// # Errors
/// The first error of either side ends the measure.
pub fn interleave<O, B>(
    runs: usize,
    mut ours: impl FnMut(usize) -> Result<O>,
    mut baseline: impl FnMut(usize) -> Result<B>,
) -> Result<Interleaved<O, B>> {
    let mut done = Interleaved { ours: Vec::with_capacity(runs), baseline: Vec::with_capacity(runs) };
    for round in 0..runs {
        if round % 2 == 0 {
            done.ours.push(ours(round)?);
            done.baseline.push(baseline(round)?);
        } else {
            done.baseline.push(baseline(round)?);
            done.ours.push(ours(round)?);
        }
    }
    Ok(done)
}
