//! Why an entry of the organisation log is refused.

use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, OrganisationId, WorkspaceId};
use thiserror::Error;

use super::certificate::Profile;
use super::state::AccountStatus;

/// Why [`check`](super::check) refuses an entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrgRefusal {
    /// The entry does not continue the log: another entry came first, or the place is wrong.
    #[error("the entry is for place {sequence}, the log stands at {expected}")]
    Conflict {
        /// The place it claims.
        sequence: u64,
        /// The next free place.
        expected: u64,
    },
    /// The entry is larger than an entry may be.
    #[error("an entry of {bytes} bytes is larger than the {bytes_max} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        bytes_max: usize,
    },
    /// The entry belongs to another organisation.
    #[error("the entry names organisation {named}, this log is of {expected}")]
    OtherOrganisation {
        /// As named.
        named: OrganisationId,
        /// As expected.
        expected: OrganisationId,
    },
    /// The first entry must be the genesis, and no other.
    #[error("the genesis stands at place 0, and only there")]
    GenesisMisplaced,
    /// A text of the genesis is empty or too long.
    #[error("{field} is empty or too long")]
    TextOutOfBounds {
        /// Which text.
        field: &'static str,
    },
    /// The statement of the organisation does not name what the entry carries.
    #[error("the organisation's statement names other keys than the entry")]
    StatementMismatch,
    /// A signature inside the entry does not hold.
    #[error("the signature of {what} does not hold")]
    CertificateForged {
        /// What was signed.
        what: &'static str,
    },
    /// A certificate names another organisation or account than the entry.
    #[error("{what} is for another organisation or account")]
    CertificateElsewhere {
        /// Which certificate.
        what: &'static str,
    },
    /// The author's signature does not hold.
    #[error("the signature of device {device} does not hold")]
    Forged {
        /// The author named.
        device: DeviceId,
    },
    /// No such device.
    #[error("device {device} is not in the log")]
    DeviceUnknown {
        /// The device.
        device: DeviceId,
    },
    /// The device had been revoked before.
    #[error("device {device} was revoked at place {at}")]
    DeviceRevoked {
        /// The device.
        device: DeviceId,
        /// The place of its revocation.
        at: u64,
    },
    /// The device is already in the log.
    #[error("device {device} is in the log already")]
    DeviceExists {
        /// The device.
        device: DeviceId,
    },
    /// The new device did not sign its own entry.
    #[error("device {device} must sign its own entry")]
    DeviceNotAuthor {
        /// The device.
        device: DeviceId,
    },
    /// No such account.
    #[error("account {account} is not in the log")]
    AccountUnknown {
        /// The account.
        account: AccountId,
    },
    /// The account is already in the log.
    #[error("account {account} is in the log already")]
    AccountExists {
        /// The account.
        account: AccountId,
    },
    /// The account is not active.
    #[error("account {account} is {status:?}")]
    AccountInactive {
        /// The account.
        account: AccountId,
        /// What it is instead.
        status: AccountStatus,
    },
    /// The account is not in the state from which this goes.
    #[error("account {account} is {status:?}: this changes nothing or cannot be done")]
    StatusUnchanged {
        /// The account.
        account: AccountId,
        /// Its state.
        status: AccountStatus,
    },
    /// The address is enrolled already.
    #[error("this address belongs to account {account} already")]
    EmailTaken {
        /// Who has it.
        account: AccountId,
    },
    /// A public key is used by another account or device.
    #[error("a public key of this entry is in use already")]
    KeyReused,
    /// The invitation was used before.
    #[error("invitation {invitation} was used already")]
    InvitationUsed {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Only an administrator may say this.
    #[error("account {account} is not an administrator")]
    NotAdministrator {
        /// The author's account.
        account: AccountId,
    },
    /// The account may not say this of another.
    #[error("account {account} may not decide this for {of}")]
    NotYours {
        /// The author's account.
        account: AccountId,
        /// The account concerned.
        of: AccountId,
    },
    /// The profile does not allow it.
    #[error("account {account} has the profile {profile:?}, which does not allow this")]
    ProfileRefused {
        /// The account.
        account: AccountId,
        /// Its profile.
        profile: Profile,
    },
    /// The organisation would be left without an administrator.
    #[error("account {account} is the last administrator")]
    LastAdministrator {
        /// The account.
        account: AccountId,
    },
    /// An administrator must receive the organisation key, and nobody else.
    #[error("the organisation key is sealed to administrators, and to nobody else")]
    OrganisationWrapMismatch,
    /// The relation is not surer than before.
    #[error("the relation with account {account} is as sure already")]
    RelationNotRaised {
        /// The account.
        account: AccountId,
    },
    /// The workspace is already in the log.
    #[error("workspace {workspace} is in the log already")]
    WorkspaceExists {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// The longest term of links is out of bounds.
    #[error("links last from 1 to {days_max} days")]
    SharingTerm {
        /// The longest term that may be allowed, in days.
        days_max: u16,
    },
    /// No such workspace.
    #[error("workspace {workspace} is not in the log")]
    WorkspaceUnknown {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// The previous entry is another one.
    #[error("the entry follows {named:?}, the log ends with {expected:?}")]
    PreviousMismatch {
        /// As named.
        named: Option<Digest>,
        /// As expected.
        expected: Option<Digest>,
    },
}

impl OrgRefusal {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } | Self::PreviousMismatch { .. } => "conflict",
            Self::TooLarge { .. } => "org-entry-too-large",
            Self::OtherOrganisation { .. } => "org-other-organisation",
            Self::GenesisMisplaced => "org-genesis-misplaced",
            Self::TextOutOfBounds { .. } => "org-text-out-of-bounds",
            Self::StatementMismatch => "org-statement-mismatch",
            Self::CertificateForged { .. } => "org-certificate-forged",
            Self::CertificateElsewhere { .. } => "org-certificate-elsewhere",
            Self::Forged { .. } => "org-signature-refused",
            Self::DeviceUnknown { .. } => "device-unknown",
            Self::DeviceRevoked { .. } => "device-revoked",
            Self::DeviceExists { .. } => "device-exists",
            Self::DeviceNotAuthor { .. } => "device-not-author",
            Self::AccountUnknown { .. } => "account-unknown",
            Self::AccountExists { .. } => "account-exists",
            Self::AccountInactive { .. } => "account-inactive",
            Self::StatusUnchanged { .. } => "account-status-unchanged",
            Self::EmailTaken { .. } => "email-taken",
            Self::KeyReused => "key-reused",
            Self::InvitationUsed { .. } => "invitation-used",
            Self::NotAdministrator { .. } => "not-administrator",
            Self::NotYours { .. } => "not-yours",
            Self::ProfileRefused { .. } => "profile-refused",
            Self::LastAdministrator { .. } => "last-administrator",
            Self::OrganisationWrapMismatch => "organisation-wrap-mismatch",
            Self::RelationNotRaised { .. } => "relation-not-raised",
            Self::SharingTerm { .. } => "sharing-term",
            Self::WorkspaceExists { .. } => "workspace-exists",
            Self::WorkspaceUnknown { .. } => "workspace-unknown",
        }
    }
}
