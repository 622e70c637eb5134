//! What was found in one piece of one file.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::tally::Tally;
use crate::decode::DecodeError;

/// What is said of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileSummary {
    /// Name as given by the caller.
    pub file: String,
    /// Bytes pushed, compressed or not. Of a file cut in pieces: bytes its
    /// records take.
    pub bytes: u64,
    /// Lines read, decompressed.
    pub lines: u64,
    /// Lines not understood.
    pub not_understood: u64,
    /// Records understood, whatever they are about.
    pub understood: u64,
    /// Stable name of what stopped the reading before the end of the file
    /// (`compressed-damaged`, `compressed-truncated`), if anything did.
    pub problem: Option<String>,
}

/// The result of one [`FileScan`](super::FileScan): a whole file, or a piece
/// of one to be joined to its neighbours.
#[derive(Debug, Clone)]
pub struct Segment {
    pub(super) summary: FileSummary,
    /// Offset of the first record.
    pub(super) first: u64,
    /// Offset just after the last record.
    pub(super) next: u64,
    pub(super) fingerprint: u64,
    pub(super) tally: Tally,
}

/// Two pieces that are not neighbours were joined.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: a piece ends at byte {expected} and the next one begins at byte {found}")]
pub struct SegmentError {
    /// The file of the first piece.
    pub file: String,
    /// Where the next record begins.
    pub expected: u64,
    /// Where the given piece begins.
    pub found: u64,
}

impl SegmentError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "segments-not-neighbours"
    }
}

impl Segment {
    /// What is said of the file so far.
    #[must_use]
    pub fn summary(&self) -> &FileSummary {
        &self.summary
    }

    /// Offset at which the next piece must begin.
    #[must_use]
    pub fn next_offset(&self) -> u64 {
        self.next
    }

    /// Whether `next` begins where this piece ends. A quoted CSV field may hold
    /// line feeds, so a piece that begins in the middle of the file can only
    /// guess where a record begins; when the guess was wrong, scan that piece
    /// again with [`Scanner::open_range_at_record`](super::Scanner::open_range_at_record)
    /// from [`Self::next_offset`] to the end of its range.
    #[must_use]
    pub fn fits(&self, next: &Self) -> bool {
        self.summary.file == next.summary.file
            && self.next == next.first
            && self.fingerprint == next.fingerprint
    }

    /// Joins the next piece of the same file.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when it does not fit.
    pub fn then(mut self, mut next: Self) -> Result<Self, SegmentError> {
        if !self.fits(&next) {
            return Err(SegmentError { file: self.summary.file, expected: self.next, found: next.first });
        }
        next.tally.shift_lines(self.summary.lines);
        self.tally.add(next.tally, std::slice::from_ref(&self.summary));
        self.summary.bytes += next.summary.bytes;
        self.summary.lines += next.summary.lines;
        self.summary.not_understood += next.summary.not_understood;
        self.summary.understood += next.summary.understood;
        self.summary.problem = self.summary.problem.or(next.summary.problem);
        self.next = next.next;
        Ok(self)
    }

    pub(super) fn mark(&mut self, problem: &DecodeError) {
        self.summary.problem.get_or_insert_with(|| problem.code().to_owned());
    }
}
