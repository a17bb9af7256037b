//! What a simulated trader sees: what any client could ask for.

use money::{Price, Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::order::Stage;
use projections::live::ticks::Ticks;
use protocol::command::AccountKind;
use protocol::policy::SessionState;
use protocol::{AccountId, InstrumentId, OrderId, OwnerId, Side};

/// The public side of an instrument.
#[derive(Clone, Debug)]
pub struct InstrumentView {
    pub instrument: InstrumentId,
    pub state: SessionState,
    pub scale: Scale,
    pub lot: Quantity,
    pub max_order_quantity: Quantity,
    pub ticks: Ticks,
    pub reference: Price,
    pub lower_limit: Price,
    pub upper_limit: Price,
    pub last: Option<Price>,
    /// Some trades ago.
    pub earlier: Option<Price>,
    pub best_bid: Option<Price>,
    pub best_ask: Option<Price>,
}

/// One trader's own account.
#[derive(Clone, Debug)]
pub struct Position {
    pub account: AccountId,
    pub cash: Won,
    pub units: Quantity,
    /// Oldest first.
    pub open: Vec<OwnOrder>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnOrder {
    pub id: OrderId,
    pub side: Side,
    pub price: Price,
}

/// How far back "earlier" is, in trades.
const EARLIER_TRADES: usize = 40;

/// Looks at an instrument and at the simulated accounts of its traders; `None` for what is not there.
pub fn observe(state: &LiveState, instrument: InstrumentId) -> Option<InstrumentView> {
    let shown = state.instrument(instrument)?;
    let listing = &shown.listing;
    let trades = &shown.trades;
    Some(InstrumentView {
        instrument,
        state: shown.state(),
        scale: Scale::new(listing.price_decimals, listing.quantity_decimals)?,
        lot: listing.lot,
        max_order_quantity: listing.max_order_quantity,
        ticks: state.ticks(shown)?,
        reference: shown.ticker.reference,
        lower_limit: shown.ticker.lower_limit,
        upper_limit: shown.ticker.upper_limit,
        last: shown.ticker.last,
        earlier: trades.get(trades.len().saturating_sub(EARLIER_TRADES)).map(|trade| trade.price),
        best_bid: shown.depth.best_bid(),
        best_ask: shown.depth.best_ask(),
    })
}

impl Position {
    pub fn of(state: &LiveState, account: AccountId, instrument: InstrumentId) -> Option<Self> {
        let row = state.account(account)?;
        let open = state.open_orders_of(row).filter(|order| order.instrument == instrument && order.stage == Stage::Resting);
        Some(Self {
            account,
            cash: Won(row.cash.available),
            units: Quantity(row.holding(instrument).map_or(0, |holding| holding.units.available)),
            open: open.map(|order| OwnOrder { id: order.id, side: order.side, price: order.limit }).collect(),
        })
    }
}

/// The account of a simulated trader.
pub(crate) fn simulated_account(state: &LiveState, owner: OwnerId) -> Option<AccountId> {
    state.accounts().iter().find(|account| account.kind == AccountKind::Simulated && account.owner == owner).map(|account| account.id)
}

impl InstrumentView {
    /// How many lots so much money buys at a price, at least one.
    pub fn quantity_for(&self, value: Won, price: Price) -> Quantity {
        let quantity = self.scale.quantity_for(value, price).unwrap_or(self.lot).min(self.max_order_quantity);
        Quantity((quantity.0 - quantity.0 % self.lot.0).max(self.lot.0))
    }

    /// The nearest valid price within the day's limits, rounded down for a buy and up for a sell.
    pub fn price_near(&self, price: i64, side: Side) -> Price {
        let within = Price(price.clamp(self.lower_limit.0.max(1), self.upper_limit.0.max(1)));
        let rounded = match side {
            Side::Buy => self.ticks.floor(within),
            Side::Sell => self.ticks.ceil(within),
        };
        rounded.clamp(self.lower_limit, self.upper_limit)
    }
}
