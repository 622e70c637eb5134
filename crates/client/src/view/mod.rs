//! What shells show: decrypted, filtered, ready to be printed or sent to a page.
//!
//! Every type here serialises with camelCase names, ids as 32 hexadecimal digits and instants as RFC 3339: it is
//! the contract with `web/src/core/api.ts` and with the command line's `--json`.

mod account;
mod archive;
mod dossier;
mod intake;
mod link;
mod workspace;

pub use account::{
    AccountState, AccountView, DeviceView, EnrolmentView, InvitationMade, InvitationView,
    InvitingOrganisation, Me, OrganisationView, OwnDeviceView, Person, PersonView, SessionView, SignedIn,
    Status, StatusOrganisation, ThisDevice, Verification,
};
pub use archive::{ArchiveCheck, ArchiveSigner};
pub use dossier::{DeadlineLine, NextDeadline, RegisterLine};
pub use intake::{
    Contact, DeskProposal, DeskView, LinkedDossier, ReportFile, ReportPage, ReportReceipt, ReportState,
    ReportSummary, ReportView, ThreadFile, ThreadFrom, ThreadMessage, ThreadState, ThreadView,
};
pub use link::{
    LinkCoverView, LinkDocumentView, LinkNoteView, LinkState, LinkUseKind, LinkUseView, LinkView,
    SharingView, VisitedLinkView,
};
pub use workspace::{
    ActivityView, AnomalyView, BinView, DocumentHistory, DocumentView, FolderView, HeadView, Kind,
    MemberView, VersionView, WorkspaceSummary, WorkspaceView,
};

use beffroi_seal::Digest;
use beffroi_seal::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};

/// A public key's fingerprint: words to read aloud, hexadecimal to compare by eye.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FingerprintView {
    /// French words.
    pub words: Vec<String>,
    /// The digest in hexadecimal.
    pub hex: String,
}

impl FingerprintView {
    /// The fingerprint of a key whose digest is `digest`.
    #[must_use]
    pub fn of(digest: &Digest) -> Self {
        let words = Fingerprint::from_digest(*digest).words().to_string();
        Self { words: words.split(' ').map(str::to_owned).collect(), hex: digest.to_string() }
    }
}

/// How far a transfer has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// In all.
    pub total: u64,
}

/// Called as a transfer advances.
pub type OnProgress<'a> = &'a dyn Fn(Progress);
