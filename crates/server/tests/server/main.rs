//! The real program against its promises: started, stopped, killed, damaged and restarted.

mod bars;
mod http;
mod kill;
mod life;
mod market;
mod process;
mod tools;
mod traders;
