//! The rules of `docs/spec/exposure.md`, written the slow and obvious way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use regex::bytes::Regex;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

#[derive(Debug, PartialEq)]
pub struct Row {
    pub person: String,
    pub viewer: String,
    pub resource: String,
    pub category: String,
    pub first: String,
    pub last: String,
    pub addresses: Vec<String>,
    pub lines: Vec<u64>,
}

/// What a line says, as far as it can be read. `None` is a missing field.
#[derive(Debug, Default)]
struct Line {
    time: Option<Vec<u8>>,
    user: Option<Vec<u8>>,
    path: Option<Vec<u8>>,
    verb: Option<Vec<u8>>,
    status: Option<Vec<u8>>,
    address: Option<Vec<u8>>,
}

#[derive(Debug, Default)]
struct Seen {
    times: Vec<Timestamp>,
    addresses: BTreeSet<String>,
    lines: Vec<u64>,
}

pub struct Naive {
    subjects: BTreeMap<String, BTreeSet<(String, String)>>,
    allowed: BTreeSet<(String, Vec<u8>)>,
    pattern: Regex,
    success: fn(u64) -> bool,
    counts_verb: fn(&str) -> bool,
    pub not_understood: u64,
    pub accesses: u64,
    seen: BTreeMap<(String, String, String, String), Seen>,
}

impl Naive {
    fn new(table: &str, pattern: &str, success: fn(u64) -> bool, counts_verb: fn(&str) -> bool) -> Self {
        let mut subjects: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        let mut allowed = BTreeSet::new();
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap();
            subjects.entry(row[0].to_owned()).or_default().insert((row[1].to_owned(), row[3].to_owned()));
            allowed.insert((row[0].to_owned(), row[2].as_bytes().to_vec()));
        }
        let pattern = Regex::new(pattern).unwrap();
        Self {
            subjects,
            allowed,
            pattern,
            success,
            counts_verb,
            not_understood: 0,
            accesses: 0,
            seen: BTreeMap::new(),
        }
    }

    pub fn rows(&self) -> Vec<Row> {
        let row =
            |((person, viewer, resource, category), seen): (&(String, String, String, String), &Seen)| Row {
                person: person.clone(),
                viewer: viewer.clone(),
                resource: resource.clone(),
                category: category.clone(),
                first: micros(seen.times.iter().min().unwrap()),
                last: micros(seen.times.iter().max().unwrap()),
                addresses: seen.addresses.iter().cloned().collect(),
                lines: seen.lines.clone(),
            };
        self.seen.iter().map(row).collect()
    }

    /// Every resource the path may name.
    fn names(&self, path: &[u8]) -> Vec<Vec<u8>> {
        let cut = |path: &[u8]| self.pattern.captures(path).map(|found| found["resource"].to_vec());
        let logged = cut(path);
        let decoded = cut(&percent_decoded(path));
        let name_decoded = logged.as_ref().map(|name| percent_decoded(name));
        [logged, name_decoded, decoded].into_iter().flatten().collect()
    }

    /// `Err` when the line is not understood.
    fn judge(
        &mut self,
        number: u64,
        line: &Line,
        parse_time: fn(&str) -> Option<Timestamp>,
    ) -> Result<(), ()> {
        let Some(path) = &line.path else { return Ok(()) };
        let names = self.names(path);
        if names.is_empty() {
            return Ok(());
        }
        let verb = line.verb.as_ref().ok_or(())?;
        if !(self.counts_verb)(&String::from_utf8_lossy(verb)) {
            return Ok(());
        }
        let status = line.status.as_ref().ok_or(())?;
        if status.is_empty() || status.len() > 9 || !status.iter().all(u8::is_ascii_digit) {
            return Err(());
        }
        if !(self.success)(std::str::from_utf8(status).unwrap().parse().unwrap()) {
            return Ok(());
        }
        let known = |name: &Vec<u8>| {
            String::from_utf8(name.clone()).ok().filter(|name| self.subjects.contains_key(name))
        };
        let Some(resource) = names.iter().find_map(known) else { return Ok(()) };
        let time =
            line.time.as_ref().and_then(|time| parse_time(std::str::from_utf8(time).ok()?)).ok_or(())?;
        self.accesses += 1;
        let nobody = |text: &[u8]| matches!(text, b"" | b"-" | b"\"\"");
        let address =
            line.address.as_ref().filter(|address| !nobody(address)).map(|address| legible(address));
        let viewer = match line.user.as_ref().filter(|user| !nobody(user)) {
            None => format!("anonymous@{}", address.as_deref().unwrap_or("-")),
            Some(user) if self.allowed.contains(&(resource.clone(), user.clone())) => return Ok(()),
            Some(user) => legible(user),
        };
        for (person, category) in &self.subjects[&resource] {
            let key = (person.clone(), viewer.clone(), resource.clone(), category.clone());
            let seen = self.seen.entry(key).or_default();
            seen.times.push(time);
            seen.addresses.extend(address.clone());
            seen.lines.push(number);
        }
        Ok(())
    }

    fn line(&mut self, number: u64, line: Result<Line, ()>, parse_time: fn(&str) -> Option<Timestamp>) {
        if line.and_then(|line| self.judge(number, &line, parse_time)).is_err() {
            self.not_understood += 1;
        }
    }
}

pub fn json(table: &str, text: &[u8]) -> Naive {
    let mut naive = Naive::new(table, "^/d/(?P<resource>[^/?]+)", success_implied, verb_implied);
    for (number, line) in lines(text) {
        naive.line(number, json_line(line), rfc3339);
    }
    naive
}

pub fn combined(table: &str, text: &[u8]) -> Naive {
    let mut naive = Naive::new(table, "^/d/(?P<resource>[^/?]+)", success_implied, verb_implied);
    let quoted = r#""((?:[^"\\]|\\.)*)""#;
    let shape = format!(
        r#"(?s-u)^(?P<ip>[^ ]+) [^ ]+ (?P<user>.*?) \[(?P<time>[^\]]*)\] {quoted} (?P<status>[^ ]+) [^ ]+(?: {quoted}(?: {quoted}(?: (?:{quoted}|[^" ][^ ]*))*)?)?[ \t\r]*$"#
    );
    let shape = Regex::new(&shape).unwrap();
    for (number, line) in lines(text) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        naive.line(number, combined_line(&shape, line), common_log);
    }
    naive
}

pub fn csv(table: &str, text: &[u8]) -> Naive {
    let pattern = "/d/(?P<resource>[A-Zé][ 0-9]+)";
    let success = |status| (200..=299).contains(&status);
    let mut naive = Naive::new(table, pattern, success, |verb| matches!(verb, "GET" | "POST"));
    for record in csv::Reader::from_reader(text).byte_records() {
        let record = record.unwrap();
        let field = |rank: usize| Some(record[rank].to_vec());
        let line = Line {
            time: field(0),
            user: field(2),
            path: field(3),
            verb: field(4),
            status: field(5),
            address: field(6),
        };
        // A record may be said to begin with the end of the line before.
        let at = record.position().unwrap().byte() as usize;
        let before = text[..=at].iter().filter(|byte| **byte == b'\n').count();
        naive.line(before as u64 + 1, Ok(line), rfc3339);
    }
    naive
}

/// The lines of a text, numbered from 1, blank ones left out.
fn lines(text: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    lines
        .map(|(line, number)| (number, line))
        .filter(|(_, line)| !line.iter().all(|byte| b" \t\r".contains(byte)))
}

fn success_implied(status: u64) -> bool {
    matches!(status, 200..=299 | 304)
}

fn verb_implied(verb: &str) -> bool {
    !matches!(verb.to_ascii_uppercase().as_str(), "HEAD" | "OPTIONS" | "TRACE" | "CONNECT")
}

/// An object whose members are all kept, the repeated ones too.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

fn json_line(line: &[u8]) -> Result<Line, ()> {
    let Members(members) = serde_json::from_str(&marked(line)).map_err(drop)?;
    for name in ["at", "user", "http", "status", "ip"] {
        if members.iter().filter(|(known, _)| known == name).count() > 1 {
            return Err(());
        }
    }
    let member = |name: &str| members.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let http = member("http").filter(|value| value.is_object());
    let bytes = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(unmarked(text))),
        Some(Value::Bool(flag)) => Ok(Some(flag.to_string().into_bytes())),
        Some(Value::Number(number)) => Ok(Some(number.to_string().into_bytes())),
        Some(_) => Err(()),
    };
    Ok(Line {
        time: bytes(member("at"))?,
        user: bytes(member("user"))?,
        path: bytes(http.and_then(|http| http.get("path")))?,
        verb: bytes(http.and_then(|http| http.get("verb")))?,
        status: bytes(member("status"))?,
        address: bytes(member("ip"))?,
    })
}

/// Bytes that are not UTF-8 pass through the JSON library as private characters.
const MARK: u32 = 0xf700;

fn marked(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from_u32(MARK + u32::from(*byte)).unwrap()));
    }
    text
}

fn unmarked(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in text.chars() {
        match u32::from(character).checked_sub(MARK) {
            Some(byte @ 0..=0xff) => bytes.push(byte as u8),
            _ => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

fn legible(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    text
}

fn combined_line(shape: &Regex, line: &[u8]) -> Result<Line, ()> {
    let found = shape.captures(line).ok_or(())?;
    let bytes = |name: &str| found[name].to_vec();
    let request = found.get(4).unwrap().as_bytes();
    let (verb, path) = match request.iter().position(|byte| *byte == b' ') {
        _ if request == b"-" => (None, None),
        None => (Some(request), None),
        Some(space) => {
            let rest = &request[space + 1..];
            let end = rest
                .iter()
                .rposition(|byte| *byte == b' ')
                .filter(|last| rest[last + 1..].starts_with(b"HTTP/"));
            (Some(&request[..space]), Some(&rest[..end.unwrap_or(rest.len())]))
        }
    };
    Ok(Line {
        time: Some(bytes("time")),
        user: Some(unescaped(&bytes("user"))),
        path: path.map(unescaped),
        verb: verb.map(unescaped),
        status: Some(bytes("status")),
        address: Some(bytes("ip")),
    })
}

/// Undoes the escapes of both servers.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let escape = Regex::new(r#"(?-u)\\(?:x([0-9A-Fa-f]{2})|(["\\ntrbv]))"#).unwrap();
    let byte = |found: &regex::bytes::Captures<'_>| match (found.get(1), found.get(2)) {
        (Some(digits), _) => vec![hexadecimal(digits.as_bytes())],
        (_, Some(letter)) => vec![match letter.as_bytes()[0] {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'v' => 11,
            other => other,
        }],
        _ => Vec::new(),
    };
    escape.replace_all(text, byte).into_owned()
}

fn hexadecimal(digits: &[u8]) -> u8 {
    u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digits = Regex::new("(?-u)%([0-9A-Fa-f]{2})").unwrap();
    let byte = |found: &regex::bytes::Captures<'_>| vec![hexadecimal(&found[1])];
    digits.replace_all(text, byte).into_owned()
}

fn rfc3339(text: &str) -> Option<Timestamp> {
    let shape = Regex::new(r"(?i)^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").unwrap();
    shape.is_match(text.as_bytes()).then(|| text.parse().ok()).flatten()
}

fn common_log(text: &str) -> Option<Timestamp> {
    let shape = Regex::new(r"^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$").unwrap();
    shape.is_match(text.as_bytes()).then(|| Timestamp::strptime("%d/%b/%Y:%H:%M:%S %z", text).ok()).flatten()
}

fn micros(time: &Timestamp) -> String {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap().to_string()
}
