//! Refusals as the shells show them: a stable code that names a sentence, and what fills it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A value that fills a place in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// A count, a size, a sequence number.
    Number(i64),
    /// A name, an id, a digest, an instant.
    Text(String),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<usize> for Param {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// What fills the sentence, by name.
pub type Params = BTreeMap<String, Param>;

/// A refusal ready to be shown: `code` names the sentence in the catalogue, `params` fill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable kebab-case name of the sentence.
    pub code: String,
    /// What fills it.
    pub params: Params,
}

impl Refusal {
    /// A refusal with nothing to fill in.
    pub fn bare(code: &str) -> Self {
        Self { code: code.to_owned(), params: Params::new() }
    }

    /// The same refusal, with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}
