//! Workspaces, documents, members, activity.

use beffroi_ledger::workspace::Role;
use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, DocumentId, FolderId, VersionId, WorkspaceId};
use beffroi_vault::Item;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Verification;
use crate::refusal::{Params, Refusal};

/// What a workspace is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Documents.
    Room,
    /// The intake of public reports, with the register.
    Desk,
    /// A breach file.
    Dossier,
}

/// A workspace in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceSummary {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What it is for, in its owner's words.
    pub purpose: String,
    /// The processing of personal data that it serves, with its legal reference; may be empty.
    pub processing: String,
    /// Its kind.
    pub kind: Kind,
    /// What the person may do in it.
    pub role: Role,
    /// How many members.
    pub members: usize,
    /// How many documents outside the bin.
    pub documents: usize,
    /// When its last commit claims to have been made.
    pub changed_at: Timestamp,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether only its owners read, and nobody writes.
    pub suspended: bool,
    /// Present when this device refuses what the server shows.
    pub alarm: Option<Refusal>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentView {
    /// Its id.
    pub id: DocumentId,
    /// Folder it stands in; none: the root.
    pub folder: Option<FolderId>,
    /// Its name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type, as its author's system gave it.
    pub media_type: String,
    /// Number of its current version, from 1.
    pub version: u32,
    /// When the current version was added, as its author claims.
    pub added_at: Timestamp,
    /// Who added it.
    pub added_by: String,
    /// SHA-256 of the content.
    pub sha256: Digest,
    /// Whether it is in the bin.
    pub trashed: bool,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderView {
    /// Its id.
    pub id: FolderId,
    /// Folder it stands in; none: the root.
    pub parent: Option<FolderId>,
    /// Its name.
    pub name: String,
}

/// Something that was put in the bin by itself; what a folder holds is in the bin with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BinView {
    /// What.
    pub item: Item,
    /// Its name.
    pub name: String,
    /// Size in bytes: of a folder, of all the documents in it.
    pub size: u64,
    /// How many documents: one, or what a folder holds.
    pub documents: usize,
    /// Since when, as claimed.
    pub trashed_at: Timestamp,
    /// By whom.
    pub trashed_by: String,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionView {
    /// Id of its content.
    pub version: VersionId,
    /// Its number, from 1.
    pub number: u32,
    /// The number of the version whose content it put in force again.
    pub repeats: Option<u32>,
    /// Size in bytes.
    pub size: u64,
    /// Media type, as its author's system gave it.
    pub media_type: String,
    /// When it was added, as its author claims.
    pub added_at: Timestamp,
    /// Who added it.
    pub added_by: String,
    /// SHA-256 of the content.
    pub sha256: Digest,
}

/// A document with all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentHistory {
    /// As in the list.
    #[serde(flatten)]
    pub document: DocumentView,
    /// Its description; empty when there is none.
    pub description: String,
    /// The names of the folders around it, from the root.
    pub path: Vec<String>,
    /// Its versions, the one in force first.
    pub versions: Vec<VersionView>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Since when, as claimed.
    pub since: Timestamp,
    /// How sure their inviter was.
    pub verification: Verification,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// When, as claimed.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What: names the sentence `activity.<kind>`.
    pub kind: String,
    /// What fills the sentence.
    pub params: Params,
}

/// A commit that was not applied, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnomalyView {
    /// The refusal.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// The commit's place.
    pub sequence: u64,
}

/// End of a verified log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadView {
    /// Place of the last commit, from 0.
    pub sequence: u64,
    /// Its digest.
    pub hash: Digest,
}

/// A workspace opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceView {
    /// As in the list.
    #[serde(flatten)]
    pub summary: WorkspaceSummary,
    /// Folders.
    pub folders: Vec<FolderView>,
    /// Documents, bin included.
    pub document_list: Vec<DocumentView>,
    /// What was put in the bin, latest first.
    pub bin: Vec<BinView>,
    /// Members.
    pub member_list: Vec<MemberView>,
    /// What happened, newest first.
    pub activity: Vec<ActivityView>,
    /// Commits and entries that were not applied.
    pub anomalies: Vec<AnomalyView>,
    /// End of the verified log.
    pub head: HeadView,
    /// Current epoch.
    pub epoch: u32,
}
