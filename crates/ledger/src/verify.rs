//! Offline verification: two files, an answer, and the first bad entry by name.

use beffroi_seal::Digest;
use beffroi_seal::cbor::CborError;
use beffroi_seal::id::{AccountId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::Keyset;
use beffroi_seal::unverified::Reason;
use thiserror::Error;

use crate::Signed;
use crate::bundle::LogFile;
use crate::org::{OrgBody, OrgEntry, OrgError, OrgHead, OrgLog, fingerprint_of};
use crate::workspace::{ContentAnomaly, ContentPlain, Head, Keyring, KeyringError, LogError, WorkspaceLog};

/// What is to be verified.
#[derive(Clone, Copy, Debug)]
pub struct Bundle<'a> {
    /// The organisation's fingerprint, from a source that is not the server. Without it the one found is reported, to
    /// be compared by eye.
    pub fingerprint: Option<Digest>,
    /// The bytes of the organisation log's [`LogFile`].
    pub organisation_log: &'a [u8],
    /// The bytes of a workspace log's [`LogFile`].
    pub workspace_log: Option<&'a [u8]>,
    /// A member's keys, to open the content as well.
    pub keys: Option<(AccountId, &'a Keyset)>,
    /// The last commit that someone remembers: its absence is a rollback.
    pub kept: Option<Head>,
}

/// What was verified.
#[derive(Clone, Debug)]
pub struct BundleReport {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its fingerprint.
    pub fingerprint: Digest,
    /// Whether the fingerprint was given, and not only found.
    pub pinned: bool,
    /// The organisation log: end and number of entries are `head.sequence + 1`.
    pub organisation_head: OrgHead,
    /// The verified organisation log.
    pub organisation_log: OrgLog,
    /// The workspace, when its log was given.
    pub workspace: Option<WorkspaceReport>,
}

/// What was verified of a workspace.
#[derive(Clone, Debug)]
pub struct WorkspaceReport {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The end of its log.
    pub head: Head,
    /// The verified log.
    pub log: WorkspaceLog,
    /// Its content, when keys were given.
    pub content: Vec<ContentPlain>,
    /// Content entries that do not open, when keys were given.
    pub anomalies: Vec<ContentAnomaly>,
    /// Whether content was opened at all.
    pub opened: bool,
}

/// Why a bundle cannot be believed. Names the first bad entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// The file is not a log.
    #[error("the file of the {which} log is not one: {source}")]
    File {
        /// `organisation` or `workspace`.
        which: &'static str,
        /// What the decoder says.
        source: CborError,
    },
    /// The file is a log of something else.
    #[error("the file given as the {which} log is of another log")]
    OtherLog {
        /// `organisation` or `workspace`.
        which: &'static str,
    },
    /// The log has no entry.
    #[error("the {which} log is empty")]
    Empty {
        /// `organisation` or `workspace`.
        which: &'static str,
    },
    /// An entry of the organisation log.
    #[error(transparent)]
    Organisation(#[from] OrgError),
    /// A commit of the workspace log.
    #[error(transparent)]
    Workspace(#[from] Box<LogError>),
    /// The keys do not unlock the workspace.
    #[error(transparent)]
    Keys(#[from] KeyringError),
}

impl BundleError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "log-file-malformed",
            Self::OtherLog { .. } => "log-file-other",
            Self::Empty { .. } => "log-file-empty",
            Self::Organisation(error) => error.code(),
            Self::Workspace(error) => error.code(),
            Self::Keys(error) => error.code(),
        }
    }
}

/// Verifies an organisation log and, when given, a workspace log with its content.
pub fn check_bundle(bundle: &Bundle<'_>) -> Result<BundleReport, BundleError> {
    const WHICH: &str = "organisation";
    let file = read(WHICH, bundle.organisation_log)?;
    if file.workspace.is_some() {
        return Err(BundleError::OtherLog { which: WHICH });
    }
    let first = file.entries.first().ok_or(BundleError::Empty { which: WHICH })?;
    let fingerprint =
        bundle.fingerprint.or_else(|| fingerprint_in(first)).unwrap_or(Digest::from_bytes([0; 32]));
    let mut log = OrgLog::new(fingerprint);
    log.extend_encoded(&file.entries)?;
    let organisation_head = log.head().ok_or(BundleError::Empty { which: WHICH })?;
    let organisation = log.state().organisation().ok_or(BundleError::Empty { which: WHICH })?;
    if file.organisation != organisation {
        return Err(BundleError::OtherLog { which: WHICH });
    }
    let workspace = match bundle.workspace_log {
        Some(bytes) => Some(check_workspace(bundle, &log, organisation, bytes)?),
        None => None,
    };
    Ok(BundleReport {
        organisation,
        fingerprint,
        pinned: bundle.fingerprint.is_some(),
        organisation_head,
        organisation_log: log,
        workspace,
    })
}

fn check_workspace(
    bundle: &Bundle<'_>,
    org: &OrgLog,
    organisation: OrganisationId,
    bytes: &[u8],
) -> Result<WorkspaceReport, BundleError> {
    const WHICH: &str = "workspace";
    let file = read(WHICH, bytes)?;
    let workspace = match file.workspace {
        Some(workspace) if file.organisation == organisation => workspace,
        _ => return Err(BundleError::OtherLog { which: WHICH }),
    };
    let mut log = WorkspaceLog::new(organisation, workspace);
    let accepted = log.extend_encoded(org.state(), &file.entries).complete().map_err(Box::new)?;
    let head = log.head().ok_or(BundleError::Empty { which: WHICH })?;
    bundle.kept.map_or(Ok(()), |kept| log.confirm(&kept)).map_err(Box::new)?;
    let mut report = WorkspaceReport {
        workspace,
        head,
        log,
        content: Vec::new(),
        anomalies: Vec::new(),
        opened: bundle.keys.is_some(),
    };
    if let Some((account, keyset)) = bundle.keys {
        let keyring = Keyring::unlock(keyset, account, &report.log)?;
        for commit in &accepted {
            let opened = keyring.open_content(commit);
            report.content.extend(opened.entries);
            report.anomalies.extend(opened.anomalies);
        }
    }
    Ok(report)
}

fn read(which: &'static str, bytes: &[u8]) -> Result<LogFile, BundleError> {
    LogFile::decode(bytes).map_err(|source| BundleError::File { which, source })
}

/// The fingerprint that the first entry claims; verification follows.
fn fingerprint_in(first: &[u8]) -> Option<Digest> {
    let entry = Signed::<OrgEntry>::decode(first).ok()?;
    match &entry.peek(Reason::Display).body().body {
        OrgBody::Genesis { statement, .. } => Some(fingerprint_of(&statement.body().organisation_key)),
        _ => None,
    }
}
