//! Set-up: the first administrator, with the one-time token printed at the server's first start.

use serde::{Deserialize, Serialize};

use crate::B64;

/// Body of `POST /api/v1/setup/register-start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupStartRequest {
    /// The one-time token, as printed.
    pub token: String,
    /// E-mail address of the first administrator.
    pub email: String,
    /// OPAQUE registration request.
    pub request: B64,
}

/// Answer of every OPAQUE registration start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistrationAnswer {
    /// OPAQUE registration response.
    pub response: B64,
}

/// Body of `POST /api/v1/setup/finish`: uses the token up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupFinishRequest {
    /// The one-time token.
    pub token: String,
    /// Same e-mail address as at the start.
    pub email: String,
    /// OPAQUE registration record.
    pub record: B64,
    /// Encoded signed genesis entry of the organisation log.
    pub entry: B64,
    /// Sealed account blob, version 1.
    pub blob: B64,
}
