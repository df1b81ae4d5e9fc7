//! How often something may be done: a bucket that fills up again with time.

use std::{collections::BTreeMap, net::IpAddr};

use tokio::time::Instant;

/// How often: so many times at once, and so many a second after that.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub(super) at_once: f64,
    pub(super) a_second: f64,
}

/// What is left.
#[derive(Clone, Copy)]
pub(super) struct Bucket {
    pace: Pace,
    left: f64,
    at: Instant,
}

impl Bucket {
    pub(super) fn full(pace: Pace, now: Instant) -> Self {
        Self { pace, left: pace.at_once, at: now }
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.pace.a_second).min(self.pace.at_once);
        self.at = now;
    }

    /// Whether it may be done now; else after how many seconds.
    pub(super) fn allows(&mut self, now: Instant) -> Result<(), u64> {
        self.fill(now);
        if self.left >= 1.0 {
            return Ok(());
        }
        Err(((1.0 - self.left) / self.pace.a_second).ceil().max(1.0) as u64)
    }

    /// Notes that it was done.
    pub(super) fn take(&mut self) {
        self.left = (self.left - 1.0).max(0.0);
    }
}

/// A bucket for each address.
pub(super) struct Addresses {
    pace: Pace,
    buckets: BTreeMap<IpAddr, Bucket>,
}

/// With more addresses than this, those that have done nothing for long are forgotten.
const ADDRESSES_MAX: usize = 4_096;

impl Addresses {
    pub(super) fn at(pace: Pace) -> Self {
        Self { pace, buckets: BTreeMap::new() }
    }

    /// The bucket of an address.
    pub(super) fn of(&mut self, address: IpAddr, now: Instant) -> &mut Bucket {
        if self.buckets.len() > ADDRESSES_MAX {
            let pace = self.pace;
            self.buckets.retain(|_, bucket| {
                bucket.fill(now);
                bucket.left < pace.at_once
            });
        }
        self.buckets.entry(address).or_insert_with(|| Bucket::full(self.pace, now))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_taken_comes_back_with_time() {
        let start = Instant::now();
        let mut bucket = Bucket::full(Pace { at_once: 2.0, a_second: 0.5 }, start);
        for _ in 0..2 {
            assert_eq!(bucket.allows(start), Ok(()));
            bucket.take();
        }
        assert_eq!(bucket.allows(start), Err(2));
        assert_eq!(bucket.allows(start + Duration::from_secs(1)), Err(1));
        assert_eq!(bucket.allows(start + Duration::from_secs(2)), Ok(()));
        bucket.take();
        assert_eq!(bucket.allows(start + Duration::from_secs(2)), Err(2));
    }
}
