//! What time brings: phases, days, the ends of interruptions, reserved orders; and waiting orders that enter.

use super::calendar::moment;
use super::orders::stop_reached;
use super::rules::{crosses, inward, on_tick, share_down, share_up};
use super::{Model, compare};
use money::Price;
use protocol::command::{Command, ContinueOrder, FireTriggered};
use protocol::event::*;
use protocol::ids::OrderId;
use protocol::order::{OrderKind, ReservedUntil};
use protocol::policy::{Phase, SessionState};
use protocol::record::Header;

/// The most waiting orders that enter in one step.
const TRIGGERED_PER_STEP: usize = 100;
const PARTS: i128 = 10_000;

fn is_call(phase: Phase) -> bool {
    matches!(phase, Phase::PreOpen | Phase::OpeningAuction | Phase::ClosingAuction)
}

impl Model {
    pub(super) fn follow_step(&mut self, header: &Header, command: &Command, observed: &[Event]) -> Result<(), String> {
        match command {
            Command::Tick(_) => {
                self.note_jobs(observed);
                self.resolve(observed);
                let mut events = Vec::new();
                self.run_timers(header, observed, &mut events);
                if observed.iter().any(|event| matches!(event, Event::KeysRotated(_))) {
                    self.keys[1] = std::mem::take(&mut self.keys[0]);
                }
                compare(&events, observed)
            }
            Command::ContinueOrder(step) => {
                let (index, order) = self.unfinished.take().ok_or("no order is unfinished")?;
                if order.id != step.order {
                    return Err(format!("{} goes on, expected {}", step.order, order.id));
                }
                let mut events = Vec::new();
                self.take(index, order, &mut events);
                compare(&events, observed)
            }
            Command::FireTriggered(step) => {
                let index = self.instrument_index(step.instrument).map_err(|reason| reason.code().to_owned())?;
                let mut events = Vec::new();
                self.fire(index, &mut events);
                compare(&events, observed)
            }
            Command::ContinueJob(step) => self.follow_job(step.job, observed),
            _ => Err(format!("not a step: {command:?}")),
        }
    }

    /// Timers in the order of time, kind (phases, ends of interruptions, reserved orders, closes of offerings) and number.
    fn run_timers(&mut self, header: &Header, observed: &[Event], events: &mut Vec<Event>) {
        loop {
            let phases = self.instruments.iter().enumerate().map(|(index, instrument)| (instrument.next, 1, index as u64));
            let ends = self.instruments.iter().enumerate();
            let ends = ends.filter_map(|(index, instrument)| instrument.interrupted_until.map(|until| (until, 2, index as u64)));
            let reserved = self.reserved.iter().map(|&(time, order, _)| (time, 3, order.0));
            let offered = self.assets.iter().filter_map(|(&index, asset)| {
                let offering = asset.offering.as_ref().filter(|offering| offering.outcome.is_none())?;
                Some((offering.closes_at, 5, index as u64))
            });
            let Some((time, kind, number)) = phases.chain(ends).chain(reserved).chain(offered).min() else { return };
            if time > header.at {
                return;
            }
            match kind {
                1 => self.enter_phase(number as usize, events),
                5 => self.offering_is_due(number as usize, observed, events),
                2 => {
                    let index = number as usize;
                    let instrument = &mut self.instruments[index];
                    instrument.interrupted_until = None;
                    instrument.owed.uncross = true;
                    events.push(InterruptionEnded { instrument: instrument.id }.into());
                    self.follow_up(index, events);
                }
                _ => {
                    let place = self.reserved.iter().position(|reserved| reserved.1.0 == number).expect("it was found");
                    let (_, order, index) = self.reserved.remove(place);
                    let instrument = &mut self.instruments[index];
                    instrument.due.push(order);
                    events.push(OrderDue { order, instrument: instrument.id }.into());
                }
            }
        }
    }

    pub(super) fn enter_phase(&mut self, index: usize, events: &mut Vec<Event>) {
        let instrument = &mut self.instruments[index];
        let now = moment(&instrument.calendar, self.at);
        let day = if now.trades { now.day } else { instrument.phase_day };
        events.push(PhaseChanged { instrument: instrument.id, day, phase: now.phase, until: now.until }.into());
        let was_calling = instrument.interrupted_until.take().is_some() || is_call(instrument.phase);
        let new_day = day != instrument.phase_day;
        let opens = now.phase != Phase::Closed && (instrument.phase == Phase::Closed || new_day);
        instrument.owed.uncross |= was_calling && !is_call(now.phase);
        instrument.owed.day_end |= instrument.phase != Phase::Closed && (now.phase == Phase::Closed || new_day);
        instrument.owed.new_day |= new_day;
        (instrument.phase_day, instrument.phase, instrument.next) = (day, now.phase, now.until);
        if opens {
            for order in &instrument.waiting {
                if matches!(order.kind, OrderKind::Reserved { until: ReservedUntil::NextSession, .. })
                    && !instrument.due.contains(&order.id)
                {
                    instrument.due.push(order.id);
                }
            }
        }
        self.follow_up(index, events);
    }

    /// What has to come next, unless something is under way: the end of an auction, the end of the day, the new day, the new reference.
    pub(super) fn follow_up(&mut self, index: usize, events: &mut Vec<Event>) {
        loop {
            let instrument = &mut self.instruments[index];
            if instrument.running.is_some() || instrument.halted || instrument.delisted {
                return;
            }
            let kind = if instrument.owed.uncross {
                instrument.owed.uncross = false;
                JobKind::Uncross
            } else if instrument.owed.day_end {
                instrument.owed.day_end = false;
                JobKind::EndDay
            } else {
                break;
            };
            if instrument.orders().next().is_some() {
                instrument.running = Some(kind);
                return;
            }
        }
        let instrument = &mut self.instruments[index];
        if instrument.owed.new_day {
            instrument.owed.new_day = false;
            instrument.day = instrument.phase_day;
            let close = instrument.last.unwrap_or(instrument.listing.reference_price.0);
            let (lower, upper) = match instrument.band {
                Some(band) => inward(&instrument.ticks, close, band),
                None => (instrument.lower, instrument.upper),
            };
            instrument.previous_close = close;
            instrument.next_limits = (lower, upper);
            events.push(
                DayStarted {
                    instrument: instrument.id,
                    day: instrument.day,
                    previous_close: Price(close),
                    lower_limit: Price(lower),
                    upper_limit: Price(upper),
                }
                .into(),
            );
            if instrument.orders().next().is_some() {
                instrument.running = Some(JobKind::LeaveBand);
                return;
            }
            instrument.put_day_in_force();
        }
        self.set_reference(index, events);
    }

    fn set_reference(&mut self, index: usize, events: &mut Vec<Event>) {
        let instrument = &mut self.instruments[index];
        let Some(reference) = instrument.reference_due.take() else { return };
        let (lower, upper) = match &instrument.volatility {
            None => (0, i64::MAX),
            Some(rule) => {
                let trigger = i128::from(rule.trigger.0);
                (share_down(reference, PARTS - trigger), share_up(reference, PARTS + trigger))
            }
        };
        instrument.reference = reference;
        instrument.triggers = (lower, upper);
        let (lower_trigger, upper_trigger) = (Price(lower), Price(upper));
        events.push(ReferenceSet { instrument: instrument.id, reference: Price(reference), lower_trigger, upper_trigger }.into());
    }

    /// Waiting orders enter: those whose time has come by age, then stops in the order in which the price passed them.
    fn fire(&mut self, index: usize, events: &mut Vec<Event>) {
        for _ in 0..TRIGGERED_PER_STEP {
            let Some(id) = self.next_to_fire(index) else { return };
            let instrument = &mut self.instruments[index];
            instrument.due.retain(|due| *due != id);
            let order = instrument.take_out(id).expect("a waiting order stands in its list");
            if !on_tick(&instrument.ticks, order.limit) || order.limit < instrument.lower || order.limit > instrument.upper {
                let event = self.end_order(index, &order, CancelReason::NotAccepted);
                events.push(event);
                continue;
            }
            let touch = instrument.best(order.side.opposite());
            let taking =
                instrument.state() == SessionState::Continuous && touch.is_some_and(|touch| crosses(order.side, order.limit, touch));
            let entry = if taking { Entry::Taking } else { Entry::Resting };
            events.push(OrderTriggered { order: id, instrument: instrument.id, entry }.into());
            if taking {
                self.take(index, order, events);
                if self.unfinished.is_some() {
                    return;
                }
            } else {
                instrument.insert(order);
            }
        }
    }

    /// The waiting order that enters next, if the session lets any.
    pub fn next_to_fire(&self, index: usize) -> Option<OrderId> {
        let instrument = &self.instruments[index];
        if instrument.waiting.is_empty()
            || matches!(instrument.state(), SessionState::Closed | SessionState::Halted | SessionState::Uncrossing | SessionState::Delisted)
        {
            return None;
        }
        if let Some(&due) = instrument.due.iter().min() {
            return Some(due);
        }
        let last = instrument.last?;
        let stops = instrument.waiting.iter().filter_map(|order| match order.kind {
            OrderKind::StopLimit { stop, .. } if stop_reached(order.side, stop.0, Some(last)) => Some(((stop.0 - last).abs(), order.id)),
            _ => None,
        });
        stops.min_by_key(|&(passed, id)| (std::cmp::Reverse(passed), id)).map(|(_, id)| id)
    }

    /// The step that must come before any other command.
    pub fn next_step(&self) -> Option<Command> {
        if let Some((_, order)) = &self.unfinished {
            return Some(ContinueOrder { order: order.id }.into());
        }
        let firing = (0..self.instruments.len()).find(|&index| self.next_to_fire(index).is_some());
        firing.map(|index| FireTriggered { instrument: self.instruments[index].id }.into())
    }
}
