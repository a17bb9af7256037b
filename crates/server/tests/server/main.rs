//! The real program against its promises: started, stopped, killed, damaged and restarted.

#![allow(clippy::unwrap_used)] // Helpers of tests are outside the functions that clippy knows as tests.

mod away;
mod bars;
mod crashes;
mod full_disk;
mod http;
mod kill;
mod lane;
mod life;
mod market;
#[cfg(feature = "soak")]
mod memory;
mod node;
mod outbox;
mod page;
mod path;
mod process;
mod settling;
mod shapes;
mod starting;
mod streams;
mod tools;
mod traders;
