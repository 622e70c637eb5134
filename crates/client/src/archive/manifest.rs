//! The manifest: every entry of an archive with its digest, and the signature of whoever made it.

use std::collections::BTreeMap;

use beffroi_ledger::V1;
use beffroi_ledger::org::OrgHead;
use beffroi_ledger::workspace::Head;
use beffroi_seal::id::{AccountId, DeviceId, DocumentId, OrganisationId, VersionId, WorkspaceId};
use beffroi_seal::{Context, Digest, ExportSecret, Signature, keys::EpochKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::view::Kind;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) v: V1,
    /// Program and version that made it.
    pub(crate) tool: String,
    pub(crate) organisation: OrganisationId,
    /// Fingerprint of the organisation key: to be compared with one from another source.
    pub(crate) fingerprint: Digest,
    pub(crate) workspace: WorkspaceId,
    pub(crate) kind: Kind,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: AccountId,
    pub(crate) organisation_head: OrgHead,
    pub(crate) head: Head,
    /// Every entry but this one and its signature, in the order of the file.
    pub(crate) entries: Vec<ManifestEntry>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestEntry {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) sha256: Digest,
    /// The version of a document that it is, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<DocumentRef>,
}

/// A version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentRef {
    pub(crate) document: DocumentId,
    pub(crate) version: VersionId,
}

/// The signature of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestSignature {
    pub(crate) v: V1,
    pub(crate) account: AccountId,
    pub(crate) device: DeviceId,
    /// Over the bytes of the manifest.
    pub(crate) signature: Signature,
}

/// The keys that open the content of the log. Secret: whoever has them reads the workspace up to here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveKeys {
    pub(crate) v: V1,
    /// By epoch, in hexadecimal.
    keys: BTreeMap<u32, Digest>,
}

impl ArchiveKeys {
    pub(crate) fn of<'a>(keys: impl IntoIterator<Item = (u32, &'a EpochKey)>) -> Self {
        let hex = |key: &EpochKey| Digest::from_bytes(*key.export_secret());
        Self { v: V1, keys: keys.into_iter().map(|(epoch, key)| (epoch, hex(key))).collect() }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = (u32, EpochKey)> + '_ {
        self.keys.iter().map(|(epoch, key)| (*epoch, EpochKey::import_secret(key.as_bytes())))
    }
}

/// Somebody who signed entries of the archive, as the directory named them when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchivePerson {
    pub(crate) account: AccountId,
    pub(crate) name: String,
}

/// The slot of a manifest's signature.
pub(crate) fn manifest_slot(organisation: OrganisationId, workspace: WorkspaceId) -> Context {
    Context::new("archive-manifest").organisation(organisation).workspace(workspace)
}

/// The bytes of a manifest, or of another part of an archive: JSON that people can read.
pub(crate) fn pretty<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("archives have text keys and whole numbers");
    bytes.push(b'\n');
    bytes
}
