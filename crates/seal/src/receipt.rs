//! Receipts: what the server signs when it has taken something.
//!
//! A receipt says that an object of a kind, with an id and a digest, was taken at a place in the order and at a time by
//! the server's clock. Whoever holds it can show later, without the server, that the object was there.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::OrganisationId;
use crate::sign::SignatureError;
use crate::{Context, Digest, Signature, SigningKey, VerifyingKey, cbor};

/// Version of the signed form.
pub const VERSION: u8 = 1;

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptKind {
    /// A commit of a workspace.
    Commit,
    /// An entry of the organisation log.
    OrganisationEntry,
    /// A deposit through a deposit box.
    Deposit,
    /// A public report, or a further message of its author.
    Report,
    /// A stored object.
    Object,
}

/// What a receipt attests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Version of this form.
    pub version: u8,
    /// What was taken.
    pub kind: ReceiptKind,
    /// The organisation that the server acts for.
    pub organisation: OrganisationId,
    /// Id of the workspace, deposit, report or object.
    #[serde(with = "id_bytes")]
    pub id: [u8; 16],
    /// Digest of what was taken, as sent.
    pub digest: Digest,
    /// Its place in the order of its log.
    pub sequence: u64,
    /// Seconds since 1970-01-01 UTC, by the server's clock.
    pub taken_at_unix_s: i64,
}

/// A receipt with the server's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    /// What is attested.
    pub receipt: Receipt,
    /// By the server's receipt key.
    pub signature: Signature,
}

/// Why a receipt proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// Not signed by this server's key.
    #[error("the receipt is not signed by this server")]
    Signature(#[from] SignatureError),
    /// A version that this program does not know.
    #[error("receipt of version {version} is not known to this version")]
    Version {
        /// The version.
        version: u8,
    },
    /// Signed, but for something else.
    #[error("the receipt is for another object")]
    OtherObject,
}

impl ReceiptError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signature(_) => "receipt-signature",
            Self::Version { .. } => "receipt-version",
            Self::OtherObject => "receipt-other-object",
        }
    }
}

impl Receipt {
    /// Signs with the server's receipt key.
    pub fn sign(self, key: &SigningKey) -> SignedReceipt {
        let signature = key.sign(&slot(&self), &signed_bytes(&self));
        SignedReceipt { receipt: self, signature }
    }
}

impl SignedReceipt {
    /// The receipt, if this server signed it.
    pub fn verify(&self, server: &VerifyingKey) -> Result<&Receipt, ReceiptError> {
        if self.receipt.version != VERSION {
            return Err(ReceiptError::Version { version: self.receipt.version });
        }
        server.verify(&slot(&self.receipt), &signed_bytes(&self.receipt), &self.signature)?;
        Ok(&self.receipt)
    }

    /// The receipt, if this server signed it for this very object.
    pub fn verify_for(
        &self,
        server: &VerifyingKey,
        kind: ReceiptKind,
        digest: &Digest,
    ) -> Result<&Receipt, ReceiptError> {
        let receipt = self.verify(server)?;
        if receipt.kind != kind || receipt.digest != *digest {
            return Err(ReceiptError::OtherObject);
        }
        Ok(receipt)
    }
}

fn slot(receipt: &Receipt) -> Context {
    Context::new("receipt").organisation(receipt.organisation).object(receipt.id).number(receipt.sequence)
}

fn signed_bytes(receipt: &Receipt) -> Vec<u8> {
    cbor::encode(receipt).expect("a receipt has a deterministic CBOR form")
}

/// An id of any kind: hexadecimal for people, bytes in CBOR.
mod id_bytes {
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
        crate::id::serialize(id, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
        crate::id::deserialize("id", deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    fn receipt() -> Receipt {
        Receipt {
            version: VERSION,
            kind: ReceiptKind::Deposit,
            organisation: OrganisationId::from_bytes([1; 16]),
            id: [2; 16],
            digest: Digest::of(b"deposit"),
            sequence: 12,
            taken_at_unix_s: 1_760_000_000,
        }
    }

    #[test]
    fn a_receipt_proves_one_object_by_one_server() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (server, other) = (SigningKey::make(rng), SigningKey::make(rng));
        let signed = receipt().sign(&server);
        let stored: SignedReceipt = cbor::decode(&cbor::encode(&signed).unwrap()).unwrap();
        let text = serde_json::to_string(&stored).unwrap();
        let stored: SignedReceipt = serde_json::from_str(&text).unwrap();
        let key = server.verifying_key();
        assert_eq!(stored.verify(&key), Ok(&receipt()));
        let digest = Digest::of(b"deposit");
        assert!(stored.verify_for(&key, ReceiptKind::Deposit, &digest).is_ok());
        let other_object = Err(ReceiptError::OtherObject);
        assert_eq!(stored.verify_for(&key, ReceiptKind::Report, &digest), other_object);
        assert_eq!(stored.verify_for(&key, ReceiptKind::Deposit, &Digest::of(b"x")), other_object);
        assert_eq!(stored.verify(&other.verifying_key()).unwrap_err().code(), "receipt-signature");
    }

    #[test]
    fn every_field_is_signed() {
        let server = SigningKey::make(&mut ChaCha20Rng::seed_from_u64(1));
        let signed = receipt().sign(&server);
        let altered: [fn(&mut Receipt); 6] = [
            |receipt| receipt.kind = ReceiptKind::Report,
            |receipt| receipt.organisation = OrganisationId::from_bytes([9; 16]),
            |receipt| receipt.id = [9; 16],
            |receipt| receipt.digest = Digest::of(b"other"),
            |receipt| receipt.sequence += 1,
            |receipt| receipt.taken_at_unix_s -= 1,
        ];
        for alter in altered {
            let mut forged = signed.clone();
            alter(&mut forged.receipt);
            assert_eq!(forged.verify(&server.verifying_key()).unwrap_err().code(), "receipt-signature");
        }
        let mut future = signed;
        future.receipt.version = 2;
        let refused = Err(ReceiptError::Version { version: 2 });
        assert_eq!(future.verify(&server.verifying_key()), refused);
    }
}
