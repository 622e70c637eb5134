//! From a field of the log to the name of a resource.

use std::ops::Range;

use super::pattern::{Pattern, PatternMemory};
use super::{Case, MappingError};

/// Where the name of the resource is inside the field, and how it is compared.
#[derive(Debug)]
pub(crate) struct ResourceRule {
    pattern: Option<Pattern>,
    pub case: Case,
    /// Whether `%41` may stand for `A`.
    pub percent: bool,
}

impl ResourceRule {
    pub fn new(pattern: Option<&str>, case: Case, decode: Option<&str>) -> Result<Self, MappingError> {
        let percent = match decode {
            None | Some("percent") => true,
            Some("none") => false,
            Some(other) => {
                return Err(MappingError::Choice {
                    table: "resource",
                    key: "decode",
                    given: other.to_owned(),
                    expected: "percent or none",
                });
            }
        };
        Ok(Self { pattern: pattern.map(Pattern::new).transpose()?, case, percent })
    }

    /// Scratch space for [`Self::locate`], one per scan.
    pub fn memory(&self) -> PatternMemory {
        self.pattern.as_ref().map(Pattern::memory).unwrap_or_default()
    }

    /// The part of `value` that names the resource.
    #[inline]
    pub fn locate(&self, value: &[u8], memory: &mut PatternMemory) -> Option<Range<usize>> {
        match &self.pattern {
            None => Some(0..value.len()),
            Some(pattern) => pattern.locate(value, memory),
        }
    }

    /// Every name `value` may stand for, in the order they are looked up: as
    /// logged, then with the name percent-decoded, then with the whole field
    /// percent-decoded before the pattern is tried. Decoded once, never twice.
    pub fn candidates(&self, value: &[u8], memory: &mut PatternMemory) -> Vec<Vec<u8>> {
        let mut names: Vec<Vec<u8>> = Vec::new();
        let mut add = |name: &[u8]| {
            let name = self.case.apply(name).into_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        };
        let logged = self.locate(value, memory).map(|range| &value[range]);
        if let Some(name) = logged {
            add(name);
        }
        if self.percent && memchr::memchr(b'%', value).is_some() {
            if let Some(name) = logged {
                add(&percent_decoded(name));
            }
            let decoded = percent_decoded(value);
            if let Some(range) = self.locate(&decoded, memory) {
                add(&decoded[range]);
            }
        }
        names
    }
}

/// Replaces every `%HH`; anything else stays as it is, `+` included.
fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if let [b'%', high, low, after @ ..] = rest
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(byte);
            rest = after;
        }
    }
    out
}

/// Value of a hexadecimal digit.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str, value: &str) -> Vec<String> {
        let rule = ResourceRule::new(Some(pattern), Case::Exact, None).unwrap();
        let names = rule.candidates(value.as_bytes(), &mut rule.memory());
        names.into_iter().map(|name| String::from_utf8_lossy(&name).into_owned()).collect()
    }

    #[test]
    fn a_percent_encoded_name_is_tried_as_logged_then_decoded() {
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/d/D1/rib"), ["D1"]);
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/d/%44%31/rib"), ["%44%31", "D1"]);
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/d/D1%2Frib"), ["D1%2Frib", "D1/rib", "D1"]);
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/%64/D1"), ["D1"]);
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/d/D%2531"), ["D%2531", "D%31"], "decoded once only");
        assert_eq!(names("^/d/(?P<resource>[^/]+)", "/d/100%"), ["100%"]);
    }
}
