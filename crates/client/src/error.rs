//! Every reason why a use case of the client stops, with the code that names its sentence.

use beffroi_ledger::org::OrgError;
use beffroi_ledger::workspace::{DraftError, KeyringError, LogError};
use beffroi_seal::content::ContentError;
use beffroi_seal::hybrid::{OpenError, SealError};
use beffroi_seal::id::{AccountId, WorkspaceId};
use beffroi_vault::NameError;
use thiserror::Error;

use crate::account::AccountError;
use crate::api::ApiError;
use crate::archive::ArchiveError;
use crate::bulk::BulkError;
use crate::document::DocumentError;
use crate::dossier::DossierError;
use crate::intake::ReportError;
use crate::keep::KeepError;
use crate::link::LinkError;
use crate::refusal::Refusal;
use crate::source::StreamError;
use crate::view::Kind;

/// Why a use case stopped.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The server refused or did not answer.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The device's own storage failed.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// A local file failed.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// Set-up, signing in, invitations.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The organisation log that the server shows cannot be believed.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// The workspace log that the server shows cannot be believed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The keys of a workspace are not what its log announces.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The rules refuse what was asked, before anything was sent.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// File content failed.
    #[error(transparent)]
    Bulk(#[from] BulkError),
    /// A document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A public report or the desk.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A share link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A breach file.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// An archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Something could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Something sealed to this account does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server announces entries that it does not give.
    #[error("the server announces entries after {sequence} and does not give them")]
    LogWithheld {
        /// First missing entry.
        sequence: u64,
    },
    /// Others kept writing first.
    #[error("others kept writing first")]
    TooManyConflicts,
    /// The account is not in the organisation log.
    #[error("account {account} is not in the organisation log")]
    NotEnrolled {
        /// The account.
        account: AccountId,
    },
    /// No such account.
    #[error("no account {account}")]
    AccountUnknown {
        /// The account.
        account: AccountId,
    },
    /// The account does not belong to the workspace.
    #[error("this account does not belong to workspace {workspace}")]
    NotMember {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// Readers write nothing.
    #[error("this account only reads in workspace {workspace}")]
    ReaderWrites {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// Only owners do this.
    #[error("only owners do this in workspace {workspace}")]
    OwnersOnly {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// A text is too long.
    #[error("{field} is too long: {characters_max} characters are allowed")]
    TextTooLong {
        /// Which text.
        field: &'static str,
        /// The longest allowed.
        characters_max: usize,
    },
    /// A breach file or a desk is not deleted.
    #[error("workspace {workspace} is kept: it is not a plain one")]
    KindKept {
        /// The workspace.
        workspace: WorkspaceId,
        /// What it is.
        kind: Kind,
    },
    /// A name is missing.
    #[error("a name is missing")]
    NameEmpty,
}

impl ClientError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> String {
        self.refusal().code
    }

    /// Whether the session is over: sign in again.
    #[must_use]
    pub fn ends_session(&self) -> bool {
        use beffroi_wire::error::codes::{DEVICE_REVOKED, SESSION_EXPIRED, UNAUTHENTICATED};
        let Self::Api(error) = self else { return false };
        error
            .server_code()
            .is_some_and(|code| [SESSION_EXPIRED, UNAUTHENTICATED, DEVICE_REVOKED].contains(&code))
    }

    /// Whether the server shows something that this device refuses to believe.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        matches!(self, Self::Org(_) | Self::Log(_) | Self::Keyring(_) | Self::LogWithheld { .. })
    }

    /// The refusal as shells show it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Api(error) => error.refusal(),
            Self::Keep(error) => keep_refusal(error),
            Self::Stream(error) => stream_refusal(error),
            Self::Account(error) => account_refusal(error),
            Self::Org(error) => {
                Refusal::bare(error.code()).with("sequence", error.sequence).with("detail", error.to_string())
            }
            Self::Log(error) => log_refusal(error),
            Self::Keyring(error) => Refusal::bare(error.code()).with("detail", error.to_string()),
            Self::Draft(error) => Refusal::bare(error.code()).with("detail", error.to_string()),
            Self::Bulk(error) => bulk_refusal(error),
            Self::Document(error) => document_refusal(error),
            Self::Report(error) => report_refusal(error),
            Self::Link(error) => link_refusal(error),
            Self::Dossier(error) => dossier_refusal(error),
            Self::Archive(error) => Refusal::bare(error.code()).with("detail", error.to_string()),
            Self::Seal(error) => Refusal::bare(error.code()).with("kind", error.kind),
            Self::Open(error) => Refusal::bare(error.code()).with("kind", error.kind),
            Self::LogWithheld { sequence } => Refusal::bare("log-withheld").with("sequence", *sequence),
            Self::TooManyConflicts => Refusal::bare("too-many-conflicts"),
            Self::NotEnrolled { account } => {
                Refusal::bare("account-not-enrolled").with("account", account.to_string())
            }
            Self::AccountUnknown { account } => {
                Refusal::bare("account-unknown").with("account", account.to_string())
            }
            Self::NotMember { workspace } => {
                Refusal::bare("not-member").with("workspace", workspace.to_string())
            }
            Self::ReaderWrites { workspace } => {
                Refusal::bare("reader-writes").with("workspace", workspace.to_string())
            }
            Self::OwnersOnly { workspace } => {
                Refusal::bare("not-owner").with("workspace", workspace.to_string())
            }
            Self::TextTooLong { field, characters_max } => {
                Refusal::bare("text-too-long").with("field", *field).with("characters_max", *characters_max)
            }
            Self::KindKept { workspace, kind: _ } => {
                Refusal::bare("workspace-kept").with("workspace", workspace.to_string())
            }
            Self::NameEmpty => Refusal::bare("name-empty"),
        }
    }
}

/// The refusal of a workspace log.
pub(crate) fn log_refusal(error: &LogError) -> Refusal {
    let commit = error.commit.map(|commit| commit.to_string()).unwrap_or_default();
    Refusal::bare(error.code())
        .with("workspace", error.workspace.to_string())
        .with("sequence", error.sequence)
        .with("commit", commit)
        .with("detail", error.fault.to_string())
}

impl From<ContentError> for ClientError {
    fn from(error: ContentError) -> Self {
        Self::Bulk(error.into())
    }
}

fn dossier_refusal(error: &DossierError) -> Refusal {
    let refusal = Refusal::bare(error.code());
    match error {
        DossierError::Refused(act) => fields_of(refusal, act),
        DossierError::Register(line) => fields_of(refusal, line),
        DossierError::NotDossier { workspace } => refusal.with("workspace", workspace.to_string()),
        DossierError::ActMalformed { reason } => refusal.with("reason", reason.as_str()),
        DossierError::SubjectUnknown { subject } => refusal.with("subject", subject.as_str()),
        DossierError::Print(error) => refusal.with("detail", error.to_string()),
        DossierError::InstantMalformed { text } => refusal.with("text", text.as_str()),
    }
}

/// The fields of a refusal that is an object `{ code, … }`: lists become their length.
fn fields_of(mut refusal: Refusal, value: &impl serde::Serialize) -> Refusal {
    use serde_json::Value;
    let Ok(Value::Object(fields)) = serde_json::to_value(value) else { return refusal };
    for (name, value) in fields {
        if name == "code" {
            continue;
        }
        refusal = match value {
            Value::Number(number) => refusal.with(&name, number.as_i64().unwrap_or(i64::MAX)),
            Value::String(text) => refusal.with(&name, text),
            Value::Array(items) => refusal.with(&name, items.len()),
            other => refusal.with(&name, other.to_string()),
        };
    }
    refusal
}

fn link_refusal(error: &LinkError) -> Refusal {
    let refusal = Refusal::bare(error.code());
    match error {
        LinkError::Term { days_max } => refusal.with("days_max", u32::from(*days_max)),
        LinkError::TooMany { documents_max } => refusal.with("documents_max", *documents_max),
        LinkError::Binned { name } => refusal.with("name", name.as_str()),
        LinkError::Text(cause) => refusal.with("detail", cause.to_string()),
        _ => refusal,
    }
}

fn report_refusal(error: &ReportError) -> Refusal {
    let refusal = Refusal::bare(error.code()).with("detail", error.to_string());
    match error {
        ReportError::TooLong { bytes, bytes_max } => refusal.with("size", *bytes).with("limit", *bytes_max),
        ReportError::NoDeskKey { workspace } | ReportError::NotProposed { workspace } => {
            refusal.with("workspace", workspace.to_string())
        }
        ReportError::Unknown { report } | ReportError::NoFile { report, .. } => {
            refusal.with("report", report.to_string())
        }
        _ => refusal,
    }
}

fn document_refusal(error: &DocumentError) -> Refusal {
    let refusal = Refusal::bare(error.code()).with("detail", error.to_string());
    match error {
        DocumentError::Unknown { document } => refusal.with("document", document.to_string()),
        DocumentError::FolderUnknown { folder } => refusal.with("folder", folder.to_string()),
        DocumentError::TooLarge { name, bytes, bytes_max } => {
            refusal.with("name", name.as_str()).with("size", *bytes).with("limit", *bytes_max)
        }
        DocumentError::Name { name, cause } => {
            let refusal = refusal.with("name", name.as_str());
            match cause {
                NameError::TooLong { characters, bytes_max, .. } => {
                    refusal.with("characters", *characters).with("limit", *bytes_max)
                }
                _ => refusal,
            }
        }
        DocumentError::PartDiffers { part, .. } => refusal.with("part", *part),
        DocumentError::SourceChanged { name }
        | DocumentError::Damaged { name, .. }
        | DocumentError::DigestDiffers { name, .. }
        | DocumentError::Missing { name } => refusal.with("name", name.as_str()),
        DocumentError::Refused(_) | DocumentError::Key(_) => refusal,
    }
}

/// The refusal of file content.
pub(crate) fn bulk_refusal(error: &BulkError) -> Refusal {
    match error {
        BulkError::Content(content) => Refusal::bare(content.code()).with("detail", content.to_string()),
        BulkError::Platform { reason } => Refusal::bare("platform-cipher").with("reason", reason.as_str()),
    }
}

fn keep_refusal(error: &KeepError) -> Refusal {
    match error {
        KeepError::Storage { operation, key, reason } => Refusal::bare("local-store")
            .with("operation", *operation)
            .with("key", key.as_str())
            .with("reason", reason.as_str()),
        KeepError::Unreadable { key } => Refusal::bare("local-store-unreadable").with("key", key.as_str()),
    }
}

fn stream_refusal(error: &StreamError) -> Refusal {
    let (code, name, reason) = match error {
        StreamError::Read { name, reason } => ("file-unreadable", name, reason.as_str()),
        StreamError::Changed { name } => ("file-changed", name, ""),
        StreamError::Write { name, reason } => ("file-unwritable", name, reason.as_str()),
    };
    Refusal::bare(code).with("name", name.as_str()).with("reason", reason)
}

fn account_refusal(error: &AccountError) -> Refusal {
    let refusal = Refusal::bare(error.code());
    match error {
        AccountError::PasswordWeak { strength } => refusal.with("score", u32::from(strength.score)),
        AccountError::OrganisationChanged { pinned: expected, found }
        | AccountError::LinkOtherOrganisation { expected, found } => {
            refusal.with("expected", expected.to_string()).with("found", found.to_string())
        }
        AccountError::BlobRollback { kept, found } => refusal.with("kept", *kept).with("found", *found),
        AccountError::DeviceDiffers { device } => refusal.with("device", device.to_string()),
        AccountError::InvitationOfAnother { invitation }
        | AccountError::NoEnrolment { invitation }
        | AccountError::AnswerMalformed { invitation } => refusal.with("invitation", invitation.to_string()),
        AccountError::FieldEmpty { field } => refusal.with("field", *field),
        _ => refusal,
    }
}
