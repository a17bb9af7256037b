//! What is public of an instrument: its listing, its state, its book, its day and its last trades.

use std::collections::VecDeque;

use money::{Price, Quantity, Won};
use protocol::command::ListInstrument;
use protocol::event::{Aggressor, Fill, RulesResolved};
use protocol::ids::TradeId;
use protocol::policy::SessionState;
use protocol::text::Note;
use protocol::time::{MICROS_PER_SECOND, Time};
use protocol::{Day, InstrumentId};

use super::account::push_bounded;
use super::depth::Depth;
use super::limits::{CANDLES_MAX, TRADES_MAX};
use super::saved::saved_struct;
use super::session::Session;

saved_struct! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Instrument {
        pub id: InstrumentId,
        pub listing: Box<ListInstrument>,
        /// The versions it trades under now.
        pub rules: Option<RulesResolved>,
        pub session: Session,
        /// Why trading is halted.
        pub halted: Option<Note>,
        /// Why it is delisted.
        pub delisted: Option<Note>,
        /// Units in all accounts.
        pub issued: Quantity,
        pub depth: Depth,
        pub ticker: Ticker,
        /// Oldest first.
        pub trades: VecDeque<Trade>,
        /// Trades there ever were.
        pub trade_count: u64,
        /// Minutes in which something traded, oldest first. A minute without a trade has no candle.
        pub minutes: VecDeque<Candle>,
    }
}

saved_struct! {
    /// The trading day so far. A price is `None` where there is none yet.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Ticker {
        pub day: Option<Day>,
        pub previous_close: Price,
        pub lower_limit: Price,
        pub upper_limit: Price,
        /// What the volatility interruption measures from.
        pub reference: Price,
        pub lower_trigger: Price,
        pub upper_trigger: Price,
        /// Of the last trade, of this day or an earlier one.
        pub last: Option<Price>,
        pub last_at: Option<Time>,
        pub open: Option<Price>,
        pub high: Option<Price>,
        pub low: Option<Price>,
        pub volume: Quantity,
        pub value: Won,
        pub trades: u64,
    }
}

saved_struct! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Trade {
        pub id: TradeId,
        pub at: Time,
        pub price: Price,
        pub quantity: Quantity,
        pub value: Won,
        pub aggressor: Aggressor,
    }
}

saved_struct! {
    /// The trades of one minute of UTC.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Candle {
        pub start: Time,
        pub open: Price,
        pub high: Price,
        pub low: Price,
        pub close: Price,
        pub volume: Quantity,
        pub value: Won,
        pub trades: u32,
    }
}

const MINUTE_US: i64 = 60 * MICROS_PER_SECOND;

impl Instrument {
    pub(crate) fn new(id: InstrumentId, listing: ListInstrument) -> Self {
        let ticker = Ticker { previous_close: listing.reference_price, reference: listing.reference_price, ..Ticker::default() };
        Self {
            id,
            listing: Box::new(listing),
            rules: None,
            session: Session::new(),
            halted: None,
            delisted: None,
            issued: Quantity::ZERO,
            depth: Depth::default(),
            ticker,
            trades: VecDeque::new(),
            trade_count: 0,
            minutes: VecDeque::new(),
        }
    }

    pub fn code(&self) -> &str {
        self.listing.code.as_str()
    }

    /// The weightiest of what holds: delisted, halted, uncrossing, interrupted, then the phase of the calendar.
    pub fn state(&self) -> SessionState {
        if self.delisted.is_some() {
            return SessionState::Delisted;
        }
        if self.halted.is_some() {
            return SessionState::Halted;
        }
        self.session.state()
    }

    /// Orders gather for a single price that is shown while they do.
    pub fn shows_indication(&self) -> bool {
        matches!(self.state(), SessionState::OpeningAuction | SessionState::ClosingAuction | SessionState::VolatilityInterruption)
    }

    pub(crate) fn start_day(&mut self, day: Day, previous_close: Price, lower_limit: Price, upper_limit: Price) {
        self.session.start_day(day);
        let before = std::mem::take(&mut self.ticker);
        self.ticker = Ticker {
            day: Some(day),
            previous_close,
            lower_limit,
            upper_limit,
            reference: before.reference,
            lower_trigger: before.lower_trigger,
            upper_trigger: before.upper_trigger,
            last: before.last,
            last_at: before.last_at,
            ..Ticker::default()
        };
    }

    pub(crate) fn add_trade(&mut self, id: TradeId, at: Time, fill: &Fill) {
        let ticker = &mut self.ticker;
        ticker.last = Some(fill.price);
        ticker.last_at = Some(at);
        ticker.open.get_or_insert(fill.price);
        ticker.high = ticker.high.max(Some(fill.price));
        ticker.low = Some(ticker.low.map_or(fill.price, |low| low.min(fill.price)));
        ticker.volume += fill.quantity;
        ticker.value += fill.value;
        ticker.trades += 1;
        let trade = Trade { id, at, price: fill.price, quantity: fill.quantity, value: fill.value, aggressor: fill.aggressor };
        push_bounded(&mut self.trades, trade, TRADES_MAX);
        self.trade_count += 1;
        self.add_to_minute(at, fill);
    }

    fn add_to_minute(&mut self, at: Time, fill: &Fill) {
        let start = Time(at.0 - at.0.rem_euclid(MINUTE_US));
        match self.minutes.back_mut() {
            Some(minute) if minute.start == start => {
                minute.high = minute.high.max(fill.price);
                minute.low = minute.low.min(fill.price);
                minute.close = fill.price;
                minute.volume += fill.quantity;
                minute.value += fill.value;
                minute.trades += 1;
            }
            _ => {
                let Fill { price, quantity, value, .. } = *fill;
                let minute = Candle { start, open: price, high: price, low: price, close: price, volume: quantity, value, trades: 1 };
                push_bounded(&mut self.minutes, minute, CANDLES_MAX);
            }
        }
    }
}
