//! One file a subject: the handler, its types and its description stand together.

pub(crate) mod accounts;
pub(crate) mod api_keys;
pub(crate) mod application;
pub(crate) mod candles;
pub(crate) mod health;
pub(crate) mod instruments;
pub(crate) mod jobs;
pub(crate) mod limits;
pub(crate) mod listing;
pub(crate) mod market_data;
pub(crate) mod order_batch;
pub(crate) mod order_changes;
pub(crate) mod orders;
pub(crate) mod own_orders;
pub(crate) mod payments;
pub(crate) mod policies;
pub(crate) mod statement;
pub(crate) mod status_page;
