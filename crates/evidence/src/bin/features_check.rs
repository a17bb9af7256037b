//! `features-check PASSED`: the last step of `make test`. PASSED lists the tests that passed in this run, one a line.

use std::path::Path;
use std::process::ExitCode;

use evidence::{Feature, Problem, State, parse, run_problems, shape_problems, unlisted_tests};

const FEATURES_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/features.toml");

fn main() -> ExitCode {
    let Some(passed_file) = std::env::args().nth(1) else {
        eprintln!("usage: features-check PASSED");
        return ExitCode::FAILURE;
    };
    match check(Path::new(&passed_file)) {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            problems.iter().for_each(|problem| eprintln!("docs/features.toml: {problem}"));
            ExitCode::FAILURE
        }
        Err(message) => {
            eprintln!("features-check: {message}");
            ExitCode::FAILURE
        }
    }
}

fn check(passed_file: &Path) -> Result<Vec<Problem>, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let passed = read(passed_file)?;
    let features = parse(&read(Path::new(FEATURES_FILE))?).map_err(|error| error.to_string())?;
    let unlisted = unlisted_tests(&features, &passed);
    if !unlisted.is_empty() {
        println!("tests with a feature's number that no feature names: {}", unlisted.join(", "));
    }
    println!("{}", summary(&features));
    let mut problems = shape_problems(&features);
    problems.extend(run_problems(&features, &passed));
    Ok(problems)
}

fn summary(features: &[Feature]) -> String {
    let count = |state: State| features.iter().filter(|feature| feature.state == state).count();
    let tests: usize = features.iter().map(|feature| feature.named_tests().count()).sum();
    format!(
        "features: {} working, {} in part, {} absent; {tests} tests named",
        count(State::Working),
        count(State::Part),
        count(State::Absent)
    )
}
