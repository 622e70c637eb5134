//! Words planted by the journeys, as they wrote them down.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Who may read a planted word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// Nobody but the members: the server must not hold it.
    Sealed,
    /// The server sees it, and `docs/metadata.md` says so.
    Admitted,
}

/// One word, planted in one field.
#[derive(Clone, Debug, Deserialize)]
pub struct Word {
    /// What was filled in.
    pub field: String,
    /// The word itself.
    pub marker: String,
    /// Who may read it.
    pub seen: Seen,
}

/// Shorter words turn up by chance in hundreds of megabytes.
const LETTERS_MIN: usize = 12;

/// The words of the file, one JSON object a line; the same word twice is one.
pub fn read(path: &Path) -> Result<Vec<Word>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Word>> {
    let mut words = Vec::new();
    let mut known = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let word: Word = serde_json::from_str(line).with_context(|| format!("a planted word: {line}"))?;
        // Points and hyphens stand in accounts, and no encoding that is searched writes them otherwise.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if word.marker.len() < LETTERS_MIN || !word.marker.bytes().all(plain) {
            bail!("{}: {:?} is no word of {LETTERS_MIN} letters or more", word.field, word.marker);
        }
        if known.insert(word.marker.to_ascii_lowercase()) {
            words.push(word);
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words_once() {
        let line = r#"{"field":"title","marker":"abcdefghijklmnop","seen":"sealed"}"#;
        let other = r#"{"field":"name","marker":"ponmlkjihgfedcba","seen":"admitted"}"#;
        let words = parse(&format!("{line}\n\n{line}\n{other}\n")).unwrap();
        assert_eq!(words.len(), 2);
        assert_eq!((words[0].field.as_str(), words[0].seen), ("title", Seen::Sealed));
        assert_eq!(words[1].seen, Seen::Admitted);
    }

    #[test]
    fn words_that_prove_nothing_are_refused() {
        for marker in ["short", "with a space in it", "accentuée-et-longue"] {
            let line = format!(r#"{{"field":"title","marker":"{marker}","seen":"sealed"}}"#);
            assert!(parse(&line).is_err(), "{marker}");
        }
        assert!(parse("not json").is_err());
        assert!(parse(r#"{"field":"f","marker":"abcdefghijklmnop","seen":"perhaps"}"#).is_err());
    }
}
