use super::*;

#[test]
fn patience_doubles_up_to_ten_seconds() {
    let mut patience = Patience::default();
    let waited = std::iter::repeat_with(|| patience.next().as_millis()).take(8).collect::<Vec<_>>();
    assert_eq!(waited, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
}
