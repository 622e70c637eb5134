//! The audit log as administrators read it: acts, never contents.

use beffroi_seal::id::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};

/// Query of the audit log, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AuditQuery {
    /// Only entries with a lower number; absent: from the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// Entries wanted at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AuditOutcome {
    /// Opened; the server stopped before it could say how it ended.
    Opened,
    /// Done.
    Done,
    /// Refused, with the code in `detail`.
    Refused,
}

/// One act that the server observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditItem {
    /// Number, growing.
    pub sequence: u64,
    /// When the act began.
    pub at: i64,
    /// Kebab-case name of the act, such as `workspace-append`.
    pub act: String,
    /// Account, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::schema::Id>))]
    pub account: Option<AccountId>,
    /// Device, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::schema::Id>))]
    pub device: Option<DeviceId>,
    /// Object of the act: workspace, object, invitation… as hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Address of the client.
    pub address: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Refusal code, when refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Request identifier, as in the server's log.
    pub request: String,
}

/// Answer of `GET /api/v1/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// Newest first.
    pub items: Vec<AuditItem>,
}
