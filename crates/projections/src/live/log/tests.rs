use super::*;

#[test]
fn f75_a_log_keeps_the_last_of_all_and_each_account_finds_its_own() {
    let mut log = Log::new(4);
    let (mut alice, mut bob) = (Chain::default(), Chain::default());
    for item in 1..=3u64 {
        log.push(&mut alice, item);
        log.push(&mut bob, item * 10);
    }
    assert_eq!(log.of(alice).copied().collect::<Vec<_>>(), [3, 2]);
    assert_eq!(log.of(bob).copied().collect::<Vec<_>>(), [30, 20]);
    for item in 40..44u64 {
        log.push(&mut bob, item);
    }
    assert_eq!((log.of(alice).count(), alice.count, log.of(bob).count(), bob.count), (0, 3, 4, 7));
    assert_eq!(log.of(Chain::default()).count(), 0);
}
