//! What a reader must know before relying on the figures.

use serde::{Deserialize, Serialize};

/// A reservation about the figures; `code` in JSON is the variant in kebab-case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Warning {
    /// A file could not be read to its end: the figures are a floor.
    InputIncomplete {
        /// The file.
        file: String,
        /// `compressed-damaged` or `compressed-truncated`.
        problem: String,
    },
    /// No line of a file was understood: the mapping does not fit it.
    NothingUnderstood {
        /// The file.
        file: String,
    },
    /// Lines that show exposures are, word for word, in two files: the files
    /// overlap, and counts (not persons nor viewers) are too high.
    FilesOverlap {
        /// A file.
        first: String,
        /// The other one.
        second: String,
        /// Number of such lines.
        lines: u64,
    },
    /// Resources were named, none of them is in the table: the pattern or the
    /// table does not fit the logs.
    NoResourceKnown {
        /// Lines about resources that are not in the table.
        lines: u64,
    },
    /// Local times that existed twice (clocks put back): the first was taken.
    TimesTwice {
        /// Number of accesses.
        accesses: u64,
    },
    /// Local times that never existed (clocks put forward): the zone of the
    /// mapping may be wrong.
    TimesNever {
        /// Number of accesses.
        accesses: u64,
    },
    /// Sessions that are not in the table at that time, counted as viewers of
    /// their own.
    SessionsUnknown {
        /// Number of accesses.
        accesses: u64,
    },
    /// More lines than are kept as evidence.
    EvidenceCut {
        /// Number of exposures concerned.
        exposures: u64,
    },
}

impl Warning {
    /// Stable name of the warning, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InputIncomplete { .. } => "input-incomplete",
            Self::NothingUnderstood { .. } => "nothing-understood",
            Self::FilesOverlap { .. } => "files-overlap",
            Self::NoResourceKnown { .. } => "no-resource-known",
            Self::TimesTwice { .. } => "times-twice",
            Self::TimesNever { .. } => "times-never",
            Self::SessionsUnknown { .. } => "sessions-unknown",
            Self::EvidenceCut { .. } => "evidence-cut",
        }
    }
}
