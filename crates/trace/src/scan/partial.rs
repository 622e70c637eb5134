//! What was found in some of the files.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::segment::{FileSummary, Segment};
use super::tally::Tally;

/// What was found in a set of files. Merging is associative and does not
/// depend on order, so files may be scanned by any number of threads or
/// workers; a worker may send its part serialised.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Partial {
    files: Vec<FileSummary>,
    found: Option<Found>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Found {
    fingerprint: u64,
    tally: Tally,
}

/// Why two parts cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The same file is in both: its lines would count twice.
    #[error("{file} was given twice")]
    FileTwice {
        /// Name of the file.
        file: String,
    },
    /// The parts were judged by two different entitlement tables.
    #[error("the parts come from two different entitlement tables")]
    OtherTable,
    /// More pairs of viewer and resource than the limit.
    #[error("more than {max} exposures: the table or the mapping does not fit these logs")]
    TooManyExposures {
        /// The limit.
        max: usize,
    },
}

impl MergeError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileTwice { .. } => "file-twice",
            Self::OtherTable => "merge-other-table",
            Self::TooManyExposures { .. } => "too-many-exposures",
        }
    }
}

impl From<Segment> for Partial {
    /// A file read whole: one scan, or all its pieces joined.
    fn from(segment: Segment) -> Self {
        let Segment { summary, fingerprint, mut tally, .. } = segment;
        tally.settle(std::slice::from_ref(&summary));
        Self { files: vec![summary], found: Some(Found { fingerprint, tally }) }
    }
}

impl Partial {
    /// Adds what was found in other files.
    ///
    /// # Errors
    ///
    /// [`MergeError`] when the parts do not belong together; `self` is then
    /// unusable and must be dropped.
    pub fn merge(&mut self, other: Self) -> Result<(), MergeError> {
        if let Some(twice) =
            other.files.iter().find(|file| self.files.iter().any(|known| known.file == file.file))
        {
            return Err(MergeError::FileTwice { file: twice.file.clone() });
        }
        let before = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.extend(other.files);
        let Some(mut theirs) = other.found else { return Ok(()) };
        theirs.tally.shift_files(before);
        let Some(ours) = &mut self.found else {
            self.found = Some(theirs);
            return Ok(());
        };
        if ours.fingerprint != theirs.fingerprint {
            return Err(MergeError::OtherTable);
        }
        ours.tally.add(theirs.tally, &self.files);
        if ours.tally.overflows() {
            return Err(MergeError::TooManyExposures { max: ours.tally.limits.exposures_max });
        }
        Ok(())
    }

    /// The files read so far, in the order they were added.
    #[must_use]
    pub fn files(&self) -> &[FileSummary] {
        &self.files
    }

    pub(crate) fn tally(&self) -> Option<&Tally> {
        self.found.as_ref().map(|found| &found.tally)
    }

    pub(crate) fn fingerprint(&self) -> Option<u64> {
        self.found.as_ref().map(|found| found.fingerprint)
    }
}
