//! Acts about who could see whose data: imports of the trace engine, declared exposures, parties.

use std::collections::BTreeSet;

use beffroi_seal::digest::Digest;
use beffroi_seal::id::ImportId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::tri::Tri;
use crate::vocabulary::{Confidence, DataCategory};

/// Start of an import: what was read, with what, and what must follow in [`ExposureRows`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureImported {
    /// Its id.
    pub import: ImportId,
    /// A former import that this one replaces.
    #[serde(default)]
    pub supersedes: Option<ImportId>,
    /// Tool and version.
    pub tool: String,
    /// Every file read.
    pub inputs: Vec<ImportInput>,
    /// What the tool found.
    pub totals: ExposureTotals,
    /// How sure.
    #[serde(default)]
    pub confidence: Confidence,
    /// What the reader should know: gaps in the logs, assumptions.
    #[serde(default)]
    pub note: String,
}

/// One file read by an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportInput {
    /// File name.
    pub name: String,
    /// What it was read as.
    pub role: ImportInputRole,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Lines read.
    pub lines: u64,
    /// Lines that could not be read.
    #[serde(default)]
    pub unreadable_lines: u64,
}

/// What a file was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ImportInputRole {
    Logs,
    Entitlements,
    Sessions,
    Mapping,
}

/// Totals of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureTotals {
    /// Rows to follow.
    pub rows: u64,
    /// Distinct exposed persons.
    pub persons: u64,
    /// Distinct viewers.
    pub viewers: u64,
    /// Accesses counted.
    pub accesses: u64,
}

/// A chunk of rows; as many acts as needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureRows {
    /// The import.
    pub import: ImportId,
    /// Rows.
    pub rows: Vec<ExposureRow>,
}

/// Somebody saw somebody else's data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExposureRow {
    /// Reference of the exposed person (or family).
    pub person: String,
    /// Reference of the account that saw.
    pub viewer: String,
    /// What was seen.
    pub resource: String,
    /// Category of the data seen.
    pub category: DataCategory,
    /// First access.
    pub first_at: Timestamp,
    /// Last access.
    pub last_at: Timestamp,
    /// Number of accesses.
    pub count: u64,
}

/// An exposure known without logs (a letter misdirected, a list sent).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureDeclared {
    /// Reference of the exposed person.
    pub person: String,
    /// Reference of whoever saw, when known.
    #[serde(default)]
    pub viewer: Option<String>,
    /// Categories seen.
    pub categories: BTreeSet<DataCategory>,
    /// When.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// How we know.
    pub basis: String,
}

/// Who a reference is, and how to reach them. Recording the same party again replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyDescribed {
    /// The reference used in exposures.
    pub party: String,
    /// Name.
    pub name: String,
    /// Postal address, line by line.
    #[serde(default)]
    pub address: Vec<String>,
    /// E-mail.
    #[serde(default)]
    pub email: String,
    /// Whether the person, or somebody in the family, is a minor.
    #[serde(default)]
    pub minor: Tri,
}
