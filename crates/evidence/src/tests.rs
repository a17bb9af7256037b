use super::*;

/// All features absent, but the ones given as TOML in place of theirs.
fn features_with(id: u32, body: &str) -> Vec<Feature> {
    let text: String = (1..=FEATURES)
        .map(|number| match number == id {
            true => format!("[[feature]]\nid = {id}\ntitle = 'Orders'\n{body}\n"),
            false => format!("[[feature]]\nid = {number}\ntitle = 'T{number}'\nstate = 'absent'\n"),
        })
        .collect();
    parse(&text).unwrap()
}

const WORKING: &str =
    "state = 'working'\neffect = ['f31_rests']\nrefusal = ['off_tick_is_refused_f31']\nconservation = ['f31_f13_cash_is_conserved']";
const WORKING_PASSED: &str =
    "exchange::orders::tests::f31_rests\nrules::off_tick_is_refused_f31\nsim::f31_f13_cash_is_conserved\nmoney::other\n";

fn check_shape_of(body: &str, expected: &[Problem]) {
    assert_eq!(shape_problems(&features_with(31, body)), expected, "{body}");
}

#[test]
fn a_feature_with_tests_that_passed_has_no_problem() {
    check_shape_of(WORKING, &[]);
    assert_eq!(run_problems(&features_with(31, WORKING), WORKING_PASSED), []);
    check_shape_of("state = 'part'\neffect = ['f31_rests']", &[]);
    check_shape_of("state = 'working'\neffect = ['f31_a']\nrefusal = ['f31_b']\nconservation_na = 'moves no value'", &[]);
}

#[test]
fn a_working_feature_needs_all_three_kinds() {
    let lacks = |kind| Problem::WorkingWithout { feature: 31, kind };
    check_shape_of("state = 'working'", &[lacks(EFFECT), lacks(REFUSAL), lacks(CONSERVATION)]);
    check_shape_of("state = 'working'\neffect = ['f31_a']\nrefusal = ['f31_b']", &[lacks(CONSERVATION)]);
}

#[test]
fn states_and_tests_must_agree() {
    check_shape_of("state = 'part'", &[Problem::PartWithoutTest { feature: 31 }]);
    check_shape_of("state = 'absent'\neffect = ['f31_a']", &[Problem::AbsentWithTest { feature: 31, test: "f31_a".into() }]);
    let unclear = [Problem::ConservationUnclear { feature: 31 }];
    check_shape_of("state = 'part'\nconservation = ['f31_a']\nconservation_na = 'none'", &unclear);
    check_shape_of("state = 'part'\neffect = ['f31_a']\nconservation_na = ' '", &unclear);
}

#[test]
fn a_test_that_does_not_carry_the_number_is_refused() {
    let missing = |test: &str| Problem::NumberMissing { feature: 31, test: test.to_owned() };
    for test in ["rests", "f310_rests", "f3_1_rests", "xf31_rests", "f_31_rests", "f31rests"] {
        check_shape_of(&format!("state = 'part'\neffect = ['{test}']"), &[missing(test)]);
    }
    check_shape_of("state = 'part'\neffect = ['f031_rests']", &[]);
}

#[test]
fn a_test_that_failed_or_did_not_run_is_found() {
    let features = features_with(31, WORKING);
    for (kind, test) in [(EFFECT, "f31_rests"), (REFUSAL, "off_tick_is_refused_f31"), (CONSERVATION, "f31_f13_cash_is_conserved")] {
        let passed: String = WORKING_PASSED.lines().filter(|line| !line.ends_with(test)).map(|line| format!("{line}\n")).collect();
        assert_eq!(run_problems(&features, &passed), [Problem::NotPassed { feature: 31, kind, test: test.into() }]);
    }
    assert_eq!(run_problems(&features, "").len(), 3);
}

#[test]
fn a_name_that_two_tests_have_is_refused() {
    let passed = format!("{WORKING_PASSED}other::f31_rests\n");
    let expected = [Problem::Ambiguous { feature: 31, test: "f31_rests".into(), count: 2 }];
    assert_eq!(run_problems(&features_with(31, WORKING), &passed), expected);
}

#[test]
fn a_test_on_both_databases_is_one_and_passes_on_both() {
    let passed = |modules: &[&str]| -> String { modules.iter().map(|module| format!("people::kyc::{module}::f31_rests\n")).collect() };
    let features = features_with(31, "state = 'part'\neffect = ['f31_rests']");
    assert_eq!(run_problems(&features, &passed(&["on_sqlite", "on_postgres"])), []);
    let missing = [Problem::NotPassed { feature: 31, kind: EFFECT, test: "f31_rests".into() }];
    assert_eq!(run_problems(&features, &passed(&["on_sqlite"])), missing);
    assert_eq!(run_problems(&features, &passed(&["on_postgres"])), missing);
    let twice = passed(&["on_sqlite", "on_postgres"]) + "other::f31_rests\n";
    assert_eq!(run_problems(&features, &twice), [Problem::Ambiguous { feature: 31, test: "f31_rests".into(), count: 2 }]);
}

#[test]
fn ids_are_complete_and_in_order() {
    let mut features = features_with(31, WORKING);
    features.swap(3, 4);
    assert_eq!(shape_problems(&features), [Problem::OutOfOrder { expected: 4, found: 5 }, Problem::OutOfOrder { expected: 5, found: 4 }]);
    features.swap(3, 4);
    features.pop();
    assert_eq!(shape_problems(&features), [Problem::WrongCount { found: 100 }]);
}

#[test]
fn unknown_fields_and_states_are_refused() {
    for body in ["state = 'done'", "state = 'absent'\nnote = 'x'", "title2 = 'x'"] {
        assert!(parse(&format!("[[feature]]\nid = 1\ntitle = 'T'\n{body}\n")).is_err(), "accepted: {body}");
    }
}

#[test]
fn numbered_tests_outside_the_list_are_shown() {
    let passed = format!("{WORKING_PASSED}exchange::f31_amend\n");
    assert_eq!(unlisted_tests(&features_with(31, WORKING), &passed), ["f31_amend"]);
}
