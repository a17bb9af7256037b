//! The store on SQLite and on PostgreSQL, with a running core.

#![allow(clippy::unwrap_used, reason = "a test panics where something is not as it should be")]

mod commits;
mod migrations;
mod objects;
mod outages;
mod outbox;
mod world;
