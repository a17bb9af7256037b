//! Seeded simulator.

pub mod disk;
