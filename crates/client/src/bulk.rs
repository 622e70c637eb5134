//! Encryption of file content: the one computation that is done differently on each platform.
//!
//! `seal` hands out one job per segment (1 MiB). Natively they run on the processor's AES, in place; in the
//! browser each goes to WebCrypto, several at once, because AES compiled to WebAssembly is tens of times slower.

use beffroi_seal::Digest;
use beffroi_seal::content::{ContentError, OpenJob, SealJob};
use thiserror::Error;

use crate::host::LocalFuture;

/// Encryption or decryption of a run of segments failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BulkError {
    /// The content is not what the signed entry announces.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The platform's cipher does not work.
    #[error("the platform's cipher failed: {reason}")]
    Platform {
        /// What it said.
        reason: String,
    },
}

/// Runs the jobs of consecutive segments.
pub trait BulkCipher {
    /// Seals `file`, the bytes of the file that these segments hold, and gives the segments one after the other.
    fn seal(&self, jobs: Vec<SealJob>, file: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>>;

    /// Opens `sealed`, these segments one after the other, and gives the bytes of the file that they hold.
    fn open(&self, jobs: Vec<OpenJob>, sealed: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>>;

    /// Digest of a part.
    fn digest<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<Digest, BulkError>>;
}

/// The jobs run here, on the processor's AES.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Copy, Default)]
pub struct InProcess;

#[cfg(not(target_arch = "wasm32"))]
impl BulkCipher for InProcess {
    fn seal(&self, jobs: Vec<SealJob>, file: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
        use beffroi_seal::content::CONTENT_OFFSET;

        let run = move || {
            let length = jobs.iter().map(|job| job.segment().ciphertext_bytes()).sum();
            let mut sealed = vec![0; length];
            let (mut rest, mut source) = (sealed.as_mut_slice(), file.as_slice());
            for job in jobs {
                let (ciphertext_bytes, file_bytes) =
                    (job.segment().ciphertext_bytes(), job.segment().file_bytes());
                let (buffer, after) = rest.split_at_mut(ciphertext_bytes);
                let (bytes, remaining) = split_source(&job, source, file_bytes)?;
                buffer[CONTENT_OFFSET..CONTENT_OFFSET + file_bytes].copy_from_slice(bytes);
                job.seal_in_place(buffer)?;
                (rest, source) = (after, remaining);
            }
            Ok(sealed)
        };
        Box::pin(async move { run() })
    }

    fn open(&self, jobs: Vec<OpenJob>, sealed: Vec<u8>) -> LocalFuture<'_, Result<Vec<u8>, BulkError>> {
        let run = move || {
            let mut sealed = sealed;
            let mut file = Vec::with_capacity(sealed.len());
            let mut rest = sealed.as_mut_slice();
            for job in jobs {
                let length = job.segment().ciphertext_bytes().min(rest.len());
                let (segment, after) = rest.split_at_mut(length);
                file.extend_from_slice(job.open_in_place(segment)?);
                rest = after;
            }
            Ok(file)
        };
        Box::pin(async move { run() })
    }

    fn digest<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<Digest, BulkError>> {
        Box::pin(async move { Ok(Digest::of(bytes)) })
    }
}

/// The bytes of the source that a job takes, and what is left; refuses a source that is too short.
pub fn split_source<'a>(
    job: &SealJob,
    source: &'a [u8],
    file_bytes: usize,
) -> Result<(&'a [u8], &'a [u8]), ContentError> {
    source.split_at_checked(file_bytes).ok_or(ContentError::SourceLength {
        index: job.segment().index,
        length_bytes: source.len(),
        expected_bytes: file_bytes,
    })
}
