//! Three batches of a thousand orders, cancelled by a job of several steps.

use super::{Expected, Person, Shape, Side, code_of, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::{Value, json};

const BATCHES: i64 = 3;
const BATCH: i64 = 1_000;
/// Orders that one step of the job cancels.
const PER_STEP: i64 = 2_000;
const PRICE: i64 = 10_000;

struct Jobs {
    code: String,
    seller: Person,
    step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The next batch.
    Place,
    Cancel,
    /// The job is under way.
    Look,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, _) = traders(server, &Listing::practice(&code), number);
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(Jobs { code, seller, step: Step::Place }))
}

impl Jobs {
    /// The seller once `cancelled` orders are.
    fn after(&self, cancelled: i64) -> Vec<Expected> {
        let mut seller = self.seller.clone();
        (0..cancelled).for_each(|_| seller.release(Side::Sell, PRICE, 1));
        vec![seller.expected(&self.code)]
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
            Step::Cancel => Ask::delete("/api/v1/orders").with_bearer(&self.seller.bearer),
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
                    self.step = Step::Cancel;
                }
            }
            Step::Cancel => {
                assert!(answer.body["job"].is_string(), "{}", answer.body);
                self.step = Step::Look;
            }
            Step::Look if answer.body["open_orders"] == 0 => {
                let all = self.seller.has.open_orders;
                (0..all).for_each(|_| self.seller.release(Side::Sell, PRICE, 1));
                self.step = Step::Place;
            }
            Step::Look => {}
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        let all = self.seller.has.open_orders;
        match self.step {
            Step::Look => (0..all).step_by(PER_STEP as usize).chain([all]).map(|cancelled| self.after(cancelled)).collect(),
            _ => vec![self.after(0)],
        }
    }
}
