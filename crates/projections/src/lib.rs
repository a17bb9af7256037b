//! Read models: what people look at, folded from the records of the journal.
//!
//! * [`live`] keeps what must be fresh and is bounded in memory: balances, open orders, the last postings and fills of each account, and of each
//!   instrument its book, ticker, trades and minutes.
//! * [`sql`] keeps the history of every account, with a cursor in the same transaction, and is built anew from the journal at any time.
//! * Nothing here decides anything. A read model never computes an amount that stands in an event, never asks the clock, and never feeds back into
//!   the market: the same records give the same state, bit for bit.
//!
//! Start at [`live::LiveState::apply`].

pub mod live;
pub mod sql;
