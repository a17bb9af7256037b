//! Real one-minute bars, and simulated makers that quote around them, so that the candles of the resulting trades follow the bars.
//!
//! The price of a bar is in some foreign money; it is turned into won by one factor, which is stated. Within a minute the price goes from the open to
//! the nearer of high and low, to the other, and to the close.

mod file;
mod path;
mod quoting;
mod running;

pub use file::{Bar, Bars};
pub use path::{Conversion, Waypoint, waypoints};
pub use quoting::Quoting;
pub use running::{BarsRun, ReplayBars};

#[cfg(test)]
mod tests;
