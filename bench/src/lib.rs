//! Benchmarks.
pub mod flow;
