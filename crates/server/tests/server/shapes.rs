//! What clients do: each shape asks for one thing after another and keeps a ledger of what it was told.

mod amending;
mod auctions;
mod batches;
mod distributing;
mod jobs;
mod offering;
mod payments;
mod stops;
mod trading;

use crate::http::{Answer, Ask};
use crate::lane::{Balance, Lane};
use crate::process::{Listing, Server};
use serde_json::{Value, json};

pub(crate) use trading::Trading;

pub(crate) const FEE_BPS: i64 = 5;
/// What people begin with.
const CASH: i64 = 1_000_000_000_000;
const UNITS: i64 = 1_000_000_000;

/// An account with what it must have.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) account: String,
    pub(crate) code: String,
    pub(crate) has: Balance,
}

pub(crate) trait Shape: Send {
    fn name(&self) -> &'static str;
    /// What it asks for next; a command is sent under `key`. Its ledger does not change before the answer.
    fn ask(&mut self, key: &str) -> Ask;
    /// Enters what the answer says.
    fn take(&mut self, answer: &Answer);
    /// What its accounts must have now. More than one state, in order, where something goes on by itself.
    fn ledger(&self) -> Vec<Vec<Expected>>;
    /// Whether what it asked for last may be refused so: where time went by before it was repeated.
    fn may_be_refused(&self, _code: &str) -> bool {
        false
    }
    /// A request was refused: only a client that takes a new key for each attempt comes to that.
    fn forget(&mut self) {}
}

/// Somebody with an account, a key and what he has by the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    account: String,
    bearer: String,
    has: Balance,
}

impl Person {
    fn new(server: &Server, market: &str, owner: u64, cash: i64) -> Self {
        let (account, bearer) = server.open_account(market, owner, cash);
        Self { account, bearer, has: Balance { cash, ..Balance::default() } }
    }

    fn expected(&self, code: &str) -> Expected {
        Expected { account: self.account.clone(), code: code.to_owned(), has: self.has.clone() }
    }

    fn order(&self, body: &Value) -> Ask {
        Ask::post("/api/v1/orders", body).with_bearer(&self.bearer)
    }

    /// Units or cash of an order that rests or waits are held.
    fn hold(&mut self, side: Side, price: i64, units: i64) {
        self.has.open_orders += 1;
        match side {
            Side::Sell => {
                self.has.units -= units;
                self.has.held_units += units;
            }
            Side::Buy => {
                self.has.cash -= hold_of(price, units);
                self.has.held_cash += hold_of(price, units);
            }
        }
    }

    /// An order that rested or waited is no more; what is left of it is given back.
    fn release(&mut self, side: Side, price: i64, units: i64) {
        self.has.open_orders -= 1;
        match side {
            Side::Sell => {
                self.has.units += units;
                self.has.held_units -= units;
            }
            Side::Buy => {
                self.has.cash += hold_of(price, units);
                self.has.held_cash -= hold_of(price, units);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Buy,
    Sell,
}

/// A buy holds its value, the fee on it and one won.
fn hold_of(price: i64, units: i64) -> i64 {
    price * units + fee_of(price * units) + 1
}

fn fee_of(value: i64) -> i64 {
    value * FEE_BPS / 10_000
}

fn limit(code: &str, side: Side, time_in_force: &str, price: i64, units: i64) -> Value {
    let side = if side == Side::Buy { "buy" } else { "sell" };
    json!({
        "instrument": code, "side": side, "kind": "limit", "time_in_force": time_in_force,
        "price": price.to_string(), "quantity": units.to_string(),
    })
}

fn grant(staff_token: &str, account: &str, won: i64) -> Ask {
    Ask::post(format!("/api/v1/accounts/{account}/grants"), &json!({"amount": won.to_string()})).with_bearer(staff_token)
}

/// Seeded, the same on every run.
#[derive(Clone, Debug)]
struct Roll(u64);

impl Roll {
    fn new(number: usize) -> Self {
        Self(0x9E37_79B9 + number as u64)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, bound: i64) -> i64 {
        (self.next() % bound as u64) as i64
    }

    /// A price near 10,000 won that is a multiple of every tick there.
    fn price(&mut self) -> i64 {
        9_000 + 10 * self.below(200)
    }
}

/// Makes a lane: the name of its group, and its number.
type Maker = fn(&Server, &str, usize) -> Lane;

/// Who does what, so many each.
pub(crate) const MIX: &[(usize, Maker)] = &[
    (14, trading::in_practice),
    (8, trading::in_live),
    (6, batches::lane),
    (6, amending::lane),
    (5, stops::lane),
    (6, payments::lane),
    (2, auctions::lane),
    (2, distributing::lane),
    (2, offering::lane),
    (1, jobs::lane),
];

/// All shapes side by side.
pub(crate) fn mixed(server: &Server, name: &str) -> Vec<Lane> {
    server.add_test_rules();
    let makers = MIX.iter().flat_map(|&(count, make)| std::iter::repeat_n(make, count));
    makers.enumerate().map(|(number, make)| make(server, name, number)).collect()
}

/// A lane's own instrument with a seller who has units and a buyer.
fn traders(server: &Server, listing: &Listing<'_>, number: usize) -> (Person, Person) {
    server.list(listing);
    let owner = 10_000 + 4 * number as u64;
    let mut seller = Person::new(server, listing.market, owner, CASH);
    let buyer = Person::new(server, listing.market, owner + 1, CASH);
    server.issue(listing.code, &seller.account, UNITS);
    seller.has.units = UNITS;
    (seller, buyer)
}

fn code_of(name: &str, number: usize) -> String {
    format!("KRW-{}{number}", name.to_uppercase())
}
