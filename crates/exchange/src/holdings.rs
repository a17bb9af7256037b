//! Holdings: what an account has of one instrument, with its total cost.

use crate::accounts::{Account, Accounts};
use crate::slot_index::{SlotIndex, spread};
use money::{Quantity, Won};
use protocol::Day;

#[cfg(test)]
mod tests;

/// 64 bytes, one cache line; with its place in the table at most 80.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Holding {
    pub(crate) available: Quantity,
    pub(crate) held: Quantity,
    /// What the units cost, buy fees included.
    pub(crate) cost: Won,
    /// Units at the record date of `epoch`, saved by the first change after it.
    pub(crate) snapshot_units: Quantity,
    /// Profit of the sales of `day`.
    pub(crate) day_profit: Won,
    /// The highest profit of `day` for which tax has been taken; the tax taken is the rule's tax on it.
    pub(crate) taxed_profit: Won,
    pub(crate) account: u32,
    /// The account's next holding, or the next free place.
    pub(crate) next: u32,
    pub(crate) instrument: u16,
    pub(crate) epoch: u16,
    pub(crate) day: Day,
    /// Open orders on it. A holding without units and open orders is freed, at the latest after the day for which it remembers a profit, when its
    /// account gets another one.
    pub(crate) open_orders: u16,
}

const _: () = assert!(size_of::<Holding>() == 64);

/// An account with more holdings has them in the table; one with fewer has its list walked, which is nearly always one step from the account itself, where
/// the table would be another place in memory to wait for.
const LISTED_MAX: u16 = 8;
const FIRST_IN_TABLE: u16 = LISTED_MAX + 1;

#[derive(Debug)]
pub(crate) struct Holdings {
    slots: Vec<Holding>,
    /// Holdings of the accounts that have more than [`LISTED_MAX`].
    index: SlotIndex,
    first_free: u32,
    live: u32,
    limit: u32,
}

#[inline(always)]
fn hash(account: u32, instrument: u16) -> u64 {
    spread(u64::from(account) << 16 | u64::from(instrument))
}

impl Holdings {
    pub(crate) fn new(limit: u32) -> Self {
        let mut slots = Vec::with_capacity(limit as usize + 1);
        crate::memory::advise_huge(&slots);
        slots.push(Holding::empty(0, 0, 0));
        Self { slots, index: SlotIndex::new(limit), first_free: 0, live: 0, limit }
    }

    /// Whether so many more may be made.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.live < self.limit
    }

    pub(crate) fn reserved_bytes(&self) -> usize {
        crate::memory::reserved(&self.slots) + self.index.reserved_bytes()
    }

    pub(crate) fn live(&self) -> u32 {
        self.live
    }

    /// The place of a holding; 0 if there is none.
    #[inline(always)]
    pub(crate) fn find(&self, accounts: &Accounts, account: u32, instrument: u16) -> u32 {
        self.find_of(&accounts[account], account, instrument)
    }

    /// The same for an account that is at hand.
    #[inline(always)]
    pub(crate) fn find_of(&self, owner: &Account, account: u32, instrument: u16) -> u32 {
        if owner.holdings > LISTED_MAX {
            return self.find_in_table(account, instrument);
        }
        let mut slot = owner.first_holding;
        while slot != 0 {
            let holding = &self.slots[slot as usize];
            if holding.instrument == instrument {
                break;
            }
            slot = holding.next;
        }
        slot
    }

    fn find_in_table(&self, account: u32, instrument: u16) -> u32 {
        let is_it = |slot: u32| {
            let holding = &self.slots[slot as usize];
            holding.account == account && holding.instrument == instrument
        };
        self.index.find(hash(account, instrument), is_it).unwrap_or(0)
    }

    /// The place of a holding, made if there is none.
    pub(crate) fn find_or_make(&mut self, accounts: &mut Accounts, account: u32, instrument: u16, epoch: u16) -> u32 {
        match self.find(accounts, account, instrument) {
            0 => self.make(accounts, account, instrument, epoch),
            slot => slot,
        }
    }

    /// Makes a holding that the account does not have.
    #[inline]
    pub(crate) fn make(&mut self, accounts: &mut Accounts, account: u32, instrument: u16, epoch: u16) -> u32 {
        let owner = &mut accounts[account];
        let holding = Holding { next: owner.first_holding, ..Holding::empty(account, instrument, epoch) };
        let slot = match self.first_free {
            0 => {
                self.slots.push(holding);
                (self.slots.len() - 1) as u32
            }
            free => {
                self.first_free = self.slots[free as usize].next;
                self.slots[free as usize] = holding;
                free
            }
        };
        owner.first_holding = slot;
        owner.holdings += 1;
        match owner.holdings {
            ..=LISTED_MAX => {}
            FIRST_IN_TABLE => self.add_list_to_table(slot),
            _ => self.index.insert(hash(account, instrument), slot),
        }
        self.live += 1;
        slot
    }

    /// Frees a holding that has neither units nor open orders, unless a record date still needs what it saved, or later sales of the day its profit.
    #[inline]
    pub(crate) fn free_if_empty(&mut self, accounts: &mut Accounts, slot: u32) {
        let holding = &self.slots[slot as usize];
        if !holding.is_unused() {
            return;
        }
        if holding.day_profit == Won::ZERO && holding.taxed_profit == Won::ZERO {
            self.free(accounts, slot);
        } else {
            accounts[holding.account].keeps_empty = true;
        }
    }

    /// The account's first unused holding whose day is over; 0 if there is none. `today` is an instrument's trading day.
    fn first_past(&self, accounts: &Accounts, account: u32, today: impl Fn(u16) -> Day) -> u32 {
        let mut slot = accounts[account].first_holding;
        while slot != 0 {
            let holding = &self.slots[slot as usize];
            if holding.is_unused() && holding.day != today(holding.instrument) {
                break;
            }
            slot = holding.next;
        }
        slot
    }

    /// Whether [`Self::free_past`] would make room.
    pub(crate) fn has_past(&self, accounts: &Accounts, account: u32, today: impl Fn(u16) -> Day) -> bool {
        accounts[account].keeps_empty && self.first_past(accounts, account, today) != 0
    }

    /// Frees the account's unused holdings whose day is over. To be called before it gets another one.
    #[inline]
    pub(crate) fn free_past(&mut self, accounts: &mut Accounts, account: u32, today: impl Fn(u16) -> Day) {
        if accounts[account].keeps_empty {
            self.free_all_past(accounts, account, today);
        }
    }

    fn free_all_past(&mut self, accounts: &mut Accounts, account: u32, today: impl Fn(u16) -> Day) {
        loop {
            match self.first_past(accounts, account, &today) {
                0 => break,
                slot => self.free(accounts, slot),
            }
        }
        accounts[account].keeps_empty = self.has_unused(accounts, account);
    }

    fn has_unused(&self, accounts: &Accounts, account: u32) -> bool {
        let mut slot = accounts[account].first_holding;
        while slot != 0 && !self.slots[slot as usize].is_unused() {
            slot = self.slots[slot as usize].next;
        }
        slot != 0
    }

    fn free(&mut self, accounts: &mut Accounts, slot: u32) {
        let (account, instrument, next) = {
            let holding = &self.slots[slot as usize];
            (holding.account, holding.instrument, holding.next)
        };
        let owner = &mut accounts[account];
        match owner.holdings {
            ..=LISTED_MAX => {}
            FIRST_IN_TABLE => self.take_list_from_table(owner.first_holding),
            _ => self.index.remove(hash(account, instrument), slot),
        }
        owner.holdings -= 1;
        if owner.first_holding == slot {
            owner.first_holding = next;
        } else {
            let mut at = owner.first_holding;
            while self.slots[at as usize].next != slot {
                at = self.slots[at as usize].next;
            }
            self.slots[at as usize].next = next;
        }
        self.slots[slot as usize] = Holding { next: self.first_free, ..Holding::empty(0, 0, 0) };
        self.first_free = slot;
        self.live -= 1;
    }

    /// A list becomes longer than [`LISTED_MAX`]: all of it goes into the table.
    #[cold]
    fn add_list_to_table(&mut self, first: u32) {
        let mut slot = first;
        while slot != 0 {
            let holding = &self.slots[slot as usize];
            self.index.insert(hash(holding.account, holding.instrument), slot);
            slot = holding.next;
        }
    }

    /// A list is about to be no longer than [`LISTED_MAX`]: all of it leaves the table.
    #[cold]
    fn take_list_from_table(&mut self, first: u32) {
        let mut slot = first;
        while slot != 0 {
            let holding = &self.slots[slot as usize];
            self.index.remove(hash(holding.account, holding.instrument), slot);
            slot = holding.next;
        }
    }

    /// The next holding in a list; 0 at the end.
    #[inline(always)]
    pub(crate) fn next(&self, slot: u32) -> u32 {
        self.slots[slot as usize].next
    }

    #[inline(always)]
    pub(crate) fn prefetch_slot(&self, slot: u32) {
        crate::memory::prefetch(&self.slots, slot as usize);
    }
}

impl Holding {
    fn empty(account: u32, instrument: u16, epoch: u16) -> Self {
        Self {
            available: Quantity::ZERO,
            held: Quantity::ZERO,
            cost: Won::ZERO,
            snapshot_units: Quantity::ZERO,
            day_profit: Won::ZERO,
            taxed_profit: Won::ZERO,
            account,
            next: 0,
            instrument,
            epoch,
            day: Day(0),
            open_orders: 0,
        }
    }

    /// Neither units nor open orders, and nothing that a record date asks for.
    #[inline]
    fn is_unused(&self) -> bool {
        self.open_orders == 0 && self.units() == Quantity::ZERO && self.snapshot_units == Quantity::ZERO
    }

    #[inline(always)]
    pub(crate) fn units(&self) -> Quantity {
        self.available + self.held
    }

    /// Moves units from available to held. The caller has checked that there are enough.
    #[inline(always)]
    pub(crate) fn hold(&mut self, units: Quantity) {
        self.available -= units;
        self.held += units;
        debug_assert!(self.available.0 >= 0);
    }

    /// Moves units from held back to available.
    #[inline(always)]
    pub(crate) fn release(&mut self, units: Quantity) {
        self.held -= units;
        self.available += units;
        assert!(self.held.0 >= 0, "no more is released than was held");
    }

    /// To be called before its units change: saves what a record date may still ask for.
    #[inline(always)]
    pub(crate) fn before_change(&mut self, epoch: u16) {
        if self.epoch != epoch {
            self.snapshot_units = self.units();
            self.epoch = epoch;
        }
    }

    /// Units at the record date of `epoch`, which no later record date has followed.
    pub(crate) fn units_at(&self, epoch: u16) -> Quantity {
        if self.epoch == epoch { self.snapshot_units } else { self.units() }
    }
}

impl std::ops::Index<u32> for Holdings {
    type Output = Holding;
    #[inline(always)]
    fn index(&self, slot: u32) -> &Holding {
        &self.slots[slot as usize]
    }
}

impl std::ops::IndexMut<u32> for Holdings {
    #[inline(always)]
    fn index_mut(&mut self, slot: u32) -> &mut Holding {
        &mut self.slots[slot as usize]
    }
}
