//! History in SQL, on SQLite and on PostgreSQL, written from the journal of a running core.

mod history;
mod world;
