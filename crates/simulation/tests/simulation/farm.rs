//! Plays many seeds on all cores.

use simulation::{RunReport, RunSettings, Tables, run_seed};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Commands of one seed.
pub(crate) const COMMANDS: u32 = 5_000;

/// A seed that found something, with the kind of finding and all of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) seed: u64,
    pub(crate) kind: String,
    pub(crate) words: String,
}

/// Plays one seed; a panic of the product is a finding like any other.
pub(crate) fn play(seed: u64, settings: RunSettings, tables: &mut Tables) -> Result<RunReport, Found> {
    match catch_unwind(AssertUnwindSafe(|| run_seed(seed, settings, tables))) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(finding)) => Err(Found { seed, kind: finding.kind().to_owned(), words: finding.to_string() }),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|&words| words.to_owned()));
            Err(Found { seed, kind: "panic".to_owned(), words: words.unwrap_or_default() })
        }
    }
}

/// Plays all seeds and sums the tables up; gives the findings by seed.
pub(crate) fn play_all(seeds: Range<u64>, settings: RunSettings) -> (Tables, Vec<Found>) {
    let next = AtomicU64::new(seeds.start);
    let sum = Mutex::new((Tables::default(), Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut tables = Tables::default();
                let mut found = Vec::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    found.extend(play(seed, settings, &mut tables).err());
                }
                let mut sum = sum.lock().expect("no thread panics while it adds");
                sum.0.add(&tables);
                sum.1.append(&mut found);
            });
        }
    });
    let (tables, mut found) = sum.into_inner().expect("no thread panics while it adds");
    found.sort_by_key(|found| found.seed);
    (tables, found)
}

/// The seed to be played alone, if one is named.
pub(crate) fn only_seed() -> Option<u64> {
    std::env::var("JOGAK_SEED").ok()?.parse().ok()
}
