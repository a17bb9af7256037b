//! The virtual bank on SQLite and on PostgreSQL, with the core of the live market.

#![allow(clippy::unwrap_used, reason = "a test panics where something is not as it should be")]

mod bank;
