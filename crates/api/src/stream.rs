//! What is pushed: books, tickers, trades and candles for everybody, orders, fills and balances for whose they are. `docs/stream.md` describes the
//! messages.
//!
//! * One fold of the journal feeds all clients: `projections::live` puts news of each record into the outbox of who watches, in the order of the journal;
//!   a [`hub`] looks at books and tickers some times a second and marks the outboxes of who shows them.
//! * A [`session`] knows what one client has subscribed to and what it has been sent, and gives messages; [`connection`] carries them over a WebSocket,
//!   [`sse`] as server-sent events.
//! * It must never: wait for a client while it holds the read model; drop a trade or a private message without closing the connection; answer for an
//!   account that is not the caller's.

pub(crate) mod caller;
pub(crate) mod candles;
pub(crate) mod channel;
pub(crate) mod connection;
pub(crate) mod hub;
pub(crate) mod message;
pub(crate) mod metering;
pub(crate) mod open;
pub(crate) mod origin;
mod parts;
pub(crate) mod request;
mod rows;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod sse;
mod subscription;
pub(crate) mod view;

pub use open::OpenStreams;
pub(crate) use parts::Streams;
pub use settings::StreamSettings;

#[cfg(test)]
mod tests;
