//! What the surrounding program gives the client: the time, randomness, and a pause that lets others run.
//!
//! The client has no clock and no random source of its own; the command line and the browser facade each
//! implement [`Host`] once.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

/// A future that stays on its thread: the browser has only one, and the command line needs no more.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Time and randomness, given by the program that runs the client.
pub trait Host {
    /// The present instant, as the device believes it.
    fn now(&self) -> Timestamp;

    /// Fills `bytes` from the system's cryptographic random source.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Waits for `milliseconds`, letting other work run.
    fn pause(&self, milliseconds: u32) -> LocalFuture<'_, ()>;
}

/// The host's randomness in the form the pure crates ask for.
pub struct HostRng<'a>(pub &'a dyn Host);

impl rand_core::TryRng for HostRng<'_> {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill_random(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill_random(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill_random(bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for HostRng<'_> {}
