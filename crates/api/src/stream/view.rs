//! What is shown of an instrument and changes too often to be told each time: a book to some depth, or a ticker.

use std::sync::{Arc, Mutex, MutexGuard};

use money::{Price, Quantity, Scale};
use projections::live::auction::Indication;
use projections::live::depth::Level;
use projections::live::{Live, LiveState, Outbox};
use protocol::policy::SessionState;
use protocol::{Home, InstrumentId, Seq, Side};

use crate::numbers::show_quantity;
use crate::position::Position;
use crate::routes::market_data::{TickerRow, indication_row, level_row, ticker_row};

use super::message::{BookContent, Content};

/// What a view looks at. Clients who ask for the same share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ViewKey {
    /// Levels of each side, and the step of prices they are gathered by.
    Book {
        instrument: InstrumentId,
        levels: usize,
        step: Price,
    },
    Ticker {
        instrument: InstrumentId,
    },
}

#[derive(Debug)]
pub(crate) struct View {
    pub(crate) key: ViewKey,
    looking: Mutex<Looking>,
}

#[derive(Debug)]
struct Looking {
    shown: Arc<Shown>,
    outboxes: Vec<Arc<Outbox>>,
    /// What the last who came was shown, which may be newer than `shown`.
    joined_at: Seq,
}

/// How it looked at a record.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) seq: Seq,
    /// Counts the looks that found a change.
    pub(crate) number: u64,
    pub(crate) content: ShownContent,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShownContent {
    Book(Book),
    Ticker(Box<TickerRow>),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Book {
    scale: Scale,
    state: SessionState,
    /// Best first.
    bids: Vec<(Price, Level)>,
    asks: Vec<(Price, Level)>,
    totals: [Quantity; 2],
    indication: Option<Indication>,
}

impl View {
    /// `None` for an instrument that is not listed.
    pub(crate) fn new(key: ViewKey, live: &Live) -> Option<Self> {
        let shown = Arc::new(live.read(|state| look(state, key))?);
        let looking = Looking { joined_at: shown.seq, outboxes: Vec::new(), shown };
        Some(Self { key, looking: Mutex::new(looking) })
    }

    pub(crate) fn current(&self) -> Arc<Shown> {
        Arc::clone(&self.looking().shown)
    }

    /// Shows it as it is now to somebody who will be told of changes.
    pub(crate) fn join(&self, outbox: &Arc<Outbox>, live: &Live) -> Arc<Shown> {
        let mut looking = self.looking();
        looking.outboxes.push(Arc::clone(outbox));
        match live.read(|state| look(state, self.key)) {
            Some(now) => {
                looking.joined_at = now.seq;
                Arc::new(Shown { number: looking.shown.number, ..now })
            }
            None => Arc::clone(&looking.shown),
        }
    }

    /// Ends what one [`View::join`] began; true when nobody is left.
    pub(crate) fn leave(&self, outbox: &Arc<Outbox>) -> bool {
        let outboxes = &mut self.looking().outboxes;
        if let Some(place) = outboxes.iter().position(|known| Arc::ptr_eq(known, outbox)) {
            outboxes.swap_remove(place);
        }
        outboxes.is_empty()
    }

    /// Looks again, and marks the outboxes of all who are shown something else.
    pub(crate) fn refresh(&self, live: &Live) {
        let mut looking = self.looking();
        let Some(now) = live.read(|state| look(state, self.key)) else { return };
        let has_changed = now.content != looking.shown.content;
        // Who came since the last look may have seen what is over already.
        let has_newcomers = looking.joined_at > looking.shown.seq;
        let number = looking.shown.number + u64::from(has_changed);
        looking.shown = Arc::new(Shown { number, ..now });
        if has_changed || has_newcomers {
            looking.outboxes.iter().for_each(|outbox| outbox.mark());
        }
    }

    fn looking(&self) -> MutexGuard<'_, Looking> {
        self.looking.lock().expect("no holder of the view's lock panics")
    }
}

/// Stands in a ticker that is compared with another; [`Shown::whole`] puts the right one there.
const NOWHERE: Position = Position { home: Home::LIVE, seq: Seq(0) };

fn look(state: &LiveState, key: ViewKey) -> Option<Shown> {
    let content = match key {
        ViewKey::Book { instrument, levels, step } => {
            let instrument = state.instrument(instrument)?;
            let depth = &instrument.depth;
            ShownContent::Book(Book {
                scale: crate::routes::instruments::scale_of(instrument),
                state: instrument.state(),
                bids: depth.levels(Side::Buy, levels, step),
                asks: depth.levels(Side::Sell, levels, step),
                totals: [Side::Buy, Side::Sell].map(|side| depth.total(side)),
                indication: state.indication(instrument),
            })
        }
        ViewKey::Ticker { instrument } => {
            let row = ticker_row(state, state.instrument(instrument)?);
            ShownContent::Ticker(Box::new(TickerRow { position: NOWHERE, ..row }))
        }
    };
    Some(Shown { seq: state.seq(), number: 0, content })
}

impl Shown {
    pub(crate) fn whole(&self, home: Home) -> Content {
        match &self.content {
            ShownContent::Book(book) => Content::Book(book.content(book.bids.clone(), book.asks.clone())),
            ShownContent::Ticker(row) => {
                let position = Position { home, seq: self.seq };
                Content::Ticker(Box::new(TickerRow { position, ..(**row).clone() }))
            }
        }
    }

    /// What has to be told to somebody who was shown `before`; `None` if that is all the same.
    pub(crate) fn since(&self, before: &Self, home: Home) -> Option<Content> {
        match (&before.content, &self.content) {
            (before, now) if before == now => None,
            (ShownContent::Book(before), ShownContent::Book(now)) => {
                Some(Content::Book(now.content(changed(&before.bids, &now.bids), changed(&before.asks, &now.asks))))
            }
            _ => Some(self.whole(home)),
        }
    }
}

impl Book {
    fn content(&self, bids: Vec<(Price, Level)>, asks: Vec<(Price, Level)>) -> BookContent {
        let rows = |levels: Vec<(Price, Level)>| levels.into_iter().map(|level| level_row(level, self.scale)).collect();
        let [bid_total, ask_total] = self.totals;
        BookContent {
            state: self.state.into(),
            bids: rows(bids),
            asks: rows(asks),
            total_bid_quantity: show_quantity(bid_total, self.scale),
            total_ask_quantity: show_quantity(ask_total, self.scale),
            indication: self.indication.map(|indication| indication_row(indication, self.scale)),
        }
    }
}

/// Levels that are new or different, and those that are gone, without orders. Both lists are sorted alike.
pub(crate) fn changed(before: &[(Price, Level)], now: &[(Price, Level)]) -> Vec<(Price, Level)> {
    let at = |levels: &[(Price, Level)], price: Price| levels.iter().find(|(other, _)| *other == price).map(|(_, level)| *level);
    let gone = before.iter().filter(|(price, _)| at(now, *price).is_none()).map(|(price, _)| (*price, Level::default()));
    let different = now.iter().filter(|(price, level)| at(before, *price) != Some(*level)).copied();
    gone.chain(different).collect()
}
