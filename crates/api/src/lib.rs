//! The market over HTTP: `/api/v1`, health, metrics and a plain status page.
//!
//! * A request is checked for its form, its caller and its rate here, and becomes a command for the [`gateway`]; whether it is allowed is for the core
//!   alone to say. Reads come from `projections::live`.
//! * It must never: answer a command before the gateway does; round a number; answer bad input with a status of 5xx; log keys, tokens or bodies;
//!   know of the exchange or the sequencer.
//!
//! Start at [`router()`], the table of contents; each file in `routes/` is one subject.

mod access;
mod app;
mod bearer_keys;
mod entity_tag;
mod extract;
mod front;
mod korean;
mod metering;
mod numbers;
mod order_answer;
mod order_body;
mod own_codes;
mod pages;
mod people_problems;
mod position;
mod problem;
mod rate;
mod router;
mod routes;
mod statuses;
mod stream;
mod submit;
mod words;

pub use access::{ACCESS, Admits};
pub use app::{Config, Shard, StartError};
pub use bearer_keys::KeysError;
pub use front::Front;
pub use own_codes::OwnCode;
pub use problem::ProblemBody;
pub use rate::RateLimit;
pub use router::{openapi_json, router};
pub use statuses::{status_of_own, status_of_reason};
pub use stream::{OpenStreams, StreamSettings};

#[cfg(test)]
mod tests;
