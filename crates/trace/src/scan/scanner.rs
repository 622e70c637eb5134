//! What a scan needs to know, shared by all files.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::{FileScan, ScanError};
use crate::decode::Compression;
use crate::lines::{CsvHeader, Slot, Slots, read_csv_header};
use crate::mapping::{LogFormat, Mapping};
use crate::tables::{Entitlements, Sessions};

/// Bounds that keep a wrong table or a hostile log from filling the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Longer lines are counted as not understood.
    pub line_bytes_max: usize,
    /// Lines kept as evidence per viewer and resource: the earliest ones. The
    /// count goes on.
    pub evidence_lines_max: usize,
    /// Pairs of a viewer and a resource; beyond, the table or the mapping is
    /// taken to be wrong and the scan stops.
    pub exposures_max: usize,
    /// Examples of lines not understood, per reason.
    pub examples_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes_max: 1 << 20,
            evidence_lines_max: 10_000,
            exposures_max: 1_000_000,
            examples_max: 5,
        }
    }
}

/// Ready to read logs; cheap to clone, safe to share between threads.
#[derive(Debug, Clone)]
pub struct Scanner(Arc<Inputs>);

#[derive(Debug)]
pub(super) struct Inputs {
    pub mapping: Mapping,
    pub entitlements: Entitlements,
    pub sessions: Option<Sessions>,
    pub limits: Limits,
}

/// How one plain file is cut into pieces that are scanned apart.
#[derive(Debug, Clone)]
pub struct SplitPlan {
    header: Option<CsvHeader>,
    ranges: Vec<Range<u64>>,
}

impl SplitPlan {
    /// The pieces, in order. A scan of a piece reads a little beyond its end.
    #[must_use]
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    pub(super) fn header(&self) -> Option<&CsvHeader> {
        self.header.as_ref()
    }
}

impl Scanner {
    /// A scanner with the usual [`Limits`]. `sessions` is given when the actor
    /// of the logs is a session and not an account.
    #[must_use]
    pub fn new(mapping: &Mapping, entitlements: &Entitlements, sessions: Option<&Sessions>) -> Self {
        Self::with_limits(mapping, entitlements, sessions, Limits::default())
    }

    /// A scanner with other limits.
    #[must_use]
    pub fn with_limits(
        mapping: &Mapping,
        entitlements: &Entitlements,
        sessions: Option<&Sessions>,
        limits: Limits,
    ) -> Self {
        Self(Arc::new(Inputs {
            mapping: mapping.clone(),
            entitlements: entitlements.clone(),
            sessions: sessions.cloned(),
            limits,
        }))
    }

    /// Begins a whole file. `file` is the name written as evidence.
    #[must_use]
    pub fn open(&self, file: &str) -> FileScan {
        FileScan::whole(Arc::clone(&self.0), file)
    }

    /// Cuts a file of `file_bytes` into pieces of about `piece_bytes`. `head`
    /// is its beginning, 64 KiB or the whole file. `None` when the file must be
    /// read in one go: compressed, or too small to cut.
    ///
    /// # Errors
    ///
    /// [`ScanError`] when the file cannot be read at all: an unsupported
    /// compression, a CSV header without the wanted columns.
    pub fn split(
        &self,
        file: &str,
        head: &[u8],
        file_bytes: u64,
        piece_bytes: u64,
    ) -> Result<Option<SplitPlan>, ScanError> {
        let compression = Compression::detect(head)
            .map_err(|problem| ScanError::Decode { file: file.to_owned(), problem })?;
        let piece_bytes = piece_bytes.max(1);
        if compression != Compression::Plain || file_bytes <= piece_bytes {
            return Ok(None);
        }
        let header = match self.0.mapping.format() {
            LogFormat::Csv { delimiter } if self.0.mapping.checked().columns.is_none() => {
                let at = if head.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
                match read_csv_header(head, at, delimiter) {
                    Some((names, ..)) => Some(csv_header(&self.0.mapping, file, &names)?),
                    None => return Ok(None),
                }
            }
            _ => None,
        };
        let starts = (0..file_bytes).step_by(usize::try_from(piece_bytes).unwrap_or(usize::MAX));
        let ranges = starts.map(|start| start..file_bytes.min(start + piece_bytes)).collect();
        Ok(Some(SplitPlan { header, ranges }))
    }

    /// Begins one piece of a file: push the bytes of the file from
    /// `range.start` on, until the scan says [`Flow::Done`](super::Flow::Done)
    /// or the file ends.
    #[must_use]
    pub fn open_range(&self, file: &str, plan: &SplitPlan, range: &Range<u64>) -> FileScan {
        FileScan::piece(Arc::clone(&self.0), file, plan, range, range.start > 0)
    }

    /// Begins a piece whose first byte is known to begin a record: what to do
    /// when [`Segment::fits`](super::Segment::fits) says no.
    #[must_use]
    pub fn open_range_at_record(&self, file: &str, plan: &SplitPlan, range: &Range<u64>) -> FileScan {
        FileScan::piece(Arc::clone(&self.0), file, plan, range, false)
    }
}

/// UTF-8 byte order mark, which some programs write first.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the columns of a file are, once its header is read.
pub(super) fn csv_header(mapping: &Mapping, file: &str, names: &[String]) -> Result<CsvHeader, ScanError> {
    let wanted = &mapping.checked().fields;
    for column in wanted.iter().flatten() {
        if names.iter().filter(|name| *name == column).count() != 1 {
            return Err(ScanError::Column { file: file.to_owned(), column: column.clone() });
        }
    }
    Ok(CsvHeader::new(names, |name| {
        let serves = |slot: &Slot| wanted[*slot as usize].as_deref() == Some(name);
        Slot::ALL.iter().filter(|slot| serves(slot)).fold(0 as Slots, |slots, slot| slots | slot.bit())
    }))
}
