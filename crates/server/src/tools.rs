//! What works on a stopped folder, or asks a running server.

pub mod clock;
pub mod doctor;
pub mod export;
pub mod healthcheck;
pub mod rebuild;
pub mod replay;
mod stopped;
pub mod verify;
