//! Integer money, prices and quantities, with every rounding named.
//!
//! * [`Won`], [`Price`] and [`Quantity`] are 64-bit integers. Prices and quantities carry no scale of their own; their instrument does ([`Scale`]).
//! * A division happens only in this crate, each one says how it rounds, and a split always sums to what was split.
//! * This crate must never use floating point, and never wrap: what may overflow returns `None`.
//!
//! Start at [`Scale::value`], which is what a trade costs.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

mod amount;
mod bps;
mod decimal;
mod scale;
mod split;

pub use amount::{Price, Quantity, Won};
pub use bps::{Accrual, Bps};
pub use decimal::{DecimalError, format_decimal, parse_decimal};
pub use scale::Scale;
pub use split::split_by_largest_remainder;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;
