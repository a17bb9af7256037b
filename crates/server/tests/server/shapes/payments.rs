//! Money in and out of the live market, each in its two steps, made or called off.

use super::{Expected, Person, Roll, Shape};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::Server;
use serde_json::json;

const CASH: i64 = 1_000_000;

struct Payments {
    person: Person,
    staff_token: String,
    roll: Roll,
    /// Announced and not decided.
    under_way: Option<UnderWay>,
    step: Step,
}

#[derive(Clone, Debug)]
struct UnderWay {
    id: String,
    amount: i64,
    direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Announce { direction: Direction, amount: i64 },
    Make,
    CallOff,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let person = Person::new(server, "live", 10_000 + 4 * number as u64, CASH);
    let staff_token = server.staff_token.clone();
    let step = Step::Announce { direction: Direction::In, amount: 0 };
    let shape = Payments { person, staff_token, roll: Roll::new(number), under_way: None, step };
    Lane::new(format!("{name}-{number}"), "live", &server.staff_token, Box::new(shape))
}

impl Shape for Payments {
    fn name(&self) -> &'static str {
        "payments"
    }

    fn ask(&mut self, key: &str) -> Ask {
        self.step = match &self.under_way {
            Some(_) if self.roll.below(3) == 0 => Step::CallOff,
            Some(_) => Step::Make,
            None if self.person.has.cash > CASH => Step::Announce { direction: Direction::Out, amount: 1 + self.roll.below(CASH) },
            None => Step::Announce { direction: Direction::In, amount: 1 + self.roll.below(CASH) },
        };
        let decide = |what: &str, under_way: &UnderWay| {
            let payments = if under_way.direction == Direction::In { "deposits" } else { "withdrawals" };
            Ask::post(format!("/api/v1/{payments}/{}/{what}", under_way.id), &json!({})).with_bearer(&self.staff_token)
        };
        match (self.step, &self.under_way) {
            (Step::Announce { direction: Direction::In, amount }, _) => {
                let body = json!({"account": self.person.account, "amount": amount.to_string(), "external_id": format!("paid {key}")});
                Ask::post("/api/v1/deposits", &body).with_bearer(&self.staff_token)
            }
            (Step::Announce { direction: Direction::Out, amount }, _) => {
                Ask::post("/api/v1/withdrawals", &json!({"amount": amount.to_string()})).with_bearer(&self.person.bearer)
            }
            (Step::Make, Some(under_way)) if under_way.direction == Direction::In => decide("credit", under_way),
            (Step::Make, Some(under_way)) => decide("complete", under_way),
            (Step::CallOff, Some(under_way)) => decide("cancel", under_way),
            (_, None) => unreachable!("only what was announced is decided"),
        }
    }

    fn take(&mut self, answer: &Answer) {
        let has = &mut self.person.has;
        if let Step::Announce { direction, amount } = self.step {
            if direction == Direction::Out {
                has.cash -= amount;
                has.held_cash += amount;
            }
            self.under_way = Some(UnderWay { id: answer.text("id"), amount, direction });
            return;
        }
        let UnderWay { amount, direction, .. } = self.under_way.take().expect("only what was announced is decided");
        match (self.step, direction) {
            (Step::Make, Direction::In) => has.cash += amount,
            (Step::Make, Direction::Out) => has.held_cash -= amount,
            (_, Direction::In) => {}
            (_, Direction::Out) => {
                has.held_cash -= amount;
                has.cash += amount;
            }
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        vec![vec![self.person.expected("KRW-NOTHING")]]
    }
}
