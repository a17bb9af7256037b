//! Orders of both sides that are amended several times and cancelled.

use super::{Expected, Person, Roll, Shape, Side, code_of, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::json;

struct Amending {
    code: String,
    people: [Person; 2],
    roll: Roll,
    resting: Option<Resting>,
    step: Step,
}

#[derive(Clone, Debug)]
struct Resting {
    order: String,
    side: Side,
    price: i64,
    units: i64,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Place { side: Side, price: i64, units: i64 },
    Amend { price: i64, units: i64 },
    Cancel,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::practice(&code), number);
    let shape = Amending { code, people: [buyer, seller], roll: Roll::new(number), resting: None, step: Step::Cancel };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Shape for Amending {
    fn name(&self) -> &'static str {
        "amending"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        let (price, units) = (self.roll.price(), 1 + self.roll.below(50));
        let roll = self.roll.below(4);
        self.step = match &self.resting {
            None => Step::Place { side: if roll < 2 { Side::Buy } else { Side::Sell }, price, units },
            Some(_) if roll == 0 => Step::Cancel,
            // A lower quantity at the same price keeps its place; everything else loses it.
            Some(resting) if roll == 1 && resting.units > 1 => Step::Amend { price: resting.price, units: resting.units - 1 },
            Some(resting) => Step::Amend { price, units: if units == resting.units { units + 1 } else { units } },
        };
        let path = |resting: &Resting| format!("/api/v1/orders/{}", resting.order);
        match (self.step, &self.resting) {
            (Step::Place { side, price, units }, _) => self.people[side as usize].order(&limit(&self.code, side, "gtc", price, units)),
            (Step::Amend { price, units }, Some(resting)) => {
                let body = json!({"price": price.to_string(), "quantity": units.to_string()});
                Ask::patch(path(resting), &body).with_bearer(&self.people[resting.side as usize].bearer)
            }
            (Step::Cancel, Some(resting)) => Ask::delete(path(resting)).with_bearer(&self.people[resting.side as usize].bearer),
            (_, None) => unreachable!("only what rests is changed"),
        }
    }

    fn take(&mut self, answer: &Answer) {
        if let Some(Resting { side, price, units, .. }) = &self.resting {
            self.people[*side as usize].release(*side, *price, *units);
        }
        self.resting = match (self.step, self.resting.take()) {
            (Step::Place { side, price, units }, _) => Some(Resting { order: answer.text("order_id"), side, price, units }),
            (Step::Amend { price, units }, Some(resting)) => Some(Resting { price, units, ..resting }),
            _ => None,
        };
        if let Some(Resting { side, price, units, .. }) = &self.resting {
            self.people[*side as usize].hold(*side, *price, *units);
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        vec![self.people.iter().map(|person| person.expected(&self.code)).collect()]
    }
}
