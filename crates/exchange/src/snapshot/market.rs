//! Policies and instruments.

use super::{GetError, Sink, one_of};
use crate::exchange::Exchange;
use crate::grid::Grid;
use crate::instrument::{Clearing, Instrument};
use crate::policies::Version;
use money::{Price, Quantity, Scale};
use protocol::command::ListInstrument;
use protocol::event::{DayStarted, RulesResolved};
use protocol::ids::{JobId, PolicyId, PolicyVersion};
use protocol::policy::{Phase, PolicyBody};
use protocol::text::Note;
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{Day, InstrumentId, Time};

pub(super) fn put_policies(exchange: &Exchange, sink: &mut Sink<'_>) {
    let versions = exchange.policies.versions();
    sink.put(&(versions.len() as u32));
    for version in versions {
        sink.put(&version.policy);
        sink.put(&version.valid_from);
        sink.put(&version.source);
        sink.put(&version.body);
    }
    let in_force = exchange.policies.all_in_force();
    sink.put(&(in_force.len() as u32));
    for (policy, version) in in_force {
        sink.put(policy);
        sink.put(version);
    }
}

pub(super) fn get_policies(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    let count = u32::get(from)?;
    for _ in 0..count {
        let version =
            Version { policy: PolicyId::get(from)?, valid_from: Time::get(from)?, source: Note::get(from)?, body: PolicyBody::get(from)? };
        exchange.policies.add(version);
    }
    for _ in 0..u32::get(from)? {
        let (policy, version) = (PolicyId::get(from)?, PolicyVersion::get(from)?);
        if version.0 == 0 || version.0 > count {
            return Err(DecodeError::OutOfRange.into());
        }
        exchange.policies.put_in_force(policy, version);
    }
    Ok(())
}

pub(super) fn put_instruments(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&(exchange.instruments.len() as u32));
    for instrument in exchange.instruments.iter() {
        sink.put(&instrument.id);
        sink.put(&instrument.listing);
        sink.put(&instrument.rules);
        sink.put(&instrument.issued);
        sink.put(&instrument.epoch);
        sink.put(&instrument.phase);
        sink.put(&instrument.phase_until);
        sink.put(&instrument.phase_day);
        sink.put(&instrument.day);
        sink.put(&flags(instrument));
        sink.put(&instrument.interrupted_until);
        sink.put(&instrument.busy);
        sink.put(&instrument.next_day);
        sink.put(&instrument.clearing.map(|clearing| clearing.price));
        sink.put(&instrument.clearing.map(|clearing| clearing.left));
        sink.put(&instrument.auction_price);
        sink.put(&instrument.last);
        sink.put(&instrument.previous_close);
        sink.put(&instrument.reference);
        sink.put(&instrument.lower_trigger);
        sink.put(&instrument.upper_trigger);
        sink.put(&instrument.lower_limit());
        sink.put(&instrument.upper_limit());
        sink.put(&instrument.distribution);
    }
}

fn flags(instrument: &Instrument) -> u8 {
    [
        instrument.halted,
        instrument.delisted,
        instrument.uncross_due,
        instrument.day_end_due,
        instrument.new_day_due,
        instrument.reference_is_due,
        instrument.grid_is_of_day,
    ]
    .into_iter()
    .enumerate()
    .fold(0, |flags, (at, flag)| flags | u8::from(flag) << at)
}

pub(super) fn get_instruments(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    for _ in 0..u32::get(from)? {
        let id = InstrumentId::get(from)?;
        if usize::from(id.local()) != exchange.instruments.len() + 1 {
            return Err(DecodeError::OutOfRange.into());
        }
        let listing = ListInstrument::get(from)?;
        let scale = Scale::new(listing.price_decimals, listing.quantity_decimals).ok_or(DecodeError::OutOfRange)?;
        let only_reference = if listing.reference_price.is_positive() {
            Grid::one(listing.reference_price)
        } else {
            return Err(DecodeError::OutOfRange.into());
        };
        let mut instrument = Instrument::new(id, listing, scale, only_reference);
        instrument.rules = RulesResolved::get(from)?;
        instrument.issued = Quantity::get(from)?;
        instrument.epoch = u16::get(from)?;
        instrument.phase = one_of(Phase::ALL, u8::get(from)?)?;
        instrument.phase_until = Time::get(from)?;
        instrument.phase_day = Day::get(from)?;
        instrument.day = Day::get(from)?;
        let flags = u8::get(from)?;
        let flag = |at: u8| flags >> at & 1 == 1;
        instrument.halted = flag(0);
        instrument.delisted = flag(1);
        instrument.uncross_due = flag(2);
        instrument.day_end_due = flag(3);
        instrument.new_day_due = flag(4);
        instrument.reference_is_due = flag(5);
        instrument.grid_is_of_day = flag(6);
        instrument.interrupted_until = Option::get(from)?;
        instrument.busy = Option::<JobId>::get(from)?;
        instrument.next_day = Option::<DayStarted>::get(from)?;
        let (price, left) = (Option::<Price>::get(from)?, Option::<Quantity>::get(from)?);
        instrument.clearing = price.zip(left).map(|(price, left)| Clearing { price, left });
        instrument.auction_price = Price::get(from)?;
        instrument.last = Price::get(from)?;
        instrument.previous_close = Price::get(from)?;
        instrument.reference = Price::get(from)?;
        instrument.lower_trigger = Price::get(from)?;
        instrument.upper_trigger = Price::get(from)?;
        let (lower, upper) = (Price::get(from)?, Price::get(from)?);
        instrument.distribution = Option::<JobId>::get(from)?;
        if instrument.grid_is_of_day {
            let table =
                exchange.policies.body(instrument.rules.tick_table).and_then(crate::policies::tick_table).ok_or(DecodeError::OutOfRange)?;
            instrument.grid = Grid::new(table, lower, upper).ok_or(DecodeError::OutOfRange)?;
        }
        exchange.instruments.push(instrument);
    }
    Ok(())
}
