//! The table of all measures. To add one: a function `fn(&Place) -> Result<Vec<Row>>` in the file of its area, and a line here.

use anyhow::Result;

use crate::place::Place;
use crate::results::Row;

mod core;
pub mod durable;
mod http;
mod jobs;
mod machine;
mod memory;
mod passes;
mod path;
mod restart;

pub use restart::come_back;

/// One measure gives one row or several that come from the same run.
pub struct Measure {
    pub area: &'static str,
    pub name: &'static str,
    pub run: fn(&Place) -> Result<Vec<Row>>,
}

pub const MEASURES: &[Measure] = &[
    Measure { area: "machine", name: "sync_4k", run: machine::sync_4k },
    Measure { area: "machine", name: "idle_pause", run: machine::idle_pause },
    Measure { area: "machine", name: "plain_read", run: machine::plain_read },
    Measure { area: "core", name: "ceiling_f1", run: core::ceiling_f1 },
    Measure { area: "core", name: "ceiling_f100", run: core::ceiling_f100 },
    Measure { area: "core", name: "core_memory_f1", run: core::core_memory_f1 },
    Measure { area: "core", name: "core_memory_f100", run: core::core_memory_f100 },
    Measure { area: "core", name: "core_durable_f1", run: durable::core_durable_f1 },
    Measure { area: "core", name: "core_durable_f100", run: durable::core_durable_f100 },
    Measure { area: "core", name: "core_paced_1m", run: durable::core_paced_1m },
    Measure { area: "core", name: "journal_quiet_day", run: durable::journal_quiet_day },
    Measure { area: "core", name: "core_jobs", run: jobs::core_jobs },
    Measure { area: "core", name: "core_self_crossing", run: passes::core_self_crossing },
    Measure { area: "core", name: "core_sweep", run: passes::core_sweep },
    Measure { area: "core", name: "core_bytes", run: memory::core_bytes },
    Measure { area: "core", name: "restart", run: restart::restart },
    Measure { area: "http", name: "bare", run: http::bare },
    Measure { area: "http", name: "http_order", run: http::http_order },
    Measure { area: "http", name: "http_order_vs_sqlite", run: http::http_order_vs_sqlite },
    Measure { area: "http", name: "http_batch", run: http::http_batch },
    Measure { area: "path", name: "order_to_other_screen", run: path::order_to_other_screen },
    Measure { area: "path", name: "order_to_settled", run: path::order_to_settled },
    Measure { area: "path", name: "web_sizes", run: path::web_sizes },
];
