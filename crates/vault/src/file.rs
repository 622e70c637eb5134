//! The content of one version of a document: where it is stored, under which key, and what it must be.

use beffroi_ledger::workspace::Keyring;
use beffroi_seal::id::{DocumentId, ObjectId, OrganisationId, VersionId, WorkspaceId};
use beffroi_seal::keys::{FileKey, FileWrap};
use beffroi_seal::{Context, Digest, SealedRecord};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One version of a document. Stands in a sealed and signed entry: whoever stores the object can change none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileVersion {
    /// Its id: random, part of the slot of the key and of the content.
    pub version: VersionId,
    /// The stored ciphertext.
    pub object: ObjectId,
    /// The key of the content.
    pub file_key: WrappedFileKey,
    /// Size of the plaintext, in bytes.
    pub size: u64,
    /// Media type, for example `application/pdf`.
    pub media_type: String,
    /// Digest of the whole ciphertext.
    pub ciphertext_digest: Digest,
    /// Digest of the whole plaintext.
    pub plaintext_digest: Digest,
    /// Digest of each part of the ciphertext, as uploaded, in order.
    pub parts: Vec<Digest>,
}

/// A file key, wrapped under the file wrap of an epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedFileKey {
    /// Which epoch.
    pub epoch: u32,
    /// Wrapped for [`file_key_slot`].
    pub wrapped: SealedRecord,
}

/// The key of a file cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FileKeyError {
    /// The account has no key of that epoch: it joined later, and the history was cut.
    #[error("the key of epoch {epoch}, which wraps the file's key, is not unlocked")]
    EpochLocked {
        /// The epoch.
        epoch: u32,
    },
    /// The wrapped key does not open in this place.
    #[error("the key of version {version} of document {document} does not open")]
    Refused {
        /// The document.
        document: DocumentId,
        /// The version.
        version: VersionId,
    },
}

impl FileKeyError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EpochLocked { .. } => "file-key-epoch-locked",
            Self::Refused { .. } => "file-key-refused",
        }
    }
}

impl WrappedFileKey {
    /// Wraps a fresh file key under the epoch in force.
    pub fn wrap(
        key: &FileKey,
        epoch: u32,
        wrap: &FileWrap,
        place: (OrganisationId, WorkspaceId, DocumentId, VersionId),
        rng: &mut impl CryptoRng,
    ) -> Self {
        Self { epoch, wrapped: wrap.wrap(&slot("file-key", place), key, rng) }
    }

    /// Gives the key back.
    pub fn unwrap(
        &self,
        keyring: &Keyring,
        place: (OrganisationId, WorkspaceId, DocumentId, VersionId),
    ) -> Result<FileKey, FileKeyError> {
        let wrap = keyring.file_wrap(self.epoch).ok_or(FileKeyError::EpochLocked { epoch: self.epoch })?;
        let (_, _, document, version) = place;
        wrap.unwrap(&slot("file-key", place), &self.wrapped)
            .map_err(|_| FileKeyError::Refused { document, version })
    }
}

/// Where the key of a version is wrapped.
pub fn file_key_slot(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    document: DocumentId,
    version: VersionId,
) -> Context {
    slot("file-key", (organisation, workspace, document, version))
}

/// Where the content of a version is encrypted: the associated data of its ciphertext.
pub fn file_content_slot(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    document: DocumentId,
    version: VersionId,
) -> Context {
    slot("file-content", (organisation, workspace, document, version))
}

fn slot(
    kind: &'static str,
    (organisation, workspace, document, version): (OrganisationId, WorkspaceId, DocumentId, VersionId),
) -> Context {
    Context::new(kind).organisation(organisation).workspace(workspace).object(document).version(version)
}
