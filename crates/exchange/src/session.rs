//! Days and phases: what timers do, and the order in which an auction's end, a day's end and a new day follow each other.

use crate::calendar;
use crate::exchange::{Exchange, limits};
use crate::grid::{Grid, band_around};
use crate::jobs::{Job, Progress};
use crate::ladder::{Ladder, NONE};
use crate::timers::Timer;
use money::{Bps, Price};
use protocol::event::{
    CancelReason, DayStarted, InterruptionEnded, JobEnded, JobKind, KeysRotated, OrderDue, PhaseChanged, PolicyInForce, ReferenceSet,
    RulesResolved,
};
use protocol::ids::PolicyVersion;
use protocol::policy::Phase;
use protocol::{Event, Header, OrderId, Reason, Rejection, Side, TimeInForce};

impl Exchange {
    /// What an instrument takes at the moment; `None` for an unknown one.
    pub fn session_of(&self, id: protocol::InstrumentId) -> Option<protocol::policy::SessionState> {
        let local = self.instrument_local(id).ok()?;
        Some(self.instrument(local).session)
    }

    /// `Tick`: timers that are due run in order of time, kind and number.
    pub(crate) fn tick(&mut self, header: &Header, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if self.timers.due(header.at).is_none() && !self.keys.is_full() {
            return Err(Reason::NothingToContinue.into());
        }
        for _ in 0..limits::TIMERS_PER_TICK {
            let Some((_, timer)) = self.timers.due(header.at) else { break };
            match timer {
                Timer::Policy(version) => {
                    let policy = self.policies.versions()[version as usize - 1].policy;
                    self.emit(header, PolicyInForce { policy, version: PolicyVersion(version) }, out);
                }
                Timer::Phase(i) => self.enter_phase(header, i, out),
                Timer::Interruption(i) => {
                    self.emit(header, InterruptionEnded { instrument: self.instrument(i).id }, out);
                    self.follow_up(header, i, out);
                }
                Timer::Reserved(order) => {
                    let order = OrderId::new(self.home, order);
                    let slot = self.orders.find(order).expect("a timer's order is open");
                    let instrument = self.instrument(self.orders[slot].instrument).id;
                    self.emit(header, OrderDue { order, instrument }, out);
                }
                Timer::Keys => self.rotate_keys(header, out),
                Timer::Offering(i) => self.offering_is_due(header, i, out),
            }
        }
        if self.keys.is_full() {
            self.rotate_keys(header, out);
        }
        Ok(())
    }

    fn rotate_keys(&mut self, header: &Header, out: &mut Vec<Event>) {
        self.emit(header, KeysRotated { until: header.at.plus_seconds(limits::KEY_WINDOW_S) }, out);
    }

    /// Enters the phase that the calendar has now.
    pub(crate) fn enter_phase(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) {
        let instrument = self.instrument(i);
        let now = calendar::moment(self.policies.calendar(instrument.rules.calendar), header.at);
        let day = if now.is_trading_day { now.day } else { instrument.phase_day };
        self.emit(header, PhaseChanged { instrument: instrument.id, day, phase: now.phase, until: now.until }, out);
        self.follow_up(header, i, out);
    }

    /// Starts whatever has to come next, unless something is under way: uncrossing, the end of the day, the new day.
    pub(crate) fn follow_up(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) {
        loop {
            let instrument = self.instrument(i);
            if instrument.busy.is_some() || instrument.halted || instrument.delisted {
                return;
            }
            let kind = if instrument.uncross_due {
                JobKind::Uncross
            } else if instrument.day_end_due {
                JobKind::EndDay
            } else {
                break;
            };
            let job = self.start_job(header, kind, i, out);
            if self.instrument(i).open_orders > 0 {
                return;
            }
            self.emit(header, JobEnded { job }, out);
        }
        let instrument = self.instrument(i);
        if instrument.new_day_due {
            self.start_day(header, i, out);
        } else if let Some(reference) = instrument.reference_due() {
            self.set_reference(header, i, reference, out);
        }
    }

    /// Resolves the rules for a new day and works out the prices it allows.
    pub(crate) fn start_day(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) {
        let resolved = self.resolve_rules(i);
        if resolved != self.instrument(i).rules {
            self.emit(header, resolved, out);
        }
        let instrument = self.instrument(i);
        let previous_close = if instrument.last == Price::ZERO { instrument.listing.reference_price } else { instrument.last };
        let grid = self.grid_around(&instrument.rules, previous_close);
        let started = DayStarted {
            instrument: instrument.id,
            day: instrument.phase_day,
            previous_close,
            lower_limit: grid.lowest(),
            upper_limit: grid.highest(),
        };
        self.emit(header, started, out);
        if self.instrument(i).next_day.is_some() {
            self.start_job(header, JobKind::LeaveBand, i, out);
        } else {
            self.set_reference(header, i, previous_close, out);
        }
    }

    /// The versions in force of the policies an instrument names. A policy without a version of the right kind keeps the one resolved before.
    fn resolve_rules(&self, i: u16) -> RulesResolved {
        let instrument = self.instrument(i);
        let (rules, before) = (&instrument.listing.rules, &instrument.rules);
        self.resolve(instrument.id, rules).unwrap_or_else(|| before.clone())
    }

    pub(crate) fn resolve(&self, instrument: protocol::InstrumentId, rules: &protocol::policy::Rules) -> Option<RulesResolved> {
        use crate::policies::{calendar_of, fees, price_band, tick_table, volatility, withholding};
        let policies = &self.policies;
        Some(RulesResolved {
            instrument,
            tick_table: policies.resolve(Some(rules.tick_table), tick_table)?,
            fees: policies.resolve(Some(rules.fees), fees)?,
            calendar: policies.resolve(Some(rules.calendar), calendar_of)?,
            price_band: policies.resolve(rules.price_band, price_band)?,
            volatility: policies.resolve(rules.volatility, volatility)?,
            withholding: policies.resolve(rules.withholding, withholding)?,
        })
    }

    /// The prices allowed around a previous close. Where the band holds no price on the tick, the nearest ones beside it; where it holds too many for
    /// one ladder, a band of half the width, and so on.
    pub(crate) fn grid_around(&self, rules: &RulesResolved, close: Price) -> Grid {
        let table = self.policies.tick_table(rules.tick_table);
        let unbounded = Grid::unbounded(table).expect("a tick table has prices");
        let Some(limit) = self.policies.price_band(rules.price_band) else { return unbounded };
        let mut limit = limit.0;
        loop {
            let (lower, upper) = band_around(close, Bps(limit));
            if let Some(grid) = Grid::new(table, lower, upper) {
                return grid;
            }
            let nearest = unbounded.nearest(close);
            if let Some(grid) = Grid::new(table, lower.min(nearest), upper.max(nearest)) {
                return grid;
            }
            limit /= 2;
        }
    }

    fn set_reference(&mut self, header: &Header, i: u16, reference: Price, out: &mut Vec<Event>) {
        let instrument = self.instrument(i);
        let (lower_trigger, upper_trigger) = match self.policies.volatility(instrument.rules.volatility) {
            None => (Price::ZERO, Price(i64::MAX)),
            Some(rule) => trigger_prices(reference, rule.trigger),
        };
        self.emit(header, ReferenceSet { instrument: instrument.id, reference, lower_trigger, upper_trigger }, out);
    }

    /// What `PhaseChanged` changes.
    pub(crate) fn change_phase(&mut self, changed: &PhaseChanged) {
        let i = changed.instrument.local();
        let instrument = self.instrument_mut(i);
        let (old_until, old_phase, interrupted) = (instrument.phase_until, instrument.phase, instrument.interrupted_until.take());
        let was_calling = interrupted.is_some() || is_call(old_phase);
        let opens = old_phase == Phase::Closed && changed.phase != Phase::Closed;
        let new_day = changed.day != instrument.phase_day;
        instrument.uncross_due |= was_calling && !is_call(changed.phase);
        instrument.day_end_due |= old_phase != Phase::Closed && (changed.phase == Phase::Closed || new_day);
        instrument.new_day_due |= new_day;
        instrument.phase_day = changed.day;
        instrument.phase = changed.phase;
        instrument.phase_until = changed.until;
        self.timers.clear(old_until, Timer::Phase(i));
        self.timers.set(changed.until, Timer::Phase(i));
        if let Some(until) = interrupted {
            self.timers.clear(until, Timer::Interruption(i));
        }
        self.session_changed(i);
        if opens || (new_day && changed.phase != Phase::Closed) {
            self.call_next_session(i);
        }
    }

    /// Orders reserved for the next session become due.
    fn call_next_session(&mut self, i: u16) {
        let waiting: Vec<u64> = self.instrument(i).waiting.next_session.iter().copied().collect();
        for id in waiting {
            let slot = self.orders.find(OrderId::new(self.home, id)).expect("a waiting order is open");
            self.become_due(slot);
        }
    }

    /// What `DayStarted` changes. Its prices are in force at once when there is no order that they could leave outside.
    pub(crate) fn begin_day(&mut self, started: &DayStarted) {
        let i = started.instrument.local();
        let instrument = self.instrument_mut(i);
        instrument.day = started.day;
        instrument.previous_close = started.previous_close;
        instrument.new_day_due = false;
        instrument.next_day = Some(started.clone());
        if instrument.open_orders == 0 {
            put_day_in_force(self, i);
        }
        self.session_changed(i);
    }

    /// To be called whenever something has changed that the session depends on.
    pub(crate) fn session_changed(&mut self, i: u16) {
        self.instrument_mut(i).refresh_session();
        self.refresh_firing(i);
    }

    /// Cancels orders for the day, waiting ones first, then bids and asks from the best price on. The cursor is the last order kept.
    pub(crate) fn end_day_step(&mut self, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("the end of a day is of an instrument");
        let mut left = limits::POSTINGS_PER_STEP;
        for slot in self.waiting_slots(i) {
            if self.orders[slot].time_in_force() == TimeInForce::Day {
                if left == 0 {
                    return Progress::Advanced(job.cursor);
                }
                left -= 1;
                self.cancel(slot, CancelReason::DayEnded, out);
            }
        }
        let mut kept = job.cursor;
        let mut at = match self.orders.find(OrderId::new(self.home, kept)) {
            Some(slot) => self.next_in_book(slot),
            None => self.first_in_book(i),
        };
        while let Some(slot) = at {
            if left == 0 {
                return Progress::Advanced(kept);
            }
            left -= 1;
            at = self.next_in_book(slot);
            if self.orders[slot].time_in_force() == TimeInForce::Day {
                self.cancel(slot, CancelReason::DayEnded, out);
            } else {
                kept = self.orders[slot].id;
            }
        }
        Progress::Ended
    }

    /// Cancels orders that the new day's prices leave outside.
    pub(crate) fn leave_band_step(&mut self, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("a band is an instrument's");
        let instrument = self.instrument(i);
        let day = instrument.next_day.as_ref().expect("a day has started");
        let grid = self.day_grid(i, day.lower_limit, day.upper_limit);
        let mut outside: Vec<u32> = Vec::new();
        outside.extend(self.waiting_slots(i).into_iter().filter(|&slot| grid.number(self.orders[slot].limit).is_none()));
        for side in [Side::Buy, Side::Sell] {
            let ladder = instrument.ladder(side);
            let mut level = ladder.best();
            while level != NONE && outside.len() <= limits::POSTINGS_PER_STEP as usize {
                let mut slot = ladder.level(level).head;
                let leaves = slot != 0 && grid.number(self.orders[slot].limit).is_none();
                while leaves && slot != 0 && outside.len() <= limits::POSTINGS_PER_STEP as usize {
                    outside.push(slot);
                    slot = self.orders[slot].next;
                }
                level = ladder.behind(level);
            }
        }
        let more = outside.len() > limits::POSTINGS_PER_STEP as usize;
        for slot in outside.into_iter().take(limits::POSTINGS_PER_STEP as usize) {
            self.cancel(slot, CancelReason::OutsideBand, out);
        }
        if more { Progress::Advanced(0) } else { Progress::Ended }
    }

    pub(crate) fn day_grid(&self, i: u16, lower: Price, upper: Price) -> Grid {
        let table = self.policies.tick_table(self.instrument(i).rules.tick_table);
        Grid::new(table, lower, upper).expect("a day's limits were taken from a grid")
    }

    /// Places of the waiting orders of an instrument, by age.
    pub(crate) fn waiting_slots(&self, i: u16) -> Vec<u32> {
        let of_instrument = |&id: &u64| self.orders.find(OrderId::new(self.home, id)).filter(|&slot| self.orders[slot].instrument == i);
        self.triggers.keys().filter_map(of_instrument).collect()
    }

    /// The best bid's first order, or the best ask's.
    pub(crate) fn first_in_book(&self, i: u16) -> Option<u32> {
        let instrument = self.instrument(i);
        let first = |ladder: &Ladder| (ladder.best() != NONE).then(|| ladder.level(ladder.best()).head);
        first(&instrument.bids).or_else(|| first(&instrument.asks))
    }

    /// The order after this one: in its queue, at the next price, then on the side of the asks.
    fn next_in_book(&self, slot: u32) -> Option<u32> {
        let order = &self.orders[slot];
        if order.next != 0 {
            return Some(order.next);
        }
        let instrument = self.instrument(order.instrument);
        let ladder = instrument.ladder(order.side());
        match ladder.behind(instrument.level_of(order)) {
            NONE if order.side() == Side::Buy && instrument.asks.best() != NONE => Some(instrument.asks.level(instrument.asks.best()).head),
            NONE => None,
            level => Some(ladder.level(level).head),
        }
    }
}

impl crate::instrument::Instrument {
    /// A reference that has still to be set after a new day's job, or after an auction with a price.
    fn reference_due(&self) -> Option<Price> {
        self.reference_is_due.then_some(if self.auction_price == Price::ZERO { self.previous_close } else { self.auction_price })
    }
}

/// Lays the book out over the prices of the day that has started.
pub(crate) fn put_day_in_force(exchange: &mut Exchange, i: u16) {
    let Some(day) = exchange.instrument_mut(i).next_day.take() else { return };
    let grid = exchange.day_grid(i, day.lower_limit, day.upper_limit);
    let instrument = exchange.instrument_mut(i);
    instrument.auction_price = Price::ZERO;
    instrument.reference_is_due = true;
    let prices = grid.count();
    let shift = |number: u32, old: &Grid| {
        if number == 0 {
            0
        } else if number > old.count() {
            prices + 1
        } else {
            grid.number(old.price(number - 1)).expect("orders outside have left") + 1
        }
    };
    for side in [Side::Buy, Side::Sell] {
        let mut moved = Ladder::new(side);
        let old = instrument.ladder(side);
        if old.best() != NONE {
            moved.lay_out(prices);
            let mut number = old.best();
            while number != NONE {
                moved.adopt(shift(number, &instrument.grid), *old.level(number));
                number = old.behind(number);
            }
        }
        *instrument.ladder_mut(side) = moved;
    }
    instrument.grid = grid;
    instrument.grid_is_of_day = true;
}

/// Matching stops at these prices: the first at least this far from the reference.
fn trigger_prices(reference: Price, trigger: Bps) -> (Price, Price) {
    let (reference, trigger) = (i128::from(reference.0), i128::from(trigger.0));
    let lower = reference * (10_000 - trigger) / 10_000;
    let upper = (reference * (10_000 + trigger) + 9_999) / 10_000;
    (Price(lower as i64), Price(upper as i64))
}

fn is_call(phase: Phase) -> bool {
    matches!(phase, Phase::PreOpen | Phase::OpeningAuction | Phase::ClosingAuction)
}
