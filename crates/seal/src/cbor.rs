//! Deterministic CBOR (RFC 8949 §4.2.1): one value, one encoding.
//!
//! [`encode`] writes shortest forms, definite lengths and map keys sorted by their encoded bytes. [`decode`] refuses
//! every other encoding of the same value, trailing bytes, tags, and inputs that are too long or too deep: what
//! was signed or digested is exactly what is read.

mod check;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// What [`decode`] accepts at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest input, in bytes.
    pub length_bytes_max: usize,
    /// Deepest nesting of arrays and maps.
    pub depth_max: usize,
}

impl Limits {
    /// For one entry, request or record: 16 MiB, 64 levels.
    pub const DEFAULT: Self = Self { length_bytes_max: 16 << 20, depth_max: 64 };
    /// For a snapshot of a whole workspace: 512 MiB, 64 levels.
    pub const SNAPSHOT: Self = Self { length_bytes_max: 512 << 20, depth_max: 64 };
}

/// Why a value could not be written or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CborError {
    /// The value has no deterministic form here (a tag, two equal map keys, an integer beyond 64 bits).
    #[error("value without a deterministic CBOR form: {0}")]
    Unsupported(String),
    /// Longer than the limit.
    #[error("CBOR of {length_bytes} bytes, at most {length_bytes_max} are accepted")]
    TooLong {
        /// Length of the input.
        length_bytes: usize,
        /// The limit.
        length_bytes_max: usize,
    },
    /// Nested deeper than the limit.
    #[error("CBOR nested deeper than {depth_max} levels")]
    TooDeep {
        /// The limit.
        depth_max: usize,
    },
    /// Ends before the value does.
    #[error("CBOR cut short")]
    Truncated,
    /// Goes on after the value.
    #[error("bytes after the CBOR value, from offset {offset}")]
    Trailing {
        /// Where the value ended.
        offset: usize,
    },
    /// Not the one deterministic encoding.
    #[error("CBOR is not deterministic at offset {offset}: {rule}")]
    NotDeterministic {
        /// Where.
        offset: usize,
        /// The rule that is broken.
        rule: &'static str,
    },
    /// Deterministic, but not a value of the expected type.
    #[error("CBOR is not the expected value: {0}")]
    Unexpected(String),
}

impl CborError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported(_) => "cbor-unsupported",
            Self::TooLong { .. } => "cbor-too-long",
            Self::TooDeep { .. } => "cbor-too-deep",
            Self::Truncated => "cbor-truncated",
            Self::Trailing { .. } => "cbor-trailing",
            Self::NotDeterministic { .. } => "cbor-not-deterministic",
            Self::Unexpected(_) => "cbor-unexpected",
        }
    }
}

/// The one deterministic encoding of a value.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CborError> {
    let value =
        ciborium::Value::serialized(value).map_err(|error| CborError::Unsupported(error.to_string()))?;
    let mut bytes = Vec::new();
    write::value(&value, &mut bytes)?;
    Ok(bytes)
}

/// Reads a value within [`Limits::DEFAULT`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    decode_within(bytes, Limits::DEFAULT)
}

/// Reads a value within chosen limits.
pub fn decode_within<T: DeserializeOwned>(bytes: &[u8], limits: Limits) -> Result<T, CborError> {
    check::deterministic(bytes, limits)?;
    // The check has bounded the depth; each level costs the reader more than one of its own.
    ciborium::de::from_reader_with_recursion_limit(bytes, limits.depth_max * 4)
        .map_err(|error| CborError::Unexpected(error.to_string()))
}

#[cfg(test)]
mod tests;
