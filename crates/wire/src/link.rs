//! Share links: what their visitors ask for without an account, and what members read of their use.
//!
//! The secret in a link's fragment stays there: no type here carries it. Visitors show a token that it derives.

use beffroi_seal::id::{LinkId, ObjectId};
use beffroi_seal::link::{PasswordAnswer, PasswordQuestion};
use beffroi_seal::{Digest, SealedRecord};
use serde::{Deserialize, Serialize};

use crate::B64;

/// Header that carries the permit while an object of a link is read.
pub const LINK_PERMIT_HEADER: &str = "beffroi-link";

/// Body of `POST /api/v1/links/{link}/cover`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkAccess {
    /// Shows that the visitor holds the link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub token: Digest,
}

/// Body of `POST /api/v1/links/{link}/open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOpenRequest {
    /// Shows that the visitor holds the link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub token: Digest,
    /// Shows that the visitor has its password too.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub proof: Digest,
}

/// Answer of `POST /api/v1/links/{link}/cover`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkCoverAnswer {
    /// From whom and what for; opaque to the server.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub cover: SealedRecord,
    /// Whether a password is part of the key.
    pub password: bool,
    /// When the link ends.
    pub expires_at: i64,
    /// How many downloads it still allows; absent: any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downloads_left: Option<u32>,
}

/// Answer of `POST /api/v1/links/{link}/open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOpenAnswer {
    /// Names and keys of the documents; opaque to the server.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub sheet: SealedRecord,
}

/// Body of `POST /api/v1/links/{link}/password`: one guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPasswordRequest {
    /// Shows that the visitor holds the link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub token: Digest,
    /// The blinded password.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub question: PasswordQuestion,
}

/// Body of `POST /api/v1/workspaces/{workspace}/links/{link}/password`, for a link about to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPasswordMaking {
    /// The blinded password.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub question: PasswordQuestion,
}

/// Answer to both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPasswordAnswer {
    /// The function of the password, still blinded.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub answer: PasswordAnswer,
}

/// Body of `POST /api/v1/links/{link}/downloads`: one download, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkDownloadRequest {
    /// Shows that the visitor holds the link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub token: Digest,
    /// Shows that the visitor has its password too.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub proof: Digest,
    /// What is downloaded.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub object: ObjectId,
}

/// Answer of a download begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkDownloadAnswer {
    /// For the header `beffroi-link`, until `expires_at` or the end of the link.
    pub permit: String,
    /// When the permit ends.
    pub expires_at: i64,
}

/// Body of `POST /api/v1/links/{link}/statements`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkStatementRequest {
    /// Shows that the visitor holds the link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub token: Digest,
    /// Encoded statement signed with the link's key.
    pub statement: B64,
}

/// Answer of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkStatementTaken {
    /// When the server received it.
    pub received_at: i64,
    /// Encoded signed receipt over the statement.
    pub receipt: B64,
}

/// How a link was used so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkCounts {
    /// The link.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub link: LinkId,
    /// Times it was opened.
    pub opened: u64,
    /// Downloads begun.
    pub downloads: u64,
    /// Receipts acknowledged.
    pub received: u64,
    /// When somebody declared not to be the intended recipient: the link is stopped since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_at: Option<i64>,
}

/// Answer of `GET /api/v1/workspaces/{workspace}/links`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkCountList {
    /// In the order of their ids.
    pub links: Vec<LinkCounts>,
}

/// What a visitor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LinkUseKind {
    /// Looked at the cover.
    Shown,
    /// Tried a password.
    PasswordAsked,
    /// Opened it.
    Opened,
    /// Began a download.
    Downloaded,
    /// Acknowledged receipt.
    Received,
    /// Declared not to be the intended recipient.
    Refused,
}

/// One use of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkUse {
    /// When.
    pub at: i64,
    /// What.
    pub kind: LinkUseKind,
    /// From which network address.
    pub address: String,
    /// What was downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::schema::Id>))]
    pub object: Option<ObjectId>,
    /// What was declared: encoded statement signed with the link's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<B64>,
}

/// Answer of `GET /api/v1/workspaces/{workspace}/links/{link}/uses`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkUseList {
    /// Newest first, the last thousand at most.
    pub uses: Vec<LinkUse>,
}
