//! The result: every exposure with its evidence, and the totals.

mod build;
mod csv;
mod warning;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::lines::Reason;
pub use warning::Warning;

/// Who saw whose file. Times are RFC 3339 in UTC; lists are sorted, so the
/// same logs give the same report, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The figures for the notification.
    pub totals: Totals,
    /// Sorted by person, viewer, resource, category.
    pub exposures: Vec<Exposure>,
    /// Sorted by category.
    pub by_category: Vec<CategoryTotal>,
    /// Sorted by hour; hours without exposure are left out.
    pub by_hour: Vec<HourTotal>,
    /// The files read, sorted by name.
    pub inputs: Vec<InputReport>,
    /// A few lines of every kind not understood, sorted by file and line.
    pub examples_not_understood: Vec<NotUnderstood>,
    /// Where every line went.
    pub outcomes: Outcomes,
    /// What a reader must know before relying on the figures.
    pub warnings: Vec<Warning>,
}

/// The figures for the notification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Lines read, headers and blank lines included.
    pub lines: u64,
    /// Lines not understood.
    pub not_understood: u64,
    /// Successful accesses to a resource of the table.
    pub accesses: u64,
    /// Length of [`Report::exposures`].
    pub exposures: u64,
    /// Different viewers.
    pub viewers: u64,
    /// Different exposed persons.
    pub persons: u64,
    /// Different resources seen.
    pub resources: u64,
}

/// What one viewer saw of one person in one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    /// Whom the resource concerns.
    pub person: String,
    /// The account; `anonymous@ADDRESS` without account, `session:ID` when the
    /// session is not in the table at that time.
    pub viewer: String,
    /// The resource, as in the table.
    pub resource: String,
    /// Category of the data, as in the table.
    pub category: String,
    /// First access.
    pub first: String,
    /// Last access.
    pub last: String,
    /// Number of accesses.
    pub count: u64,
    /// Addresses the accesses came from, sorted.
    pub addresses: Vec<String>,
    /// The lines that show it, sorted by file and line. The earliest
    /// [`Limits::evidence_lines_max`](crate::Limits) when there are more.
    pub evidence: Vec<Evidence>,
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the file.
    pub file: String,
    /// Line, from 1, after decompression.
    pub line: u64,
}

/// The figures of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryTotal {
    /// Category of the data, as in the table.
    pub category: String,
    /// Rows of [`Report::exposures`].
    pub exposures: u64,
    /// Different exposed persons.
    pub persons: u64,
    /// Different viewers.
    pub viewers: u64,
    /// Different resources.
    pub resources: u64,
}

/// The exposing accesses of one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourTotal {
    /// Beginning of the hour.
    pub hour: String,
    /// Accesses (lines of the logs) that exposed somebody.
    pub accesses: u64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputReport {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of the file as given; none when the caller did not ask for it.
    pub sha256: Option<String>,
    /// Size as given, compressed or not.
    pub bytes: u64,
    /// Lines, after decompression.
    pub lines: u64,
}

/// A line that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
    /// The line, cut after 300 bytes.
    pub text: String,
}

/// Where every line went: together these make [`Totals::lines`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Nothing on the line.
    pub blank: u64,
    /// Header of a CSV file.
    pub header: u64,
    /// Further lines of a CSV record that takes several.
    pub continued: u64,
    /// Could not be read.
    pub not_understood: u64,
    /// The pattern does not match.
    pub not_about_a_resource: u64,
    /// An action that is not counted.
    pub other_action: u64,
    /// The status is not a success.
    pub refused: u64,
    /// The resource is not in the table.
    pub unknown_resource: u64,
    /// Accesses by an account that a row entitles.
    pub entitled: u64,
    /// Accesses that exposed somebody.
    pub exposing: u64,
}

/// Why no report can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Two inputs have the same content: their lines would count twice.
    #[error("{first} and {second} have the same content: give one of them")]
    SameContent {
        /// A file.
        first: String,
        /// The other one.
        second: String,
    },
    /// The findings were made with another table.
    #[error("the findings were made with another entitlement table")]
    OtherTable,
}

impl ReportError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SameContent { .. } => "same-content",
            Self::OtherTable => "report-other-table",
        }
    }
}
