//! Benchmarks: every figure of ours, measured in one run with its baseline.
//!
//! What is measured runs the code, codec and policy of `serve`; nothing here may switch a check off to look faster, and no test asserts a wall-clock
//! time. A figure is quoted as a ratio to its baseline of the same run, because machines differ by a factor of three.
//!
//! Start at [`area::MEASURES`], the table of all measures; [`interleave`] runs ours and the baseline in turn; [`results`] is what comes out.

pub mod allocations;
pub mod area;
pub mod arrivals;
pub mod bare;
pub mod ceiling;
pub mod clients;
pub mod disk;
pub mod durable;
pub mod flow;
pub mod founding;
pub mod interleave;
pub mod market;
pub mod pauses;
pub mod percentiles;
pub mod place;
pub mod product;
pub mod results;
pub mod server_process;
pub mod steps;
pub mod whole_server;
pub mod wrk;
