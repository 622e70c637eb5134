//! Nonces seen within the clock tolerance: a signed request serves once.
//!
//! Kept in memory. After a restart, requests signed before it are refused as skewed (the client corrects its
//! clock and signs again), so that forgetting the nonces opens nothing.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use beffroi_wire::request::NONCE_BYTES;

/// Nonces by signer.
#[derive(Debug, Default)]
pub(crate) struct Nonces(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    keys: HashSet<Key>,
    order: VecDeque<(i64, Key)>,
}

type Key = ([u8; 16], [u8; NONCE_BYTES]);

impl Nonces {
    /// True the first time; entries signed before `oldest` can no longer be presented, and are forgotten.
    pub(crate) fn first(&self, signer: [u8; 16], nonce: [u8; NONCE_BYTES], now: i64, oldest: i64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.order.front().is_some_and(|(at, _)| *at < oldest) {
            if let Some((_, key)) = seen.order.pop_front() {
                seen.keys.remove(&key);
            }
        }
        let key = (signer, nonce);
        let first = seen.keys.insert(key);
        if first {
            seen.order.push_back((now, key));
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_within_the_tolerance() {
        let nonces = Nonces::default();
        assert!(nonces.first([1; 16], [1; 16], 100, 0));
        assert!(!nonces.first([1; 16], [1; 16], 101, 0));
        assert!(nonces.first([2; 16], [1; 16], 101, 0), "another signer");
        assert!(nonces.first([1; 16], [2; 16], 300, 200));
        assert_eq!(nonces.0.lock().unwrap().order.len(), 1, "old ones are forgotten");
    }
}
