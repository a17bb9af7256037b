//! A market written as plainly as its rules read: sorted lists, no index, no shortcut. It says what each command must do, and is told what the
//! exchange did; the two must agree to the last won.
//!
//! What it takes from the exchange's own events, and does not foretell: which versions of the policies an instrument resolves, and where a job's
//! steps end.

pub mod calendar;
mod jobs;
mod matching;
pub mod offerings;
pub mod orders;
mod people;
mod proposals;
pub mod rules;
pub mod state;
mod timers;

use protocol::command::Command;
use protocol::event::Event;
use protocol::ids::{AccountId, Home, InstrumentId, KeyHash, OrderId, Seq};
use protocol::policy::PolicyBody;
use protocol::record::Header;
use protocol::rejection::{Reason, Rejection};
use protocol::time::Time;
use state::{Account, Instrument, Job};
use std::collections::BTreeMap;

/// The most trades of one record.
pub const FILLS_PER_RECORD: usize = 2_000;

#[derive(Clone, Debug)]
pub struct Transfer {
    pub id: u64,
    pub account: usize,
    pub amount: i64,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub home: Home,
    pub at: Time,
    pub founded: bool,
    pub demo: bool,
    /// Accounts of the house come first, numbers 1 to 15, then people.
    pub accounts: Vec<Account>,
    pub instruments: Vec<Instrument>,
    /// Version n stands at n - 1.
    pub policies: Vec<PolicyBody>,
    pub deposits: Vec<Transfer>,
    pub withdrawals: Vec<Transfer>,
    pub external_ids: Vec<[u8; 16]>,
    pub jobs: Vec<Job>,
    pub proposals: Vec<proposals::Proposal>,
    /// By index of the instrument.
    pub assets: BTreeMap<usize, offerings::Asset>,
    /// Keys and client order ids with the record that first used them: those since the last rotation, and those of the window before.
    pub keys: [BTreeMap<KeyHash, Seq>; 2],
    /// Reserved orders by the time at which they enter.
    pub reserved: Vec<(Time, OrderId, usize)>,
    /// Trades for which the record has room.
    pub fills_left: usize,
    /// An order whose trades go on in the next step: its instrument and itself, out of the book.
    pub unfinished: Option<(usize, state::Order)>,
}

/// What a command does by the model: events, or a reason.
pub type Outcome = Result<Vec<Event>, Reason>;

impl Model {
    pub fn new(home: Home) -> Self {
        Self {
            home,
            at: Time(0),
            founded: false,
            demo: false,
            accounts: Vec::new(),
            instruments: Vec::new(),
            policies: Vec::new(),
            deposits: Vec::new(),
            withdrawals: Vec::new(),
            external_ids: Vec::new(),
            jobs: Vec::new(),
            proposals: Vec::new(),
            assets: BTreeMap::new(),
            keys: Default::default(),
            reserved: Vec::new(),
            fills_left: 0,
            unfinished: None,
        }
    }

    /// Does the command too, and compares with what the exchange answered.
    ///
    /// # Errors
    /// What differs, for people to read.
    pub fn follow(&mut self, header: &Header, command: &Command, observed: Result<&[Event], &Rejection>) -> Result<(), String> {
        self.at = header.at;
        self.fills_left = FILLS_PER_RECORD;
        if let (true, Ok(events)) = (command.is_step(), observed) {
            return self.follow_step(header, command, events);
        }
        // A refusal is journaled, and its key remembered, like what is accepted.
        let key = header.key;
        self.follow_command(header, command, observed)?;
        self.keys[0].extend(key.map(|key| (key, header.seq)));
        Ok(())
    }

    /// The record that first used a key within the window.
    pub fn seq_of_key(&self, key: KeyHash) -> Option<Seq> {
        self.keys.iter().find_map(|generation| generation.get(&key).copied())
    }

    fn follow_command(&mut self, header: &Header, command: &Command, observed: Result<&[Event], &Rejection>) -> Result<(), String> {
        let expected = self.command(header, command, observed.unwrap_or(&[]));
        match (&expected, observed) {
            (Err(reason), Err(rejection)) if *reason == rejection.reason => Ok(()),
            (Ok(expected), Ok(events)) => compare(expected, events),
            (Ok(expected), Err(rejection)) => Err(format!("refused {rejection}, expected {expected:?}")),
            (Err(reason), observed) => Err(format!("expected refusal {}, got {observed:?}", reason.code())),
        }
    }

    /// `observed` is read only for what the model does not foretell.
    fn command(&mut self, header: &Header, command: &Command, observed: &[Event]) -> Outcome {
        if !self.founded && !matches!(command, Command::Genesis(_)) {
            return Err(Reason::NotFounded);
        }
        match command {
            Command::Genesis(genesis) => self.genesis(genesis),
            Command::OpenAccount(open) => self.open_account(open),
            Command::SetVerification(set) => self.set_verification(set),
            Command::SetSelfTradePrevention(set) => self.set_prevention(set),
            Command::RequestDeposit(request) => self.request_deposit(header, request),
            Command::CreditDeposit(credit) => self.end_deposit(credit.deposit, true),
            Command::CancelDeposit(cancel) => self.end_deposit(cancel.deposit, false),
            Command::RequestWithdrawal(request) => self.request_withdrawal(header, request),
            Command::CompleteWithdrawal(complete) => self.end_withdrawal(complete.withdrawal, true),
            Command::CancelWithdrawal(cancel) => self.end_withdrawal(cancel.withdrawal, false),
            Command::GrantCash(grant) => self.grant(grant),
            Command::SetPolicy(set) => {
                self.set_policy(set, observed);
                Ok(without_bookkeeping(observed))
            }
            Command::ListInstrument(listing) => {
                self.list(listing, observed);
                Ok(without_bookkeeping(observed))
            }
            Command::IssueUnits(issue) => self.issue(issue),
            Command::HaltInstrument(halt) => self.halt(halt),
            Command::ResumeInstrument(resume) => self.resume(resume, observed),
            Command::DelistInstrument(delist) => self.delist(delist, observed),
            Command::PlaceOrder(place) => self.place(header, place),
            Command::AmendOrder(amend) => self.amend(header, amend),
            Command::CancelOrder(cancel) => self.cancel(cancel),
            Command::CancelOrders(cancel) => self.cancel_orders(header, cancel, observed),
            Command::PayDistribution(pay) => self.pay_distribution(header, pay, observed),
            Command::ProposeAction(propose) => self.propose(header, propose),
            Command::ApproveAction(approve) => self.approve(header, approve, observed),
            Command::RejectAction(reject) => self.reject(reject),
            Command::RegisterAsset(register) => self.register_asset(register),
            Command::ScheduleOffering(schedule) => self.schedule_offering(schedule),
            Command::Subscribe(subscribe) => self.subscribe(subscribe),
            Command::CancelSubscription(cancel) => self.cancel_subscription(cancel),
            Command::CancelOffering(cancel) => self.cancel_offering(cancel, observed),
            Command::ReleaseProceeds(release) => self.release_proceeds(release),
            Command::Tick(_) | Command::ContinueOrder(_) | Command::FireTriggered(_) | Command::ContinueJob(_) => {
                Err(Reason::NothingToContinue)
            }
        }
    }

    pub fn account_index(&self, id: AccountId) -> Result<usize, Reason> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        self.accounts.iter().position(|account| account.id == id).ok_or(Reason::UnknownAccount)
    }

    pub fn instrument_index(&self, id: InstrumentId) -> Result<usize, Reason> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket);
        }
        let index = usize::from(id.local()).wrapping_sub(1);
        if index < self.instruments.len() { Ok(index) } else { Err(Reason::UnknownInstrument) }
    }

    /// The account of a person or company that trades: the house's do not.
    pub fn trader_index(&self, id: AccountId) -> Result<usize, Reason> {
        let index = self.account_index(id)?;
        if self.accounts[index].kind == protocol::command::AccountKind::House { Err(Reason::HouseAccount) } else { Ok(index) }
    }
}

/// True for events that only keep the books of jobs and timers.
pub fn is_bookkeeping(event: &Event) -> bool {
    matches!(
        event,
        Event::JobStarted(_)
            | Event::JobAdvanced(_)
            | Event::JobEnded(_)
            | Event::KeysRotated(_)
            | Event::PolicyInForce(_)
            | Event::RulesResolved(_)
    )
}

fn without_bookkeeping(events: &[Event]) -> Vec<Event> {
    events.iter().filter(|event| !is_bookkeeping(event)).cloned().collect()
}

pub fn compare(expected: &[Event], observed: &[Event]) -> Result<(), String> {
    if expected.iter().eq(observed.iter().filter(|event| !is_bookkeeping(event))) {
        return Ok(());
    }
    let observed: Vec<_> = observed.iter().filter(|event| !is_bookkeeping(event)).collect();
    let first = expected.iter().zip(&observed).position(|(a, b)| a != *b).unwrap_or(expected.len().min(observed.len()));
    Err(format!(
        "events differ at number {first} of {} expected and {} observed\n  expected {:?}\n  observed {:?}",
        expected.len(),
        observed.len(),
        expected.get(first),
        observed.get(first)
    ))
}
