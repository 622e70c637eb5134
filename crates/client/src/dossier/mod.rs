//! Breach files: opened from a report, acted upon, shown, entered in the register.

mod act;
mod cell;
mod deadlines;
mod document;
mod exposure;
mod open;
mod register;
mod show;

use beffroi_dossier::fold::Refusal as ActRefusal;
use beffroi_dossier::register::RegisterRefusal;
use beffroi_print::PrintError;
use beffroi_seal::id::WorkspaceId;
use thiserror::Error;

pub use document::DocumentData;
pub use exposure::ScanTable;

pub(crate) use document::{data as document_data, plain};

/// A breach file could not be opened, read or acted upon.
#[derive(Debug, Error)]
pub enum DossierError {
    /// The workspace is not a breach file.
    #[error("workspace {workspace} is not a breach file")]
    NotDossier {
        /// The workspace.
        workspace: WorkspaceId,
    },
    /// The rules of breach files refuse the act.
    #[error(transparent)]
    Refused(#[from] ActRefusal),
    /// The register refuses the line.
    #[error(transparent)]
    Register(#[from] RegisterRefusal),
    /// What was given is not an act.
    #[error("not an act of a breach file: {reason}")]
    ActMalformed {
        /// What the reader says.
        reason: String,
    },
    /// The file has nothing to say about this person or viewer.
    #[error("the file knows nothing of {subject}")]
    SubjectUnknown {
        /// As given.
        subject: String,
    },
    /// A document cannot be set in type.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// An instant of the findings cannot be read.
    #[error("{text} is not an instant")]
    InstantMalformed {
        /// As found.
        text: String,
    },
}

impl DossierError {
    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDossier { .. } => "not-a-dossier",
            Self::Refused(refusal) => refusal.code(),
            Self::Register(refusal) => refusal.code(),
            Self::ActMalformed { .. } => "act-malformed",
            Self::SubjectUnknown { .. } => "subject-unknown",
            Self::Print(error) => error.code(),
            Self::InstantMalformed { .. } => "instant-malformed",
        }
    }
}
