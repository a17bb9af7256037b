//! Clients that keep a ledger of what they were told, and go on with it after the server was killed.
//!
//! Each lane is one client with accounts and an instrument of its own; it sends one request at a time. After a restart it repeats the request that got no
//! answer, and its ledger must be the server's, to the won.

use crate::http::{Answer, Ask, Client};
use crate::shapes::{Expected, Shape};
use serde_json::Value;
use std::io::Result;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Requests without an answer at each kill, at least.
pub(crate) const IN_FLIGHT_MIN: usize = 32;
/// An answer came so shortly before each kill.
pub(crate) const FRESH_ACK: Duration = Duration::from_millis(5);

/// Whether a request is repeated under the key that it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Kept,
    Fresh,
}

/// What an account has of cash and of its lane's instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) cash: i64,
    pub(crate) held_cash: i64,
    pub(crate) units: i64,
    pub(crate) held_units: i64,
    pub(crate) open_orders: i64,
}

pub(crate) struct Lane {
    pub(crate) name: String,
    shape: Box<dyn Shape>,
    staff_token: String,
    market: &'static str,
    /// Counts keys; each names one request of this lane.
    keys: u64,
    unanswered: Option<Ask>,
    last_seq: u64,
    pub(crate) counts: Counts,
    /// Where ledger and server differed last, in words.
    differences: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) acknowledged: u64,
    pub(crate) repeated: u64,
    /// Of those repeated, how many had been done already.
    pub(crate) replayed: u64,
}

/// What all lanes of one life of the server share.
pub(crate) struct Load<'a> {
    address: &'a str,
    begin: Instant,
    /// Commands on their way; reads do not count.
    in_flight: AtomicUsize,
    acknowledged: AtomicU64,
    last_ack_us: AtomicU64,
    keys: Keys,
}

impl Lane {
    pub(crate) fn new(name: String, market: &'static str, staff_token: &str, shape: Box<dyn Shape>) -> Self {
        Self {
            name,
            shape,
            staff_token: staff_token.to_owned(),
            market,
            keys: 0,
            unanswered: None,
            last_seq: 0,
            counts: Counts::default(),
            differences: Vec::new(),
        }
    }

    /// Repeats the request that got no answer. It stays unanswered if the server is gone again.
    fn repeat(&mut self, address: &str, keys: Keys) -> Result<()> {
        let Some(mut ask) = self.unanswered.clone() else { return Ok(()) };
        if keys == Keys::Fresh && ask.key.is_some() {
            ask.key = Some(self.next_key());
        }
        let answer = Client::connect(address)?.send(&ask)?;
        self.unanswered = None;
        if ask.is_command() {
            self.counts.repeated += 1;
            self.counts.replayed += u64::from(answer.is_replayed || answer.is_replayed_in_part());
        }
        self.take(&ask, &answer, keys);
        Ok(())
    }

    /// Sends until the server is gone.
    fn send(&mut self, load: &Load<'_>) -> Result<()> {
        let mut client = Client::connect(load.address)?;
        loop {
            let ask = self.next_ask();
            let is_command = ask.is_command();
            load.in_flight.fetch_add(usize::from(is_command), Ordering::AcqRel);
            let answered = client.send(&ask);
            load.in_flight.fetch_sub(usize::from(is_command), Ordering::AcqRel);
            if answered.is_err() {
                self.unanswered = Some(ask.clone());
            }
            let answer = answered?;
            if is_command {
                load.last_ack_us.store(load.begin.elapsed().as_micros() as u64, Ordering::Release);
                load.acknowledged.fetch_add(1, Ordering::AcqRel);
            }
            self.take(&ask, &answer, load.keys);
        }
    }

    pub(crate) fn shape_name(&self) -> &'static str {
        self.shape.name()
    }

    fn next_ask(&mut self) -> Ask {
        let key = self.next_key();
        let ask = self.shape.ask(&key);
        if ask.is_command() { ask.with_key(key) } else { ask }
    }

    fn take(&mut self, ask: &Ask, answer: &Answer, keys: Keys) {
        self.counts.acknowledged += u64::from(ask.is_command());
        self.last_seq = self.last_seq.max(answer.seq());
        if keys == Keys::Kept {
            let may_be_refused = answer.body["code"].as_str().is_some_and(|code| self.shape.may_be_refused(code));
            assert!(answer.is_done() || may_be_refused, "{}: {ask:?}: {} {}", self.name, answer.status, answer.body);
        } else if !answer.is_done() {
            return self.shape.forget();
        }
        self.shape.take(answer);
    }

    /// Accounts that are not as the ledger says, in words. Where something goes on by itself the ledger has several states, in order: of each account
    /// one of them is right, and none of an earlier one than that of the account before.
    fn compare(&self, client: &mut Client) -> Vec<String> {
        let (mut found, states) = (Vec::new(), self.shape.ledger());
        let mut state = 0;
        for (place, Expected { account, code, .. }) in states[0].iter().enumerate() {
            let path = format!("/api/v1/accounts/{account}?at_least={}.0:{}", self.market, self.last_seq);
            let answer = client.send(&Ask::get(path).with_bearer(&self.staff_token)).unwrap().expect(200);
            let shown = balance(&answer.body, code);
            match (state..states.len()).find(|&state| states[state][place].has == shown) {
                Some(right) => state = right,
                None => {
                    let expected: Vec<_> = states[state..].iter().map(|accounts| &accounts[place].has).collect();
                    found.push(format!("{} {account}: the ledger says {expected:?}, the server {shown:?}", self.name));
                }
            }
        }
        found
    }

    fn next_key(&mut self) -> String {
        self.keys += 1;
        format!("{}/{}", self.name, self.keys)
    }
}

fn balance(account: &Value, code: &str) -> Balance {
    let number = |value: &Value| value.as_str().map_or(0, |text| text.parse().unwrap());
    let holding = account["holdings"].as_array().unwrap().iter().find(|holding| holding["instrument"] == code);
    let units = |field: &str| holding.map_or(0, |holding| number(&holding[field]));
    Balance {
        cash: number(&account["cash"]["available"]),
        held_cash: number(&account["cash"]["held"]),
        units: units("available"),
        held_units: units("held"),
        open_orders: account["open_orders"].as_i64().unwrap(),
    }
}

/// Every lane repeats what got no answer; then every ledger is compared. Gives the differences in words.
pub(crate) fn settle(address: &str, lanes: &mut [Lane], keys: Keys) -> Vec<String> {
    in_parallel(lanes, |lane| lane.repeat(address, keys).unwrap());
    in_parallel(lanes, |lane| lane.differences = lane.compare(&mut Client::connect(address).unwrap()));
    lanes.iter().flat_map(|lane| lane.differences.clone()).collect()
}

fn in_parallel(lanes: &mut [Lane], act: impl Fn(&mut Lane) + Sync) {
    std::thread::scope(|scope| {
        for lane in lanes {
            let act = &act;
            scope.spawn(move || act(lane));
        }
    });
}

impl<'a> Load<'a> {
    pub(crate) fn new(address: &'a str, keys: Keys) -> Self {
        Self {
            address,
            begin: Instant::now(),
            in_flight: AtomicUsize::new(0),
            acknowledged: AtomicU64::new(0),
            last_ack_us: AtomicU64::new(0),
            keys,
        }
    }

    /// Has the lanes send until the server is gone, and runs `watch` beside them.
    pub(crate) fn run<T>(&self, lanes: &mut [Lane], watch: impl FnOnce(&Self) -> T) -> T {
        std::thread::scope(|scope| {
            for lane in lanes {
                // Its end is the server's.
                scope.spawn(move || lane.send(self).unwrap_err());
            }
            watch(self)
        })
    }

    /// Commands answered so far.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Acquire)
    }

    /// Waits until enough is in flight and the last answer is fresh; gives how much is in flight.
    pub(crate) fn wait_for_the_moment(&self, acks_before_kill: u64) -> usize {
        let deadline = Instant::now() + Duration::from_mins(3);
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

pub(crate) fn total(lanes: &[Lane], count: fn(&Counts) -> u64) -> u64 {
    lanes.iter().map(|lane| count(&lane.counts)).sum()
}
