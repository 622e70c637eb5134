//! A structure, the bytes that were signed, and the signature.
//!
//! Stored form: the deterministic CBOR array `[payload, signature]`, where `payload` is a byte string holding the
//! deterministic CBOR of the structure. What is signed is the payload itself, never a re-encoding of it, so that
//! one form exists: decoding refuses any other spelling.

use core::fmt;

use beffroi_seal::unverified::Unverified;
use beffroi_seal::{Context, Digest, Signature, SigningKey, VerifyingKey, cbor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_bytes::{ByteBuf, Bytes};
use thiserror::Error;

/// A structure that people sign: it knows the slot for which its signature holds.
pub trait SignedBody: Serialize + DeserializeOwned {
    /// The context of the signature, from the ids that the structure itself names.
    fn context(&self) -> Context;
}

/// A structure with its signature. Nothing is proved until [`verify`](Self::verify) has been called with the right key.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed<T> {
    body: T,
    /// The stored form: what travels, what is kept, what the digest covers.
    encoded: Vec<u8>,
    payload: core::ops::Range<usize>,
    signature: Signature,
    digest: Digest,
}

/// Why bytes are not a signed structure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// More bytes than this structure may have.
    #[error("{bytes} bytes are more than the {bytes_max} allowed")]
    TooLarge {
        /// The size received.
        bytes: usize,
        /// The largest size accepted.
        bytes_max: usize,
    },
    /// The bytes are not `[payload, signature]` in deterministic CBOR.
    #[error("not a signed structure: {reason}")]
    Envelope {
        /// What the decoder says.
        reason: String,
    },
    /// The payload is not the expected structure in deterministic CBOR.
    #[error("not the expected structure: {reason}")]
    Payload {
        /// What the decoder says.
        reason: String,
    },
}

impl DecodeError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "signed-too-large",
            Self::Envelope { .. } => "signed-malformed",
            Self::Payload { .. } => "signed-payload-malformed",
        }
    }
}

/// The signature does not hold for this structure, this slot and this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the signature does not hold")]
pub struct SignatureRefused;

impl<T: SignedBody> Signed<T> {
    /// Signs a structure.
    pub fn sign(body: T, key: &SigningKey) -> Self {
        let payload = encode_infallible(&body);
        let signature = key.sign(&body.context(), &payload);
        let encoded = encode_infallible(&(Bytes::new(&payload), &signature));
        let range = payload_range(&encoded, payload.len());
        let digest = Digest::of(&encoded);
        Self { body, encoded, payload: range, signature, digest }
    }

    /// Reads the stored form, of at most [`BYTES_MAX`] bytes.
    pub fn decode(encoded: &[u8]) -> Result<Unverified<Self>, DecodeError> {
        Self::decode_owned(encoded.to_vec()).map(Unverified::new)
    }

    /// Checks the signature.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureRefused> {
        let payload = &self.encoded[self.payload.clone()];
        key.verify(&self.body.context(), payload, &self.signature).map_err(|_| SignatureRefused)
    }

    fn decode_owned(encoded: Vec<u8>) -> Result<Self, DecodeError> {
        if encoded.len() > BYTES_MAX {
            return Err(DecodeError::TooLarge { bytes: encoded.len(), bytes_max: BYTES_MAX });
        }
        let (payload, signature): (ByteBuf, Signature) =
            cbor::decode(&encoded).map_err(|error| DecodeError::Envelope { reason: error.to_string() })?;
        let body =
            cbor::decode(&payload).map_err(|error| DecodeError::Payload { reason: error.to_string() })?;
        let range = payload_range(&encoded, payload.len());
        let digest = Digest::of(&encoded);
        Ok(Self { body, encoded, payload: range, signature, digest })
    }
}

impl<T> Signed<T> {
    /// What was signed.
    pub const fn body(&self) -> &T {
        &self.body
    }

    /// Takes the structure out, without its proof.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The stored form.
    pub fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    /// The digest of the stored form: what the next entry of a log names as its previous one.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The signature itself.
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }
}

impl<T: fmt::Debug> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("body", &self.body)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl<T> Serialize for Signed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_bytes(&self.encoded, serializer)
    }
}

impl<'de, T: SignedBody> Deserialize<'de> for Signed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let encoded = deserialize_bytes(deserializer)?;
        Self::decode_owned(encoded).map_err(de::Error::custom)
    }
}

/// The largest signed structure: a commit with thousands of entries fits, a bomb does not.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;

/// Where the payload stands in the stored form: after the array header and the byte string header.
const fn payload_range(encoded: &[u8], payload_length: usize) -> core::ops::Range<usize> {
    let header = match payload_length {
        0..24 => 1,
        24..256 => 2,
        256..65_536 => 3,
        _ => 5,
    };
    let start = 1 + header;
    debug_assert!(start + payload_length <= encoded.len());
    start..start + payload_length
}

fn encode_infallible<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::encode(value).expect("structures of this crate have string keys and no float")
}

fn serialize_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        use base64::Engine as _;
        serializer.serialize_str(&base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

fn deserialize_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a signed structure, as bytes or base64url")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<u8>, E> {
            use base64::Engine as _;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).map_err(E::custom)
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
    if deserializer.is_human_readable() {
        deserializer.deserialize_string(Visitor)
    } else {
        deserializer.deserialize_byte_buf(Visitor)
    }
}
