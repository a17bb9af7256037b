//! A seeded simulator: the real journal and the real sequencer on a simulated disk, with a simulated clock and clients, through every kind of crash.
//!
//! * [`disk`] is the disk: what was not synced survives in any part, torn or flipped, or not at all.
//! * [`run_seed`] plays one seed: clients submit commands of every kind, the process dies in some way, recovers, and everything that was promised is
//!   compared with what is there. The same seed gives the same run, bit for bit.
//! * [`Tables`] counts what was reached: command × session × outcome, fault × outcome of recovery.
//!
//! It must never: use a real clock or disk, or have an outcome depend on threads; repair what the product got wrong; let a run end without reading the whole journal back.
//!
//! A seed that finds something is played again alone with `JOGAK_SEED=n cargo test -p simulation no_seed_loses -- --nocapture`.
//!
//! Start at [`run_seed`], then `run/life.rs` (one process from recovery to death) and `reference.rs` (what is compared with what).

mod books;
pub mod disk;
mod finding;
mod ledger;
mod market;
mod plan;
mod reference;
mod run;
mod tables;
mod workload;

pub use finding::Finding;
pub use plan::{Planted, RunSettings};
pub use run::{RunReport, run_seed};
pub use tables::{Counts, Fault, Outcome, Recovery, Tables};
