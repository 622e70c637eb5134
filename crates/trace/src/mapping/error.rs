//! What can be wrong with a mapping file.

use thiserror::Error;

/// A mapping file that cannot be used; each variant names the table and the
/// value as written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MappingError {
    /// Not TOML, or a key this version does not know.
    #[error("the mapping file cannot be read: {message}")]
    Toml {
        /// Line of the mapping file, from 1, when known.
        line: Option<usize>,
        /// What the TOML reader says.
        message: String,
    },
    /// `format` is neither `jsonl`, `csv` nor `combined`.
    #[error("format is \"{given}\": write jsonl, csv or combined")]
    Format {
        /// As written.
        given: String,
    },
    /// `delimiter` is not one ASCII character.
    #[error("delimiter is \"{given}\": write one ASCII character other than a quote")]
    Delimiter {
        /// As written.
        given: String,
    },
    /// `delimiter` or `columns` in a mapping that is not for CSV.
    #[error("{key} has a meaning for CSV only")]
    CsvOnly {
        /// The key.
        key: &'static str,
    },
    /// A table without its `field`.
    #[error("[{table}] says no field")]
    FieldMissing {
        /// `time`, `actor`, `resource`, `action`, `status` or `address`.
        table: &'static str,
    },
    /// Not a JSON pointer (RFC 6901).
    #[error("[{table}] field is \"{given}\": a JSON pointer starts with a slash, as in /user")]
    Pointer {
        /// The table.
        table: &'static str,
        /// As written.
        given: String,
    },
    /// Not a field of the combined format.
    #[error("[{table}] field is \"{given}\": the combined format has no such field")]
    CombinedField {
        /// The table.
        table: &'static str,
        /// As written.
        given: String,
    },
    /// Not exactly once among the `columns` of the mapping.
    #[error("[{table}] field is \"{given}\": it must be in columns exactly once")]
    Column {
        /// The table.
        table: &'static str,
        /// As written.
        given: String,
    },
    /// A strftime pattern that is not one, or that gives no instant.
    #[error("[time] format is \"{given}\": {message}")]
    TimeFormat {
        /// As written.
        given: String,
        /// What is wrong.
        message: String,
    },
    /// A format without an offset needs the zone of the clock that wrote the log.
    #[error("[time] format \"{format}\" carries no offset: say zone, as in Europe/Paris")]
    ZoneMissing {
        /// The time format.
        format: String,
    },
    /// Neither an IANA zone nor an offset.
    #[error("[time] zone \"{given}\" is unknown: write an IANA name as in Europe/Paris, or +02:00")]
    Zone {
        /// As written.
        given: String,
    },
    /// The pattern is not a regular expression.
    #[error("[resource] pattern cannot be read: {message}")]
    Pattern {
        /// What the regular-expression reader says.
        message: String,
    },
    /// The pattern has no group named `resource`.
    #[error("[resource] pattern has no group (?P<resource>…)")]
    PatternGroup,
    /// `case` or `decode` has an unknown value.
    #[error("[{table}] {key} is \"{given}\": write {expected}")]
    Choice {
        /// The table.
        table: &'static str,
        /// The key.
        key: &'static str,
        /// As written.
        given: String,
        /// What may be written.
        expected: &'static str,
    },
    /// A range of statuses upside down or empty.
    #[error("[status] success holds \"{given}\": write a status, a range as 200-299, or a word")]
    Success {
        /// As written.
        given: String,
    },
}

impl MappingError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Toml { .. } => "mapping-toml",
            Self::Format { .. } => "mapping-format",
            Self::Delimiter { .. } => "mapping-delimiter",
            Self::CsvOnly { .. } => "mapping-csv-only",
            Self::FieldMissing { .. } => "mapping-field-missing",
            Self::Pointer { .. } => "mapping-pointer",
            Self::CombinedField { .. } => "mapping-combined-field",
            Self::Column { .. } => "mapping-column",
            Self::TimeFormat { .. } => "mapping-time-format",
            Self::ZoneMissing { .. } => "mapping-zone-missing",
            Self::Zone { .. } => "mapping-zone",
            Self::Pattern { .. } => "mapping-pattern",
            Self::PatternGroup => "mapping-pattern-group",
            Self::Choice { .. } => "mapping-choice",
            Self::Success { .. } => "mapping-success",
        }
    }
}
