//! What the check of an archive found.

use serde::{Deserialize, Serialize};

use super::FingerprintView;

/// Somebody whose device signed entries of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSigner {
    /// Name, from the archive's directory.
    pub name: String,
    /// Fingerprint of the account's root key.
    pub fingerprint: FingerprintView,
}

/// The outcome of an offline check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveCheck {
    /// Whether everything holds.
    pub ok: bool,
    /// The first entry that does not, by name.
    pub first_bad: Option<String>,
    /// Commits verified.
    pub commits: u64,
    /// Documents verified.
    pub documents: u64,
    /// Who signed.
    pub signed_by: Vec<ArchiveSigner>,
}
