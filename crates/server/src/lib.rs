//! The program `jogak`: configuration, data folder, recovery, wiring and shutdown of a server, the demo market, and the tools for a stopped folder.
//!
//! * [`serve::serve`] runs a server: one shard of each market with its threads, the HTTP API in front, and on a demo folder the simulated traders.
//! * [`tools`] work on a folder that nothing else uses: they verify, replay and export its journals.
//! * It must never: answer for a shard that has failed (the process ends instead), let two processes into one folder, open a demo folder as a real
//!   one, listen beyond loopback without somebody having said what encrypts the way there, or print a secret.
//!
//! Start at [`args::Program`], then [`serve`] and [`shard`].

pub mod args;
pub mod bars;
pub mod config;
pub mod demo;
pub mod desk;
pub mod folder;
pub mod founding;
pub mod held;
mod http_client;
mod keeping;
mod logging;
pub mod persons;
pub mod saved_live;
pub mod serve;
pub mod settling;
pub mod shard;
pub mod tools;
