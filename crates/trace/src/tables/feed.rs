//! A table as it arrives: chunks of bytes in, rows of four columns out.

use super::TableError;
use crate::lines::read_csv_header;
use crate::lines::{CsvHeader, CsvReader, Fields, Found, ReadRecord, Slot};

/// Columns of a table; both tables have four.
pub(super) const COLUMNS: usize = 4;

const SLOTS: [Slot; COLUMNS] = [Slot::Time, Slot::Actor, Slot::Resource, Slot::Action];

/// Bytes kept while a row has not ended.
#[derive(Debug)]
pub(super) struct Feed {
    table: &'static str,
    columns: [&'static str; COLUMNS],
    pending: Vec<u8>,
    reader: Option<CsvReader>,
    fields: Fields,
    started: bool,
    /// Line the next row begins on.
    line: u64,
}

/// A row, its values trimmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub line: u64,
    /// UTF-8 is checked by whoever keeps a value.
    pub values: [&'a [u8]; COLUMNS],
}

impl Feed {
    pub fn new(table: &'static str, columns: [&'static str; COLUMNS]) -> Self {
        Self {
            table,
            columns,
            pending: Vec::new(),
            reader: None,
            fields: Fields::new(),
            started: false,
            line: 1,
        }
    }

    /// Takes a chunk and hands out the rows it completes.
    pub fn push(
        &mut self,
        bytes: &[u8],
        row: &mut impl FnMut(Row<'_>) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let Some(feed) = memchr::memrchr(b'\n', bytes) else {
            self.pending.extend_from_slice(bytes);
            return Ok(());
        };
        let mut region = std::mem::take(&mut self.pending);
        region.extend_from_slice(&bytes[..=feed]);
        let done = self.read(&region, false, row)?;
        region.drain(..done);
        region.extend_from_slice(&bytes[feed + 1..]);
        self.pending = region;
        Ok(())
    }

    /// Takes the end of the table.
    pub fn finish(
        &mut self,
        row: &mut impl FnMut(Row<'_>) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let mut region = std::mem::take(&mut self.pending);
        if !region.is_empty() {
            region.push(b'\n');
        }
        self.read(&region, true, row)?;
        if self.reader.is_none() { Err(TableError::Empty { table: self.table }) } else { Ok(()) }
    }

    fn read(
        &mut self,
        region: &[u8],
        last: bool,
        row: &mut impl FnMut(Row<'_>) -> Result<(), TableError>,
    ) -> Result<usize, TableError> {
        let mut at = 0;
        if !self.started && !region.is_empty() {
            self.started = true;
            at = if region.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        }
        if let Some(reader) = &mut self.reader {
            reader.begin();
        }
        while at < region.len() {
            let Some(reader) = &mut self.reader else {
                at = self.header(region, at)?;
                continue;
            };
            self.fields.clear();
            self.fields.scratch.clear();
            match reader.read(region, at, last, &mut self.fields) {
                Found::Record { next, lines } => {
                    row(self.row(region)?)?;
                    self.line += u64::from(lines);
                    at = next;
                }
                Found::Blank { next } => {
                    self.line += 1;
                    at = next;
                }
                Found::NotUnderstood { .. } => {
                    return Err(TableError::Row { table: self.table, line: self.line });
                }
                Found::Incomplete => break,
            }
        }
        Ok(at)
    }

    /// Finds the delimiter that makes the expected names appear, in any order.
    fn header(&mut self, region: &[u8], at: usize) -> Result<usize, TableError> {
        for delimiter in [b',', b';', b'\t'] {
            let Some((names, next, lines)) = read_csv_header(region, at, delimiter) else { continue };
            let once =
                |column: &&str| names.iter().filter(|name| name.eq_ignore_ascii_case(column)).count() == 1;
            if self.columns.iter().all(once) {
                let header = CsvHeader::new(&names, |name| {
                    let place = self.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
                    place.map_or(0, |place| SLOTS[place].bit())
                });
                self.reader = Some(CsvReader::new(delimiter, header));
                self.line += u64::from(lines);
                return Ok(next);
            }
        }
        Err(TableError::Header { table: self.table, expected: self.columns.join(",") })
    }

    fn row<'a>(&'a self, region: &'a [u8]) -> Result<Row<'a>, TableError> {
        let mut values: [&[u8]; COLUMNS] = [b""; COLUMNS];
        for (place, slot) in SLOTS.into_iter().enumerate() {
            let bytes = self.fields.span(slot).bytes(region, &self.fields.scratch).unwrap_or_default();
            if bytes.len() >= usize::from(u16::MAX) {
                let column = self.columns[place];
                return Err(TableError::FieldTooLong { table: self.table, line: self.line, column });
            }
            values[place] = bytes.trim_ascii();
        }
        Ok(Row { line: self.line, values })
    }
}
