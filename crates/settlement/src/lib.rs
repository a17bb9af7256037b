//! Brings the live market's register onto the chain: who is identified, which units were issued, what won came in, and what was traded, netted over
//! ranges of the journal.
//!
//! A [`Settlement`] follows the journal with a cursor. It folds a range of records into [`Action`]s and writes them with the cursor in one transaction;
//! then it sends them one after the other. A transaction is kept before it is sent and sent again as it is until it has a receipt, and the contracts take
//! each range, payment and issue once and can be asked for it, should a node have lost receipts: so nothing is settled twice and nothing is left out. While nothing waits it compares journal, ledger, wallets and supplies.
//!
//! A server opens its [`store::Database`] with [`MIGRATIONS`] under the name `settlement`, opens one [`Settlement`] with [`Settings`], takes
//! [`Settlement::watch`] and spawns [`Settlement::run`] on a runtime of several threads. The journal keeps what is after the cursor [`CURSOR`], and its
//! archive the records that placed the open orders. [`Settlement::ranges`], [`Settlement::progress`] and [`Settlement::reconcile`] need the database only,
//! the last the chain too.
//!
//! It must never: send what is not kept; send to a chain that it does not know; hold the market up or change anything in it.
//!
//! Start at [`Settlement::step`], then `range.rs`.

#![forbid(unsafe_code)]

mod action;
mod contracts;
mod error;
mod movements;
mod orders;
mod outbox;
mod overview;
mod range;
mod ranges;
mod reconcile;
mod running;
mod sending;
mod settings;
mod settlement;
mod setup;
mod tables;
mod told;
mod wallets;

pub use action::{Action, Asset, Contract, Identity, Movement};
pub use error::SettlementError;
pub use outbox::Waiting;
pub use overview::Overview;
pub use ranges::{RANGES_PAGE_MAX, SettledRange};
pub use reconcile::{Balances, DIFFERENCES_MAX, Difference, Ledger, Report, Side, Total};
pub use settings::{COMPARE_EVERY, GATHER, LedgerReader, RECEIPT_PATIENCE, Settings};
pub use settlement::{CURSOR, Settlement, State, Step};
pub use tables::MIGRATIONS;
pub use wallets::wallet_of;
