//! Orders that interrupt trading and meet in the auction that follows, which a timer ends.

use super::{Expected, Person, Roll, Shape, Side, code_of, fee_of, grant, limit, traders};
use crate::http::{Answer, Ask};
use crate::lane::Lane;
use crate::process::{Listing, Server};

const REFERENCE: i64 = 10_000;
/// Commands between two looks at whether the auction has ended.
const COMMANDS_PER_LOOK: i64 = 8;

struct Auctions {
    code: String,
    seller: Person,
    buyer: Person,
    staff_token: String,
    roll: Roll,
    /// The price of the last auction: trading stops ten per cent from it.
    reference: i64,
    price: i64,
    units: i64,
    step: Step,
    /// How it is once the auction has ended.
    after: Option<[Person; 2]>,
    order: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The order that rests at the trigger.
    Rest,
    /// The order that would trade there.
    Interrupt,
    /// Until the auction has ended: money is granted, and now and then the order looked at.
    Grant,
    Look,
}

pub(super) fn lane(server: &Server, name: &str, number: usize) -> Lane {
    let code = code_of(name, number);
    let (seller, buyer) = traders(server, &Listing::interrupted(&code), number);
    let staff_token = server.staff_token.clone();
    let shape = Auctions {
        code,
        seller,
        buyer,
        staff_token,
        roll: Roll::new(number),
        reference: REFERENCE,
        price: 0,
        units: 0,
        step: Step::Rest,
        after: None,
        order: String::new(),
    };
    Lane::new(format!("{name}-{number}"), "practice", &server.staff_token, Box::new(shape))
}

impl Auctions {
    /// Upwards the ask rests and the bid comes, downwards the other way round.
    fn resting_side(&self) -> Side {
        if self.price > self.reference { Side::Sell } else { Side::Buy }
    }

    fn person(&mut self, side: Side) -> &mut Person {
        if side == Side::Buy { &mut self.buyer } else { &mut self.seller }
    }

    fn place(&mut self, side: Side) -> Ask {
        let order = limit(&self.code, side, "gtc", self.price, self.units);
        self.person(side).order(&order)
    }

    fn settled(&self) -> [Person; 2] {
        let (mut seller, mut buyer) = (self.seller.clone(), self.buyer.clone());
        let value = self.price * self.units;
        seller.release(Side::Sell, self.price, self.units);
        buyer.release(Side::Buy, self.price, self.units);
        seller.has.units -= self.units;
        buyer.has.units += self.units;
        seller.has.cash += value - fee_of(value);
        buyer.has.cash -= value + fee_of(value);
        [seller, buyer]
    }
}

fn opposite(side: Side) -> Side {
    if side == Side::Buy { Side::Sell } else { Side::Buy }
}

impl Shape for Auctions {
    fn name(&self) -> &'static str {
        "auctions"
    }

    fn ask(&mut self, _key: &str) -> Ask {
        match self.step {
            Step::Rest => {
                let up = (self.reference * 11 + 99) / 100 * 10;
                let down = self.reference * 9 / 100 * 10;
                self.price = if self.reference <= REFERENCE { up } else { down };
                self.units = 1 + self.roll.below(30);
                self.place(self.resting_side())
            }
            Step::Interrupt => self.place(opposite(self.resting_side())),
            Step::Grant => grant(&self.staff_token, &self.buyer.account, 1),
            Step::Look => Ask::get(format!("/api/v1/orders/{}", self.order)).with_bearer(&self.buyer.bearer),
        }
    }

    fn take(&mut self, answer: &Answer) {
        let (price, units) = (self.price, self.units);
        match self.step {
            Step::Rest => {
                let side = self.resting_side();
                self.person(side).hold(side, price, units);
                if side == Side::Buy {
                    self.order = answer.text("order_id");
                }
                self.step = Step::Interrupt;
            }
            Step::Interrupt => {
                assert_eq!((answer.text("state").as_str(), answer.text("filled_quantity").as_str()), ("open", "0"), "{}", answer.body);
                let side = opposite(self.resting_side());
                self.person(side).hold(side, price, units);
                if side == Side::Buy {
                    self.order = answer.text("order_id");
                }
                self.after = Some(self.settled());
                self.step = Step::Grant;
            }
            Step::Grant => {
                self.buyer.has.cash += 1;
                if let Some([_, buyer]) = &mut self.after {
                    buyer.has.cash += 1;
                }
                if self.roll.below(COMMANDS_PER_LOOK) == 0 {
                    self.step = Step::Look;
                }
            }
            Step::Look => {
                self.step = Step::Grant;
                if answer.body["order"]["state"] == "filled" {
                    [self.seller, self.buyer] = self.after.take().expect("an auction was under way");
                    self.reference = price;
                    self.step = Step::Rest;
                }
            }
        }
    }

    fn ledger(&self) -> Vec<Vec<Expected>> {
        let shown = |people: [&Person; 2]| people.map(|person| person.expected(&self.code)).to_vec();
        let after = self.after.as_ref().map(|[seller, buyer]| shown([seller, buyer]));
        [shown([&self.seller, &self.buyer])].into_iter().chain(after).collect()
    }
}
