//! Sizes and delays that both sides must know. The server announces its own in
//! [`crate::organisation::OrganisationInfo`]; these constants are the most it may announce.

use serde::{Deserialize, Serialize};

/// Largest object part, in bytes (8 MiB, plus room for segment headers).
pub const PART_BYTES_MAX: u64 = 8 * 1024 * 1024 + 64 * 1024;
/// Largest number of parts of one object.
pub const PARTS_MAX: u32 = 16_384;
/// Largest signed organisation entry or commit, in bytes before base64url.
pub const ENTRY_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Largest sealed account blob, in bytes.
pub const BLOB_BYTES_MAX: u64 = 256 * 1024;
/// Largest sealed letter of a public report or message, in bytes.
pub const LETTER_BYTES_MAX: u64 = 256 * 1024;
/// Largest difference between a request's time and the server's, in milliseconds.
pub const CLOCK_SKEW_MS_MAX: i64 = 5 * 60 * 1000;
/// Entries returned by one page of a log, at most.
pub const LOG_PAGE_MAX: u32 = 500;

/// What this server accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Largest object part, in bytes.
    pub part_bytes_max: u64,
    /// Largest number of parts of one object.
    pub parts_max: u32,
    /// Largest complete object, in bytes.
    pub object_bytes_max: u64,
    /// Largest signed entry or commit, in bytes.
    pub entry_bytes_max: u64,
    /// Largest sealed account blob, in bytes.
    pub blob_bytes_max: u64,
    /// Largest public report, attachments included, in bytes.
    pub deposit_bytes_max: u64,
    /// Largest clock difference, in milliseconds.
    pub clock_skew_ms_max: i64,
}
