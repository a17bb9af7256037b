//! The routes over a real market: exchange, journal and sequencer in this process. Files mirror `src/routes/`.

mod accounts;
mod authorization;
mod bad_bodies;
mod health;
mod instruments;
mod listing;
mod market_data;
mod order_batch;
mod order_changes;
mod orders;
mod own_orders;
mod payments;
mod policies;
mod statement;
mod world;
