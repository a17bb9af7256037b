//! Seeds by the thousand.

mod seeds;
