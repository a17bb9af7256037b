//! The demo: instruments, simulated traders that keep them alive, and a few accounts for people.
//!
//! Everything is made by state: what is there already is left as it is, so that a demo goes on after any stop. Simulated traders are clients like any
//! other; what they decide follows from the seed in the journal's first record and from what they see.

mod accounts;
mod crowd;
mod instruments;
mod random;
mod roles;
mod running;
mod view;

pub use accounts::{open_accounts_for_people, seed};
pub use crowd::{Crowd, agents};
pub use instruments::{DemoInstrument, instruments};
pub use random::Random;
pub use roles::{Agent, Role};
pub(crate) use running::rest;
pub use running::start_traders;
pub use view::{InstrumentView, OwnOrder, Position, observe};

#[cfg(test)]
mod tests;
