//! Accounts and holdings.

use super::{GetError, Sink};
use crate::accounts::{Account, house};
use crate::exchange::{Capacity, Exchange};
use money::{Quantity, Won};
use protocol::command::{AccountKind, InvestorClass};
use protocol::ids::OwnerId;
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{Day, SelfTradePrevention};

pub(super) fn put_accounts(exchange: &Exchange, sink: &mut Sink<'_>) {
    let locals = exchange.accounts.locals();
    sink.put(&(locals.len() as u32));
    for local in locals {
        let account = &exchange.accounts[local];
        sink.put(&account.available);
        sink.put(&account.held);
        sink.put(&account.owner);
        sink.put(&account.verified_until);
        sink.put(&account.country);
        sink.put(&account.own_instrument);
        sink.put(&account.kind);
        sink.put(&account.class);
        sink.put(&account.prevention);
        sink.put(&account.transfers);
    }
}

pub(super) fn get_accounts(exchange: &mut Exchange, capacity: Capacity, from: &mut Decoder<'_>) -> Result<(), GetError> {
    let count = u32::get(from)?;
    if count == 0 {
        return Ok(());
    }
    if count < house::LAST || count > capacity.accounts {
        return Err(GetError::BeyondCapacity);
    }
    exchange.accounts.found();
    for local in 1..=count {
        let (available, held) = (Won::get(from)?, Won::get(from)?);
        let mut account = Account::new(OwnerId::get(from)?, AccountKind::House);
        account.available = available;
        account.held = held;
        account.verified_until = Day::get(from)?;
        account.country = u16::get(from)?;
        account.own_instrument = u16::get(from)?;
        account.kind = AccountKind::get(from)?;
        account.class = InvestorClass::get(from)?;
        account.prevention = SelfTradePrevention::get(from)?;
        account.transfers = u8::get(from)?;
        if local <= house::LAST {
            exchange.accounts[local] = account;
        } else {
            exchange.accounts.open(account);
        }
    }
    Ok(())
}

/// Account by account, each account's by instrument.
pub(super) fn put_holdings(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&exchange.holdings.live());
    let mut slots = Vec::new();
    for local in exchange.accounts.locals() {
        slots.clear();
        let mut slot = exchange.accounts[local].first_holding;
        while slot != 0 {
            slots.push(slot);
            slot = exchange.holdings[slot].next;
        }
        slots.sort_unstable_by_key(|&slot| exchange.holdings[slot].instrument);
        for &slot in &slots {
            let holding = &exchange.holdings[slot];
            sink.put(&holding.account);
            sink.put(&holding.instrument);
            sink.put(&holding.available);
            sink.put(&holding.held);
            sink.put(&holding.cost);
            sink.put(&holding.snapshot_units);
            sink.put(&holding.day_profit);
            sink.put(&holding.taxed_profit);
            sink.put(&holding.epoch);
            sink.put(&holding.day);
        }
    }
}

pub(super) fn get_holdings(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    for _ in 0..u32::get(from)? {
        let (account, instrument) = (u32::get(from)?, u16::get(from)?);
        if !exchange.accounts.locals().contains(&account) || instrument == 0 || usize::from(instrument) > exchange.instruments.len() {
            return Err(DecodeError::OutOfRange.into());
        }
        if !exchange.holdings.has_room() {
            return Err(GetError::BeyondCapacity);
        }
        let slot = exchange.holdings.find_or_make(&mut exchange.accounts, account, instrument, 0);
        let holding = &mut exchange.holdings[slot];
        holding.available = Quantity::get(from)?;
        holding.held = Quantity::get(from)?;
        holding.cost = Won::get(from)?;
        holding.snapshot_units = Quantity::get(from)?;
        holding.day_profit = Won::get(from)?;
        holding.taxed_profit = Won::get(from)?;
        holding.epoch = u16::get(from)?;
        holding.day = Day::get(from)?;
        if holding.units() == Quantity::ZERO {
            exchange.accounts[account].keeps_empty = true;
        }
    }
    Ok(())
}
