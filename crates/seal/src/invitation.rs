//! The one-time secret of an invitation, and the proof that a newcomer makes with it.
//!
//! The link carries the secret in its fragment, which browsers do not send. The newcomer proves knowledge of it over
//! the new public keys; the inviter's client checks the proof before it signs them. A server that relays the keys
//! cannot put others in their place.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::fixed::{ByteForm, TextForm, byte_serde};
use crate::keys::PublicKeys;
use crate::record::expand;
use crate::secret::secret_key;
use crate::{Context, Digest, ExportSecret};

/// Version of stored proofs.
pub const VERSION: u8 = 1;

secret_key! {
    /// The secret in the fragment of an invitation link.
    InvitationSecret, "invitation-secret"
}

/// The proof that whoever made these keys knew the secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvitationProof([u8; 32]);

/// The proof does not fit: other keys, another invitation, or no knowledge of the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the proof of the invitation is refused")]
pub struct InvitationError;

impl InvitationError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "invitation-proof-refused"
    }
}

impl InvitationSecret {
    /// The text for the link's fragment: 43 characters. A secret.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(TextForm::Base64Url.write(&self.0))
    }

    /// Reads the text of a fragment.
    pub fn parse(fragment: &str) -> Option<Self> {
        let bytes = Zeroizing::new(TextForm::Base64Url.read(fragment)?);
        bytes.as_slice().try_into().ok().map(Self::import_secret)
    }

    /// What the server stores to recognise the link: tells nothing of the secret.
    pub fn locator(&self, context: &Context) -> Digest {
        let mut bytes = [0; 32];
        expand(&self.0, b"beffroi/1 invitation locator", context, &mut bytes);
        Digest::from_bytes(bytes)
    }

    /// The newcomer's proof over their new keys. The context names organisation and invitation.
    pub fn prove(&self, context: &Context, keys: &PublicKeys) -> InvitationProof {
        InvitationProof(self.mac(context, keys).finalize().into_bytes().into())
    }

    /// The inviter's check.
    pub fn verify(
        &self,
        context: &Context,
        keys: &PublicKeys,
        proof: &InvitationProof,
    ) -> Result<(), InvitationError> {
        self.mac(context, keys).verify_slice(&proof.0).map_err(|_| InvitationError)
    }

    fn mac(&self, context: &Context, keys: &PublicKeys) -> Hmac<Sha256> {
        let mut key = Zeroizing::new([0; 32]);
        expand(&self.0, b"beffroi/1 invitation proof", context, key.as_mut());
        let mut mac = Hmac::new_from_slice(key.as_ref()).expect("HMAC takes keys of any length");
        mac.update(&context.bytes());
        mac.update(keys.digest().as_bytes());
        mac
    }
}

impl core::fmt::Debug for InvitationProof {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InvitationProof(..)")
    }
}

impl ByteForm for InvitationProof {
    const NAME: &'static str = "invitation proof";
    const TEXT: TextForm = TextForm::Hex;

    fn to_stored(&self) -> Vec<u8> {
        [&[VERSION], self.0.as_slice()].concat()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, String> {
        match bytes.split_first() {
            Some((&VERSION, proof)) => proof.try_into().map(Self).map_err(|_| "33 bytes expected".to_owned()),
            Some((other, _)) => Err(format!("version {other} is not known to this version")),
            None => Err("empty".to_owned()),
        }
    }
}

byte_serde!(InvitationProof);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keyset;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn a_proof_fits_one_invitation_and_one_pair_of_keys() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let secret = InvitationSecret::make(rng);
        let (keys, other_keys) = (Keyset::make(rng).public(), Keyset::make(rng).public());
        let slot = Context::new("invitation").object([1; 16]);
        let typed = InvitationSecret::parse(&secret.expose()).unwrap();
        let proof = typed.prove(&slot, &keys);
        let stored: InvitationProof = crate::cbor::decode(&crate::cbor::encode(&proof).unwrap()).unwrap();
        assert_eq!(secret.verify(&slot, &keys, &stored), Ok(()));
        assert_eq!(secret.verify(&slot, &other_keys, &proof), Err(InvitationError));
        assert_eq!(secret.verify(&slot.object([2; 16]), &keys, &proof), Err(InvitationError));
        assert_eq!(InvitationSecret::make(rng).verify(&slot, &keys, &proof), Err(InvitationError));
        assert_ne!(secret.locator(&slot), secret.locator(&slot.object([2; 16])));
        assert_eq!(secret.expose().len(), 43);
        assert!(InvitationSecret::parse("court").is_none());
        assert_eq!(format!("{secret:?}"), "InvitationSecret(..)");
    }
}
