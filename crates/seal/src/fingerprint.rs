//! Fingerprints of public keys, for people to compare by voice or by eye: six French words, or grouped hexadecimal.
//!
//! The words are of the French list of BIP-39 (CC0), chosen so that their first four letters tell them apart. Six words
//! carry 66 bits. That resists someone who looks for *another* key with the words of a given one; it is not for comparing
//! keys that an attacker could both choose, and the whole digest stands beside it.

use core::fmt;
use core::str::FromStr;

use bip39::Language;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::record::expand;
use crate::{Context, Digest};

/// How many words stand for a fingerprint.
pub const WORD_COUNT: usize = 6;
const WORD_BITS: usize = 11;

/// The fingerprint of public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(Digest);

/// Six words that someone typed or read out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words([u16; WORD_COUNT]);

/// Why a text is not six words of a fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WordsError {
    /// Not six words.
    #[error("{count} words, {WORD_COUNT} are expected")]
    Count {
        /// How many there are.
        count: usize,
    },
    /// A word that is not in the list.
    #[error("word {position} is not in the list")]
    Unknown {
        /// Its place, from 1.
        position: usize,
    },
}

impl WordsError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Count { .. } => "fingerprint-words-count",
            Self::Unknown { .. } => "fingerprint-word-unknown",
        }
    }
}

impl Fingerprint {
    /// The fingerprint of a digest of public keys, such as [`PublicKeys::digest`](crate::keys::PublicKeys::digest). The
    /// context says whose they are (kinds `device-fingerprint`, `organisation-fingerprint`…), so that two kinds of keys
    /// never show the same words.
    pub fn of(context: &Context, keys: &Digest) -> Self {
        let mut bytes = [0; 32];
        expand(keys.as_bytes(), b"beffroi/1 fingerprint", context, &mut bytes);
        Self(Digest::from_bytes(bytes))
    }

    /// The whole value: what links and log entries carry.
    pub const fn digest(&self) -> &Digest {
        &self.0
    }

    /// Reads the whole value back.
    pub const fn from_digest(digest: Digest) -> Self {
        Self(digest)
    }

    /// The six words.
    pub fn words(&self) -> Words {
        let bytes = self.0.as_bytes();
        Words(core::array::from_fn(|word| {
            (word * WORD_BITS..(word + 1) * WORD_BITS)
                .fold(0, |value, bit| value << 1 | u16::from(bytes[bit / 8] >> (7 - bit % 8) & 1))
        }))
    }

    /// The whole value in groups of four hexadecimal digits.
    pub fn grouped_hex(&self) -> String {
        let hex = self.0.to_string();
        let groups: Vec<&str> = (0..hex.len()).step_by(4).map(|start| &hex[start..start + 4]).collect();
        groups.join(" ")
    }
}

impl Words {
    /// The words, as in the list.
    pub fn as_array(&self) -> [&'static str; WORD_COUNT] {
        self.0.map(|index| Language::French.word_list()[usize::from(index)])
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_array().map(|word| word.nfc().collect::<String>()).join(" "))
    }
}

impl FromStr for Words {
    type Err = WordsError;

    /// Tolerates case, missing accents, hyphens and commas between words, and words cut after their first four letters.
    fn from_str(text: &str) -> Result<Self, WordsError> {
        let typed: Vec<String> = text
            .split(|character: char| !character.is_alphabetic() && !is_accent(character))
            .filter(|word| !word.is_empty())
            .map(plain)
            .collect();
        if typed.len() != WORD_COUNT {
            return Err(WordsError::Count { count: typed.len() });
        }
        let mut words = [0; WORD_COUNT];
        for (position, (word, typed)) in words.iter_mut().zip(&typed).enumerate() {
            *word = find(typed).ok_or(WordsError::Unknown { position: position + 1 })?;
        }
        Ok(Self(words))
    }
}

fn find(typed: &str) -> Option<u16> {
    let list = Language::French.word_list();
    let position = list.iter().position(|word| plain(word) == typed).or_else(|| {
        (typed.len() >= 4).then(|| list.iter().position(|word| plain(word).starts_with(typed))).flatten()
    })?;
    u16::try_from(position).ok()
}

fn plain(word: &str) -> String {
    word.nfd().filter(|character| !is_accent(*character)).flat_map(char::to_lowercase).collect()
}

fn is_accent(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(byte: u8) -> Fingerprint {
        Fingerprint::of(&Context::new("device-fingerprint"), &Digest::of([byte]))
    }

    #[test]
    fn words_differ_by_keys_and_by_kind() {
        assert_eq!(of(1), of(1));
        assert_ne!(of(1).words(), of(2).words());
        let organisation = Fingerprint::of(&Context::new("organisation-fingerprint"), &Digest::of([1]));
        assert_ne!(organisation.words(), of(1).words());
        assert_eq!(of(1).grouped_hex().len(), 64 + 15);
        assert_eq!(of(1).grouped_hex().replace(' ', ""), of(1).digest().to_string());
    }

    #[test]
    fn the_list_is_told_apart_by_four_plain_letters() {
        let mut starts: Vec<String> =
            Language::French.word_list().iter().map(|word| plain(word).chars().take(4).collect()).collect();
        starts.sort();
        starts.dedup();
        assert_eq!(starts.len(), 2048);
    }

    #[test]
    fn wrong_words_are_named() {
        assert_eq!("abaisser".parse::<Words>(), Err(WordsError::Count { count: 1 }));
        let text = "abaisser abandon zzzz abandon abandon abandon";
        assert_eq!(text.parse::<Words>(), Err(WordsError::Unknown { position: 3 }));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_understood(byte in any::<[u8; 32]>()) {
            let words = Fingerprint::from_digest(Digest::from_bytes(byte)).words();
            let shown = words.to_string();
            prop_assert_eq!(shown.parse(), Ok(words));
            prop_assert_eq!(shown.to_uppercase().replace(' ', " – ").parse(), Ok(words));
            prop_assert_eq!(plain(&shown).parse(), Ok(words));
            let short: Vec<String> =
                shown.split(' ').map(|word| plain(word).chars().take(4).collect()).collect();
            prop_assert_eq!(short.join(", ").parse(), Ok(words));
        }
    }
}
