//! Names compared as written, or with capitals and small letters alike.

use std::borrow::Cow;

use super::MappingError;

/// How a name of the log is compared with the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Byte for byte.
    Exact,
    /// Lower-cased on both sides (UUIDs, Windows accounts).
    Fold,
}

impl Case {
    pub fn parse(given: Option<&str>, table: &'static str) -> Result<Self, MappingError> {
        match given {
            None | Some("exact") => Ok(Self::Exact),
            Some("fold") => Ok(Self::Fold),
            Some(other) => Err(MappingError::Choice {
                table,
                key: "case",
                given: other.to_owned(),
                expected: "exact or fold",
            }),
        }
    }

    /// The form that is compared.
    pub fn apply(self, name: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Exact => Cow::Borrowed(name),
            Self::Fold => fold(name),
        }
    }
}

/// Unicode lower case; bytes that are not UTF-8 are folded as ASCII.
pub(crate) fn fold(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.iter().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        return Cow::Borrowed(name);
    }
    match std::str::from_utf8(name) {
        Ok(text) => Cow::Owned(text.to_lowercase().into_bytes()),
        Err(_) => Cow::Owned(name.to_ascii_lowercase()),
    }
}
