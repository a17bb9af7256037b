//! Accounts: cash available and held, and what an order's checks need to know of its owner.

use crate::slot_index::spread;
use money::Won;
use protocol::command::{AccountKind, InvestorClass};
use protocol::ids::{AccountId, OwnerId};
use protocol::{Day, Home, SelfTradePrevention};

/// The house's own accounts, made by the genesis. Cash of the clearing and grant accounts falls below zero by what they paid in, so that all cash of
/// a market sums to zero.
pub mod house {
    pub const FEES: u32 = 1;
    pub const TAX: u32 = 2;
    pub const REMAINDER: u32 = 3;
    pub const UNCLAIMED: u32 = 4;
    pub const BANK_CLEARING: u32 = 5;
    pub const GRANT: u32 = 6;
    pub const DISTRIBUTION_ESCROW: u32 = 7;
    /// Numbers up to this one are the house's.
    pub const LAST: u32 = 15;

    /// Accounts whose cash may be below zero.
    pub fn is_source(local: u32) -> bool {
        matches!(local, BANK_CLEARING | GRANT)
    }
}

/// What every order and fill reads: half a cache line.
#[derive(Clone, Debug)]
#[repr(align(32))]
pub(crate) struct Account {
    pub(crate) available: Won,
    pub(crate) held: Won,
    /// Head of the list of its open orders, newest first; 0 when it has none.
    pub(crate) first_order: u32,
    /// The first account of its owner, which stands for the owner in comparisons; 0 for the house's.
    pub(crate) first_of_owner: u32,
    pub(crate) open_orders: u16,
    pub(crate) verified_until: Day,
    /// Local number of the only instrument it may trade; 0 for any.
    pub(crate) own_instrument: u16,
    pub(crate) kind: AccountKind,
    pub(crate) prevention: SelfTradePrevention,
}

/// What is read when holdings come and go, and when an account is shown.
#[derive(Clone, Debug)]
pub(crate) struct AccountDetail {
    pub(crate) owner: OwnerId,
    /// Head of the list of its holdings; 0 when it has none.
    pub(crate) first_holding: u32,
    /// The owner's next account; 0 at the end.
    pub(crate) next_of_owner: u32,
    pub(crate) country: u16,
    pub(crate) holdings: u16,
    pub(crate) class: InvestorClass,
    /// Deposits and withdrawals under way.
    pub(crate) transfers: u8,
    /// Some of its holdings may be empty and kept for the tax of their day.
    pub(crate) keeps_empty: bool,
}

const _: () = assert!(size_of::<Account>() == 32 && size_of::<AccountDetail>() == 24);

#[derive(Debug)]
pub(crate) struct Accounts {
    home: Home,
    list: Vec<Account>,
    details: Vec<AccountDetail>,
    owners: OwnerTable,
    limit: usize,
}

impl Accounts {
    pub(crate) fn new(home: Home, limit: u32) -> Self {
        let list = Vec::with_capacity(limit as usize + 1);
        let details = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&list);
        crate::memory::advise_huge(&details);
        Self { home, list, details, owners: OwnerTable::new(limit), limit: limit as usize }
    }

    /// Makes place 0, which stands for no account, and the house's accounts.
    pub(crate) fn found(&mut self) {
        for _ in 0..=house::LAST {
            self.list.push(Account::new(AccountKind::House));
            self.details.push(AccountDetail::new(OwnerId(0)));
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() > self.limit
    }

    /// The local number that the next account gets.
    pub(crate) fn next_local(&self) -> u32 {
        self.list.len() as u32
    }

    /// Locals of all accounts.
    pub(crate) fn locals(&self) -> std::ops::Range<u32> {
        1..self.next_local().max(1)
    }

    /// Adds an account, and puts it into its owner's list right behind the first.
    pub(crate) fn open(&mut self, account: Account, detail: AccountDetail) {
        let local = self.next_local();
        let (first, next_of_owner) = match self.owners.find_or_insert(detail.owner, local, &self.details) {
            None => (local, 0),
            Some(first) => (first, std::mem::replace(&mut self.details[first as usize].next_of_owner, local)),
        };
        self.list.push(Account { first_of_owner: first, ..account });
        self.details.push(AccountDetail { next_of_owner, ..detail });
    }

    /// The local number of an account of this shard.
    #[inline(always)]
    pub(crate) fn find(&self, id: AccountId) -> Option<u32> {
        let local = id.local();
        (id.is_of(self.home) && local != 0 && (local as usize) < self.list.len()).then_some(local)
    }

    #[inline]
    pub(crate) fn detail(&self, local: u32) -> &AccountDetail {
        &self.details[local as usize]
    }

    #[inline]
    pub(crate) fn detail_mut(&mut self, local: u32) -> &mut AccountDetail {
        &mut self.details[local as usize]
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, local: u32) {
        crate::memory::prefetch(&self.list, local as usize);
    }

    #[inline(always)]
    pub(crate) fn prefetch_detail(&self, local: u32) {
        crate::memory::prefetch(&self.details, local as usize);
    }
}

/// The first account of each owner: an open-addressing table of local numbers, from which nothing is ever taken. 0 is an empty place.
#[derive(Debug)]
struct OwnerTable {
    firsts: Vec<u32>,
}

impl OwnerTable {
    /// At most half full with so many accounts that are each somebody else's.
    fn new(accounts: u32) -> Self {
        Self { firsts: vec![0; (accounts as usize * 2).next_power_of_two()] }
    }

    /// The owner's first account. `None` if there is none, and `local` is it from now on.
    fn find_or_insert(&mut self, owner: OwnerId, local: u32, details: &[AccountDetail]) -> Option<u32> {
        let mask = self.firsts.len() - 1;
        let mut at = spread(owner.0) as usize & mask;
        while self.firsts[at] != 0 {
            if details[self.firsts[at] as usize].owner == owner {
                return Some(self.firsts[at]);
            }
            at = (at + 1) & mask;
        }
        self.firsts[at] = local;
        None
    }
}

impl AccountDetail {
    pub(crate) fn new(owner: OwnerId) -> Self {
        Self {
            owner,
            first_holding: 0,
            next_of_owner: 0,
            country: 0,
            holdings: 0,
            class: InvestorClass::General,
            transfers: 0,
            keeps_empty: false,
        }
    }
}

impl Account {
    pub(crate) fn new(kind: AccountKind) -> Self {
        Self {
            available: Won::ZERO,
            held: Won::ZERO,
            first_order: 0,
            first_of_owner: 0,
            open_orders: 0,
            verified_until: Day(0),
            own_instrument: 0,
            kind,
            prevention: SelfTradePrevention::CancelNewest,
        }
    }

    /// Moves cash from available to held. The caller has checked that there is enough.
    #[inline(always)]
    pub(crate) fn hold(&mut self, amount: Won) {
        self.available -= amount;
        self.held += amount;
        debug_assert!(self.available.0 >= 0);
    }

    /// Moves cash from held back to available.
    #[inline(always)]
    pub(crate) fn release(&mut self, amount: Won) {
        self.held -= amount;
        self.available += amount;
        assert!(self.held.0 >= 0, "no more is released than was held");
    }
}

impl std::ops::Index<u32> for Accounts {
    type Output = Account;
    #[inline(always)]
    fn index(&self, local: u32) -> &Account {
        &self.list[local as usize]
    }
}

impl std::ops::IndexMut<u32> for Accounts {
    #[inline(always)]
    fn index_mut(&mut self, local: u32) -> &mut Account {
        &mut self.list[local as usize]
    }
}
