//! One's own account: sealed blob, sessions, password.

use beffroi_seal::id::{DeviceId, SessionId};
use serde::{Deserialize, Serialize};

use crate::B64;

/// Body of `PUT /api/v1/account/blob`: replaces version `version` by `version + 1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlobPutRequest {
    /// Version that this one replaces; another stored version is a conflict.
    pub version: u64,
    /// New sealed bytes.
    pub blob: B64,
}

/// Answer of `PUT /api/v1/account/blob`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlobStored {
    /// Version now stored.
    pub version: u64,
}

/// One open session of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// Session id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub session: SessionId,
    /// Device that signs it.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub device: DeviceId,
    /// True for the session that asks.
    pub current: bool,
    /// True while its device is not in the organisation log.
    pub provisional: bool,
    /// When it was opened.
    pub opened_at: i64,
    /// Last request, rounded to the minute.
    pub seen_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// Address it was opened from.
    pub address: String,
}

/// Answer of `GET /api/v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionList {
    /// Open sessions, newest first.
    pub sessions: Vec<SessionInfo>,
}

/// Body of `POST /api/v1/account/password/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordStartRequest {
    /// OPAQUE registration request for the new password.
    pub request: B64,
}

/// Body of `POST /api/v1/account/password/finish`. The session must be younger than ten minutes,
/// so that the old password was just proven; all other sessions are closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordFinishRequest {
    /// OPAQUE registration record for the new password.
    pub record: B64,
    /// Version of the blob that this one replaces.
    pub version: u64,
    /// The blob sealed under the new export key.
    pub blob: B64,
}
