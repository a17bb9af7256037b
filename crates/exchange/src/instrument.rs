//! An instrument: its listing, its rules as resolved, its day and phase, and its book.

use crate::grid::Grid;
use crate::ladder::{Ladder, LevelNumber};
use crate::orders::{Order, Orders};
use money::{Price, Quantity, Scale};
use protocol::command::ListInstrument;
use protocol::event::{DayStarted, RulesResolved};
use protocol::ids::{JobId, PolicyVersion};
use protocol::policy::{Phase, SessionState};
use protocol::{Day, InstrumentId, Side, Time};
use std::collections::BTreeSet;
use std::ops::{Index, IndexMut};

/// All instruments, by local number from 1.
#[derive(Debug, Default)]
pub(crate) struct Instruments(Vec<Instrument>);

impl Instruments {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Instrument> {
        self.0.iter()
    }

    pub(crate) fn push(&mut self, instrument: Instrument) {
        self.0.push(instrument);
    }

    #[inline(always)]
    pub(crate) fn get(&self, local: u16) -> Option<&Instrument> {
        self.0.get(usize::from(local).wrapping_sub(1))
    }
}

impl Index<u16> for Instruments {
    type Output = Instrument;
    #[inline(always)]
    fn index(&self, local: u16) -> &Instrument {
        &self.0[usize::from(local).wrapping_sub(1)]
    }
}

impl IndexMut<u16> for Instruments {
    #[inline(always)]
    fn index_mut(&mut self, local: u16) -> &mut Instrument {
        &mut self.0[usize::from(local).wrapping_sub(1)]
    }
}

/// What every order and fill reads stands first and together.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Instrument {
    /// All that bears on it in one word.
    pub(crate) session: SessionState,
    pub(crate) id: InstrumentId,
    pub(crate) scale: Scale,
    /// 0 until the first trade.
    pub(crate) last: Price,
    /// Matching stops before these; 0 and the highest number where it never does.
    pub(crate) lower_trigger: Price,
    pub(crate) upper_trigger: Price,
    /// The trading day in force: what trades belong to. It follows the phase's when that day starts, after the auction and the end of the day before.
    pub(crate) day: Day,
    /// Rises with each record date.
    pub(crate) epoch: u16,
    pub(crate) open_orders: u32,
    pub(crate) rules: RulesResolved,
    pub(crate) grid: Grid,
    pub(crate) bids: Ladder,
    pub(crate) asks: Ladder,
    /// The clearing price of an auction being uncrossed.
    pub(crate) clearing: Option<Clearing>,
    pub(crate) waiting: Waiting,
    pub(crate) listing: ListInstrument,
    pub(crate) issued: Quantity,

    pub(crate) phase: Phase,
    pub(crate) phase_until: Time,
    /// The trading day of the phase; it stays over weekends and holidays.
    pub(crate) phase_day: Day,
    pub(crate) halted: bool,
    pub(crate) delisted: bool,
    /// The end of a volatility interruption under way.
    pub(crate) interrupted_until: Option<Time>,
    /// The job that closes the instrument to orders while it runs.
    pub(crate) busy: Option<JobId>,
    /// What has to follow, in this order, as soon as nothing else runs.
    pub(crate) uncross_due: bool,
    pub(crate) day_end_due: bool,
    pub(crate) new_day_due: bool,
    /// A day that has started, and whose prices come into force when its job ends.
    pub(crate) next_day: Option<DayStarted>,
    /// The last auction's price, until a reference is set from it; 0 for none.
    pub(crate) auction_price: Price,
    pub(crate) reference_is_due: bool,

    pub(crate) previous_close: Price,
    pub(crate) reference: Price,
    /// False until the first day's prices are in force; the grid is then the reference alone.
    pub(crate) grid_is_of_day: bool,
    /// The distribution under way.
    pub(crate) distribution: Option<JobId>,
}

/// Orders outside the book, by what they wait for.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) buy_stops: BTreeSet<(Price, u64)>,
    pub(crate) sell_stops: BTreeSet<(Price, u64)>,
    pub(crate) next_session: BTreeSet<u64>,
    /// Their time or session has come.
    pub(crate) due: BTreeSet<u64>,
}

/// An auction's result while its fills are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clearing {
    pub(crate) price: Price,
    /// Quantity still to be traded.
    pub(crate) left: Quantity,
}

impl Instrument {
    pub(crate) fn new(id: InstrumentId, listing: ListInstrument, scale: Scale, grid: Grid) -> Self {
        let reference = listing.reference_price;
        Self {
            id,
            scale,
            rules: RulesResolved {
                instrument: id,
                tick_table: PolicyVersion(0),
                fees: PolicyVersion(0),
                calendar: PolicyVersion(0),
                price_band: PolicyVersion(0),
                volatility: PolicyVersion(0),
                withholding: PolicyVersion(0),
            },
            issued: Quantity::ZERO,
            epoch: 0,
            phase: Phase::Closed,
            phase_until: Time::NEVER,
            phase_day: Day(0),
            day: Day(0),
            halted: false,
            delisted: false,
            interrupted_until: None,
            busy: None,
            uncross_due: false,
            day_end_due: false,
            new_day_due: false,
            next_day: None,
            clearing: None,
            auction_price: Price::ZERO,
            reference_is_due: false,
            session: SessionState::Closed,
            last: Price::ZERO,
            previous_close: reference,
            reference,
            lower_trigger: Price::ZERO,
            upper_trigger: Price(i64::MAX),
            grid,
            grid_is_of_day: false,
            bids: Ladder::new(Side::Buy),
            asks: Ladder::new(Side::Sell),
            open_orders: 0,
            waiting: Waiting::default(),
            distribution: None,
            listing,
        }
    }

    pub(crate) fn local(&self) -> u16 {
        self.id.local()
    }

    pub(crate) fn lower_limit(&self) -> Price {
        self.grid.lowest()
    }

    pub(crate) fn upper_limit(&self) -> Price {
        self.grid.highest()
    }

    /// Brings `session` in line after anything it depends on has changed.
    pub(crate) fn refresh_session(&mut self) {
        self.session = if self.delisted {
            SessionState::Delisted
        } else if self.halted {
            SessionState::Halted
        } else if self.busy.is_some() || self.uncross_due || self.day_end_due || self.new_day_due {
            SessionState::Uncrossing
        } else if self.interrupted_until.is_some() {
            SessionState::VolatilityInterruption
        } else {
            match self.phase {
                Phase::PreOpen => SessionState::PreOpen,
                Phase::OpeningAuction => SessionState::OpeningAuction,
                Phase::Continuous => SessionState::Continuous,
                Phase::ClosingAuction => SessionState::ClosingAuction,
                Phase::Closed => SessionState::Closed,
            }
        };
    }

    /// True where orders are entered for a call auction.
    pub(crate) fn is_calling(&self) -> bool {
        is_calling(self.session)
    }

    #[inline(always)]
    pub(crate) fn ladder(&self, side: Side) -> &Ladder {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    #[inline(always)]
    pub(crate) fn ladder_mut(&mut self, side: Side) -> &mut Ladder {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    /// The level an order of this book stands at, or would.
    #[inline(always)]
    pub(crate) fn level_of(&self, order: &Order) -> LevelNumber {
        if order.is_market() {
            return match order.side() {
                Side::Buy => self.grid.count() + 1,
                Side::Sell => 0,
            };
        }
        self.grid.number_of_allowed(order.limit) + 1
    }

    /// The level of a price; `None` off the tick or beyond the band.
    #[inline(always)]
    pub(crate) fn level_of_price(&self, price: Price) -> Option<LevelNumber> {
        self.grid.number(price).map(|number| number + 1)
    }

    /// An order joins the end of its price's queue.
    #[inline(always)]
    pub(crate) fn join_queue(&mut self, orders: &mut Orders, slot: u32, side: Side, level: LevelNumber) {
        let prices = self.grid.count();
        let ladder = self.ladder_mut(side);
        if !ladder.is_laid_out() {
            ladder.lay_out(prices);
        }
        ladder.append(orders, slot, level);
    }

    /// The price of a level; market orders of an auction stand at the edge of the band.
    #[inline(always)]
    pub(crate) fn price_of(&self, level: LevelNumber) -> Price {
        self.grid.price(level.saturating_sub(1).min(self.grid.count() - 1))
    }

    /// The best price of a side.
    pub(crate) fn best_price(&self, side: Side) -> Option<Price> {
        let best = self.ladder(side).best();
        (best != crate::ladder::NONE).then(|| self.price_of(best))
    }
}

pub(crate) fn is_calling(session: SessionState) -> bool {
    matches!(
        session,
        SessionState::PreOpen | SessionState::OpeningAuction | SessionState::ClosingAuction | SessionState::VolatilityInterruption
    )
}
