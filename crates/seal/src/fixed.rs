//! Public values that travel as byte strings: hexadecimal for people, bytes in CBOR.
//!
//! One text form only (lowercase, no prefix), so that a value has exactly one spelling. Long sealed values use
//! unpadded base64url in human-readable formats, because hexadecimal would double them.

use core::fmt;
use core::marker::PhantomData;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserializer, Serializer, de};

/// A public value with a byte form; the private half of every `Serialize` in this crate.
pub trait ByteForm: Sized {
    /// What it is called in an error.
    const NAME: &'static str;
    /// How it is written where people read.
    const TEXT: TextForm;

    /// The stored bytes.
    fn to_stored(&self) -> Vec<u8>;
    /// Reads the stored bytes; the error says what was expected.
    fn from_stored(bytes: &[u8]) -> Result<Self, String>;
}

/// The two spellings used in human-readable formats.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// Lowercase hexadecimal.
    Hex,
    /// Base64 with the URL alphabet, without padding.
    Base64Url,
}

impl TextForm {
    /// Writes bytes in this form.
    pub fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex_of(bytes),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(bytes),
        }
    }

    /// Reads bytes in this form; `None` for any other spelling.
    pub fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => bytes_of_hex(text),
            Self::Base64Url => URL_SAFE_NO_PAD.decode(text).ok(),
        }
    }
}

/// `Serialize` for a [`ByteForm`].
pub fn serialize<T: ByteForm, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes = value.to_stored();
    if serializer.is_human_readable() {
        serializer.serialize_str(&T::TEXT.write(&bytes))
    } else {
        serializer.serialize_bytes(&bytes)
    }
}

/// `Deserialize` for a [`ByteForm`].
pub fn deserialize<'de, T: ByteForm, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // Buffered content (internally tagged enums) always claims to be human readable, so that the visitor takes
    // bytes in both cases; a text in CBOR is still refused by the CBOR reader.
    if deserializer.is_human_readable() {
        deserializer.deserialize_string(Visitor(PhantomData))
    } else {
        deserializer.deserialize_byte_buf(Visitor(PhantomData))
    }
}

struct Visitor<T>(PhantomData<T>);

impl<T: ByteForm> de::Visitor<'_> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let bytes = T::TEXT
            .read(text)
            .ok_or_else(|| E::custom(format_args!("{}: not in the expected spelling", T::NAME)))?;
        T::from_stored(&bytes).map_err(|why| E::custom(format_args!("{}: {why}", T::NAME)))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<T, E> {
        T::from_stored(bytes).map_err(|why| E::custom(format_args!("{}: {why}", T::NAME)))
    }
}

/// Lowercase hexadecimal.
pub fn hex_of(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

/// Reads lowercase hexadecimal; `None` for anything else, uppercase included.
pub fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    fn nibble(character: u8) -> Option<u8> {
        match character {
            b'0'..=b'9' => Some(character - b'0'),
            b'a'..=b'f' => Some(character - b'a' + 10),
            _ => None,
        }
    }
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks_exact(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

/// Gives a [`ByteForm`] its `Serialize` and `Deserialize`.
macro_rules! byte_serde {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::fixed::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::fixed::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use byte_serde;
