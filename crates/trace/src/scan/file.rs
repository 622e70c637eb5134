//! One file, or one piece of it: bytes as stored in, findings out.

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::lines::{LineScan, Piece};
use super::scanner::{Inputs, SplitPlan};
use super::segment::{FileSummary, Segment};
use crate::decode::{Compression, DecodeError, Decoder};

/// Compressed bytes handed to the decoder at once.
const DECODE_BYTES: usize = 64 * 1024;

/// Whether a scan wants more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Push the next bytes.
    Continue,
    /// Nothing more is needed: the piece is read, or its bytes are damaged
    /// (then [`FileSummary::problem`] says so).
    Done,
}

/// Why a file cannot be scanned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScanError {
    /// A compression that is not read here.
    #[error("{file}: {problem}")]
    Decode {
        /// The file.
        file: String,
        /// What is wrong.
        #[source]
        problem: DecodeError,
    },
    /// The file is written in UTF-16.
    #[error("{file} is written in UTF-16: save it as UTF-8")]
    Utf16 {
        /// The file.
        file: String,
    },
    /// The first line of a CSV file is not a header.
    #[error("{file} has no readable header line")]
    CsvHeader {
        /// The file.
        file: String,
    },
    /// A column of the mapping is not exactly once in the header.
    #[error("{file}: column {column} must be in the header exactly once")]
    Column {
        /// The file.
        file: String,
        /// The column the mapping names.
        column: String,
    },
    /// More pairs of viewer and resource than the limit.
    #[error("more than {max} exposures: the table or the mapping does not fit these logs")]
    TooManyExposures {
        /// The limit.
        max: usize,
    },
    /// The scan already failed.
    #[error("{file}: the scan has already failed")]
    Failed {
        /// The file.
        file: String,
    },
}

impl ScanError {
    /// Stable name of the error, for catalogues of sentences.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decode { problem, .. } => problem.code(),
            Self::Utf16 { .. } => "log-utf16",
            Self::CsvHeader { .. } => "log-csv-header",
            Self::Column { .. } => "log-csv-column",
            Self::TooManyExposures { .. } => "too-many-exposures",
            Self::Failed { .. } => "scan-failed",
        }
    }
}

/// The scan of one file, or of one piece of it.
#[derive(Debug)]
pub struct FileScan {
    file: String,
    fingerprint: u64,
    bytes: u64,
    /// Whether offsets are those of the file itself.
    stored: bool,
    state: State,
    problem: Option<DecodeError>,
}

#[derive(Debug)]
enum State {
    /// Too few bytes to tell the compression.
    Head(Vec<u8>, Box<LineScan>),
    Reading(Decoder, Box<LineScan>),
    /// Could not begin, for this reason.
    Refused(ScanError),
    Failed,
}

impl FileScan {
    pub(super) fn whole(inputs: Arc<Inputs>, file: &str) -> Self {
        let piece = Piece { start: 0, end: u64::MAX, seek: false, header: None };
        Self::new(inputs, file, &piece, |lines| State::Head(Vec::new(), lines))
    }

    pub(super) fn piece(
        inputs: Arc<Inputs>,
        file: &str,
        plan: &SplitPlan,
        range: &Range<u64>,
        seek: bool,
    ) -> Self {
        let piece = Piece { start: range.start, end: range.end, seek, header: plan.header() };
        Self::new(inputs, file, &piece, |lines| match Decoder::new(Compression::Plain) {
            Ok(decoder) => State::Reading(decoder, lines),
            Err(problem) => State::Refused(ScanError::Decode { file: file.to_owned(), problem }),
        })
    }

    fn new(
        inputs: Arc<Inputs>,
        file: &str,
        piece: &Piece<'_>,
        state: impl FnOnce(Box<LineScan>) -> State,
    ) -> Self {
        let fingerprint = inputs.entitlements.fingerprint();
        let state = match LineScan::new(inputs, file, piece) {
            Ok(lines) => state(Box::new(lines)),
            Err(error) => State::Refused(error),
        };
        Self { file: file.to_owned(), fingerprint, bytes: 0, stored: true, state, problem: None }
    }

    /// Takes the next bytes of the file, as stored.
    ///
    /// # Errors
    ///
    /// [`ScanError`] when the file cannot be read at all. Damage found on the
    /// way is no error: what comes before counts, and
    /// [`FileSummary::problem`] tells.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Flow, ScanError> {
        self.bytes += bytes.len() as u64;
        let result = self.take(bytes);
        if result.is_err() {
            self.state = State::Failed;
        }
        result
    }

    /// Bytes pushed so far, for a progress bar.
    #[must_use]
    pub fn bytes_pushed(&self) -> u64 {
        self.bytes
    }

    /// Takes the end of the file, or of what was needed of it.
    ///
    /// # Errors
    ///
    /// [`ScanError`] when the file cannot be read at all.
    pub fn finish(mut self) -> Result<Segment, ScanError> {
        if let State::Head(..) = self.state {
            self.begin()?;
        }
        match self.state {
            State::Reading(mut decoder, mut lines) => {
                if !lines.done
                    && self.problem.is_none()
                    && let Err(problem) = decoder.finish()
                {
                    self.problem = Some(problem);
                }
                lines.finish()?;
                let counts = &mut lines.tally.counts;
                counts.lines = lines.lines;
                let unread = counts.not_understood + counts.blank + counts.header + counts.continued;
                let summary = FileSummary {
                    file: self.file,
                    bytes: if self.stored { lines.offset - lines.first } else { self.bytes },
                    lines: lines.lines,
                    not_understood: lines.tally.counts.not_understood,
                    understood: lines.lines - unread,
                    problem: None,
                };
                let (first, next) = (lines.first, lines.offset);
                let mut segment =
                    Segment { summary, first, next, fingerprint: self.fingerprint, tally: lines.tally };
                if let Some(problem) = &self.problem {
                    segment.mark(problem);
                }
                Ok(segment)
            }
            State::Refused(error) => Err(error),
            State::Head(..) | State::Failed => Err(ScanError::Failed { file: self.file }),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Flow, ScanError> {
        match &mut self.state {
            State::Head(head, _) => {
                head.extend_from_slice(bytes);
                if head.len() < Compression::HEAD_BYTES { Ok(Flow::Continue) } else { self.begin() }
            }
            State::Reading(_, lines) if self.stored => {
                lines.feed(bytes)?;
                Ok(if lines.done { Flow::Done } else { Flow::Continue })
            }
            State::Reading(..) => self.decode(bytes),
            State::Refused(error) => Err(error.clone()),
            State::Failed => Err(ScanError::Failed { file: self.file.clone() }),
        }
    }

    /// Tells the compression, and reads what came so far.
    fn begin(&mut self) -> Result<Flow, ScanError> {
        let State::Head(head, lines) = std::mem::replace(&mut self.state, State::Failed) else {
            return Err(ScanError::Failed { file: self.file.clone() });
        };
        let file = || self.file.clone();
        let decode = |problem| ScanError::Decode { file: file(), problem };
        let compression = Compression::detect(&head).map_err(decode)?;
        self.stored = compression == Compression::Plain;
        self.state = State::Reading(Decoder::new(compression).map_err(decode)?, lines);
        self.take(&head)
    }

    fn decode(&mut self, bytes: &[u8]) -> Result<Flow, ScanError> {
        let State::Reading(decoder, lines) = &mut self.state else {
            return Err(ScanError::Failed { file: self.file.clone() });
        };
        for bytes in bytes.chunks(DECODE_BYTES) {
            if self.problem.is_some() {
                break;
            }
            let mut fed = Ok(());
            let decoded = decoder.push(bytes, &mut |text| {
                if fed.is_ok() {
                    fed = lines.feed(text);
                }
            });
            fed?;
            self.problem = decoded.err();
        }
        Ok(if self.problem.is_some() { Flow::Done } else { Flow::Continue })
    }
}
