//! Documents of a workspace: sent, read, named, moved, put in the bin.

mod bundle;
mod change;
mod download;
mod parts;
mod record;
mod upload;

use beffroi_seal::Digest;
use beffroi_seal::id::{DocumentId, FolderId, ObjectId};
use beffroi_vault::{FileKeyError, Name, NameError, VaultRefusal};
use thiserror::Error;

use crate::bulk::BulkError;

pub use upload::NewDocument;

pub(crate) use download::{ObjectToRead, read_object};
pub(crate) use parts::{Destination, send_object};
pub(crate) use record::UploadRecord;

/// A document could not be sent, read or changed.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// No such document.
    #[error("no document {document} in this workspace")]
    Unknown {
        /// The document.
        document: DocumentId,
    },
    /// No such folder.
    #[error("no folder {folder} in this workspace")]
    FolderUnknown {
        /// The folder.
        folder: FolderId,
    },
    /// What was asked is against the rules of documents.
    #[error(transparent)]
    Refused(#[from] VaultRefusal),
    /// The name is not acceptable.
    #[error("{name}: {cause}")]
    Name {
        /// The name as it can be shown: without what deceives, cut when it is long.
        name: String,
        /// What is wrong with it.
        cause: NameError,
    },
    /// Larger than this server accepts.
    #[error("{name} has {bytes} bytes, the server accepts {bytes_max}")]
    TooLarge {
        /// Name of the file.
        name: String,
        /// Its size once sealed.
        bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// The source is no longer the one whose first parts were sent.
    #[error("{name} changed since its first parts were sent")]
    SourceChanged {
        /// Name of the file.
        name: String,
    },
    /// The server holds other bytes for a part than those that were sent.
    #[error("the server holds other bytes for part {part} of object {object}")]
    PartDiffers {
        /// The object.
        object: ObjectId,
        /// The part, from 0.
        part: u32,
    },
    /// The key of the content cannot be had.
    #[error(transparent)]
    Key(#[from] FileKeyError),
    /// What the server gives is not what the signed entry announces: altered, cut or exchanged.
    #[error("{name} is damaged: {cause}")]
    Damaged {
        /// Name of the document.
        name: String,
        /// What does not fit.
        cause: BulkError,
    },
    /// Every segment opens and the whole is not what the signed entry announces.
    #[error("{name} has digest {found}, {expected} was signed")]
    DigestDiffers {
        /// Name of the document.
        name: String,
        /// As signed.
        expected: Digest,
        /// As received.
        found: Digest,
    },
    /// The server does not give the whole object.
    #[error("the server gives less of {name} than was sent")]
    Missing {
        /// Name of the document.
        name: String,
    },
}

impl DocumentError {
    /// The refusal of an entry that would give `name`.
    pub(crate) fn refused(name: Option<&str>, refusal: VaultRefusal) -> Self {
        match (name, refusal) {
            (Some(name), VaultRefusal::Name(cause)) => Self::Name { name: shown(name), cause },
            (_, refusal) => Self::Refused(refusal),
        }
    }

    /// Stable code for catalogues and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "document-unknown",
            Self::FolderUnknown { .. } => "folder-unknown",
            Self::Refused(refusal) => refusal.code(),
            Self::Name { cause, .. } => cause.code(),
            Self::TooLarge { .. } => "document-too-large",
            Self::SourceChanged { .. } => "file-changed",
            Self::PartDiffers { .. } => "part-differs",
            Self::Key(error) => error.code(),
            Self::Damaged { .. } => "document-damaged",
            Self::DigestDiffers { .. } => "document-digest-differs",
            Self::Missing { .. } => "document-missing",
        }
    }
}

/// A name fit to stand in a sentence, however it was made.
fn shown(name: &str) -> String {
    const CHARACTERS_MAX: usize = 60;
    let neutral = Name::neutralised(name);
    let mut characters = neutral.as_str().chars();
    let mut shown: String = characters.by_ref().take(CHARACTERS_MAX).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
