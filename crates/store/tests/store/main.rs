//! The store on SQLite and on PostgreSQL, with a running core.

mod commits;
mod migrations;
mod objects;
mod outages;
mod outbox;
mod world;
