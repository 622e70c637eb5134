//! Rules on the text of every file that git keeps: length, opening, and words that have no place here.

use super::Finding;
use crate::fingerprint;
use crate::place::Place;
use anyhow::{Context, Result};
use std::fs;

const LINES_MAX: usize = 700;

/// Written by a tool, not by hand: neither short nor opened with a sentence.
const GENERATED: [&str; 5] = [".gen.ts", ".generated.ts", ".lock", "package-lock.json", ".snap"];

/// Traces of the machine or the conversation a text was written on. In halves, so that this file is clean.
const FOREIGN: [(&str, &str); 7] = [
    ("/wo", "rk/"),
    ("/tmp/ba", "sh"),
    ("/ro", "ot/"),
    ("bash_", "jobs"),
    ("helper ", "session"),
    ("language ", "model"),
    ("as an ", "AI"),
];

/// Reads every file; those that are not text are skipped.
pub fn check(place: &Place) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut files = fingerprint::files_under(place.root())?;
    files.sort();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            findings.extend(check_file(&place.shown(&file).to_string(), text));
        }
    }
    Ok(findings)
}

fn check_file(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let by_hand = !is(&GENERATED);
    let lines = text.lines().count();
    if by_hand && is(&[".rs", ".ts", ".tsx", ".css"]) && lines > LINES_MAX {
        findings.push(Finding::new(
            name,
            format!("{lines} lines, the limit is {LINES_MAX}: look for the second subject hiding inside"),
        ));
    }
    if by_hand && is(&[".rs"]) && !opens_with_purpose(text) {
        findings.push(Finding::new(name, "does not open with `//!`: say what this file owns and refuses"));
    }
    for (number, line) in text.lines().enumerate() {
        for word in FOREIGN.map(|(head, tail)| format!("{head}{tail}")) {
            if names(line, &word) {
                findings.push(Finding::new(
                    format!("{name}:{}", number + 1),
                    format!("`{word}` has no place in this repository"),
                ));
            }
        }
    }
    findings
}

/// The first line that is neither blank nor an attribute of the file is a `//!`.
fn opens_with_purpose(text: &str) -> bool {
    let mut lines =
        text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("#!["));
    lines.next().is_some_and(|line| line.starts_with("//!"))
}

/// Whether a line contains the word and not merely as the end of a longer one (`framework/`, `src/work/`).
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str) -> Vec<String> {
        check_file(name, text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_long_file_fails_unless_generated() {
        let long = format!("//! x\n{}", "\n".repeat(LINES_MAX));
        for name in ["a.rs", "a.ts", "a.tsx", "a.module.css"] {
            assert!(check(name, &long)[0].contains("701 lines, the limit is 700"), "{name}");
        }
        for name in ["a.md", "routeTree.gen.ts", "Cargo.lock"] {
            assert_eq!(check(name, &long), [""; 0], "{name}");
        }
    }

    #[test]
    fn a_rust_file_opens_with_its_purpose() {
        for text in ["", "use std::fmt;\n//! late", "// plain", "/// of the next item\nfn f() {}"] {
            assert!(check("a.rs", text)[0].contains("does not open with `//!`"), "{text:?}");
        }
        for text in ["//! x", "\n//! x", "#![no_std]\n//! x"] {
            assert_eq!(check("a.rs", text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn traces_of_a_machine_fail_and_look_alikes_pass() {
        let path = format!("see {}rk/main", "/wo");
        assert!(check("a.md", &format!("fine\n{path}"))[0].starts_with("a.md:2:"));
        for text in ["a framework/ of src/work/x", "../work/x", "network/", "${HOME}/work/x"] {
            assert_eq!(check("a.md", text), [""; 0], "{text}");
        }
    }
}
