//! What happened last, of all accounts together: bounded as a whole, with a chain through each account's own items.

use std::collections::VecDeque;

use protocol::command::AccountKind;
use protocol::wire::{DecodeError, Decoder, Encoder};

use super::limits::OF_ALL_SIMULATED_MAX;
use super::saved::{Saved, saved_struct};

/// Items in the order they came. The oldest make room for the newest, whoever they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Log<T> {
    items: VecDeque<Linked<T>>,
    /// Number of the oldest item kept; they are counted from 1.
    first: u64,
    max: usize,
}

/// Two logs: what simulated traders do stands apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logs<T> {
    ordinary: Log<T>,
    simulated: Log<T>,
}

impl<T> Logs<T> {
    pub(crate) fn new(max: usize) -> Self {
        Self { ordinary: Log::new(max), simulated: Log::new(OF_ALL_SIMULATED_MAX) }
    }

    pub(crate) fn of_kind(&self, kind: AccountKind) -> &Log<T> {
        if kind == AccountKind::Simulated { &self.simulated } else { &self.ordinary }
    }

    pub(crate) fn of_kind_mut(&mut self, kind: AccountKind) -> &mut Log<T> {
        if kind == AccountKind::Simulated { &mut self.simulated } else { &mut self.ordinary }
    }
}

impl<T: Saved> Logs<T> {
    pub(crate) fn save(&self, to: &mut Encoder<'_>) {
        self.ordinary.save(to);
        self.simulated.save(to);
    }

    pub(crate) fn load(from: &mut Decoder<'_>, max: usize) -> Result<Self, DecodeError> {
        Ok(Self { ordinary: Log::load(from, max)?, simulated: Log::load(from, OF_ALL_SIMULATED_MAX)? })
    }
}

/// An item with the number of the account's item before it; 0 for its first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Linked<T> {
    before: u64,
    item: T,
}

saved_struct! {
    /// An account's end of its chain.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Chain {
        /// Number of its newest item, 0 if it never had one.
        pub newest: u64,
        /// Items it ever had.
        pub count: u64,
    }
}

impl<T> Log<T> {
    fn new(max: usize) -> Self {
        Self { items: VecDeque::new(), first: 1, max }
    }

    pub(crate) fn push(&mut self, chain: &mut Chain, item: T) {
        if self.items.len() == self.max {
            self.items.pop_front();
            self.first += 1;
        }
        self.items.push_back(Linked { before: chain.newest, item });
        chain.newest = self.first + self.items.len() as u64 - 1;
        chain.count += 1;
    }

    /// An account's items that are still kept, newest first.
    pub(crate) fn of(&self, chain: Chain) -> impl Iterator<Item = &T> {
        let mut at = chain.newest;
        std::iter::from_fn(move || {
            let place = usize::try_from(at.checked_sub(self.first)?).ok()?;
            let linked = self.items.get(place)?;
            at = linked.before;
            Some(&linked.item)
        })
    }
}

impl<T: Saved> Log<T> {
    fn save(&self, to: &mut Encoder<'_>) {
        self.first.save(to);
        self.items.save(to);
    }

    fn load(from: &mut Decoder<'_>, max: usize) -> Result<Self, DecodeError> {
        let (first, items) = (u64::load(from)?, VecDeque::load(from)?);
        if items.len() > max || first == 0 {
            return Err(DecodeError::TooLong(max));
        }
        Ok(Self { items, first, max })
    }
}

impl<T: Saved> Saved for Linked<T> {
    fn save(&self, to: &mut Encoder<'_>) {
        self.before.save(to);
        self.item.save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { before: u64::load(from)?, item: T::load(from)? })
    }
}

#[cfg(test)]
mod tests;
