//! What the makers do at a waypoint: quotes around its price, and one trade with them.

use super::path::Waypoint;
use crate::demo::{InstrumentView, Position, Random};
use money::{Price, Quantity, Won};
use protocol::command::{CancelOrder, PlaceOrder};
use protocol::policy::SessionState;
use protocol::{Command, OrderKind, Side, Size, TimeInForce};

/// Half of the spread, in ticks: the spread stays within 10 basis points wherever a tick is below 2.5 of them, and is two ticks otherwise.
const HALF_SPREAD_TICKS: i64 = 2;
/// The widest spread, in basis points of the price.
const SPREAD_MAX_BPS: i64 = 10;
/// Levels quoted on each side.
const LEVELS: i64 = 4;
/// Of the bars' turnover so much is traded here: one part in so many.
const TURNOVER_PART: i64 = 10_000;
const BPS: i64 = 10_000;

/// Quotes and trades along bars.
#[derive(Clone, Debug)]
pub struct Quoting {
    random: Random,
}

impl Quoting {
    pub fn new(seed: u64) -> Self {
        Self { random: Random::new(seed, u64::from_le_bytes(*b"the bars")) }
    }

    /// The commands of a waypoint, in order: the maker's old quotes out, new ones in, the taker's trade.
    pub fn commands(&mut self, view: &InstrumentView, maker: &Position, taker: &Position, waypoint: Waypoint) -> Vec<Command> {
        let cancel = |account| move |order: &crate::demo::OwnOrder| CancelOrder { account, order: order.id }.into();
        let mut commands: Vec<Command> = maker.open.iter().map(cancel(maker.account)).collect();
        commands.extend(taker.open.iter().map(cancel(taker.account)));
        if view.state != SessionState::Continuous {
            return commands;
        }
        let tick = view.ticks.tick_at(Price(waypoint.price)).0;
        let half = half_spread(tick, waypoint.price);
        let value = Won((waypoint.turnover / TURNOVER_PART).max(1));
        let quantity = view.quantity_for(value, Price(waypoint.price));
        for level in 0..LEVELS {
            for (side, away) in [(Side::Buy, -half - level * tick), (Side::Sell, half + level * tick)] {
                let price = view.price_near(waypoint.price + away, side);
                let size = Quantity((quantity.0 * (level + 1)).min(view.max_order_quantity.0));
                commands.push(order(view, maker, side, price, TimeInForce::Gtc, size));
            }
        }
        let side = self.taking_side(view, taker);
        let price = match side {
            Side::Buy => view.price_near(waypoint.price + half, Side::Sell),
            Side::Sell => view.price_near(waypoint.price - half, Side::Buy),
        };
        commands.push(order(view, taker, side, price, TimeInForce::Ioc, quantity));
        commands
    }

    /// Evenly, but never towards an empty pocket.
    fn taking_side(&mut self, view: &InstrumentView, taker: &Position) -> Side {
        let price = view.last.unwrap_or(view.reference);
        let worth = view.scale.value(price, taker.units).unwrap_or(Won::ZERO);
        let chance = if worth.0 < taker.cash.0 / 4 {
            80
        } else if taker.cash.0 < worth.0 / 4 {
            20
        } else {
            50
        };
        if self.random.percent(chance) { Side::Buy } else { Side::Sell }
    }
}

/// Two ticks, or one where two on each side would be wider than the widest spread.
fn half_spread(tick: i64, price: i64) -> i64 {
    if 2 * HALF_SPREAD_TICKS * tick * BPS <= price * SPREAD_MAX_BPS { HALF_SPREAD_TICKS * tick } else { tick }
}

fn order(view: &InstrumentView, who: &Position, side: Side, price: Price, time_in_force: TimeInForce, quantity: Quantity) -> Command {
    PlaceOrder {
        account: who.account,
        instrument: view.instrument,
        side,
        kind: OrderKind::Limit { price },
        time_in_force,
        size: Size::Quantity(quantity),
        prevention: None,
        client: None,
    }
    .into()
}
