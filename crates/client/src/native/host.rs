//! The system's clock and random source.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use crate::host::{Host, LocalFuture};

/// The computer's own clock and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemHost;

impl Host for SystemHost {
    #[expect(clippy::disallowed_methods, reason = "this is the shell that passes the time in")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a computer without a random source cannot run any of this");
    }

    fn pause(&self, milliseconds: u32) -> LocalFuture<'_, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(u64::from(milliseconds))))
    }
}
