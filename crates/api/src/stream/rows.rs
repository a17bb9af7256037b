//! News as rows of messages.

use projections::live::LiveState;
use projections::live::news::{AccountChange, ChangedBalances, Traded};
use protocol::{AccountId, InstrumentId};

use crate::routes::candles::candle_row;
use crate::routes::instruments::scale_of;
use crate::routes::market_data::trade_row;
use crate::routes::own_orders::{fill_row, order_row};
use crate::routes::statement::{cash_row, holding_row};

use super::candles::{candle_with, last_candles};
use super::channel::{Channel, Interval, Key};
use super::message::{BalancesContent, Content};
use super::settings::SNAPSHOT_ROWS_MAX;

/// All that a snapshot has. `None` for what is not there, and for what a view shows.
pub(crate) fn whole(state: &LiveState, key: Key) -> Option<Content> {
    match key {
        Key::Trades(instrument) => last_trades(state, instrument),
        Key::Candles(instrument, interval) => candles(state, instrument, interval),
        Key::Orders(account) | Key::Fills(account) | Key::Balances(account) => own(state, account, key.channel()),
        Key::Book(_) | Key::Ticker(_) => None,
    }
}

fn last_trades(state: &LiveState, instrument: InstrumentId) -> Option<Content> {
    let instrument = state.instrument(instrument)?;
    let scale = scale_of(instrument);
    let first = instrument.trades.len().saturating_sub(SNAPSHOT_ROWS_MAX);
    Some(Content::Trades(instrument.trades.range(first..).map(|trade| trade_row(trade, scale)).collect()))
}

fn candles(state: &LiveState, instrument: InstrumentId, interval: Interval) -> Option<Content> {
    let instrument = state.instrument(instrument)?;
    let candles = last_candles(&instrument.minutes, interval, SNAPSHOT_ROWS_MAX);
    Some(Content::Candles(candles.iter().map(|candle| candle_row(candle, scale_of(instrument))).collect()))
}

fn own(state: &LiveState, account: AccountId, channel: Channel) -> Option<Content> {
    let account = state.account(account)?;
    Some(match channel {
        Channel::Orders => Content::Orders(state.open_orders_of(account).map(|order| order_row(state, order)).collect()),
        Channel::Fills => {
            let mut fills: Vec<_> = state.fills_of(account).take(SNAPSHOT_ROWS_MAX).map(|fill| fill_row(state, fill)).collect();
            fills.reverse();
            Content::Fills(fills)
        }
        _ => {
            let holdings = account.holdings.iter().map(|holding| holding_row(state, holding)).collect();
            Content::Balances(BalancesContent { cash: cash_row(account.cash), holdings })
        }
    })
}

pub(crate) fn traded(state: &LiveState, traded: &Traded) -> Option<Content> {
    let scale = scale_of(state.instrument(traded.instrument)?);
    Some(Content::Trades(traded.trades.iter().map(|trade| trade_row(trade, scale)).collect()))
}

/// `state` may be of a later record: earlier minutes do not change any more.
pub(crate) fn candle_of(state: &LiveState, traded: &Traded, interval: Interval) -> Option<Content> {
    let instrument = state.instrument(traded.instrument)?;
    let candle = candle_with(&instrument.minutes, &traded.minute, interval);
    Some(Content::Candles(vec![candle_row(&candle, scale_of(instrument))]))
}

/// What of a record concerns a private channel, if anything does.
pub(crate) fn changed(state: &LiveState, change: &AccountChange, channel: Channel) -> Option<Content> {
    match channel {
        Channel::Orders if !change.orders.is_empty() => {
            Some(Content::Orders(change.orders.iter().map(|order| order_row(state, order)).collect()))
        }
        Channel::Fills if !change.fills.is_empty() => Some(Content::Fills(change.fills.iter().map(|fill| fill_row(state, fill)).collect())),
        Channel::Balances => {
            let ChangedBalances { cash, holdings } = change.balances.as_ref()?;
            let holdings = holdings.iter().map(|holding| holding_row(state, holding)).collect();
            Some(Content::Balances(BalancesContent { cash: cash_row(*cash), holdings }))
        }
        _ => None,
    }
}
