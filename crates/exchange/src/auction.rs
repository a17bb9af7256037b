//! Call auctions: one price at which the most can trade, and the trades at it.

use crate::exchange::{Exchange, limits};
use crate::instrument::Instrument;
use crate::jobs::{Job, Progress};
use crate::ladder::{LevelNumber, NONE};
use crate::settle::Party;
use money::{Price, Quantity, Won};
use protocol::event::{Aggressor, AuctionEnded, AuctionPriced, CancelReason, Entry};
use protocol::ids::JobId;
use protocol::{Event, Header, Side};
use std::collections::BTreeMap;

impl Exchange {
    /// First own opposite orders are taken out, then the price is fixed in one step, then the trades follow.
    pub(crate) fn uncross_step(&mut self, header: &Header, id: JobId, job: &Job, out: &mut Vec<Event>) -> Progress {
        let i = job.instrument.expect("an auction is an instrument's");
        debug_assert_eq!(self.instrument(i).busy, Some(id));
        if self.instrument(i).clearing.is_some() {
            return self.trade_at_clearing_price(header, i, out);
        }
        let end = u64::from(self.accounts.next_local());
        if self.instrument(i).is_crossed() && job.cursor < end {
            let reached = self.take_out_own_orders(i, job.cursor, out);
            if reached < end {
                return Progress::Advanced(reached);
            }
        }
        let instrument = self.instrument(i);
        match instrument.clearing_price() {
            None => {
                self.emit(header, AuctionEnded { instrument: instrument.id }, out);
                Progress::Ended
            }
            Some(best) => {
                self.emit(
                    header,
                    AuctionPriced { instrument: instrument.id, price: instrument.price_of(best.level), quantity: Quantity(best.volume) },
                    out,
                );
                Progress::Advanced(end)
            }
        }
    }

    fn trade_at_clearing_price(&mut self, header: &Header, i: u16, out: &mut Vec<Event>) -> Progress {
        for _ in 0..limits::POSTINGS_PER_STEP {
            let instrument = self.instrument(i);
            let clearing = instrument.clearing.expect("the price is fixed");
            let (bid, ask) = (instrument.bids.best(), instrument.asks.best());
            let over = clearing.left == Quantity::ZERO
                || bid == NONE
                || ask == NONE
                || instrument.price_of(bid) < clearing.price
                || instrument.price_of(ask) > clearing.price;
            if over {
                self.emit(header, AuctionEnded { instrument: instrument.id }, out);
                return Progress::Ended;
            }
            let (buy, sell) = (instrument.bids.level(bid).head, instrument.asks.level(ask).head);
            let (wanted, offered) = (self.orders[buy].rest, self.orders[sell].rest);
            let quantity = Quantity(wanted.min(offered).min(clearing.left.0));
            let value = instrument.scale.value(clearing.price, quantity).expect("listing bounds price × quantity");
            if value == Won::ZERO {
                self.cancel(if wanted <= offered { buy } else { sell }, CancelReason::Dust, out);
                continue;
            }
            let fill = self.price_fill(buy, sell, Aggressor::Auction, clearing.price, quantity, value);
            self.settle(Party { slot: buy, level: Some(bid) }, Party { slot: sell, level: Some(ask) }, &fill);
            out.push(Event::Fill(fill));
        }
        Progress::Advanced(u64::from(self.accounts.next_local()))
    }

    /// Owner by owner, from the account after the cursor on: the newest of those own orders that cross is cancelled until none does. Returns the last
    /// account done.
    fn take_out_own_orders(&mut self, i: u16, cursor: u64, out: &mut Vec<Event>) -> u64 {
        let mut work = limits::VISITS_PER_STEP;
        for local in (cursor as u32 + 1)..self.accounts.next_local() {
            if work == 0 {
                return u64::from(local) - 1;
            }
            work -= 1;
            if self.accounts[local].open_orders == 0 || !self.is_first_with_orders(local) {
                continue;
            }
            let mut own = self.own_resting_orders(local, i);
            work = work.saturating_sub(own.len() as u32);
            own.sort_unstable_by_key(|&slot| std::cmp::Reverse(self.orders[slot].id));
            for slot in newest_that_cross(self, &own) {
                self.cancel(slot, CancelReason::SelfTrade, out);
            }
        }
        u64::from(self.accounts.next_local())
    }

    /// Whether no account of the same owner with a lower number has open orders.
    fn is_first_with_orders(&self, local: u32) -> bool {
        let mut at = self.accounts[local].first_of_owner;
        while at != 0 {
            if at < local && self.accounts[at].open_orders > 0 {
                return false;
            }
            at = self.accounts[at].next_of_owner;
        }
        true
    }

    fn own_resting_orders(&self, local: u32, i: u16) -> Vec<u32> {
        let mut own = Vec::new();
        let mut account = self.accounts[local].first_of_owner;
        while account != 0 {
            let mut slot = self.accounts[account].first_order;
            while slot != 0 {
                let order = &self.orders[slot];
                if order.instrument == i && order.entry() == Entry::Resting {
                    own.push(slot);
                }
                slot = order.next_of_account;
            }
            account = self.accounts[account].next_of_owner;
        }
        own
    }
}

/// Of one owner's orders, newest first: those that have to go so that none of the rest crosses another.
fn newest_that_cross(exchange: &Exchange, newest_first: &[u32]) -> Vec<u32> {
    let level = |slot: u32| {
        let order = &exchange.orders[slot];
        exchange.instrument(order.instrument).level_of(order)
    };
    let mut standing: [BTreeMap<LevelNumber, u32>; 2] = Default::default();
    for &slot in newest_first {
        *standing[exchange.orders[slot].side() as usize].entry(level(slot)).or_default() += 1;
    }
    let mut leaving = Vec::new();
    for &slot in newest_first {
        let (side, at) = (exchange.orders[slot].side(), level(slot));
        let crosses = match side {
            Side::Buy => standing[Side::Sell as usize].first_key_value().is_some_and(|(&ask, _)| ask <= at),
            Side::Sell => standing[Side::Buy as usize].last_key_value().is_some_and(|(&bid, _)| bid >= at),
        };
        if crosses {
            leaving.push(slot);
            let own_side = &mut standing[side as usize];
            match own_side.get_mut(&at) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(own_side.remove(&at)),
            }
        }
    }
    leaving
}

/// A candidate for the clearing price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Candidate {
    level: LevelNumber,
    volume: i64,
    /// Demand less supply.
    surplus: i64,
}

impl Instrument {
    fn is_crossed(&self) -> bool {
        self.bids.best() != NONE && self.asks.best() != NONE && self.bids.best() >= self.asks.best()
    }

    /// The price with the largest volume; of those, with the least surplus; of those, the highest where all have it on the buying side, the lowest
    /// where all have it on the selling side, else the nearest to the reference, the lower of two as near.
    fn clearing_price(&self) -> Option<Candidate> {
        if !self.is_crossed() {
            return None;
        }
        let mut tied: Vec<Candidate> = Vec::new();
        for candidate in self.candidates() {
            let order = tied.first().map_or(std::cmp::Ordering::Greater, |best| {
                candidate.volume.cmp(&best.volume).then(best.surplus.abs().cmp(&candidate.surplus.abs()))
            });
            if order.is_gt() {
                tied.clear();
            }
            if order.is_ge() {
                tied.push(candidate);
            }
        }
        if tied.iter().all(|candidate| candidate.surplus > 0) {
            return tied.last().copied();
        }
        if tied.iter().all(|candidate| candidate.surplus < 0) {
            return tied.first().copied();
        }
        let distance = |candidate: &Candidate| (self.price_of(candidate.level).0 - self.reference.0).abs();
        tied.into_iter().min_by_key(|candidate| (distance(candidate), candidate.level))
    }

    /// Every price on the tick from the best ask to the best bid, rising, with what would trade at it.
    fn candidates(&self) -> impl Iterator<Item = Candidate> {
        let lowest = self.asks.best().max(1);
        let highest = self.bids.best().min(self.grid.count());
        let mut demand = sum_to(self, Side::Buy, lowest);
        let mut supply = sum_to(self, Side::Sell, lowest);
        (lowest..=highest).map(move |level| {
            let candidate = Candidate { level, volume: demand.min(supply), surplus: demand - supply };
            demand -= self.bids.level(level).quantity;
            supply += self.asks.level(level + 1).quantity;
            candidate
        })
    }
}

/// What a side would trade at a level: everything at that price or better.
fn sum_to(instrument: &Instrument, side: Side, level: LevelNumber) -> i64 {
    let ladder = instrument.ladder(side);
    let mut sum = 0;
    let mut at = ladder.best();
    while at != NONE && (if side == Side::Buy { at >= level } else { at <= level }) {
        sum += ladder.level(at).quantity;
        at = ladder.behind(at);
    }
    sum
}

/// What `AuctionEnded` changes: a price that traded becomes the reference.
pub(crate) fn end_auction(instrument: &mut Instrument) {
    if let Some(clearing) = instrument.clearing.take()
        && clearing.price != Price::ZERO
    {
        instrument.auction_price = clearing.price;
        instrument.reference_is_due = true;
    }
}
