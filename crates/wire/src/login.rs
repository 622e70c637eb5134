//! Signing in: OPAQUE in two round trips, then a session bound to the device's signing key.

use crate::LoginId;
use beffroi_seal::VerifyingKey;
use beffroi_seal::id::{AccountId, DeviceId, SessionId};
use serde::{Deserialize, Serialize};

use crate::B64;

/// Body of `POST /api/v1/login/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginStartRequest {
    /// E-mail address; compared after trimming and lower-casing.
    pub email: String,
    /// OPAQUE KE1.
    pub ke1: B64,
}

/// Answer of `POST /api/v1/login/start`; the same shape and time for an unknown account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginStarted {
    /// Identifier of this attempt, good once, for two minutes.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub login: LoginId,
    /// OPAQUE KE2.
    pub ke2: B64,
}

/// Body of `POST /api/v1/login/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginFinishRequest {
    /// Identifier of the attempt.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub login: LoginId,
    /// OPAQUE KE3.
    pub ke3: B64,
    /// Device that will sign this session's requests.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub device: DeviceId,
    /// Its verification key. For a known device it must be the certified one.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Key))]
    pub device_key: VerifyingKey,
}

/// Answer of `POST /api/v1/login/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginFinished {
    /// Session id, hex: an index, not a secret; requests are signed by the device key.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub session: SessionId,
    /// Account id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub account: AccountId,
    /// True while the device is not in the organisation log: the session may then only read
    /// the organisation log, append its own `device_added`, read the blob and sign out.
    pub provisional: bool,
    /// When the session ends at the latest.
    pub expires_at: i64,
    /// The sealed account blob.
    pub blob: AccountBlob,
}

/// The account's sealed keyset and settings. The server cannot open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountBlob {
    /// Version, from 1, raised by one at each write.
    pub version: u64,
    /// Sealed bytes.
    pub blob: B64,
}
