//! What really happened, for comparison only: no tool under test reads it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What really happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The seed.
    pub seed: u64,
    /// Lines per format, headers and blank lines included.
    pub lines: BTreeMap<String, u64>,
    /// Lines per format that nobody can understand.
    pub not_understood: BTreeMap<String, u64>,
    /// Successful accesses to a resource of the table.
    pub accesses: u64,
    /// Different viewers.
    pub viewers: u64,
    /// Different exposed persons.
    pub persons: u64,
    /// Different resources seen.
    pub resources: u64,
    /// Sorted by person, viewer, resource, category.
    pub exposures: Vec<TruthExposure>,
}

/// One exposure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthExposure {
    /// Whom the resource concerns.
    pub person: String,
    /// The account, or `anonymous@ADDRESS`.
    pub viewer: String,
    /// The resource.
    pub resource: String,
    /// Category of the data.
    pub category: String,
    /// First access, milliseconds since 1970.
    pub first_ms: i64,
    /// Last access, milliseconds since 1970.
    pub last_ms: i64,
    /// Number of accesses.
    pub count: u64,
    /// Sorted.
    pub addresses: Vec<String>,
    /// Per format, sorted.
    pub evidence: BTreeMap<String, Vec<Line>>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    /// Name of the file.
    pub file: String,
    /// From 1.
    pub line: u64,
}
