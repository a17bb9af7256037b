//! An EVM chain: one inside the server, kept in SQLite, or any node by its address. Both are used through [`Chain`].
//!
//! [`EmbeddedChain`] executes each transaction in a block of its own, with revm and the rules of Prague, and acknowledges it when the block is durable.
//! Its gas costs nothing, and who may do what is up to the contracts. [`endpoint::router`] lets tools such as `cast` read it. [`RemoteChain`] speaks
//! JSON-RPC to Anvil, geth or Besu.
//!
//! It must never: hold a key; acknowledge a transaction that a crash could lose; execute one twice; take a transaction over the read-only endpoint.
//!
//! Start at [`Chain`], then [`EmbeddedChain::send`] and [`Transaction`].

#![forbid(unsafe_code)]

mod chain;
mod embedded;
pub mod endpoint;
mod error;
mod remote;
mod transaction;
mod wire;

pub use chain::{Answer, Block, Call, Chain, Fees, LOGS_MAX, Log, LogFilter, Receipt};
pub use embedded::{BLOCK_GAS_MAX, EmbeddedChain};
pub use error::ChainError;
pub use remote::RemoteChain;
pub use transaction::{INPUT_BYTES_MAX, SignedTransaction, Transaction};
