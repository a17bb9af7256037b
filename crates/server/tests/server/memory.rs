//! The memory of the real process under steady load.

use crate::lane::{Keys, Load, settle, total};
use crate::process::{Folder, QUIET, Server};
use crate::shapes::mixed;
use std::time::{Duration, Instant};

const SECONDS: u64 = 600;
/// Shares of the run. The first two fifths are the warm-up: the read model keeps half a million ended orders and fills, and until then they fill. The last
/// is compared with the third.
const PARTS: usize = 5;
/// By how much the mean of the last part may be above that of the third, in per cent.
const GROWTH_MAX_PERCENT: u64 = 5;
const SAMPLE_EVERY: Duration = Duration::from_secs(1);
const SHOWN_EVERY: usize = 30;

/// Resident memory of a process in kB, as the kernel counts it.
fn resident_kb(process: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

fn mean(samples: &[u64]) -> u64 {
    samples.iter().sum::<u64>() / samples.len() as u64
}

#[test]
fn f74_memory_is_steady_after_the_warm_up_of_ten_minutes_of_load() {
    let seconds = std::env::var("JOGAK_SOAK_SECONDS").map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let folder = Folder::new("memory");
    let arguments = [QUIET, &["--orders-per-s", "1000000", "--orders-burst", "1000000"]].concat();
    let server = Server::start(&folder, &arguments);
    let mut lanes = mixed(&server, "m");
    let address = server.address.clone();
    let mut samples = Vec::new();
    let begin = Instant::now();
    Load::new(&address, Keys::Kept).run(&mut lanes, |load| {
        let process = server.pid().as_raw_pid();
        // The time of a sample is what is measured here, not something that is waited for.
        while begin.elapsed() < Duration::from_secs(seconds) {
            samples.push(resident_kb(process));
            if samples.len() % SHOWN_EVERY == 1 {
                println!(
                    "{:4.0} s: {} kB resident, {} commands",
                    begin.elapsed().as_secs_f64(),
                    samples[samples.len() - 1],
                    load.acknowledged()
                );
            }
            std::thread::sleep(SAMPLE_EVERY);
        }
        assert!(server.terminate().success());
    });
    let part = samples.len() / PARTS;
    let (third, last) = (mean(&samples[2 * part..3 * part]), mean(&samples[samples.len() - part..]));
    println!(
        "{seconds} s, {} commands answered: {} kB at the start, {third} kB on average after the warm-up, {last} kB at the end, {} kB at most",
        total(&lanes, |counts| counts.acknowledged),
        samples[0],
        samples.iter().max().unwrap(),
    );
    assert!(last * 100 <= third * (100 + GROWTH_MAX_PERCENT), "memory grows: {third} kB, then {last} kB");

    let server = Server::start(&folder, &arguments);
    let differences = settle(&server.address, &mut lanes, Keys::Kept);
    assert!(differences.is_empty(), "{differences:#?}");
}
