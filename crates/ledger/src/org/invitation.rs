//! The one-time secret of an invitation link: what proves that the keys received are the newcomer's.
//!
//! The secret stands in the link's fragment and is never sent. The newcomer authenticates the certificate with it;
//! the inviter's client checks before an administrator signs. The server, without the secret, can neither
//! replace the keys nor read the names that travel with them.

use beffroi_seal::id::{AccountId, InvitationId, OrganisationId};
use beffroi_seal::{Context, RecordKey, SealedRecord, cbor};
use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::certificate::AccountCertificate;
use super::slots::Person;
use crate::Signed;

/// The secret of one invitation link.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct InvitationSecret([u8; 32]);

/// HMAC-SHA-256 over the certificate, with the secret of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvitationProof(beffroi_seal::Digest);

/// What the newcomer sent was not made with the secret of this link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the answer to invitation {invitation} was not made with its secret")]
pub struct ProofRefused {
    /// The invitation.
    pub invitation: InvitationId,
}

impl ProofRefused {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "invitation-proof-refused"
    }
}

impl InvitationSecret {
    /// A fresh secret, for a new link.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The secret read from a link.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to write in the link's fragment.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Proves knowledge of the secret over a certificate.
    pub fn prove(
        &self,
        invitation: InvitationId,
        certificate: &Signed<AccountCertificate>,
    ) -> InvitationProof {
        let bytes: [u8; 32] = self.mac(invitation, certificate).finalize().into_bytes().into();
        InvitationProof(beffroi_seal::Digest::from_bytes(bytes))
    }

    /// Checks a proof; what the inviter does before an administrator signs.
    pub fn check(
        &self,
        invitation: InvitationId,
        certificate: &Signed<AccountCertificate>,
        proof: &InvitationProof,
    ) -> Result<(), ProofRefused> {
        let refused = ProofRefused { invitation };
        self.mac(invitation, certificate).verify_slice(proof.0.as_bytes()).map_err(|_| refused)?;
        certificate.verify(&certificate.body().root).map_err(|_| refused)
    }

    /// Seals what the newcomer says of themselves, for whoever made the link.
    pub fn seal_person(
        &self,
        organisation: OrganisationId,
        invitation: InvitationId,
        account: AccountId,
        person: &Person,
        rng: &mut impl CryptoRng,
    ) -> SealedRecord {
        let slot = person_slot(organisation, invitation, account);
        RecordKey::derive(&self.0, &slot).seal(&slot, &person.encode(), rng)
    }

    /// Opens what the newcomer said of themselves.
    pub fn open_person(
        &self,
        organisation: OrganisationId,
        invitation: InvitationId,
        account: AccountId,
        record: &SealedRecord,
    ) -> Result<Person, ProofRefused> {
        let refused = ProofRefused { invitation };
        let slot = person_slot(organisation, invitation, account);
        let opened = RecordKey::derive(&self.0, &slot).open(&slot, record).map_err(|_| refused)?;
        cbor::decode(opened.expose()).map_err(|_| refused)
    }

    fn mac(&self, invitation: InvitationId, certificate: &Signed<AccountCertificate>) -> Hmac<Sha256> {
        let certified = certificate.body();
        let slot = Context::new("invitation-proof")
            .organisation(certified.organisation)
            .object(certified.account)
            .version(invitation);
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(&slot.bytes());
        mac.update(certificate.digest().as_bytes());
        mac
    }
}

impl core::fmt::Debug for InvitationSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InvitationSecret(..)")
    }
}

fn person_slot(organisation: OrganisationId, invitation: InvitationId, account: AccountId) -> Context {
    Context::new("invitation-person").organisation(organisation).object(account).version(invitation)
}
