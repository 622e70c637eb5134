//! Invitations by link, and the enrolments that wait for an administrator's signature.
//!
//! The link's secret stays in its fragment: no type here carries it.

use beffroi_seal::id::{AccountId, InvitationId};
use serde::{Deserialize, Serialize};

use crate::B64;
use crate::organisation::PublicOrganisation;

/// Body of `POST /api/v1/invitations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationRequest {
    /// Invitation id, chosen by the inviter's client.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub invitation: InvitationId,
    /// E-mail address of the invited person: their future login.
    pub email: String,
    /// When the link stops working.
    pub expires_at: i64,
    /// Whether the server sends the notice by mail. That mail never holds the link's secret:
    /// the inviter hands the link over by another way.
    #[serde(default)]
    pub mail: bool,
}

/// Answer of `POST /api/v1/invitations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationCreated {
    /// Invitation id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub invitation: InvitationId,
    /// True when a mail was put in the outbox; false when not asked or mail is not configured.
    pub mailed: bool,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum InvitationStage {
    /// Waiting for the person.
    Open,
    /// The person has chosen a password; waiting for an administrator's signature.
    Accepted,
    /// Enrolled in the organisation log.
    Enrolled,
}

/// Answer of `GET /api/v1/invitations/{invitation}`, public: an expired or used one answers 410.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationInfo {
    /// The organisation that invites; compare its key with the link's fingerprint.
    pub organisation: PublicOrganisation,
    /// When the link stops working.
    pub expires_at: i64,
}

/// Body of `POST /api/v1/invitations/{invitation}/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationStartRequest {
    /// OPAQUE registration request.
    pub request: B64,
}

/// Body of `POST /api/v1/invitations/{invitation}/accept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationAcceptRequest {
    /// Account id, chosen by the newcomer's client.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub account: AccountId,
    /// What the newcomer asks to be enrolled with (keys, sealed name); opaque to the server.
    pub certificate: B64,
    /// Proof of knowledge of the link's secret over `certificate`; opaque to the server.
    pub proof: B64,
    /// OPAQUE registration record.
    pub record: B64,
    /// Sealed account blob, version 1.
    pub blob: B64,
}

/// Answer of `POST /api/v1/invitations/{invitation}/accept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationAccepted {
    /// Now waiting for an administrator.
    pub state: InvitationStage,
}

/// An invitation as administrators see it, with the enrolment when the person accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolment {
    /// Invitation id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub invitation: InvitationId,
    /// Where it stands: open or accepted.
    pub state: InvitationStage,
    /// Account that invited.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub inviter: AccountId,
    /// E-mail address invited.
    pub email: String,
    /// When the invitation was made.
    pub created_at: i64,
    /// When the link stops working.
    pub expires_at: i64,
    /// What the newcomer sent, once accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<EnrolmentProof>,
}

/// What the newcomer sent: an administrator's client checks `proof` before it signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolmentProof {
    /// Account id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub account: AccountId,
    /// As sent.
    pub certificate: B64,
    /// As sent.
    pub proof: B64,
    /// When it was sent.
    pub accepted_at: i64,
}

/// Answer of `GET /api/v1/enrolments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolmentList {
    /// Open and accepted invitations, oldest first.
    pub enrolments: Vec<Enrolment>,
}
