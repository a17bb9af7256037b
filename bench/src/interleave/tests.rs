use std::cell::RefCell;

use super::*;

#[test]
fn both_sides_run_in_turn_and_each_is_first_in_every_second_round() {
    let order = RefCell::new(String::new());
    let note = |side: char| move |round: usize| (side, round);
    let done = interleave(
        3,
        |round| {
            order.borrow_mut().push('o');
            Ok(note('o')(round))
        },
        |round| {
            order.borrow_mut().push('b');
            Ok(note('b')(round))
        },
    )
    .unwrap();
    assert_eq!(order.into_inner(), "obboob");
    assert_eq!(done.ours, [('o', 0), ('o', 1), ('o', 2)]);
    assert_eq!(done.baseline, [('b', 0), ('b', 1), ('b', 2)]);
}

#[test]
fn an_error_ends_the_measure() {
    let mut rounds = 0;
    let ended = interleave(
        5,
        |_| {
            rounds += 1;
            Ok(())
        },
        |round| if round == 1 { anyhow::bail!("no baseline") } else { Ok(()) },
    );
    assert_eq!(ended.err().map(|error| error.to_string()), Some("no baseline".to_owned()));
    assert_eq!(rounds, 1);
}
