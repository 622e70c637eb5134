//! Bytes of a log as text of a report.

use std::borrow::Cow;
use std::fmt::Write;

/// Longest example of a line not understood, in bytes of the log.
const EXAMPLE_BYTES_MAX: usize = 300;

/// The text; bytes that are not UTF-8 are written `\xE9`, so that two
/// different names never become the same.
pub(super) fn legible(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String does not fail.
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    Cow::Owned(out)
}

/// The line without its end, or its beginning, for people to look at.
pub(super) fn excerpt(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() <= EXAMPLE_BYTES_MAX {
        legible(line).into_owned()
    } else {
        beginning(line, EXAMPLE_BYTES_MAX)
    }
}

/// The beginning of a line that is longer than `line_bytes_max`, of which more
/// may not have been kept.
pub(super) fn excerpt_of_long(line: &[u8], line_bytes_max: usize) -> String {
    beginning(line, line_bytes_max.min(EXAMPLE_BYTES_MAX))
}

fn beginning(line: &[u8], bytes_max: usize) -> String {
    // Not in the middle of a character.
    let mut end = bytes_max.min(line.len());
    while end > bytes_max.saturating_sub(3)
        && end > 0
        && line.get(end).is_some_and(|byte| byte & 0xc0 == 0x80)
    {
        end -= 1;
    }
    format!("{}…", legible(&line[..end]))
}
