//! Certificates: what binds a public key to an organisation, an account or a device.
//!
//! The chain: the fingerprint of the organisation key is pinned; it gives the organisation's id and signs the
//! statement that names the first administrator's root; administrators' devices sign the enrolment of other
//! accounts; an account's root certifies its devices; devices sign entries and commits.

use beffroi_seal::id::{AccountId, DeviceId, OrganisationId};
use beffroi_seal::{Context, Digest, Sealed, SealedRecord, SealingKey, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{Signed, SignedBody, V1};

/// What an account may be in its organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Someone from outside, in the workspaces they were added to; never an owner.
    Guest,
    /// Someone of the organisation: may create workspaces.
    User,
    /// The same, and may sign the entries that concern other people. Opens no content by virtue of that.
    Administrator,
}

/// How sure the inviter was that the newcomer is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The server mailed the link: it has seen the secret.
    ByMail,
    /// The inviter handed the link over.
    ByLink,
    /// Two persons compared words.
    Verified,
}

/// What the organisation key says once: its name, and whose root it starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationStatement {
    /// Version.
    pub v: V1,
    /// The organisation: the first 16 bytes of the fingerprint of `organisation_key`.
    pub organisation: OrganisationId,
    /// Its public name.
    pub name: String,
    /// IANA time zone in which people read its deadlines, for example `Europe/Monaco`.
    pub zone: String,
    /// The key itself.
    pub organisation_key: VerifyingKey,
    /// The first administrator.
    pub administrator: AccountId,
    /// The root key of the first administrator.
    pub administrator_root: VerifyingKey,
}

impl SignedBody for OrganisationStatement {
    fn context(&self) -> Context {
        Context::new("organisation-statement").organisation(self.organisation).object(self.administrator)
    }
}

/// A newcomer's public keys, signed by the newcomer's own root key (proof of possession).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountCertificate {
    /// Version.
    pub v: V1,
    /// The organisation that the newcomer wants to join: from the invitation.
    pub organisation: OrganisationId,
    /// The account.
    pub account: AccountId,
    /// The key that certifies the account's devices and signs its statements.
    pub root: VerifyingKey,
    /// The key to which workspace keys are sealed for this account.
    pub sealing: SealingKey,
    /// [`email_digest`] of the address.
    pub email_digest: Digest,
}

impl SignedBody for AccountCertificate {
    fn context(&self) -> Context {
        Context::new("account-cert").organisation(self.organisation).object(self.account)
    }
}

impl AccountCertificate {
    /// Signs the certificate with the root it announces.
    pub fn sign(self, root: &SigningKey) -> Signed<Self> {
        Signed::sign(self, root)
    }
}

/// A device's public keys, signed by the root key of its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceCertificate {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whose device it is.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
    /// The key that signs entries, commits and requests.
    pub signing: VerifyingKey,
    /// The key to which things are sealed for this device alone.
    pub sealing: SealingKey,
    /// Its name, sealed under the directory key ([`device_name_slot`](super::device_name_slot)).
    pub name: SealedRecord,
}

impl SignedBody for DeviceCertificate {
    fn context(&self) -> Context {
        Context::new("device-cert").organisation(self.organisation).object(self.account).version(self.device)
    }
}

impl DeviceCertificate {
    /// Signs the certificate with the account's root.
    pub fn sign(self, root: &SigningKey) -> Signed<Self> {
        Signed::sign(self, root)
    }
}

/// An account as it enters the log: the newcomer's certificate, and what the inviter adds to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The newcomer's keys.
    pub certificate: Signed<AccountCertificate>,
    /// What the account may be.
    pub profile: Profile,
    /// Names, address and entity, sealed under the directory key ([`person_slot`](super::person_slot)).
    pub person: SealedRecord,
    /// The directory key sealed to the newcomer ([`directory_wrap_slot`](super::directory_wrap_slot)); guests get none.
    pub directory_wrap: Option<Sealed>,
    /// The organisation key sealed to an administrator ([`organisation_wrap_slot`](super::organisation_wrap_slot)).
    pub organisation_wrap: Option<Sealed>,
}

/// The digest by which an address is recognised without being written: bound to the organisation, so that two
/// organisations cannot be compared. Surrounding spaces and letter case do not count.
pub fn email_digest(organisation: OrganisationId, email: &str) -> Digest {
    let mut bytes = Context::new("email-digest").organisation(organisation).bytes();
    bytes.extend(email.trim().to_lowercase().as_bytes());
    Digest::of(bytes)
}

/// The fingerprint of an organisation key: printed at set-up, carried by every invitation.
pub fn fingerprint_of(organisation_key: &VerifyingKey) -> Digest {
    let mut bytes = Context::new("organisation-fingerprint").bytes();
    bytes.extend(organisation_key.to_bytes());
    Digest::of(bytes)
}

/// The organisation with this fingerprint: its id cannot be given to another key.
pub fn organisation_of(fingerprint: &Digest) -> OrganisationId {
    let mut id = [0; 16];
    id.copy_from_slice(&fingerprint.as_bytes()[..16]);
    OrganisationId::from_bytes(id)
}
