//! Archives: a workspace as one file that proves itself, without a server.
//!
//! A zip of stored entries, which any system opens: a page to read first, the signed logs, the keys that open their content,
//! the content itself in clear, and a manifest of digests signed by whoever made it. The keys are inside: an archive is for
//! people who may read the file. Format: `docs/spec/archive.md`.

mod fetch;
mod manifest;
mod readme;
mod verify;
mod write;

use thiserror::Error;

pub use verify::verify;
pub use write::ArchiveMade;

/// An archive could not be made. What is wrong with one that is checked is in its [`ArchiveCheck`](crate::view::ArchiveCheck).
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The server does not give the log that was verified.
    #[error("entry {sequence} of the log is not the one that was verified")]
    LogDiffers {
        /// Its place.
        sequence: u64,
    },
    /// The container could not be written.
    #[error("the archive cannot be written: {reason}")]
    Container {
        /// What the writer says.
        reason: String,
    },
    /// A key of the past is missing: the history was cut before this account joined.
    #[error(
        "the key of epoch {epoch} is not unlocked: somebody who was there from the beginning must make the archive"
    )]
    KeyMissing {
        /// The epoch.
        epoch: u32,
    },
}

impl ArchiveError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::LogDiffers { .. } => "archive-log-differs",
            Self::Container { .. } => "archive-unwritable",
            Self::KeyMissing { .. } => "archive-key-missing",
        }
    }
}

/// Names inside an archive.
pub(crate) mod names {
    pub(crate) const README: &str = "LISEZMOI.txt";
    pub(crate) const MANIFEST: &str = "manifeste.json";
    pub(crate) const SIGNATURE: &str = "manifeste.signature.json";
    pub(crate) const ORGANISATION_LOG: &str = "journal/organisation.cbor";
    pub(crate) const WORKSPACE_LOG: &str = "journal/espace.cbor";
    pub(crate) const KEYS: &str = "journal/cles.json";
    pub(crate) const PEOPLE: &str = "annuaire.json";
    pub(crate) const DOSSIER: &str = "dossier.json";
    pub(crate) const RULES: &str = "regles.json";
    pub(crate) const DOCUMENTS: &str = "documents";
    pub(crate) const PIECES: &str = "pieces";
}
