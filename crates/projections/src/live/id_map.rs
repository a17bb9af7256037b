use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use protocol::OrderId;

/// Order ids come from the market itself, so nobody can choose ones that collide; one multiplication spreads them.
pub(crate) type OrderMap<T> = HashMap<OrderId, T, BuildHasherDefault<IdHasher>>;

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
        let spread = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}
