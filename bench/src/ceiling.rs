//! The yardstick: `ceiling.cpp`, built and run in the same run as what is compared with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::place::Place;

#[cfg(test)]
mod tests;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Matching alone.
    Match,
    /// With risk check and ledger.
    Risk,
    /// With risk check, ledger and a durable journal on a second thread.
    Durable,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Mode::Match => "match",
            Mode::Risk => "risk",
            Mode::Durable => "durable",
        }
    }
}

/// Of the five repeats in one process of the ceiling.
#[derive(Clone, Debug, PartialEq)]
pub struct CeilingRun {
    pub trades: u64,
    pub quantity: u64,
    /// Million operations per second.
    pub best: f64,
    /// Million operations per second.
    pub median: f64,
    /// Syncs of the journal in all five repeats, in mode durable.
    pub syncs: Option<u64>,
}

pub struct Ceiling {
    program: PathBuf,
    journal: PathBuf,
}

impl Ceiling {
    /// Compiles it for this machine, each time: a binary for another machine's instructions would fail or be slow.
    ///
    /// # Errors
    /// If there is no g++ or the source does not compile.
    pub fn build(place: &Place) -> Result<Ceiling> {
        let program = place.out("ceiling");
        let status = Command::new("g++")
            .args(["-O2", "-march=native", "-std=c++17", "-pthread", "-o"])
            .arg(&program)
            .arg(place.source("ceiling.cpp"))
            .status()
            .context("run g++ (Debian package g++)")?;
        ensure!(status.success(), "g++ could not build ceiling.cpp");
        Ok(Ceiling { program, journal: place.out("ceiling.journal") })
    }

    /// # Errors
    /// If it fails, or if its trades are not those of the flow.
    pub fn run(&self, flow_file: &Path, mode: Mode) -> Result<CeilingRun> {
        let output = Command::new(&self.program).arg(flow_file).arg(mode.name()).arg(&self.journal).output().context("run the ceiling")?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "the ceiling failed: {text} {}", String::from_utf8_lossy(&output.stderr));
        parse(&text)
    }
}

/// Reads the line that the ceiling prints.
fn parse(line: &str) -> Result<CeilingRun> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |name: &str| -> Result<&str> {
        let place = words.iter().position(|word| *word == name).with_context(|| format!("no {name} in: {line}"))?;
        words.get(place + 1).copied().with_context(|| format!("nothing after {name} in: {line}"))
    };
    if !words.contains(&"right") {
        bail!("the ceiling is not right: {line}");
    }
    Ok(CeilingRun {
        trades: after("trades")?.parse()?,
        quantity: after("quantity")?.parse()?,
        best: after("best")?.parse()?,
        median: after("median")?.parse()?,
        syncs: if words.contains(&"syncs") { Some(after("syncs")?.parse()?) } else { None },
    })
}
