//! SHA-256 digests.

use core::fmt;
use core::str::FromStr;

use sha2::digest::common::hazmat::SerializableState;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::fixed::{ByteForm, TextForm, byte_serde, bytes_of_hex, hex_of};

/// The SHA-256 digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes.as_ref()).into())
    }

    /// The digest with this value.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Computes a [`Digest`] as bytes arrive.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Starts with no byte.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes further bytes.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes.as_ref());
    }

    /// Where the computation stands, so that it can go on later without the bytes taken so far. It tells as much
    /// about them as the digest does, and their last block as it is: keep it as they are kept.
    pub fn save(&self) -> Vec<u8> {
        self.0.serialize().to_vec()
    }

    /// Goes on from [`save`](Self::save); nothing for other bytes.
    pub fn restore(saved: &[u8]) -> Option<Self> {
        let state = saved.try_into().ok()?;
        Sha256::deserialize(&state).ok().map(Self)
    }

    /// The digest of all bytes taken.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// Why a text is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a digest: 64 lowercase hexadecimal digits were expected")]
pub struct DigestError;

impl DigestError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "digest-malformed"
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex_of(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        bytes_of_hex(text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(DigestError)
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl ByteForm for Digest {
    const NAME: &'static str = "digest";
    const TEXT: TextForm = TextForm::Hex;

    fn to_stored(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        bytes.try_into().map(Self).map_err(|_| "32 bytes expected".to_owned())
    }
}

byte_serde!(Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answer() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of("abc").to_string(), expected);
        assert_eq!(expected.parse(), Ok(Digest::of(b"abc")));
        assert_eq!("BA".repeat(32).parse::<Digest>(), Err(DigestError));
    }

    #[test]
    fn streaming_equals_whole() {
        let mut hasher = Hasher::new();
        hasher.update(b"a");
        hasher.update(b"");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), Digest::of(b"abc"));
    }

    #[test]
    fn a_saved_computation_goes_on() {
        let bytes: Vec<u8> = (0..200).collect();
        for cut in [0, 1, 63, 64, 65, 128, 200] {
            let mut hasher = Hasher::new();
            hasher.update(&bytes[..cut]);
            let mut again = Hasher::restore(&hasher.save()).unwrap();
            again.update(&bytes[cut..]);
            assert_eq!(again.finish(), Digest::of(&bytes), "{cut}");
        }
        assert!(Hasher::restore(b"short").is_none());
    }

    #[test]
    fn serde_forms() {
        let digest = Digest::of(b"abc");
        assert_eq!(serde_json::from_str::<Digest>(&serde_json::to_string(&digest).unwrap()).unwrap(), digest);
        let encoded = crate::cbor::encode(&digest).unwrap();
        assert_eq!(&encoded[..2], [0x58, 32]);
        assert_eq!(crate::cbor::decode::<Digest>(&encoded).unwrap(), digest);
    }
}
