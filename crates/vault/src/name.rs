//! Names of documents and folders: what is refused when writing, and how what others wrote is shown.
//!
//! A name is kept in Unicode NFC, without spaces around it. What could deceive a reader (invisible characters, marks
//! that turn the direction of writing), leave the folder (separators, `.`, `..`), or not be saved on a common system
//! (device names, final dots, more than 255 bytes) is refused when writing. An entry of another client that holds
//! such a name all the same is shown neutralised, and listed as an anomaly.
//!
//! ```
//! use beffroi_vault::Name;
//! assert_eq!(Name::new(" note.pdf ").unwrap().as_str(), "note.pdf");
//! assert_eq!(Name::new("a/b").unwrap_err().code(), "name-separator");
//! assert_eq!(Name::neutralised("a/b").as_str(), "a_b");
//! ```

use core::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// Longest name, in bytes of UTF-8: what common file systems keep.
pub const NAME_BYTES_MAX: usize = 255;

/// An accepted name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a name is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing is left once the spaces around are taken off.
    #[error("the name is empty")]
    Empty,
    /// It is longer than a file system can keep.
    #[error("the name has {characters} characters, {bytes} bytes: {bytes_max} bytes are allowed")]
    TooLong {
        /// Its length in characters.
        characters: usize,
        /// Its length in bytes.
        bytes: usize,
        /// The longest allowed.
        bytes_max: usize,
    },
    /// It holds `/` or `\`.
    #[error("the name holds the separator {character:?}")]
    Separator {
        /// Which.
        character: char,
    },
    /// It holds a control character or a line break.
    #[error("the name holds the control character U+{code_point:04X}")]
    Control {
        /// Which.
        code_point: u32,
    },
    /// It holds a mark that turns the direction of writing.
    #[error("the name holds the direction mark U+{code_point:04X}")]
    Direction {
        /// Which.
        code_point: u32,
    },
    /// It holds a character that cannot be seen.
    #[error("the name holds the invisible character U+{code_point:04X}")]
    Invisible {
        /// Which.
        code_point: u32,
    },
    /// It means something else to a common system: `.`, `..`, `CON`, `LPT1.txt`…
    #[error("the name {name:?} is reserved by common systems")]
    Reserved {
        /// The name.
        name: String,
    },
    /// It ends with a dot, which a common system takes off.
    #[error("the name ends with a dot")]
    FinalDot,
}

impl NameError {
    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "name-empty",
            Self::TooLong { .. } => "name-too-long",
            Self::Separator { .. } => "name-separator",
            Self::Control { .. } => "name-control-character",
            Self::Direction { .. } => "name-direction-mark",
            Self::Invisible { .. } => "name-invisible-character",
            Self::Reserved { .. } => "name-reserved",
            Self::FinalDot => "name-final-dot",
        }
    }
}

impl Name {
    /// Accepts a name that a person typed or a file has.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if let Some(error) =
            name.chars().find_map(|character| Trouble::of(character).map(|trouble| trouble.error(character)))
        {
            return Err(error);
        }
        if is_reserved(&name) {
            return Err(NameError::Reserved { name });
        }
        if name.ends_with('.') {
            return Err(NameError::FinalDot);
        }
        if name.len() > NAME_BYTES_MAX {
            let (characters, bytes) = (name.chars().count(), name.len());
            return Err(NameError::TooLong { characters, bytes, bytes_max: NAME_BYTES_MAX });
        }
        Ok(Self(name))
    }

    /// The nearest acceptable name: what an interface may propose, and how names of other clients are shown.
    /// Separators, control and direction characters become `_`, invisible ones disappear, a reserved or empty name gets
    /// `_` before it, a long one is cut before its extension.
    pub fn neutralised(text: &str) -> Self {
        // A bomb of combining characters is cut before it is normalised.
        let bounded = &text[..text.floor_char_boundary(16 * NAME_BYTES_MAX)];
        let mut name: String = bounded
            .nfc()
            .filter_map(|character| match Trouble::of(character) {
                None => Some(character),
                Some(Trouble::Invisible) => None,
                Some(Trouble::Separator | Trouble::Control | Trouble::Direction) => Some('_'),
            })
            .collect();
        name = name.trim().trim_end_matches(is_final).to_owned();
        if name.is_empty() || is_reserved(&name) {
            name.insert(0, '_');
        }
        // Taking characters away may bring a letter and its accent together.
        let name: String = name.nfc().collect();
        let mut name = shortened(&name, "");
        if is_reserved(&name) {
            name.insert(0, '_');
        }
        Self(name)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name with a number, for the second thing of that name: `rapport (2).pdf`. Still within the limit.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(shortened(&self.0, &format!(" ({number})")))
    }

    /// What two names that a person would confuse have in common: case does not count.
    pub(crate) fn key(&self) -> String {
        self.0.chars().flat_map(char::to_lowercase).nfc().collect()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

enum Trouble {
    Separator,
    Control,
    Direction,
    Invisible,
}

impl Trouble {
    fn of(character: char) -> Option<Self> {
        match character {
            '/' | '\\' => Some(Self::Separator),
            '\u{2028}' | '\u{2029}' => Some(Self::Control),
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                Some(Self::Direction)
            }
            '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}' => Some(Self::Invisible),
            other if other.is_control() => Some(Self::Control),
            _ => None,
        }
    }

    const fn error(&self, character: char) -> NameError {
        let code_point = character as u32;
        match self {
            Self::Separator => NameError::Separator { character },
            Self::Control => NameError::Control { code_point },
            Self::Direction => NameError::Direction { code_point },
            Self::Invisible => NameError::Invisible { code_point },
        }
    }
}

/// `.`, `..`, and the device names of Windows, with any extension.
fn is_reserved(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    if name == "." || name == ".." {
        return true;
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
    });
    numbered || DEVICES.contains(&stem.as_str())
}

/// The name with a suffix before its extension, cut so that the whole stays within the limit.
fn shortened(name: &str, suffix: &str) -> String {
    let (stem, extension) = match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= EXTENSION_BYTES_MAX => name.split_at(at),
        _ => (name, ""),
    };
    let room = NAME_BYTES_MAX - suffix.len() - extension.len();
    let stem = match stem.len() > room {
        true => stem[..stem.floor_char_boundary(room)].trim_end_matches(is_final),
        false => stem,
    };
    format!("{stem}{suffix}{extension}")
}

/// What a common system takes off at the end of a name.
fn is_final(character: char) -> bool {
    character == '.' || character.is_whitespace()
}

/// A longer final part is not an extension, and is cut with the rest.
const EXTENSION_BYTES_MAX: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepted_names_are_kept_in_one_form() {
        for (text, kept) in [
            ("rapport.pdf", "rapport.pdf"),
            ("  Réunion du 3 : bilan ?.odt ", "Réunion du 3 : bilan ?.odt"),
            ("e\u{301}te\u{301}", "été"),
            (".gitignore", ".gitignore"),
            ("console.txt", "console.txt"),
            ("com10", "com10"),
            ("👩‍👩‍👧 famille", "👩‍👩‍👧 famille"),
            ("שלום.txt", "שלום.txt"),
        ] {
            assert_eq!(Name::new(text).unwrap().as_str(), kept);
        }
        assert_eq!(Name::new(&"é".repeat(127)).unwrap().as_str().len(), 254);
    }

    #[test]
    fn refused_names_say_why() {
        for (text, code) in [
            ("", "name-empty"),
            (" \t ", "name-empty"),
            ("a/b", "name-separator"),
            ("a\\b", "name-separator"),
            ("a\0b", "name-control-character"),
            ("a\nb", "name-control-character"),
            ("a\u{7f}b", "name-control-character"),
            ("a\u{85}b", "name-control-character"),
            ("a\u{2028}b", "name-control-character"),
            ("facture\u{202e}fdp.exe", "name-direction-mark"),
            ("a\u{202a}b", "name-direction-mark"),
            ("a\u{2066}b", "name-direction-mark"),
            ("a\u{2069}b", "name-direction-mark"),
            ("a\u{200e}b", "name-direction-mark"),
            ("a\u{200f}b", "name-direction-mark"),
            ("a\u{61c}b", "name-direction-mark"),
            ("a\u{200b}b", "name-invisible-character"),
            ("a\u{feff}b", "name-invisible-character"),
            ("a\u{e0041}b", "name-invisible-character"),
            (".", "name-reserved"),
            ("..", "name-reserved"),
            ("CON", "name-reserved"),
            ("nul.txt", "name-reserved"),
            ("Lpt1.tar.gz", "name-reserved"),
            ("aux .c", "name-reserved"),
            ("rapport.", "name-final-dot"),
            ("...", "name-final-dot"),
        ] {
            assert_eq!(Name::new(text).map_err(|error| error.code()), Err(code), "{text:?}");
        }
        let long = Name::new(&"à".repeat(300)).unwrap_err();
        assert_eq!(long, NameError::TooLong { characters: 300, bytes: 600, bytes_max: 255 });
        assert_eq!(Name::new(&"a".repeat(256)).unwrap_err().code(), "name-too-long");
    }

    #[test]
    fn neutralised_names_stay_recognisable() {
        for (text, shown) in [
            ("facture\u{202e}fdp.exe", "facture_fdp.exe"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("a\u{200b}b", "ab"),
            ("con.txt", "_con.txt"),
            ("", "_"),
            ("...", "_"),
            ("rapport. ", "rapport"),
            ("déjà bon.pdf", "déjà bon.pdf"),
        ] {
            assert_eq!(Name::neutralised(text).as_str(), shown, "{text:?}");
        }
        let long = Name::neutralised(&format!("{}.pdf", "à".repeat(300)));
        assert_eq!(long.as_str().len(), 254);
        assert!(long.as_str().ends_with("à.pdf"));
        let con = format!("con{}x", " ".repeat(300));
        assert_eq!(Name::neutralised(&con).as_str(), "_con");
    }

    #[test]
    fn numbers_come_before_the_extension() {
        let numbered = |text: &str, number| Name::new(text).unwrap().numbered(number).0;
        assert_eq!(numbered("rapport.pdf", 2), "rapport (2).pdf");
        assert_eq!(numbered("rapport", 12), "rapport (12)");
        assert_eq!(numbered(".env", 2), ".env (2)");
        assert_eq!(numbered("a.tar.gz", 2), "a.tar (2).gz");
        let long = format!("{}.pdf", "a".repeat(251));
        assert_eq!(numbered(&long, 2), format!("{} (2).pdf", "a".repeat(247)));
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[ .a-cé/\u{301}\u{200b}\u{202e}]{0,12}",
            "(con|lpt1|\\.){0,2}[ .x]{0,300}",
            "[\u{300}-\u{310}a-c.]{200,400}",
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_neutralised_is_accepted(text in texts(), number in 2u32..) {
            let name = Name::neutralised(&text);
            prop_assert_eq!(Name::new(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(&Name::neutralised(name.as_str()), &name);
            let numbered = name.numbered(number);
            prop_assert_eq!(Name::new(numbered.as_str()), Ok(numbered));
            if let Ok(accepted) = Name::new(&text) {
                prop_assert_eq!(accepted, name);
            }
        }
    }
}
