//! `SetVerification` and `SetSelfTradePrevention`: facts about an account.

use crate::exchange::Exchange;
use protocol::command::{SetSelfTradePrevention, SetVerification};
use protocol::event::{SelfTradePreventionSet, VerificationSet};
use protocol::time::{MICROS_PER_SECOND, SECONDS_PER_DAY};
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn set_verification(&mut self, header: &Header, set: &SetVerification, out: &mut Vec<Event>) -> Result<(), Rejection> {
        self.outside_account(set.account)?;
        let today = header.at.0.div_euclid(MICROS_PER_SECOND * SECONDS_PER_DAY);
        if i64::from(set.verified_until.0) < today {
            return Err(Reason::VerificationInPast.into());
        }
        // After this point it must succeed.
        let event = VerificationSet { account: set.account, verified_until: set.verified_until, country: set.country, class: set.class };
        self.emit(header, event, out);
        Ok(())
    }

    /// What `VerificationSet` changes.
    pub(crate) fn verify(&mut self, set: &VerificationSet) {
        let account = &mut self.accounts[set.account.local()];
        account.verified_until = set.verified_until;
        account.country = set.country;
        account.class = set.class;
    }

    pub(crate) fn set_self_trade_prevention(
        &mut self,
        header: &Header,
        set: &SetSelfTradePrevention,
        out: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        self.outside_account(set.account)?;
        // After this point it must succeed.
        self.emit(header, SelfTradePreventionSet { account: set.account, mode: set.mode }, out);
        Ok(())
    }
}
