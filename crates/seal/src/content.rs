//! Content of files: C2SP FLOE (c2sp.org/FLOE) with AES-256-GCM and HKDF-SHA-384.
//!
//! A file becomes a header and segments of 1 MiB (64 KiB for files under 4 MiB). Any segment opens alone;
//! cutting, reordering, repeating or exchanging segments is refused; a ciphertext opens under one key only. The
//! associated data is the [`Context`](crate::Context): workspace, document and version.
//!
//! Nothing here reads or writes. [`Encryptor`] and [`Decryptor`] hand out *jobs*, one for each segment, in
//! any order for reading. Natively a job runs itself ([`SealJob::seal_in_place`], [`OpenJob::open_in_place`]) on
//! hardware AES; in the browser the caller runs WebCrypto with what the job gives ([`SealJob::raw_key`]…), because AES
//! compiled to WebAssembly is tens of times slower. Jobs are independent: threads and workers may share them out.
//!
//! The [`Layout`] follows from the size of the file, which stands in the signed entry: whoever stores the ciphertext
//! chooses neither the size of segments nor which one is last.
//!
//! Sizes are padded with zeros to the classes of [`crate::padding`]; a job adds and removes the padding.

mod backend;
mod decrypt;
mod derive;
mod encrypt;
mod layout;

use thiserror::Error;

pub use backend::NAME as BACKEND;
pub use decrypt::{Decryptor, OpenJob};
pub use encrypt::{Encryptor, SealJob};
pub use layout::{Layout, Segment};

/// Length of a FLOE header: parameters, random value, tag.
pub const HEADER_BYTES: usize = 10 + IV_BYTES + 32;
/// What a segment adds to its plaintext: length or marker, nonce, tag.
pub const SEGMENT_OVERHEAD_BYTES: usize = CONTENT_OFFSET + TAG_BYTES;
/// Where the plaintext begins inside a segment's buffer.
pub const CONTENT_OFFSET: usize = 4 + NONCE_BYTES;
/// Length of AES-GCM's tag, at the end of a segment.
pub const TAG_BYTES: usize = 16;
/// Length of AES-GCM's nonce, after the first four bytes of a segment.
pub const NONCE_BYTES: usize = 12;

const IV_BYTES: usize = 32;
/// The first four bytes of every segment but the last.
const MARKER: [u8; 4] = [0xff; 4];

/// The header that comes before the segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header([u8; HEADER_BYTES]);

impl Header {
    /// The header with these bytes; [`Decryptor::start`] checks them.
    pub const fn from_bytes(bytes: [u8; HEADER_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; HEADER_BYTES] {
        &self.0
    }
}

/// Why content is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ContentError {
    /// Larger than the format allows.
    #[error("a file of {size_bytes} bytes is larger than the format allows")]
    TooLarge {
        /// Size of the file.
        size_bytes: u64,
    },
    /// The header announces other parameters than those that follow from the signed size.
    #[error("the header announces other parameters than the signed entry")]
    Parameters,
    /// Wrong key, wrong place, or an altered header.
    #[error("the header does not fit this key and this place")]
    HeaderRefused,
    /// A segment has not the length that it must have: cut, lengthened or exchanged.
    #[error("segment {index} has {length_bytes} bytes instead of {expected_bytes}")]
    SegmentLength {
        /// Which segment, from 0.
        index: u64,
        /// Its length.
        length_bytes: usize,
        /// The only acceptable length.
        expected_bytes: usize,
    },
    /// A segment was altered, moved or taken from elsewhere.
    #[error("segment {index} is refused")]
    SegmentRefused {
        /// Which segment, from 0.
        index: u64,
    },
    /// There is no such segment.
    #[error("segment {index} does not exist: the file has {count}")]
    NoSuchSegment {
        /// The index asked for, from 0.
        index: u64,
        /// How many there are.
        count: u64,
    },
    /// Ended before its last segment.
    #[error("the content ends after {received} of {count} segments")]
    Truncated {
        /// Segments opened.
        received: u64,
        /// How many there are.
        count: u64,
    },
    /// The source gave another number of bytes than announced: it changed meanwhile.
    #[error("segment {index} takes {expected_bytes} bytes of the file, {length_bytes} were given")]
    SourceLength {
        /// Which segment, from 0.
        index: u64,
        /// Bytes given.
        length_bytes: usize,
        /// Bytes that this segment holds.
        expected_bytes: usize,
    },
}

impl ContentError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "content-too-large",
            Self::Parameters => "content-parameters",
            Self::HeaderRefused => "content-header-refused",
            Self::SegmentLength { .. } => "content-segment-length",
            Self::SegmentRefused { .. } => "content-segment-refused",
            Self::NoSuchSegment { .. } => "content-no-such-segment",
            Self::Truncated { .. } => "content-truncated",
            Self::SourceLength { .. } => "content-source-length",
        }
    }
}

#[cfg(test)]
mod tests;
