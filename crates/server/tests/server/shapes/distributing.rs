//! Distributions to a few holders, each paid by a job.

use super::{Expected, Person, Roll, Shape, code_of, grant};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::json;

const HOLDERS: u64 = 3;
/// Units of the first holder; each has as many more than the one before.
const UNITS: i64 = 7;

struct Distributing {
    code: String,
    /// The payer, then the holders.
    people: Vec<Person>,
    staff_token: String,
    roll: Roll,
    step: Step,
    after: Option<Vec<Person>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Grant { won: i64 },
    Pay { total: i64 },
    Look,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    server.list(&Listing::practice(&code));
    let owner = 10_000 + 4 * number as u64;
    let mut people: Vec<_> = (0..=HOLDERS).map(|place| Person::new(server, "practice", owner + place, 1_000_000)).collect();
    for (place, holder) in people.iter_mut().enumerate().skip(1) {
        let units = UNITS * place as i64;
        server.issue(&code, &holder.account, units);
        holder.has.units = units;
    }
    let shape =
        Distributing { code, people, staff_token: server.staff_token.clone(), roll: Roll::new(number), step: Step::Look, after: None };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Shape for Distributing {
    fn name(&self) -> &'static str {
        "distributing"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        let payer = &self.people[0];
        let total = 100_000 + self.roll.below(100_000);
        self.step = match &self.after {
            // A grant in between lets the job go on, and is counted on both sides of it.
            Some(_) if self.roll.below(2) == 0 => Step::Look,
            Some(_) => Step::Grant { won: 1 },
            None if payer.has.cash < total => Step::Grant { won: 1_000_000 },
            None => Step::Pay { total },
        };
        match self.step {
            Step::Grant { won } => grant(&self.staff_token, &payer.account, won),
            Step::Pay { total } => {
                let body = json!({"payer": payer.account, "total": total.to_string()});
                Ask::post(format!("/api/v1/instruments/{}/distributions", self.code), &body).with_bearer(&self.staff_token)
            }
            Step::Look => {
                let last = self.people.last().expect("there are holders");
                Ask::get(format!("/api/v1/accounts/{}", last.account)).with_bearer(&self.staff_token)
            }
        }
    }

    fn take(&mut self, answer: &Answer) {
        match self.step {
            Step::Grant { won } => {
                self.people[0].has.cash += won;
                if let Some(after) = &mut self.after {
                    after[0].has.cash += won;
                }
            }
            Step::Pay { total } => {
                self.people[0].has.cash -= total;
                let units: i64 = self.people.iter().map(|person| person.has.units).sum();
                let mut after = self.people.clone();
                after.iter_mut().for_each(|holder| holder.has.cash += total / units * holder.has.units);
                self.after = Some(after);
            }
            Step::Look => {
                let paid = self.after.as_ref().and_then(|after| after.last()).map(|last| last.has.cash.to_string());
                if Some(answer.body["cash"]["available"].as_str().unwrap()) == paid.as_deref() {
                    self.people = self.after.take().expect("a distribution was under way");
                }
            }
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        let shown = |people: &[Person]| people.iter().map(|person| person.expected(&self.code)).collect();
        std::iter::once(&self.people).chain(&self.after).map(|people| shown(people)).collect()
    }
}
