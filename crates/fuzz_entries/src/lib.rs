//! What a fuzzer drives: every decoder that reads what a disk or a stranger gave, each as a function of bytes that panics where it finds something.
//!
//! [`ENTRIES`] lists them. `fuzz/` calls each from a target of cargo-fuzz, which needs a nightly compiler; `tests/mutations.rs` drives the same functions
//! with seeded mutations of real bytes ([`Corpus`]) on the stable one, in every run of the tests.
//!
//! It must never: accept a panic as an answer, or look at anything but the product's own decoders.

#![allow(clippy::unwrap_used)] // A test in all but its place: an unwrap that fails is a finding, or a broken test.

mod bodies;
mod corpus;
mod decoders;
mod market;
mod mutations;

pub use bodies::{ROUTES, Route};
pub use corpus::Corpus;
pub use mutations::Mutations;

/// One decoder.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Also the name of its target in `fuzz/`.
    pub name: &'static str,
    /// Panics if the bytes bring the decoder to do what it must not.
    pub run: fn(&[u8]),
    /// Real inputs to begin with.
    pub seeds: fn(&Corpus) -> &[Vec<u8>],
    /// Mutations tried in a run of the tests.
    pub mutations: u32,
}

pub const ENTRIES: &[Entry] = &[
    Entry { name: "frame", run: decoders::frame, seeds: |corpus| &corpus.frames, mutations: 200_000 },
    Entry { name: "records", run: decoders::records, seeds: |corpus| &corpus.records, mutations: 200_000 },
    Entry { name: "snapshot", run: decoders::snapshot, seeds: |corpus| &corpus.snapshots, mutations: 20_000 },
    Entry { name: "live_state", run: decoders::live_state, seeds: |corpus| &corpus.live_states, mutations: 20_000 },
    Entry { name: "request_body", run: bodies::request_body, seeds: |corpus| &corpus.bodies, mutations: 30_000 },
];

/// The entry of this name.
///
/// # Panics
/// If there is none.
pub fn entry(name: &str) -> &'static Entry {
    ENTRIES.iter().find(|entry| entry.name == name).unwrap_or_else(|| panic!("there is no entry {name}"))
}
