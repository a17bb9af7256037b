//! What a record changed for those who watch: rows as they stand after it.

use std::collections::HashSet;
use std::sync::Arc;

use protocol::event::Event;
use protocol::{AccountId, InstrumentId, OrderId, Seq};

use super::account::{Balance, Holding, OwnFill};
use super::instrument::{Candle, Trade};
use super::order::Order;
use super::postings::{Asset, Book, postings};
use super::state::LiveState;

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The trades of an instrument, and with them its candles.
    Trades(InstrumentId),
    /// Orders, fills and balances of an account.
    Account(AccountId),
}

/// What one record changed of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub seq: Seq,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Traded(Traded),
    Account(AccountChange),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traded {
    pub instrument: InstrumentId,
    /// In the order of the journal, at least one.
    pub trades: Vec<Trade>,
    /// The minute they fall into, as it stands after them. All trades of a record are of one time.
    pub minute: Candle,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    pub account: AccountId,
    /// In the order of the journal.
    pub fills: Vec<OwnFill>,
    /// Each order that changed, as it stands after the record, in the order of the first change.
    pub orders: Vec<Order>,
    /// `None` where no balance changed.
    pub balances: Option<ChangedBalances>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedBalances {
    pub cash: Balance,
    /// Those that changed. One that the account no longer has stands here with zero units.
    pub holdings: Vec<Holding>,
}

impl News {
    pub fn topic(&self) -> Topic {
        match &self.change {
            Change::Traded(traded) => Topic::Trades(traded.instrument),
            Change::Account(change) => Topic::Account(change.account),
        }
    }

    /// What it weighs where it waits.
    pub fn rows(&self) -> usize {
        match &self.change {
            Change::Traded(traded) => traded.trades.len() + 1,
            Change::Account(change) => change.fills.len() + change.orders.len() + usize::from(change.balances.is_some()),
        }
    }
}

/// Takes notes while records are folded. It looks only at what is watched.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) watched: HashSet<Topic>,
    /// What records have changed that are noted in full.
    pub(crate) news: Vec<Arc<News>>,
    trades: Vec<(InstrumentId, Vec<Trade>)>,
    accounts: Vec<Touched>,
    /// Orders that the event under way touches.
    orders: [Option<(OrderId, AccountId)>; 2],
    /// The instrument that it trades.
    traded: Option<InstrumentId>,
}

/// An account that the record under way touches.
#[derive(Debug)]
struct Touched {
    account: AccountId,
    fills: Vec<OwnFill>,
    orders: Vec<Order>,
    assets: Vec<Asset>,
}

impl Notes {
    /// Before an event is applied: whom it touches.
    pub(crate) fn before(&mut self, state: &LiveState, event: &Event) {
        self.orders = orders_of(event).map(|id| {
            let id = id?;
            let account = match event {
                Event::OrderPlaced(placed) => placed.account,
                _ => state.open_order(id)?.account,
            };
            Some((id, account)).filter(|_| self.watched.contains(&Topic::Account(account)))
        });
        self.traded = match event {
            Event::Fill(fill) => state.open_order(fill.buy).map(|order| order.instrument),
            _ => None,
        };
        // An event that does not fit is refused by the fold itself.
        let Some(postings) = postings(event, state) else { return };
        for posting in postings.as_slice() {
            let Book::Account(account) = posting.book else { continue };
            if self.watched.contains(&Topic::Account(account)) {
                let assets = &mut self.touched(account).assets;
                if !assets.contains(&posting.asset) {
                    assets.push(posting.asset);
                }
            }
        }
    }

    /// After it was applied: how what it touched stands now.
    pub(crate) fn after(&mut self, state: &LiveState, event: &Event) {
        if let Some(instrument) = self.traded.take() {
            self.note_trade(state, instrument);
        }
        for (id, account_id) in std::mem::take(&mut self.orders).into_iter().flatten() {
            let Some(account) = state.account(account_id) else { continue };
            let fill = match event {
                // Both sides may be of one account.
                Event::Fill(_) => state.fills_of(account).take(2).find(|fill| fill.order == id).copied(),
                _ => None,
            };
            let order = state.own_order(account, id).cloned();
            let touched = self.touched(account_id);
            touched.fills.extend(fill);
            if let Some(order) = order {
                match touched.orders.iter_mut().rev().find(|noted| noted.id == id) {
                    Some(noted) => *noted = order,
                    None => touched.orders.push(order),
                }
            }
        }
    }

    /// After the last event of a record.
    pub(crate) fn end(&mut self, state: &LiveState) {
        let seq = state.seq();
        for (instrument, trades) in self.trades.drain(..) {
            let minute = state.instrument(instrument).and_then(|found| found.minutes.back().copied());
            if let Some(minute) = minute {
                self.news.push(Arc::new(News { seq, change: Change::Traded(Traded { instrument, trades, minute }) }));
            }
        }
        for touched in self.accounts.drain(..) {
            let Touched { account, fills, orders, assets } = touched;
            let balances = balances(state, account, &assets);
            let change = Change::Account(AccountChange { account, fills, orders, balances });
            self.news.push(Arc::new(News { seq, change }));
        }
    }

    fn note_trade(&mut self, state: &LiveState, id: InstrumentId) {
        if !self.watched.contains(&Topic::Trades(id)) {
            return;
        }
        let Some(trade) = state.instrument(id).and_then(|instrument| instrument.trades.back().copied()) else { return };
        match self.trades.iter_mut().find(|(noted, _)| *noted == id) {
            Some((_, trades)) => trades.push(trade),
            None => self.trades.push((id, vec![trade])),
        }
    }

    fn touched(&mut self, account: AccountId) -> &mut Touched {
        let place = self.accounts.iter().position(|touched| touched.account == account).unwrap_or_else(|| {
            self.accounts.push(Touched { account, fills: Vec::new(), orders: Vec::new(), assets: Vec::new() });
            self.accounts.len() - 1
        });
        &mut self.accounts[place]
    }
}

/// At most two: the sides of a fill, or the orders that decrement each other.
fn orders_of(event: &Event) -> [Option<OrderId>; 2] {
    match event {
        Event::OrderPlaced(e) => [Some(e.order), None],
        Event::OrderTriggered(e) => [Some(e.order), None],
        Event::OrderRested(e) => [Some(e.order), None],
        Event::OrderCancelled(e) => [Some(e.order), None],
        Event::OrderAmended(e) => [Some(e.order), None],
        Event::OrdersDecremented(e) => [Some(e.taker), Some(e.maker)],
        Event::Fill(e) => [Some(e.buy), Some(e.sell)],
        _ => [None, None],
    }
}

fn balances(state: &LiveState, account: AccountId, assets: &[Asset]) -> Option<ChangedBalances> {
    let account = state.account(account).filter(|_| !assets.is_empty())?;
    let holding = |asset: &Asset| match *asset {
        Asset::Cash => None,
        Asset::Units(instrument) => {
            let none = || Holding { instrument, units: Balance::default(), cost: money::Won::ZERO };
            Some(account.holding(instrument).cloned().unwrap_or_else(none))
        }
    };
    Some(ChangedBalances { cash: account.cash, holdings: assets.iter().filter_map(holding).collect() })
}
