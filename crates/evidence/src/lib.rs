//! Holds `docs/features.toml` to what was tested: a feature may be called working only if tests that ran and passed say so.
//!
//! Nothing of the product depends on this crate, and it depends on nothing of the product. Start at [`parse`], then [`shape_problems`] (what can be seen
//! in the file alone) and [`run_problems`] (what only a test run can show). `docs/evidence.md` says how tests are named.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;

#[cfg(test)]
mod tests;

/// Features are numbered from 1 to this without gaps, in order.
pub const FEATURES: u32 = 101;

/// The kinds of test that a feature names, as they stand in the file.
const EFFECT: &str = "effect";
const REFUSAL: &str = "refusal";
const CONSERVATION: &str = "conservation";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is there, or nothing that a test shows.
    Absent,
    /// Some of it is there and tested.
    Part,
    /// All of it is there: its effect, its refusals and that no value appears or vanishes are tested.
    Working,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    pub id: u32,
    pub title: String,
    pub state: State,
    /// Names of tests that show what the feature does.
    #[serde(default)]
    pub effect: Vec<String>,
    /// Names of tests that show what it refuses.
    #[serde(default)]
    pub refusal: Vec<String>,
    /// Names of tests that show that no won and no unit appears or vanishes.
    #[serde(default)]
    pub conservation: Vec<String>,
    /// Why there is nothing to conserve. Excludes `conservation`.
    pub conservation_na: Option<String>,
}

impl Feature {
    /// Every test named, with the kind it is named for.
    pub fn named_tests(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [(EFFECT, &self.effect), (REFUSAL, &self.refusal), (CONSERVATION, &self.conservation)]
            .into_iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.as_str())))
    }

    /// Whether a test's name has the feature's number as one of its words: `f4`, or `f04`.
    pub fn is_carried_by(&self, test: &str) -> bool {
        let mut words = test.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| word.strip_prefix('f').is_some_and(|number| number.parse() == Ok(self.id)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    feature: Vec<Feature>,
}

/// What is wrong with the list of features, one sentence each.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("feature {found} stands where feature {expected} should: ids go from 1 to {FEATURES} in order")]
    OutOfOrder { expected: u32, found: u32 },
    #[error("there are {found} features, not {FEATURES}")]
    WrongCount { found: usize },
    #[error("feature {feature} has no title")]
    NoTitle { feature: u32 },
    #[error("feature {feature} is absent but names the test {test}")]
    AbsentWithTest { feature: u32, test: String },
    #[error("feature {feature} is in part but names no test")]
    PartWithoutTest { feature: u32 },
    #[error("feature {feature} is working but names no test of its {kind}")]
    WorkingWithout { feature: u32, kind: &'static str },
    #[error("feature {feature} has both conservation and conservation_na, or a conservation_na without a reason")]
    ConservationUnclear { feature: u32 },
    #[error("feature {feature} names {test}, which does not carry its number: the name needs the word f{feature}")]
    NumberMissing { feature: u32, test: String },
    #[error("feature {feature} names {test} as {kind}, but no test of that name passed in this run")]
    NotPassed { feature: u32, kind: &'static str, test: String },
    #[error("feature {feature} names {test}, but {count} tests of that name passed: the name does not say which")]
    Ambiguous { feature: u32, test: String, count: usize },
}

/// # Errors
/// If the text is not the list of features; the message gives line and field.
pub fn parse(text: &str) -> Result<Vec<Feature>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.feature)
}

/// Problems that the file shows by itself.
pub fn shape_problems(features: &[Feature]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if features.len() != FEATURES as usize {
        problems.push(Problem::WrongCount { found: features.len() });
    }
    let order = (1..).zip(features).filter(|(expected, feature)| *expected != feature.id);
    problems.extend(order.map(|(expected, feature)| Problem::OutOfOrder { expected, found: feature.id }));
    for feature in features {
        check_shape(feature, &mut problems);
    }
    problems
}

fn check_shape(feature: &Feature, problems: &mut Vec<Problem>) {
    let id = feature.id;
    if feature.title.trim().is_empty() {
        problems.push(Problem::NoTitle { feature: id });
    }
    let has_conservation = !feature.conservation.is_empty();
    match &feature.conservation_na {
        Some(reason) if has_conservation || reason.trim().is_empty() => problems.push(Problem::ConservationUnclear { feature: id }),
        _ => {}
    }
    match feature.state {
        State::Absent => {
            let named = feature.named_tests().map(|(_, test)| Problem::AbsentWithTest { feature: id, test: test.to_owned() });
            problems.extend(named);
        }
        State::Part if feature.named_tests().next().is_none() => problems.push(Problem::PartWithoutTest { feature: id }),
        State::Part => {}
        State::Working => {
            let conservation_answered = has_conservation || feature.conservation_na.is_some();
            let needed =
                [(EFFECT, !feature.effect.is_empty()), (REFUSAL, !feature.refusal.is_empty()), (CONSERVATION, conservation_answered)];
            let lacking = needed.into_iter().filter(|(_, there)| !there);
            problems.extend(lacking.map(|(kind, _)| Problem::WorkingWithout { feature: id, kind }));
        }
    }
    let unnumbered = feature.named_tests().filter(|(_, test)| !feature.is_carried_by(test));
    problems.extend(unnumbered.map(|(_, test)| Problem::NumberMissing { feature: id, test: test.to_owned() }));
}

/// Problems that only a run shows. `passed` has one test a line, as `binary::path::of::test`.
pub fn run_problems(features: &[Feature], passed: &str) -> Vec<Problem> {
    let passed = counts_by_name(passed);
    let mut problems = Vec::new();
    for feature in features {
        for (kind, test) in feature.named_tests() {
            let (feature, test_name) = (feature.id, test.to_owned());
            match passed.get(test).copied().unwrap_or(0) {
                0 => problems.push(Problem::NotPassed { feature, kind, test: test_name }),
                1 => {}
                count => problems.push(Problem::Ambiguous { feature, test: test_name, count }),
            }
        }
    }
    problems
}

/// Tests that passed and carry a feature's number, but stand in no feature: candidates for the list.
pub fn unlisted_tests<'a>(features: &[Feature], passed: &'a str) -> Vec<&'a str> {
    let listed = |test: &str| features.iter().any(|feature| feature.named_tests().any(|(_, name)| name == test));
    let numbered = |test: &str| features.iter().any(|feature| feature.is_carried_by(test));
    counts_by_name(passed).into_keys().filter(|test| numbered(test) && !listed(test)).collect()
}

/// Modules that hold the same tests, once for each kind of database: together they count as one, which passes if it does on all.
const DATABASES: [&str; 2] = ["on_sqlite", "on_postgres"];

fn counts_by_name(passed: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    let mut on_databases: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for line in passed.lines() {
        let mut parts = line.rsplitn(3, "::");
        let (name, module) = (parts.next().unwrap_or(line), parts.next().unwrap_or(""));
        if DATABASES.contains(&module) {
            on_databases.entry((name, parts.next().unwrap_or(""))).or_default().insert(module);
        } else {
            *counts.entry(name).or_default() += 1;
        }
    }
    for ((name, _), modules) in on_databases {
        *counts.entry(name).or_default() += usize::from(modules.len() == DATABASES.len());
    }
    counts
}
