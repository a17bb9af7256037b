//! The product as it is, through every fault.

use crate::farm::{COMMANDS, only_seed, play, play_all};
use crate::reachable::compare;
use simulation::{RunSettings, Tables};

const SEEDS: u64 = 4_000;
const SOAK_SEEDS: u64 = 20_000;
const SOUND: RunSettings = RunSettings { commands: COMMANDS, planted: None };

#[test]
fn f72_no_seed_loses_what_was_acknowledged_or_applies_anything_twice() {
    if let Some(seed) = only_seed() {
        let report = play(seed, SOUND, &mut Tables::default());
        println!("{report:?}");
        assert!(report.is_ok(), "seed {seed} finds something");
        return;
    }
    let seeds = if std::env::var_os("JOGAK_SOAK").is_some() { SOAK_SEEDS } else { SEEDS };
    let begun = std::time::Instant::now();
    let (tables, found) = play_all(0..seeds, SOUND);
    println!("{tables}\n{seeds} seeds × {COMMANDS} commands in {:.1} s", begun.elapsed().as_secs_f64());
    for found in found.iter().take(20) {
        println!(
            "seed {}: {}\n  again: JOGAK_SEED={} cargo test -p simulation no_seed_loses -- --nocapture",
            found.seed, found.words, found.seed
        );
    }
    assert!(found.is_empty(), "{} of {seeds} seeds found something", found.len());
    compare(&tables);
}

#[test]
fn f72_the_same_seed_is_the_same_run() {
    for seed in [1, 2, 77, 4_001, 1 << 40] {
        let run = || {
            let mut tables = Tables::default();
            let report = play(seed, SOUND, &mut tables).unwrap_or_else(|found| panic!("seed {seed}: {}", found.words));
            (report, tables)
        };
        assert!(run() == run(), "seed {seed}");
    }
}
