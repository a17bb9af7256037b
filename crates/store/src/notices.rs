//! Catches what PostgreSQL says beside its answer. The driver hands notices to nobody but the log, so this is a log for the time of one statement.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Where the driver logs notices.
const TARGET: &str = "sqlx::postgres::notice";

/// Remembers the first warning or error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notices(Arc<Mutex<Option<String>>>);

impl Notices {
    pub(crate) fn first_warning(&self) -> Option<String> {
        self.0.lock().expect("no holder of the notices' lock panics").clone()
    }
}

impl Subscriber for Notices {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut said = Said(String::new());
        event.record(&mut said);
        self.0.lock().expect("no holder of the notices' lock panics").get_or_insert(said.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Said(String);

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
