//! Where content comes from and goes to: a file, a `File` of the browser, memory.

use thiserror::Error;

use crate::host::LocalFuture;

/// Content that can be read at any offset, more than once: hashing, sealing and resuming each read it again.
pub trait Source {
    /// Size in bytes when the source was opened.
    fn size(&self) -> u64;

    /// Time of last change, in milliseconds since 1970, when the system knows it: part of what tells a
    /// resumed upload that it is still the same file.
    fn changed_ms(&self) -> Option<i64>;

    /// Refuses when the source is no longer what it was when it was opened.
    fn check_unchanged(&self) -> LocalFuture<'_, Result<(), StreamError>>;

    /// Exactly `length` bytes from `offset`.
    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StreamError>>;
}

/// Where verified content is written, in order. Nothing stands under its final name before [`Sink::finish`].
pub trait Sink {
    /// Appends `bytes`.
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>>;

    /// Everything was verified: gives the content its final name.
    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>>;

    /// Verification failed: drops what was written.
    fn abandon(&mut self) -> LocalFuture<'_, ()>;
}

/// Reading or writing local content failed.
#[derive(Debug, Clone, Error)]
pub enum StreamError {
    /// The source cannot be read (removed, shorter than before, no permission).
    #[error("cannot read {name}: {reason}")]
    Read {
        /// Name of the source.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// The source is no longer what it was when it was opened.
    #[error("{name} changed while it was being read")]
    Changed {
        /// Name of the source.
        name: String,
    },
    /// The destination cannot be written (disk full, no permission).
    #[error("cannot write {name}: {reason}")]
    Write {
        /// Name of the destination.
        name: String,
        /// What the system said.
        reason: String,
    },
}

/// Bytes in memory as a source.
#[derive(Debug, Clone, Default)]
pub struct MemorySource(pub Vec<u8>);

impl Source for MemorySource {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn changed_ms(&self) -> Option<i64> {
        None
    }

    fn check_unchanged(&self) -> LocalFuture<'_, Result<(), StreamError>> {
        Box::pin(async { Ok(()) })
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StreamError>> {
        Box::pin(async move {
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            start.checked_add(length).and_then(|end| self.0.get(start..end)).map(<[u8]>::to_vec).ok_or_else(
                || StreamError::Read { name: "memory".to_owned(), reason: "past the end".to_owned() },
            )
        })
    }
}

/// A sink that keeps the bytes in memory: small content that is read at once.
#[derive(Debug, Default)]
pub struct MemorySink {
    bytes: Vec<u8>,
    finished: bool,
}

impl MemorySink {
    /// The content, once it was verified.
    #[must_use]
    pub fn into_verified(self) -> Option<Vec<u8>> {
        self.finished.then_some(self.bytes)
    }
}

impl Sink for MemorySink {
    fn write(&mut self, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StreamError>> {
        self.bytes.extend_from_slice(&bytes);
        Box::pin(async { Ok(()) })
    }

    fn finish(&mut self) -> LocalFuture<'_, Result<(), StreamError>> {
        self.finished = true;
        Box::pin(async { Ok(()) })
    }

    fn abandon(&mut self) -> LocalFuture<'_, ()> {
        self.bytes.clear();
        Box::pin(async {})
    }
}
