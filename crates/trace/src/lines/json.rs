//! JSON lines (RFC 8259, one object per line).
//!
//! Applications write the same keys in the same order line after line, so each
//! object remembers the keys it saw and compares whole keys first. Lines are
//! walked along an index of their quotes; a line with a new key, or with
//! anything the walk does not expect, is read the long way, which is the
//! definition of both. Strings without escapes are never copied.

use super::fields::{Fields, Slot, Slots, Span};
use super::index::{Index, NO_PLACE, Walk, Walked};
use super::pointer::Node;
use super::reason::Reason;
use super::{Found, ReadRecord, is_blank};
use crate::mapping::hex_digit;
use crate::search;

use wide::u8x16;

/// Objects and lists inside one another.
const DEPTH_MAX: u32 = 127;

/// Keys remembered per object.
const EXPECTED_KEYS_MAX: usize = 64;

/// Longer keys are read the long way each time.
const EXPECTED_KEY_BYTES_MAX: usize = 256;

/// Reader of JSON lines.
#[derive(Debug)]
pub(crate) struct JsonReader {
    root: Place,
    index: Index,
}

/// An object or list on the way to wanted fields, with what it looked like last time.
#[derive(Debug)]
struct Place {
    slots: Slots,
    children: Vec<(Vec<u8>, Place)>,
    expected: Vec<ExpectedKey>,
}

/// A key met before.
#[derive(Debug)]
struct ExpectedKey {
    /// The key with its quotes and its colon.
    text: Vec<u8>,
    /// Its first bytes as a number, and which bits of it count.
    head: u128,
    mask: u128,
    /// How many places of the index it holds.
    places: usize,
    child: Option<usize>,
}

impl JsonReader {
    pub fn new<'a>(pointers: impl Iterator<Item = (Slot, &'a str)>) -> Self {
        Self { root: Place::from(Node::tree(pointers)), index: Index::new() }
    }
}

impl ReadRecord for JsonReader {
    fn begin(&mut self) {
        self.index.begin();
    }

    #[inline]
    fn read(&mut self, region: &[u8], at: usize, _last: bool, fields: &mut Fields) -> Found {
        let Self { root, index } = self;
        match index.line(region, at, specials, |walk| root.walk(region, at, walk, fields)) {
            Walked::Record(next) => Found::Record { next, lines: 1 },
            Walked::Unusual | Walked::WindowEnd => self.read_long_way(region, at, fields),
        }
    }
}

/// Quotes, and whatever makes a string more than the bytes between them.
#[inline(always)]
fn specials(block: u8x16) -> u8x16 {
    block.simd_eq(u8x16::splat(b'"'))
        | block.simd_eq(u8x16::splat(b'\\'))
        | block.min(u8x16::splat(0x1f)).simd_eq(block)
}

fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

impl JsonReader {
    #[cold]
    fn read_long_way(&mut self, region: &[u8], at: usize, fields: &mut Fields) -> Found {
        fields.clear();
        let start = skip_blanks(region, at);
        let end = match region.get(start) {
            Some(b'\n') => return Found::Blank { next: start + 1 },
            Some(b'{') => self.root.object(region, start + 1, fields, 0),
            _ => Err(Reason::NotJson),
        };
        let end = end.and_then(|end| {
            let end = skip_blanks(region, end);
            if region.get(end) == Some(&b'\n') { Ok(end) } else { Err(Reason::NotJson) }
        });
        match end {
            Ok(end) => Found::Record { next: end + 1, lines: 1 },
            Err(reason) => {
                let next = search::line_feed(region, start).map_or(region.len(), |feed| feed + 1);
                Found::NotUnderstood { next, reason }
            }
        }
    }
}

impl From<Node> for Place {
    fn from(node: Node) -> Self {
        Self {
            slots: node.slots,
            children: node.children.into_iter().map(|(name, child)| (name, Self::from(child))).collect(),
            expected: Vec::new(),
        }
    }
}

impl ExpectedKey {
    fn new(text: Vec<u8>, child: Option<usize>) -> Self {
        let mut head = [0; size_of::<u128>()];
        let mut mask = head;
        for (place, byte) in text.iter().enumerate().take(head.len()) {
            head[place] = *byte;
            mask[place] = 0xff;
        }
        let places = text.iter().filter(|byte| is_special(**byte)).count();
        Self { text, head: u128::from_le_bytes(head), mask: u128::from_le_bytes(mask), places, child }
    }

    /// Whether `json` begins with this key.
    #[inline]
    fn begins(&self, json: &[u8]) -> bool {
        match json.first_chunk() {
            Some(head) => {
                (u128::from_le_bytes(*head) ^ self.head) & self.mask == 0
                    && (self.text.len() <= size_of::<u128>() || json.starts_with(&self.text))
            }
            None => json.starts_with(&self.text),
        }
    }
}

impl Place {
    /// Reads a line whose keys are all known, along the places of its quotes.
    #[inline]
    fn walk(&mut self, json: &[u8], start: usize, walk: &mut Walk<'_>, fields: &mut Fields) -> Walked {
        if json.get(start) != Some(&b'{') {
            return Walked::Unusual;
        }
        let mut at = start + 1;
        let mut seen = 0_u64;
        let mut rank = 0;
        loop {
            let Some(key) = self.known_key(json, at, &mut rank) else {
                return if walk.peek(2) == NO_PLACE { Walked::WindowEnd } else { Walked::Unusual };
            };
            at += key.text.len();
            walk.step(key.places);
            let child = key.child;
            if json.get(at) == Some(&b' ') {
                at += 1;
            }
            let slots = match child {
                None => 0,
                Some(child) => {
                    let bit = 1 << (child % 64);
                    if seen & bit != 0 {
                        return Walked::Unusual;
                    }
                    seen |= bit;
                    self.children[child].1.slots
                }
            };
            match json.get(at) {
                Some(b'"') => {
                    if walk.peek(0) != at {
                        walk.skip_to(at);
                    }
                    let end = walk.peek(1);
                    match json.get(end) {
                        Some(b'"') => {
                            if slots != 0 {
                                fields.set(slots, Span::region(at + 1, end));
                            }
                            walk.step(2);
                            at = end + 1;
                        }
                        Some(b'\\') => match string_value(json, at, slots, fields) {
                            Ok(end) => {
                                at = end;
                                walk.skip_to(at);
                            }
                            Err(_) => return Walked::Unusual,
                        },
                        Some(_) => return Walked::Unusual,
                        None => return Walked::WindowEnd,
                    }
                }
                Some(b'0'..=b'9') => {
                    let Ok(end) = number_end(json, at) else { return Walked::Unusual };
                    if slots != 0 {
                        fields.set(slots, Span::region(at, end));
                    }
                    at = end;
                }
                _ => {
                    let end = match child {
                        None => skip_value(json, at, 0),
                        Some(child) => self.children[child].1.value(json, at, fields, 0),
                    };
                    let Ok(end) = end else { return Walked::Unusual };
                    at = end;
                    walk.skip_to(at);
                }
            }
            match json.get(at) {
                Some(b',') => {
                    at += 1 + usize::from(json.get(at + 1) == Some(&b' '));
                }
                Some(b'}') => {
                    at += 1 + usize::from(json.get(at + 1) == Some(&b'\r'));
                    return if json.get(at) == Some(&b'\n') {
                        Walked::Record(at + 1)
                    } else {
                        Walked::Unusual
                    };
                }
                _ => return Walked::Unusual,
            }
        }
    }

    /// The known key that stands here, the one expected after the last first.
    #[inline]
    fn known_key(&self, json: &[u8], at: usize, rank: &mut usize) -> Option<&ExpectedKey> {
        let here = json.get(at..)?;
        let known = match self.expected.get(*rank) {
            Some(expected) if expected.begins(here) => expected,
            _ => {
                *rank = self.expected.iter().position(|expected| expected.begins(here))?;
                &self.expected[*rank]
            }
        };
        *rank += 1;
        Some(known)
    }

    /// Reads an object from after its brace to after its closing brace.
    fn object(&mut self, json: &[u8], at: usize, fields: &mut Fields, depth: u32) -> Result<usize, Reason> {
        let mut at = skip_blanks(json, at);
        if json.get(at) == Some(&b'}') {
            return Ok(at + 1);
        }
        let mut seen = 0_u64;
        let mut rank = 0;
        loop {
            let child = match self.known_key(json, at, &mut rank) {
                Some(key) => {
                    at += key.text.len();
                    key.child
                }
                None => {
                    let (child, after_key) = self.new_key(json, at)?;
                    at = after_key;
                    rank = self.expected.len();
                    child
                }
            };
            at = skip_blanks(json, at);
            at = match child {
                None => skip_value(json, at, depth)?,
                Some(child) => {
                    let bit = 1 << (child % 64);
                    if seen & bit != 0 {
                        return Err(Reason::FieldTwice);
                    }
                    seen |= bit;
                    self.children[child].1.value(json, at, fields, depth)?
                }
            };
            at = skip_blanks(json, at);
            match json.get(at) {
                Some(b',') => at = skip_blanks(json, at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Reason::NotJson),
            }
        }
    }

    /// Reads a key not met before, and remembers it.
    #[cold]
    fn new_key(&mut self, json: &[u8], at: usize) -> Result<(Option<usize>, usize), Reason> {
        if json.get(at) != Some(&b'"') {
            return Err(Reason::NotJson);
        }
        let (end, escaped) = string_end(json, at + 1)?;
        let written = &json[at + 1..end];
        let child = if escaped {
            let mut name = Vec::new();
            unescape(written, &mut name)?;
            self.position(&name)
        } else {
            self.position(written)
        };
        let colon = skip_blanks(json, end + 1);
        if json.get(colon) != Some(&b':') {
            return Err(Reason::NotJson);
        }
        if self.expected.len() < EXPECTED_KEYS_MAX && colon - at <= EXPECTED_KEY_BYTES_MAX {
            self.expected.push(ExpectedKey::new(json[at..=colon].to_vec(), child));
        }
        Ok((child, colon + 1))
    }

    fn position(&self, name: &[u8]) -> Option<usize> {
        self.children.iter().position(|(known, _)| known == name)
    }

    /// Reads a value something is wanted of.
    #[inline]
    fn value(&mut self, json: &[u8], at: usize, fields: &mut Fields, depth: u32) -> Result<usize, Reason> {
        match json.get(at) {
            Some(b'"') => string_value(json, at, self.slots, fields),
            Some(b'{' | b'[') if self.slots != 0 => Err(Reason::FieldNotText),
            Some(b'{' | b'[') if depth >= DEPTH_MAX => Err(Reason::NotJson),
            Some(b'{') => self.object(json, at + 1, fields, depth + 1),
            Some(b'[') => self.list(json, at + 1, fields, depth + 1),
            Some(b'n') => literal(json, at, b"null"),
            _ => {
                let end = skip_value(json, at, depth)?;
                if self.slots != 0 {
                    fields.set(self.slots, Span::region(at, end));
                }
                Ok(end)
            }
        }
    }

    fn list(&mut self, json: &[u8], at: usize, fields: &mut Fields, depth: u32) -> Result<usize, Reason> {
        let mut at = skip_blanks(json, at);
        if json.get(at) == Some(&b']') {
            return Ok(at + 1);
        }
        for index in 0_usize.. {
            let child = self.position(index.to_string().as_bytes());
            at = match child {
                None => skip_value(json, at, depth)?,
                Some(child) => self.children[child].1.value(json, at, fields, depth)?,
            };
            at = skip_blanks(json, at);
            match json.get(at) {
                Some(b',') => at = skip_blanks(json, at + 1),
                Some(b']') => return Ok(at + 1),
                _ => return Err(Reason::NotJson),
            }
        }
        Err(Reason::NotJson)
    }
}

/// Reads a string from its opening quote; returns where it ends.
fn string_value(json: &[u8], at: usize, slots: Slots, fields: &mut Fields) -> Result<usize, Reason> {
    let (end, escaped) = string_end(json, at + 1)?;
    if slots != 0 {
        let span = if escaped {
            let start = fields.scratch.len();
            unescape(&json[at + 1..end], &mut fields.scratch)?;
            Span::scratch(start, fields.scratch.len())
        } else {
            Span::region(at + 1, end)
        };
        fields.set(slots, span);
    }
    Ok(end + 1)
}

/// Checks a value nothing is wanted of; returns where it ends.
#[inline]
fn skip_value(json: &[u8], at: usize, depth: u32) -> Result<usize, Reason> {
    match json.get(at) {
        Some(b'"') => string_end(json, at + 1).map(|(end, _)| end + 1),
        Some(b'-' | b'0'..=b'9') => number_end(json, at),
        Some(b't') => literal(json, at, b"true"),
        Some(b'f') => literal(json, at, b"false"),
        Some(b'n') => literal(json, at, b"null"),
        Some(b'{' | b'[') if depth < DEPTH_MAX => skip_nested(json, at, depth + 1),
        _ => Err(Reason::NotJson),
    }
}

fn skip_nested(json: &[u8], at: usize, depth: u32) -> Result<usize, Reason> {
    let object = json[at] == b'{';
    let close = if object { b'}' } else { b']' };
    let mut at = skip_blanks(json, at + 1);
    if json.get(at) == Some(&close) {
        return Ok(at + 1);
    }
    loop {
        if object {
            if json.get(at) != Some(&b'"') {
                return Err(Reason::NotJson);
            }
            let (end, _) = string_end(json, at + 1)?;
            at = skip_blanks(json, end + 1);
            if json.get(at) != Some(&b':') {
                return Err(Reason::NotJson);
            }
            at = skip_blanks(json, at + 1);
        }
        at = skip_blanks(json, skip_value(json, at, depth)?);
        match json.get(at) {
            Some(b',') => at = skip_blanks(json, at + 1),
            Some(byte) if *byte == close => return Ok(at + 1),
            _ => return Err(Reason::NotJson),
        }
    }
}

/// From after the opening quote: where the closing quote is, and whether there are escapes.
#[inline]
fn string_end(json: &[u8], at: usize) -> Result<(usize, bool), Reason> {
    let end = search::json_string_stop(json, at);
    match json.get(end) {
        Some(b'"') => Ok((end, false)),
        Some(b'\\') => escaped_string_end(json, end).map(|end| (end, true)),
        _ => Err(Reason::NotJson),
    }
}

#[cold]
fn escaped_string_end(json: &[u8], first_escape: usize) -> Result<usize, Reason> {
    let mut at = first_escape;
    loop {
        match json.get(at) {
            Some(b'"') => return Ok(at),
            Some(b'\\') => at += escape(&json[at..]).ok_or(Reason::NotJson)?.1,
            _ => return Err(Reason::NotJson),
        }
        at = search::json_string_stop(json, at);
    }
}

/// Writes the text of a string that holds escapes.
fn unescape(written: &[u8], out: &mut Vec<u8>) -> Result<(), Reason> {
    let mut rest = written;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let (character, length) = escape(&rest[at..]).ok_or(Reason::NotJson)?;
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest);
    Ok(())
}

/// The character an escape stands for, and the length of the escape.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((character, 2))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |sum, digit| Some(sum << 4 | u32::from(hex_digit(*digit)?)))
    };
    let first = unit(0)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let second = unit(6)?;
    if !(0xd800..0xdc00).contains(&first) || !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)).map(|character| (character, 12))
}

#[inline]
fn number_end(json: &[u8], at: usize) -> Result<usize, Reason> {
    let mut at = at + usize::from(json.get(at) == Some(&b'-'));
    at = match json.get(at) {
        Some(b'0') => at + 1,
        Some(b'1'..=b'9') => digits_end(json, at),
        _ => return Err(Reason::NotJson),
    };
    if json.get(at) == Some(&b'.') {
        at = some_digits_end(json, at + 1)?;
    }
    if let Some(b'e' | b'E') = json.get(at) {
        let sign = usize::from(matches!(json.get(at + 1), Some(b'+' | b'-')));
        at = some_digits_end(json, at + 1 + sign)?;
    }
    Ok(at)
}

fn some_digits_end(json: &[u8], at: usize) -> Result<usize, Reason> {
    let end = digits_end(json, at);
    if end == at { Err(Reason::NotJson) } else { Ok(end) }
}

#[inline]
fn digits_end(json: &[u8], at: usize) -> usize {
    at + search::digits(json.get(at..).unwrap_or_default())
}

fn literal(json: &[u8], at: usize, text: &[u8]) -> Result<usize, Reason> {
    if json[at..].starts_with(text) { Ok(at + text.len()) } else { Err(Reason::NotJson) }
}

#[inline]
fn skip_blanks(json: &[u8], mut at: usize) -> usize {
    while json.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<[Option<String>; 3], Reason> {
        let pointers = [(Slot::Actor, "/user"), (Slot::Resource, "/http/path"), (Slot::Status, "/list/1")];
        let mut reader = JsonReader::new(pointers.into_iter());
        let region = format!("{line}\n");
        let mut answers = Vec::new();
        // Twice: once learning the keys, once expecting them.
        for _ in 0..2 {
            let mut fields = Fields::new();
            answers.push(match reader.read(region.as_bytes(), 0, true, &mut fields) {
                Found::Record { next, lines: 1 } if next == region.len() => {
                    Ok([Slot::Actor, Slot::Resource, Slot::Status].map(|slot| {
                        let bytes = fields.span(slot).bytes(region.as_bytes(), &fields.scratch)?;
                        Some(String::from_utf8(bytes.to_vec()).unwrap())
                    }))
                }
                Found::NotUnderstood { next, reason } if next == region.len() => Err(reason),
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(answers[0], answers[1]);
        answers.remove(0)
    }

    fn values(line: &str) -> [Option<String>; 3] {
        read(line).unwrap()
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn wanted_values_are_found_at_any_depth() {
        let line = r#"{"a":[1,{"b":null}],"user":"léa","http":{"verb":"GET","path":"/d/D1"},"list":[0,204,{}],"z":-1.5e3}"#;
        assert_eq!(values(line), [some("léa"), some("/d/D1"), some("204")]);
        assert_eq!(values(r#" { "user" : 12 , "http" : { } , "list" : [ ] } "#), [some("12"), None, None]);
        assert_eq!(values(r#"{"user":null,"list":[1,true]}"#), [None, None, some("true")]);
        assert_eq!(values("{}"), [None, None, None]);
        assert_eq!(values("{\"user\":\"a\"}\r"), [some("a"), None, None]);
    }

    #[test]
    fn escapes_are_undone_in_keys_and_values() {
        assert_eq!(values(r#"{"us\u0065r":"a\"b\\c\/\u00e9\ud83d\ude00\n"}"#)[0], some("a\"b\\c/é😀\n"));
        for bad in [
            r#"{"x":"\ud83d"}"#,
            r#"{"x":"\ude00\ud83d"}"#,
            r#"{"x":"\q"}"#,
            r#"{"x":"\u00g0"}"#,
            r#"{"x":"\""#,
        ] {
            assert_eq!(read(bad), Err(Reason::NotJson), "{bad}");
        }
    }

    #[test]
    fn a_field_given_twice_is_not_understood() {
        assert_eq!(read(r#"{"user":"a","user":"b"}"#), Err(Reason::FieldTwice));
        assert_eq!(read(r#"{"http":{"path":"a"},"http":{}}"#), Err(Reason::FieldTwice));
        assert_eq!(values(r#"{"other":1,"other":2,"user":"a"}"#)[0], some("a"));
        assert_eq!(read(r#"{"user":{"id":1}}"#), Err(Reason::FieldNotText));
    }

    #[test]
    fn torn_lines_are_not_understood() {
        let line = r#"{"at":1,"user":"a","http":{"path":"/d"},"list":[1,2],"tail":"x"}"#;
        for cut in 1..line.len() {
            assert!(read(&line[..cut]).is_err(), "{}", &line[..cut]);
            assert!(read(&format!("{}{line}", &line[..cut])).is_err(), "torn at {cut}");
        }
        assert_eq!(read(&format!("{line}{line}")), Err(Reason::NotJson));
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(127)).is_ok());
        assert_eq!(read(&nested(128)), Err(Reason::NotJson));
        assert_eq!(read(&nested(100_000)), Err(Reason::NotJson));
    }
}
