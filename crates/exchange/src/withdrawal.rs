//! `RequestWithdrawal`, `CompleteWithdrawal`, `CancelWithdrawal`: money out, in two steps. The amount is held from the request on.

use crate::accounts::house;
use crate::exchange::{Exchange, limits};
use money::Won;
use protocol::command::{CancelWithdrawal, CompleteWithdrawal, RequestWithdrawal};
use protocol::event::{WithdrawalCancelled, WithdrawalCompleted, WithdrawalRequested};
use protocol::ids::WithdrawalId;
use protocol::{Event, Header, Reason, Rejection};

/// A withdrawal under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Withdrawal {
    pub(crate) account: u32,
    pub(crate) amount: Won,
}

impl Exchange {
    pub(crate) fn request_withdrawal(
        &mut self,
        header: &Header,
        request: &RequestWithdrawal,
        out: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let account = self.payable(request.account, request.amount)?;
        if self.accounts[account].transfers >= limits::TRANSFERS_PER_ACCOUNT {
            return Err(Reason::TooManyTransfers.into());
        }
        if self.accounts[account].available < request.amount {
            return Err(Reason::InsufficientCash.into());
        }
        // After this point it must succeed.
        let event = WithdrawalRequested {
            withdrawal: WithdrawalId::new(self.home, header.seq.0),
            account: request.account,
            amount: request.amount,
        };
        self.emit(header, event, out);
        Ok(())
    }

    pub(crate) fn complete_withdrawal(
        &mut self,
        header: &Header,
        complete: &CompleteWithdrawal,
        out: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let withdrawal = self.withdrawal_under_way(complete.withdrawal)?;
        // After this point it must succeed.
        let event = WithdrawalCompleted {
            withdrawal: complete.withdrawal,
            account: self.account_id(withdrawal.account),
            amount: withdrawal.amount,
        };
        self.emit(header, event, out);
        Ok(())
    }

    pub(crate) fn cancel_withdrawal(&mut self, header: &Header, cancel: &CancelWithdrawal, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let withdrawal = self.withdrawal_under_way(cancel.withdrawal)?;
        // After this point it must succeed.
        let event =
            WithdrawalCancelled { withdrawal: cancel.withdrawal, account: self.account_id(withdrawal.account), amount: withdrawal.amount };
        self.emit(header, event, out);
        Ok(())
    }

    fn withdrawal_under_way(&self, id: WithdrawalId) -> Result<&Withdrawal, Rejection> {
        if !id.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        self.withdrawals.get(&id.local()).ok_or(Reason::WithdrawalNotOpen.into())
    }

    /// What `WithdrawalRequested` changes.
    pub(crate) fn open_withdrawal(&mut self, event: &WithdrawalRequested) {
        let local = event.account.local();
        let account = &mut self.accounts[local];
        account.transfers += 1;
        account.hold(event.amount);
        self.withdrawals.insert(event.withdrawal.local(), Withdrawal { account: local, amount: event.amount });
    }

    /// What `WithdrawalCompleted` changes.
    pub(crate) fn pay_out(&mut self, event: &WithdrawalCompleted) {
        self.withdrawals.remove(&event.withdrawal.local());
        let account = &mut self.accounts[event.account.local()];
        account.transfers -= 1;
        account.held -= event.amount;
        assert!(account.held.0 >= 0, "a withdrawal's amount is held");
        self.accounts[house::BANK_CLEARING].available += event.amount;
        self.totals.cash -= event.amount;
    }

    /// What `WithdrawalCancelled` changes.
    pub(crate) fn drop_withdrawal(&mut self, event: &WithdrawalCancelled) {
        self.withdrawals.remove(&event.withdrawal.local());
        let account = &mut self.accounts[event.account.local()];
        account.transfers -= 1;
        account.release(event.amount);
    }
}
