//! Sealing to a person: HPKE (RFC 9180) in base mode with X-Wing (X25519 and ML-KEM-768), HKDF-SHA-256 and
//! ChaCha20-Poly1305.
//!
//! The HPKE `info` is the [`Context`], so that what was sealed for one slot opens in no other. Base mode tells nothing
//! about the sender: whoever needs to know signs.

use core::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::fixed::{ByteForm, TextForm, byte_serde};
use crate::secret::ExportSecret;
use crate::{Context, Digest, SecretBytes};

/// Version of stored sealing keys and sealed values: the suite described above.
pub const VERSION: u8 = 1;
/// Bytes that sealing adds: version, X-Wing ciphertext, authentication tag.
pub const OVERHEAD_BYTES: usize = 1 + ENCAPSULATED_BYTES + 16;

const ENCAPSULATED_BYTES: usize = 1120;
const PUBLIC_BYTES: usize = 1216;

type PrivateKey = <XWing as Kem>::PrivateKey;
type PublicKey = <XWing as Kem>::PublicKey;

/// A secret key that opens what was sealed to it.
pub struct OpeningKey {
    seed: Zeroizing<[u8; 32]>,
    public: SealingKey,
}

/// The public key to which anyone can seal.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey(Box<PublicKey>);

/// What was sealed to a key: version, encapsulated key, ciphertext.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// The public key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("could not seal {kind} to this key")]
pub struct SealError {
    /// The kind of object that was being sealed.
    pub kind: &'static str,
}

/// What was sealed does not open: altered, for another key or for another slot. One answer for all causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("sealed {kind} does not open with this key in this place")]
pub struct OpenError {
    /// The kind of object that was being opened.
    pub kind: &'static str,
}

impl SealError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "seal-refused"
    }
}

impl OpenError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "open-refused"
    }
}

impl OpeningKey {
    /// A fresh random key.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::derive(&seed)
    }

    /// The key of an X-Wing seed: the same seed always gives the same key.
    pub fn derive(seed: &[u8; 32]) -> Self {
        let public = SealingKey(Box::new(XWing::sk_to_pk(&private_key(seed))));
        Self { seed: Zeroizing::new(*seed), public }
    }

    /// The public half.
    pub fn sealing_key(&self) -> &SealingKey {
        &self.public
    }

    /// Opens what was sealed to this key for this slot.
    pub fn open(&self, context: &Context, sealed: &Sealed) -> Result<SecretBytes, OpenError> {
        let refused = OpenError { kind: context.kind };
        let (encapsulated, ciphertext) = sealed.parts().ok_or(refused)?;
        let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| refused)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private_key(&self.seed),
            &encapsulated,
            &context.bytes(),
            ciphertext,
            &[],
        )
        .map(SecretBytes::new)
        .map_err(|_| refused)
    }

    /// Opens a key of the expected type.
    pub fn open_key<K: ExportSecret>(&self, context: &Context, sealed: &Sealed) -> Result<K, OpenError> {
        let opened = self.open(context, sealed)?;
        crate::keys::read_key(opened.expose()).ok_or(OpenError { kind: context.kind })
    }
}

impl SealingKey {
    /// Seals bytes so that only the other half opens them, and only for this slot.
    pub fn seal(
        &self,
        context: &Context,
        plaintext: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Sealed, SealError> {
        let (encapsulated, ciphertext) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
                &OpModeS::Base,
                &self.0,
                &context.bytes(),
                plaintext,
                &[],
                rng,
            )
            .map_err(|_| SealError { kind: context.kind })?;
        let mut bytes = Vec::with_capacity(OVERHEAD_BYTES + plaintext.len());
        bytes.push(VERSION);
        bytes.extend(encapsulated.to_bytes());
        bytes.extend(ciphertext);
        Ok(Sealed(bytes))
    }

    /// Seals a key, with its type.
    pub fn seal_key<K: ExportSecret>(
        &self,
        context: &Context,
        key: &K,
        rng: &mut impl CryptoRng,
    ) -> Result<Sealed, SealError> {
        self.seal(context, &crate::keys::write_key(key), rng)
    }

    /// The stored form: version, then the X-Wing public key.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_stored()
    }

    /// Digest of the stored form.
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_stored())
    }
}

impl Sealed {
    /// The stored form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn parts(&self) -> Option<(&[u8], &[u8])> {
        self.0.get(1..)?.split_at_checked(ENCAPSULATED_BYTES)
    }
}

fn private_key(seed: &[u8; 32]) -> PrivateKey {
    PrivateKey::from_bytes(seed).expect("an X-Wing private key is any 32 bytes")
}

impl ExportSecret for OpeningKey {
    const KIND: &'static str = "opening-key";

    fn export_secret(&self) -> Zeroizing<[u8; 32]> {
        self.seed.clone()
    }

    fn import_secret(bytes: &[u8; 32]) -> Self {
        Self::derive(bytes)
    }
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpeningKey(..)")
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey(digest {})", self.digest())
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl ByteForm for SealingKey {
    const NAME: &'static str = "sealing key";
    const TEXT: TextForm = TextForm::Base64Url;

    fn to_stored(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.0.to_bytes());
        bytes
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        match bytes.split_first() {
            Some((&VERSION, key)) if key.len() == PUBLIC_BYTES => PublicKey::from_bytes(key)
                .map(|key| Self(Box::new(key)))
                .map_err(|_| "not an X-Wing public key".to_owned()),
            Some((&VERSION, _)) => Err(format!("{} bytes expected", 1 + PUBLIC_BYTES)),
            Some((other, _)) => Err(format!("version {other} is not known to this version")),
            None => Err("empty".to_owned()),
        }
    }
}

impl ByteForm for Sealed {
    const NAME: &'static str = "sealed value";
    const TEXT: TextForm = TextForm::Base64Url;

    fn to_stored(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        match bytes.first() {
            Some(&VERSION) if bytes.len() >= OVERHEAD_BYTES => Ok(Self(bytes.to_vec())),
            Some(&VERSION) => Err(format!("at least {OVERHEAD_BYTES} bytes expected")),
            Some(other) => Err(format!("version {other} is not known to this version")),
            None => Err("empty".to_owned()),
        }
    }
}

byte_serde!(SealingKey);
byte_serde!(Sealed);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn opens_for_one_key_and_one_slot() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (key, other) = (OpeningKey::make(rng), OpeningKey::make(rng));
        let slot = Context::new("epoch-key").number(3);
        let sealed = key.sealing_key().seal(&slot, b"secret", rng).unwrap();
        assert_eq!(sealed.as_bytes().len(), OVERHEAD_BYTES + 6);
        assert_eq!(key.open(&slot, &sealed).unwrap().expose(), b"secret");
        let refused = OpenError { kind: "epoch-key" };
        assert_eq!(key.open(&slot.number(4), &sealed).unwrap_err(), refused);
        assert_eq!(other.open(&slot, &sealed).unwrap_err(), refused);
        let again = key.sealing_key().seal(&slot, b"secret", rng).unwrap();
        assert_ne!(sealed, again);
    }

    #[test]
    fn every_altered_byte_is_refused() {
        let rng = &mut ChaCha20Rng::seed_from_u64(2);
        let key = OpeningKey::make(rng);
        let slot = Context::new("x");
        let sealed = key.sealing_key().seal(&slot, b"s", rng).unwrap();
        for at in 1..sealed.0.len() {
            let mut altered = sealed.clone();
            altered.0[at] ^= 1 << (at % 8);
            assert!(key.open(&slot, &altered).is_err(), "byte {at}");
        }
        for length in 0..OVERHEAD_BYTES {
            assert!(Sealed::from_stored(&sealed.0[..length]).is_err());
        }
        assert!(key.open(&slot, &Sealed(sealed.0[..sealed.0.len() - 1].to_vec())).is_err());
    }

    #[test]
    fn a_seed_gives_one_key_and_storage_keeps_it() {
        let key = OpeningKey::derive(&[7; 32]);
        assert_eq!(key.sealing_key(), OpeningKey::derive(&key.export_secret()).sealing_key());
        assert_ne!(key.sealing_key(), OpeningKey::derive(&[8; 32]).sealing_key());
        let public = key.sealing_key();
        assert_eq!(&cbor::decode::<SealingKey>(&cbor::encode(public).unwrap()).unwrap(), public);
        let json = serde_json::to_string(public).unwrap();
        assert_eq!(&serde_json::from_str::<SealingKey>(&json).unwrap(), public);
        let mut stored = public.to_bytes();
        stored[0] = 2;
        assert!(SealingKey::from_stored(&stored).is_err());
        assert_eq!(format!("{key:?}"), "OpeningKey(..)");
    }
}
