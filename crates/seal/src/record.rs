//! Small sealed objects: names, entries, settings. XChaCha20-Poly1305 with a key commitment.
//!
//! For each record, HKDF-SHA-256 over the key, with a random 24-byte nonce as salt and the [`Context`] as info, gives an
//! encryption key and a commitment. The commitment is stored: a record opens under one key, one nonce and one context
//! only, even for an attacker who chooses the keys. The plaintext is padded, so that the length of a name is not told.

use core::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::fixed::{ByteForm, TextForm, byte_serde};
use crate::secret::secret_key;
use crate::{Context, SecretBytes};

/// Version of stored records.
pub const VERSION: u8 = 1;

const NONCE_BYTES: usize = 24;
const COMMITMENT_BYTES: usize = 32;
const TAG_BYTES: usize = 16;
const HEADER_BYTES: usize = 1 + NONCE_BYTES + COMMITMENT_BYTES;
const CLASS_BYTES: usize = 32;

secret_key! {
    /// A key that encrypts small objects, and never wraps keys.
    RecordKey, "record-key"
}

/// A sealed small object: version, nonce, commitment, ciphertext.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRecord(Vec<u8>);

/// The record does not open: altered, under another key or for another slot. One answer for all causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{kind} does not open with this key in this place")]
pub struct RecordError {
    /// The kind of object that was being opened.
    pub kind: &'static str,
}

impl RecordError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "record-refused"
    }
}

impl RecordKey {
    /// The key for one slot, derived from a secret of full strength (never from a password).
    pub fn derive(secret: &[u8; 32], context: &Context) -> Self {
        let mut key = Self([0; 32]);
        expand(secret, b"beffroi/1 record key", context, &mut key.0);
        key
    }

    /// Seals an object for one slot.
    pub fn seal(&self, context: &Context, plaintext: &[u8], rng: &mut impl CryptoRng) -> SealedRecord {
        seal_with(&self.0, context, plaintext, rng)
    }

    /// Opens an object sealed for this slot.
    pub fn open(&self, context: &Context, record: &SealedRecord) -> Result<SecretBytes, RecordError> {
        open_with(&self.0, context, record)
    }
}

/// Seals under a bare key: shared with the wrapping keys, which are other types.
pub(crate) fn seal_with(
    key: &[u8; 32],
    context: &Context,
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> SealedRecord {
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let aad = context.bytes();
    let keys = RecordKeys::derive(key, &nonce, &aad);
    let padded = pad(plaintext);
    let ciphertext = keys
        .cipher()
        .encrypt(&XNonce::from(nonce), Payload { msg: padded.expose(), aad: &aad })
        .expect("a record is far below the cipher's length limit");
    let mut bytes = Vec::with_capacity(HEADER_BYTES + ciphertext.len());
    bytes.push(VERSION);
    bytes.extend(nonce);
    bytes.extend(keys.commitment);
    bytes.extend(ciphertext);
    SealedRecord(bytes)
}

/// Opens what [`seal_with`] sealed.
pub(crate) fn open_with(
    key: &[u8; 32],
    context: &Context,
    record: &SealedRecord,
) -> Result<SecretBytes, RecordError> {
    let refused = RecordError { kind: context.kind };
    let (nonce, commitment, ciphertext) = record.parts().ok_or(refused)?;
    let aad = context.bytes();
    let keys = RecordKeys::derive(key, &nonce, &aad);
    if !bool::from(keys.commitment.ct_eq(commitment)) {
        return Err(refused);
    }
    let padded = keys
        .cipher()
        .decrypt(&XNonce::from(nonce), Payload { msg: ciphertext, aad: &aad })
        .map_err(|_| refused)?;
    unpad(SecretBytes::new(padded)).ok_or(refused)
}

/// The two outputs of the derivation for one record.
struct RecordKeys {
    encryption: Zeroizing<[u8; 32]>,
    commitment: [u8; COMMITMENT_BYTES],
}

impl RecordKeys {
    fn derive(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], context: &[u8]) -> Self {
        let mut output = Zeroizing::new([0; 64]);
        Hkdf::<Sha256>::new(Some(nonce), key)
            .expand(context, output.as_mut())
            .expect("64 bytes are within the limit of HKDF");
        let mut keys = Self { encryption: Zeroizing::new([0; 32]), commitment: [0; COMMITMENT_BYTES] };
        keys.encryption.copy_from_slice(&output[..32]);
        keys.commitment.copy_from_slice(&output[32..]);
        keys
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.encryption).into())
    }
}

/// HKDF-SHA-256 with a label as salt and a context as info.
pub(crate) fn expand(secret: &[u8], label: &[u8], context: &Context, output: &mut [u8]) {
    Hkdf::<Sha256>::new(Some(label), secret)
        .expand(&context.bytes(), output)
        .expect("outputs here are within the limit of HKDF");
}

/// Plaintext, 0x80, zeros up to the size class.
fn pad(plaintext: &[u8]) -> SecretBytes {
    let length = padded_length(plaintext.len());
    let mut padded = Vec::with_capacity(length);
    padded.extend(plaintext);
    padded.push(0x80);
    padded.resize(length, 0);
    SecretBytes::new(padded)
}

fn unpad(mut padded: SecretBytes) -> Option<SecretBytes> {
    let end = padded.expose().iter().rposition(|byte| *byte != 0)?;
    if padded.expose()[end] != 0x80 || padded.expose().len() != padded_length(end) {
        return None;
    }
    padded.truncate(end);
    Some(padded)
}

/// Multiples of 32 bytes, then Padmé's classes (at most 12 % more).
fn padded_length(length: usize) -> usize {
    let padme = crate::padding::padded_size((length + 1) as u64) as usize;
    padme.next_multiple_of(CLASS_BYTES)
}

impl SealedRecord {
    /// The stored form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Length of the record that sealing a plaintext gives.
    pub fn sealed_length(plaintext_length: usize) -> usize {
        HEADER_BYTES + padded_length(plaintext_length) + TAG_BYTES
    }

    fn parts(&self) -> Option<([u8; NONCE_BYTES], &[u8], &[u8])> {
        let (nonce, rest) = self.0.get(1..)?.split_first_chunk::<NONCE_BYTES>()?;
        let (commitment, ciphertext) = rest.split_at_checked(COMMITMENT_BYTES)?;
        Some((*nonce, commitment, ciphertext))
    }
}

impl fmt::Debug for SealedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedRecord({} bytes)", self.0.len())
    }
}

impl ByteForm for SealedRecord {
    const NAME: &'static str = "sealed record";
    const TEXT: TextForm = TextForm::Base64Url;

    fn to_stored(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        let least = HEADER_BYTES + CLASS_BYTES + TAG_BYTES;
        match bytes.first() {
            Some(&VERSION) if bytes.len() >= least => Ok(Self(bytes.to_vec())),
            Some(&VERSION) => Err(format!("at least {least} bytes expected")),
            Some(other) => Err(format!("version {other} is not known to this version")),
            None => Err("empty".to_owned()),
        }
    }
}

byte_serde!(SealedRecord);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    fn rng(seed: u64) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(seed)
    }

    #[test]
    fn opens_for_one_key_and_one_slot() {
        let rng = &mut rng(1);
        let (key, other) = (RecordKey::make(rng), RecordKey::make(rng));
        let slot = Context::new("document-name").object([1; 16]);
        let record = key.seal(&slot, "note de frais.pdf".as_bytes(), rng);
        assert_eq!(key.open(&slot, &record).unwrap().expose(), b"note de frais.pdf");
        let refused = RecordError { kind: "document-name" };
        assert_eq!(key.open(&slot.object([2; 16]), &record).unwrap_err(), refused);
        assert_eq!(other.open(&slot, &record).unwrap_err(), refused);
        assert_ne!(record, key.seal(&slot, b"note de frais.pdf", rng));
    }

    #[test]
    fn every_altered_bit_and_every_cut_is_refused() {
        let rng = &mut rng(2);
        let key = RecordKey::make(rng);
        let slot = Context::new("x");
        let record = key.seal(&slot, b"abc", rng);
        for bit in 8..record.0.len() * 8 {
            let mut altered = record.clone();
            altered.0[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(&slot, &altered).is_err(), "bit {bit}");
        }
        for length in 0..record.0.len() {
            let cut = SealedRecord(record.0[..length].to_vec());
            assert!(key.open(&slot, &cut).is_err(), "cut at {length}");
        }
        let mut future = record.0;
        future[0] = 2;
        assert!(SealedRecord::from_stored(&future).unwrap_err().contains("version 2"));
    }

    #[test]
    fn derived_keys_differ_by_secret_and_slot() {
        let slot = Context::new("x");
        let key = RecordKey::derive(&[1; 32], &slot);
        assert_eq!(key.0, RecordKey::derive(&[1; 32], &slot).0);
        assert_ne!(key.0, RecordKey::derive(&[2; 32], &slot).0);
        assert_ne!(key.0, RecordKey::derive(&[1; 32], &slot.number(1)).0);
        assert_eq!(format!("{key:?}"), "RecordKey(..)");
    }

    #[test]
    fn names_of_one_class_have_one_length() {
        let rng = &mut rng(3);
        let key = RecordKey::make(rng);
        let lengths: Vec<_> =
            (0..32).map(|n| key.seal(&Context::new("x"), &vec![b'a'; n], rng).0.len()).collect();
        assert!(lengths.iter().all(|length| *length == SealedRecord::sealed_length(0)));
    }

    proptest! {
        #[test]
        fn round_trip(plaintext in prop::collection::vec(any::<u8>(), 0..400), seed in any::<u64>()) {
            let rng = &mut rng(seed);
            let key = RecordKey::make(rng);
            let slot = Context::new("x").number(seed);
            let record = key.seal(&slot, &plaintext, rng);
            prop_assert_eq!(record.0.len(), SealedRecord::sealed_length(plaintext.len()));
            let stored: SealedRecord = cbor::decode(&cbor::encode(&record).unwrap()).unwrap();
            let opened = key.open(&slot, &stored).unwrap();
            prop_assert_eq!(opened.expose(), plaintext.as_slice());
        }
    }
}
