//! Finds out by the journal whether a row was handed in, where the core's memory of keys may not reach back so far.

use gateway::{FollowError, Gateway};
use protocol::{KeyHash, Record, Seq};

/// The record under `key` after `after`. Rows of a market are handed in one after the other, so that the record of a row that is not marked comes after
/// those of all rows that are. Reads from the device: not for an async task.
pub(crate) fn find(gateway: &Gateway, after: Seq, key: KeyHash) -> Result<Option<Record>, FollowError> {
    let mut follower = gateway.follow(after);
    while let Some(record) = follower.try_next()? {
        if record.header.key == Some(key) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}
