//! The exchange's state as a snapshot of the journal, and back.

use crate::error::RecoveryError;
use crate::room::RoomNeeded;
use exchange::{Capacity, Exchange};
use journal::{JournalError, SnapshotPosition, SnapshotReader, SnapshotWriter, Snapshots};
use protocol::rejection::Component;
use protocol::wire::{Decoder, Wire};
use protocol::{Home, Seq};
use std::io::{Read, Write};

/// Writes the state right after the frame at `position`; on return it is durable.
pub fn write_snapshot(snapshots: &Snapshots, position: SnapshotPosition, exchange: &Exchange) -> Result<(), JournalError> {
    let mut components = Components { writer: snapshots.write(position)?, begun: 0, seq: position.seq };
    let mut written = Ok(());
    exchange.write_components(&mut |component, bytes| {
        if written.is_ok() {
            written = components.put(component, bytes);
        }
    });
    written?;
    components.begin_up_to(Component::ALL.len())?;
    components.writer.finish()
}

/// Writes every component, those without a byte too, in the order of [`Component::ALL`].
struct Components {
    writer: SnapshotWriter,
    begun: usize,
    seq: u64,
}

impl Components {
    fn put(&mut self, component: Component, bytes: &[u8]) -> Result<(), JournalError> {
        self.begin_up_to(component as usize + 1)?;
        let name = || name_of(self.seq);
        self.writer.write_all(bytes).map_err(|source| JournalError::Io { doing: "write", name: name(), source })
    }

    fn begin_up_to(&mut self, count: usize) -> Result<(), JournalError> {
        for component in Component::ALL.iter().take(count).skip(self.begun) {
            self.writer.begin_component(component.name())?;
            self.begun += 1;
        }
        Ok(())
    }
}

/// Reads the state back, once every hash has been found right.
pub fn read_snapshot(
    snapshots: &Snapshots,
    seq: u64,
    home: Home,
    capacity: Capacity,
) -> Result<(Exchange, SnapshotPosition), RecoveryError> {
    let saved = SavedState::read(snapshots, seq)?;
    let position = saved.position;
    saved.room_needed(home).check(capacity)?;
    Ok((saved.build(home, capacity)?, position))
}

/// Every snapshot has this component and those before it; a file may end after it, where it was written before the later ones existed. They are then as
/// of a market that has nothing of theirs.
const LAST_OF_THE_FIRST: Component = Component::Steps;

/// The bytes of a snapshot whose every hash was right. Reading them and building a state from them are two halves, for two threads.
#[derive(Debug)]
pub(crate) struct SavedState {
    pub(crate) position: SnapshotPosition,
    /// In the order of [`Component::ALL`].
    components: Vec<Vec<u8>>,
}

impl SavedState {
    pub(crate) fn read(snapshots: &Snapshots, seq: u64) -> Result<Self, JournalError> {
        let mut reader = snapshots.read(seq)?;
        let mut components = Vec::with_capacity(Component::ALL.len());
        for &component in Component::ALL {
            let bytes = read_component(&mut reader, component)?;
            if bytes.is_none() && component <= LAST_OF_THE_FIRST {
                return Err(unusable(seq, format!("{} is missing", component.name())));
            }
            components.push(bytes.unwrap_or_default());
        }
        if let Some(further) = reader.next_component()? {
            return Err(unusable(seq, format!("it goes on with {further}")));
        }
        Ok(Self { position: reader.position(), components })
    }

    /// How many accounts, holdings and open orders it holds: the number that each of these components begins with. A malformed one shows when it is
    /// built.
    pub(crate) fn room_needed(&self, home: Home) -> RoomNeeded {
        let count = |component: Component| {
            let bytes = self.components.get(component as usize).map_or(&[][..], Vec::as_slice);
            u32::get(&mut Decoder::new(bytes, home)).unwrap_or(0)
        };
        RoomNeeded { accounts: count(Component::Ledger), holdings: count(Component::Holdings), orders: count(Component::Orders) }
    }

    /// The caller has seen that there is room for it.
    pub(crate) fn build(self, home: Home, capacity: Capacity) -> Result<Exchange, JournalError> {
        let Self { position: SnapshotPosition { seq, .. }, mut components } = self;
        let read = Exchange::read_components(home, capacity, &mut |component| std::mem::take(&mut components[component as usize]));
        let exchange = read.map_err(|error| unusable(seq, error.to_string()))?;
        if exchange.last_seq() != Seq(seq) {
            return Err(unusable(seq, format!("it holds the state at seq {}", exchange.last_seq())));
        }
        Ok(exchange)
    }
}

/// `None` where the file ends.
fn read_component(reader: &mut SnapshotReader, component: Component) -> Result<Option<Vec<u8>>, JournalError> {
    let Some(found) = reader.next_component()? else { return Ok(None) };
    if found != component.name() {
        return Err(unusable(reader.position().seq, format!("{found} stands in the place of {}", component.name())));
    }
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| reader.error(error))?;
    Ok(Some(bytes))
}

fn unusable(seq: u64, reason: String) -> JournalError {
    JournalError::Snapshot { name: name_of(seq), reason }
}

fn name_of(seq: u64) -> String {
    format!("snapshot at seq {seq}")
}
