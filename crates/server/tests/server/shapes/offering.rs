//! Asset after asset: listed, registered, offered for a second or two, subscribed by two investors, allotted or refunded by a job, its owner paid.

use super::{CASH, Expected, Person, Roll, Shape, code_of};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const TOTAL_UNITS: i64 = 1_000_000;
/// 48 of 100.
const OFFERED: i64 = 480_000;
const SHARE_BPS: i64 = 4_800;
const UNIT_PRICE: i64 = 10_000;
/// From the announcement to the opening.
const NOTICE_US: i64 = 200_000;
const WINDOW_US: i64 = 1_500_000;
/// Won a unit that an asset pays once it is sold.
const RENT: i64 = 3;

struct Offering {
    /// Of the lane; each asset adds its number to it.
    name: String,
    assets: usize,
    code: String,
    /// The owner, then two investors.
    people: Vec<Person>,
    /// Units of the investors' subscriptions.
    subscribed: [i64; 2],
    target: i64,
    /// Microseconds since 1970.
    window: (i64, i64),
    stage: Stage,
    step: Step,
    /// What the holders have once the rent is paid.
    paid: Option<Vec<Person>>,
    /// Of the newest answer: what is looked at is not older.
    last_seq: u64,
    staff_token: String,
    roll: Roll,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Unlisted,
    Listed,
    Halted,
    Registered,
    Announced,
    CalledOff,
    /// Everybody is allotted; the proceeds are in escrow.
    Sold,
    /// The owner was paid.
    Released,
    RentUnderWay,
}

/// What was asked for last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// What brings the asset to its next stage.
    Next,
    Subscribe {
        investor: usize,
    },
    GiveUp {
        investor: usize,
    },
    CallOff,
    Look,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let owner = 10_000 + 4 * number as u64;
    let people: Vec<_> = (0..3).map(|place| Person::new(server, "practice", owner + place, CASH)).collect();
    let shape = Offering {
        name: code_of(name, number),
        assets: 0,
        code: String::new(),
        people,
        subscribed: [0, 0],
        target: 0,
        window: (0, 0),
        stage: Stage::Unlisted,
        step: Step::Look,
        paid: None,
        last_seq: 0,
        staff_token: server.staff_token.clone(),
        roll: Roll::new(number),
    };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

fn now_us() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as i64
}

impl Offering {
    fn staff(&self, path: &str, body: &Value) -> Ask {
        Ask::post(format!("/api/v1/{path}"), body).with_bearer(&self.staff_token)
    }

    fn of_asset(&self, what: &str) -> String {
        format!("/api/v1/assets/{}/{what}", self.code)
    }

    /// While it is open, somebody asks for something; before and after, the lane looks until it is time.
    fn ask_in_window(&mut self) -> Ask {
        let (opens, closes) = self.window;
        if !(opens..closes).contains(&now_us()) {
            return self.look();
        }
        let investor = self.roll.below(2) as usize;
        let bearer = self.people[1 + investor].bearer.clone();
        match self.roll.below(100) {
            0 => {
                self.step = Step::CallOff;
                Ask::post(self.of_asset("offering/cancel"), &json!({"reason": "a test"})).with_bearer(&self.staff_token)
            }
            1..=10 if self.subscribed[investor] > 0 => {
                self.step = Step::GiveUp { investor };
                Ask::delete(self.of_asset("subscriptions")).with_bearer(&bearer)
            }
            _ => {
                self.step = Step::Subscribe { investor };
                let units = 1 + self.roll.below(9);
                Ask::post(self.of_asset("subscriptions"), &json!({"quantity": units.to_string()})).with_bearer(&bearer)
            }
        }
    }

    fn look(&mut self) -> Ask {
        self.step = Step::Look;
        let path = format!("/api/v1/accounts/{}?at_least=practice.0:{}", self.investor_at_stake().account, self.last_seq);
        Ask::get(path).with_bearer(&self.staff_token)
    }

    /// Whose account shows that the offering is settled.
    fn investor_at_stake(&self) -> &Person {
        &self.people[if self.subscribed[0] > 0 { 1 } else { 2 }]
    }

    fn is_sold(&self) -> bool {
        self.stage == Stage::Announced && self.subscribed.iter().sum::<i64>() >= self.target
    }

    /// Everybody once the offering is closed.
    fn settled(&self) -> Vec<Person> {
        let mut people = self.people.clone();
        for (investor, units) in people[1..].iter_mut().zip(self.subscribed) {
            investor.has.held_cash -= units * UNIT_PRICE;
            if self.is_sold() {
                investor.has.units += units;
            } else {
                investor.has.cash += units * UNIT_PRICE;
            }
        }
        people
    }

    fn hold(&mut self, investor: usize, units: i64) {
        self.subscribed[investor] += units;
        let has = &mut self.people[1 + investor].has;
        has.cash -= units * UNIT_PRICE;
        has.held_cash += units * UNIT_PRICE;
    }

    fn looked(&mut self, answer: &Answer) {
        let is_over = now_us() >= self.window.1 || self.stage == Stage::CalledOff;
        match self.stage {
            Stage::Announced | Stage::CalledOff if is_over && answer.body["cash"]["held"] == "0" => {
                let is_sold = self.is_sold();
                self.people = self.settled();
                self.stage = if is_sold { Stage::Sold } else { Stage::Unlisted };
            }
            Stage::RentUnderWay => {
                let after = self.paid.as_ref().expect("rent is under way");
                let at_stake = if self.subscribed[0] > 0 { &after[1] } else { &after[2] };
                let paid = at_stake.has.cash.to_string();
                if answer.body["cash"]["available"].as_str() == Some(&paid) {
                    self.people = self.paid.take().expect("rent is under way");
                    self.stage = Stage::Unlisted;
                }
            }
            _ => {}
        }
    }

    /// The next stage's command was done, or refused as it may be.
    fn went_on(&mut self, answer: &Answer) {
        let units: i64 = self.subscribed.iter().sum();
        self.stage = match self.stage {
            Stage::Unlisted => Stage::Listed,
            Stage::Listed => Stage::Halted,
            Stage::Halted => Stage::Registered,
            // A restart took longer than the notice: it is announced again.
            Stage::Registered if !answer.is_done() => Stage::Registered,
            Stage::Registered => Stage::Announced,
            Stage::Sold => {
                self.people[0].has.cash += units * UNIT_PRICE;
                Stage::Released
            }
            Stage::Released => {
                // The owner pays, and has back at once what falls to the units that were not issued.
                self.people[0].has.cash -= RENT * units;
                let mut after = self.people.clone();
                after[1..].iter_mut().zip(self.subscribed).for_each(|(holder, units)| holder.has.cash += RENT * units);
                self.paid = Some(after);
                Stage::RentUnderWay
            }
            stage => panic!("{stage:?} goes on by itself"),
        };
    }
}

impl Shape for Offering {
    fn name(&self) -> &'static str {
        "offering"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        self.step = Step::Next;
        match self.stage {
            Stage::Unlisted => {
                self.assets += 1;
                self.code = format!("{}A{}", self.name, self.assets);
                self.people.iter_mut().for_each(|person| person.has.units = 0);
                self.subscribed = [0, 0];
                let listing = Listing::practice(&self.code).body(OFFERED);
                self.staff("instruments", &listing)
            }
            Stage::Listed => self.staff(&format!("instruments/{}/halt", self.code), &json!({"reason": "before its offering"})),
            Stage::Halted => {
                let body = json!({
                    "instrument": self.code, "owner": self.people[0].account, "class": "real_estate", "share_bps": SHARE_BPS,
                    "appraisal": (TOTAL_UNITS * UNIT_PRICE).to_string(), "total_units": TOTAL_UNITS.to_string(),
                });
                self.staff("assets", &body)
            }
            Stage::Registered => {
                self.target = if self.roll.below(3) == 0 { OFFERED } else { 1 };
                let opens = now_us() + NOTICE_US;
                self.window = (opens, opens + WINDOW_US);
                let time = |us: i64| protocol::Time(us).rfc3339();
                let body = json!({
                    "opens_at": time(self.window.0), "closes_at": time(self.window.1), "minimum": "1", "maximum": OFFERED.to_string(),
                    "target": self.target.to_string(),
                });
                self.staff(&format!("assets/{}/offering", self.code), &body)
            }
            Stage::Announced => self.ask_in_window(),
            Stage::CalledOff | Stage::RentUnderWay => self.look(),
            Stage::Sold => {
                let raised = self.subscribed.iter().sum::<i64>() * UNIT_PRICE;
                let body = json!({"amount": raised.to_string(), "evidence": "ab".repeat(32)});
                self.staff(&format!("assets/{}/proceeds", self.code), &body)
            }
            Stage::Released => {
                let body = json!({"payer": self.people[0].account, "total": (RENT * TOTAL_UNITS).to_string()});
                self.staff(&format!("instruments/{}/distributions", self.code), &body)
            }
        }
    }

    fn may_be_refused(&self, code: &str) -> bool {
        match self.step {
            // Repeated after a restart it may come too late.
            Step::Next => self.stage == Stage::Registered && code == "offering_window_out_of_range",
            Step::Subscribe { .. } | Step::GiveUp { .. } | Step::CallOff => code == "offering_not_open",
            // The read model is behind; it is looked at again.
            Step::Look => code == "not_yet_at",
        }
    }

    fn take(&mut self, answer: &Answer) {
        self.last_seq = self.last_seq.max(answer.seq());
        match self.step {
            Step::Next => self.went_on(answer),
            _ if !answer.is_done() => {}
            Step::Look => self.looked(answer),
            Step::Subscribe { investor } => {
                let units: i64 = answer.text("quantity").parse().unwrap();
                assert_eq!(answer.text("amount"), (units * UNIT_PRICE).to_string());
                self.hold(investor, units);
            }
            Step::GiveUp { investor } => {
                let units = self.subscribed[investor];
                assert_eq!(answer.text("quantity"), units.to_string());
                self.hold(investor, -units);
            }
            Step::CallOff => self.stage = Stage::CalledOff,
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        let shown = |people: &[Person]| people.iter().map(|person| person.expected(&self.code)).collect();
        match (self.stage, &self.paid) {
            // It closes by itself, even before the answer to the last subscription is there.
            (Stage::Announced | Stage::CalledOff, _) => vec![shown(&self.people), shown(&self.settled())],
            (_, Some(paid)) => vec![shown(&self.people), shown(paid)],
            _ => vec![shown(&self.people)],
        }
    }
}
