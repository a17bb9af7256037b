//! Sell, buy, cancel, and money granted.

use super::{Expected, Person, Roll, Shape, Side, code_of, fee_of, grant, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::{Keys, Lane};
use crate::process::{Listing, Server};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Grant { won: i64 },
    Sell { price: i64, units: i64 },
    Buy { price: i64, units: i64 },
    Cancel,
}

pub(crate) struct Trading {
    code: String,
    seller: Person,
    buyer: Person,
    /// Who may grant; none in the live market.
    staff_token: Option<String>,
    roll: Roll,
    resting: Option<Resting>,
    step: Step,
    keys: Keys,
}

/// The seller's order in the book.
#[derive(Clone, Debug)]
struct Resting {
    order: String,
    rest: i64,
    price: i64,
    /// What of it was sold for.
    value: i64,
}

pub(super) fn in_practice(server: &Server, name: &str, number: usize) -> Lane {
    Trading::lane(server, name, number, Keys::Kept)
}

pub(super) fn in_live(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::live(&code), number);
    let shape =
        Trading { code, seller, buyer, staff_token: None, roll: Roll::new(number), resting: None, step: Step::Cancel, keys: Keys::Kept };
    Lane::new(format!("{name}-{number}"), "live", &server.staff_token, Box::new(shape))
}

impl Trading {
    pub(crate) fn lane(server: &Server, name: &str, number: usize, keys: Keys) -> Lane {
        let code = code_of(name, number);
        let (seller, buyer) = traders(server, &Listing::practice(&code), number);
        let staff_token = Some(server.staff_token.clone());
        let shape = Self { code, seller, buyer, staff_token, roll: Roll::new(number), resting: None, step: Step::Cancel, keys };
        Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
    }

    fn next_step(&mut self) -> Step {
        let roll = self.roll.next();
        match &self.resting {
            None if roll.is_multiple_of(3) && self.staff_token.is_some() => Step::Grant { won: 600_000 + (roll % 1_000) as i64 },
            None => Step::Sell { price: 9_000 + 10 * (roll % 200) as i64, units: 1 + (roll % 40) as i64 },
            Some(_) if roll.is_multiple_of(5) => Step::Cancel,
            Some(Resting { rest, price, .. }) => Step::Buy { price: *price, units: 1 + (roll % *rest as u64) as i64 },
        }
    }

    fn take_buy(&mut self, price: i64, units: i64, answer: &Answer) {
        let filled: i64 = answer.text("filled_quantity").parse().unwrap();
        if self.keys == Keys::Kept {
            assert_eq!(filled, units, "{}", answer.body);
        }
        let value = price * filled;
        self.buyer.has.cash -= value + fee_of(value);
        self.buyer.has.units += filled;
        let Some(resting) = &mut self.resting else { return };
        // Fees are rounded down over all fills of an order together.
        let fee_before = fee_of(resting.value);
        resting.value += value;
        resting.rest -= filled;
        self.seller.has.cash += value - (fee_of(resting.value) - fee_before);
        self.seller.has.held_units -= filled;
        if resting.rest <= 0 {
            self.resting = None;
            self.seller.has.open_orders -= 1;
        }
    }
}

impl Shape for Trading {
    fn name(&self) -> &'static str {
        if self.staff_token.is_some() { "trading in practice" } else { "trading in live" }
    }

    fn ask(&mut self, _key: &str) -> Ask {
        self.step = self.next_step();
        match self.step {
            Step::Grant { won } => grant(self.staff_token.as_deref().expect("only where money is granted"), &self.buyer.account, won),
            Step::Sell { price, units } => self.seller.order(&limit(&self.code, Side::Sell, "gtc", price, units)),
            Step::Buy { price, units } => self.buyer.order(&limit(&self.code, Side::Buy, "ioc", price, units)),
            Step::Cancel => {
                let order = self.resting.as_ref().map_or("practice-1", |resting| &resting.order);
                Ask::delete(format!("/api/v1/orders/{order}")).with_bearer(&self.seller.bearer)
            }
        }
    }

    fn take(&mut self, answer: &Answer) {
        match self.step {
            Step::Grant { won } => self.buyer.has.cash += won,
            Step::Sell { price, units } => {
                self.resting = Some(Resting { order: answer.text("order_id"), price, rest: units, value: 0 });
                self.seller.hold(Side::Sell, price, units);
            }
            Step::Buy { price, units } => self.take_buy(price, units, answer),
            Step::Cancel => {
                let Resting { rest, price, .. } = self.resting.take().unwrap();
                self.seller.release(Side::Sell, price, rest);
            }
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        vec![vec![self.seller.expected(&self.code), self.buyer.expected(&self.code)]]
    }

    fn forget(&mut self) {
        // Without its key a cancellation that was done finds no order any more.
        self.resting = None;
    }
}
