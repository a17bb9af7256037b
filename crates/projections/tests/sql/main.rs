//! History in SQL, on SQLite and on PostgreSQL, written from the journal of a running core.

#![allow(clippy::unwrap_used)] // Helpers of tests are outside the functions that clippy knows as tests.

mod history;
mod world;
