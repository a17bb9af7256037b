use simulation::{RunSettings, Tables, run_seed};

#[test]
fn probe() {
    let count: u64 = std::env::var("JOGAK_PROBE").ok().and_then(|s| s.parse().ok()).unwrap_or(20);
    let mut tables = Tables::default();
    let begun = std::time::Instant::now();
    for seed in 0..count {
        if let Err(finding) = run_seed(seed, RunSettings { commands: 5_000, planted: None }, &mut tables) {
            panic!("seed {seed}: {finding}\n{tables}");
        }
    }
    println!("{tables}\n{:?}", begun.elapsed());
}
