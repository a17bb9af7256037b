//! The deterministic core of a market: what each command does.
//!
//! * [`Exchange::execute`] makes every check and then emits events; [`Exchange::apply`] is the only thing that changes state, it cannot fail, and it
//!   computes no amount. A journal applied again gives the same [`Exchange::component_hashes`], on any machine.
//! * There is no I/O here, no clock, no randomness, no floating point, and no iteration over anything whose order depends on memory layout.
//! * One command, one file; each file has the command's checks first, then what its events change.
//!
//! Start at [`Exchange`], then `place_order` and `matching`.
#![deny(clippy::float_arithmetic)]

mod accounts;
mod amend_order;
mod apply;
mod assets;
mod auction;
mod calendar;
mod cancel_order;
mod cancel_orders;
mod check;
mod deposit;
mod distribution;
mod exchange;
mod fire_triggered;
mod genesis;
mod grant_cash;
mod grid;
mod halt;
mod holdings;
mod instrument;
mod issue_units;
mod jobs;
mod keys;
mod ladder;
mod list_instrument;
mod matching;
mod memory;
mod offering;
mod open_account;
mod orders;
mod place_order;
mod policies;
mod proposals;
mod session;
mod set_policy;
mod settle;
mod slot_index;
mod snapshot;
mod subscription;
mod tax;
mod timers;
mod verification;
mod whole_fill;
mod withdrawal;

pub use accounts::house;
pub use check::Violation;
pub use exchange::{Capacity, Exchange, Lookahead, ReservedBytes, limits};
pub use grid::MAX_PRICES;
pub use snapshot::SnapshotError;
