//! docs/rules.md, written from the tables, and the proof that nothing is missing in it.

use super::all;
use super::cells::{CHANGE_TEST, Kind, ROWS, change_in, shown};
use crate::refusals::REFUSALS;
use protocol::order::TimeInForce;
use protocol::policy::SessionState;
use protocol::rejection::Reason;
use std::collections::BTreeSet;
use std::fmt::Write;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");

const HEAD: &str = "# Rules of the market

One row per rule, with the test in which it accepts and the test in which it refuses. Written from the enums and tables in
`crates/exchange/tests/exchange/rules`, and checked by `f35_rules_document_is_current`; after a change of the tables write it anew with
`JOGAK_WRITE_RULES=1 cargo test -p exchange --test exchange f35_rules_document`.

A refusing test asserts the reason, the version of the dated rule (`v5` is the fifth version of the test's policies; without a number the rule is not
dated), and that every component hash is unchanged; or that an order is taken and at once cancelled, for a stated reason. A rule that only chooses or computes has nothing to refuse: the second test is its twin, in which
another outcome would be natural; what does not happen there stands in *italics*.

The naive market plays beside every script, each is replayed from its journal and from a snapshot.
Scripts run with the Korean calendar; STOCK has a previous close of 1,990 won.
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    for (heading, rules) in all() {
        let _ = write!(text, "\n## {heading}\n\n| rule | in words | accepting test | refusing test | refusals |\n|---|---|---|---|---|\n");
        for rule in rules {
            let asserted = if rule.refusals().is_empty() { rule.ends() } else { rule.refusals() };
            let refusals: BTreeSet<_> = asserted.into_iter().map(|reason| format!("`{reason}`")).collect();
            let refusals = match rule.twin {
                Some(instead) => format!("*{instead}*"),
                None => refusals.into_iter().collect::<Vec<_>>().join(", "),
            };
            let _ = writeln!(text, "| {} | {} | `{}` | `{}` | {refusals} |", rule.title, rule.text, rule.accepts, rule.refuses);
        }
    }
    states(&mut text);
    text.push_str("\n## Other refusals\n\n| reason | rule | test |\n|---|---|---|\n");
    for refusal in REFUSALS {
        let _ = writeln!(text, "| `{}` | {} | `{}` |", refusal.reason.code(), refusal.reason.rule(), refusal.test);
    }
    text
}

fn states(text: &mut String) {
    text.push_str("\n## Session state × kind × time in force\n\n");
    text.push_str("*trades*: may trade at once; *enters*: rests until the auction; *waits*: outside the book until its condition.\n");
    for &state in SessionState::ALL {
        let tifs: Vec<_> = TimeInForce::ALL.iter().map(|tif| tif.name()).collect();
        let _ = write!(text, "\n### {}\n\n| kind | {} | test |\n|---|{}---|\n", state.name(), tifs.join(" | "), "---|".repeat(tifs.len()));
        for kind in Kind::ALL {
            let cells: Vec<_> = TimeInForce::ALL.iter().map(|&tif| shown(state, kind, tif)).collect();
            let row = ROWS.iter().find(|row| row.0 == state && row.1 == kind);
            let test = row.unwrap_or_else(|| panic!("{state:?} × {kind:?} has no test")).2;
            let _ = writeln!(text, "| {} | {} | `{test}` |", kind.name(), cells.join(" | "));
        }
    }
    let _ = write!(text, "\n### Changing an open order\n\n| state | amend | cancel |\n|---|---|---|\n");
    for &state in SessionState::ALL {
        let say = |refusal: Option<Reason>| refusal.map_or("accepted".to_owned(), |reason| format!("`{}`", reason.code()));
        let (amend, cancel) = change_in(state);
        let _ = writeln!(text, "| {} | {} | {} |", state.name(), say(amend), say(cancel));
    }
    let _ = writeln!(text, "\nTest: `{CHANGE_TEST}`.");
}

#[test]
fn f35_rules_document_is_current() {
    let text = document();
    if std::env::var_os("JOGAK_WRITE_RULES").is_some() {
        std::fs::write(FILE, &text).expect("docs/rules.md can be written");
    }
    let written = std::fs::read_to_string(FILE).expect("docs/rules.md is there");
    assert!(written == text, "docs/rules.md is not what the tables say; write it anew as its head says");
}

#[test]
fn f35_every_rule_has_an_accepting_and_a_refusing_test_of_its_own() {
    let mut names = BTreeSet::new();
    for rule in all().into_iter().flat_map(|(_, rules)| rules) {
        assert!(names.insert(rule.accepts) && names.insert(rule.refuses), "{}: a test stands for two rules", rule.title);
        match rule.twin {
            Some(_) => assert!(rule.refusals().is_empty(), "{}: what refuses is no twin", rule.title),
            None => assert!(!rule.refusals().is_empty() || !rule.ends().is_empty(), "{}: nothing is refused", rule.title),
        }
        let numbered = |name: &str| name.starts_with('f') && name[1..3].bytes().all(|byte| byte.is_ascii_digit());
        assert!(numbered(rule.accepts) && numbered(rule.refuses), "{}: a test without its feature's number", rule.title);
    }
    for row in ROWS {
        assert!(names.insert(row.2), "{} stands for two rows", row.2);
    }
}

#[test]
fn f35_every_reason_of_refusal_is_tested() {
    let mut tested: BTreeSet<String> = REFUSALS.iter().map(|refusal| refusal.reason.code().to_owned()).collect();
    for rule in all().into_iter().flat_map(|(_, rules)| rules) {
        tested.extend(rule.refusals().into_iter().filter_map(|refusal| refusal.split(' ').next().map(str::to_owned)));
    }
    let missing: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).filter(|code| !tested.contains(*code)).collect();
    // The gateway compares a repeated key with the record that used it; the core itself only finds that record.
    assert_eq!(missing, ["key_already_used"]);
}
