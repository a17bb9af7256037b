//! What a run of the benchmarks leaves: a printed table and `bench/out/results.json`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::percentiles::Percentiles;

#[cfg(test)]
mod tests;

/// One row of the results. What a measure does not have is `None`, `null` in JSON; `ratio` is ours ÷ baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub area: String,
    pub measure: String,
    pub ours: Option<f64>,
    pub baseline: Option<f64>,
    pub baseline_name: Option<String>,
    /// Of `ours` and `baseline`.
    pub unit: String,
    pub ratio: Option<f64>,
    /// Percentiles of ours, or of the baseline in a row that has nothing else, in `unit`; in rows of a rate they are latencies in microseconds.
    pub p50: Option<f64>,
    pub p99: Option<f64>,
    pub p99_9: Option<f64>,
}

/// What ours is compared with.
pub struct Baseline<'a> {
    pub name: &'a str,
    pub value: f64,
}

impl Row {
    pub fn compared(measure: &str, unit: &str, ours: f64, baseline: &Baseline<'_>) -> Row {
        Row { ours: Some(ours), ratio: Some(ours / baseline.value), ..Row::of_baseline(measure, unit, baseline) }
    }

    pub fn of_ours(measure: &str, unit: &str, ours: f64) -> Row {
        Row { ours: Some(ours), ..Row::empty(measure, unit) }
    }

    /// A row that describes the machine: what anything of ours on it may be compared with.
    pub fn of_baseline(measure: &str, unit: &str, baseline: &Baseline<'_>) -> Row {
        Row { baseline: Some(baseline.value), baseline_name: Some(baseline.name.to_owned()), ..Row::empty(measure, unit) }
    }

    #[must_use]
    pub fn with_percentiles(self, percentiles: Percentiles) -> Row {
        let Percentiles { p50, p99, p99_9 } = percentiles;
        Row { p50: Some(p50), p99: Some(p99), p99_9: Some(p99_9), ..self }
    }

    fn empty(measure: &str, unit: &str) -> Row {
        Row {
            area: String::new(),
            measure: measure.to_owned(),
            ours: None,
            baseline: None,
            baseline_name: None,
            unit: unit.to_owned(),
            ratio: None,
            p50: None,
            p99: None,
            p99_9: None,
        }
    }
}

/// # Errors
/// If the file cannot be written.
pub fn write_json(rows: &[Row], path: &Path) -> Result<()> {
    let mut text = serde_json::to_string_pretty(rows)?;
    text.push('\n');
    fs::write(path, text).with_context(|| format!("write {}", path.display()))
}

/// The rows as aligned text with a heading; what is absent is a dash.
pub fn table(rows: &[Row]) -> String {
    let heading = ["area", "measure", "ours", "baseline", "ratio", "unit", "p50", "p99", "p99.9", "baseline is"].map(str::to_owned);
    let cells: Vec<[String; 10]> = std::iter::once(heading).chain(rows.iter().map(cells)).collect();
    let widths: [usize; 10] = std::array::from_fn(|column| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in &cells {
        let line: Vec<String> = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| pad(cell, width, column)).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn cells(row: &Row) -> [String; 10] {
    [
        row.area.clone(),
        row.measure.clone(),
        figure(row.ours),
        figure(row.baseline),
        figure(row.ratio),
        row.unit.clone(),
        figure(row.p50),
        figure(row.p99),
        figure(row.p99_9),
        row.baseline_name.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

fn pad(cell: &str, width: usize, column: usize) -> String {
    let is_figure = matches!(column, 2..=4 | 6..=8);
    if is_figure { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
}

fn figure(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value.abs() >= 1000.0 => format!("{value:.0}"),
        Some(value) if value.abs() >= 10.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.3}"),
    }
}
