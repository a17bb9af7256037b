//! Each account's statement: what came and what left, with the balance after it.

use money::Won;
use protocol::event::Event;
use protocol::ids::TradeId;
use protocol::{AccountId, Header};

use super::account::{Cause, StatementLine};
use super::postings::{Asset, Book, FEES, Postings, TAX};
use super::state::{FoldError, LiveState};

impl LiveState {
    /// One line for each account and asset whose balance an event changed.
    pub(crate) fn write_statements(&mut self, header: &Header, event: &Event, fill: usize, postings: &Postings) -> Result<(), FoldError> {
        let Some((cause, reference)) = cause_of(header, event, fill) else { return Ok(()) };
        let list = postings.as_slice();
        for (place, posting) in list.iter().enumerate() {
            let Book::Account(id) = posting.book else { continue };
            let same = |other: &&super::postings::Posting| other.book == posting.book && other.asset == posting.asset;
            if list[..place].iter().any(|other| same(&other)) {
                continue;
            }
            let amount: i64 = list[place..].iter().filter(same).map(|other| other.amount).sum();
            if amount == 0 {
                continue;
            }
            let (fee, tax) = if posting.asset == Asset::Cash { self.taken_from(id, amount, event) } else { (Won::ZERO, Won::ZERO) };
            let account = self.account_mut(id).ok_or(FoldError::UnknownAccount(header.seq))?;
            let balance_after = account.balance_mut(posting.asset).total();
            let line =
                StatementLine { seq: header.seq, at: header.at, cause, asset: posting.asset, amount, balance_after, reference, fee, tax };
            account.history_mut().push_line(line);
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
