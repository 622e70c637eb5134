//! Readers of log lines: bytes in, the few wanted fields out.
//!
//! A reader is given a region of bytes that ends with a line feed and a place
//! where a record begins. It walks the record once, to its end: a line torn in
//! the middle by a crash must not swallow the next one unnoticed, so nothing
//! is skipped without being checked. It allocates nothing per line.

mod combined;
mod csv;
mod fields;
mod index;
mod json;
mod pointer;
mod reason;

pub(crate) use combined::{CombinedField, CombinedReader};
pub(crate) use csv::{CsvHeader, CsvReader, QUOTED_RECORD_BYTES_MAX, read_header as read_csv_header};
pub(crate) use fields::{Fields, SLOTS, Slot, Slots, Span};
pub(crate) use json::JsonReader;
pub(crate) use pointer::parse_pointer;
pub use reason::Reason;

/// What a reader found at the place it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// The wanted fields are in [`Fields`].
    Record {
        /// Where the next record begins.
        next: usize,
        /// Lines the record takes; more than one only for quoted CSV fields.
        lines: u32,
    },
    /// Nothing but spaces on the line.
    Blank {
        /// Where the next line begins.
        next: usize,
    },
    /// The line cannot be understood; the next record begins on the next line.
    NotUnderstood {
        /// Where the next line begins.
        next: usize,
        /// Why.
        reason: Reason,
    },
    /// The record goes on beyond the region.
    Incomplete,
}

/// A reader of one format.
pub(crate) trait ReadRecord {
    /// Another region comes: forgets what was noted about the last one.
    fn begin(&mut self);

    /// Reads the record that begins at `at`. `region` ends with a line feed and
    /// `at` is inside it; when `last`, nothing follows the region in the file.
    fn read(&mut self, region: &[u8], at: usize, last: bool, fields: &mut Fields) -> Found;
}

/// Bytes that are neither a line feed nor anything to read.
#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}
