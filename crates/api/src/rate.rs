//! How many orders an account may send: a bucket that fills at a steady rate. It stands before the sequencer, so that a bad program cannot fill the
//! table of keys.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// The rate and depth of every account's bucket.
#[derive(Clone, Copy, Debug)]
pub struct RateLimit {
    /// Orders a second in the long run, at least 1.
    pub orders_per_s: u32,
    /// Orders at once, at least as many as a batch may hold.
    pub burst: u32,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { orders_per_s: 500, burst: 2_000 }
    }
}

/// A bucket, kept as the time at which it will be full again.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    full_at_ns: AtomicU64,
}

/// What is left after an admission, or how long to wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Admitted { left: u32 },
    Refused { retry_after_s: u32 },
}

#[derive(Debug)]
pub(crate) struct RateClock {
    begin: Instant,
    limit: RateLimit,
    ns_per_order: u64,
}

impl RateClock {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let limit = RateLimit { orders_per_s: limit.orders_per_s.max(1), burst: limit.burst.max(1) };
        Self { begin: Instant::now(), limit, ns_per_order: 1_000_000_000 / u64::from(limit.orders_per_s) }
    }

    pub(crate) fn limit(&self) -> RateLimit {
        self.limit
    }

    pub(crate) fn admit(&self, bucket: &Bucket, orders: u32) -> Admission {
        self.admit_at(bucket, orders, u64::try_from(self.begin.elapsed().as_nanos()).unwrap_or(u64::MAX / 2))
    }

    fn admit_at(&self, bucket: &Bucket, orders: u32, now_ns: u64) -> Admission {
        let depth_ns = u64::from(self.limit.burst) * self.ns_per_order;
        let cost_ns = u64::from(orders) * self.ns_per_order;
        let mut full_at = bucket.full_at_ns.load(Ordering::Relaxed);
        loop {
            let after = full_at.max(now_ns) + cost_ns;
            if after > now_ns + depth_ns {
                let wait_ns = after - now_ns - depth_ns;
                return Admission::Refused { retry_after_s: u32::try_from(wait_ns.div_ceil(1_000_000_000)).unwrap_or(u32::MAX) };
            }
            match bucket.full_at_ns.compare_exchange_weak(full_at, after, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Admission::Admitted { left: ((now_ns + depth_ns - after) / self.ns_per_order) as u32 },
                Err(changed) => full_at = changed,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f100_a_bucket_admits_its_burst_and_then_its_rate() {
        let clock = RateClock::new(RateLimit { orders_per_s: 10, burst: 3 });
        let bucket = Bucket::default();
        for left in [2, 1, 0] {
            assert_eq!(clock.admit_at(&bucket, 1, 5), Admission::Admitted { left });
        }
        assert_eq!(clock.admit_at(&bucket, 1, 5), Admission::Refused { retry_after_s: 1 });
        assert_eq!(clock.admit_at(&bucket, 2, 200_000_005), Admission::Admitted { left: 0 });
        assert_eq!(clock.admit_at(&bucket, 4, 10_000_000_000), Admission::Refused { retry_after_s: 1 });
    }
}
