use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use protocol::OrderId;

/// Order ids come from the market itself, so nobody can choose ones that collide. They rise one by one, and a place is five times the id: new orders stand
/// where the cache already is, with gaps between them.
pub(crate) type OrderMap<T> = HashMap<OrderId, T, BuildHasherDefault<IdHasher>>;

/// The bits that the table compares before it looks at an id; the others are the place.
const TAG: u64 = 0x7f << 57;

#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        let id = self.0 ^ id;
        self.0 = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) & TAG | id.wrapping_mul(5) & !TAG;
    }
}
