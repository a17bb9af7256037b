//! The vocabulary of the market: ids, commands, events, refusals, and how they stand in the journal.
//!
//! * A [`Command`] asks; it is refused with a [`Rejection`] or becomes [`Event`]s. A [`Record`] is one command with its outcome.
//! * Numbers of kinds, order of fields and meanings are frozen once a released version has written them: a change is a new kind.
//! * Nothing personal stands in any of these types, only ids and facts.
//!
//! Start at [`command`], then [`event`].
#![cfg_attr(not(test), deny(clippy::float_arithmetic))]

pub mod command;
mod compact;
pub mod event;
pub mod ids;
pub mod order;
pub mod policy;
pub mod record;
pub mod rejection;
pub mod staff_action;
pub mod text;
pub mod time;
pub mod wire;

pub use command::Command;
pub use event::Event;
pub use ids::{AccountId, Home, InstrumentId, KeyHash, Market, OrderId, OwnerId, Seq};
pub use order::{OrderKind, SelfTradePrevention, Side, Size, TimeInForce};
pub use record::{Header, Record};
pub use rejection::{Reason, Rejection};
pub use staff_action::StaffAction;
pub use time::{Day, Time};

#[cfg(test)]
mod tests;
