//! Positions, `market.shard:seq`: what a reply is as of, and what a read can be asked to be as of.

use std::fmt;

use protocol::{Home, Market, Seq};

/// A place in one shard's journal. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub home: Home,
    pub seq: Seq,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.home, self.seq)
    }
}

impl serde::Serialize for Position {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a position such as live.0:123")]
pub(crate) struct NotAPosition;

impl std::str::FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (home, seq) = text.split_once(':').ok_or(NotAPosition)?;
        let (market, shard) = home.split_once('.').ok_or(NotAPosition)?;
        let market = Market::from_name(market).ok_or(NotAPosition)?;
        let shard = shard.parse().map_err(|_| NotAPosition)?;
        let position = Self { home: Home { market, shard }, seq: Seq(seq.parse().map_err(|_| NotAPosition)?) };
        if position.to_string() == text { Ok(position) } else { Err(NotAPosition) }
    }
}
