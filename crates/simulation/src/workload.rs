//! What clients and staff ask for: every kind of command, mostly sensible by the clients' own books, sometimes with one thing wrong.

mod offerings;
mod orders;
mod staff;
mod together;

use crate::books::{Books, FIRST_LOCAL, Listed};
use crate::disk::Rng;
use crate::ledger::{Keys, Sent};
use crate::market;
use crate::plan::{Flavour, Theme};
use protocol::command::{GrantCash, RequestDeposit, RequestWithdrawal};
use protocol::ids::ExternalId;
use protocol::{AccountId, Command, Home, InstrumentId, KeyHash, Market, Time};

pub(crate) struct Workload {
    home: Home,
    theme: Theme,
    pub(crate) rng: Rng,
    /// What the next commands are mostly about, until the next batch.
    focus: u16,
    /// Commands made so far.
    made: u64,
    /// From here on the run nears its end, and what was there from the beginning may be delisted too.
    ending: u64,
    /// External identities of deposits, from which one is used again now and then.
    external_ids: Vec<ExternalId>,
    /// Client order ids used.
    client_ids: Vec<KeyHash>,
}

/// What the clients can see when they choose.
pub(crate) struct Sight<'a> {
    pub(crate) books: &'a Books,
    pub(crate) keys: &'a Keys,
    pub(crate) sent: &'a [Sent],
    pub(crate) now: Time,
}

/// A chance of `$n` in a thousand for each arm, in order; the last takes the rest.
macro_rules! one_of {
    ($rng:expr, $($n:literal => $choice:expr,)* _ => $rest:expr $(,)?) => {{
        let drawn = $rng.below(1_000);
        let mut bound = 0;
        let mut falls_below = |chance: u64| {
            bound += chance;
            drawn < bound
        };
        $(if falls_below($n) { $choice } else)* { $rest }
    }};
}
use one_of;

impl Workload {
    pub(crate) fn new(flavour: &Flavour, seed: u64, commands: u32) -> Self {
        Self {
            home: flavour.home,
            theme: flavour.theme,
            rng: Rng::new(seed ^ 0x5eed_0f0a_c0de),
            focus: 1,
            made: 0,
            ending: u64::from(commands) * 4 / 5,
            external_ids: Vec::new(),
            client_ids: Vec::new(),
        }
    }

    /// Chooses what the next batch is mostly about.
    pub(crate) fn refocus(&mut self, books: &Books) {
        self.focus = 1 + u16::try_from(self.rng.below(books.listed.len().max(1) as u64)).expect("few instruments");
        // Interruptions are rare, so that clients flock to them.
        let interrupted = books.listed.iter().find(|listed| listed.interrupted && !listed.halted && !listed.delisted);
        if let Some(interrupted) = interrupted.filter(|_| self.rng.below(4) > 0) {
            self.focus = interrupted.id.local();
        }
    }

    /// The next command of a client, with the key it comes under. Now and then one that was sent before, under its old key.
    pub(crate) fn next(&mut self, sight: &Sight<'_>) -> Sent {
        self.made += 1;
        if self.rng.below(25) == 0
            && let Some(repeat) = self.repeat(sight)
        {
            return repeat;
        }
        let command = match self.theme {
            Theme::DeepBook if self.made < 2_600 => self.deep_book(sight),
            Theme::Payments if self.rng.below(4) == 0 => self.hoard(),
            _ => self.command(sight),
        };
        let number = self.made;
        let key = one_of! { self.rng,
            150 => None,
            _ => Some(key(number, 1)),
        };
        let key = match &command {
            Command::PlaceOrder(order) => match &order.client {
                Some(client) if self.rng.coin() => Some(client.hash),
                _ => key,
            },
            _ => key,
        };
        Sent { command, key }
    }

    fn repeat(&mut self, sight: &Sight<'_>) -> Option<Sent> {
        let used = &sight.keys.used;
        let back = self.rng.below(used.len().min(3_000) as u64 + 1);
        let at = used.len().checked_sub(usize::try_from(back).ok()? + 1)?;
        let mut sent = sight.sent.get(used[at] as usize)?.clone();
        // A key may be sent again with another command: it still stands for the first.
        if self.rng.below(4) == 0 {
            sent.command = self.command(sight);
        }
        Some(sent)
    }

    fn command(&mut self, sight: &Sight<'_>) -> Command {
        if self.interrupted_to_delist(sight.books).is_some() && self.rng.below(10) == 0 {
            return self.delist(sight);
        }
        if self.is_offering_time(sight) {
            return self.offering(sight);
        }
        one_of! { self.rng,
            515 => self.place_order(sight),
            110 => self.cancel_order(sight),
            90 => self.amend_order(sight),
            20 => self.cancel_orders(sight),
            60 => self.payment(sight),
            25 => self.issue_units(sight),
            14 => self.set_verification(sight),
            10 => self.set_self_trade_prevention(sight),
            15 => self.open_account(sight),
            22 => self.halt_or_resume(sight),
            8 => self.delist(sight),
            12 => self.list_instrument(sight),
            16 => self.set_policy(sight),
            25 => self.pay_distribution(sight),
            40 => self.offering(sight),
            5 => self.together(sight),
            _ => self.out_of_place(sight),
        }
    }

    /// Small offers at one price by all, until one buyer takes more of them than fit a record; then all that is left is cancelled by a job.
    fn deep_book(&mut self, sight: &Sight<'_>) -> Command {
        use protocol::{OrderKind, Side, Size, TimeInForce};
        let instrument = InstrumentId::new(self.home, market::COIN);
        let place = |account, side, quantity, price| protocol::command::PlaceOrder {
            account,
            instrument,
            side,
            kind: OrderKind::Limit { price: money::Price(price) },
            time_in_force: TimeInForce::Gtc,
            size: Size::Quantity(money::Quantity(quantity)),
            prevention: None,
            client: None,
        };
        let seller = AccountId::new(self.home, FIRST_LOCAL + 2 + u32::try_from(self.made % 10).expect("below 10"));
        let buyer = AccountId::new(self.home, FIRST_LOCAL);
        match self.made {
            0..2_350 => place(seller, Side::Sell, 1_000, 21).into(),
            2_350 => place(buyer, Side::Buy, 2_300_000, 22).into(),
            2_351 => protocol::command::CancelOrders { account: None, instrument: Some(instrument), side: None }.into(),
            _ => self.command(sight),
        }
    }

    /// Payments of one account, none of which is ever ended.
    fn hoard(&mut self) -> Command {
        let account = AccountId::new(self.home, FIRST_LOCAL + 1);
        match (self.home.market, self.rng.coin()) {
            (Market::Practice, _) => GrantCash { account, amount: self.amount(1_000) }.into(),
            (Market::Live, true) => RequestWithdrawal { account, amount: self.amount(1_000) }.into(),
            (Market::Live, false) => {
                let external_id = self.external_id();
                RequestDeposit { account, amount: self.amount(1_000), external_id }.into()
            }
        }
    }

    fn external_id(&mut self) -> ExternalId {
        if self.rng.below(8) == 0
            && let Some(&used) = self.pick(&self.external_ids.clone())
        {
            return used;
        }
        let mut bytes = [0xee; 16];
        bytes[..8].copy_from_slice(&self.made.to_le_bytes());
        self.external_ids.push(ExternalId(bytes));
        ExternalId(bytes)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(usize::try_from(self.rng.below(from.len() as u64)).ok()?) }
    }

    fn amount(&mut self, about: i64) -> money::Won {
        money::Won(1 + i64::try_from(self.rng.below(about as u64 * 2)).expect("a small number"))
    }

    /// One that is open to trade, mostly.
    fn account(&mut self, books: &Books) -> AccountId {
        if self.rng.below(8) > 0 {
            return AccountId::new(self.home, FIRST_LOCAL + u32::try_from(self.rng.below(u64::from(market::ACCOUNTS))).expect("few"));
        }
        self.pick(&books.accounts).map_or(AccountId::new(self.home, FIRST_LOCAL), |account| account.0)
    }

    /// One of those opened last.
    fn late_account(&mut self, books: &Books) -> AccountId {
        let late = books.accounts.len().saturating_sub(8);
        self.pick(&books.accounts[late..]).map_or(AccountId::new(self.home, FIRST_LOCAL), |account| account.0)
    }

    fn instrument<'a>(&mut self, books: &'a Books) -> Option<&'a Listed> {
        let focused = books.listed(InstrumentId::new(self.home, self.focus)).filter(|_| self.rng.below(3) > 0);
        let chosen = focused.or_else(|| self.pick(&books.listed))?;
        if (chosen.halted || chosen.delisted) && self.rng.below(4) > 0 {
            return self.pick(&books.listed[..books.listed.len().min(usize::from(market::ROUND))]);
        }
        Some(chosen)
    }

    /// An account that is not there, or is of the other market, or the house's.
    fn wrong_account(&mut self) -> AccountId {
        let local = FIRST_LOCAL + u32::try_from(self.rng.below(10)).expect("below 10");
        match self.rng.below(6) {
            0 => AccountId::new(self.home, 100_000),
            1 | 2 => AccountId::new(self.home, 1 + u32::try_from(self.rng.below(7)).expect("below 7")),
            3 => AccountId::new(self.home, 0),
            _ => AccountId::new(self.other_market(), local),
        }
    }

    fn wrong_instrument(&mut self) -> InstrumentId {
        match self.rng.below(3) {
            0 => InstrumentId::new(self.home, 9_999),
            1 => InstrumentId::new(self.home, 0),
            _ => InstrumentId::new(self.other_market(), 1),
        }
    }

    fn other_market(&self) -> Home {
        match self.home.market {
            Market::Live => Home::PRACTICE,
            Market::Practice => Home::LIVE,
        }
    }

    fn payment(&mut self, sight: &Sight<'_>) -> Command {
        staff::payment(self, sight)
    }
}

/// The hash of a client's key: all different, and the same in every run.
fn key(number: u64, kind: u8) -> KeyHash {
    let mut rng = Rng::new(number << 8 | u64::from(kind));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&rng.next_u64().to_le_bytes());
    bytes[8..].copy_from_slice(&rng.next_u64().to_le_bytes());
    KeyHash(bytes)
}
