//! Organisation, accounts, devices, invitations.

use beffroi_ledger::org::{Profile, Relation};
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, OrganisationId, SessionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::FingerprintView;
use crate::refusal::Refusal;

/// The organisation, as pinned by this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationView {
    /// Its id.
    pub id: OrganisationId,
    /// Its public name.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// Fingerprint of its key, as printed at set-up.
    pub fingerprint: FingerprintView,
}

/// A person as they describe themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// « prénom »
    pub given_name: String,
    /// « nom »
    pub family_name: String,
    /// « adresse email professionnelle », which is also the login.
    pub email: String,
    /// « entité »
    pub entity: String,
}

impl Person {
    /// Given name then family name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }
}

/// A person of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Their account.
    pub account: AccountId,
    /// Who they are; empty for readers who do not hold the directory key.
    #[serde(flatten)]
    pub person: Person,
}

/// Where this device stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum Status {
    /// The server has no organisation yet.
    Empty,
    /// Nobody is signed in on this device.
    SignedOut {
        /// The organisation's public face, unverified.
        organisation: StatusOrganisation,
    },
    /// Somebody is.
    SignedIn(Box<SignedIn>),
}

/// The public face of an organisation before anybody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusOrganisation {
    /// Its public name.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
}

/// Who is signed in, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// The organisation.
    pub organisation: OrganisationView,
    /// The person, with what their account may be.
    pub me: Me,
    /// This device.
    pub device: ThisDevice,
    /// What the person should know: a clock found wrong, a fork kept as evidence…
    pub notices: Vec<Refusal>,
}

/// The person signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Account and names.
    #[serde(flatten)]
    pub person: PersonView,
    /// Profile.
    pub profile: Profile,
    /// Whether they may sign entries that concern other people.
    pub administrator: bool,
}

/// The device in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThisDevice {
    /// Its id.
    pub id: DeviceId,
    /// Fingerprint of its keys.
    pub fingerprint: FingerprintView,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccountState {
    /// « inscrit »
    Active,
    /// « suspendu »
    Suspended,
    /// « supprimé »
    Deleted,
}

/// An account of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Account and names.
    #[serde(flatten)]
    pub person: PersonView,
    /// Profile.
    pub profile: Profile,
    /// Whether they may sign entries that concern other people.
    pub administrator: bool,
    /// Where it stands.
    pub status: AccountState,
    /// When the enrolment was signed, as its author claims.
    pub enrolled_at: Timestamp,
    /// How sure the inviter was.
    pub verification: Verification,
    /// Its devices, revoked ones included.
    pub devices: Vec<DeviceView>,
}

/// A device of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// The name its owner gave it.
    pub name: String,
    /// Fingerprint of its keys.
    pub fingerprint: FingerprintView,
    /// When it joined, as it claims.
    pub added_at: Timestamp,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A device of one's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnDeviceView {
    /// As everybody sees it.
    #[serde(flatten)]
    pub device: DeviceView,
    /// The one in use.
    pub current: bool,
    /// It joined since the person last looked.
    pub recent: bool,
    /// Its open sessions, newest first, as the server says.
    pub sessions: Vec<SessionView>,
}

/// An open session, as the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// The one in use.
    pub current: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Last request, to the minute.
    pub seen_at: Timestamp,
    /// Address it was opened from.
    pub address: String,
}

/// How sure the inviter was that the newcomer is who they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verification {
    /// The inviter handed the link over.
    ByLink,
    /// The server mailed the link.
    ByMail,
    /// Two persons compared words.
    Verified,
}

impl From<Relation> for Verification {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::ByLink => Self::ByLink,
            Relation::ByMail => Self::ByMail,
            Relation::Verified => Self::Verified,
        }
    }
}

/// A fresh invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvitationMade {
    /// Its id.
    pub invitation: InvitationId,
    /// The link to hand over. Its fragment holds the one-time secret: the server never sees it.
    pub link: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// What a newcomer sees of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// Who invites; the fingerprint is that of the link.
    pub organisation: InvitingOrganisation,
    /// The address invited.
    pub email: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// The organisation that invites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitingOrganisation {
    /// Its public name.
    pub name: String,
    /// The fingerprint that the link carries, matched with the server's key.
    pub fingerprint: FingerprintView,
}

/// Somebody who waits for an administrator's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentView {
    /// The invitation used.
    pub invitation: InvitationId,
    /// The address invited.
    pub email: String,
    /// Who they say they are.
    pub person: Person,
    /// Fingerprint of their keys.
    pub fingerprint: FingerprintView,
    /// When they accepted.
    pub received_at: Timestamp,
    /// Whether they proved the secret of the link. False: never to be confirmed.
    pub proven: bool,
}
