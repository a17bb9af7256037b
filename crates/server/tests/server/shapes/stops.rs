//! Stop-limit orders that wait until a trade reaches them, and then trade by a step of their own.

use super::{Expected, Person, Roll, Shape, Side, code_of, fee_of, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::json;

/// Below every stop.
const LOW: i64 = 8_500;

struct Stops {
    code: String,
    seller: Person,
    buyer: Person,
    roll: Roll,
    step: Step,
    /// Price and units of the stop order of this round.
    price: i64,
    units: i64,
    /// How it was before the stop entered, until a later command of this instrument is answered: the step comes before any of them.
    before: Option<Vec<Expected>>,
}

/// The steps of a round, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    AskLow,
    TradeLow,
    Stop,
    AskHigh,
    TradeHigh,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::practice(&code), number);
    let shape = Stops { code, seller, buyer, roll: Roll::new(number), step: Step::AskLow, price: 0, units: 0, before: None };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Stops {
    /// The buyer takes `units` of the resting ask, of which `sold` won were sold before.
    fn trade(&mut self, price: i64, units: i64, sold: i64) {
        let value = price * units;
        self.buyer.has.cash -= value + fee_of(value);
        self.buyer.has.units += units;
        self.seller.has.cash += value - (fee_of(sold + value) - fee_of(sold));
        self.seller.has.held_units -= units;
    }

    fn now(&self) -> Vec<Expected> {
        vec![self.seller.expected(&self.code), self.buyer.expected(&self.code)]
    }
}

impl Shape for Stops {
    fn name(&self) -> &'static str {
        "stops"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        match self.step {
            Step::AskLow => {
                (self.price, self.units) = (self.roll.price(), 1 + self.roll.below(20));
                self.seller.order(&limit(&self.code, Side::Sell, "gtc", LOW, 1))
            }
            Step::TradeLow => self.buyer.order(&limit(&self.code, Side::Buy, "ioc", LOW, 1)),
            Step::Stop => {
                let mut body = limit(&self.code, Side::Buy, "gtc", self.price, self.units);
                body["kind"] = json!("stop_limit");
                body["stop_price"] = json!(self.price.to_string());
                self.buyer.order(&body)
            }
            Step::AskHigh => self.seller.order(&limit(&self.code, Side::Sell, "gtc", self.price, 1 + self.units)),
            Step::TradeHigh => self.buyer.order(&limit(&self.code, Side::Buy, "ioc", self.price, 1)),
        }
    }

    fn take(&mut self, answer: &Answer) {
        self.before = None;
        let state = answer.body["state"].as_str().unwrap_or_default();
        let (expected, next) = match self.step {
            Step::AskLow => {
                self.seller.hold(Side::Sell, LOW, 1);
                ("open", Step::TradeLow)
            }
            Step::TradeLow => {
                self.trade(LOW, 1, 0);
                self.seller.has.open_orders -= 1;
                ("filled", Step::Stop)
            }
            Step::Stop => {
                self.buyer.hold(Side::Buy, self.price, self.units);
                ("waiting", Step::AskHigh)
            }
            Step::AskHigh => {
                self.seller.hold(Side::Sell, self.price, 1 + self.units);
                ("open", Step::TradeHigh)
            }
            Step::TradeHigh => {
                self.trade(self.price, 1, 0);
                self.before = Some(self.now());
                self.buyer.release(Side::Buy, self.price, self.units);
                self.trade(self.price, self.units, self.price);
                self.seller.has.open_orders -= 1;
                ("filled", Step::AskLow)
            }
        };
        assert_eq!(state, expected, "{:?}: {}", self.step, answer.body);
        self.step = next;
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        self.before.iter().cloned().chain([self.now()]).collect()
    }
}
