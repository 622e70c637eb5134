//! Documents shared by a link: what members keep of it, and the sealed papers that its visitors open.
//!
//! The link's secret stands in a sealed entry, so that every member can hand the link over again. The papers are sealed
//! under keys that the secret derives (`docs/spec/link.md`): the cover before anything is opened, the sheet with the names
//! and the file keys, the note that a visitor leaves.

use core::fmt;

use beffroi_ledger::{Timestamp, V1};
use beffroi_seal::id::{DocumentId, LinkId, ObjectId, VersionId, WorkspaceId};
use beffroi_seal::{Digest, cbor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::refusal::VaultRefusal;
use crate::state::VaultState;

/// The longest title of a link, in characters.
pub const TITLE_CHARACTERS_MAX: usize = 200;
/// The longest message of a link, and the longest words of a visitor, in characters.
pub const MESSAGE_CHARACTERS_MAX: usize = 2_000;

/// Thirty-two secret bytes inside a sealed paper. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
pub struct SharedSecret(#[serde(with = "serde_bytes")] [u8; 32]);

impl SharedSecret {
    /// The secret with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

/// Documents that a link shares, as members keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedLink {
    /// The link; its terms are in the access entry of the same commit.
    pub link: LinkId,
    /// The secret of its fragment.
    pub secret: SharedSecret,
    /// What it is about, for whoever receives it.
    pub title: String,
    /// Words for whoever receives it; may be empty.
    pub message: String,
    /// What it shares: these versions, whatever the documents become.
    pub documents: Vec<SharedVersion>,
    /// Digest of the sheet in clear: a visitor who names it has opened the link.
    pub sheet: Digest,
}

/// One version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedVersion {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: VersionId,
}

/// What a visitor sees before opening: from whom and what for, nothing of the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCover {
    /// Version.
    pub v: V1,
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the person who shares.
    pub author: String,
    /// What it is about.
    pub title: String,
    /// Words of that person.
    pub message: String,
    /// How many documents.
    pub documents: u32,
    /// Their size together, in bytes.
    pub size: u64,
    /// When it was shared.
    pub at: Timestamp,
}

/// What a visitor sees when they open: the names, and the keys of exactly these files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSheet {
    /// Version.
    pub v: V1,
    /// The workspace, which is part of the slots of the files.
    pub workspace: WorkspaceId,
    /// The documents.
    pub documents: Vec<SheetDocument>,
}

/// A document on a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetDocument {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: VersionId,
    /// The stored ciphertext.
    pub object: ObjectId,
    /// Its name when it was shared.
    pub name: String,
    /// Size of the plaintext, in bytes.
    pub size: u64,
    /// Media type.
    pub media_type: String,
    /// Digest of the whole plaintext.
    pub plaintext_digest: Digest,
    /// The key of the content.
    pub key: SharedSecret,
}

/// What a visitor writes when they declare something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkNote {
    /// Version.
    pub v: V1,
    /// Their name, as they give it; may be empty.
    pub name: String,
    /// Their words; may be empty.
    pub text: String,
    /// Digest of the sheet that they opened; none when they did not open it.
    pub sheet: Option<Digest>,
}

/// The bytes are not what this version seals for links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a paper of a link")]
pub struct PaperError;

impl PaperError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        "link-paper-malformed"
    }
}

/// A paper that is sealed for a link or its members.
pub trait LinkPaper: Serialize + DeserializeOwned {
    /// The form that is sealed.
    fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("a paper has string keys and no float")
    }

    /// Reads the form that was sealed.
    ///
    /// # Errors
    /// When the bytes are no such paper of this version.
    fn decode(bytes: &[u8]) -> Result<Self, PaperError> {
        cbor::decode(bytes).map_err(|_| PaperError)
    }
}

impl LinkPaper for LinkCover {}
impl LinkPaper for LinkSheet {}
impl LinkPaper for LinkNote {}

impl VaultState {
    /// The links that members shared, in the order of their ids.
    pub fn shared(&self) -> impl Iterator<Item = &SharedLink> {
        self.shared.values()
    }

    /// What one link shares.
    pub fn shared_link(&self, link: LinkId) -> Option<&SharedLink> {
        self.shared.get(&link)
    }

    pub(crate) fn judge_shared(&self, shared: &SharedLink) -> Result<(), VaultRefusal> {
        if self.shared.contains_key(&shared.link) {
            return Err(VaultRefusal::LinkExists { link: shared.link });
        }
        for (field, text, characters_max) in [
            ("title", &shared.title, TITLE_CHARACTERS_MAX),
            ("message", &shared.message, MESSAGE_CHARACTERS_MAX),
        ] {
            let characters = text.chars().count();
            if characters > characters_max {
                return Err(VaultRefusal::TextTooLong { field, characters, characters_max });
            }
        }
        if shared.documents.is_empty() {
            return Err(VaultRefusal::NothingShared);
        }
        for SharedVersion { document, version } in &shared.documents {
            let Some(found) = self.document(*document) else {
                return Err(VaultRefusal::DocumentUnknown { document: *document });
            };
            if found.version(*version).is_none() {
                return Err(VaultRefusal::VersionUnknown { document: *document, version: *version });
            }
        }
        Ok(())
    }
}
