//! Batches of asks, batches of bids that take them, and all that is left cancelled.

use super::{Expected, Person, Roll, Shape, Side, code_of, fee_of, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::{Value, json};

const ASKS: i64 = 7;
const BIDS: i64 = 3;
/// Above every ask.
const BID_PRICE: i64 = 11_000;

struct Batches {
    code: String,
    seller: Person,
    buyer: Person,
    roll: Roll,
    /// The seller's orders, best first: price, rest, and what was sold for.
    resting: Vec<(i64, i64, i64)>,
    step: Step,
}

#[derive(Clone, Debug)]
enum Step {
    Sell(Vec<(i64, i64)>),
    Buy(Vec<i64>),
    CancelAll,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::practice(&code), number);
    let shape = Batches { code, seller, buyer, roll: Roll::new(number), resting: Vec::new(), step: Step::CancelAll };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Batches {
    fn batch(person: &Person, orders: impl Iterator<Item = Value>) -> Ask {
        Ask::post("/api/v1/orders/batch", &json!({"orders": orders.collect::<Vec<_>>()})).with_bearer(&person.bearer)
    }

    /// What a bid takes, by price and time.
    fn buy(&mut self, mut units: i64, answer: &Value) {
        let mut value = 0;
        while units > 0 && !self.resting.is_empty() {
            let (price, rest, sold) = &mut self.resting[0];
            let taken = units.min(*rest);
            self.seller.has.cash += *price * taken - (fee_of(*sold + *price * taken) - fee_of(*sold));
            self.seller.has.held_units -= taken;
            self.buyer.has.units += taken;
            (*rest, *sold, units, value) = (*rest - taken, *sold + *price * taken, units - taken, value + *price * taken);
            if *rest == 0 {
                self.resting.remove(0);
                self.seller.has.open_orders -= 1;
            }
        }
        self.buyer.has.cash -= value + fee_of(value);
        assert_eq!(answer["remaining"], units.to_string(), "{answer}");
    }
}

impl Shape for Batches {
    fn name(&self) -> &'static str {
        "batches"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        let roll = self.roll.below(6);
        self.step = if self.resting.is_empty() {
            Step::Sell((0..ASKS).map(|_| (self.roll.price(), 1 + self.roll.below(20))).collect())
        } else if roll == 0 {
            Step::CancelAll
        } else {
            Step::Buy((0..BIDS).map(|_| 1 + self.roll.below(12)).collect())
        };
        match &self.step {
            Step::Sell(asks) => {
                Self::batch(&self.seller, asks.iter().map(|&(price, units)| limit(&self.code, Side::Sell, "gtc", price, units)))
            }
            Step::Buy(bids) => Self::batch(&self.buyer, bids.iter().map(|&units| limit(&self.code, Side::Buy, "ioc", BID_PRICE, units))),
            Step::CancelAll => Ask::delete(format!("/api/v1/orders?instrument={}", self.code)).with_bearer(&self.seller.bearer),
        }
    }

    fn take(&mut self, answer: &Answer) {
        let results = answer.body["results"].as_array().cloned().unwrap_or_default();
        assert!(results.iter().all(|result| result["status"] == 201), "{}", answer.body);
        match self.step.clone() {
            Step::Sell(asks) => {
                assert_eq!(results.len(), asks.len());
                for (price, units) in asks {
                    self.seller.hold(Side::Sell, price, units);
                    self.resting.push((price, units, 0));
                }
                // Those of one price stay in the order in which they came.
                self.resting.sort_by_key(|resting| resting.0);
            }
            Step::Buy(bids) => {
                assert_eq!(results.len(), bids.len());
                for (units, result) in bids.into_iter().zip(&results) {
                    self.buy(units, &result["order"]);
                }
            }
            Step::CancelAll => {
                assert_eq!(answer.body["cancelled"], self.resting.len(), "{}", answer.body);
                for (price, rest, _) in std::mem::take(&mut self.resting) {
                    self.seller.release(Side::Sell, price, rest);
                }
            }
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        vec![vec![self.seller.expected(&self.code), self.buyer.expected(&self.code)]]
    }
}
