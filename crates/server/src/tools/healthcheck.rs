//! `jogak healthcheck`: for whoever starts and restarts servers.

use crate::http_client;
use anyhow::{Result, bail};

/// Asks `/readyz` of the server at `address`, `host:port` with or without `http://`.
///
/// # Errors
/// If it does not answer, or is not ready.
pub fn healthcheck(address: &str) -> Result<()> {
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    match http_client::get(address, "/readyz")? {
        (200, _) => Ok(()),
        (status, body) => bail!("not ready, status {status}: {body}"),
    }
}
