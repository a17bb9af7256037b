//! Jobs, followed event by event: where a job's steps end is no rule, what they do is.

use super::matching::Roles;
use super::people::{ESCROW, REMAINDER, TAX};
use super::rules::{clearing, on_tick, tax, value};
use super::state::{Instrument, Job, Order};
use super::{Model, Outcome, is_bookkeeping};
use money::{Quantity, Won};
use protocol::command::PayDistribution;
use protocol::event::*;
use protocol::ids::{JobId, OrderId, OwnerId};
use protocol::order::{Side, TimeInForce};
use protocol::record::Header;
use protocol::rejection::Reason;

impl Model {
    /// Remembers the jobs that a record started, with the orders they cover.
    pub(super) fn note_jobs(&mut self, observed: &[Event]) {
        for event in observed {
            let Event::JobStarted(started) = event else { continue };
            self.jobs.push(Job {
                id: started.job,
                kind: started.kind,
                instrument: started.instrument.map(|id| usize::from(id.local()) - 1),
                orders: Vec::new(),
                payments: Vec::new(),
                per_unit: 0,
                escrow: 0,
                withholding: None,
                declared: None,
                by_owner: started.account.is_some(),
            });
        }
        for event in observed {
            let Event::JobEnded(ended) = event else { continue };
            self.jobs.retain(|job| job.id != ended.job || job.kind == JobKind::Distribute);
        }
    }

    pub(super) fn follow_job(&mut self, id: JobId, observed: &[Event]) -> Result<(), String> {
        let place = self.jobs.iter().position(|job| job.id == id).ok_or_else(|| format!("job {id} is not under way"))?;
        let mut events = observed.iter();
        let mut ended = false;
        for event in events.by_ref() {
            match event {
                Event::JobAdvanced(_) => continue,
                Event::JobEnded(_) => {
                    ended = true;
                    break;
                }
                _ => {}
            }
            let expected = self.next_of_job(place, event)?;
            if expected != *event {
                return Err(format!("job {id}: expected {expected:?}, observed {event:?}"));
            }
        }
        if !ended {
            return Ok(());
        }
        let job = self.jobs.remove(place);
        self.is_complete(&job)?;
        let rest = events.as_slice();
        let mut expected = Vec::new();
        if let (Some(index), JobKind::Uncross | JobKind::EndDay | JobKind::LeaveBand | JobKind::Delist) = (job.instrument, job.kind) {
            self.instruments[index].running = None;
            if job.kind == JobKind::LeaveBand {
                self.instruments[index].put_day_in_force();
            }
            self.note_jobs(rest);
            self.resolve(rest);
            self.follow_up(index, &mut expected);
        }
        if expected.iter().eq(rest.iter().filter(|event| !is_bookkeeping(event))) {
            Ok(())
        } else {
            Err(format!("after job {id}: expected {expected:?}, observed {rest:?}"))
        }
    }

    /// What the job does next, where it is to do `observed`: cancels and payments may come in any order, all else is foretold.
    fn next_of_job(&mut self, place: usize, observed: &Event) -> Result<Event, String> {
        let job = self.jobs[place].clone();
        match (job.kind, observed) {
            (JobKind::Uncross, _) => self.next_of_uncross(job.instrument.expect("an auction is of an instrument"), observed),
            (JobKind::Distribute, Event::DistributionPaid(paid)) => self.pay_holder(place, paid),
            (JobKind::Distribute, _) => self.close_distribution(place),
            (JobKind::CloseOffering, _) => self.next_of_offering(job.instrument.expect("an offering is of an instrument"), observed),
            (kind, Event::OrderCancelled(cancelled)) => {
                let id = cancelled.order;
                let found = self.instruments.iter().position(|instrument| instrument.orders().any(|order| order.id == id));
                let index = found.ok_or_else(|| format!("{id} is not open"))?;
                let instrument = &mut self.instruments[index];
                let order = instrument.orders().find(|order| order.id == id).expect("it was found").clone();
                let fits = match kind {
                    JobKind::EndDay => order.time_in_force == TimeInForce::Day,
                    JobKind::LeaveBand => instrument.leaves(&order),
                    JobKind::Delist => true,
                    _ => job.orders.contains(&id),
                };
                if !fits || job.instrument.is_some_and(|own| own != index) {
                    return Err(format!("{kind:?} does not cover {order:?}"));
                }
                instrument.take_out(id);
                let reason = match kind {
                    JobKind::EndDay => CancelReason::DayEnded,
                    JobKind::LeaveBand => CancelReason::OutsideBand,
                    JobKind::Delist => CancelReason::Delisted,
                    _ if job.by_owner => CancelReason::ByOwner,
                    _ => CancelReason::ByStaff,
                };
                Ok(self.end_order(index, &order, reason))
            }
            (kind, event) => Err(format!("{kind:?} does not do {event:?}")),
        }
    }

    /// Nothing that the job was to do may be left.
    fn is_complete(&self, job: &Job) -> Result<(), String> {
        let left: Vec<OrderId> = match (job.kind, job.instrument) {
            (JobKind::EndDay, Some(index)) => {
                let day = |order: &&Order| order.time_in_force == TimeInForce::Day;
                self.instruments[index].orders().filter(day).map(|order| order.id).collect()
            }
            (JobKind::LeaveBand, Some(index)) => {
                let instrument = &self.instruments[index];
                instrument.orders().filter(|order| instrument.leaves(order)).map(|order| order.id).collect()
            }
            (JobKind::Delist, Some(index)) => self.instruments[index].orders().map(|order| order.id).collect(),
            (JobKind::CancelOrders, _) => {
                let open = |id: &&OrderId| self.instruments.iter().any(|instrument| instrument.orders().any(|order| order.id == **id));
                job.orders.iter().filter(open).copied().collect()
            }
            (JobKind::Uncross, Some(index)) if self.instruments[index].clearing.is_some() => vec![OrderId(0)],
            (JobKind::Distribute, _) if !job.payments.is_empty() || job.escrow != 0 => vec![OrderId(1)],
            (JobKind::CloseOffering, Some(index)) if !self.is_offering_settled(index) => vec![OrderId(2)],
            _ => Vec::new(),
        };
        if left.is_empty() { Ok(()) } else { Err(format!("{:?} ended and left {left:?}", job.kind)) }
    }

    /// The end of an auction: own orders that cross are cancelled newest first, the price is fixed, its trades are made.
    fn next_of_uncross(&mut self, index: usize, observed: &Event) -> Result<Event, String> {
        let instrument = &self.instruments[index];
        if let Some(price) = instrument.clearing {
            let first = |side| {
                instrument.book(side).first().filter(|order: &&Order| match side {
                    Side::Buy => order.limit >= price,
                    Side::Sell => order.limit <= price,
                })
            };
            let (Some(buy), Some(sell)) = (first(Side::Buy), first(Side::Sell)) else {
                let instrument = &mut self.instruments[index];
                instrument.clearing = None;
                instrument.reference_due = Some(price);
                return Ok(AuctionEnded { instrument: instrument.id }.into());
            };
            let quantity = buy.rest.min(sell.rest);
            if value(instrument, price, quantity) == 0 {
                let smaller = if buy.rest <= sell.rest { buy.clone() } else { sell.clone() };
                self.instruments[index].book_mut(smaller.side).remove(0);
                return Ok(self.end_order(index, &smaller, CancelReason::Dust));
            }
            let (mut buy, mut sell) = (buy.clone(), sell.clone());
            let instrument = &mut self.instruments[index];
            instrument.bids.remove(0);
            instrument.asks.remove(0);
            let fill = self.trade(index, &mut buy, &mut sell, price, quantity, Roles::Auction);
            self.put_back(index, buy, 0);
            self.put_back(index, sell, 0);
            return Ok(fill.into());
        }
        // Which owner comes first is no rule, which of his orders does is.
        let named = match observed {
            Event::OrderCancelled(cancelled) => instrument.orders().find(|order| order.id == cancelled.order).map(|order| order.owner),
            _ => None,
        };
        if let Some(newest) = newest_own_crossing(instrument, named) {
            let order = self.instruments[index].take_out(newest).expect("it rests");
            return Ok(self.end_order(index, &order, CancelReason::SelfTrade));
        }
        match clearing(instrument) {
            Some((price, quantity)) => {
                let instrument = &mut self.instruments[index];
                instrument.clearing = Some(price.0);
                Ok(AuctionPriced { instrument: instrument.id, price, quantity: Quantity(quantity) }.into())
            }
            None => Ok(AuctionEnded { instrument: instrument.id }.into()),
        }
    }

    pub(super) fn pay_distribution(&mut self, _header: &Header, pay: &PayDistribution, observed: &[Event]) -> Outcome {
        let index = self.instrument_index(pay.instrument)?;
        let payer = self.trader_index(pay.payer)?;
        if !pay.total.is_positive() {
            return Err(Reason::AmountNotPositive);
        }
        if self.jobs.iter().any(|job| job.kind == JobKind::Distribute && job.instrument == Some(index)) {
            return Err(Reason::JobUnderWay);
        }
        let instrument = &self.instruments[index];
        if instrument.issued == 0 {
            return Err(Reason::NothingIssued);
        }
        if self.is_offered(index) {
            return Err(Reason::OfferingUnderWay);
        }
        let one_unit = 10i128.pow(u32::from(instrument.listing.quantity_decimals));
        let units = self.assets.get(&index).map_or(instrument.issued, |asset| asset.total_units);
        let per_unit = (i128::from(pay.total.0) * one_unit / i128::from(units)) as i64;
        if per_unit == 0 {
            return Err(Reason::TotalTooSmall);
        }
        if self.accounts[payer].available < pay.total.0 {
            return Err(Reason::InsufficientCash);
        }
        let declared = observed.iter().find_map(|event| match event {
            Event::DistributionDeclared(declared) => Some(declared.clone()),
            _ => None,
        });
        self.accounts[payer].available -= pay.total.0;
        self.accounts[ESCROW].available += pay.total.0;
        self.note_jobs(observed);
        let payments = self.holders(index);
        let withholding = self.instruments[index].withholding.clone();
        let Some(mut declared) = declared else { return Ok(Vec::new()) };
        // The epoch and the job's number are the exchange's own.
        (declared.instrument, declared.payer, declared.total, declared.per_unit) = (pay.instrument, pay.payer, pay.total, Won(per_unit));
        if let Some(job) = self.jobs.iter_mut().find(|job| job.id == declared.job) {
            (job.instrument, job.payments, job.per_unit, job.escrow) = (Some(index), payments, per_unit, pay.total.0);
            job.withholding = withholding;
            job.declared = Some(declared.clone());
        }
        let mut events = vec![declared.clone().into()];
        if let Some((amount, event)) = self.pay_owner(index, declared.job, per_unit) {
            events.push(event);
            if let Some(job) = self.jobs.iter_mut().find(|job| job.id == declared.job) {
                job.escrow -= amount;
            }
        }
        Ok(events)
    }

    fn pay_holder(&mut self, place: usize, paid: &DistributionPaid) -> Result<Event, String> {
        let job = &mut self.jobs[place];
        let account = self.accounts.iter().position(|account| account.id == paid.account).ok_or("no such holder")?;
        let holder = job
            .payments
            .iter()
            .position(|&(holder, _)| holder == account)
            .ok_or_else(|| format!("{} is paid twice or holds nothing", paid.account))?;
        let (_, units) = job.payments.remove(holder);
        let instrument = &self.instruments[job.instrument.expect("a distribution is of an instrument")];
        let one_unit = 10i128.pow(u32::from(instrument.listing.quantity_decimals));
        let gross = (i128::from(job.per_unit) * i128::from(units) / one_unit) as i64;
        let (income, local) = job.withholding.as_ref().map_or((0, 0), |rule| tax(rule, gross));
        job.escrow -= gross;
        let id = job.id;
        self.accounts[ESCROW].available -= gross;
        self.accounts[TAX].available += income + local;
        self.accounts[account].available += gross - income - local;
        Ok(DistributionPaid {
            job: id,
            account: paid.account,
            units: Quantity(units),
            gross: Won(gross),
            income_tax: Won(income),
            local_tax: Won(local),
        }
        .into())
    }

    fn close_distribution(&mut self, place: usize) -> Result<Event, String> {
        let job = &mut self.jobs[place];
        let remainder = std::mem::take(&mut job.escrow);
        let id = job.id;
        self.accounts[ESCROW].available -= remainder;
        self.accounts[REMAINDER].available += remainder;
        Ok(DistributionClosed { job: id, remainder: Won(remainder) }.into())
    }

    /// When the exchange has no job left, no duty may be left here.
    pub fn owes_nothing(&self) -> Result<(), String> {
        if let Some(job) = self.jobs.first() {
            return Err(format!("the exchange has no job left, expected {:?} of {:?} to go on", job.kind, job.instrument));
        }
        let busy = self.instruments.iter().find(|instrument| instrument.running.is_some());
        busy.map_or(Ok(()), |instrument| Err(format!("{} still owes {:?}", instrument.id, instrument.running)))
    }
}

impl Instrument {
    /// Whether the prices of the day that has started leave the order outside.
    pub fn leaves(&self, order: &Order) -> bool {
        let (lower, upper) = self.next_limits;
        !on_tick(&self.ticks, order.limit) || order.limit < lower || order.limit > upper
    }

    pub fn put_day_in_force(&mut self) {
        (self.lower, self.upper) = self.next_limits;
        self.reference_due = Some(self.previous_close);
    }
}

/// Of all orders that cross an opposite one of the same owner, the newest.
fn newest_own_crossing(instrument: &Instrument, of: Option<OwnerId>) -> Option<OrderId> {
    let crossing = instrument.bids.iter().flat_map(|bid| instrument.asks.iter().map(move |ask| (bid, ask)));
    let own = crossing.filter(|(bid, ask)| bid.owner == ask.owner && bid.limit >= ask.limit && of.is_none_or(|owner| owner == bid.owner));
    own.map(|(bid, ask)| bid.id.max(ask.id)).max()
}
