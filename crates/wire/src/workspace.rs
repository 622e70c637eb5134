//! Workspaces: creation, the list of one's own, and the signed log of each.

use beffroi_seal::id::WorkspaceId;
use serde::{Deserialize, Serialize};

use crate::B64;
use crate::organisation::HeadInfo;

/// Body of `POST /api/v1/workspaces`: both logs move in one transaction, or neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceCreateRequest {
    /// Encoded signed organisation entry `workspace_created`.
    pub entry: B64,
    /// Encoded signed first commit, the one whose digest the entry names.
    pub commit: B64,
}

/// Answer of `POST /api/v1/workspaces`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceCreated {
    /// Workspace id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub workspace: WorkspaceId,
    /// New head of the organisation log.
    pub org_head: HeadInfo,
    /// Head of the workspace log: its first commit.
    pub head: HeadInfo,
    /// Encoded signed receipt of the first commit.
    pub receipt: B64,
}

/// One workspace the account belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceInfo {
    /// Workspace id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub workspace: WorkspaceId,
    /// Head of its log.
    pub head: HeadInfo,
    /// When its last commit was received.
    pub changed_at: i64,
    /// Public reports received so far (for the intake workspace): highest deposit sequence.
    pub deposits: u64,
}

/// Answer of `GET /api/v1/workspaces`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceList {
    /// In order of creation.
    pub workspaces: Vec<WorkspaceInfo>,
    /// Head of the organisation log, so that one request tells whether anything moved.
    pub org_head: HeadInfo,
}

/// Body of `POST /api/v1/workspaces/{workspace}/log`. The answer is
/// [`crate::organisation::Appended`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommitAppendRequest {
    /// Encoded signed commit.
    pub commit: B64,
}
