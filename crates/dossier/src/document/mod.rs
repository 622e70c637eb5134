//! Data of the documents that a breach file produces.

use serde::{Deserialize, Serialize};

/// The documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Notification sheet, in the order of the CNIL's form.
    CnilSheet,
    /// Letter to an exposed person.
    PersonLetter,
    /// Request for a destruction attestation.
    AttestationRequest,
    /// Destruction attestation to sign.
    Attestation,
    /// Sheet of the internal register.
    RegisterSheet,
    /// Index of the archive.
    ArchiveIndex,
}
