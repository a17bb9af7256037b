use super::*;

const LINE: &str = "figures requests=100000 duration_us=2000000 p50_us=900 p99_us=4000 p99_9_us=9000 connect_errors=0 read_errors=0 write_errors=0 \
                    status_errors=0 timeouts=0";

#[test]
fn the_figures_of_the_script_are_read() {
    let expected =
        LoadRun { requests: 100_000, requests_per_s: 50_000.0, latency_us: Percentiles { p50: 900.0, p99: 4000.0, p99_9: 9000.0 } };
    assert_eq!(parse(&format!("Running 2s test\n{LINE}\n")).unwrap(), expected);
}

#[test]
fn a_run_with_any_failed_request_is_refused() {
    for (good, bad) in [
        ("status_errors=0", "status_errors=1"),
        ("timeouts=0", "timeouts=3"),
        ("requests=100000", "requests=0"),
        ("figures", "nothing"),
        (" p99_us=4000", ""),
    ] {
        assert!(parse(&LINE.replacen(good, bad, 1)).is_err(), "accepted: {bad}");
    }
}

#[test]
fn runs_are_compared_by_their_medians() {
    let run =
        |rate: f64| LoadRun { requests: rate as u64, requests_per_s: rate, latency_us: Percentiles { p50: rate, p99: 9.0, p99_9: 9.0 } };
    assert_eq!(median_run(&[run(3.0), run(1.0), run(2.0)]), Some(run(2.0)));
    assert_eq!(median_run(&[]), None);
}

#[test]
fn no_two_runs_share_a_name() {
    assert_ne!(run_name().unwrap(), run_name().unwrap());
}
