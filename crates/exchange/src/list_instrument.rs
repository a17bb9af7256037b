//! `ListInstrument`: something to trade, under rules that are in force.

use crate::calendar;
use crate::exchange::{Exchange, limits};
use crate::grid::{Grid, MAX_PRICES, band_around};
use crate::instrument::Instrument;
use crate::policies;
use money::{Price, Scale};
use protocol::command::ListInstrument;
use protocol::event::{InstrumentListed, PhaseChanged, RulesResolved};
use protocol::ids::PolicyVersion;
use protocol::{Event, Header, InstrumentId, Reason, Rejection};

impl Exchange {
    pub(crate) fn list_instrument(&mut self, header: &Header, list: &ListInstrument, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !is_code(list.code.as_str()) {
            return Err(Reason::CodeMalformed.into());
        }
        if self.instruments.iter().any(|instrument| instrument.listing.code == list.code) {
            return Err(Reason::CodeAlreadyUsed.into());
        }
        if self.instruments.len() >= limits::INSTRUMENTS {
            return Err(Reason::TooManyInstruments.into());
        }
        let id = InstrumentId::new(self.home, self.instruments.len() as u16 + 1);
        let resolved = self.resolve(id, &list.rules).ok_or(Reason::UnknownPolicy)?;
        self.check_listing(list, &resolved)?;
        // After this point it must succeed.
        let now = calendar::moment(self.policies.calendar(resolved.calendar), header.at);
        self.emit(header, Event::InstrumentListed(Box::new(InstrumentListed { instrument: id, listing: list.clone() })), out);
        self.emit(header, resolved, out);
        self.emit(header, PhaseChanged { instrument: id, day: now.day, phase: now.phase, until: now.until }, out);
        self.follow_up(header, id.local(), out);
        Ok(())
    }

    /// Everything about scales, lots and prices.
    fn check_listing(&self, list: &ListInstrument, resolved: &RulesResolved) -> Result<(), Rejection> {
        let table = self.policies.tick_table(resolved.tick_table);
        let scale = Scale::new(list.price_decimals, list.quantity_decimals).ok_or(Reason::ScaleOutOfRange)?;
        if table.price_decimals != list.price_decimals {
            return Err(Reason::UnknownPolicy.into());
        }
        let lot = list.lot.0;
        if !list.lot.is_positive() || !list.max_order_quantity.is_positive() || list.max_order_quantity.0 % lot != 0 {
            return Err(Reason::LotOutOfRange.into());
        }
        if !list.registered_supply.is_positive() || list.registered_supply.0 % lot != 0 {
            return Err(Reason::SupplyOutOfRange.into());
        }
        let unbounded = Grid::unbounded(table).ok_or(Reason::UnknownPolicy)?;
        let reference = list.reference_price;
        let on_tick = table.steps.iter().rfind(|step| step.from <= reference).is_some_and(|step| reference.0 % step.tick.0 == 0);
        // Without a band only the first prices of a table are numbered.
        let reachable = resolved.price_band != PolicyVersion(0) || reference <= unbounded.highest();
        if !reference.is_positive() || !on_tick || !reachable {
            return Err(Reason::ReferenceOffTick.under(resolved.tick_table));
        }
        if list.quantity_decimals == 0 && list.price_decimals > 0 {
            let whole = table.steps.iter().all(|step| i128::from(step.tick.0) * i128::from(lot) % i128::from(scale.divisor()) == 0);
            if !whole {
                return Err(Reason::LotOutOfRange.under(resolved.tick_table));
            }
        }
        let grid = self.first_grid(resolved, reference)?;
        let supply_fits = list.registered_supply.0.checked_mul(4).is_some_and(|supply| supply <= 1 << 62);
        let value_fits = scale.value(grid.highest(), list.max_order_quantity).is_some_and(|value| value.0 <= 1 << 61);
        if supply_fits && value_fits { Ok(()) } else { Err(Reason::ScaleOutOfRange.into()) }
    }

    fn first_grid(&self, resolved: &RulesResolved, reference: Price) -> Result<Grid, Rejection> {
        let table = self.policies.tick_table(resolved.tick_table);
        if let Some(limit) = self.policies.price_band(resolved.price_band) {
            let (lower, upper) = band_around(reference, limit);
            let prices = Grid::new(table, lower.min(reference), upper.max(reference)).map(|grid| grid.count());
            if prices.is_none_or(|prices| prices > MAX_PRICES) {
                return Err(Reason::BandTooWide.under(resolved.price_band));
            }
        }
        Ok(self.grid_around(resolved, reference))
    }

    /// What `InstrumentListed` changes. Its prices come with the first day.
    pub(crate) fn add_instrument(&mut self, listed: &InstrumentListed) {
        let listing = listed.listing.clone();
        let scale = Scale::new(listing.price_decimals, listing.quantity_decimals).expect("checked when it was listed");
        let only_reference = Grid::one(listing.reference_price);
        self.instruments.push(Instrument::new(listed.instrument, listing, scale, only_reference));
    }

    /// What `RulesResolved` changes.
    pub(crate) fn resolve_to(&mut self, resolved: &RulesResolved) {
        debug_assert!(self.policies.body(resolved.tick_table).and_then(policies::tick_table).is_some());
        self.instrument_mut(resolved.instrument.local()).rules = resolved.clone();
    }
}

impl Grid {
    /// A grid of a single price.
    pub(crate) fn one(price: Price) -> Self {
        let table =
            protocol::policy::TickTable { price_decimals: 0, steps: vec![protocol::policy::TickStep { from: Price(0), tick: price }] };
        Self::new(&table, price, price).expect("a positive price is a multiple of itself")
    }
}

/// QUOTE-BASE, each of 1 to 12 capital letters or digits.
fn is_code(code: &str) -> bool {
    let part = |part: &str| (1..=12).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    code.split_once('-').is_some_and(|(quote, asset)| part(quote) && part(asset))
}
