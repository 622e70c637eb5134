//! Reading compressed logs as they arrive: gzip (several members too) and
//! Zstandard (several frames too), told by their first bytes and never by the
//! name of the file.
//!
//! Output comes in pieces of at most a few hundred kilobytes, so a file that
//! grows a thousand times costs time and not memory.

mod gzip;
#[cfg(feature = "zstd-c")]
mod zstd_c;
#[cfg(any(test, not(feature = "zstd-c")))]
mod zstd_rust;

use thiserror::Error;

#[cfg(feature = "zstd-c")]
use zstd_c::ZstdDecoder;
#[cfg(not(feature = "zstd-c"))]
use zstd_rust::ZstdDecoder;

use gzip::GzipDecoder;

/// How a log is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    Plain,
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Compression {
    /// Bytes [`Self::detect`] wants to see, unless the file is shorter.
    pub const HEAD_BYTES: usize = 6;

    /// Tells the compression from the first bytes of a file.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Unsupported`] for archives and compressions not read here.
    pub fn detect(head: &[u8]) -> Result<Self, DecodeError> {
        let unsupported = |name| Err(DecodeError::Unsupported { name });
        match head {
            [0x1f, 0x8b, ..] => Ok(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Ok(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => unsupported("bzip2"),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => unsupported("xz"),
            [b'P', b'K', 3, 4, ..] => unsupported("zip"),
            [0x04, 0x22, 0x4d, 0x18, ..] => unsupported("lz4"),
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => unsupported("7z"),
            _ => Ok(Self::Plain),
        }
    }
}

/// Why a log could not be decompressed to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// An archive or a compression not read here.
    #[error("{name} is not read: decompress the file first")]
    Unsupported {
        /// Its usual name.
        name: &'static str,
    },
    /// The compressed bytes contradict themselves.
    #[error("the compressed data are damaged: {message}")]
    Damaged {
        /// What the decoder says.
        message: String,
    },
    /// The file stops in the middle.
    #[error("the compressed file stops before its end")]
    Truncated,
}

impl DecodeError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "compression-unsupported",
            Self::Damaged { .. } => "compressed-damaged",
            Self::Truncated => "compressed-truncated",
        }
    }

    fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged { message: error.to_string() }
    }
}

/// Decompresses one file, chunk by chunk.
#[derive(Debug)]
pub struct Decoder(Inner);

#[derive(Debug)]
enum Inner {
    Plain,
    Gzip(Box<GzipDecoder>),
    Zstd(Box<ZstdDecoder>),
}

impl Decoder {
    /// A decoder at the beginning of a file.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Damaged`] when the decompression library cannot start.
    pub fn new(compression: Compression) -> Result<Self, DecodeError> {
        Ok(Self(match compression {
            Compression::Plain => Inner::Plain,
            Compression::Gzip => Inner::Gzip(Box::new(GzipDecoder::new())),
            Compression::Zstd => Inner::Zstd(Box::new(ZstdDecoder::new()?)),
        }))
    }

    /// Takes a chunk of the file; `out` receives what it decompresses to, in
    /// pieces, before any error is returned.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the bytes are not what they claim to be.
    pub fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), DecodeError> {
        match &mut self.0 {
            Inner::Plain => out(bytes),
            Inner::Gzip(decoder) => decoder.push(bytes, out)?,
            Inner::Zstd(decoder) => decoder.push(bytes, out)?,
        }
        Ok(())
    }

    /// Takes the end of the file.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Truncated`] when more was to come.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        let complete = match &mut self.0 {
            Inner::Plain => true,
            Inner::Gzip(decoder) => decoder.is_complete(),
            Inner::Zstd(decoder) => decoder.is_complete(),
        };
        if complete { Ok(()) } else { Err(DecodeError::Truncated) }
    }
}

#[cfg(test)]
mod tests;
