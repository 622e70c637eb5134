//! Set-up, signing in and out, invitations, the directory.

mod accept;
mod administer;
pub(crate) mod blob;
mod change_password;
mod checkpoint;
mod devices;
mod directory;
mod enrol;
mod invite;
mod link;
mod password;
mod resume;
mod set_up;
mod sign_in;
mod sign_out;
mod status;
mod store;

use beffroi_ledger::org::ProofRefused;
use beffroi_seal::Digest;
use beffroi_seal::id::{DeviceId, InvitationId};
use beffroi_seal::keys::KeysetError;
use beffroi_seal::login::LoginError;
use beffroi_seal::password::Strength;
use thiserror::Error;

pub(crate) use devices::account_fingerprint;
pub use link::{InvitationLink, PATH as INVITATION_PATH};
pub use password::password_strength;
pub use set_up::SetUp;

/// Set-up, signing in or an invitation failed on this side.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The password would be guessed.
    #[error("the password is too weak")]
    PasswordWeak {
        /// What it is worth.
        strength: Strength,
    },
    /// Wrong password, unknown account, or a server that does not hold the account.
    #[error("the login is refused")]
    Login(#[from] LoginError),
    /// The organisation has no account yet: the set-up link comes first.
    #[error("the organisation is not set up")]
    NotSetUp,
    /// The organisation is set up already.
    #[error("the organisation is set up already")]
    SetUpDone,
    /// The server now shows another organisation than the one this device has pinned.
    #[error("the server shows an organisation with fingerprint {found}, {pinned} is pinned")]
    OrganisationChanged {
        /// As pinned.
        pinned: Digest,
        /// As shown.
        found: Digest,
    },
    /// The account blob does not open: the server altered or exchanged it.
    #[error("the account's sealed keys are refused")]
    Blob(#[source] KeysetError),
    /// The account blob opened, but is not of this version.
    #[error("the account's sealed keys are of another version")]
    BlobUnreadable,
    /// The server gives an older blob than this device has seen.
    #[error("the server gives version {found} of the account's sealed keys, {kept} was seen")]
    BlobRollback {
        /// Version seen before.
        kept: u64,
        /// Version received.
        found: u64,
    },
    /// The organisation log has other keys for this account than the sealed ones.
    #[error("the organisation log shows other keys for this account")]
    KeysDiffer,
    /// The organisation log has another key for this device.
    #[error("the organisation log shows another key for device {device}")]
    DeviceDiffers {
        /// The device.
        device: DeviceId,
    },
    /// The link was cut or altered on its way.
    #[error("the invitation link is not whole")]
    LinkMalformed,
    /// The server's organisation is not the one that the link names.
    #[error("the link names fingerprint {expected}, the server shows {found}")]
    LinkOtherOrganisation {
        /// As in the link.
        expected: Digest,
        /// As shown.
        found: Digest,
    },
    /// The address given is not the one invited.
    #[error("the invitation is for another address")]
    LinkOtherAddress,
    /// The secret of the invitation is not on this account: another administrator made it.
    #[error("invitation {invitation} was made by another account")]
    InvitationOfAnother {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Nobody has answered this invitation.
    #[error("invitation {invitation} has no answer")]
    NoEnrolment {
        /// The invitation.
        invitation: InvitationId,
    },
    /// What came back was not made with the secret of the link: never to be confirmed.
    #[error("what came back was not made with the secret of the link")]
    Proof(#[from] ProofRefused),
    /// The answer to an invitation is not of a known form.
    #[error("the answer to invitation {invitation} is not understood")]
    AnswerMalformed {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Only administrators may do this.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// A name or an address is missing.
    #[error("{field} is missing")]
    FieldEmpty {
        /// Which: `givenName`, `familyName`, `email`, `organisation`.
        field: &'static str,
    },
}

impl AccountError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PasswordWeak { .. } => "password-weak",
            Self::Login(error) => error.code(),
            Self::NotSetUp => "setup-needed",
            Self::SetUpDone => "setup-done",
            Self::OrganisationChanged { .. } => "organisation-changed",
            Self::Blob(_) => "account-blob-refused",
            Self::BlobUnreadable => "account-blob-unreadable",
            Self::BlobRollback { .. } => "account-blob-rollback",
            Self::KeysDiffer => "account-keys-differ",
            Self::DeviceDiffers { .. } => "device-keys-differ",
            Self::LinkMalformed => "invitation-link-malformed",
            Self::LinkOtherOrganisation { .. } => "invitation-other-organisation",
            Self::LinkOtherAddress => "invitation-other-address",
            Self::InvitationOfAnother { .. } => "invitation-of-another",
            Self::NoEnrolment { .. } => "invitation-no-answer",
            Self::Proof(error) => error.code(),
            Self::AnswerMalformed { .. } => "invitation-answer-malformed",
            Self::NotAdministrator => "not-administrator",
            Self::FieldEmpty { .. } => "field-empty",
        }
    }
}
