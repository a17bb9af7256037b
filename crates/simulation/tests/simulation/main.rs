//! Seeds by the thousand: nothing acknowledged is lost or applied twice, every cell of both tables is reached, and planted bugs are found.
//!
//! `JOGAK_SEED=n` plays one seed alone; `JOGAK_SOAK=1` plays 20,000 of them, 100 million commands.

mod farm;
mod planted;
mod reachable;
mod seeds;
