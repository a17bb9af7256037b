//! Keeps room for the journal: the next segment ready before it is needed, and the door closed before there is none.

use crate::running::Shared;
use gateway::ClosedReason;
use journal::{Journal, JournalError, Room};
use protocol::time::MICROS_PER_SECOND;
use protocol::{Seq, Time};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// The disk is looked at so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Below this share of free disk, in per cent, no commands are taken.
const FREE_PERCENT_MIN: u64 = 5;
/// Segments are kept for so long, so that the first answer under a repeated key can be read: two generations of keys.
const KEYS_KEPT_SECONDS: i64 = 2 * 24 * 3_600;

/// The thread that keeps room.
pub(crate) struct Tending {
    pub(crate) shared: Arc<Shared>,
    pub(crate) journal: Journal,
    /// The writer tells that it has begun a segment, and by its end that this thread is to end.
    pub(crate) segment_begun: Receiver<()>,
}

impl Tending {
    pub(crate) fn run(self) {
        loop {
            let door = self.shared.gateway.door();
            // What fails here is tried again; only the writer's own failure ends the process.
            let prepared = self.journal.prepare_ahead();
            match (prepared, self.journal.room()) {
                (Ok(()), Ok(room)) if has_room(&room) => door.open(ClosedReason::DiskNearlyFull),
                _ => door.close(ClosedReason::DiskNearlyFull),
            }
            if self.segment_begun.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }
}

fn has_room(room: &Room) -> bool {
    let free = u128::from(room.disk_free_bytes) * 100 >= u128::from(room.disk_total_bytes) * u128::from(FREE_PERCENT_MIN);
    free && (room.segments_ready > 0 || room.segments_spare > 0 || room.segments_creatable > 0)
}

/// The first record of which a repeated key may still ask, as of `now`: nothing from there on is recycled.
pub(crate) fn first_of_key_window(journal: &Journal, now: Time) -> Result<Seq, JournalError> {
    let since = now.0.saturating_sub(KEYS_KEPT_SECONDS * MICROS_PER_SECOND);
    let mut low = journal.first_seq();
    let mut high = journal.durable_seq() + 1;
    // The frame with the last record before the window may hold records inside it too.
    let mut before = low;
    while low < high {
        let middle = low + (high - low) / 2;
        let mut reader = journal.reader_from(middle)?;
        let Some(frame) = reader.next()? else { break };
        if frame.header.base_time < since {
            before = frame.header.first_seq;
            low = frame.header.last_seq() + 1;
        } else {
            high = frame.header.first_seq;
        }
    }
    Ok(Seq(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(free: u64, ready: u32, creatable: u64) -> Room {
        Room {
            segment_free_bytes: 0,
            segments_ready: ready,
            segments_spare: 0,
            segments_creatable: creatable,
            disk_free_bytes: free,
            disk_total_bytes: 1_000,
        }
    }

    #[test]
    fn the_door_closes_at_five_per_cent_and_before_the_last_segment_is_needed() {
        assert!(has_room(&room(50, 1, 0)));
        assert!(!has_room(&room(49, 1, 9)));
        assert!(has_room(&room(500, 0, 1)));
        assert!(!has_room(&room(500, 0, 0)));
    }
}
