//! Share links, for members and for visitors.

use beffroi_seal::id::{DocumentId, LinkId, VersionId};
pub use beffroi_wire::link::LinkUseKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether a link is served, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It is.
    Active,
    /// Not until it is resumed.
    Suspended,
    /// Its term is past.
    Expired,
    /// Downloaded as often as it allows.
    Exhausted,
    /// Somebody declared not to be the recipient.
    Refused,
    /// Ended for good.
    Closed,
}

/// A document that a link shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkDocumentView {
    /// The document.
    pub document: DocumentId,
    /// The version shared.
    pub version: VersionId,
    /// Its name; for visitors, when it was shared.
    pub name: String,
    /// Its size, in bytes.
    pub size: u64,
    /// Its media type.
    pub media_type: String,
}

/// A link, for the members of its workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    /// The link.
    pub id: LinkId,
    /// What it is about.
    pub title: String,
    /// Words for whoever receives it.
    pub message: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How many downloads it allows; none: any number.
    pub downloads_max: Option<u32>,
    /// Whether it has a password.
    pub password: bool,
    /// Whether it is served.
    pub state: LinkState,
    /// What it shares.
    pub documents: Vec<LinkDocumentView>,
    /// The whole address, secret included.
    pub address: String,
    /// Times it was opened, as the server counts.
    pub opened: u64,
    /// Downloads begun, as the server counts.
    pub downloads: u64,
    /// Receipts acknowledged.
    pub received: u64,
}

/// What a visitor wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkNoteView {
    /// Their name, as they give it.
    pub name: String,
    /// Their words.
    pub text: String,
    /// Whether they had opened the link: they name the digest of what is in it.
    pub opened: bool,
}

/// One use of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkUseView {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: LinkUseKind,
    /// From which network address.
    pub address: String,
    /// Name of what was downloaded.
    pub document: Option<String>,
    /// What was declared, when it is signed with the link's key.
    pub statement: Option<LinkNoteView>,
}

/// What a visitor sees before opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkCoverView {
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
    /// Whether a password is needed.
    pub password: bool,
    /// When the link ends.
    pub expires_at: Timestamp,
}

/// What a visitor sees when the link is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitedLinkView {
    /// As before opening.
    #[serde(flatten)]
    pub cover: LinkCoverView,
    /// The documents.
    pub document_list: Vec<LinkDocumentView>,
    /// How many downloads it still allows; none: any number.
    pub downloads_left: Option<u32>,
}

/// What share links may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SharingView {
    /// The longest term, in days.
    pub days_max: u16,
    /// Whether every link has a password.
    pub password_required: bool,
}
