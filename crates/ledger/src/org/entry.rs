//! Entries of the organisation log.

use beffroi_seal::id::{AccountId, DeviceId, InvitationId, OrganisationId, WorkspaceId};
use beffroi_seal::{Context, Digest, Sealed, SealedRecord, SigningKey};
use serde::{Deserialize, Serialize};

use super::certificate::{DeviceCertificate, Enrolment, OrganisationStatement, Relation};
use super::invitation::InvitationProof;
use crate::intake::IntakeStatement;
use crate::{Signed, SignedBody, Timestamp, V1};

/// A position in the organisation log: what a client keeps, what a commit names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgHead {
    /// The place of the entry, from 0.
    pub sequence: u64,
    /// The digest of its stored form.
    pub hash: Digest,
}

/// An entry with the signature of its author's device.
pub type SignedOrgEntry = Signed<OrgEntry>;

/// One entry: what happened, at which place, said by which device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgEntry {
    /// Version.
    pub v: V1,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The place of the entry, from 0.
    pub sequence: u64,
    /// The digest of the entry before; none for the first.
    pub previous: Option<Digest>,
    /// The device that signs.
    pub author: DeviceId,
    /// When, as the author claims.
    pub at: Timestamp,
    /// What happened.
    pub body: OrgBody,
}

impl SignedBody for OrgEntry {
    fn context(&self) -> Context {
        Context::new("org-entry").organisation(self.organisation).number(self.sequence)
    }
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(clippy::large_enum_variant, reason = "entries are read one at a time, and a log has one genesis")]
pub enum OrgBody {
    /// The organisation begins; only at place 0.
    Genesis {
        /// Signed by the organisation key.
        statement: Signed<OrganisationStatement>,
        /// The first administrator.
        administrator: Enrolment,
        /// The administrator's first device, which signs this entry.
        device: Signed<DeviceCertificate>,
    },
    /// Someone joins. Author: an administrator.
    AccountEnrolled {
        /// The account.
        enrolment: Enrolment,
        /// The invitation that was used, once.
        invitation: InvitationId,
        /// Made by the newcomer with the secret of the link; checked by the inviter before signing.
        proof: InvitationProof,
        /// How sure the inviter was.
        relation: Relation,
    },
    /// Two persons compared words afterwards. Author: an administrator.
    RelationRaised {
        /// The account.
        account: AccountId,
        /// The new relation, surer than before.
        relation: Relation,
    },
    /// A device joins its account. Author: the device itself.
    DeviceAdded {
        /// Signed by the account's root.
        certificate: Signed<DeviceCertificate>,
    },
    /// A device may sign nothing any more. Author: a device of the same account, or an administrator.
    DeviceRevoked {
        /// The device.
        device: DeviceId,
    },
    /// An account may do nothing until it is resumed. Author: an administrator.
    AccountSuspended {
        /// The account.
        account: AccountId,
    },
    /// A suspended account acts again. Author: an administrator.
    AccountResumed {
        /// The account.
        account: AccountId,
    },
    /// An account ends for good. Author: an administrator.
    AccountDeleted {
        /// The account.
        account: AccountId,
    },
    /// A user becomes administrator. Author: an administrator.
    AdministratorNamed {
        /// The account.
        account: AccountId,
        /// The organisation key sealed to that account ([`organisation_wrap_slot`](super::organisation_wrap_slot)).
        organisation_wrap: Sealed,
    },
    /// An administrator becomes a user again. Author: an administrator.
    AdministratorRemoved {
        /// The account.
        account: AccountId,
    },
    /// Names, address or entity changed. Author: the account itself, or an administrator.
    PersonUpdated {
        /// The account.
        account: AccountId,
        /// Sealed under the directory key ([`person_slot`](super::person_slot)).
        person: SealedRecord,
    },
    /// A workspace exists. Author: a device of its owner.
    WorkspaceCreated {
        /// The workspace.
        workspace: WorkspaceId,
        /// Its first owner.
        owner: AccountId,
        /// The digest of its first commit.
        genesis: Digest,
    },
    /// The public desk of the organisation. Author: an administrator.
    IntakeDesignated {
        /// Signed by the organisation key.
        statement: Signed<IntakeStatement>,
    },
    /// What share links may be, from now on. Author: an administrator.
    SharingRuled {
        /// The rules.
        rules: SharingRules,
    },
}

/// What share links may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingRules {
    /// The longest term of a link, in days: from 1 to [`SharingRules::DAYS_MAX`].
    pub days_max: u16,
    /// Whether every link has a password.
    pub password_required: bool,
}

impl SharingRules {
    /// The longest term that an organisation may allow, in days.
    pub const DAYS_MAX: u16 = 366;
    /// As long as no administrator has decided.
    pub const INITIAL: Self = Self { days_max: 90, password_required: false };
}

impl OrgBody {
    /// The name of the kind of entry, as in the stored form.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Genesis { .. } => "genesis",
            Self::AccountEnrolled { .. } => "account_enrolled",
            Self::RelationRaised { .. } => "relation_raised",
            Self::DeviceAdded { .. } => "device_added",
            Self::DeviceRevoked { .. } => "device_revoked",
            Self::AccountSuspended { .. } => "account_suspended",
            Self::AccountResumed { .. } => "account_resumed",
            Self::AccountDeleted { .. } => "account_deleted",
            Self::AdministratorNamed { .. } => "administrator_named",
            Self::AdministratorRemoved { .. } => "administrator_removed",
            Self::PersonUpdated { .. } => "person_updated",
            Self::WorkspaceCreated { .. } => "workspace_created",
            Self::IntakeDesignated { .. } => "intake_designated",
            Self::SharingRuled { .. } => "sharing_ruled",
        }
    }
}

/// An entry about to be signed at the end of the log.
#[derive(Clone, Debug)]
pub struct OrgDraft {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The end of the log as the author knows it; none to begin the log.
    pub after: Option<OrgHead>,
    /// The device that signs.
    pub author: DeviceId,
    /// What to say.
    pub body: OrgBody,
}

impl OrgDraft {
    /// Signs with the author's device key.
    pub fn sign(self, device: &SigningKey, at: Timestamp) -> SignedOrgEntry {
        let entry = OrgEntry {
            v: V1,
            organisation: self.organisation,
            sequence: self.after.map_or(0, |head| head.sequence + 1),
            previous: self.after.map(|head| head.hash),
            author: self.author,
            at,
            body: self.body,
        };
        Signed::sign(entry, device)
    }
}
