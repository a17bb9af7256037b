//! What clients are sent.

use protocol::AccountId;

use crate::position::Position;
use crate::problem::ProblemBody;
use crate::routes::candles::CandleRow;
use crate::routes::market_data::{IndicationRow, LevelRow, TickerRow, TradeRow};
use crate::routes::own_orders::{FillRow, OrderRow};
use crate::routes::statement::{CashRow, HoldingRow};
use crate::words::StateWord;

use super::channel::{Channel, Interval};
use super::request::RequestId;

/// A message of a stream.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = StreamMessage)]
pub(crate) enum Message {
    /// Answers `subscribe`; what was subscribed to follows.
    Subscribed(Subscribed),
    /// Answers `unsubscribe`; nothing of it follows.
    Unsubscribed(Answered),
    /// Answers `authenticate`.
    Authenticated(Authenticated),
    /// Answers `ping`.
    Pong(Answered),
    /// Refuses a message, which has changed nothing.
    Error(Refusal),
    /// All of a channel as of the position; the first message of a subscription that was not resumed.
    Snapshot(Update),
    /// What has changed since the message before.
    Delta(Update),
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamSubscribed)]
pub(crate) struct Subscribed {
    #[schema(value_type = String)]
    pub id: RequestId,
    pub subscriptions: Vec<Begun>,
}

/// How a subscription begins.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamSubscription)]
pub(crate) struct Begun {
    pub channel: Channel,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub account: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// True: it goes on after the position given. False: a snapshot follows.
    pub resumed: bool,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamAnswer)]
pub(crate) struct Answered {
    #[schema(value_type = String)]
    pub id: RequestId,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamAuthenticated)]
pub(crate) struct Authenticated {
    #[schema(value_type = String)]
    pub id: RequestId,
    #[schema(value_type = String)]
    pub account: AccountId,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamError)]
pub(crate) struct Refusal {
    /// Of the message refused; absent where none could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub id: Option<RequestId>,
    pub problem: ProblemBody,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamUpdate)]
pub(crate) struct Update {
    /// Of a public channel: the instrument's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Of a private channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub account: Option<AccountId>,
    /// Of candles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Counts the messages of this subscription from 1; a number left out means that one was lost.
    pub sequence: u64,
    #[schema(value_type = String)]
    pub position: Position,
    #[serde(flatten)]
    pub content: Content,
}

/// Lists are in the order of the journal, oldest first.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(tag = "channel", content = "data", rename_all = "snake_case")]
#[schema(as = StreamContent)]
pub(crate) enum Content {
    Book(BookContent),
    /// Always the whole ticker.
    Ticker(Box<TickerRow>),
    Trades(Vec<TradeRow>),
    /// A delta has the candle that changed, as it stands.
    Candles(Vec<CandleRow>),
    /// A snapshot has all open orders. A delta has orders that changed, as they stand; one that is filled or cancelled is no longer open.
    Orders(Vec<OrderRow>),
    Fills(Vec<FillRow>),
    Balances(BalancesContent),
}

/// A snapshot has the best levels of both sides, best first. A delta has the levels that changed; one with no orders is gone. All else is stated as it is.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamBook)]
pub(crate) struct BookContent {
    pub state: StateWord,
    pub bids: Vec<LevelRow>,
    pub asks: Vec<LevelRow>,
    pub total_bid_quantity: String,
    pub total_ask_quantity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indication: Option<IndicationRow>,
}

/// A snapshot has all holdings, a delta those that changed; one with a total of 0 is gone.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StreamBalances)]
pub(crate) struct BalancesContent {
    pub cash: CashRow,
    pub holdings: Vec<HoldingRow>,
}

impl Content {
    pub(crate) fn channel(&self) -> Channel {
        match self {
            Self::Book(_) => Channel::Book,
            Self::Ticker(_) => Channel::Ticker,
            Self::Trades(_) => Channel::Trades,
            Self::Candles(_) => Channel::Candles,
            Self::Orders(_) => Channel::Orders,
            Self::Fills(_) => Channel::Fills,
            Self::Balances(_) => Channel::Balances,
        }
    }
}

impl Message {
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a message has only strings and numbers")
    }

    /// What it is as of.
    pub(crate) fn position(&self) -> Option<Position> {
        match self {
            Self::Snapshot(update) | Self::Delta(update) => Some(update.position),
            _ => None,
        }
    }
}
