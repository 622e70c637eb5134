//! Token buckets in memory, bounded: what is limited, by what.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use crate::error::ApiError;
use beffroi_wire::codes;

/// Buckets for one kind of act.
#[derive(Debug)]
pub(crate) struct RateLimit<K> {
    /// Acts allowed at once.
    burst: f64,
    /// Acts given back each millisecond.
    per_ms: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: i64,
}

/// More keys than this at once are forgotten, the full buckets first.
const KEYS_MAX: usize = 100_000;

impl<K: Eq + Hash + Copy> RateLimit<K> {
    /// `count` acts each `period_ms`, all of them at once if one likes.
    pub(crate) fn new(count: u32, period_ms: i64) -> Self {
        let burst = f64::from(count.max(1));
        #[expect(clippy::cast_precision_loss, reason = "a period of some minutes")]
        let per_ms = burst / period_ms.max(1) as f64;
        Self { burst, per_ms, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one, or says when to come back.
    pub(crate) fn take(&self, key: K, now: i64) -> Result<(), ApiError> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < self.burst);
            if buckets.len() >= KEYS_MAX {
                // Every bucket is in use: an attack from everywhere. Newcomers wait rather than the memory growing.
                return Err(self.refusal(1.0));
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: self.burst, at: now });
        let tokens = self.refilled(*bucket, now);
        let taken = tokens >= 1.0;
        *bucket = Bucket { tokens: if taken { tokens - 1.0 } else { tokens }, at: now };
        if taken { Ok(()) } else { Err(self.refusal(1.0 - tokens)) }
    }

    #[expect(clippy::cast_precision_loss, reason = "differences of some hours")]
    fn refilled(&self, bucket: Bucket, now: i64) -> f64 {
        let elapsed = now.saturating_sub(bucket.at).max(0) as f64;
        elapsed.mul_add(self.per_ms, bucket.tokens).min(self.burst)
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of waiting")]
    fn refusal(&self, missing: f64) -> ApiError {
        let wait = (missing / self.per_ms).ceil() as i64;
        ApiError::new(codes::RATE_LIMITED).param("retry_after_ms", wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refills_with_time() {
        let limit = RateLimit::new(3, 3000);
        let take = |key: u8, now| limit.take(key, now).is_ok();
        assert!(take(1, 0) && take(1, 0) && take(1, 0));
        assert!(!take(1, 0));
        assert!(take(2, 0), "another key");
        assert!(!take(1, 999));
        assert!(take(1, 1000));
        assert!(!take(1, 1001));
        assert!(!take(1, 0), "a clock that steps back gives nothing");
    }

    #[test]
    fn memory_is_bounded() {
        let limit = RateLimit::new(1, 1000);
        for key in 0..KEYS_MAX {
            assert!(limit.take(key, 0).is_ok());
        }
        assert!(limit.take(KEYS_MAX, 0).is_err());
        assert!(limit.take(KEYS_MAX, 1000).is_ok(), "full buckets are forgotten");
    }
}
