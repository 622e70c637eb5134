//! The shapes that a word takes in bytes.
//!
//! Words are letters and digits, so percent-encoding, JSON strings and quoted-printable leave them as they are.

use std::fmt;

/// How a word was written where it was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Encoding {
    /// As itself (UTF-8).
    Plain,
    /// Two bytes for each letter, either order.
    Utf16,
    /// Two hexadecimal digits for each letter.
    Hex,
    /// Base64, standard or URL alphabet, from any of the three alignments.
    Base64,
    /// A list of decimal bytes, as Rust and JavaScript print arrays.
    Decimal,
}

/// A byte string to look for.
pub struct Needle {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Which shape it is.
    pub encoding: Encoding,
    /// Whether letters count as equal in either case.
    pub any_case: bool,
}

/// Every shape of a word, in any case where the shape keeps cases apart.
pub fn needles(word: &str) -> Vec<Needle> {
    let lower = word.to_ascii_lowercase();
    let upper = word.to_ascii_uppercase();
    let title = format!("{}{}", &upper[..1], &lower[1..]);
    let mut needles = vec![
        Needle { bytes: lower.clone().into_bytes(), encoding: Encoding::Plain, any_case: true },
        Needle { bytes: utf16(&lower), encoding: Encoding::Utf16, any_case: true },
    ];
    let mut cases = vec![lower, upper, title, word.to_owned()];
    cases.sort();
    cases.dedup();
    for case in cases {
        let bytes = case.as_bytes();
        needles.push(Needle {
            bytes: hex::encode(bytes).into_bytes(),
            encoding: Encoding::Hex,
            any_case: true,
        });
        for separator in [", ", ","] {
            let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
            let bytes = list.join(separator).into_bytes();
            needles.push(Needle { bytes, encoding: Encoding::Decimal, any_case: false });
        }
        for (alphabet, start) in [STANDARD, URL].into_iter().flat_map(|a| [(a, 0), (a, 1), (a, 2)]) {
            let bytes = base64(bytes, alphabet, start);
            needles.push(Needle { bytes, encoding: Encoding::Base64, any_case: false });
        }
    }
    needles
}

/// Without the last zero, so that either byte order is found.
fn utf16(word: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = word.bytes().flat_map(|byte| [byte, 0]).collect();
    bytes.pop();
    bytes
}

const STANDARD: [u8; 2] = *b"+/";
const URL: [u8; 2] = *b"-_";

/// The characters that depend on the word alone, when `start` bytes of something else stand before it in its group of
/// three.
fn base64(word: &[u8], [plus, slash]: [u8; 2], start: usize) -> Vec<u8> {
    let bits = |at: usize| -> Option<bool> {
        let byte = word.get((at / 8).checked_sub(start)?)?;
        Some(byte >> (7 - at % 8) & 1 == 1)
    };
    let characters = (start + word.len()) * 8 / 6;
    let first = (start * 8).div_ceil(6);
    let mut text = Vec::new();
    for character in first..characters {
        let value =
            (0..6).filter_map(|bit| bits(character * 6 + bit)).fold(0_u8, |v, bit| v << 1 | u8::from(bit));
        text.push(match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            52..62 => b'0' + value - 52,
            62 => plus,
            _ => slash,
        });
    }
    text
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain text",
            Self::Utf16 => "UTF-16",
            Self::Hex => "hexadecimal",
            Self::Base64 => "base64",
            Self::Decimal => "a list of decimal bytes",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the examples of RFC 4648 and hand-made ones.
    #[test]
    fn base64_from_each_alignment() {
        assert_eq!(base64(b"foobar", STANDARD, 0), b"Zm9vYmFy");
        // "?foobar" is "P2Zvb2Jhcg==": "P2" hold bits of "?", "g" holds bits of what follows.
        assert_eq!(base64(b"foobar", STANDARD, 1), b"Zvb2Jhc");
        // "??foobar" is "Pz9mb29iYXI=".
        assert_eq!(base64(b"foobar", STANDARD, 2), b"mb29iYX");
        assert_eq!(base64(&[0xfb, 0xff, 0xfe], STANDARD, 0), b"+//+");
        assert_eq!(base64(&[0xfb, 0xff, 0xfe], URL, 0), b"-__-");
    }

    #[test]
    fn utf16_is_found_in_either_order() {
        let little: Vec<u8> = "abc".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "abc".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let needle = utf16("abc");
        for text in [little, big] {
            assert!(text.windows(needle.len()).any(|window| window == needle));
        }
    }
}
