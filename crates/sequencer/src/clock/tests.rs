use super::*;

const LAST: Time = Time(1_000_000 * MICROS_PER_SECOND);

fn moment(start: &Anchor, wall_micros: i64, monotonic: Duration) -> Anchor {
    Anchor { wall: Time(start.wall.0 + wall_micros), monotonic: start.monotonic + monotonic }
}

#[test]
fn an_empty_journal_takes_any_time() {
    assert_eq!(doubt_at_start(Time(0), Time(5), RestartJump::USUAL), None);
}

#[test]
fn a_restart_may_be_late_and_never_early() {
    let jump = RestartJump { max_seconds: 10 };
    assert_eq!(doubt_at_start(LAST, LAST, jump), None);
    assert_eq!(doubt_at_start(LAST, LAST.plus_seconds(10), jump), None);
    assert_eq!(doubt_at_start(LAST, LAST.plus_seconds(11), jump), Some(Doubt::AheadOfJournal { seconds: 11 }));
    assert_eq!(doubt_at_start(LAST, Time(LAST.0 - 1), jump), Some(Doubt::BehindJournal { micros: 1 }));
}

#[test]
fn a_jump_either_way_stops_trading_until_it_is_confirmed() {
    for sign in [1, -1] {
        let (clock, control) = SystemClock::new(Time(0), RestartJump::USUAL);
        let mut anchor = clock.anchor;
        let start = anchor;
        let tolerated = moment(&start, sign * 4_999_999, Duration::ZERO);
        assert_eq!(control.read(&mut anchor, tolerated), Reading::At(tolerated.wall));
        let jumped = moment(&start, sign * 6_000_000, Duration::ZERO);
        let doubt = Doubt::Jumped { seconds: sign * 6 };
        assert_eq!(control.read(&mut anchor, jumped), Reading::Unconfirmed(doubt));
        let later = moment(&jumped, 1_000, Duration::from_millis(1));
        assert_eq!(control.read(&mut anchor, later), Reading::Unconfirmed(doubt));
        assert_eq!(control.doubt(), Some(doubt));
        control.confirm();
        assert_eq!(control.read(&mut anchor, later), Reading::At(later.wall));
    }
}

#[test]
fn slow_corrections_never_add_up_to_a_jump() {
    let (clock, control) = SystemClock::new(Time(0), RestartJump::USUAL);
    let mut anchor = clock.anchor;
    let mut now = anchor;
    for _ in 0..1_000 {
        now = moment(&now, 61_500_000, Duration::from_secs(61));
        assert_eq!(control.read(&mut anchor, now), Reading::At(now.wall));
    }
}

#[test]
fn a_settable_clock_is_shared_by_its_clones() {
    let mut clock = TestClock::new(LAST);
    let hand = clock.clone();
    hand.advance_seconds(3);
    assert_eq!(clock.read(), Reading::At(LAST.plus_seconds(3)));
    hand.set(LAST);
    assert_eq!(clock.read(), Reading::At(LAST));
}
