//! Logs go to standard error; standard output says where the server listens and nothing else.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// `JOGAK_LOG` takes filters such as `info,server=debug`.
pub(crate) fn start(json: bool) {
    let filter = EnvFilter::try_from_env("JOGAK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // A second start in one process, as in tests, keeps the first.
    let _started = if json { builder.json().try_init() } else { builder.try_init() };
}
