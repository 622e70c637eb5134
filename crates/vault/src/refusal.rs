//! Why an entry may not do what it says.

use beffroi_seal::id::{DocumentId, FolderId, LinkId, VersionId};
use thiserror::Error;

use crate::entry::Item;
use crate::name::NameError;

/// Why an entry is refused when writing, and left undone when reading.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VaultRefusal {
    /// The name is not acceptable.
    #[error("the name is refused: {0}")]
    Name(#[from] NameError),
    /// The folder does not exist.
    #[error("folder {folder} does not exist")]
    FolderUnknown {
        /// Which.
        folder: FolderId,
    },
    /// The folder is in the bin.
    #[error("folder {folder} is in the bin")]
    FolderTrashed {
        /// Which.
        folder: FolderId,
    },
    /// The folder exists already.
    #[error("folder {folder} exists already")]
    FolderExists {
        /// Which.
        folder: FolderId,
    },
    /// The document does not exist.
    #[error("document {document} does not exist")]
    DocumentUnknown {
        /// Which.
        document: DocumentId,
    },
    /// The document exists already.
    #[error("document {document} exists already")]
    DocumentExists {
        /// Which.
        document: DocumentId,
    },
    /// The version exists already, in this document or another.
    #[error("this version, or its stored object, is used already")]
    VersionExists,
    /// The document has no such version.
    #[error("document {document} has no version {version}")]
    VersionUnknown {
        /// The document.
        document: DocumentId,
        /// The version asked for.
        version: VersionId,
    },
    /// The version to restore is the one in force.
    #[error("this version of document {document} is the one in force")]
    VersionInForce {
        /// The document.
        document: DocumentId,
    },
    /// A folder cannot be inside itself.
    #[error("folder {folder} would be inside itself")]
    Cycle {
        /// Which.
        folder: FolderId,
    },
    /// Folders are nested too deep.
    #[error("folders may be nested {depth_max} deep")]
    TooDeep {
        /// The limit.
        depth_max: usize,
    },
    /// It is in the bin already.
    #[error("it is in the bin already")]
    TrashedAlready {
        /// What.
        item: Item,
    },
    /// It is not in the bin.
    #[error("it is not in the bin")]
    NotTrashed {
        /// What.
        item: Item,
    },
    /// It is not a media type.
    #[error("{media_type:?} is not a media type")]
    MediaType {
        /// As given.
        media_type: String,
    },
    /// The link exists already.
    #[error("link {link} exists already")]
    LinkExists {
        /// The link.
        link: LinkId,
    },
    /// A link that shares nothing.
    #[error("a link shares one document at least")]
    NothingShared,
    /// A text is too long.
    #[error("{field} has {characters} characters: {characters_max} are allowed")]
    TextTooLong {
        /// Which text.
        field: &'static str,
        /// Its length.
        characters: usize,
        /// The longest allowed.
        characters_max: usize,
    },
}

impl VaultRefusal {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::FolderUnknown { .. } => "folder-unknown",
            Self::FolderTrashed { .. } => "folder-trashed",
            Self::FolderExists { .. } => "folder-exists",
            Self::DocumentUnknown { .. } => "document-unknown",
            Self::DocumentExists { .. } => "document-exists",
            Self::VersionExists => "version-exists",
            Self::VersionUnknown { .. } => "version-unknown",
            Self::VersionInForce { .. } => "version-in-force",
            Self::Cycle { .. } => "folder-cycle",
            Self::TooDeep { .. } => "folder-too-deep",
            Self::TrashedAlready { .. } => "trashed-already",
            Self::NotTrashed { .. } => "not-trashed",
            Self::MediaType { .. } => "media-type-malformed",
            Self::LinkExists { .. } => "link-exists",
            Self::NothingShared => "link-documents-none",
            Self::TextTooLong { .. } => "text-too-long",
        }
    }
}
