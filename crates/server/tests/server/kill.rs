//! SIGKILL under load: what was acknowledged is there, and nothing happened twice.
//!
//! Each lane is one client with an instrument of its own, a seller and a buyer; it sends one request at a time and keeps a ledger of what it was told.
//! The process is killed while most lanes wait for an answer. After the restart every lane repeats the request that got none, and its ledger must be
//! the server's, to the won.

use crate::http::{Answer, Ask, Client};
use crate::process::{Folder, QUIET, Server, run, text};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const LANES: usize = 48;
/// Requests without an answer at each kill, at least.
const IN_FLIGHT_MIN: usize = 32;
/// An answer came so shortly before each kill.
const FRESH_ACK: Duration = Duration::from_millis(5);
const KILLS: usize = 200;
const KILLS_OF_SOAK: usize = 2_000;
/// Runs of the client without keys, and how many must show a difference.
const CONTROL_RUNS: usize = 10;
const CONTROL_RUNS_FOUND: usize = 9;
const KILLS_PER_CONTROL_RUN: usize = 8;
const FEE_BPS: i64 = 5;

/// Whether a request is repeated under the key that it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keys {
    Kept,
    Fresh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Grant { won: i64 },
    Sell { price: i64, units: i64 },
    Buy { price: i64, units: i64 },
    Cancel,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Balance {
    cash: i64,
    units: i64,
    held_units: i64,
    open_orders: i64,
}

struct Lane {
    name: String,
    code: String,
    seller: (String, String),
    buyer: (String, String),
    staff_token: String,
    /// Counts keys; each names one request of this lane.
    keys: u64,
    random: u64,
    resting: Option<Resting>,
    unanswered: Option<(Step, Ask)>,
    seller_has: Balance,
    buyer_has: Balance,
    last_seq: u64,
    counts: Counts,
    /// Where ledger and server differ, in words.
    differences: Vec<String>,
}

/// The seller's order in the book.
#[derive(Clone, Debug)]
struct Resting {
    order: String,
    price: i64,
    rest: i64,
    /// What of it was sold for.
    value: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    acknowledged: u64,
    repeated: u64,
    /// Of those repeated, how many had been done already.
    replayed: u64,
}

/// What all lanes of one life of the server share.
struct Load<'a> {
    address: &'a str,
    begin: Instant,
    in_flight: AtomicUsize,
    acknowledged: AtomicU64,
    last_ack_us: AtomicU64,
    all_have_repeated: Barrier,
    all_have_compared: Barrier,
    keys: Keys,
}

impl Lane {
    fn new(server: &Server, name: &str, number: usize) -> Self {
        let code = format!("KRW-{}{number}", name.to_uppercase());
        server.list(&code, 10_000);
        let owner = 10_000 + 2 * number as u64;
        let seller = server.open_account("practice", owner, 1_000_000);
        let buyer = server.open_account("practice", owner + 1, 1_000_000);
        server.issue(&code, &seller.0, 1_000_000_000);
        let has = |units| Balance { cash: 1_000_000, units, ..Balance::default() };
        Self {
            name: format!("{name}-{number}"),
            code,
            seller,
            buyer,
            staff_token: server.staff_token.clone(),
            keys: 0,
            random: 0x9E37_79B9 + number as u64,
            resting: None,
            unanswered: None,
            seller_has: has(1_000_000_000),
            buyer_has: has(0),
            last_seq: 0,
            counts: Counts::default(),
            differences: Vec::new(),
        }
    }

    /// Repeats what got no answer, compares, and sends until the server is gone.
    fn live(&mut self, load: &Load<'_>) {
        let mut client = Client::connect(load.address).unwrap();
        if let Some((step, mut ask)) = self.unanswered.take() {
            if load.keys == Keys::Fresh {
                ask.key = Some(self.next_key());
            }
            let answer = client.send(&ask).unwrap();
            self.counts.repeated += 1;
            self.counts.replayed += u64::from(answer.is_replayed);
            self.take(step, &answer, load.keys);
        }
        load.all_have_repeated.wait();
        self.differences = self.compare(&mut client);
        load.all_have_compared.wait();
        loop {
            let step = self.next_step();
            let ask = self.ask(step);
            load.in_flight.fetch_add(1, Ordering::AcqRel);
            let answered = client.send(&ask);
            load.in_flight.fetch_sub(1, Ordering::AcqRel);
            match answered {
                Ok(answer) => {
                    load.last_ack_us.store(load.begin.elapsed().as_micros() as u64, Ordering::Release);
                    load.acknowledged.fetch_add(1, Ordering::AcqRel);
                    self.take(step, &answer, load.keys);
                }
                Err(_) => {
                    self.unanswered = Some((step, ask));
                    return;
                }
            }
        }
    }

    fn next_step(&mut self) -> Step {
        let roll = self.roll();
        match self.resting {
            None if roll.is_multiple_of(3) => Step::Grant { won: 600_000 + (roll % 1_000) as i64 },
            // A multiple of every tick from 5,000 to 20,000 won.
            None => Step::Sell { price: 9_000 + 10 * (roll % 200) as i64, units: 1 + (roll % 40) as i64 },
            Some(Resting { rest, price, .. }) if self.buyer_has.cash < 2 * price * rest => Step::Grant { won: 2 * price * rest },
            Some(_) if roll.is_multiple_of(5) => Step::Cancel,
            Some(Resting { rest, price, .. }) => Step::Buy { price, units: 1 + (roll % rest as u64) as i64 },
        }
    }

    fn ask(&mut self, step: Step) -> Ask {
        let key = self.next_key();
        let order = |side: &str, time_in_force: &str, price: i64, units: i64| {
            let body = json!({
                "instrument": self.code, "side": side, "kind": "limit", "time_in_force": time_in_force,
                "price": price.to_string(), "quantity": units.to_string(),
            });
            Ask::post("/api/v1/orders", &body)
        };
        let ask = match step {
            Step::Grant { won } => {
                let body = json!({"amount": won.to_string()});
                Ask::post(format!("/api/v1/accounts/{}/grants", self.buyer.0), &body).with_bearer(&self.staff_token)
            }
            Step::Sell { price, units } => order("sell", "gtc", price, units).with_bearer(&self.seller.1),
            Step::Buy { price, units } => order("buy", "ioc", price, units).with_bearer(&self.buyer.1),
            Step::Cancel => {
                let order = self.resting.as_ref().map_or("practice-1", |resting| &resting.order);
                Ask { method: "DELETE", ..Ask::get(format!("/api/v1/orders/{order}")) }.with_bearer(&self.seller.1)
            }
        };
        ask.with_key(key)
    }

    /// Enters into the ledger what an answer says.
    fn take(&mut self, step: Step, answer: &Answer, keys: Keys) {
        self.counts.acknowledged += 1;
        self.last_seq = self.last_seq.max(answer.seq());
        let is_done = (200..300).contains(&answer.status);
        if keys == Keys::Kept {
            assert!(is_done, "{}: {step:?}: {} {}", self.name, answer.status, answer.body);
        } else if !is_done {
            // Without its key a cancellation that was done finds no order any more.
            self.resting = None;
            return;
        }
        match step {
            Step::Grant { won } => self.buyer_has.cash += won,
            Step::Sell { price, units } => {
                self.resting = Some(Resting { order: answer.text("order_id"), price, rest: units, value: 0 });
                self.seller_has.units -= units;
                self.seller_has.held_units += units;
                self.seller_has.open_orders += 1;
            }
            Step::Buy { price, units } => self.take_buy(price, units, answer, keys),
            Step::Cancel => {
                let Resting { rest, .. } = self.resting.take().unwrap();
                self.seller_has.units += rest;
                self.seller_has.held_units -= rest;
                self.seller_has.open_orders -= 1;
            }
        }
    }

    fn take_buy(&mut self, price: i64, units: i64, answer: &Answer, keys: Keys) {
        let filled: i64 = answer.text("filled_quantity").parse().unwrap();
        if keys == Keys::Kept {
            assert_eq!(filled, units, "{}: {}", self.name, answer.body);
        }
        let value = price * filled;
        self.buyer_has.cash -= value + value * FEE_BPS / 10_000;
        self.buyer_has.units += filled;
        let Some(resting) = &mut self.resting else { return };
        // Fees are rounded down over all fills of an order together.
        let fee_before = resting.value * FEE_BPS / 10_000;
        resting.value += value;
        resting.rest -= filled;
        self.seller_has.cash += value - (resting.value * FEE_BPS / 10_000 - fee_before);
        self.seller_has.held_units -= filled;
        if resting.rest <= 0 {
            self.resting = None;
            self.seller_has.open_orders -= 1;
        }
    }

    /// Accounts that are not as the ledger says, in words.
    fn compare(&self, client: &mut Client) -> Vec<String> {
        let mut found = Vec::new();
        for (who, (account, _), expected) in [("seller", &self.seller, &self.seller_has), ("buyer", &self.buyer, &self.buyer_has)] {
            let path = format!("/api/v1/accounts/{account}?at_least=practice.0:{}", self.last_seq);
            let answer = client.send(&Ask::get(path).with_bearer(&self.staff_token)).unwrap().expect(200);
            let shown = self.balance(&answer.body);
            if shown != *expected {
                found.push(format!("{} {who}: the ledger says {expected:?}, the server {shown:?}", self.name));
            }
        }
        found
    }

    fn balance(&self, account: &Value) -> Balance {
        let number = |value: &Value| value.as_str().map_or(0, |text| text.parse().unwrap());
        let holding = account["holdings"].as_array().unwrap().iter().find(|holding| holding["instrument"] == self.code.as_str());
        let units = |field: &str| holding.map_or(0, |holding| number(&holding[field]));
        assert_eq!(number(&account["cash"]["held"]), 0, "no buy order rests");
        Balance {
            cash: number(&account["cash"]["available"]),
            units: units("available"),
            held_units: units("held"),
            open_orders: account["open_orders"].as_i64().unwrap(),
        }
    }

    fn next_key(&mut self) -> String {
        self.keys += 1;
        format!("{}/{}", self.name, self.keys)
    }

    fn roll(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random >> 11
    }
}

/// One life of the server: every lane repeats, compares and sends; then the process is killed. Gives how many requests had no answer at the kill.
fn live_and_kill(server: Server, lanes: &mut [Lane], keys: Keys, acks_before_kill: u64) -> usize {
    let load = Load {
        address: &server.address.clone(),
        begin: Instant::now(),
        in_flight: AtomicUsize::new(0),
        acknowledged: AtomicU64::new(0),
        last_ack_us: AtomicU64::new(0),
        all_have_repeated: Barrier::new(lanes.len()),
        all_have_compared: Barrier::new(lanes.len()),
        keys,
    };
    std::thread::scope(|scope| {
        for lane in lanes {
            let load = &load;
            scope.spawn(move || lane.live(load));
        }
        let in_flight = load.wait_for_the_moment(acks_before_kill);
        server.kill();
        in_flight
    })
}

impl Load<'_> {
    /// Waits until enough is in flight and the last answer is fresh.
    fn wait_for_the_moment(&self, acks_before_kill: u64) -> usize {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            // The age is taken first: an answer that comes in between only makes the last one fresher.
            let now_us = self.begin.elapsed().as_micros() as u64;
            let age_us = now_us.saturating_sub(self.last_ack_us.load(Ordering::Acquire));
            let in_flight = self.in_flight.load(Ordering::Acquire);
            let is_fresh = Duration::from_micros(age_us) <= FRESH_ACK;
            if self.acknowledged.load(Ordering::Acquire) >= acks_before_kill && in_flight >= IN_FLIGHT_MIN && is_fresh {
                return in_flight;
            }
            assert!(Instant::now() < deadline, "{in_flight} in flight, the last answer {age_us} µs ago");
            std::thread::yield_now();
        }
    }
}

/// Arguments of the server under the kills: small, so that it restarts quickly, and with snapshots in between.
fn arguments() -> Vec<&'static str> {
    [QUIET, &["--orders-per-s", "1000000", "--orders-burst", "1000000", "--snapshot-records", "20000"]].concat()
}

fn lanes_of(server: &Server, name: &str, first: usize) -> Vec<Lane> {
    (first..first + LANES).map(|number| Lane::new(server, name, number)).collect()
}

/// Some number of answers that lets kills fall anywhere.
fn acks_before(kill: usize) -> u64 {
    60 + (kill as u64).wrapping_mul(2_654_435_761) % 500
}

#[test]
fn f33_f72_nothing_acknowledged_is_lost_or_doubled_by_kills_under_load() {
    let kills = if std::env::var_os("JOGAK_SOAK").is_some() { KILLS_OF_SOAK } else { KILLS };
    let folder = Folder::new("kill");
    let mut server = Server::start(&folder, &arguments());
    let mut lanes = lanes_of(&server, "k", 0);
    let (mut least_in_flight, mut in_flight_sum, mut restart_sum) = (usize::MAX, 0, Duration::ZERO);
    let begin = Instant::now();
    for kill in 0..kills {
        let in_flight = live_and_kill(server, &mut lanes, Keys::Kept, acks_before(kill));
        let differences: Vec<&String> = lanes.iter().flat_map(|lane| &lane.differences).collect();
        assert!(differences.is_empty(), "after kill {kill}: {differences:#?}");
        least_in_flight = least_in_flight.min(in_flight);
        in_flight_sum += in_flight;
        let restart = Instant::now();
        server = Server::start(&folder, &arguments());
        restart_sum += restart.elapsed();
    }
    // What the last kill left open is repeated and compared too.
    live_and_kill(server, &mut lanes, Keys::Kept, 0);
    let differences: Vec<&String> = lanes.iter().flat_map(|lane| &lane.differences).collect();
    assert!(differences.is_empty(), "at the end: {differences:#?}");
    let sum = |count: fn(&Counts) -> u64| lanes.iter().map(|lane| count(&lane.counts)).sum::<u64>();
    println!(
        "{kills} kills in {:.0?}: {} acknowledged, {} repeated after a restart, of which {} had been done; in flight at a kill {} on average, {} at least; \
         restart {:.0?} on average; 0 lost, 0 doubled",
        begin.elapsed(),
        sum(|counts| counts.acknowledged),
        sum(|counts| counts.repeated),
        sum(|counts| counts.replayed),
        in_flight_sum / kills,
        least_in_flight,
        restart_sum / kills as u32,
    );
    let verified = run(&["verify"], &folder, &[]);
    let said = text(&verified.stdout);
    assert!(verified.status.success() && said.contains("2 snapshots the same"), "{said}{}", text(&verified.stderr));
    assert!(sum(|counts| counts.replayed) > 0, "no kill fell between a record and its answer: the test shows nothing");
}

/// The negative control: a client that takes a new key for each attempt doubles what it does, and the comparison sees it.
#[test]
fn without_kept_keys_kills_double_commands() {
    let folder = Folder::new("kill-control");
    let mut server = Server::start(&folder, &arguments());
    let mut found = 0;
    for run in 0..CONTROL_RUNS {
        let mut lanes = lanes_of(&server, "c", run * LANES);
        for kill in 0..=KILLS_PER_CONTROL_RUN {
            live_and_kill(server, &mut lanes, Keys::Fresh, acks_before(kill) / 4);
            server = Server::start(&folder, &arguments());
            if lanes.iter().any(|lane| !lane.differences.is_empty()) {
                found += 1;
                break;
            }
        }
    }
    println!("{found} of {CONTROL_RUNS} runs without kept keys doubled something");
    assert!(found >= CONTROL_RUNS_FOUND, "only {found} of {CONTROL_RUNS} runs show what keys prevent");
}
