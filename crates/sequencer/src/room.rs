//! How much room a journal needs. A shard opened with less than that is refused before anything is changed, because a state that does not fit would be
//! another state.

use crate::error::RecoveryError;
use crate::replay::Records;
use crate::snapshot::SavedState;
use exchange::{Capacity, Exchange};
use journal::{JournalError, Recovery, Snapshots};
use protocol::{Event, Home, Seq};

/// A kind of thing that a shard has room for, as [`Capacity`] has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Accounts,
    Holdings,
    OpenOrders,
}

impl Room {
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Holdings => "holdings",
            Self::OpenOrders => "open orders",
        }
    }
}

/// The most that was needed at once, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RoomNeeded {
    pub(crate) accounts: u32,
    pub(crate) holdings: u32,
    pub(crate) orders: u32,
}

impl RoomNeeded {
    /// What a state with these control totals holds; they say nothing of accounts.
    pub(crate) fn of_totals(control_totals: [u64; 4]) -> Self {
        let [_, _, orders_and_holdings, _] = control_totals;
        Self { accounts: 0, holdings: orders_and_holdings as u32, orders: (orders_and_holdings >> 32) as u32 }
    }

    /// Accounts that are open after an event, if it opens one.
    pub(crate) fn of_event(event: &Event) -> Self {
        let accounts = if let Event::AccountOpened(opened) = event { opened.account.local() } else { 0 };
        Self { accounts, ..Self::default() }
    }

    pub(crate) fn or_more(self, other: Self) -> Self {
        Self {
            accounts: self.accounts.max(other.accounts),
            holdings: self.holdings.max(other.holdings),
            orders: self.orders.max(other.orders),
        }
    }

    /// # Errors
    /// Names the first kind of which there is too little room.
    pub(crate) fn check(self, capacity: Capacity) -> Result<(), RecoveryError> {
        let rooms = [
            (Room::Accounts, self.accounts, capacity.accounts),
            (Room::Holdings, self.holdings, capacity.holdings),
            (Room::OpenOrders, self.orders, capacity.orders),
        ];
        match rooms.into_iter().find(|(_, needed, has)| needed > has) {
            Some((room, needed, has)) => Err(RecoveryError::TooLittleRoom { room, has, needed }),
            None => Ok(()),
        }
    }
}

/// What events may take beyond what is held before them, at most.
pub(crate) fn taken_by(events: &[Event]) -> u32 {
    events.iter().filter(|event| matches!(event, Event::OrderPlaced(_) | Event::UnitsIssued(_))).count() as u32
}

/// What a state needs for itself and some more orders and holdings.
pub(crate) fn needed_with(exchange: &Exchange, more: u32) -> RoomNeeded {
    let held = RoomNeeded::of_totals(exchange.control_totals());
    RoomNeeded { accounts: 0, holdings: held.holdings.saturating_add(more), orders: held.orders.saturating_add(more) }
}

/// Reads a journal to its end, and the snapshots beside it, and checks that all of it fits; for tools, which do not recover.
///
/// # Errors
/// [`RecoveryError::TooLittleRoom`] with the most that was found, or that something cannot be read.
pub fn check_room(recovery: &mut Recovery, snapshots: &Snapshots, home: Home, capacity: Capacity) -> Result<(), RecoveryError> {
    let mut needed = RoomNeeded::default();
    for seq in snapshots.seqs()? {
        match SavedState::read(snapshots, seq) {
            Ok(state) => needed = needed.or_more(state.room_needed(home)),
            // One that cannot be used says nothing.
            Err(JournalError::Snapshot { .. } | JournalError::WrongJournal { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut records = Records::default();
    while let Some(frame) = recovery.next()? {
        let header = &frame.header;
        if !header.is_seal() {
            records.decode(home, Seq(header.first_seq), header.count, frame.payload, header.control_totals)?;
            needed = needed.or_more(records.needed);
        }
    }
    needed.check(capacity)
}
