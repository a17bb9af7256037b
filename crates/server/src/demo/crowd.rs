//! The simulated traders of one instrument, and what each decides when it looks at the market.

use super::instruments::Trading;
use super::random::Random;
use super::roles::{Agent, Role};
use super::view::{InstrumentView, Position, observe, simulated_account};
use money::{Price, Quantity, Won};
use projections::live::LiveState;
use protocol::command::{CancelOrder, PlaceOrder};
use protocol::policy::SessionState;
use protocol::{AccountId, Command, InstrumentId, OrderKind, Side, Size, TimeInForce};

/// The traders of one instrument. They share an idea of what it is worth, which wanders.
#[derive(Clone, Debug)]
pub struct Crowd {
    instrument: InstrumentId,
    trading: Trading,
    members: Vec<(Agent, AccountId)>,
    random: Random,
    /// In thousandths of a price unit; `None` before the first look.
    worth_milli: Option<i64>,
    /// What the large trader still wants to do.
    program: Option<Program>,
}

#[derive(Clone, Copy, Debug)]
struct Program {
    side: Side,
    slices: u32,
}

/// Levels that the maker keeps on each side.
const MAKER_LEVELS: i64 = 8;
/// Distance of two of its levels, in basis points of the price; at least one tick.
const MAKER_STEP_BPS: i64 = 8;
/// Commands of one look, so that quoting anew is spread over several.
const COMMANDS_PER_LOOK: usize = 8;
/// Open orders that a noise trader keeps.
const NOISE_OPEN_MAX: usize = 12;
/// The price is drawn back to the listing's reference by one part in so many at each look.
const PULL: i64 = 4_000;
/// The idea of the price stays within this share of the day's limits, in hundredths of the way from the middle.
const WITHIN_LIMITS_PERCENT: i64 = 80;
const BPS: i64 = 10_000;

/// The simulated traders of an instrument that trade by themselves; empty where their accounts are not there.
pub fn agents(state: &LiveState, instrument: InstrumentId) -> Vec<(Agent, AccountId)> {
    let all = Agent::all(instrument).into_iter();
    all.filter_map(|agent| simulated_account(state, agent.owner).map(|account| (agent, account))).collect()
}

impl Crowd {
    pub fn new(instrument: InstrumentId, trading: Trading, members: Vec<(Agent, AccountId)>, seed: u64) -> Self {
        let members = members.into_iter().filter(|(agent, _)| !agent.follows_bars()).collect();
        Self { instrument, trading, members, random: Random::new(seed, u64::from(instrument.0)), worth_milli: None, program: None }
    }

    /// How long until the next look, in milliseconds: about three looks a second, unevenly.
    pub fn pause_ms(&mut self) -> u64 {
        self.random.below(300) + self.random.below(350)
    }

    /// One trader looks at the market and decides.
    pub fn decide(&mut self, state: &LiveState) -> Vec<Command> {
        let Some(view) = observe(state, self.instrument) else { return Vec::new() };
        if self.members.is_empty() || !takes_orders(view.state) {
            return Vec::new();
        }
        self.wander(&view, state);
        let choice = self.random.below(100);
        let member = match choice {
            0..40 => 0,
            40..85 => 1 + self.random.below(4) as usize,
            85..93 => 5,
            _ => 6,
        };
        let Some(&(agent, account)) = self.members.get(member) else { return Vec::new() };
        let Some(position) = Position::of(state, account, self.instrument) else { return Vec::new() };
        let mut commands = match agent.role {
            Role::Maker => self.quote(&view, &position),
            Role::Noise => self.noise(&view, &position),
            Role::Momentum => self.momentum(&view, &position),
            Role::Large => self.large(&view, &position),
            Role::BarMaker | Role::BarTaker => Vec::new(),
        };
        commands.truncate(COMMANDS_PER_LOOK);
        commands
    }

    /// The idea of the price takes a step.
    fn wander(&mut self, view: &InstrumentView, state: &LiveState) {
        let anchor = state.instrument(self.instrument).map_or(view.reference, |shown| shown.listing.reference_price).0 * 1_000;
        let before = self.worth_milli.unwrap_or_else(|| view.last.unwrap_or(view.reference).0 * 1_000);
        let width = i64::try_from(i128::from(before) * i128::from(self.trading.wander) / 1_000_000).unwrap_or(0).max(1);
        let stepped = before + self.random.bell(width / 4 + 1) + (anchor - before) / PULL;
        let middle = (view.lower_limit.0 + view.upper_limit.0) * 500;
        let reach = (view.upper_limit.0 - view.lower_limit.0) * 500 / 100 * WITHIN_LIMITS_PERCENT;
        self.worth_milli = Some(stepped.clamp((middle - reach).max(1_000), (middle + reach).max(1_000)));
    }

    fn worth(&self) -> i64 {
        self.worth_milli.unwrap_or(1_000) / 1_000
    }

    /// Quotes some levels on both sides: takes back what lies elsewhere, puts in what is missing, the best first.
    fn quote(&mut self, view: &InstrumentView, position: &Position) -> Vec<Command> {
        let worth = self.worth();
        let step = (worth * MAKER_STEP_BPS / BPS).max(view.ticks.tick_at(Price(worth)).0);
        let mut wanted: Vec<(Side, Price)> = Vec::new();
        for level in 0..MAKER_LEVELS {
            let away = step / 2 + level * step;
            wanted.push((Side::Buy, view.price_near(worth - away, Side::Buy)));
            wanted.push((Side::Sell, view.price_near(worth + away, Side::Sell)));
        }
        wanted.dedup();
        let mut commands = Vec::new();
        for order in &position.open {
            let near = |&(side, price): &(Side, Price)| side == order.side && (price.0 - order.price.0).abs() <= step / 2;
            match wanted.iter().position(near) {
                Some(place) => {
                    wanted.remove(place);
                }
                None => commands.push(CancelOrder { account: position.account, order: order.id }.into()),
            }
        }
        let time_in_force = if view.state == SessionState::Continuous { TimeInForce::PostOnly } else { TimeInForce::Gtc };
        for (side, price) in wanted {
            let value = Won(self.trading.typical_value.0 * self.random.between(1, 4));
            commands.extend(limit(view, position, side, price, value, time_in_force));
        }
        commands
    }

    /// A small order, without a reason.
    fn noise(&mut self, view: &InstrumentView, position: &Position) -> Vec<Command> {
        if position.open.len() > NOISE_OPEN_MAX || (self.random.percent(10) && !position.open.is_empty()) {
            return position
                .open
                .first()
                .map(|order| CancelOrder { account: position.account, order: order.id }.into())
                .into_iter()
                .collect();
        }
        let side = self.side_by_inventory(view, position);
        let value = Won((self.trading.typical_value.0 * self.random.between(5, 150) / 100).max(1));
        let worth = self.worth();
        let tick = view.ticks.tick_at(Price(worth)).0;
        let is_call = view.state != SessionState::Continuous;
        // In a call nobody trades at once, so more come with a price that others like.
        let away = self.random.between(if is_call { -12 } else { -2 }, 20) * (worth * 3 / BPS).max(tick);
        let price = match side {
            Side::Buy => view.price_near(worth - away, side),
            Side::Sell => view.price_near(worth + away, side),
        };
        if is_call || self.random.percent(55) {
            return limit(view, position, side, price, value, TimeInForce::Gtc).into_iter().collect();
        }
        take(view, position, side, value, if self.random.percent(70) { OrderKind::Market } else { OrderKind::Best }).into_iter().collect()
    }

    /// Buys what rises and sells what falls.
    fn momentum(&mut self, view: &InstrumentView, position: &Position) -> Vec<Command> {
        let (Some(last), Some(earlier)) = (view.last, view.earlier) else { return Vec::new() };
        let moved_bps = (last.0 - earlier.0) * BPS / earlier.0.max(1);
        if view.state != SessionState::Continuous || moved_bps.abs() < 5 {
            return Vec::new();
        }
        let side = if moved_bps > 0 { Side::Buy } else { Side::Sell };
        let value = Won(self.trading.typical_value.0 * self.random.between(1, 3));
        take(view, position, side, value, OrderKind::Market).into_iter().collect()
    }

    /// Works off a large quantity in slices, then rests.
    fn large(&mut self, view: &InstrumentView, position: &Position) -> Vec<Command> {
        if view.state != SessionState::Continuous {
            return Vec::new();
        }
        let Some(program) = self.program else {
            if self.random.percent(25) {
                let side = self.side_by_inventory(view, position);
                self.program = Some(Program { side, slices: 4 + self.random.below(12) as u32 });
            }
            return Vec::new();
        };
        self.program = program.slices.checked_sub(1).map(|slices| Program { slices, ..program });
        let value = Won(self.trading.typical_value.0 * self.random.between(2, 5));
        take(view, position, program.side, value, OrderKind::Best).into_iter().collect()
    }

    /// Who has much cash rather buys, who has many units rather sells, so that nobody runs dry.
    fn side_by_inventory(&mut self, view: &InstrumentView, position: &Position) -> Side {
        let worth = view.scale.value(Price(self.worth()), position.units).unwrap_or(Won::ZERO);
        let share = i128::from(position.cash.0) * 100 / (i128::from(position.cash.0) + i128::from(worth.0)).max(1);
        let chance = u64::try_from(share).unwrap_or(50).clamp(25, 75);
        if self.random.percent(chance) { Side::Buy } else { Side::Sell }
    }
}

/// Whether orders can be entered.
fn takes_orders(state: SessionState) -> bool {
    match state {
        SessionState::PreOpen
        | SessionState::OpeningAuction
        | SessionState::Continuous
        | SessionState::VolatilityInterruption
        | SessionState::ClosingAuction => true,
        SessionState::Uncrossing | SessionState::Closed | SessionState::Halted | SessionState::Delisted => false,
    }
}

/// A limit order, if the account can pay for it.
fn limit(view: &InstrumentView, position: &Position, side: Side, price: Price, value: Won, time_in_force: TimeInForce) -> Option<Command> {
    let quantity = affordable(view, position, side, price, value)?;
    Some(order(view, position, side, OrderKind::Limit { price }, time_in_force, quantity))
}

/// An order that trades at once, if there is somebody to trade with.
fn take(view: &InstrumentView, position: &Position, side: Side, value: Won, kind: OrderKind) -> Option<Command> {
    let opposite = match side {
        Side::Buy => view.best_ask,
        Side::Sell => view.best_bid,
    }?;
    let quantity = affordable(view, position, side, opposite, value)?;
    Some(order(view, position, side, kind, TimeInForce::Ioc, quantity))
}

fn affordable(view: &InstrumentView, position: &Position, side: Side, price: Price, value: Won) -> Option<Quantity> {
    let quantity = view.quantity_for(value, price);
    let can = match side {
        // Twice the value leaves room for the band's edge and the fee.
        Side::Buy => view.scale.value(price, quantity).is_some_and(|value| position.cash.0 / 2 > value.0),
        Side::Sell => position.units >= quantity,
    };
    can.then_some(quantity)
}

fn order(
    view: &InstrumentView,
    position: &Position,
    side: Side,
    kind: OrderKind,
    time_in_force: TimeInForce,
    quantity: Quantity,
) -> Command {
    PlaceOrder {
        account: position.account,
        instrument: view.instrument,
        side,
        kind,
        time_in_force,
        size: Size::Quantity(quantity),
        prevention: None,
        client: None,
    }
    .into()
}
