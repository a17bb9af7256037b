use super::*;
use protocol::InstrumentId;

#[test]
fn an_amount_is_parted_by_what_one_call_takes() {
    let parted = |amount| parts(amount).collect::<Vec<_>>();
    assert_eq!(parted(0), []);
    assert_eq!(parted(1), [(0, 1)]);
    assert_eq!(parted(WON_PER_CALL_MAX), [(0, WON_PER_CALL_MAX)]);
    assert_eq!(parted(2 * WON_PER_CALL_MAX + 5), [(0, WON_PER_CALL_MAX), (1, WON_PER_CALL_MAX), (2, 5)]);
}

#[test]
fn legs_leave_out_what_does_not_move_and_have_to_balance() {
    let units = Asset::Units(InstrumentId(3));
    let net =
        |changes: &[(Asset, u64, i64)]| changes.iter().map(|(asset, account, amount)| ((*asset, AccountId(*account)), *amount)).collect();
    let balanced = legs(&net(&[(Asset::Won, 16, -5), (Asset::Won, 17, 0), (Asset::Won, 18, 5), (units, 16, 1), (units, 18, -1)])).unwrap();
    let movement = |account, amount| Movement { account, amount };
    assert_eq!(balanced, [(0, vec![movement(16, -5), movement(18, 5)]), (3, vec![movement(16, 1), movement(18, -1)])]);
    assert_eq!(legs(&net(&[(Asset::Won, 16, -5), (Asset::Won, 18, 4)])), None);
    assert_eq!(legs(&net(&[(Asset::Won, 16, i64::MAX), (Asset::Won, 18, i64::MAX), (Asset::Won, 19, 2)])), None);
    assert_eq!(legs(&net(&[(Asset::Won, 16, 0)])), Some(vec![]));
}

#[test]
fn a_korean_day_ends_at_three_in_the_afternoon_of_utc() {
    // 2026-11-23T14:59:59Z is the last second of the day in Seoul.
    let last = 1_795_445_999;
    assert_eq!(last_second(20_780), last);
    assert_eq!(protocol::Day(20_780).to_string(), "2026-11-23");
}
