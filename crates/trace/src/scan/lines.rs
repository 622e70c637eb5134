//! From decompressed bytes, in chunks of any size, to judged lines.
//!
//! Lines are read where they lie in the chunk; only what a chunk leaves
//! unfinished is copied. The answer never depends on where chunks are cut.

use std::sync::Arc;

use super::batch::{Batch, Place, not_understood};
use super::file::ScanError;
use super::legible::excerpt_of_long;
use super::scanner::{BYTE_ORDER_MARK, Inputs, csv_header};
use super::tally::Tally;
use crate::lines::{
    CombinedReader, CsvHeader, CsvReader, Fields, Found, JsonReader, QUOTED_RECORD_BYTES_MAX, ReadRecord,
    Reason, Slot, Span, read_csv_header,
};
use crate::mapping::LogFormat;
use crate::search;

/// The lines of one piece of one file.
#[derive(Debug)]
pub(super) struct LineScan {
    inputs: Arc<Inputs>,
    file: String,
    reader: Reader,
    fields: Fields,
    batch: Batch,
    pub tally: Tally,
    /// What the last chunk left unfinished.
    carry: Vec<u8>,
    /// Place in the file of the first byte of `carry`, or of the next chunk.
    pub offset: u64,
    /// Records that begin after this place belong to the next piece.
    range_end: u64,
    /// Lines counted so far.
    pub lines: u64,
    /// The first record is still to be found.
    seeking: bool,
    pub first: u64,
    /// Inside a line that is too long.
    skipping: bool,
    pub done: bool,
}

#[derive(Debug)]
enum Reader {
    Json(Box<JsonReader>),
    Combined(Box<CombinedReader>),
    Csv(Box<CsvReader>),
    /// The header of a CSV file is still to come.
    CsvHeader {
        delimiter: u8,
    },
}

/// Where a piece lies in its file.
pub(super) struct Piece<'a> {
    pub start: u64,
    pub end: u64,
    /// The piece begins anywhere: find the next line first.
    pub seek: bool,
    pub header: Option<&'a CsvHeader>,
}

impl LineScan {
    pub fn new(inputs: Arc<Inputs>, file: &str, piece: &Piece<'_>) -> Result<Self, ScanError> {
        let mapping = inputs.mapping.checked();
        let wanted = || {
            Slot::ALL.into_iter().filter_map(|slot| Some((slot, mapping.fields[slot as usize].as_deref()?)))
        };
        let reader = match (mapping.format, piece.header, &mapping.columns) {
            (LogFormat::JsonLines, ..) => Reader::Json(Box::new(JsonReader::new(wanted()))),
            (LogFormat::Combined, ..) => Reader::Combined(Box::new(CombinedReader::new(wanted()))),
            (LogFormat::Csv { delimiter }, _, Some(columns)) => {
                Reader::Csv(Box::new(CsvReader::new(delimiter, csv_header(&inputs.mapping, file, columns)?)))
            }
            (LogFormat::Csv { delimiter }, Some(header), _) if piece.start > 0 => {
                Reader::Csv(Box::new(CsvReader::new(delimiter, header.clone())))
            }
            (LogFormat::Csv { delimiter }, ..) => Reader::CsvHeader { delimiter },
        };
        Ok(Self {
            file: file.to_owned(),
            reader,
            fields: Fields::new(),
            batch: Batch::new(mapping),
            tally: Tally::new(inputs.limits),
            carry: Vec::new(),
            offset: piece.start,
            range_end: piece.end,
            lines: 0,
            seeking: piece.seek,
            first: piece.start,
            skipping: false,
            done: false,
            inputs,
        })
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ScanError> {
        for bytes in bytes.chunks(Span::REGION_BYTES_MAX / 4) {
            self.chunk(bytes)?;
            if self.tally.overflows() {
                let max = self.inputs.limits.exposures_max;
                return Err(ScanError::TooManyExposures { max });
            }
        }
        Ok(())
    }

    /// Takes the end of the file: the last line may lack its line feed.
    pub fn finish(&mut self) -> Result<(), ScanError> {
        let mut rest = std::mem::take(&mut self.carry);
        if !self.done && !rest.is_empty() {
            let added = rest.last() != Some(&b'\n');
            if added {
                rest.push(b'\n');
            }
            let end = self.region(&rest, usize::MAX, true)?;
            self.offset += (end - usize::from(added && end == rest.len())) as u64;
        }
        if self.seeking {
            self.first = self.offset;
        }
        self.done = true;
        Ok(())
    }

    fn chunk(&mut self, mut bytes: &[u8]) -> Result<(), ScanError> {
        if self.seeking {
            let Some(feed) = search::line_feed(bytes, 0) else {
                self.offset += bytes.len() as u64;
                return Ok(());
            };
            self.offset += feed as u64 + 1;
            bytes = &bytes[feed + 1..];
            self.seeking = false;
            self.first = self.offset;
        }
        if self.skipping {
            let feed = search::line_feed(bytes, 0);
            let skipped = feed.map_or(bytes.len(), |feed| feed + 1);
            self.offset += skipped as u64;
            bytes = &bytes[skipped..];
            self.skipping = feed.is_none();
        }
        if self.offset > self.range_end && self.carry.is_empty() && !self.skipping {
            self.done = true;
        }
        if self.done {
            return Ok(());
        }
        if !self.carry.is_empty() {
            bytes = self.through_carry(bytes)?;
        }
        if let Some(feed) = memchr::memrchr(b'\n', bytes)
            && !self.done
        {
            let end = self.region(&bytes[..=feed], usize::MAX, false)?;
            self.offset += end as u64;
            bytes = &bytes[end..];
        }
        if !self.done {
            self.keep(bytes)?;
        }
        Ok(())
    }

    /// Finishes what the last chunk left; returns what is left of this one.
    fn through_carry<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], ScanError> {
        let Some(feed) = search::line_feed(bytes, 0) else {
            self.keep(bytes)?;
            return Ok(&[]);
        };
        let mut taken = feed + 1;
        let mut region = std::mem::take(&mut self.carry);
        let mut carried = region.len();
        region.extend_from_slice(&bytes[..taken]);
        loop {
            let end = self.region(&region, carried, false)?;
            self.offset += end as u64;
            if self.done {
                return Ok(&[]);
            }
            if end >= carried {
                return Ok(&bytes[taken - (region.len() - end)..]);
            }
            // A quoted field goes on: take twice as much and try again.
            region.drain(..end);
            carried -= end;
            let more = bytes.len().min(taken.saturating_mul(2).max(4096));
            let feed = memchr::memrchr(b'\n', &bytes[taken..more])
                .or_else(|| search::line_feed(bytes, more).map(|feed| feed - taken));
            let Some(feed) = feed else {
                self.carry = region;
                self.keep(&bytes[taken..])?;
                return Ok(&[]);
            };
            region.extend_from_slice(&bytes[taken..=taken + feed]);
            taken += feed + 1;
        }
    }

    /// Keeps what is unfinished, unless it can no longer become a line.
    fn keep(&mut self, bytes: &[u8]) -> Result<(), ScanError> {
        self.carry.extend_from_slice(bytes);
        let line_max = self.inputs.limits.line_bytes_max;
        if self.carry.len() <= line_max {
            return Ok(());
        }
        if let Some(feed) = memchr::memrchr(b'\n', &self.carry) {
            if self.carry.len() <= line_max + QUOTED_RECORD_BYTES_MAX {
                return Ok(());
            }
            // The open quote is too far back by now to be closed by anything.
            let mut region = std::mem::take(&mut self.carry);
            let end = self.region(&region[..=feed], usize::MAX, true)?;
            self.offset += end as u64;
            region.drain(..end);
            self.carry = region;
            if self.done || self.carry.len() <= line_max {
                return Ok(());
            }
        }
        let line = std::mem::take(&mut self.carry);
        self.offset += line.len() as u64;
        self.too_long(&line);
        self.skipping = true;
        Ok(())
    }

    fn too_long(&mut self, line: &[u8]) {
        self.lines += 1;
        let max = self.inputs.limits.line_bytes_max;
        self.tally.example(self.lines, Reason::TooLong, || excerpt_of_long(line, max));
    }

    /// Reads the records that begin before `limit` in a region that ends with
    /// a line feed; returns where the next one begins.
    fn region(&mut self, region: &[u8], limit: usize, last: bool) -> Result<usize, ScanError> {
        let mut at = 0;
        if self.offset > self.range_end {
            self.done = true;
            return Ok(0);
        }
        if self.offset == 0 {
            if region.starts_with(b"\xff\xfe") || region.starts_with(b"\xfe\xff") {
                return Err(ScanError::Utf16 { file: self.file.clone() });
            }
            if region.starts_with(BYTE_ORDER_MARK) {
                at = BYTE_ORDER_MARK.len();
            }
        }
        if let Reader::CsvHeader { delimiter } = self.reader {
            at = self.csv_header(region, at, last, delimiter)?;
        }
        let mut records = Records {
            region,
            limit: limit.min(region.len()),
            last,
            inputs: &self.inputs,
            fields: &mut self.fields,
            batch: &mut self.batch,
            tally: &mut self.tally,
            lines: &mut self.lines,
            done: &mut self.done,
            // Records may begin at `range_end` itself.
            own_until: self.range_end - self.offset,
        };
        let end = match &mut self.reader {
            Reader::Json(reader) => records.read(reader.as_mut(), at),
            Reader::Combined(reader) => records.read(reader.as_mut(), at),
            Reader::Csv(reader) => records.read(reader.as_mut(), at),
            Reader::CsvHeader { .. } => at,
        };
        self.batch.flush(&self.inputs, region, &mut self.fields, &mut self.tally);
        Ok(end)
    }

    /// Reads the header line, after blank lines; leaves the reader as it is
    /// when the header is not whole yet.
    fn csv_header(
        &mut self,
        region: &[u8],
        mut at: usize,
        last: bool,
        delimiter: u8,
    ) -> Result<usize, ScanError> {
        while let Some(feed) = search::line_feed(region, at)
            && region[at..feed].trim_ascii().is_empty()
        {
            self.lines += 1;
            self.tally.counts.blank += 1;
            at = feed + 1;
        }
        if at >= region.len() {
            return Ok(at);
        }
        match read_csv_header(region, at, delimiter) {
            Some((names, next, lines)) => {
                let header = csv_header(&self.inputs.mapping, &self.file, &names)?;
                self.reader = Reader::Csv(Box::new(CsvReader::new(delimiter, header)));
                self.lines += u64::from(lines);
                self.tally.counts.header += u64::from(lines);
                Ok(next)
            }
            None if last || region.len() - at > QUOTED_RECORD_BYTES_MAX => {
                Err(ScanError::CsvHeader { file: self.file.clone() })
            }
            None => Ok(at),
        }
    }
}

/// The loop over the records of a region.
struct Records<'a> {
    region: &'a [u8],
    limit: usize,
    last: bool,
    inputs: &'a Inputs,
    fields: &'a mut Fields,
    batch: &'a mut Batch,
    tally: &'a mut Tally,
    lines: &'a mut u64,
    done: &'a mut bool,
    own_until: u64,
}

impl Records<'_> {
    #[inline]
    fn read<R: ReadRecord>(&mut self, reader: &mut R, mut at: usize) -> usize {
        let line_max = self.inputs.limits.line_bytes_max;
        reader.begin();
        while at < self.limit {
            if at as u64 > self.own_until {
                *self.done = true;
                break;
            }
            self.fields.clear();
            let place = Place { start: at, end: at, line: *self.lines + 1 };
            match reader.read(self.region, at, self.last, self.fields) {
                Found::Record { next, lines } if self.first_line(at, next, lines) - at <= line_max + 1 => {
                    *self.lines += u64::from(lines);
                    if lines > 1 {
                        self.tally.counts.continued += u64::from(lines - 1);
                    }
                    let place = Place { end: next, ..place };
                    self.batch.take(self.inputs, self.region, place, self.fields, self.tally);
                    at = next;
                }
                Found::Blank { next } if next - at <= line_max + 1 => {
                    *self.lines += 1;
                    self.tally.counts.blank += 1;
                    at = next;
                }
                Found::NotUnderstood { next, reason } => {
                    *self.lines += 1;
                    if next - at > line_max + 1 {
                        self.too_long(at, next);
                    } else {
                        not_understood(self.tally, self.region, Place { end: next, ..place }, reason);
                    }
                    at = next;
                }
                Found::Record { next, lines } => {
                    // What follows its first line is read as lines of their own, as when they came apart.
                    let next = self.first_line(at, next, lines);
                    *self.lines += 1;
                    self.too_long(at, next);
                    at = next;
                }
                Found::Blank { next } => {
                    *self.lines += 1;
                    self.too_long(at, next);
                    at = next;
                }
                Found::Incomplete => break,
            }
        }
        at
    }

    /// Where the first line of a record ends: of one on several lines it is bounded like any other line, so that the
    /// answer does not depend on how much of the record was there when it was read.
    #[inline]
    fn first_line(&self, start: usize, next: usize, lines: u32) -> usize {
        if lines == 1 {
            return next;
        }
        search::line_feed(self.region, start).map_or(next, |feed| feed + 1)
    }

    #[cold]
    fn too_long(&mut self, start: usize, end: usize) {
        let max = self.inputs.limits.line_bytes_max;
        self.tally.example(*self.lines, Reason::TooLong, || excerpt_of_long(&self.region[start..end], max));
    }
}
