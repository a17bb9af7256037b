//! SIGKILL under load: what was acknowledged is there, and nothing happened twice.
//!
//! The process is killed while most clients wait for an answer. After the restart every client repeats the request that got none, and its ledger must be
//! the server's.

use crate::lane::{Counts, Keys, Lane, Load, settle, total};
use crate::process::{Folder, QUIET, Server, run, text};
use crate::shapes::{Trading, mixed};
use std::time::{Duration, Instant};

const KILLS: usize = 200;
const KILLS_OF_SOAK: usize = 2_000;
/// Runs of the client without keys, and how many must show a difference.
const CONTROL_RUNS: usize = 10;
const CONTROL_RUNS_FOUND: usize = 9;
const KILLS_PER_CONTROL_RUN: usize = 8;
const CONTROL_LANES: usize = 48;

/// All lanes send; then the process is killed. Gives how many requests had no answer at the kill.
fn load_and_kill(server: Server, lanes: &mut [Lane], keys: Keys, acks_before_kill: u64) -> usize {
    let address = server.address.clone();
    Load::new(&address, keys).run(lanes, |load| {
        let in_flight = load.wait_for_the_moment(acks_before_kill);
        server.kill();
        in_flight
    })
}

/// Arguments of the server under the kills: small, so that it restarts quickly, and with snapshots in between.
fn arguments() -> Vec<&'static str> {
    [QUIET, &["--orders-per-s", "1000000", "--orders-burst", "1000000", "--snapshot-records", "20000"]].concat()
}

/// Some number of answers that lets kills fall anywhere.
fn acks_before(kill: usize) -> u64 {
    60 + (kill as u64).wrapping_mul(2_654_435_761) % 500
}

#[test]
fn f33_f72_nothing_acknowledged_is_lost_or_doubled_by_kills_under_load() {
    let kills = if std::env::var_os("JOGAK_SOAK").is_some() { KILLS_OF_SOAK } else { KILLS };
    let folder = Folder::new("kill");
    let mut server = Server::start(&folder, &arguments());
    let mut lanes = mixed(&server, "k");
    let (mut least_in_flight, mut in_flight_sum, mut restart_sum) = (usize::MAX, 0, Duration::ZERO);
    let begin = Instant::now();
    for kill in 0..kills {
        let in_flight = load_and_kill(server, &mut lanes, Keys::Kept, acks_before(kill));
        least_in_flight = least_in_flight.min(in_flight);
        in_flight_sum += in_flight;
        let restart = Instant::now();
        server = Server::start(&folder, &arguments());
        restart_sum += restart.elapsed();
        let differences = settle(&server.address, &mut lanes, Keys::Kept);
        assert!(differences.is_empty(), "after kill {kill}: {differences:#?}");
    }
    server.kill();
    println!(
        "{kills} kills in {:.0?}: {} acknowledged, {} repeated after a restart, of which {} had been done; in flight at a kill {} on average, {} at least; \
         restart {:.0?} on average; 0 lost, 0 doubled",
        begin.elapsed(),
        total(&lanes, |counts| counts.acknowledged),
        total(&lanes, |counts| counts.repeated),
        total(&lanes, |counts| counts.replayed),
        in_flight_sum / kills,
        least_in_flight,
        restart_sum / kills as u32,
    );
    for shape in lanes.chunk_by(|one, other| one.shape_name() == other.shape_name()) {
        let (repeated, replayed) = (total(shape, |counts| counts.repeated), total(shape, |counts| counts.replayed));
        println!("  {}: {} acknowledged, {repeated} repeated, {replayed} of them done", shape[0].shape_name(), total(shape, acknowledged));
        assert!(total(shape, acknowledged) > 0 && repeated > 0, "{} was never under a kill", shape[0].shape_name());
    }
    let verified = run(&["verify"], &folder, &[]);
    let said = text(&verified.stdout);
    // A kill between a new snapshot and the removal of the oldest leaves three.
    let compared = ["2 snapshots the same", "3 snapshots the same"].iter().any(|kept| said.contains(kept));
    assert!(verified.status.success() && compared, "{said}{}", text(&verified.stderr));
    assert!(total(&lanes, |counts| counts.replayed) > 0, "no kill fell between a record and its answer: the test shows nothing");
}

fn acknowledged(counts: &Counts) -> u64 {
    counts.acknowledged
}

/// The negative control: a client that takes a new key for each attempt doubles what it does, and the comparison sees it.
#[test]
fn f33_without_kept_keys_kills_double_commands() {
    let folder = Folder::new("kill-control");
    let mut server = Server::start(&folder, &arguments());
    let mut found = 0;
    for run in 0..CONTROL_RUNS {
        let numbers = run * CONTROL_LANES..(run + 1) * CONTROL_LANES;
        let mut lanes: Vec<_> = numbers.map(|number| Trading::lane(&server, "c", number, Keys::Fresh)).collect();
        for kill in 0..KILLS_PER_CONTROL_RUN {
            load_and_kill(server, &mut lanes, Keys::Fresh, acks_before(kill) / 4);
            server = Server::start(&folder, &arguments());
            if !settle(&server.address, &mut lanes, Keys::Fresh).is_empty() {
                found += 1;
                break;
            }
        }
    }
    println!("{found} of {CONTROL_RUNS} runs without kept keys doubled something");
    assert!(found >= CONTROL_RUNS_FOUND, "only {found} of {CONTROL_RUNS} runs show what keys prevent");
}
