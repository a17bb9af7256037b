//! Every entry with seeded mutations of real bytes. A finding prints the input; `JOGAK_SEED` runs other mutations.

use fuzz_entries::{Corpus, ENTRIES, Mutations, ROUTES, entry};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

const SEED: u64 = 1;
/// So many times as many in `make soak`.
const SOAK_FACTOR: u32 = 100;

fn drive(name: &str) {
    let entry = entry(name);
    let seeds = (entry.seeds)(Corpus::get());
    seeds.iter().for_each(|seed| (entry.run)(seed));
    let seed = std::env::var("JOGAK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let factor = if std::env::var_os("JOGAK_SOAK").is_some() { SOAK_FACTOR } else { 1 };
    for (number, input) in Mutations::new(seeds, seed).take((entry.mutations * factor) as usize).enumerate() {
        if catch_unwind(AssertUnwindSafe(|| (entry.run)(&input))).is_err() {
            panic!("{name}: mutation {number} of seed {seed} finds something: {:?}", String::from_utf8_lossy(&input));
        }
    }
}

#[test]
fn f72_mutated_frames_never_panic_the_decoder() {
    drive("frame");
}

#[test]
fn f72_mutated_records_never_panic_the_decoder_and_what_is_understood_is_written_alike() {
    drive("records");
}

#[test]
fn f72_mutated_snapshots_are_read_whole_or_refused() {
    drive("snapshot");
}

#[test]
fn f75_mutated_read_models_are_refused_or_read_as_a_state() {
    drive("live_state");
}

#[test]
fn f80_mutated_bodies_of_every_route_are_never_the_servers_fault() {
    drive("request_body");
}

/// The negative control: the loop finds a decoder that trusts a length.
#[test]
fn mutations_find_a_decoder_that_trusts_what_it_reads() {
    let trusting = |bytes: &[u8]| bytes.split_first().map(|(length, rest)| rest[..usize::from(*length)].len());
    let seeds = [vec![3, 1, 2, 3, 4]];
    let found = Mutations::new(&seeds, SEED).take(1_000).filter(|input| catch_unwind(|| trusting(input)).is_err()).count();
    assert!(found > 50, "{found} findings of 1,000");
}

#[test]
fn every_route_with_a_body_and_every_entry_has_its_target() {
    let description: serde_json::Value = serde_json::from_str(include_str!("../../api/openapi.json")).unwrap();
    let mut described = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if operation.get("requestBody").is_some() {
                described.insert((method.clone(), path.clone()));
            }
        }
    }
    let listed: BTreeSet<_> = ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    assert_eq!(listed, described);

    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/fuzz_targets");
    let targets: BTreeSet<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(targets, ENTRIES.iter().map(|entry| format!("{}.rs", entry.name)).collect());
}
