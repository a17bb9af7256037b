//! Medians and percentiles of samples, by nearest rank: every figure is one that was measured, never an interpolation.

#[cfg(test)]
mod tests;

/// In the unit of the samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
    pub p99_9: f64,
}

impl Percentiles {
    /// `None` without samples. Samples must not be NaN.
    pub fn of(samples: &[f64]) -> Option<Percentiles> {
        let sorted = sorted(samples)?;
        Some(Percentiles { p50: at(&sorted, 500), p99: at(&sorted, 990), p99_9: at(&sorted, 999) })
    }
}

/// The middle sample, the lower of the two middle ones if their number is even. `None` without samples.
pub fn median(samples: &[f64]) -> Option<f64> {
    sorted(samples).map(|sorted| at(&sorted, 500))
}

fn sorted(samples: &[f64]) -> Option<Vec<f64>> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    (!sorted.is_empty()).then_some(sorted)
}

/// Nearest rank: the smallest sample that at least `per_mille` of all do not exceed.
fn at(sorted: &[f64], per_mille: usize) -> f64 {
    let rank = (sorted.len() * per_mille).div_ceil(1000).max(1);
    sorted[rank - 1]
}
