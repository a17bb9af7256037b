//! Assets and their offerings. A snapshot written before there were any has no such component, and no assets.

use super::{GetError, Sink, one_of};
use crate::assets::{Asset, Stage};
use crate::exchange::Exchange;
use crate::offering::{Offering, Subscription};
use money::{Bps, Quantity, Won};
use protocol::Time;
use protocol::command::AssetClass;
use protocol::event::OfferingOutcome;
use protocol::wire::{DecodeError, Decoder, Wire};
use std::collections::BTreeMap;

pub(super) fn put(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&(exchange.assets.len() as u32));
    for (i, asset) in &exchange.assets {
        sink.put(i);
        sink.put(&asset.owner);
        sink.put(&asset.class);
        sink.put(&asset.appraisal);
        sink.put(&asset.total_units);
        sink.put(&asset.share);
        sink.put(&asset.unit_price);
        sink.put(&asset.offered_units);
        match &asset.stage {
            Stage::Registered => sink.put(&0u8),
            Stage::Offered(offering) => {
                sink.put(&1u8);
                put_offering(offering, sink);
            }
            Stage::Funded(left) => {
                sink.put(&2u8);
                sink.put(left);
            }
            Stage::Failed => sink.put(&3u8),
        }
    }
}

fn put_offering(offering: &Offering, sink: &mut Sink<'_>) {
    sink.put(&offering.opens_at);
    sink.put(&offering.closes_at);
    sink.put(&offering.minimum);
    sink.put(&offering.maximum);
    sink.put(&offering.target);
    sink.put(&offering.allotted);
    sink.put(&offering.raised);
    sink.put(&offering.outcome);
    sink.put(&(offering.subscriptions.len() as u32));
    for (account, subscription) in &offering.subscriptions {
        sink.put(account);
        sink.put(&subscription.quantity);
        sink.put(&subscription.amount);
    }
}

pub(super) fn get(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    if from.remaining() == 0 {
        return Ok(());
    }
    for _ in 0..u32::get(from)? {
        let i = u16::get(from)?;
        if i == 0 || usize::from(i) > exchange.instruments.len() {
            return Err(DecodeError::OutOfRange.into());
        }
        let owner = known_account(exchange, u32::get(from)?)?;
        let class = one_of(AssetClass::ALL, u8::get(from)?)?;
        let (appraisal, total_units, share) = (Won::get(from)?, Quantity::get(from)?, Bps::get(from)?);
        let (unit_price, offered_units) = (Won::get(from)?, Quantity::get(from)?);
        let stage = match u8::get(from)? {
            0 => Stage::Registered,
            1 => Stage::Offered(get_offering(exchange, i, from)?),
            2 => Stage::Funded(Won::get(from)?),
            3 => Stage::Failed,
            _ => return Err(DecodeError::OutOfRange.into()),
        };
        exchange.assets.insert(i, Asset { owner, class, appraisal, total_units, share, unit_price, offered_units, stage });
    }
    Ok(())
}

fn get_offering(exchange: &mut Exchange, i: u16, from: &mut Decoder<'_>) -> Result<Offering, GetError> {
    let mut offering = Offering {
        opens_at: Time::get(from)?,
        closes_at: Time::get(from)?,
        minimum: Quantity::get(from)?,
        maximum: Quantity::get(from)?,
        target: Quantity::get(from)?,
        subscribed: Quantity::ZERO,
        allotted: Quantity::get(from)?,
        raised: Won::get(from)?,
        outcome: Option::<OfferingOutcome>::get(from)?,
        subscriptions: BTreeMap::new(),
    };
    for _ in 0..u32::get(from)? {
        let account = known_account(exchange, u32::get(from)?)?;
        let subscription = Subscription { quantity: Quantity::get(from)?, amount: Won::get(from)? };
        let slot = exchange.holdings.find(&exchange.accounts, account, i);
        if slot == 0 || offering.subscriptions.contains_key(&account) {
            return Err(DecodeError::OutOfRange.into());
        }
        exchange.holdings[slot].open_orders += 1;
        offering.subscribed = offering.subscribed.checked_add(subscription.quantity).ok_or(DecodeError::OutOfRange)?;
        offering.subscriptions.insert(account, subscription);
    }
    Ok(offering)
}

fn known_account(exchange: &Exchange, local: u32) -> Result<u32, DecodeError> {
    exchange.accounts.locals().contains(&local).then_some(local).ok_or(DecodeError::OutOfRange)
}
