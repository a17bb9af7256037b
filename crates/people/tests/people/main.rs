//! People on SQLite and on PostgreSQL, with the cores of both markets.

#![allow(clippy::unwrap_used, reason = "a test panics where something is not as it should be")]

mod kyc;
mod logging_in;
mod world;
