//! History in SQL: orders, fills, statements, balances, offerings and distributions of every account but the house's and the demo's traders.
//!
//! A [`Projector`] follows the journal of one market and writes rows with its cursor in one transaction. The tables are derived: they have no migrations.
//! Each build of them is a *generation* with tables of its own; another [`VERSION`] of this code, or [`Projector::rebuild`], fills a new generation from
//! the first record on beside the one that is read, and swaps. [`History`] reads the generation that is active.
//!
//! It must never: decide or compute an amount that stands in an event; commit rows without their cursor; answer as of a position it has not reached.

mod balances;
mod error;
mod fold;
mod generation;
mod history;
mod keeping;
mod offerings;
mod orders;
mod projector;
mod rebuilding;
mod rows;

pub use error::SqlError;
pub use history::{FillLine, Filter, History, OrderLine, Page, PaidDistribution, StatementRow};
pub use keeping::keep;
pub use projector::{Caught, Projector};
pub use rebuilding::{Rebuilt, RebuiltTable, rebuild};

use store::Migration;

/// Of the tables and of what is written into them. Another one is built anew.
pub const VERSION: i64 = 1;

/// Which generation of a market is read, and how far each has followed the journal.
pub const MIGRATIONS: &[Migration] = &[Migration { name: "generations", sql: include_str!("sql/0001_generations.sql") }];
/// The owner's name for [`store::Database::open`].
pub const OWNER: &str = "projections";
