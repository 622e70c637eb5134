//! Comma-separated values (RFC 4180).
//!
//! A quoted field may hold the delimiter, doubled quotes and line feeds. An
//! unquoted field is taken as it stands, a quote in its middle included. A
//! record whose quotes do not work out costs its first line only: reading
//! starts again on the next one, so that one bad quote cannot swallow a file.

use super::fields::{Fields, Slots, Span};
use super::index::{Index, Walk, Walked};
use super::reason::Reason;
use super::{Found, ReadRecord};
use crate::search;

use wide::u8x16;

/// Longest record that goes over several lines. Bounds what one stray quote
/// can make us read ahead.
pub(crate) const QUOTED_RECORD_BYTES_MAX: usize = 64 * 1024;

/// What the columns of a file are to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CsvHeader {
    columns: Vec<Slots>,
}

impl CsvHeader {
    /// `names` in the order of the file; `wanted` gives the slots of a name.
    pub fn new(names: &[String], wanted: impl Fn(&str) -> Slots) -> Self {
        Self { columns: names.iter().map(|name| wanted(name)).collect() }
    }
}

/// Reader of the records of one CSV file.
#[derive(Debug)]
pub(crate) struct CsvReader {
    delimiter: u8,
    header: CsvHeader,
    index: Index,
}

impl ReadRecord for CsvReader {
    fn begin(&mut self) {
        self.index.begin();
    }

    #[inline]
    fn read(&mut self, region: &[u8], at: usize, last: bool, fields: &mut Fields) -> Found {
        let Self { delimiter, header, index } = self;
        let (comma, quote, feed) = (u8x16::splat(*delimiter), u8x16::splat(b'"'), u8x16::splat(b'\n'));
        let specials = |block: u8x16| block.simd_eq(comma) | block.simd_eq(quote) | block.simd_eq(feed);
        match index.line(region, at, specials, |walk| header.walk(*delimiter, region, at, walk, fields)) {
            Walked::Record(next) => Found::Record { next, lines: 1 },
            Walked::Unusual | Walked::WindowEnd => self.read_long_way(region, at, last, fields),
        }
    }
}

impl CsvHeader {
    /// Reads a record of one line, without doubled quotes in what is wanted,
    /// along the places of its delimiters.
    #[inline]
    fn walk(
        &self,
        delimiter: u8,
        region: &[u8],
        start: usize,
        walk: &mut Walk<'_>,
        fields: &mut Fields,
    ) -> Walked {
        let mut at = start;
        for (column, slots) in self.columns.iter().enumerate() {
            let quoted = region.get(at) == Some(&b'"');
            let (from, to, stop) = if quoted {
                walk.step(1);
                let close = loop {
                    let place = walk.peek(0);
                    match region.get(place) {
                        Some(byte) if *byte == delimiter => walk.step(1),
                        // A doubled quote, when nobody wants it undone.
                        Some(b'"') if *slots == 0 && region.get(place + 1) == Some(&b'"') => walk.step(2),
                        Some(b'"') => break place,
                        Some(_) => return Walked::Unusual,
                        None => return Walked::WindowEnd,
                    }
                };
                walk.step(1);
                let carriage_return = region.get(close + 1..close + 3) == Some(b"\r\n");
                (at + 1, close, close + 1 + usize::from(carriage_return))
            } else {
                let stop = walk.peek(0);
                (at, stop, stop)
            };
            let more = match region.get(stop) {
                Some(byte) if *byte == delimiter => true,
                Some(b'\n') => false,
                // A doubled quote, a quote in the middle.
                Some(_) => return Walked::Unusual,
                None => return Walked::WindowEnd,
            };
            walk.step(1);
            let last_column = column + 1 == self.columns.len();
            if more == last_column {
                return Walked::Unusual;
            }
            if *slots != 0 {
                let carriage_return = !more && to > from && region[to - 1] == b'\r';
                fields.set(*slots, Span::region(from, to - usize::from(carriage_return && !quoted)));
            }
            if !more {
                // A blank line looks like one empty column.
                let blank = matches!(region[start..stop], [] | [b'\r']);
                return if blank { Walked::Unusual } else { Walked::Record(stop + 1) };
            }
            at = stop + 1;
        }
        Walked::Unusual
    }
}

impl CsvReader {
    pub fn new(delimiter: u8, header: CsvHeader) -> Self {
        Self { delimiter, header, index: Index::new() }
    }

    #[cold]
    fn read_long_way(&mut self, region: &[u8], at: usize, last: bool, fields: &mut Fields) -> Found {
        fields.clear();
        match region[at..] {
            [b'\n', ..] => return Found::Blank { next: at + 1 },
            [b'\r', b'\n', ..] => return Found::Blank { next: at + 2 },
            _ => {}
        }
        let mut cursor = Cursor { region, at, start: at, delimiter: self.delimiter, lines: 1 };
        let mut column = 0;
        loop {
            let slots = self.header.columns.get(column).copied().unwrap_or(0);
            let more = match cursor.field(slots, fields) {
                Ok(more) => more,
                Err(Stop::Quotes) => return cursor.not_understood(Reason::CsvQuotes),
                Err(Stop::RegionEnd) if last => return cursor.not_understood(Reason::CsvQuotes),
                Err(Stop::RegionEnd) => return Found::Incomplete,
            };
            column += 1;
            if !more {
                break;
            }
        }
        if column != self.header.columns.len() {
            return cursor.not_understood(Reason::CsvColumns);
        }
        Found::Record { next: cursor.at, lines: cursor.lines }
    }
}

/// Reads the names of the header: them, and where the first record begins.
/// `None` when the header does not end within `region`.
pub(crate) fn read_header(region: &[u8], at: usize, delimiter: u8) -> Option<(Vec<String>, usize, u32)> {
    let mut cursor = Cursor { region, at, start: at, delimiter, lines: 1 };
    let mut names = Vec::new();
    loop {
        let mut fields = Fields::new();
        let more = cursor.field(1, &mut fields).ok()?;
        let name = fields.span(super::Slot::Time).bytes(region, &fields.scratch).unwrap_or_default();
        names.push(String::from_utf8_lossy(name).trim().to_owned());
        if !more {
            return Some((names, cursor.at, cursor.lines));
        }
    }
}

enum Stop {
    /// The quotes do not work out.
    Quotes,
    /// A quoted field goes on beyond the region.
    RegionEnd,
}

struct Cursor<'a> {
    region: &'a [u8],
    at: usize,
    start: usize,
    delimiter: u8,
    lines: u32,
}

impl Cursor<'_> {
    /// Reads one field and what ends it; `true` when another field follows.
    #[inline]
    fn field(&mut self, slots: Slots, fields: &mut Fields) -> Result<bool, Stop> {
        if self.region.get(self.at) == Some(&b'"') {
            return self.quoted(slots, fields);
        }
        let end = search::either(self.region, self.at, self.delimiter, b'\n');
        if slots != 0 {
            let line_end = self.region.get(end) != Some(&self.delimiter);
            let carriage_return = line_end && end > self.at && self.region[end - 1] == b'\r';
            fields.set(slots, Span::region(self.at, end - usize::from(carriage_return)));
        }
        self.at = end + 1;
        Ok(self.region.get(end) == Some(&self.delimiter))
    }

    fn quoted(&mut self, slots: Slots, fields: &mut Fields) -> Result<bool, Stop> {
        let from = self.at + 1;
        let mut at = from;
        let mut doubled = false;
        let end = loop {
            at = search::either(self.region, at, b'"', b'\n');
            match self.region.get(at) {
                Some(b'"') if self.region.get(at + 1) == Some(&b'"') => {
                    doubled = true;
                    at += 2;
                }
                Some(b'"') => break at,
                Some(_) => {
                    self.lines += 1;
                    at += 1;
                }
                None => return Err(self.beyond()),
            }
        };
        if slots != 0 {
            let span = self.quoted_span(from, end, doubled, &mut fields.scratch);
            fields.set(slots, span);
        }
        let (more, next) = match self.region[end + 1..] {
            [byte, ..] if byte == self.delimiter => (true, end + 2),
            [b'\n', ..] => (false, end + 2),
            [b'\r', b'\n', ..] => (false, end + 3),
            _ => return Err(Stop::Quotes),
        };
        if self.lines > 1 && next - self.start > QUOTED_RECORD_BYTES_MAX {
            return Err(Stop::Quotes);
        }
        self.at = next;
        Ok(more)
    }

    fn quoted_span(&self, from: usize, end: usize, doubled: bool, scratch: &mut Vec<u8>) -> Span {
        if !doubled {
            return Span::region(from, end);
        }
        let start = scratch.len();
        let mut rest = &self.region[from..end];
        while let Some(quote) = memchr::memchr(b'"', rest) {
            scratch.extend_from_slice(&rest[..=quote]);
            rest = &rest[quote + 2..];
        }
        scratch.extend_from_slice(rest);
        Span::scratch(start, scratch.len())
    }

    fn beyond(&self) -> Stop {
        if self.region.len() - self.start > QUOTED_RECORD_BYTES_MAX { Stop::Quotes } else { Stop::RegionEnd }
    }

    fn not_understood(&self, reason: Reason) -> Found {
        let next = search::line_feed(self.region, self.start).map_or(self.region.len(), |feed| feed + 1);
        Found::NotUnderstood { next, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Slot;
    use super::*;

    /// Reads everything: the wanted column `b`, or the reason.
    fn read(text: &str, last: bool) -> Vec<Result<String, String>> {
        let (names, mut at, _) = read_header(b"a,b,c\n", 0, b',').map(|(names, ..)| (names, 0, 0)).unwrap();
        let header = CsvHeader::new(&names, |name| if name == "b" { Slot::Actor.bit() } else { 0 });
        let mut reader = CsvReader::new(b',', header);
        let region = text.as_bytes();
        let mut found = Vec::new();
        while at < region.len() {
            let mut fields = Fields::new();
            match reader.read(region, at, last, &mut fields) {
                Found::Record { next, lines } => {
                    let value = fields.span(Slot::Actor).bytes(region, &fields.scratch).unwrap();
                    found.push(Ok(format!("{}|{lines}", String::from_utf8_lossy(value))));
                    at = next;
                }
                Found::Blank { next } => at = next,
                Found::NotUnderstood { next, reason } => {
                    found.push(Err(format!("{reason:?}")));
                    at = next;
                }
                Found::Incomplete => {
                    found.push(Err("incomplete".to_owned()));
                    break;
                }
            }
        }
        found
    }

    fn check(text: &str, expected: &[Result<&str, &str>]) {
        let expected: Vec<_> =
            expected.iter().map(|one| one.map(str::to_owned).map_err(str::to_owned)).collect();
        assert_eq!(read(text, true), expected, "{text:?}");
    }

    #[test]
    fn quoted_fields_hold_delimiters_quotes_and_line_feeds() {
        check("1,x,3\r\n\n\"1\",\"x, \"\"y\"\"\",\"3\"\r\n", &[Ok("x|1"), Ok("x, \"y\"|1")]);
        check("\"1\n2\",\"x\n\",3\n4,y,6\n", &[Ok("x\n|3"), Ok("y|1")]);
        check(",,\n1,in \"the\" middle,3\n", &[Ok("|1"), Ok("in \"the\" middle|1")]);
        check("1,\"\",3\n1,\"\"\"\",3\n", &[Ok("|1"), Ok("\"|1")]);
    }

    #[test]
    fn a_stray_quote_costs_one_line() {
        check("1,\"x,3\n4,y,6\n7,z,9\n", &[Err("CsvQuotes"), Ok("y|1"), Ok("z|1")]);
        check("1,\"x\"y,3\n4,z,6\n", &[Err("CsvQuotes"), Ok("z|1")]);
        check("1,x,\"torn4,y,\"tail\"\n7,z,9\n", &[Err("CsvQuotes"), Ok("z|1")]);
        check("1,x\n1,x,3,4\n4,y,6\n", &[Err("CsvColumns"), Err("CsvColumns"), Ok("y|1")]);
    }

    #[test]
    fn an_open_quote_waits_for_more_but_not_for_ever() {
        assert_eq!(read("1,\"x\n", false), [Err("incomplete".to_owned())]);
        let long = format!("1,\"{}", "line\n".repeat(QUOTED_RECORD_BYTES_MAX / 5 + 1));
        assert_eq!(read(&long, false)[0], Err("CsvQuotes".to_owned()));
        let closed = format!("{long}\",3\n");
        assert_eq!(read(&closed, true)[0], Err("CsvQuotes".to_owned()), "the same once closed");
    }
}
