//! Signatures: Ed25519 (RFC 8032) over a context and a message, verified strictly.
//!
//! Keys and signatures carry an algorithm number, so that a hybrid with ML-DSA-44 (number 2, reserved) can be
//! added as a new signed version. The signed bytes are those of the [`Context`], then the message.

use core::fmt;

use ed25519_dalek::Signer;
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::Context;
use crate::fixed::{ByteForm, TextForm, byte_serde, hex_of};
use crate::secret::ExportSecret;

/// Number of Ed25519 in stored keys and signatures.
pub const ALGORITHM_ED25519: u8 = 1;

/// A secret signing key.
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public key that verifies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// A signature over a context and a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// The signature is not by this key over this context and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("signature refused for {kind}")]
pub struct SignatureError {
    /// The kind of object that was being verified.
    pub kind: &'static str,
}

impl SignatureError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "signature-refused"
    }
}

impl SigningKey {
    /// A fresh random key.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::import_secret(&seed)
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs a message for one slot.
    pub fn sign(&self, context: &Context, message: &[u8]) -> Signature {
        Signature(self.0.sign(&signed_bytes(context, message)).to_bytes())
    }
}

impl VerifyingKey {
    /// Accepts exactly the signatures made by the other half over this context and message: canonical
    /// encodings only, no key of small order.
    pub fn verify(
        &self,
        context: &Context,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&signed_bytes(context, message), &signature)
            .map_err(|_| SignatureError { kind: context.kind })
    }

    /// The Ed25519 public key, for other formats (signed notes, certificates).
    pub fn ed25519_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The stored form: algorithm number, then the public key.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_stored()
    }
}

impl Signature {
    /// The Ed25519 signature, for other formats.
    pub fn ed25519_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// The stored form: algorithm number, then the signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_stored()
    }
}

fn signed_bytes(context: &Context, message: &[u8]) -> Vec<u8> {
    let mut bytes = context.bytes();
    bytes.extend(message);
    bytes
}

impl ExportSecret for SigningKey {
    const KIND: &'static str = "signing-key";

    fn export_secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    fn import_secret(bytes: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(bytes))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", hex_of(&self.to_stored()))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({}…)", hex_of(&self.0[..8]))
    }
}

impl PartialOrd for VerifyingKey {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VerifyingKey {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.0.as_bytes().cmp(other.0.as_bytes())
    }
}

impl ByteForm for VerifyingKey {
    const NAME: &'static str = "verifying key";
    const TEXT: TextForm = TextForm::Hex;

    fn to_stored(&self) -> Vec<u8> {
        [&[ALGORITHM_ED25519], self.0.as_bytes().as_slice()].concat()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        let key = after_algorithm::<32>(bytes)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| "not a point".to_owned())?;
        if key.is_weak() {
            return Err("a key of small order".to_owned());
        }
        Ok(Self(key))
    }
}

impl ByteForm for Signature {
    const NAME: &'static str = "signature";
    const TEXT: TextForm = TextForm::Hex;

    fn to_stored(&self) -> Vec<u8> {
        [&[ALGORITHM_ED25519], self.0.as_slice()].concat()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        after_algorithm(bytes).map(Self)
    }
}

byte_serde!(VerifyingKey);
byte_serde!(Signature);

fn after_algorithm<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    match bytes.split_first() {
        Some((&ALGORITHM_ED25519, rest)) => rest.try_into().map_err(|_| format!("{} bytes expected", N + 1)),
        Some((other, _)) => Err(format!("algorithm {other} is not known to this version")),
        None => Err("empty".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;
    use crate::id::WorkspaceId;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    fn key() -> SigningKey {
        SigningKey::make(&mut ChaCha20Rng::seed_from_u64(1))
    }

    #[test]
    fn signs_for_one_slot_only() {
        let key = key();
        let slot = Context::new("commit").workspace(WorkspaceId::from_bytes([1; 16]));
        let signature = key.sign(&slot, b"message");
        let public = key.verifying_key();
        assert_eq!(public.verify(&slot, b"message", &signature), Ok(()));
        let elsewhere = slot.workspace(WorkspaceId::from_bytes([2; 16]));
        let refused = Err(SignatureError { kind: "commit" });
        assert_eq!(public.verify(&elsewhere, b"message", &signature), refused);
        assert_eq!(public.verify(&slot, b"messagf", &signature), refused);
        for bit in 0..512 {
            let mut bytes = signature.0;
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(public.verify(&slot, b"message", &Signature(bytes)), refused);
        }
    }

    #[test]
    fn known_answer() {
        // RFC 8032 §7.1 test 1, through the raw key: our own signatures differ by the context prefix.
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let key = SigningKey::import_secret(&seed.try_into().unwrap());
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(hex::encode(key.verifying_key().ed25519_bytes()), public);
    }

    #[test]
    fn other_algorithms_and_weak_keys_are_refused() {
        let mut stored = key().verifying_key().to_bytes();
        assert!(VerifyingKey::from_stored(&stored).is_ok());
        stored[0] = 2;
        assert!(VerifyingKey::from_stored(&stored).unwrap_err().contains("algorithm 2"));
        let mut identity = [0; 33];
        (identity[0], identity[1]) = (1, 1);
        assert!(VerifyingKey::from_stored(&identity).is_err());
        assert!(Signature::from_stored(&[1; 64]).is_err());
    }

    #[test]
    fn serde_and_debug() {
        let key = key();
        let public = key.verifying_key();
        let signature = key.sign(&Context::new("x"), b"");
        assert_eq!(cbor::decode::<VerifyingKey>(&cbor::encode(&public).unwrap()).unwrap(), public);
        assert_eq!(cbor::decode::<Signature>(&cbor::encode(&signature).unwrap()).unwrap(), signature);
        let json = serde_json::to_string(&signature).unwrap();
        assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), signature);
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
        assert!(format!("{public:?}").starts_with("VerifyingKey(01"));
    }
}
