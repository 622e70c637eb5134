//! The combined format of Apache and nginx:
//! `address ident user [time] "request" status bytes "referer" "agent"`.
//!
//! The common format (without the last two) and further fields at the end are
//! accepted. Quotes inside quoted fields are escaped (`\"`, `\x22`). A user
//! name may hold spaces; it ends where ` [` begins the time.

use super::fields::{Fields, Slot, Slots, Span};
use super::index::{Index, NO_PLACE, Walk, Walked};
use super::reason::Reason;
use super::{Found, ReadRecord, is_blank};
use crate::mapping::hex_digit;
use crate::search;

use wide::u8x16;

/// A field of the combined format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CombinedField {
    Address,
    Ident,
    User,
    Time,
    Method,
    Path,
    Protocol,
    Status,
    Bytes,
    Referer,
    Agent,
}

const FIELDS: usize = 11;

/// Places the walk looks ahead at once.
const PLACES_OF_REQUEST: usize = 11;

impl CombinedField {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "address" => Self::Address,
            "ident" => Self::Ident,
            "user" => Self::User,
            "time" => Self::Time,
            "method" => Self::Method,
            "path" => Self::Path,
            "protocol" => Self::Protocol,
            "status" => Self::Status,
            "bytes" => Self::Bytes,
            "referer" => Self::Referer,
            "agent" => Self::Agent,
            _ => return None,
        })
    }
}

/// Reader of the combined format.
#[derive(Debug)]
pub(crate) struct CombinedReader {
    wanted: Wanted,
    index: Index,
}

/// What each field is to us.
#[derive(Debug)]
struct Wanted([Slots; FIELDS]);

impl CombinedReader {
    pub fn new<'a>(names: impl Iterator<Item = (Slot, &'a str)>) -> Self {
        let mut wanted = [0; FIELDS];
        for (slot, name) in names {
            let field = CombinedField::parse(name).expect("names are checked with the mapping");
            wanted[field as usize] |= slot.bit();
        }
        Self { wanted: Wanted(wanted), index: Index::new() }
    }
}

impl Wanted {
    /// Reads a line of the usual shape along the places of its separators.
    #[inline]
    fn walk(&self, region: &[u8], start: usize, walk: &mut Walk<'_>, fields: &mut Fields) -> Walked {
        let shaped = self.walk_request(region, start, walk, fields).and_then(|status| {
            let (status_end, bytes_end) = (walk.peek(0), walk.peek(1));
            let words =
                region.get(status_end) == Some(&b' ') && status_end > status && bytes_end > status_end + 1;
            words.then_some((status, status_end, bytes_end))
        });
        let Some((status, status_end, bytes_end)) = shaped else { return unusual(walk) };
        self.set(CombinedField::Status, status, status_end, fields);
        match region.get(bytes_end) {
            Some(b' ') => {}
            Some(b'\n') if region[bytes_end - 1] != b'\r' => {
                self.set(CombinedField::Bytes, status_end + 1, bytes_end, fields);
                walk.step(2);
                return Walked::Record(bytes_end + 1);
            }
            _ => return unusual(walk),
        }
        self.set(CombinedField::Bytes, status_end + 1, bytes_end, fields);
        walk.step(2);
        let mut at = bytes_end + 1;
        for field in [CombinedField::Referer, CombinedField::Agent] {
            // The opening quote, then the closing one after any number of spaces and brackets.
            if walk.peek(0) != at || region.get(at) != Some(&b'"') {
                return unusual(walk);
            }
            walk.step(1);
            let close = loop {
                let place = walk.peek(0);
                match region.get(place) {
                    Some(b'"') => break place,
                    Some(b' ' | b']') => {}
                    // Whatever follows a backslash is part of the field, when
                    // nobody wants it unescaped.
                    Some(b'\\') if self.0[field as usize] == 0 && region.get(place + 1) != Some(&b'\n') => {
                        walk.step(usize::from(walk.peek(1) == place + 1));
                    }
                    _ => return unusual(walk),
                }
                walk.step(1);
            };
            walk.step(1);
            self.set(field, at + 1, close, fields);
            at = close + 1;
            match region.get(at) {
                Some(b'\n') => {
                    walk.step(1);
                    return Walked::Record(at + 1);
                }
                Some(b' ') => walk.step(1),
                _ => return unusual(walk),
            }
            at += 1;
        }
        Walked::Unusual
    }

    /// The part up to the status; returns where the status begins.
    #[inline]
    fn walk_request(
        &self,
        region: &[u8],
        start: usize,
        walk: &mut Walk<'_>,
        fields: &mut Fields,
    ) -> Option<usize> {
        let is = |place: usize, byte: u8| region.get(place) == Some(&byte);
        let [address, ident, user, zone, bracket] = [0, 1, 2, 3, 4].map(|ahead| walk.peek(ahead));
        let [space, quote, method, path, close, after] = [5, 6, 7, 8, 9, 10].map(|ahead| walk.peek(ahead));
        let shaped = is(address, b' ')
            && address > start
            && is(ident, b' ')
            && ident > address + 1
            && is(user, b' ')
            && is(user + 1, b'[')
            && is(zone, b' ')
            && is(bracket, b']')
            && space == bracket + 1
            && is(space, b' ')
            && quote == space + 1
            && is(quote, b'"')
            && is(method, b' ')
            && is(path, b' ')
            && is(close, b'"')
            && after == close + 1
            && is(after, b' ')
            && region[path + 1..close].starts_with(b"HTTP/");
        if !shaped {
            return None;
        }
        self.set(CombinedField::Address, start, address, fields);
        self.set(CombinedField::Ident, address + 1, ident, fields);
        self.set(CombinedField::User, ident + 1, user, fields);
        self.set(CombinedField::Time, user + 2, bracket, fields);
        self.set(CombinedField::Method, quote + 1, method, fields);
        self.set(CombinedField::Path, method + 1, path, fields);
        self.set(CombinedField::Protocol, path + 1, close, fields);
        walk.step(11);
        Some(after + 1)
    }

    #[inline]
    fn set(&self, field: CombinedField, from: usize, to: usize, fields: &mut Fields) {
        let slots = self.0[field as usize];
        if slots != 0 {
            fields.set(slots, Span::region(from, to));
        }
    }

    fn line(&self, line: &mut Line<'_>, fields: &mut Fields) -> Option<usize> {
        let address = line.word()?;
        self.keep(CombinedField::Address, address, false, line, fields);
        line.space()?;
        let ident = line.word()?;
        self.keep(CombinedField::Ident, ident, false, line, fields);
        line.space()?;
        let (user, time) = line.user_and_time()?;
        self.keep(CombinedField::User, user, true, line, fields);
        self.keep(CombinedField::Time, time, false, line, fields);
        line.space()?;
        let (request, escaped) = line.quoted()?;
        self.request(request, escaped, line, fields);
        line.space()?;
        let status = line.word()?;
        self.keep(CombinedField::Status, status, false, line, fields);
        line.space()?;
        let bytes = line.word()?;
        self.keep(CombinedField::Bytes, bytes, false, line, fields);
        for field in [CombinedField::Referer, CombinedField::Agent] {
            if let Some(end) = line.end() {
                return Some(end);
            }
            line.space()?;
            let (value, escaped) = line.quoted()?;
            self.keep(field, value, escaped, line, fields);
        }
        loop {
            if let Some(end) = line.end() {
                return Some(end);
            }
            line.space()?;
            if line.peek() == Some(b'"') {
                line.quoted()?;
            } else {
                line.word()?;
            }
        }
    }

    /// `GET /path HTTP/1.1`: a path may hold spaces, the protocol may be missing.
    #[inline]
    fn request(&self, (from, to): (usize, usize), escaped: bool, line: &Line<'_>, fields: &mut Fields) {
        let request = &line.region[from..to];
        if request == b"-" {
            return;
        }
        let Some(first) = memchr::memchr(b' ', request) else {
            self.keep(CombinedField::Method, (from, to), escaped, line, fields);
            return;
        };
        self.keep(CombinedField::Method, (from, from + first), escaped, line, fields);
        let last = memchr::memrchr(b' ', request).unwrap_or(first);
        let path_end = if last > first && request[last + 1..].starts_with(b"HTTP/") {
            self.keep(CombinedField::Protocol, (from + last + 1, to), escaped, line, fields);
            from + last
        } else {
            to
        };
        self.keep(CombinedField::Path, (from + first + 1, path_end), escaped, line, fields);
    }

    #[inline]
    fn keep(
        &self,
        field: CombinedField,
        (from, to): (usize, usize),
        may_be_escaped: bool,
        line: &Line<'_>,
        fields: &mut Fields,
    ) {
        let slots = self.0[field as usize];
        if slots == 0 {
            return;
        }
        let written = &line.region[from..to];
        let span = if may_be_escaped && memchr::memchr(b'\\', written).is_some() {
            let start = fields.scratch.len();
            unescape(written, &mut fields.scratch);
            Span::scratch(start, fields.scratch.len())
        } else {
            Span::region(from, to)
        };
        fields.set(slots, span);
    }
}

impl ReadRecord for CombinedReader {
    fn begin(&mut self) {
        self.index.begin();
    }

    #[inline]
    fn read(&mut self, region: &[u8], at: usize, _last: bool, fields: &mut Fields) -> Found {
        let Self { wanted, index } = self;
        match index.line(region, at, specials, |walk| wanted.walk(region, at, walk, fields)) {
            Walked::Record(next) => Found::Record { next, lines: 1 },
            Walked::Unusual | Walked::WindowEnd => self.read_long_way(region, at, fields),
        }
    }
}

impl CombinedReader {
    #[cold]
    fn read_long_way(&mut self, region: &[u8], at: usize, fields: &mut Fields) -> Found {
        fields.clear();
        let mut line = Line { region, at };
        if let Some(end) = line.end() {
            return Found::Blank { next: end + 1 };
        }
        match self.wanted.line(&mut line, fields) {
            Some(end) => Found::Record { next: end + 1, lines: 1 },
            None => {
                let next = search::line_feed(region, at).map_or(region.len(), |feed| feed + 1);
                Found::NotUnderstood { next, reason: Reason::NotCombined }
            }
        }
    }
}

/// Spaces, quotes, backslashes, closing brackets and line feeds. Space and
/// quote differ by one bit, backslash and bracket too.
#[inline(always)]
fn specials(block: u8x16) -> u8x16 {
    (block & u8x16::splat(!0x02)).simd_eq(u8x16::splat(b' '))
        | (block & u8x16::splat(!0x01)).simd_eq(u8x16::splat(b'\\'))
        | block.simd_eq(u8x16::splat(b'\n'))
}

/// The walk met something else than it expected, perhaps the end of the window.
#[inline]
fn unusual(walk: &Walk<'_>) -> Walked {
    if walk.peek(PLACES_OF_REQUEST) == NO_PLACE { Walked::WindowEnd } else { Walked::Unusual }
}

struct Line<'a> {
    region: &'a [u8],
    at: usize,
}

impl Line<'_> {
    fn peek(&self) -> Option<u8> {
        self.region.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) -> Option<()> {
        (self.peek() == Some(b' ')).then(|| self.at += 1)
    }

    /// Where the line feed is, when nothing but blanks comes before it.
    #[inline]
    fn end(&self) -> Option<usize> {
        let mut at = self.at;
        while self.region.get(at).is_some_and(|byte| is_blank(*byte)) {
            at += 1;
        }
        (self.region.get(at) == Some(&b'\n')).then_some(at)
    }

    /// Bytes up to the next space or end of line, at least one.
    #[inline]
    fn word(&mut self) -> Option<(usize, usize)> {
        let from = self.at;
        let stop = search::either(self.region, from, b' ', b'\n');
        let feed = self.region.get(stop) == Some(&b'\n');
        self.at = if feed && stop > from && self.region[stop - 1] == b'\r' { stop - 1 } else { stop };
        (self.at > from).then_some((from, self.at))
    }

    #[inline]
    fn user_and_time(&mut self) -> Option<((usize, usize), (usize, usize))> {
        let from = self.at;
        let mut space = from;
        loop {
            space = search::either(self.region, space, b' ', b'\n');
            match self.region.get(space..space + 2)? {
                b" [" => break,
                [b' ', _] => space += 1,
                _ => return None,
            }
        }
        let time = space + 2;
        let close = search::either(self.region, time, b']', b'\n');
        if self.region.get(close) != Some(&b']') {
            return None;
        }
        self.at = close + 1;
        Some(((from, space), (time, close)))
    }

    /// What is between quotes, and whether it holds a backslash.
    #[inline]
    fn quoted(&mut self) -> Option<((usize, usize), bool)> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let from = self.at + 1;
        let mut at = from;
        let mut escaped = false;
        loop {
            at = search::one_of_three(self.region, at, b'"', b'\\', b'\n');
            match self.region.get(at) {
                Some(b'"') => break,
                Some(b'\\') if self.region.get(at + 1) != Some(&b'\n') => {
                    escaped = true;
                    at += 2;
                }
                _ => return None,
            }
        }
        self.at = at + 1;
        Some(((from, at), escaped))
    }
}

/// Undoes the escapes both servers write; an unknown one stays as it is.
fn unescape(written: &[u8], out: &mut Vec<u8>) {
    let mut rest = written;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (byte, length) = match rest {
            [_, b'x', high, low, ..] => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 4),
                _ => (b'\\', 1),
            },
            [_, b'"', ..] => (b'"', 2),
            [_, b'\\', ..] => (b'\\', 2),
            [_, b'n', ..] => (b'\n', 2),
            [_, b't', ..] => (b'\t', 2),
            [_, b'r', ..] => (b'\r', 2),
            [_, b'b', ..] => (8, 2),
            [_, b'v', ..] => (11, 2),
            _ => (b'\\', 1),
        };
        out.push(byte);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = ["time", "user", "path", "method", "status", "address"];

    fn read(line: &str) -> Option<[Option<String>; 6]> {
        let mut reader = CombinedReader::new(Slot::ALL.into_iter().zip(NAMES));
        let region = format!("{line}\n");
        let mut fields = Fields::new();
        match reader.read(region.as_bytes(), 0, true, &mut fields) {
            Found::Record { next, lines: 1 } if next == region.len() => Some(Slot::ALL.map(|slot| {
                let bytes = fields.span(slot).bytes(region.as_bytes(), &fields.scratch)?;
                Some(String::from_utf8_lossy(bytes).into_owned())
            })),
            Found::NotUnderstood { next, .. } if next == region.len() => None,
            other => panic!("{other:?}"),
        }
    }

    fn check(line: &str, expected: [&str; 6]) {
        let found = read(line).unwrap_or_else(|| panic!("not understood: {line}"));
        let found = found.map(|value| value.unwrap_or_else(|| "(missing)".to_owned()));
        assert_eq!(found.each_ref().map(String::as_str), expected);
    }

    const TIME: &str = "18/Mar/2026:10:11:12 +0100";

    #[test]
    fn combined_common_and_longer_lines_are_read() {
        let expected = [TIME, "léa", "/d/D1?x=1", "GET", "200", "2001:db8::1"];
        let common = format!("2001:db8::1 - léa [{TIME}] \"GET /d/D1?x=1 HTTP/2.0\" 200 512");
        check(&common, expected);
        check(&format!("{common}\r"), expected);
        check(&format!("{common} \"-\" \"Mozilla/5.0 (X11)\""), expected);
        check(&format!("{common} \"-\" \"a \\\"b\\\" \\x22c\" 0.012 \"10.0.0.1\"\r"), expected);
    }

    #[test]
    fn users_paths_and_requests_may_be_strange() {
        let line =
            |user: &str, request: &str| format!("::1 - {user} [{TIME}] \"{request}\" 400 - \"-\" \"-\"");
        check(&line("jean luc", "GET /a b HTTP/1.1"), [TIME, "jean luc", "/a b", "GET", "400", "::1"]);
        check(&line("a\\\"b", "GET /\\xc3\\xa9\\\\ HTTP/1.0"), [TIME, "a\"b", "/é\\", "GET", "400", "::1"]);
        check(&line("-", "GET /a"), [TIME, "-", "/a", "GET", "400", "::1"]);
        check(&line("-", "GET /a b"), [TIME, "-", "/a b", "GET", "400", "::1"]);
        check(&line("-", "-"), [TIME, "-", "(missing)", "(missing)", "400", "::1"]);
        check(&line("-", ""), [TIME, "-", "(missing)", "", "400", "::1"]);
        check(&line("-", "\\x16\\x03\\x01"), [TIME, "-", "(missing)", "\u{16}\u{3}\u{1}", "400", "::1"]);
    }

    #[test]
    fn torn_lines_are_not_understood() {
        let line = format!("10.0.0.1 - lea [{TIME}] \"GET /d/D1 HTTP/2.0\" 200 512 \"-\" \"Mozilla/5.0\"");
        assert!(read(&line).is_some());
        // A cut inside the last quoted field, then a whole line.
        let agent = line.rfind("Mozilla").unwrap();
        for cut in agent..line.len() {
            assert_eq!(read(&line[..cut]), None, "{}", &line[..cut]);
            assert_eq!(read(&format!("{}{line}", &line[..cut])), None, "torn at {cut}");
        }
        for cut in 1..line.find(" 200").unwrap() {
            assert_eq!(read(&line[..cut]), None, "{}", &line[..cut]);
        }
    }
}
