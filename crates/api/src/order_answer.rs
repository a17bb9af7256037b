//! What became of an order within the record that placed or amended it, told from that record's events alone.

use money::{Price, Quantity, Scale, Won};
use projections::live::order::Stage;
use protocol::event::{CancelReason, Event, Fill};
use protocol::ids::TradeId;
use protocol::{OrderId, Side, Size, Time};

use crate::numbers::{show_price, show_quantity};
use crate::position::Position;
use crate::submit::Accepted;
use crate::words::{CancelReasonWord, OrderStateWord};

/// An order as its command left it. A later command may have changed it since.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OrderAnswer {
    #[schema(value_type = String)]
    pub order_id: OrderId,
    #[schema(value_type = String)]
    pub instrument: String,
    pub state: OrderStateWord,
    /// The limit it trades to: for a market order the edge of the band.
    pub price: String,
    /// What has traded in all.
    pub filled_quantity: String,
    /// What has not: a quantity, or won for a buy by amount.
    pub remaining: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<CancelReasonWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_order_id: Option<String>,
    /// The trades of this command, in their order; at most 2,000, later ones stand among the account's fills.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<AnswerFill>,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct AnswerFill {
    pub trade_id: String,
    pub price: String,
    pub quantity: String,
    /// Won.
    #[schema(value_type = String)]
    pub value: Won,
    #[schema(value_type = String)]
    pub fee: Won,
    #[schema(value_type = String)]
    pub tax: Won,
}

/// An order followed through the events of one record.
pub(crate) struct Outline {
    id: OrderId,
    limit: Price,
    by_amount: bool,
    rest: i64,
    filled: Quantity,
    stage: Stage,
    client_order_id: Option<String>,
}

impl Outline {
    /// `None` when the events neither place nor amend the order.
    pub(crate) fn of(id: OrderId, events: &[Event]) -> Option<Self> {
        let mut outline = events.iter().find_map(|event| match event {
            Event::OrderPlaced(placed) if placed.order == id => {
                let (by_amount, rest) = match placed.size {
                    Size::Quantity(quantity) => (false, quantity.0),
                    Size::Amount(amount) => (true, amount.0),
                };
                let client_order_id = placed.client.as_ref().map(|client| client.id.as_str().to_owned());
                let (limit, stage) = (placed.limit, placed.entry.into());
                Some(Self { id, limit, by_amount, rest, filled: Quantity::ZERO, stage, client_order_id })
            }
            Event::OrderAmended(amended) if amended.order == id => Some(Self {
                id,
                limit: amended.limit,
                by_amount: false,
                rest: amended.rest.0,
                filled: amended.quantity - amended.rest,
                stage: amended.entry.into(),
                client_order_id: None,
            }),
            _ => None,
        })?;
        events.iter().for_each(|event| outline.follow(event));
        Some(outline)
    }

    fn follow(&mut self, event: &Event) {
        match event {
            Event::Fill(fill) if fill.buy == self.id || fill.sell == self.id => {
                self.filled += fill.quantity;
                self.rest -= if self.by_amount { fill.value.0 } else { fill.quantity.0 };
                if self.rest == 0 {
                    self.stage = Stage::Filled;
                }
            }
            Event::OrderRested(rested) if rested.order == self.id => self.stage = Stage::Resting,
            Event::OrderCancelled(cancelled) if cancelled.order == self.id => {
                self.rest = cancelled.rest;
                self.stage = Stage::Cancelled(cancelled.reason);
            }
            Event::OrdersDecremented(decremented) if decremented.taker == self.id || decremented.maker == self.id => {
                self.rest -= if decremented.taker == self.id { decremented.taker_rest } else { decremented.quantity.0 };
                if self.rest == 0 {
                    self.stage = Stage::Cancelled(CancelReason::SelfTrade);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn answer(self, accepted: &Accepted, instrument: &str, scale: Scale) -> OrderAnswer {
        let cancel_reason = match self.stage {
            Stage::Cancelled(reason) => Some(reason.into()),
            _ => None,
        };
        let remaining = if self.by_amount { self.rest.to_string() } else { show_quantity(Quantity(self.rest), scale) };
        OrderAnswer {
            order_id: self.id,
            instrument: instrument.to_owned(),
            state: self.stage.into(),
            price: show_price(self.limit, scale),
            filled_quantity: show_quantity(self.filled, scale),
            remaining,
            cancel_reason,
            client_order_id: self.client_order_id,
            fills: fills(self.id, accepted, scale),
            position: accepted.position,
            at: accepted.at,
        }
    }
}

fn fills(order: OrderId, accepted: &Accepted, scale: Scale) -> Vec<AnswerFill> {
    let of_record = accepted.events.iter().filter_map(|event| match event {
        Event::Fill(fill) => Some(fill),
        _ => None,
    });
    let numbered = of_record.enumerate().filter(|(_, fill)| fill.buy == order || fill.sell == order);
    numbered.map(|(number, fill)| answer_fill(TradeId::new(accepted.position.seq, number), order, fill, scale)).collect()
}

fn answer_fill(trade: TradeId, order: OrderId, fill: &Fill, scale: Scale) -> AnswerFill {
    let side = if fill.buy == order { Side::Buy } else { Side::Sell };
    let (fee, tax) = match side {
        Side::Buy => (fill.buyer_fee, Won::ZERO),
        Side::Sell => (fill.seller_fee, fill.income_tax + fill.local_tax),
    };
    AnswerFill {
        trade_id: trade.0.to_string(),
        price: show_price(fill.price, scale),
        quantity: show_quantity(fill.quantity, scale),
        value: fill.value,
        fee,
        tax,
    }
}
