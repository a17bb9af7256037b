//! Bars as they lie in a file: `timestamp,open,high,low,close,volume`.

use anyhow::{Context, Result, bail};
use money::parse_decimal;
use std::path::Path;

/// Decimals that prices and turnover of a file are read with.
pub(crate) const DECIMALS: u8 = 4;
/// Bars of one file.
const BARS_MAX: usize = 2_000_000;

/// One minute. Prices in 10^-4 of the file's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub open: i64,
    pub high: i64,
    pub low: i64,
    pub close: i64,
    /// Turnover in 10^-4 of the file's money.
    pub turnover: i64,
}

/// Consecutive minutes, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars(pub Vec<Bar>);

impl Bars {
    /// # Errors
    /// If the file cannot be read or is not of the form.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{}", path.display()))
    }

    /// # Errors
    /// If a line has not six columns, a price is malformed, or high and low do not enclose open and close.
    pub fn parse(text: &str) -> Result<Self> {
        let mut lines = text.lines();
        if lines.next() != Some("timestamp,open,high,low,close,volume") {
            bail!("the first line is not `timestamp,open,high,low,close,volume`");
        }
        let bars: Vec<Bar> =
            lines.enumerate().map(|(at, line)| bar(line).with_context(|| format!("line {}", at + 2))).collect::<Result<_>>()?;
        if bars.is_empty() || bars.len() > BARS_MAX {
            bail!("a file has 1 to {BARS_MAX} bars");
        }
        Ok(Self(bars))
    }
}

fn bar(line: &str) -> Result<Bar> {
    let columns: Vec<&str> = line.split(',').collect();
    let [_, open, high, low, close, turnover] = columns[..] else { bail!("{} columns, not 6", columns.len()) };
    let number = |text: &str| parse_decimal(text, DECIMALS).map_err(|error| anyhow::anyhow!("{text:?}: {error}"));
    let bar = Bar { open: number(open)?, high: number(high)?, low: number(low)?, close: number(close)?, turnover: number(turnover)? };
    let encloses = bar.low > 0 && bar.low <= bar.open.min(bar.close) && bar.high >= bar.open.max(bar.close);
    if encloses { Ok(bar) } else { bail!("high and low do not enclose open and close") }
}
