//! What can be subscribed to.

use protocol::time::MICROS_PER_SECOND;
use protocol::{AccountId, InstrumentId, Time};

use projections::live::news::Topic;

/// A kind of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StreamChannel)]
pub(crate) enum Channel {
    Book,
    Ticker,
    Trades,
    Candles,
    Orders,
    Fills,
    Balances,
}

impl Channel {
    pub(crate) const ALL: [Self; 7] = [Self::Book, Self::Ticker, Self::Trades, Self::Candles, Self::Orders, Self::Fills, Self::Balances];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Ticker => "ticker",
            Self::Trades => "trades",
            Self::Candles => "candles",
            Self::Orders => "orders",
            Self::Fills => "fills",
            Self::Balances => "balances",
        }
    }

    /// Of an account, and for its owner only.
    pub(crate) fn is_private(self) -> bool {
        matches!(self, Self::Orders | Self::Fills | Self::Balances)
    }
}

/// The length of a candle, counted from the beginning of 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = StreamInterval)]
pub(crate) enum Interval {
    #[default]
    #[serde(rename = "1m")]
    M1,
    #[serde(rename = "3m")]
    M3,
    #[serde(rename = "5m")]
    M5,
    #[serde(rename = "10m")]
    M10,
    #[serde(rename = "15m")]
    M15,
    #[serde(rename = "30m")]
    M30,
    #[serde(rename = "60m")]
    M60,
    #[serde(rename = "240m")]
    M240,
}

impl Interval {
    fn minutes(self) -> i64 {
        match self {
            Self::M1 => 1,
            Self::M3 => 3,
            Self::M5 => 5,
            Self::M10 => 10,
            Self::M15 => 15,
            Self::M30 => 30,
            Self::M60 => 60,
            Self::M240 => 240,
        }
    }

    /// When the candle begins that holds a time.
    pub(crate) fn start_of(self, at: Time) -> Time {
        Time(at.0 - at.0.rem_euclid(self.minutes() * 60 * MICROS_PER_SECOND))
    }
}

/// One subscription of a connection. Subscribing to the same again replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Book(InstrumentId),
    Ticker(InstrumentId),
    Trades(InstrumentId),
    Candles(InstrumentId, Interval),
    Orders(AccountId),
    Fills(AccountId),
    Balances(AccountId),
}

impl Key {
    pub(crate) fn channel(self) -> Channel {
        match self {
            Self::Book(_) => Channel::Book,
            Self::Ticker(_) => Channel::Ticker,
            Self::Trades(_) => Channel::Trades,
            Self::Candles(..) => Channel::Candles,
            Self::Orders(_) => Channel::Orders,
            Self::Fills(_) => Channel::Fills,
            Self::Balances(_) => Channel::Balances,
        }
    }

    pub(crate) fn interval(self) -> Option<Interval> {
        match self {
            Self::Candles(_, interval) => Some(interval),
            _ => None,
        }
    }

    /// `None` for a public channel.
    pub(crate) fn account(self) -> Option<AccountId> {
        match self {
            Self::Orders(account) | Self::Fills(account) | Self::Balances(account) => Some(account),
            Self::Book(_) | Self::Ticker(_) | Self::Trades(_) | Self::Candles(..) => None,
        }
    }

    /// Where its news come from; `None` for what is looked at some times a second instead.
    pub(crate) fn topic(self) -> Option<Topic> {
        match self {
            Self::Book(_) | Self::Ticker(_) => None,
            Self::Trades(instrument) | Self::Candles(instrument, _) => Some(Topic::Trades(instrument)),
            Self::Orders(account) | Self::Fills(account) | Self::Balances(account) => Some(Topic::Account(account)),
        }
    }
}
