//! What the exchange must do, checked against a market written as plainly as its rules read.
#![allow(unreachable_pub)] // a test binary has no outside
#![allow(clippy::disallowed_methods)] // the core does no I/O; its tests write docs/rules.md and take a seed from the environment

mod across;
mod balances;
mod blotter;
mod crowd;
mod delivery;
mod large_auction;
mod large_offering;
mod long;
mod market;
mod naive;
mod old_journals;
mod planted;
mod properties;
mod random;
mod refusals;
mod rules;
mod script;
mod world;
