//! What became of an order within the record that placed or amended it, told from that record's events alone.

use money::{Price, Quantity, Scale, Won};
use projections::live::order::Stage;
use protocol::event::{CancelReason, Event, Fill};
use protocol::ids::TradeId;
use protocol::{OrderId, Side, Size};

use crate::numbers::{ClientId, CodeText, Decimal, Name, shown};
use crate::submit::Accepted;
use crate::words::{CancelReasonWord, OrderStateWord};

/// An order as its command left it. A later command may have changed it since.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OrderAnswer {
    #[schema(value_type = String)]
    pub order_id: Name,
    #[schema(value_type = String)]
    pub instrument: CodeText,
    pub state: OrderStateWord,
    /// The limit it trades to: for a market order the edge of the band.
    #[schema(value_type = String)]
    pub price: Decimal,
    /// What has traded in all.
    #[schema(value_type = String)]
    pub filled_quantity: Decimal,
    /// What has not: a quantity, or won for a buy by amount.
    #[schema(value_type = String)]
    pub remaining: Decimal,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<CancelReasonWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub client_order_id: Option<ClientId>,
    /// The trades of this command, in their order; at most 2,000, later ones stand among the account's fills.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<AnswerFill>,
    #[schema(value_type = String)]
    pub position: Name,
    #[schema(value_type = String, format = DateTime)]
    pub at: shown::Instant,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct AnswerFill {
    #[schema(value_type = String)]
    pub trade_id: Decimal,
    #[schema(value_type = String)]
    pub price: Decimal,
    #[schema(value_type = String)]
    pub quantity: Decimal,
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
    client_order_id: Option<ClientId>,
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
                let client_order_id = placed.client.as_ref().and_then(|client| ClientId::new(client.id.as_str()));
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

    pub(crate) fn answer(self, accepted: &Accepted, instrument: CodeText, scale: Scale) -> OrderAnswer {
        let cancel_reason = match self.stage {
            Stage::Cancelled(reason) => Some(reason.into()),
            _ => None,
        };
        let decimals_of_rest = if self.by_amount { 0 } else { scale.quantity_decimals };
        OrderAnswer {
            order_id: shown::order_id(self.id),
            instrument,
            state: self.stage.into(),
            price: shown::decimal(self.limit.0, scale.price_decimals),
            filled_quantity: shown::decimal(self.filled.0, scale.quantity_decimals),
            remaining: shown::decimal(self.rest, decimals_of_rest),
            cancel_reason,
            client_order_id: self.client_order_id,
            fills: fills(self.id, accepted, scale),
            position: shown::position(accepted.position),
            at: shown::time(accepted.at),
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
        trade_id: shown::decimal(trade.0 as i64, 0),
        price: shown::decimal(fill.price.0, scale.price_decimals),
        quantity: shown::decimal(fill.quantity.0, scale.quantity_decimals),
        value: fill.value,
        fee,
        tax,
    }
}
