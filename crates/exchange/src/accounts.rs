//! Accounts: cash available and held, and what an order's checks need to know of its owner.

use crate::slot_index::{SlotIndex, spread};
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

/// One cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Account {
    pub(crate) available: Won,
    pub(crate) held: Won,
    pub(crate) owner: OwnerId,
    /// Head of the list of its holdings; 0 when it has none.
    pub(crate) first_holding: u32,
    /// Head of the list of its open orders, newest first; 0 when it has none.
    pub(crate) first_order: u32,
    pub(crate) open_orders: u32,
    /// The owner's next account; 0 at the end.
    pub(crate) next_of_owner: u32,
    pub(crate) verified_until: Day,
    pub(crate) country: u16,
    /// Local number of the only instrument it may trade; 0 for any.
    pub(crate) own_instrument: u16,
    pub(crate) holdings: u16,
    pub(crate) kind: AccountKind,
    pub(crate) class: InvestorClass,
    pub(crate) prevention: SelfTradePrevention,
    /// Deposits and withdrawals under way.
    pub(crate) transfers: u8,
    /// Some of its holdings may be empty and kept for the tax of their day.
    pub(crate) keeps_empty: bool,
}

const _: () = assert!(size_of::<Account>() == 64);

#[derive(Debug)]
pub(crate) struct Accounts {
    home: Home,
    list: Vec<Account>,
    first_of_owner: SlotIndex,
    limit: usize,
}

impl Accounts {
    pub(crate) fn new(home: Home, limit: u32) -> Self {
        let list = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&list);
        Self { home, list, first_of_owner: SlotIndex::new(limit), limit: limit as usize }
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

    pub(crate) fn open(&mut self, account: Account) {
        let local = self.next_local();
        let hash = spread(account.owner.0);
        let mut account = account;
        match self.first_of_owner.find(hash, |slot| self.list[slot as usize].owner == account.owner) {
            None => self.first_of_owner.insert(hash, local),
            Some(first) => {
                account.next_of_owner = self.list[first as usize].next_of_owner;
                self.list[first as usize].next_of_owner = local;
            }
        }
        self.list.push(account);
    }

    /// The local number of an account of this shard.
    #[inline(always)]
    pub(crate) fn find(&self, id: AccountId) -> Option<u32> {
        let local = id.local();
        (id.is_of(self.home) && local != 0 && (local as usize) < self.list.len()).then_some(local)
    }

    /// The owner's first account, whose list leads to the others.
    pub(crate) fn first_of(&self, owner: OwnerId) -> u32 {
        self.first_of_owner.find(spread(owner.0), |slot| self.list[slot as usize].owner == owner).unwrap_or(0)
    }

    #[inline(always)]
    pub(crate) fn prefetch(&self, local: u32) {
        crate::memory::prefetch(&self.list, local as usize);
    }
}

impl Account {
    pub(crate) fn new(owner: OwnerId, kind: AccountKind) -> Self {
        Self {
            available: Won::ZERO,
            held: Won::ZERO,
            owner,
            first_holding: 0,
            first_order: 0,
            open_orders: 0,
            next_of_owner: 0,
            verified_until: Day(0),
            country: 0,
            own_instrument: 0,
            holdings: 0,
            kind,
            class: InvestorClass::General,
            prevention: SelfTradePrevention::CancelNewest,
            transfers: 0,
            keeps_empty: false,
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
