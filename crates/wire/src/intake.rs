//! Public reports: deposits sealed to the intake workspace, and the thread between the reporter
//! (known only by the key derived from their code) and the desk.

use crate::LocatorId;
use beffroi_seal::id::{DepositId, ObjectId, WorkspaceId};
use beffroi_seal::{Digest, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::B64;
use crate::organisation::PublicOrganisation;

/// Header that carries the deposit's token while its attachments are sent.
pub const DEPOSIT_TOKEN_HEADER: &str = "beffroi-deposit";

/// Answer of `GET /api/v1/intake`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntakeInfo {
    /// The organisation reported to.
    pub organisation: PublicOrganisation,
    /// Intake workspace id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub workspace: WorkspaceId,
    /// Encoded `IntakeStatement` signed by the organisation key.
    pub statement: B64,
    /// Encoded deposit statement signed by the desk's authority; it holds the deposit key.
    pub deposit: B64,
}

/// A workspace that publishes a deposit key: an administrator may designate it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskCandidate {
    /// Workspace id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub workspace: WorkspaceId,
    /// Encoded deposit statement signed by the desk's authority.
    pub statement: B64,
}

/// Answer of `GET /api/v1/intake/candidates`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskCandidateList {
    /// In the order of their ids; the designated one included.
    pub candidates: Vec<DeskCandidate>,
}

/// Answer of `POST /api/v1/intake/deposits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositStarted {
    /// Deposit id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub deposit: DepositId,
    /// Token for the parts and the completion.
    pub token: String,
    /// When an unfinished deposit is thrown away.
    pub expires_at: i64,
}

/// One attachment of a deposit, its parts sent before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositObject {
    /// Object id, chosen by the reporter's client.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub object: ObjectId,
    /// Digest of each part, in order.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::schema::Hash>))]
    pub parts: Vec<Digest>,
    /// Size of the whole, in bytes.
    pub size: u64,
}

/// Body of `POST /api/v1/intake/deposits/{deposit}/complete`, with the token header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositCompleteRequest {
    /// Where the reporter will look for answers: 16 bytes, derived from their code.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub locator: LocatorId,
    /// The reporter's verification key, derived from their code.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Key))]
    pub reporter_key: VerifyingKey,
    /// The letter, sealed to the deposit key; opaque to the server.
    pub sealed: B64,
    /// Attachments.
    #[serde(default)]
    pub objects: Vec<DepositObject>,
}

/// Answer of a completed deposit or a reporter's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositReceived {
    /// Its number in the intake's list.
    pub sequence: u64,
    /// When the server received it.
    pub received_at: i64,
    /// Encoded signed receipt.
    pub receipt: B64,
}

/// Who wrote a message of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IntakeKind {
    /// The report that opened the thread.
    Report,
    /// A further message of the reporter.
    Message,
    /// An answer of the desk.
    Reply,
}

/// Query of a thread or a list of deposits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AfterQuery {
    /// Only items with a higher sequence; absent: from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

/// One item of a thread as its reporter reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadItem {
    /// Number in the intake's list.
    pub sequence: u64,
    /// Who wrote it.
    pub kind: IntakeKind,
    /// When the server received it.
    pub at: i64,
    /// Deposit it belongs to.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub deposit: DepositId,
    /// Sealed bytes of a reply (the reporter's own items are not sent back).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<B64>,
}

/// Answer of `GET /api/v1/intake/threads/{locator}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// In order.
    pub items: Vec<ThreadItem>,
}

/// Body of `POST /api/v1/intake/threads/{locator}/messages` and of a desk's reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRequest {
    /// Sealed bytes: to the deposit key from the reporter, to the reporter's key from the desk.
    pub sealed: B64,
}

/// One deposit or message as the desk's members read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositItem {
    /// Number in the intake's list.
    pub sequence: u64,
    /// Report, message or reply.
    pub kind: IntakeKind,
    /// Deposit that opened the thread.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub deposit: DepositId,
    /// Thread.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub locator: LocatorId,
    /// The reporter's verification key.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Key))]
    pub reporter_key: VerifyingKey,
    /// Sealed letter.
    pub sealed: B64,
    /// Attachments: objects of the intake workspace.
    pub objects: Vec<DepositObject>,
    /// When the server received it.
    pub received_at: i64,
}

/// Answer of `GET /api/v1/workspaces/{workspace}/deposits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositList {
    /// In order.
    pub deposits: Vec<DepositItem>,
}
