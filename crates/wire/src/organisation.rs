//! The organisation: what anyone may ask, and its signed log.

use beffroi_seal::id::OrganisationId;
use beffroi_seal::{Digest, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::B64;
use crate::limits::Limits;

/// Whether the server has an organisation yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationStage {
    /// Waiting for the first administrator and the one-time link.
    Empty,
    /// Set up.
    Ready,
}

/// Answer of `GET /api/v1/organisation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationInfo {
    /// Set up or not.
    pub state: OrganisationStage,
    /// Identifier and public face, once set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<PublicOrganisation>,
    /// Key that signs receipts.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Key))]
    pub platform_key: VerifyingKey,
    /// The server's clock.
    pub server_time: i64,
    /// What this server accepts.
    pub limits: Limits,
}

/// What anyone may know of the organisation. The client compares the key's fingerprint with the
/// one it was given by the invitation; it trusts nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicOrganisation {
    /// Organisation id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub id: OrganisationId,
    /// Public name, from the genesis entry.
    pub name: String,
    /// Time zone (IANA name), from the genesis entry.
    pub zone: String,
    /// Organisation verification key.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Key))]
    pub organisation_key: VerifyingKey,
}

/// Position and hash of the last entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeadInfo {
    /// Sequence of the last entry, from 0.
    pub sequence: u64,
    /// Its digest.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub hash: Digest,
}

/// One page of a log: organisation or workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPage {
    /// Encoded signed entries in order, the first having the sequence asked for.
    pub entries: Vec<B64>,
    /// The whole log's head at that moment; ask again from `entries`' end until it is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<HeadInfo>,
}

/// Query of a log page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct LogQuery {
    /// First sequence wanted.
    #[serde(default)]
    pub from: u64,
    /// Entries wanted at most; the server may return fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Body of `POST /api/v1/org/log`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrgAppendRequest {
    /// Encoded signed organisation entry.
    pub entry: B64,
}

/// A log accepted an entry: what was added, and the platform's signed receipt for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appended {
    /// The new head.
    pub head: HeadInfo,
    /// Encoded signed receipt, verifiable offline with the platform key.
    pub receipt: B64,
}
