//! The memory of the real process under steady load.

use crate::lane::{Keys, Load, settle, total};
use crate::process::{Folder, QUIET, Server};
use crate::shapes::mixed;
use std::time::{Duration, Instant};

/// How long memory is watched after the warm-up.
const SECONDS: u64 = 600;
/// The warm-up ends after so many answers: the read model keeps half a million ended orders and half a million fills of each market, and until then they
/// fill.
const WARM_UP_COMMANDS: u64 = 3_000_000;
/// The last of so many parts of the time watched is compared with the first.
const PARTS: usize = 3;
/// By how much the mean of the last part may be above that of the first, in per cent.
const GROWTH_MAX_PERCENT: u64 = 5;
const SAMPLE_EVERY: Duration = Duration::from_secs(1);
const SHOWN_EVERY: u64 = 30;

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
fn f74_memory_is_steady_over_ten_minutes_of_load() {
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let (seconds, warm_up) = (number("JOGAK_SOAK_SECONDS", SECONDS), number("JOGAK_SOAK_WARM_UP", WARM_UP_COMMANDS));
    let folder = Folder::new("memory");
    let arguments = [QUIET, &["--orders-per-s", "1000000", "--orders-burst", "1000000"]].concat();
    let server = Server::start(&folder, &arguments);
    let mut lanes = mixed(&server, "m");
    let address = server.address.clone();
    let mut samples = Vec::new();
    let begin = Instant::now();
    Load::new(&address, Keys::Kept).run(&mut lanes, |load| {
        let process = server.pid().as_raw_pid();
        let mut watched_from: Option<Instant> = None;
        // The time of a sample is what is measured here, not something that is waited for.
        for second in 0u64.. {
            let resident = resident_kb(process);
            if second % SHOWN_EVERY == 0 {
                println!("{:4.0} s: {resident} kB resident, {} commands", begin.elapsed().as_secs_f64(), load.acknowledged());
            }
            match watched_from {
                None if load.acknowledged() < warm_up => {}
                None => watched_from = Some(Instant::now()),
                Some(from) if from.elapsed() >= Duration::from_secs(seconds) => break,
                Some(_) => samples.push(resident),
            }
            std::thread::sleep(SAMPLE_EVERY);
        }
        assert!(server.terminate().success());
    });
    let part = samples.len() / PARTS;
    let (first, last) = (mean(&samples[..part]), mean(&samples[samples.len() - part..]));
    println!(
        "{seconds} s after the warm-up, {} commands answered: {first} kB on average in the first part, {last} kB in the last, {} kB at most",
        total(&lanes, |counts| counts.acknowledged),
        samples.iter().max().unwrap(),
    );
    assert!(last * 100 <= first * (100 + GROWTH_MAX_PERCENT), "memory grows: {first} kB, then {last} kB");

    let server = Server::start(&folder, &arguments);
    let differences = settle(&server.address, &mut lanes, Keys::Kept);
    assert!(differences.is_empty(), "{differences:#?}");
}
