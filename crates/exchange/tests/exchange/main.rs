//! What the exchange must do, checked against a market written as plainly as its rules read.
#![allow(unreachable_pub)] // a test binary has no outside

mod across;
mod balances;
mod blotter;
mod long;
mod market;
mod naive;
mod planted;
mod properties;
mod random;
mod refusals;
mod rules;
mod script;
mod world;
