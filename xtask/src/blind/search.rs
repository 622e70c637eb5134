//! Looking for many words in a stream of any length, in every encoding at once.

use super::encoding::{self, Encoding};
use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{self, Read};

const WINDOW_BYTES: usize = 1 << 20;
const CONTEXT_BYTES: usize = 48;

/// The words, compiled.
pub struct Search {
    words: Vec<String>,
    any_case: Automaton,
    exact: Automaton,
    overlap: usize,
}

/// Bytes to look for, with what they mean: word and encoding.
type Pattern = (Vec<u8>, (usize, Encoding));

struct Automaton {
    automaton: AhoCorasick,
    /// Word and encoding of each pattern.
    meaning: Vec<(usize, Encoding)>,
}

/// Where a word was first found, and how often.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Offset of the first.
    pub at: u64,
    /// Bytes around the first, other than printable ones as dots.
    pub around: String,
    /// How many times.
    pub times: u64,
}

/// What was found in one stream.
#[derive(Default)]
pub struct Hits {
    /// By word (its place in the list) and encoding.
    pub found: BTreeMap<(usize, Encoding), Hit>,
    /// Length of the stream.
    pub bytes: u64,
}

impl Search {
    /// Compiles the words.
    pub fn new<'a>(words: impl Iterator<Item = &'a str>) -> Result<Self> {
        let words: Vec<String> = words.map(str::to_owned).collect();
        let mut patterns: [Vec<Pattern>; 2] = [Vec::new(), Vec::new()];
        for (word, text) in words.iter().enumerate() {
            for needle in encoding::needles(text) {
                patterns[usize::from(needle.any_case)].push((needle.bytes, (word, needle.encoding)));
            }
        }
        let longest = patterns.iter().flatten().map(|(bytes, _)| bytes.len()).max().unwrap_or(1);
        let [exact, any_case] = patterns;
        Ok(Self {
            words,
            any_case: Automaton::new(any_case, true)?,
            exact: Automaton::new(exact, false)?,
            overlap: longest + CONTEXT_BYTES,
        })
    }

    /// The place of a word in the list.
    pub fn number(&self, word: &str) -> Option<usize> {
        self.words.iter().position(|known| known == word)
    }

    /// Reads the stream to its end. Memory does not grow with it.
    pub fn scan(&self, mut stream: impl Read) -> io::Result<Hits> {
        let mut hits = Hits::default();
        let mut window = vec![0; WINDOW_BYTES + 2 * self.overlap];
        // `window[..held]` holds the bytes of the stream from `base`; what lies before `seen` was reported.
        let (mut held, mut base, mut seen) = (0, 0_u64, 0_u64);
        loop {
            let read = match stream.read(&mut window[held..]) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            held += read;
            if read > 0 && held < window.len() {
                continue;
            }
            for automaton in [&self.any_case, &self.exact] {
                automaton.find(&window[..held], base, seen, &mut hits);
            }
            if read == 0 {
                hits.bytes = base + held as u64;
                return Ok(hits);
            }
            seen = base + held as u64;
            let kept = self.overlap.min(held);
            window.copy_within(held - kept..held, 0);
            base += (held - kept) as u64;
            held = kept;
        }
    }
}

impl Automaton {
    fn new(patterns: Vec<Pattern>, any_case: bool) -> Result<Self> {
        let (bytes, meaning): (Vec<_>, Vec<_>) = patterns.into_iter().unzip();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(any_case).build(&bytes);
        Ok(Self { automaton: automaton.context("compiling the planted words")?, meaning })
    }

    /// Matches that end after `seen`; those before were found in the previous window.
    fn find(&self, window: &[u8], base: u64, seen: u64, hits: &mut Hits) {
        for found in self.automaton.find_overlapping_iter(window) {
            if base + found.end() as u64 <= seen {
                continue;
            }
            let key = self.meaning[found.pattern().as_usize()];
            let hit = hits.found.entry(key).or_insert_with(|| Hit {
                at: base + found.start() as u64,
                around: printable(window, found.start(), found.end()),
                times: 0,
            });
            hit.times += 1;
        }
    }
}

fn printable(window: &[u8], start: usize, end: usize) -> String {
    let from = start.saturating_sub(CONTEXT_BYTES);
    let to = (end + CONTEXT_BYTES).min(window.len());
    let shown = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
    window[from..to].iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::{BASE64_STANDARD as STANDARD, BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD};

    const WORD: &str = "abcdwxyzqrstmnop";

    fn found(bytes: &[u8]) -> Vec<Encoding> {
        let search = Search::new(["otherwordotherwo", WORD].into_iter()).unwrap();
        let hits = search.scan(bytes).unwrap();
        assert_eq!(hits.bytes, bytes.len() as u64);
        assert!(hits.found.keys().all(|(word, _)| *word == 1));
        hits.found.into_keys().map(|(_, encoding)| encoding).collect()
    }

    /// Encoded by others' hands: the standard library, `hex`, `base64`.
    #[test]
    fn each_encoding_is_planted_and_found() {
        for word in [WORD, "ABCDWXYZQRSTMNOP", "Abcdwxyzqrstmnop"] {
            let text = format!("'é{word}·'");
            let (bytes, hexadecimal) = (text.as_bytes(), hex::encode(&text));
            let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
            assert_eq!(found(bytes), [Encoding::Plain], "{word}");
            assert_eq!(found(&wide(u16::to_le_bytes)), [Encoding::Utf16], "{word}");
            assert_eq!(found(&wide(u16::to_be_bytes)), [Encoding::Utf16], "{word}");
            assert_eq!(found(hexadecimal.as_bytes()), [Encoding::Hex], "{word}");
            assert_eq!(found(hexadecimal.to_uppercase().as_bytes()), [Encoding::Hex], "{word}");
            assert_eq!(found(format!("{bytes:?}").as_bytes()), [Encoding::Decimal], "{word}");
            let list = serde_json::to_vec(bytes).unwrap();
            assert_eq!(found(&list), [Encoding::Decimal], "{word}");
            for before in ["", "?", "~~", "~~~", "ÿ~"] {
                let text = format!("{before}{word}ÿ~");
                assert_eq!(found(STANDARD.encode(&text).as_bytes()), [Encoding::Base64], "{text}");
                assert_eq!(found(URL_SAFE_NO_PAD.encode(&text).as_bytes()), [Encoding::Base64], "{text}");
            }
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert!(found(b"abcdwxyzqrstmno, bcdwxyzqrstmnop").is_empty());
        assert!(found(&vec![b'a'; 3 << 20]).is_empty());
        assert!(found(b"").is_empty());
    }

    /// Dribbles, so that windows fill in odd steps.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(buffer.len()).min(65_521);
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn a_word_across_windows_is_found_once() {
        let search = Search::new([WORD].into_iter()).unwrap();
        let edge = WINDOW_BYTES + 2 * search.overlap;
        for before in [0, 1, 7, 15, 16, 17, search.overlap, search.overlap + 1] {
            let at = edge - before;
            let mut bytes = vec![b'.'; 2 * edge];
            bytes[at..at + WORD.len()].copy_from_slice(WORD.as_bytes());
            let hits = search.scan(Slow(&bytes)).unwrap();
            let hit = &hits.found[&(0, Encoding::Plain)];
            assert_eq!((hit.at, hit.times), (at as u64, 1), "{before} bytes before the edge");
            assert!(hit.around.contains(WORD));
        }
    }
}
