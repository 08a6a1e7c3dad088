//! Buckets in memory, for what is on the way of every request: one lock on a small part of a map, and nothing allocated.

use domain::{
    limits::{Bucket, Wait},
    timestamp::Timestamp,
};
use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

/// Enough that threads rarely meet.
const PARTS: usize = 64;
/// Buckets that a part keeps at most; with some 40 bytes each, all of them are 10 MB.
const MOST: usize = 4096;

/// Buckets by who takes out of them.
///
/// No cache that picks its own entries: one that prefers what is asked for often does not admit a newcomer when it is
/// full, and a newcomer who is not kept is not counted.
pub struct Counters {
    parts: Vec<Mutex<HashMap<u64, Timestamp, Hashed>>>,
    /// Differs from start to start, so that nobody can choose an address that shares a bucket with somebody else's.
    state: RandomState,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            parts: (0..PARTS).map(|_| Mutex::default()).collect(),
            state: RandomState::new(),
        }
    }
}

impl Counters {
    /// Takes one token out of the bucket of `who`.
    ///
    /// # Errors
    /// When there is none.
    pub fn take(&self, bucket: Bucket, who: &impl Hash, now: Timestamp) -> Result<(), Wait> {
        let key = self.state.hash_one(who);
        // The remainder is below the number of parts.
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of 64")]
        let part = &self.parts[(key % PARTS as u64) as usize];
        // Who panicked with the lock left the map as it was.
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = part.get_mut(&key) {
            *full_at = bucket.take(*full_at, now, 1)?;
            return Ok(());
        }
        if part.len() >= MOST {
            // A full bucket says nothing. Where hardly any is, forgetting all costs less than looking again each time.
            part.retain(|_, full_at| *full_at > now);
            if part.len() > MOST / 2 {
                part.clear();
            }
        }
        part.insert(key, bucket.take(now, now, 1)?);
        Ok(())
    }
}

/// The keys are hashes already.
#[derive(Clone, Default)]
struct Hashed;

impl BuildHasher for Hashed {
    type Hasher = Same;
    fn build_hasher(&self) -> Same {
        Same(0)
    }
}

struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUCKET: Bucket = Bucket::new(2, 1000);

    #[test]
    fn everybody_has_a_bucket_of_their_own() {
        let counters = Counters::default();
        let now = Timestamp::from_millis(1_800_000_000_000);
        for who in ["a", "b"] {
            assert!(counters.take(BUCKET, &who, now).is_ok());
            assert!(counters.take(BUCKET, &who, now).is_ok());
            assert_eq!(counters.take(BUCKET, &who, now).map_err(Wait::seconds), Err(1));
        }
        assert!(counters.take(BUCKET, &"a", now.plus_seconds(1)).is_ok());
    }

    #[test]
    fn strangers_in_any_number_take_no_more_than_their_place() {
        let counters = Counters::default();
        let now = Timestamp::from_millis(1_800_000_000_000);
        for who in 0..3 * PARTS * MOST {
            assert!(counters.take(BUCKET, &who, now).is_ok());
        }
        let kept: usize = counters
            .parts
            .iter()
            .map(|part| part.lock().expect("a lock").len())
            .sum();
        assert!(kept <= PARTS * MOST, "{kept}");
    }
}
