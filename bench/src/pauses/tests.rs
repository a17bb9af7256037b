use super::*;

#[test]
fn a_pause_counts_in_each_millisecond_that_it_touches() {
    let mut recorder = PauseRecorder::with_capacity_s(0);
    for now_ns in [100_000, 300_000, 900_000, 1_100_000, 3_200_000, 3_300_000] {
        recorder.step_at(now_ns);
    }
    assert_eq!(recorder.longest_ns, [600_000, 2_100_000, 2_100_000, 2_100_000]);
    assert_eq!(recorder.percentiles_us(), Some(Percentiles { p50: 2100.0, p99: 2100.0, p99_9: 2100.0 }));
}

#[test]
fn an_idle_thread_has_a_pause_in_each_millisecond() {
    let recorder = spin_idle(Duration::from_millis(20));
    assert!(recorder.longest_ns.len() > 20);
    assert!(recorder.longest_ns.iter().all(|ns| *ns > 0));
}

#[test]
fn cpu_time_of_the_thread_grows_with_work() {
    let before = thread_cpu_ns();
    let sum = (0..1_000_000u64).fold(0, |sum: u64, number| std::hint::black_box(sum.wrapping_add(number)));
    assert!(thread_cpu_ns() > before, "{sum}");
}
