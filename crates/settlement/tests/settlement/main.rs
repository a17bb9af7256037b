//! A real core, a real database of each kind, and a real chain: the embedded one and Anvil.

#![allow(clippy::unwrap_used)]

mod anvil;
mod chain_contracts;
mod crashes;
mod differences;
mod offerings;
mod path;
mod receipts;
mod refusals;
#[path = "../../examples/settle/world.rs"]
mod world;
