//! `GrantCash`: virtual money of the practice market.

use crate::accounts::house;
use crate::exchange::Exchange;
use protocol::command::GrantCash;
use protocol::event::CashGranted;
use protocol::{Event, Header, Market, Reason, Rejection};

impl Exchange {
    pub(crate) fn grant_cash(&mut self, header: &Header, grant: &GrantCash, out: &mut Vec<Event>) -> Result<(), Rejection> {
        self.outside_account(grant.account)?;
        if self.home.market != Market::Practice {
            return Err(Reason::NotInLiveMarket.into());
        }
        if !grant.amount.is_positive() {
            return Err(Reason::AmountNotPositive.into());
        }
        self.check_total(grant.amount)?;
        // After this point it must succeed.
        self.emit(header, CashGranted { account: grant.account, amount: grant.amount }, out);
        Ok(())
    }

    /// What `CashGranted` changes.
    pub(crate) fn grant(&mut self, granted: &CashGranted) {
        self.accounts[granted.account.local()].available += granted.amount;
        self.accounts[house::GRANT].available -= granted.amount;
        self.totals.cash += granted.amount;
    }
}
