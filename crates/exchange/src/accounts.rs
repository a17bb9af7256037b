//! Accounts: cash available and held, and what an order's checks need to know of its owner.

use crate::slot_index::spread;
use money::Won;
use protocol::command::{AccountKind, InvestorClass};
use protocol::ids::OwnerId;
use protocol::{Day, SelfTradePrevention};

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
    /// What offerings raised and has not been released.
    pub const OFFERING_ESCROW: u32 = 8;
    /// Numbers up to this one are the house's.
    pub const LAST: u32 = 15;

    /// Accounts whose cash may be below zero.
    pub fn is_source(local: u32) -> bool {
        matches!(local, BANK_CLEARING | GRANT)
    }
}

/// 56 bytes; with its owner's place in the table 64. What every order and fill reads stands first and together.
#[derive(Clone, Debug)]
#[repr(C)]
pub(crate) struct Account {
    pub(crate) available: Won,
    pub(crate) held: Won,
    /// Head of the list of its open orders, newest first; 0 when it has none.
    pub(crate) first_order: u32,
    /// The first account of its owner, which stands for the owner in comparisons; 0 for the house's.
    pub(crate) first_of_owner: u32,
    /// Head of the list of its holdings; 0 when it has none.
    pub(crate) first_holding: u32,
    pub(crate) open_orders: u16,
    pub(crate) holdings: u16,
    pub(crate) verified_until: Day,
    /// Local number of the only instrument it may trade; 0 for any.
    pub(crate) own_instrument: u16,
    pub(crate) kind: AccountKind,
    pub(crate) prevention: SelfTradePrevention,
    /// Some of its holdings may be empty and kept for the tax of their day.
    pub(crate) keeps_empty: bool,
    /// Deposits and withdrawals under way.
    pub(crate) transfers: u8,
    pub(crate) class: InvestorClass,
    pub(crate) country: u16,
    /// The owner's next account; 0 at the end.
    pub(crate) next_of_owner: u32,
    pub(crate) owner: OwnerId,
}

const _: () = assert!(size_of::<Account>() == 56);

#[derive(Debug)]
pub(crate) struct Accounts {
    list: Vec<Account>,
    owners: OwnerTable,
    limit: usize,
}

impl Accounts {
    pub(crate) fn new(limit: u32) -> Self {
        let list = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&list);
        Self { list, owners: OwnerTable::new(limit), limit: limit as usize }
    }

    pub(crate) fn reserved_bytes(&self) -> usize {
        crate::memory::reserved(&self.list) + crate::memory::reserved(&self.owners.firsts)
    }

    /// Makes place 0, which stands for no account, and the house's accounts.
    pub(crate) fn found(&mut self) {
        for _ in 0..=house::LAST {
            self.list.push(Account::new(OwnerId(0), AccountKind::House));
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
    pub(crate) fn open(&mut self, account: Account) {
        let local = self.next_local();
        let (first_of_owner, next_of_owner) = match self.owners.find_or_insert(account.owner, local, &self.list) {
            None => (local, 0),
            Some(first) => (first, std::mem::replace(&mut self.list[first as usize].next_of_owner, local)),
        };
        self.list.push(Account { first_of_owner, next_of_owner, ..account });
    }

    /// Whether an account of this shard has the local number.
    #[inline(always)]
    pub(crate) fn has(&self, local: u32) -> bool {
        local != 0 && (local as usize) < self.list.len()
    }

    /// An account may reach over two lines.
    #[inline(always)]
    pub(crate) fn prefetch(&self, local: u32) {
        crate::memory::prefetch_across(&self.list, local as usize);
    }

    /// The head of an account's list of holdings; 0 if there is none, or no such account.
    #[inline(always)]
    pub(crate) fn first_holding(&self, local: u32) -> u32 {
        self.list.get(local as usize).map_or(0, |account| account.first_holding)
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
    fn find_or_insert(&mut self, owner: OwnerId, local: u32, list: &[Account]) -> Option<u32> {
        let mask = self.firsts.len() - 1;
        let mut at = spread(owner.0) as usize & mask;
        while self.firsts[at] != 0 {
            if list[self.firsts[at] as usize].owner == owner {
                return Some(self.firsts[at]);
            }
            at = (at + 1) & mask;
        }
        self.firsts[at] = local;
        None
    }
}

impl Account {
    pub(crate) fn new(owner: OwnerId, kind: AccountKind) -> Self {
        Self {
            available: Won::ZERO,
            held: Won::ZERO,
            first_order: 0,
            first_of_owner: 0,
            first_holding: 0,
            open_orders: 0,
            holdings: 0,
            verified_until: Day(0),
            own_instrument: 0,
            kind,
            prevention: SelfTradePrevention::CancelNewest,
            keeps_empty: false,
            transfers: 0,
            class: InvestorClass::General,
            country: 0,
            next_of_owner: 0,
            owner,
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
