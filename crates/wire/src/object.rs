//! Sealed objects of a workspace, sent and read by parts.

use beffroi_seal::Digest;
use beffroi_seal::id::ObjectId;
use serde::{Deserialize, Serialize};

use crate::B64;

/// Header of a part: digest of the body (SHA-256 as `seal::Digest`), hex.
pub const DIGEST_HEADER: &str = "beffroi-digest";

/// One part that the server holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartInfo {
    /// Number, from 0.
    pub number: u32,
    /// Size in bytes.
    pub size: u64,
    /// Digest of its sealed bytes.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Hash))]
    pub digest: Digest,
}

/// Answer of `GET …/objects/{object}/parts`: what a resumed upload need not send again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartList {
    /// Parts held, by number.
    pub parts: Vec<PartInfo>,
    /// True once the object is complete.
    pub complete: bool,
}

/// Answer of `PUT …/objects/{object}/parts/{number}`; the same when the part was already there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartStored {
    /// The part, durable when this is read.
    pub part: PartInfo,
}

/// Body of `POST …/objects/{object}/complete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectCompleteRequest {
    /// Digest of each part, in order.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::schema::Hash>))]
    pub parts: Vec<Digest>,
    /// Size of the whole, in bytes.
    pub size: u64,
}

/// Answer of `POST …/objects/{object}/complete`; the same when it was already complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectCompleted {
    /// Object id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::schema::Id))]
    pub object: ObjectId,
    /// Size of the whole, in bytes.
    pub size: u64,
    /// Encoded signed receipt.
    pub receipt: B64,
}
