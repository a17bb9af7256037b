//! The real journal over the simulated disk: nothing acknowledged is lost, nothing that was cut comes back.

use super::life::{Tally, World};
use crate::disk::{DiskCounts, Faults, SyncHonesty};

const SEEDS: u64 = 1000;
const LIVES: u64 = 12;

fn run(seeds: std::ops::Range<u64>, faults: impl Fn(u64) -> Faults) -> (Tally, DiskCounts) {
    let (mut tally, mut counts) = (Tally::default(), DiskCounts::default());
    for seed in seeds {
        let mut world = World::new(seed, faults(seed));
        if let Err(wrong) = world.run(LIVES) {
            panic!("seed {seed}: {}", wrong.0);
        }
        tally.add(&world.tally);
        counts.add(&world.disk.counts());
    }
    (tally, counts)
}

#[test]
fn nothing_acknowledged_is_lost_over_crashes_and_kills() {
    let (tally, counts) = run(0..SEEDS, |_| Faults::default());
    println!("{tally:?}\n{counts:?}");
    assert!(tally.appended > 100 * SEEDS && tally.recycled > SEEDS, "{tally:?}");
    assert!(tally.overtaken > 10 * SEEDS, "{tally:?}");
    assert!(tally.unacknowledged_kept > 100 && tally.cuts > 100 && tally.interrupted_recoveries > SEEDS, "{tally:?}");
    assert!(counts.torn_writes > 100 && counts.flipped_bits > 100 && counts.lost_writes > 100 && counts.lost_names > 100, "{counts:?}");
}

#[test]
fn nothing_acknowledged_is_lost_when_reads_writes_and_syncs_fail() {
    let faults = |seed| Faults {
        write_error_per_mille: 10,
        sync_error_per_mille: 20,
        read_error_per_mille: if seed % 2 == 0 { 0 } else { 2 },
        ..Faults::default()
    };
    let (tally, counts) = run(0..SEEDS / 2, faults);
    println!("{tally:?}\n{counts:?}");
    assert!(tally.failed_appends > 1000, "{tally:?}");
    assert!(counts.write_errors > 100 && counts.sync_errors > 100 && counts.read_errors > 100, "{counts:?}");
}

#[test]
fn nothing_acknowledged_is_lost_when_the_disk_is_full() {
    let faults = |seed| Faults { capacity_bytes: 200_000 + 1000 * (seed % 100), ..Faults::default() };
    let (tally, counts) = run(0..SEEDS / 4, faults);
    println!("{tally:?}\n{counts:?}");
    assert!(counts.full_errors > 100, "{counts:?}");
}

/// The negative control: a sync that does nothing must be noticed, or the tests above prove nothing.
#[test]
fn a_skipped_sync_is_found() {
    let faults = Faults { sync: SyncHonesty::Skipped, ..Faults::default() };
    let found = (0..100).filter(|&seed| World::new(seed, faults).run(LIVES).is_err()).count();
    println!("{found} of 100 seeds");
    assert!(found >= 90, "{found} of 100 seeds");
}

#[test]
fn the_same_seed_runs_the_same() {
    let run = |seed| {
        let mut world = World::new(seed, Faults { sync_error_per_mille: 5, ..Faults::default() });
        world.run(LIVES).expect("sound");
        (world.disk.counts(), world.rng.next_u64())
    };
    assert_eq!(run(77), run(77));
}
