//! Three batches of a thousand orders, cancelled by a job of several steps, or taken by one order in several records.

use super::{Expected, Person, Roll, Shape, Side, code_of, fee_of, hold_of, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::{Value, json};

const BATCHES: i64 = 3;
const BATCH: i64 = 1_000;
/// Orders that one step of the job cancels, and that one record of the sweep takes.
const PER_STEP: i64 = 2_000;
const PRICE: i64 = 10_000;

struct Jobs {
    code: String,
    seller: Person,
    buyer: Person,
    roll: Roll,
    step: Step,
    /// What all the orders come to.
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Cancelled,
    Taken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The next batch.
    Place,
    /// Cancels them all, or takes them all.
    End,
    /// The job or the rest of the order is under way.
    Look,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::practice(&code), number);
    let shape = Jobs { code, seller, buyer, roll: Roll::new(number), step: Step::Place, end: End::Cancelled };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Jobs {
    /// Both once so many of all orders are cancelled or taken.
    fn after(&self, done: i64) -> [Person; 2] {
        let (mut seller, mut buyer) = (self.seller.clone(), self.buyer.clone());
        (0..done).for_each(|_| seller.release(Side::Sell, PRICE, 1));
        if self.end == End::Taken && done > 0 {
            let (value, left) = (PRICE * done, BATCHES * BATCH - done);
            seller.has.units -= done;
            seller.has.cash += (PRICE - fee_of(PRICE)) * done;
            buyer.has.units += done;
            buyer.has.cash -= value + fee_of(value);
            if left > 0 {
                buyer.has.open_orders += 1;
                buyer.has.cash -= hold_of(PRICE, left);
                buyer.has.held_cash += hold_of(PRICE, left);
            }
        }
        [seller, buyer]
    }
}

impl Shape for Jobs {
    fn name(&self) -> &'static str {
        "jobs"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        match self.step {
            Step::Place => {
                let orders: Vec<Value> = (0..BATCH).map(|_| limit(&self.code, Side::Sell, "gtc", PRICE, 1)).collect();
                Ask::post("/api/v1/orders/batch", &json!({ "orders": orders })).with_bearer(&self.seller.bearer)
            }
            Step::End => {
                self.end = if self.roll.below(2) == 0 { End::Cancelled } else { End::Taken };
                match self.end {
                    End::Cancelled => Ask::delete("/api/v1/orders").with_bearer(&self.seller.bearer),
                    End::Taken => self.buyer.order(&limit(&self.code, Side::Buy, "ioc", PRICE, BATCHES * BATCH)),
                }
            }
            Step::Look => Ask::get("/api/v1/account").with_bearer(&self.seller.bearer),
        }
    }

    fn take(&mut self, answer: &Answer) {
        match self.step {
            Step::Place => {
                let results = answer.body["results"].as_array().unwrap();
                assert!(results.len() as i64 == BATCH && results.iter().all(|result| result["status"] == 201), "{}", answer.body);
                (0..BATCH).for_each(|_| self.seller.hold(Side::Sell, PRICE, 1));
                if self.seller.has.open_orders == BATCHES * BATCH {
                    self.step = Step::End;
                }
            }
            Step::End => {
                assert!(self.end == End::Taken || answer.body["job"].is_string(), "{}", answer.body);
                self.step = Step::Look;
            }
            Step::Look if answer.body["open_orders"] == 0 => {
                [self.seller, self.buyer] = self.after(BATCHES * BATCH);
                self.step = Step::Place;
            }
            Step::Look => {}
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        let shown = |people: [Person; 2]| people.map(|person| person.expected(&self.code)).to_vec();
        match (self.step, self.end) {
            (Step::Look, End::Cancelled) => [0, PER_STEP, BATCHES * BATCH].map(|done| shown(self.after(done))).to_vec(),
            // The first record is the answer's own.
            (Step::Look, End::Taken) => [PER_STEP, BATCHES * BATCH].map(|done| shown(self.after(done))).to_vec(),
            _ => vec![shown(self.after(0))],
        }
    }
}
