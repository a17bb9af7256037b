//! `OpenAccount`.

use crate::accounts::Account;
use crate::exchange::Exchange;
use protocol::command::{AccountKind, OpenAccount};
use protocol::event::AccountOpened;
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn open_account(&mut self, header: &Header, open: &OpenAccount, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if open.own_instrument.is_some_and(|instrument| !instrument.is_of(self.home)) {
            return Err(Reason::WrongMarket.into());
        }
        if open.owner.0 == 0 || open.owner.0 > 1 << 63 {
            return Err(Reason::OwnerRequired.into());
        }
        let allowed = match open.kind {
            AccountKind::Investor | AccountKind::Company => true,
            AccountKind::Simulated => self.is_demo(),
            AccountKind::House => false,
        };
        if !allowed {
            return Err(Reason::AccountKindNotAllowed.into());
        }
        if open.own_instrument.is_some() != (open.kind == AccountKind::Company) {
            return Err(Reason::OwnInstrumentRequired.into());
        }
        if let Some(instrument) = open.own_instrument {
            self.instrument_local(instrument)?;
        }
        if self.accounts.is_full() {
            return Err(Reason::TooManyAccounts.into());
        }
        // After this point it must succeed.
        let account = self.account_id(self.accounts.next_local());
        self.emit(header, AccountOpened { account, owner: open.owner, kind: open.kind, own_instrument: open.own_instrument }, out);
        Ok(())
    }

    /// What `AccountOpened` changes.
    pub(crate) fn add_account(&mut self, opened: &AccountOpened) {
        let own_instrument = opened.own_instrument.map_or(0, |instrument| instrument.local());
        self.accounts.open(Account { own_instrument, ..Account::new(opened.owner, opened.kind) });
    }
}
