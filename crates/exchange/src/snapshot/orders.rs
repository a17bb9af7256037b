//! Open orders by id, then who stands before whom: each queue from its head, level by level from the best price.

use super::{GetError, Sink};
use crate::exchange::Exchange;
use crate::fire_triggered::Trigger;
use crate::ladder::NONE;
use crate::orders::Order;
use money::{Accrual, Price, Won};
use protocol::event::Entry;
use protocol::ids::KeyHash;
use protocol::order::ReservedUntil;
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{OrderId, Side, Time};

pub(super) fn put(exchange: &Exchange, sink: &mut Sink<'_>) {
    let mut slots = Vec::with_capacity(exchange.orders.live() as usize);
    for local in exchange.accounts.locals() {
        let mut slot = exchange.accounts[local].first_order;
        while slot != 0 {
            slots.push(slot);
            slot = exchange.orders[slot].next_of_account;
        }
    }
    slots.sort_unstable_by_key(|&slot| exchange.orders[slot].id);
    sink.put(&(slots.len() as u32));
    for &slot in &slots {
        let order = &exchange.orders[slot];
        sink.put(&order.id);
        sink.put(&order.account);
        sink.put(&order.instrument);
        sink.put(&order.limit);
        sink.put(&order.rest);
        sink.put(&exchange.orders.total(slot));
        sink.put(&order.hold);
        sink.put(&order.fees);
        sink.put(&order.accrual);
        sink.put(&order.terms);
        sink.put(&order.place);
        sink.put(&exchange.orders.client(slot).map_or([0; 16], |client| client.0));
        if order.entry() == Entry::Waiting {
            put_trigger(exchange.triggers.get(&order.id).expect("a waiting order has its trigger"), sink);
        }
    }
    for instrument in exchange.instruments.iter() {
        for side in [Side::Buy, Side::Sell] {
            let ladder = instrument.ladder(side);
            let mut level = ladder.best();
            while level != NONE {
                let mut slot = ladder.level(level).head;
                while slot != 0 {
                    sink.put(&exchange.orders[slot].id);
                    slot = exchange.orders[slot].next;
                }
                level = ladder.behind(level);
            }
        }
    }
}

fn put_trigger(trigger: &Trigger, sink: &mut Sink<'_>) {
    match trigger {
        Trigger::Due => sink.put(&0u8),
        Trigger::Stop(stop) => {
            sink.put(&1u8);
            sink.put(stop);
        }
        Trigger::Reserved(ReservedUntil::NextSession) => sink.put(&2u8),
        Trigger::Reserved(ReservedUntil::Time(time)) => {
            sink.put(&3u8);
            sink.put(time);
        }
    }
}

fn get_trigger(from: &mut Decoder<'_>) -> Result<Trigger, DecodeError> {
    Ok(match u8::get(from)? {
        0 => Trigger::Due,
        1 => Trigger::Stop(Price::get(from)?),
        2 => Trigger::Reserved(ReservedUntil::NextSession),
        3 => Trigger::Reserved(ReservedUntil::Time(Time::get(from)?)),
        other => return Err(DecodeError::UnknownKind(u64::from(other), "trigger")),
    })
}

pub(super) fn get(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    let mut resting = 0;
    for _ in 0..u32::get(from)? {
        let (id, account, i) = (OrderId::new(exchange.home, u64::get(from)?), u32::get(from)?, u16::get(from)?);
        if !exchange.accounts.locals().contains(&account) || i == 0 || usize::from(i) > exchange.instruments.len() {
            return Err(DecodeError::OutOfRange.into());
        }
        let has_holding = exchange.holdings.has_room() || exchange.holdings.find(&exchange.accounts, account, i) != 0;
        if exchange.orders.is_full() || !has_holding {
            return Err(GetError::BeyondCapacity);
        }
        let epoch = exchange.instrument(i).epoch;
        let holding = exchange.holdings.find_or_make(&mut exchange.accounts, account, i, epoch);
        exchange.holdings[holding].open_orders += 1;
        exchange.instrument_mut(i).open_orders += 1;
        let (limit, rest, total) = (Price::get(from)?, i64::get(from)?, i64::get(from)?);
        let order = Order {
            id: id.local(),
            account,
            holding,
            instrument: i,
            limit,
            rest,
            hold: Won::get(from)?,
            fees: u16::get(from)?,
            accrual: Accrual::get(from)?,
            terms: u8::get(from)?,
            place: u8::get(from)?,
            ..Order::NOTHING
        };
        let client = KeyHash(<[u8; 16]>::get(from)?);
        let client = order.has_client().then_some(client);
        let slot = exchange.orders.open(&mut exchange.accounts, order, total, client);
        match exchange.orders[slot].entry() {
            Entry::Resting => resting += 1,
            Entry::Taking => {}
            Entry::Waiting => {
                let trigger = get_trigger(from)?;
                let (local, side) = (id.local(), exchange.orders[slot].side());
                exchange.triggers.insert(local, trigger);
                exchange.add_waiting(local, i, side, trigger);
            }
        }
    }
    // `rest` clears the mark of a taking order, which the last component set before; so it is put back.
    let taking = exchange.taking;
    for _ in 0..resting {
        let id = OrderId::new(exchange.home, u64::get(from)?);
        let slot = exchange.orders.find(id).ok_or(DecodeError::OutOfRange)?;
        let order = &exchange.orders[slot];
        if order.entry() != Entry::Resting {
            return Err(DecodeError::OutOfRange.into());
        }
        exchange.rest(slot);
    }
    exchange.taking = taking;
    Ok(())
}
