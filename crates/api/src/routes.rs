//! One file a subject: the handler, its types and its description stand together.

pub(crate) mod accounts;
pub(crate) mod api_keys;
pub(crate) mod assets;
pub(crate) mod candles;
pub(crate) mod distribution_preview;
pub(crate) mod health;
pub(crate) mod instruments;
pub(crate) mod invitations;
pub(crate) mod jobs;
pub(crate) mod kyc;
pub(crate) mod limits;
pub(crate) mod listing;
pub(crate) mod market_data;
pub(crate) mod offerings;
pub(crate) mod me;
pub(crate) mod order_batch;
pub(crate) mod order_changes;
pub(crate) mod orders;
pub(crate) mod own_orders;
pub(crate) mod payments;
pub(crate) mod policies;
pub(crate) mod sessions;
pub(crate) mod sign_up;
pub(crate) mod statement;
pub(crate) mod status_page;
pub(crate) mod virtual_bank;
