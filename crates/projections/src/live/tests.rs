//! The fold against records made by hand. Against the market's own state it is held in `tests/`.

mod auction;
mod feed;
mod fold;
mod shared;
mod ticks;
