//! Why a line was not understood.

use serde::{Deserialize, Serialize};

/// Why a line was not understood. Its name in reports is the variant in
/// kebab-case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Not one JSON object.
    NotJson,
    /// Not the combined format.
    NotCombined,
    /// Quotes that do not close, or text after a closing quote.
    CsvQuotes,
    /// Not as many columns as the header.
    CsvColumns,
    /// Longer than the limit.
    TooLong,
    /// A wanted field is there twice: no way to say which one is true.
    FieldTwice,
    /// A wanted field holds a list or an object.
    FieldNotText,
    /// About a resource, but without the action.
    ActionMissing,
    /// About a resource, but without the status.
    StatusMissing,
    /// The status is neither a number nor a word of the mapping.
    StatusUnreadable,
    /// An access without its time.
    TimeMissing,
    /// The time is not written as the mapping says.
    TimeUnreadable,
}
