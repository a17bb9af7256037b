//! How often a login may be tried.

use std::collections::HashMap;
use std::sync::Mutex;

use protocol::Time;

/// Attempts for one address within the window that do not succeed, whether it is registered or not.
const FAILURES_MAX: u32 = 10;
const WINDOW_US: i64 = 15 * 60 * 1_000_000;
/// Addresses that are watched at once. Beyond it the oldest are forgotten.
const WATCHED_MAX: usize = 100_000;

/// Counts failures in memory: a restart forgives, and an attacker cannot restart the server.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<HashMap<Vec<u8>, Failures>>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    since: Time,
    count: u32,
}

impl Throttle {
    /// Counts an attempt as a failure before its password is looked at, so that many at once do not pass together. Says how long to wait if there were
    /// too many.
    pub(crate) fn attempt(&self, who: Vec<u8>, now: Time) -> Result<(), u32> {
        let mut table = self.failures.lock().expect("no holder of the throttle's lock panics");
        if table.len() >= WATCHED_MAX && !table.contains_key(&who) {
            table.retain(|_, failures| now.0 - failures.since.0 < WINDOW_US);
            if table.len() >= WATCHED_MAX {
                let oldest = table.iter().min_by_key(|(_, failures)| failures.since).map(|(who, _)| who.clone());
                oldest.map(|oldest| table.remove(&oldest));
            }
        }
        let failures = table.entry(who).or_insert(Failures { since: now, count: 0 });
        if now.0 - failures.since.0 >= WINDOW_US {
            *failures = Failures { since: now, count: 0 };
        }
        if failures.count >= FAILURES_MAX {
            let left_us = WINDOW_US - (now.0 - failures.since.0);
            return Err(u32::try_from(left_us / 1_000_000 + 1).unwrap_or(u32::MAX));
        }
        failures.count += 1;
        Ok(())
    }

    pub(crate) fn succeeded(&self, who: &[u8]) {
        self.failures.lock().expect("no holder of the throttle's lock panics").remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f07_ten_failures_close_an_address_for_a_while() {
        let throttle = Throttle::default();
        for _ in 0..FAILURES_MAX {
            assert_eq!(throttle.attempt(vec![1], Time(0)), Ok(()));
        }
        assert_eq!(throttle.attempt(vec![1], Time(60_000_000)), Err(841));
        assert_eq!(throttle.attempt(vec![2], Time(60_000_000)), Ok(()));
        assert_eq!(throttle.attempt(vec![1], Time(WINDOW_US)), Ok(()));
        throttle.succeeded(&[1]);
        for _ in 0..FAILURES_MAX {
            assert_eq!(throttle.attempt(vec![1], Time(WINDOW_US)), Ok(()));
        }
    }
}
