//! What the exchange must do, checked against a market written as plainly as its rules read.
#![allow(unreachable_pub)] // a test binary has no outside

mod market;
mod naive;
mod random;
mod script;
mod world;
