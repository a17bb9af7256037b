use super::*;

#[test]
fn percentiles_are_samples_by_nearest_rank() {
    let samples: Vec<f64> = (1..=1000).rev().map(f64::from).collect();
    assert_eq!(Percentiles::of(&samples), Some(Percentiles { p50: 500.0, p99: 990.0, p99_9: 999.0 }));
    assert_eq!(Percentiles::of(&[7.0]), Some(Percentiles { p50: 7.0, p99: 7.0, p99_9: 7.0 }));
    assert_eq!(Percentiles::of(&[]), None);
}

#[test]
fn median_of_five_is_the_third() {
    assert_eq!(median(&[5.0, 1.0, 4.0, 2.0, 3.0]), Some(3.0));
    assert_eq!(median(&[2.0, 1.0]), Some(1.0));
    assert_eq!(median(&[]), None);
}
