//! The exchange's ledger and holdings, read from its canonical encoding.

use crate::naive::Model;
use exchange::Exchange;
use money::{Quantity, Won};
use protocol::ids::OwnerId;
use protocol::order::SelfTradePrevention;
use protocol::rejection::Component;
use protocol::time::Day;
use protocol::wire::{DecodeError, Decoder, Wire};

/// An account's cash: available and held.
pub type Cash = (i64, i64);

/// A holding: account and instrument number, units available and held, cost.
pub type Units = (u32, u16, i64, i64, i64);

pub fn component(exchange: &Exchange, wanted: Component) -> Vec<u8> {
    let mut bytes = Vec::new();
    exchange.write_components(&mut |component, chunk| {
        if component == wanted {
            bytes.extend_from_slice(chunk);
        }
    });
    bytes
}

pub fn cash(exchange: &Exchange) -> Result<Vec<Cash>, DecodeError> {
    let bytes = component(exchange, Component::Ledger);
    let mut from = Decoder::new(&bytes, exchange.home());
    let mut accounts = Vec::new();
    for _ in 0..u32::get(&mut from)? {
        accounts.push((Won::get(&mut from)?.0, Won::get(&mut from)?.0));
        let _rest = (OwnerId::get(&mut from)?, Day::get(&mut from)?, u16::get(&mut from)?, u16::get(&mut from)?);
        let _kinds = (
            protocol::command::AccountKind::get(&mut from)?,
            protocol::command::InvestorClass::get(&mut from)?,
            SelfTradePrevention::get(&mut from)?,
            u8::get(&mut from)?,
        );
    }
    Ok(accounts)
}

pub fn units(exchange: &Exchange) -> Result<Vec<Units>, DecodeError> {
    let bytes = component(exchange, Component::Holdings);
    let mut from = Decoder::new(&bytes, exchange.home());
    let mut holdings = Vec::new();
    for _ in 0..u32::get(&mut from)? {
        let (account, instrument) = (u32::get(&mut from)?, u16::get(&mut from)?);
        let (available, held) = (Quantity::get(&mut from)?.0, Quantity::get(&mut from)?.0);
        holdings.push((account, instrument, available, held, Won::get(&mut from)?.0));
        let _snapshot = (Quantity::get(&mut from)?, Won::get(&mut from)?, Won::get(&mut from)?);
        let _dates = (u16::get(&mut from)?, Day::get(&mut from)?);
    }
    Ok(holdings)
}

/// Whether exchange and model agree on who has what.
///
/// # Errors
/// The first account or holding that differs.
pub fn compare(exchange: &Exchange, model: &Model) -> Result<(), String> {
    let ours = cash(exchange).map_err(|error| format!("the ledger does not read: {error}"))?;
    let theirs: Vec<Cash> = model.accounts.iter().map(|account| (account.available, account.held)).collect();
    if ours != theirs {
        let place = ours.iter().zip(&theirs).position(|(a, b)| a != b);
        return Err(format!("cash of account {place:?} + 1: {:?}, expected {:?}", place.map(|at| ours[at]), place.map(|at| theirs[at])));
    }
    let has = |units: &Units| units.2 != 0 || units.3 != 0 || units.4 != 0;
    let ours: Vec<Units> = units(exchange).map_err(|error| format!("holdings do not read: {error}"))?.into_iter().filter(has).collect();
    let mut theirs = Vec::new();
    for (number, account) in model.accounts.iter().enumerate() {
        for (place, holding) in account.holdings.iter().enumerate() {
            theirs.push((number as u32 + 1, place as u16 + 1, holding.available, holding.held, holding.cost));
        }
    }
    theirs.retain(has);
    if ours == theirs {
        return Ok(());
    }
    let place = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    Err(format!("holding {:?}, expected {:?}", place.map(|at| ours[at]), place.map(|at| theirs[at])))
}
