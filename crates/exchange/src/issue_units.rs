//! `IssueUnits`: units come into being, up to the registered supply.

use crate::exchange::Exchange;
use money::Won;
use protocol::command::IssueUnits;
use protocol::event::UnitsIssued;
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn issue_units(&mut self, header: &Header, issue: &IssueUnits, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !issue.account.is_of(self.home) {
            return Err(Reason::WrongMarket.into());
        }
        let i = self.instrument_local(issue.instrument)?;
        let account = self.outside_account(issue.account)?;
        let instrument = self.instrument(i);
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if self.assets.contains_key(&i) {
            return Err(Reason::UnitsAlreadyIssued.into());
        }
        if !issue.quantity.is_positive() {
            return Err(Reason::QuantityNotPositive.into());
        }
        if issue.quantity.0 % instrument.listing.lot.0 != 0 {
            return Err(Reason::QuantityOffLot.into());
        }
        if issue.cost.0 < 0 || issue.cost > Won(Won::MAX.0 / 4) {
            return Err(Reason::AmountNotPositive.into());
        }
        let within = instrument.issued.checked_add(issue.quantity).is_some_and(|issued| issued <= instrument.listing.registered_supply);
        if !within {
            return Err(Reason::BeyondRegisteredSupply.into());
        }
        self.check_holding(account, i)?;
        // After this point it must succeed.
        let event = UnitsIssued { instrument: issue.instrument, account: issue.account, quantity: issue.quantity, cost: issue.cost };
        self.emit(header, event, out);
        Ok(())
    }

    /// What `UnitsIssued` changes.
    pub(crate) fn issue(&mut self, issued: &UnitsIssued) {
        let i = issued.instrument.local();
        let epoch = self.instrument(i).epoch;
        let slot = self.holding_for(issued.account.local(), i);
        let holding = &mut self.holdings[slot];
        holding.before_change(epoch);
        holding.available += issued.quantity;
        holding.cost += issued.cost;
        self.instrument_mut(i).issued += issued.quantity;
        self.totals.units.0 = self.totals.units.0.wrapping_add(issued.quantity.0);
    }
}
