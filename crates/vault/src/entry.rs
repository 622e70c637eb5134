//! Entries of the space `vault`: what happens to documents and folders.

use beffroi_ledger::V1;
use beffroi_ledger::workspace::ContentEnvelope;
use beffroi_ledger::workspace::Space;
use beffroi_seal::cbor;
use beffroi_seal::id::{DocumentId, FolderId, VersionId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::file::FileVersion;
use crate::share::SharedLink;

/// A document or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A folder.
    Folder(FolderId),
    /// A document.
    Document(DocumentId),
}

/// What happens to documents and folders. The absent folder is the root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VaultEntry {
    /// A folder is created.
    FolderCreated {
        /// Its id.
        folder: FolderId,
        /// In which folder.
        parent: Option<FolderId>,
        /// Its name.
        name: String,
    },
    /// A document is added, with its first version.
    DocumentAdded {
        /// Its id.
        document: DocumentId,
        /// In which folder.
        folder: Option<FolderId>,
        /// Its name.
        name: String,
        /// Its content.
        version: Box<FileVersion>,
    },
    /// A document has a new content; the earlier ones stay readable.
    VersionAdded {
        /// The document.
        document: DocumentId,
        /// Its content from now on.
        version: Box<FileVersion>,
    },
    /// An earlier content of a document is in force again; what came after it stays readable.
    VersionRestored {
        /// The document.
        document: DocumentId,
        /// Which of its contents.
        version: VersionId,
    },
    /// Something has another name.
    Renamed {
        /// What.
        item: Item,
        /// Its name from now on.
        name: String,
    },
    /// Something goes to another folder.
    Moved {
        /// What.
        item: Item,
        /// Where.
        folder: Option<FolderId>,
    },
    /// Something goes to the bin, with all that is in it.
    Trashed {
        /// What.
        item: Item,
    },
    /// Something comes back from the bin.
    Restored {
        /// What.
        item: Item,
    },
    /// Something of the bin is destroyed for good, with all that went there with it. Stands in a commit that destroys the
    /// stored objects, which only owners write.
    Purged {
        /// What.
        item: Item,
    },
    /// Something is described, or, with an empty text, no longer.
    Described {
        /// What.
        item: Item,
        /// The description.
        text: String,
    },
    /// Documents are shared by a link.
    Shared {
        /// The link, and what it shares.
        shared: Box<SharedLink>,
    },
}

/// The bytes are not an entry of this space.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not an entry of documents: {reason}")]
pub struct EntryError {
    /// What the decoder says.
    pub reason: String,
}

impl EntryError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "vault-entry-malformed"
    }
}

impl VaultEntry {
    /// The stored form: version and entry.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&StoredRef { v: V1, entry: self }).expect("an entry has string keys and no float")
    }

    /// Reads the stored form.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        cbor::decode::<Stored>(bytes)
            .map(|stored| stored.entry)
            .map_err(|error| EntryError { reason: error.to_string() })
    }

    /// The name that it gives, when it gives one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::FolderCreated { name, .. }
            | Self::DocumentAdded { name, .. }
            | Self::Renamed { name, .. } => Some(name),
            _ => None,
        }
    }

    /// As it goes into a commit.
    pub fn envelope(&self) -> ContentEnvelope {
        ContentEnvelope::new(Space::Vault, self.encode())
    }
}

#[derive(Serialize)]
struct StoredRef<'a> {
    v: V1,
    entry: &'a VaultEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(rename = "v")]
    _version: V1,
    entry: VaultEntry,
}
