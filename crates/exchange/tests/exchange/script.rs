//! Scripts that read like a blotter: lines of what people ask for, each with its time. They are written by hand, drawn at random, and printed when a
//! random one fails.

use crate::market::{Answer, Difference, Market};
use crate::world;
use money::{Price, Quantity, Won};
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{AccountId, Home, InstrumentId, KeyHash, OrderId};
use protocol::order::{OrderKind, ReservedUntil, Side, Size, TimeInForce};
use protocol::time::Time;
use std::fmt;

/// One line: what reaches the market when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub at: Time,
    pub act: Act,
    /// Its idempotency key.
    pub key: Option<KeyHash>,
}

/// What is asked for. Orders are named by the number of the line that placed them, so that a line can be dropped and the rest keeps its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Command(Command),
    Amend {
        account: AccountId,
        line: usize,
        price: Option<Price>,
        quantity: Option<Quantity>,
    },
    Cancel {
        account: AccountId,
        line: usize,
    },
    /// Withdraws, and ends it so.
    Withdraw {
        account: AccountId,
        amount: Won,
        paid: bool,
    },
    /// Money in, by the market's own way.
    PayIn {
        account: AccountId,
        amount: Won,
    },
    /// One step of a job.
    Job,
    Wait,
}

/// Runs lines against a market, numbered as they were written.
pub struct Player<'a> {
    pub market: &'a mut Market,
    /// The order that each line placed.
    placed: Vec<(usize, OrderId)>,
}

impl<'a> Player<'a> {
    pub fn new(market: &'a mut Market) -> Self {
        Self { market, placed: Vec::new() }
    }

    pub fn order_of(&self, line: usize) -> Option<OrderId> {
        self.placed.iter().rev().find(|placed| placed.0 == line).map(|placed| placed.1)
    }

    /// Plays one line. `None` when there was nothing to submit: a wait, a job, or an order that was never placed.
    pub fn play(&mut self, number: usize, line: &Line) -> Result<Option<Answer>, Difference> {
        let home = self.market.exchange.home();
        let at = line.at;
        let command: Command = match &line.act {
            Act::Command(command) => command.clone(),
            Act::Amend { account, line, price, quantity } => {
                let Some(order) = self.order_of(*line) else { return Ok(None) };
                AmendOrder { account: *account, order, price: *price, quantity: *quantity }.into()
            }
            Act::Cancel { account, line } => {
                let Some(order) = self.order_of(*line) else { return Ok(None) };
                CancelOrder { account: *account, order }.into()
            }
            Act::Withdraw { account, amount, paid } => return self.withdraw(at, *account, *amount, *paid).map(Some),
            Act::PayIn { account, amount } => return self.pay_in(at, home, *account, *amount).map(Some),
            Act::Job => {
                let mut events = Vec::new();
                let seq = self.market.exchange.last_seq();
                self.market.continue_job(&mut events)?;
                return Ok(Some(Answer::Done(seq, events)));
            }
            Act::Wait => {
                let mut events = Vec::new();
                self.market.advance(at, &mut events)?;
                return Ok(Some(Answer::Done(self.market.exchange.last_seq(), events)));
            }
        };
        let answer = self.market.submit(at, &command, line.key)?;
        if let (Answer::Done(seq, _), Command::PlaceOrder(_)) = (&answer, &command) {
            self.placed.push((number, OrderId::new(home, seq.0)));
        }
        Ok(Some(answer))
    }

    fn withdraw(&mut self, at: Time, account: AccountId, amount: Won, paid: bool) -> Result<Answer, Difference> {
        let answer = self.market.submit(at, &RequestWithdrawal { account, amount }.into(), None)?;
        let Answer::Done(seq, _) = answer else { return Ok(answer) };
        let withdrawal = protocol::ids::WithdrawalId::new(self.market.exchange.home(), seq.0);
        let end = if paid { CompleteWithdrawal { withdrawal }.into() } else { CancelWithdrawal { withdrawal }.into() };
        self.market.submit(at, &end, None)
    }

    fn pay_in(&mut self, at: Time, home: Home, account: AccountId, amount: Won) -> Result<Answer, Difference> {
        // Due timers take sequences before the request does.
        let at = self.market.advance(at, &mut Vec::new())?;
        let next = self.market.exchange.last_seq().0 + 1;
        let mut last = None;
        for command in world::cash(home, account, amount.0, next) {
            let answer = self.market.submit(at, &command, None)?;
            let refused = matches!(answer, Answer::Refused(_));
            last = Some(answer);
            if refused {
                break;
            }
        }
        Ok(last.expect("money comes in by a command"))
    }
}

/// Numbers in won or units, as they stand on the wire: without decimals.
fn size(size: Size) -> String {
    match size {
        Size::Quantity(quantity) => format!("{quantity}"),
        Size::Amount(amount) => format!("{amount} won"),
    }
}

fn of(instrument: InstrumentId) -> String {
    format!(" of {}", world::instrument_name(instrument))
}

fn place(order: &PlaceOrder) -> String {
    let who = world::name_of(order.account);
    let verb = if order.side == Side::Buy { "bids" } else { "asks" };
    let verb2 = if order.side == Side::Buy { "buys" } else { "sells" };
    let size = size(order.size);
    let head = match order.kind {
        OrderKind::Limit { price } => format!("{who} {verb} {price} × {size}"),
        OrderKind::Market => format!("{who} {verb2} {size} at market"),
        OrderKind::Best => format!("{who} {verb2} {size} at best"),
        OrderKind::StopLimit { price, stop } => format!("{who} {verb} {price} × {size} when {stop}"),
        OrderKind::Reserved { price, until: ReservedUntil::NextSession } => format!("{who} {verb} {price} × {size} at next session"),
        OrderKind::Reserved { price, until: ReservedUntil::Time(time) } => format!("{who} {verb} {price} × {size} from {time:?}"),
    };
    let prevention = order.prevention.map_or(String::new(), |mode| format!(" {}", mode.name()));
    let tif = if order.time_in_force == TimeInForce::Gtc { String::new() } else { format!(" {}", order.time_in_force.name()) };
    format!("{head}{}{tif}{prevention}", of(order.instrument))
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(Command::PlaceOrder(order)) => f.write_str(&place(order)),
            Self::Command(Command::CancelOrders(cancel)) => {
                let who = cancel.account.map_or_else(|| "staff".to_owned(), world::name_of);
                let side = match cancel.side {
                    None => "",
                    Some(Side::Buy) => " bids",
                    Some(Side::Sell) => " asks",
                };
                write!(f, "{who} cancels all{side}{}", cancel.instrument.map_or_else(String::new, of))
            }
            Self::Command(Command::HaltInstrument(halt)) => write!(f, "staff halts {}", world::instrument_name(halt.instrument)),
            Self::Command(Command::ResumeInstrument(resume)) => write!(f, "staff resumes {}", world::instrument_name(resume.instrument)),
            Self::Command(Command::DelistInstrument(delist)) => write!(f, "staff delists {}", world::instrument_name(delist.instrument)),
            Self::Command(command) => write!(f, "{command:?}"),
            Self::Amend { account, line, price, quantity } => {
                write!(f, "{} amends #{line} to", world::name_of(*account))?;
                price.map_or(Ok(()), |price| write!(f, " {price}"))?;
                quantity.map_or(Ok(()), |quantity| write!(f, " × {quantity}"))
            }
            Self::Cancel { account, line } => write!(f, "{} cancels #{line}", world::name_of(*account)),
            Self::Withdraw { account, amount, paid } => {
                write!(f, "{} withdraws {amount}, {}", world::name_of(*account), if *paid { "paid" } else { "cancelled" })
            }
            Self::PayIn { account, amount } => write!(f, "{} pays in {amount}", world::name_of(*account)),
            Self::Job => f.write_str("a job goes on"),
            Self::Wait => f.write_str("time passes"),
        }
    }
}

/// What came of it, in a few words.
///
/// Phases, days and auctions are told of one instrument only.
pub fn outcome(events: &[Event], market: &Market, instrument: InstrumentId) -> String {
    let mut words: Vec<String> = Vec::new();
    for event in events.iter().filter(|event| session_of(event).is_none_or(|of| of == instrument)) {
        words.extend(word(event, market));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// The instrument whose session an event is about.
fn session_of(event: &Event) -> Option<InstrumentId> {
    match event {
        Event::PhaseChanged(changed) => Some(changed.instrument),
        Event::DayStarted(started) => Some(started.instrument),
        Event::AuctionPriced(priced) => Some(priced.instrument),
        Event::AuctionEnded(ended) => Some(ended.instrument),
        Event::InterruptionEnded(ended) => Some(ended.instrument),
        _ => None,
    }
}

fn word(event: &Event, market: &Market) -> Option<String> {
    let journal = market.journal.as_deref().unwrap_or(&[]);
    let owner = |order: OrderId| {
        let placed = |event: &Event| match event {
            Event::OrderPlaced(placed) if placed.order == order => Some(world::name_of(placed.account)),
            _ => None,
        };
        let record = journal.iter().find(|record| record.header.seq.0 == order.local());
        record.and_then(|record| record.outcome.as_ref().ok()?.iter().find_map(placed)).unwrap_or_else(|| order.to_string())
    };
    Some(match event {
        Event::OrderPlaced(placed) => match placed.entry {
            protocol::event::Entry::Resting => "rests".to_owned(),
            protocol::event::Entry::Waiting => "waits".to_owned(),
            protocol::event::Entry::Taking => return None,
        },
        Event::OrderTriggered(triggered) => format!("{}'s enters", owner(triggered.order)),
        Event::OrderDue(due) => format!("{}'s is due", owner(due.order)),
        Event::OrderRested(_) => "rest rests".to_owned(),
        Event::OrderCancelled(cancelled) => {
            format!("{}'s {} cancelled {}", owner(cancelled.order), cancelled.rest, cancelled.reason.name())
        }
        Event::OrderAmended(amended) => {
            let kept = if amended.queue == protocol::event::QueueChange::Kept { "keeps its place" } else { "loses its place" };
            format!("amended to {} × {}, {kept}", amended.limit, amended.quantity)
        }
        Event::OrdersDecremented(both) => format!("{} and {} both lose {}", owner(both.taker), owner(both.maker), both.quantity),
        Event::Fill(fill) => format!("{} buys {} at {} from {}", owner(fill.buy), fill.quantity, fill.price, owner(fill.sell)),
        Event::VolatilityInterrupted(_) => "interrupted".to_owned(),
        Event::InterruptionEnded(_) => "interruption ends".to_owned(),
        Event::AuctionPriced(priced) => format!("auction at {} × {}", priced.price, priced.quantity),
        Event::AuctionEnded(_) => "auction ends".to_owned(),
        Event::PhaseChanged(changed) => changed.phase.name().to_owned(),
        Event::DayStarted(day) => format!("day {} from {} to {}", day.day, day.lower_limit, day.upper_limit),
        Event::InstrumentHalted(_) => "halted".to_owned(),
        Event::InstrumentResumed(_) => "resumed".to_owned(),
        Event::InstrumentDelisted(_) => "delisted".to_owned(),
        Event::DistributionDeclared(declared) => format!("{} a unit", declared.per_unit),
        Event::DistributionPaid(paid) => {
            format!("{} gets {} less {} and {}", world::name_of(paid.account), paid.gross, paid.income_tax, paid.local_tax)
        }
        Event::DistributionClosed(closed) => format!("{} remain", closed.remainder),
        Event::ActionProposed(proposed) => format!("{} proposed", proposed.action.name()),
        Event::ActionApproved(_) => "approved".to_owned(),
        Event::ActionRejected(_) => "turned down".to_owned(),
        Event::OwnerPaid(paid) => format!("{} gets {} as owner", world::name_of(paid.owner), paid.amount),
        Event::AssetRegistered(registered) => format!("{} units at {}", registered.offered_units, registered.unit_price),
        Event::OfferingScheduled(_) => "announced".to_owned(),
        Event::Subscribed(subscribed) => {
            format!("{} subscribes {} for {}", world::name_of(subscribed.account), subscribed.quantity, subscribed.amount)
        }
        Event::SubscriptionCancelled(cancelled) => format!("{} gives up {}", world::name_of(cancelled.account), cancelled.quantity),
        Event::Allotted(allotted) => format!("{} gets {} for {}", world::name_of(allotted.account), allotted.quantity, allotted.amount),
        Event::SubscriptionRefunded(refunded) => format!("{} is refunded {}", world::name_of(refunded.account), refunded.amount),
        Event::OfferingClosed(closed) => format!("offering {}, {} raised", closed.outcome.name(), closed.raised),
        Event::ProceedsReleased(released) => format!("{} is paid {}", world::name_of(released.owner), released.amount),
        _ => return None,
    })
}

/// An order with a person's own words filled in.
pub fn order(account: AccountId, instrument: InstrumentId, side: Side, kind: OrderKind, size: Size) -> PlaceOrder {
    PlaceOrder { account, instrument, side, kind, time_in_force: TimeInForce::Gtc, size, prevention: None, client: None }
}
