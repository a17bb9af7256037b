//! SQL: one text for SQLite and PostgreSQL, migrations of the tables that own facts, the outbox with its relay, cursors of projectors, and the folder of
//! objects.
//!
//! * A fact from outside is one row in the table of its owner and one command in the outbox, written in the same transaction ([`outbox::enqueue`]). One
//!   [`Relay`] hands the commands to the core, in order and under the row's own key, and marks each with what came of it; whoever owns the fact changes
//!   its rows in the transaction of that mark ([`Owner`]).
//! * It must never: take a commit for done whose outcome is not certain; hand in a command that no committed row asks for; change a migration that was
//!   applied; put anything personal into the outbox.
//!
//! Start at [`Database`], then [`outbox`] and [`Relay`].

pub mod cursors;
mod database;
mod error;
mod journaled;
mod media;
mod migrations;
mod notices;
pub mod objects;
pub mod outbox;
mod relay;
mod transaction;

pub use database::{Database, DatabaseUrl, Dialect};
pub use error::StoreError;
pub use media::{DOCUMENT_BYTES_MAX, MediaType, NotADocument};
pub use migrations::Migration;
pub use objects::Objects;
pub use outbox::{Outcome, Row};
pub use relay::{Owner, OwnerFuture, Progress, Relay};
pub use transaction::Transaction;
