//! How long the market remembers idempotency keys: two generations, of which the older is forgotten at each rotation.

use protocol::Time;
use protocol::event::KeysRotated;

use super::saved::saved_struct;

saved_struct! {
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct KeyMemory {
        /// Keys that one generation has room for; a full one is rotated early.
        pub keys_max: u32,
        /// Keys in the generation that is being filled.
        pub used: u32,
        /// When the generation that is being filled began, and when the one before did; `None` before there was one.
        pub current_since: Option<Time>,
        pub older_since: Option<Time>,
        /// When the next rotation is due, unless the generation is full before.
        pub rotation_due: Option<Time>,
    }
}

impl KeyMemory {
    /// Every key that was used since is remembered.
    pub fn remembered_since(&self) -> Option<Time> {
        self.older_since.or(self.current_since)
    }

    /// How long a key is remembered at least, in microseconds: as long as the generation before lasted, or will have lasted by plan if it was longer. A
    /// key of the last moment of a generation is forgotten with the end of the next.
    pub fn window_us(&self) -> Option<i64> {
        let current = self.current_since?;
        let planned = self.rotation_due?.0 - current.0;
        Some(self.older_since.map_or(planned, |older| planned.min(current.0 - older.0)))
    }

    pub(crate) fn rotate(&mut self, at: Time, rotated: &KeysRotated) {
        self.older_since = self.current_since.replace(at);
        self.rotation_due = Some(rotated.until);
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f33_the_window_shortens_when_a_generation_fills_up() {
        let day = 86_400_000_000;
        let mut memory = KeyMemory { keys_max: 8, ..KeyMemory::default() };
        assert_eq!((memory.window_us(), memory.remembered_since()), (None, None));
        memory.rotate(Time(0), &KeysRotated { until: Time(day) });
        assert_eq!((memory.window_us(), memory.remembered_since()), (Some(day), Some(Time(0))));
        memory.used = 8;
        memory.rotate(Time(60), &KeysRotated { until: Time(day + 60) });
        assert_eq!((memory.window_us(), memory.remembered_since(), memory.used), (Some(60), Some(Time(0)), 0));
        memory.rotate(Time(day + 60), &KeysRotated { until: Time(2 * day + 60) });
        assert_eq!((memory.window_us(), memory.remembered_since()), (Some(day), Some(Time(60))));
    }
}
