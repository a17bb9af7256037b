//! One suite for both chains, and what only one of them has: restarts of the embedded one, its endpoint, its crashes; a node that is away.

#![allow(clippy::unwrap_used)]

mod anvil;
mod crashes;
mod embedded;
mod endpoint;
mod foundry;
mod sender;
mod suite;
