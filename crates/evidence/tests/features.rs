//! The list of features as it is committed.

use evidence::{Feature, parse, shape_problems};

fn features() -> Vec<Feature> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/features.toml");
    let text = std::fs::read_to_string(path).expect("docs/features.toml is part of the checkout");
    parse(&text).expect("docs/features.toml has the form that docs/evidence.md describes")
}

#[test]
fn features_file_has_every_feature_and_claims_nothing_without_a_test() {
    let problems: Vec<String> = shape_problems(&features()).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn titles_tell_the_features_apart() {
    let features = features();
    let mut titles: Vec<&str> = features.iter().map(|feature| feature.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), features.len());
}
