//! Payments under way, jobs, keys, and what else the next step depends on.

use super::{GetError, Sink, one_of};
use crate::deposit::Deposit;
use crate::distribution::Distribution;
use crate::exchange::{Exchange, Totals};
use crate::jobs::Job;
use crate::keys::{Entry, Generation, Keys};
use crate::proposals::Proposal;
use crate::timers::Timer;
use crate::withdrawal::Withdrawal;
use money::{Quantity, Won};
use protocol::command::Genesis;
use protocol::event::JobKind;
use protocol::ids::{ExternalId, JobId, OwnerId, PolicyVersion};
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{Seq, Side, Time};

pub(super) fn put_transfers(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&(exchange.deposits.len() as u32));
    for (id, deposit) in &exchange.deposits {
        sink.put(id);
        sink.put(&deposit.account);
        sink.put(&deposit.amount);
        sink.put(&deposit.external_id);
    }
    sink.put(&(exchange.withdrawals.len() as u32));
    for (id, withdrawal) in &exchange.withdrawals {
        sink.put(id);
        sink.put(&withdrawal.account);
        sink.put(&withdrawal.amount);
    }
    sink.put(&(exchange.external_ids.len() as u64));
    exchange.external_ids.iter().for_each(|id| sink.put(id));
}

pub(super) fn get_transfers(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    for _ in 0..u32::get(from)? {
        let id = u64::get(from)?;
        let deposit = Deposit { account: u32::get(from)?, amount: Won::get(from)?, external_id: ExternalId::get(from)? };
        exchange.deposits.insert(id, deposit);
    }
    for _ in 0..u32::get(from)? {
        let id = u64::get(from)?;
        exchange.withdrawals.insert(id, Withdrawal { account: u32::get(from)?, amount: Won::get(from)? });
    }
    for _ in 0..u64::get(from)? {
        exchange.external_ids.insert(ExternalId::get(from)?);
    }
    Ok(())
}

pub(super) fn put_jobs(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&exchange.last_job);
    sink.put(&(exchange.jobs.len() as u32));
    for (id, job) in &exchange.jobs {
        sink.put(id);
        sink.put(&job.kind);
        sink.put(&job.account);
        sink.put(&job.instrument);
        sink.put(&job.side);
        sink.put(&job.started);
        sink.put(&job.cursor);
        sink.put(&u8::from(job.distribution.is_some()));
        if let Some(distribution) = &job.distribution {
            sink.put(&distribution.per_unit);
            sink.put(&distribution.epoch);
            sink.put(&distribution.withholding);
            sink.put(&distribution.left);
        }
    }
}

pub(super) fn get_jobs(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    exchange.last_job = JobId::get(from)?;
    for _ in 0..u32::get(from)? {
        let id = JobId::get(from)?;
        let kind = one_of(JobKind::ALL, u8::get(from)?)?;
        let (account, instrument, side) = (Option::<u32>::get(from)?, Option::<u16>::get(from)?, Option::<Side>::get(from)?);
        let (started, cursor) = (u64::get(from)?, u64::get(from)?);
        let distribution = match u8::get(from)? {
            0 => None,
            1 => Some(Distribution {
                per_unit: Won::get(from)?,
                epoch: u16::get(from)?,
                withholding: PolicyVersion::get(from)?,
                left: Won::get(from)?,
            }),
            _ => return Err(DecodeError::OutOfRange.into()),
        };
        if instrument.is_some_and(|i| i == 0 || usize::from(i) > exchange.instruments.len()) {
            return Err(DecodeError::OutOfRange.into());
        }
        exchange.jobs.insert(id, Job { kind, account, instrument, side, started, cursor, distribution });
    }
    Ok(())
}

pub(super) fn put_keys(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&exchange.keys.rotation_due);
    for generation in [&exchange.keys.older, &exchange.keys.current] {
        sink.put(&generation.used());
        for entry in generation.sorted() {
            sink.put(&entry.short.to_le_bytes());
            sink.put(&entry.seq);
        }
    }
}

pub(super) fn get_keys(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    if let Some(genesis) = &exchange.genesis {
        if !Keys::is_size(genesis.keys_max) {
            return Err(DecodeError::OutOfRange.into());
        }
        exchange.keys = Keys::new(genesis.keys_max);
    }
    exchange.keys.rotation_due = Time::get(from)?;
    for generation in [&mut exchange.keys.older, &mut exchange.keys.current] {
        let used = u32::get(from)?;
        if used > generation.limit() {
            return Err(GetError::BeyondCapacity);
        }
        for _ in 0..used {
            let entry = Entry { short: u64::from_le_bytes(<[u8; 8]>::get(from)?), seq: u64::get(from)? };
            if !Generation::fits(entry) {
                return Err(DecodeError::OutOfRange.into());
            }
            generation.insert(entry);
        }
    }
    Ok(())
}

pub(super) fn put_proposals(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&(exchange.proposals.len() as u32));
    for (id, proposal) in &exchange.proposals {
        sink.put(id);
        sink.put(&proposal.by);
        sink.put(&proposal.action);
    }
}

/// A snapshot written before there were any has no such component.
pub(super) fn get_proposals(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    if from.remaining() == 0 {
        return Ok(());
    }
    for _ in 0..u32::get(from)? {
        let id = u64::get(from)?;
        exchange.proposals.insert(id, Proposal { by: OwnerId::get(from)?, action: Box::get(from)? });
    }
    Ok(())
}

pub(super) fn put_steps(exchange: &Exchange, sink: &mut Sink<'_>) {
    sink.put(&exchange.last_seq);
    sink.put(&exchange.last_time);
    sink.put(&u8::from(exchange.genesis.is_some()));
    if let Some(genesis) = &exchange.genesis {
        sink.put(genesis);
    }
    sink.put(&exchange.taking);
    sink.put(&exchange.totals.trades);
    sink.put(&exchange.totals.traded_value);
    sink.put(&exchange.totals.cash);
    sink.put(&exchange.totals.units);
    let timers: Vec<_> = exchange.timers.all().collect();
    sink.put(&(timers.len() as u32));
    for (at, timer) in timers {
        let (kind, number) = match timer {
            Timer::Policy(version) => (0u8, u64::from(version)),
            Timer::Phase(i) => (1, u64::from(i)),
            Timer::Interruption(i) => (2, u64::from(i)),
            Timer::Reserved(order) => (3, order),
            Timer::Keys => (4, 0),
            Timer::Offering(i) => (5, u64::from(i)),
        };
        sink.put(&at);
        sink.put(&kind);
        sink.put(&number);
    }
}

pub(super) fn get_steps(exchange: &mut Exchange, from: &mut Decoder<'_>) -> Result<(), GetError> {
    exchange.last_seq = Seq::get(from)?;
    exchange.last_time = Time::get(from)?;
    exchange.genesis = if u8::get(from)? == 0 { None } else { Some(Box::new(Genesis::get(from)?)) };
    exchange.taking = u64::get(from)?;
    exchange.totals = Totals { trades: u64::get(from)?, traded_value: u64::get(from)?, cash: Won::get(from)?, units: Quantity::get(from)? };
    for _ in 0..u32::get(from)? {
        let (at, kind, number) = (Time::get(from)?, u8::get(from)?, u64::get(from)?);
        let narrow = u16::try_from(number).map_err(|_| DecodeError::OutOfRange);
        let timer = match kind {
            0 => Timer::Policy(u32::try_from(number).map_err(|_| DecodeError::OutOfRange)?),
            1 => Timer::Phase(narrow?),
            2 => Timer::Interruption(narrow?),
            3 => Timer::Reserved(number),
            4 => Timer::Keys,
            5 => Timer::Offering(narrow?),
            _ => return Err(DecodeError::OutOfRange.into()),
        };
        exchange.timers.set(at, timer);
    }
    Ok(())
}
