//! The vocabulary of the market.
