//! `RequestDeposit`, `CreditDeposit`, `CancelDeposit`: money in, in two steps. A deposit has an id before it is paid, so that it is credited once.

use crate::accounts::house;
use crate::exchange::{Exchange, limits};
use money::Won;
use protocol::command::{CancelDeposit, CreditDeposit, RequestDeposit};
use protocol::event::{DepositCancelled, DepositCredited, DepositRequested};
use protocol::ids::{DepositId, ExternalId};
use protocol::{Event, Header, Market, Reason, Rejection};

/// A deposit under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deposit {
    pub(crate) account: u32,
    pub(crate) amount: Won,
    pub(crate) external_id: ExternalId,
}

impl Exchange {
    pub(crate) fn request_deposit(&mut self, header: &Header, request: &RequestDeposit, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let account = self.payable(request.account, request.amount)?;
        if self.external_ids.contains(&request.external_id) {
            return Err(Reason::ExternalIdAlreadyUsed.into());
        }
        if self.accounts[account].transfers >= limits::TRANSFERS_PER_ACCOUNT {
            return Err(Reason::TooManyTransfers.into());
        }
        // After this point it must succeed.
        let deposit = DepositId::new(self.home, header.seq.0);
        let event = DepositRequested { deposit, account: request.account, amount: request.amount, external_id: request.external_id };
        self.emit(header, event, out);
        Ok(())
    }

    pub(crate) fn credit_deposit(&mut self, header: &Header, credit: &CreditDeposit, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let deposit = self.deposit_under_way(credit.deposit)?;
        self.check_total(deposit.amount)?;
        // After this point it must succeed.
        let event = DepositCredited { deposit: credit.deposit, account: self.account_id(deposit.account), amount: deposit.amount };
        self.emit(header, event, out);
        Ok(())
    }

    pub(crate) fn cancel_deposit(&mut self, header: &Header, cancel: &CancelDeposit, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let deposit = self.deposit_under_way(cancel.deposit)?;
        // After this point it must succeed.
        let event = DepositCancelled { deposit: cancel.deposit, account: self.account_id(deposit.account), amount: deposit.amount };
        self.emit(header, event, out);
        Ok(())
    }

    fn deposit_under_way(&self, id: DepositId) -> Result<&Deposit, Rejection> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        self.deposits.get(&id.local()).ok_or(Reason::DepositNotOpen.into())
    }

    /// An account of the live market that a positive amount may be paid to or from.
    pub(crate) fn payable(&self, account: protocol::AccountId, amount: Won) -> Result<u32, Rejection> {
        let account = self.outside_account(account)?;
        if self.home.market != Market::Live {
            return Err(Reason::NotInPracticeMarket.into());
        }
        if amount.is_positive() { Ok(account) } else { Err(Reason::AmountNotPositive.into()) }
    }

    /// All money of a market stays below 2^62 won, so that no sum of balances overflows.
    pub(crate) fn check_total(&self, more: Won) -> Result<(), Rejection> {
        match self.totals.cash.checked_add(more) {
            Some(total) if total <= Won::MAX => Ok(()),
            _ => Err(Reason::TotalTooLarge.into()),
        }
    }

    /// What `DepositRequested` changes.
    pub(crate) fn open_deposit(&mut self, event: &DepositRequested) {
        let account = event.account.local();
        self.accounts[account].transfers += 1;
        self.external_ids.insert(event.external_id);
        self.deposits.insert(event.deposit.local(), Deposit { account, amount: event.amount, external_id: event.external_id });
    }

    /// What `DepositCredited` changes. The outside identity stays used for ever.
    pub(crate) fn pay_in(&mut self, event: &DepositCredited) {
        self.deposits.remove(&event.deposit.local());
        let account = &mut self.accounts[event.account.local()];
        account.transfers -= 1;
        account.available += event.amount;
        self.accounts[house::BANK_CLEARING].available -= event.amount;
        self.totals.cash += event.amount;
    }

    /// What `DepositCancelled` changes. The outside identity stays used: should the payment come after all, nothing may credit it as another.
    pub(crate) fn drop_deposit(&mut self, event: &DepositCancelled) {
        self.deposits.remove(&event.deposit.local());
        self.accounts[event.account.local()].transfers -= 1;
    }
}
