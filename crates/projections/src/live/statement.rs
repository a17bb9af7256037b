//! Each account's statement: what came and what left, with the balance after it.

use money::Won;
use protocol::event::Event;
use protocol::ids::TradeId;
use protocol::{AccountId, Header, InstrumentId};

use super::account::{Balance, Cause};
use super::packed_lines::{Lines, Movement};
use super::postings::{Asset, Book, FEES, Posting, Postings, TAX};
use super::state::{FoldError, LiveState};

impl LiveState {
    /// A line of cash and one of units for each account whose balances an event changed.
    pub(crate) fn write_statements(&mut self, header: &Header, event: &Event, fill: usize, postings: &Postings) -> Result<(), FoldError> {
        let Some((cause, reference)) = cause_of(header, event, fill) else { return Ok(()) };
        for net in nets(postings.as_slice()).into_iter().flatten() {
            let Net { account: id, cash, units, instrument } = net;
            let (fee, tax) = if cash == 0 { (Won::ZERO, Won::ZERO) } else { self.taken_from(id, cash, event) };
            let place = self.account_place(id).ok_or(FoldError::UnknownAccount(header.seq))?;
            let account = &mut self.accounts[place];
            let cash = movement(cash, || account.cash);
            let units = movement(units, || account.holding(instrument).map_or(Balance::default(), |holding| holding.units));
            if cash.amount != 0 || units.amount != 0 {
                let lines = Lines { seq: header.seq, at: header.at, cause, reference, cash, units, instrument, fee, tax };
                self.statements.push(&mut account.statement, &lines);
            }
        }
        Ok(())
    }

    /// Fee and tax that have been taken off what an account pays or gets.
    fn taken_from(&self, account: AccountId, amount: i64, event: &Event) -> (Won, Won) {
        if account.local() == FEES || account.local() == TAX {
            return (Won::ZERO, Won::ZERO);
        }
        match event {
            // The buyer is the one who pays.
            Event::Fill(fill) if amount < 0 => (fill.buyer_fee, Won::ZERO),
            Event::Fill(fill) => (fill.seller_fee, fill.income_tax + fill.local_tax),
            Event::DistributionPaid(paid) if amount > 0 => (Won::ZERO, paid.income_tax + paid.local_tax),
            _ => (Won::ZERO, Won::ZERO),
        }
    }
}

/// What all postings of an event together bring to an account, or take from it.
#[derive(Clone, Copy)]
struct Net {
    account: AccountId,
    cash: i64,
    units: i64,
    /// Of the units; an event moves those of one instrument.
    instrument: InstrumentId,
}

/// In the order in which the accounts are first named.
fn nets(postings: &[Posting]) -> [Option<Net>; Postings::MAX] {
    let mut nets = [None; Postings::MAX];
    for posting in postings {
        let Book::Account(account) = posting.book else { continue };
        let begun = nets.iter_mut().find(|net| net.is_none_or(|net: Net| net.account == account));
        let net = begun.expect("there are no more accounts than postings");
        let net = net.get_or_insert(Net { account, cash: 0, units: 0, instrument: InstrumentId(0) });
        match posting.asset {
            Asset::Cash => net.cash += posting.amount,
            Asset::Units(instrument) => {
                net.units += posting.amount;
                net.instrument = instrument;
            }
        }
    }
    nets
}

fn movement(amount: i64, balance: impl FnOnce() -> Balance) -> Movement {
    if amount == 0 { Movement::default() } else { Movement { amount, balance_after: balance().total() } }
}

/// `None` for events that move value between available and held at most.
fn cause_of(header: &Header, event: &Event, fill: usize) -> Option<(Cause, u64)> {
    Some(match event {
        Event::DepositCredited(e) => (Cause::Deposit, e.deposit.local()),
        Event::WithdrawalCompleted(e) => (Cause::Withdrawal, e.withdrawal.local()),
        Event::CashGranted(_) => (Cause::Grant, header.seq.0),
        Event::UnitsIssued(_) => (Cause::Issue, header.seq.0),
        Event::Fill(_) => (Cause::Trade, TradeId::new(header.seq, fill).0),
        Event::DistributionDeclared(e) => (Cause::DistributionDeclared, e.job.0),
        Event::DistributionPaid(e) => (Cause::DistributionPaid, e.job.0),
        Event::DistributionClosed(e) => (Cause::DistributionClosed, e.job.0),
        Event::Allotted(_) => (Cause::Allotment, header.seq.0),
        Event::OwnerPaid(e) => (Cause::OwnersPart, e.job.0),
        Event::ProceedsReleased(_) => (Cause::Proceeds, header.seq.0),
        _ => return None,
    })
}
