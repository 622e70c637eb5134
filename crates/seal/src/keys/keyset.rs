//! The two keys of an account or of a device, and the blob in which they are kept.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{AccountKek, DeviceKek};
use crate::record::{self, RecordError};
use crate::{
    Context, Digest, ExportSecret, OpeningKey, SealedRecord, SealingKey, SecretBytes, SigningKey,
    VerifyingKey, cbor,
};

/// Version of the plaintext of a keyset blob.
const VERSION: u8 = 1;

/// An account's keys: the root that signs its devices, and the key to which others seal for the person.
#[derive(Debug)]
pub struct Keyset {
    /// The account's root signing key.
    pub signing: SigningKey,
    /// Opens what others sealed to the person.
    pub opening: OpeningKey,
}

/// A device's keys.
#[derive(Debug)]
pub struct DeviceKeyset {
    /// Signs the device's requests and commits.
    pub signing: SigningKey,
    /// Opens what was sealed to this device.
    pub opening: OpeningKey,
}

/// The public halves of a keyset: what the organisation log certifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKeys {
    /// Verifies what the keyset signed.
    pub verifying: VerifyingKey,
    /// Seals to the keyset.
    pub sealing: SealingKey,
}

/// Why a keyset blob was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeysetError {
    /// Wrong key, wrong slot, or altered.
    #[error("the keyset blob is refused")]
    Refused(#[from] RecordError),
    /// It opened, but does not hold what this version knows.
    #[error("the keyset blob opened but is not of a known form")]
    Unreadable,
}

impl KeysetError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "keyset-refused",
            Self::Unreadable => "keyset-unreadable",
        }
    }
}

impl PublicKeys {
    /// The digest that fingerprints are made of: of both keys together, in their stored form.
    pub fn digest(&self) -> Digest {
        let keys = [self.verifying.to_bytes(), self.sealing.to_bytes()].concat();
        Digest::of([Context::new("public-keys").bytes(), keys].concat())
    }
}

impl Keyset {
    /// Fresh random keys.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self { signing: SigningKey::make(rng), opening: OpeningKey::make(rng) }
    }

    /// The public halves.
    pub fn public(&self) -> PublicKeys {
        PublicKeys { verifying: self.signing.verifying_key(), sealing: self.opening.sealing_key().clone() }
    }

    /// Seals the account blob: the keys, with what the account knows of the logs (heads, checkpoints), so that a fresh
    /// device notices a rollback.
    pub fn seal(
        &self,
        kek: &AccountKek,
        context: &Context,
        state: &[u8],
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        seal_pair(kek.bytes(), context, "account", (&self.signing, &self.opening), state, rng)
    }

    /// Opens an account blob: the keys, and the state sealed with them.
    pub fn open(
        kek: &AccountKek,
        context: &Context,
        blob: &SealedRecord,
    ) -> Result<(Self, SecretBytes), KeysetError> {
        let ((signing, opening), state) = open_pair(kek.bytes(), context, "account", blob)?;
        Ok((Self { signing, opening }, state))
    }
}

impl DeviceKeyset {
    /// Fresh random keys.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self { signing: SigningKey::make(rng), opening: OpeningKey::make(rng) }
    }

    /// The public halves.
    pub fn public(&self) -> PublicKeys {
        PublicKeys { verifying: self.signing.verifying_key(), sealing: self.opening.sealing_key().clone() }
    }

    /// Seals the device's keys for its local store, with a state of the caller's.
    pub fn seal(
        &self,
        kek: &DeviceKek,
        context: &Context,
        state: &[u8],
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        seal_pair(kek.bytes(), context, "device", (&self.signing, &self.opening), state, rng)
    }

    /// Opens the device's keys.
    pub fn open(
        kek: &DeviceKek,
        context: &Context,
        blob: &SealedRecord,
    ) -> Result<(Self, SecretBytes), KeysetError> {
        let ((signing, opening), state) = open_pair(kek.bytes(), context, "device", blob)?;
        Ok((Self { signing, opening }, state))
    }
}

/// The plaintext of a blob: version, owner, the two secrets and the state, as one CBOR array.
type Plain<'a> = (u8, &'a str, &'a serde_bytes::Bytes, &'a serde_bytes::Bytes, &'a serde_bytes::Bytes);
type PlainOwned = (u8, String, serde_bytes::ByteBuf, serde_bytes::ByteBuf, serde_bytes::ByteBuf);

fn seal_pair(
    kek: &[u8; 32],
    context: &Context,
    owner: &str,
    (signing, opening): (&SigningKey, &OpeningKey),
    state: &[u8],
    rng: &mut impl CryptoRng,
) -> SealedRecord {
    let (signing, opening) = (signing.export_secret(), opening.export_secret());
    let plain: Plain<'_> = (
        VERSION,
        owner,
        serde_bytes::Bytes::new(signing.as_ref()),
        serde_bytes::Bytes::new(opening.as_ref()),
        serde_bytes::Bytes::new(state),
    );
    let plain =
        Zeroizing::new(cbor::encode(&plain).expect("an array of numbers, text and bytes has a CBOR form"));
    record::seal_with(kek, context, &plain, rng)
}

fn open_pair(
    kek: &[u8; 32],
    context: &Context,
    owner: &str,
    blob: &SealedRecord,
) -> Result<((SigningKey, OpeningKey), SecretBytes), KeysetError> {
    let plain = record::open_with(kek, context, blob)?;
    let (version, stored_owner, signing, opening, state): PlainOwned =
        cbor::decode(plain.expose()).map_err(|_| KeysetError::Unreadable)?;
    let (signing, opening, state) = (
        Zeroizing::new(signing.into_vec()),
        Zeroizing::new(opening.into_vec()),
        SecretBytes::new(state.into_vec()),
    );
    if version != VERSION || stored_owner != owner {
        return Err(KeysetError::Unreadable);
    }
    let signing = signing.as_slice().try_into().map_err(|_| KeysetError::Unreadable)?;
    let opening = opening.as_slice().try_into().map_err(|_| KeysetError::Unreadable)?;
    Ok(((SigningKey::import_secret(signing), OpeningKey::import_secret(opening)), state))
}
