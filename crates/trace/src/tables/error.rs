//! What can be wrong with a table.

use thiserror::Error;

use super::names::NameError;

/// Why a table was refused. Lines count from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The first line does not hold the expected names.
    #[error("the {table} table must begin with the line {expected}")]
    Header {
        /// `entitlements` or `sessions`.
        table: &'static str,
        /// The header as it should be.
        expected: String,
    },
    /// A header and nothing else, or nothing at all.
    #[error("the {table} table is empty")]
    Empty {
        /// `entitlements` or `sessions`.
        table: &'static str,
    },
    /// A row whose quotes do not close or whose columns do not match the header.
    #[error("line {line} of the {table} table has quotes or columns that do not match the header")]
    Row {
        /// `entitlements` or `sessions`.
        table: &'static str,
        /// Line of the table.
        line: u64,
    },
    /// A row that is not UTF-8 text.
    #[error("line {line} of the {table} table is not UTF-8")]
    NotUtf8 {
        /// `entitlements` or `sessions`.
        table: &'static str,
        /// Line of the table.
        line: u64,
    },
    /// A column that must hold something is empty.
    #[error("line {line} of the {table} table has no {column}")]
    FieldEmpty {
        /// `entitlements` or `sessions`.
        table: &'static str,
        /// Line of the table.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A value of 65 535 bytes or more.
    #[error("line {line} of the {table} table has a {column} of 65535 bytes or more")]
    FieldTooLong {
        /// `entitlements` or `sessions`.
        table: &'static str,
        /// Line of the table.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A row that gives an account every resource also names a person.
    #[error("line {line} of the entitlements table: resource * takes a viewer and no person")]
    Everywhere {
        /// Line of the table.
        line: u64,
    },
    /// A session time that is neither RFC 3339 nor written as in the logs.
    #[error("line {line} of the sessions table: {column} is not a time")]
    Time {
        /// Line of the table.
        line: u64,
        /// `start` or `end`.
        column: &'static str,
    },
    /// A session that ends before it starts.
    #[error("line {line} of the sessions table: the session ends before it starts")]
    Backwards {
        /// Line of the table.
        line: u64,
    },
    /// More rows, or more text, than the table can hold.
    #[error("the {table} table is too large")]
    TooLarge {
        /// `entitlements` or `sessions`.
        table: &'static str,
    },
}

impl TableError {
    pub(super) fn name(table: &'static str, line: u64, problem: NameError) -> Self {
        match problem {
            NameError::NotUtf8 => Self::NotUtf8 { table, line },
            NameError::TooMany => Self::TooLarge { table },
        }
    }

    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Header { .. } => "table-header",
            Self::Empty { .. } => "table-empty",
            Self::Row { .. } => "table-row",
            Self::NotUtf8 { .. } => "table-not-utf8",
            Self::FieldEmpty { .. } => "table-field-empty",
            Self::FieldTooLong { .. } => "table-field-too-long",
            Self::Everywhere { .. } => "table-everywhere",
            Self::Time { .. } => "table-session-time",
            Self::Backwards { .. } => "table-session-backwards",
            Self::TooLarge { .. } => "table-too-large",
        }
    }
}
