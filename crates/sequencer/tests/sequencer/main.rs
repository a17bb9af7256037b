//! The sequencer over the real exchange and the real journal on a real disk.

mod batching;
mod fixture;
mod inspection;
mod running;
mod snapshots;
mod writing;
