//! The routes over a real market: exchange, journal and sequencer in this process. Files mirror `src/routes/`.

#![allow(clippy::unwrap_used, reason = "a test panics where something is not as it should be")]

mod accounts;
mod authorization;
mod bad_bodies;
mod evidence;
mod gated_disk;
mod health;
mod history;
mod instruments;
mod limits;
mod listing;
mod listings;
mod market_data;
mod offerings;
mod order_batch;
mod order_changes;
mod orders;
mod overload;
mod own_orders;
mod payments;
mod people;
mod policies;
mod proposals;
mod statement;
mod stream_access;
mod stream_books;
mod stream_client;
mod stream_private;
mod stream_requests;
mod stream_slow;
mod stream_trades;
mod world;
