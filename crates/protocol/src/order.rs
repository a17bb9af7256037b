//! What an order can be.

use crate::time::Time;
use crate::wire::{DecodeError, Decoder, Short, Wire, wire_enum};
use money::{Price, Quantity, Won};

wire_enum! {
    pub enum Side {
        Buy = 0 "buy",
        Sell = 1 "sell",
    }
}

impl Side {
    pub fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

wire_enum! {
    /// How long an order stands.
    pub enum TimeInForce {
        /// Until cancelled, or until a new price band leaves it outside.
        Gtc = 0 "gtc",
        /// Until the trading day ends. A market order entered in an auction has this one.
        Day = 1 "day",
        /// What does not trade at once is cancelled.
        Ioc = 2 "ioc",
        /// Trades whole at once, or not at all.
        Fok = 3 "fok",
        /// Until cancelled, and refused if it would trade at once.
        PostOnly = 4 "post_only",
    }
}

wire_enum! {
    /// What happens when an order would trade with one of the same owner.
    pub enum SelfTradePrevention {
        /// The incoming order's remainder is cancelled.
        CancelNewest = 0 "cancel_newest",
        /// The resting order is cancelled, and matching goes on.
        CancelOldest = 1 "cancel_oldest",
        /// Both lose the smaller of the two quantities without a trade.
        Decrement = 2 "decrement",
    }
}

/// When a reserved order enters the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReservedUntil {
    /// At a time of day, at most 30 days ahead.
    Time(Time),
    /// At the start of the next session in which orders are accepted.
    NextSession,
}

/// The kind of an order, with what that kind needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    Limit {
        price: Price,
    },
    /// Trades at the prices in the book as far as the edge of the price band.
    Market,
    /// Trades at the opposite side's best price at execution.
    Best,
    /// Waits until the last trade reaches `stop`, then is a limit order.
    StopLimit {
        price: Price,
        stop: Price,
    },
    /// Waits until a time or session, then is a limit order.
    Reserved {
        price: Price,
        until: ReservedUntil,
    },
}

impl OrderKind {
    /// The word for it in every layer.
    pub fn name(self) -> &'static str {
        match self {
            Self::Limit { .. } => "limit",
            Self::Market => "market",
            Self::Best => "best",
            Self::StopLimit { .. } => "stop_limit",
            Self::Reserved { .. } => "reserved",
        }
    }

    /// The limit it states, if its kind states one.
    pub fn limit(self) -> Option<Price> {
        match self {
            Self::Limit { price } | Self::StopLimit { price, .. } | Self::Reserved { price, .. } => Some(price),
            Self::Market | Self::Best => None,
        }
    }
}

/// How much an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    Quantity(Quantity),
    /// A buy by amount of won; the fee comes on top. Only market and best orders.
    Amount(Won),
}

/// The client's choice of kind in four bits and of size in one stand together in one byte.
pub(crate) fn kind_number(kind: OrderKind, size: Size) -> u8 {
    let kind = match kind {
        OrderKind::Limit { .. } => 0,
        OrderKind::Market => 1,
        OrderKind::Best => 2,
        OrderKind::StopLimit { .. } => 3,
        OrderKind::Reserved { until: ReservedUntil::NextSession, .. } => 4,
        OrderKind::Reserved { until: ReservedUntil::Time(_), .. } => 5,
    };
    kind | if matches!(size, Size::Amount(_)) { 8 } else { 0 }
}

#[inline(always)]
pub(crate) fn put_kind_and_size(kind: OrderKind, size: Size, to: &mut Short<'_>) {
    if let Some(price) = kind.limit() {
        to.signed(price.0.wrapping_sub(to.bases.price));
        to.bases.price = price.0;
    }
    match kind {
        OrderKind::StopLimit { price, stop } => to.signed(stop.0.wrapping_sub(price.0)),
        OrderKind::Reserved { until: ReservedUntil::Time(time), .. } => to.signed(time.0),
        _ => {}
    }
    match size {
        Size::Quantity(quantity) => to.unsigned(quantity.0 as u64),
        Size::Amount(amount) => to.unsigned(amount.0 as u64),
    }
}

#[inline]
pub(crate) fn get_kind_and_size(number: u8, from: &mut Decoder<'_>) -> Result<(OrderKind, Size), DecodeError> {
    let mut limit = || -> Result<Price, DecodeError> {
        let price = from.signed()?.wrapping_add(from.bases.price);
        from.bases.price = price;
        Ok(Price(price))
    };
    let kind = match number & 7 {
        0 => OrderKind::Limit { price: limit()? },
        1 => OrderKind::Market,
        2 => OrderKind::Best,
        3 => {
            let price = limit()?;
            OrderKind::StopLimit { price, stop: Price(from.signed()?.wrapping_add(price.0)) }
        }
        4 => OrderKind::Reserved { price: limit()?, until: ReservedUntil::NextSession },
        5 => OrderKind::Reserved { price: limit()?, until: ReservedUntil::Time(Time::get(from)?) },
        other => return Err(DecodeError::UnknownKind(u64::from(other), "OrderKind")),
    };
    let amount = from.unsigned()? as i64;
    let size = if number & 8 == 0 { Size::Quantity(Quantity(amount)) } else { Size::Amount(Won(amount)) };
    Ok((kind, size))
}
