//! Acts that move an obligation along its states.

use std::fmt;
use std::str::FromStr;

use beffroi_seal::digest::Digest;
use beffroi_seal::id::{MeasureId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::rules::RuleRef;

/// Names an obligation: rule, version, which opening of the file, and for whom when there are several.
///
/// Text form: `rgpd-33-1@1#0`, or `rgpd-33-2@1#0:lab-a`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObligationKey {
    /// The rule.
    pub rule: RuleRef,
    /// 0 for the first clock, 1 after the first reopening…
    pub occurrence: u32,
    /// The controller it is owed to, when the rule is one for each.
    pub subject: Option<String>,
}

impl ObligationKey {
    /// The first occurrence of a rule.
    pub fn first(id: &str, version: u32) -> Self {
        Self { rule: RuleRef { id: id.to_owned(), version }, occurrence: 0, subject: None }
    }
}

impl fmt::Display for ObligationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}#{}", self.rule.id, self.rule.version, self.occurrence)?;
        self.subject.as_ref().map_or(Ok(()), |subject| write!(f, ":{subject}"))
    }
}

/// The text is not an obligation's key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an obligation key: `{0}`")]
pub struct ObligationKeyError(pub String);

impl FromStr for ObligationKey {
    type Err = ObligationKeyError;

    fn from_str(text: &str) -> Result<Self, ObligationKeyError> {
        let parse = || -> Option<Self> {
            let (head, subject) = match text.split_once(':') {
                Some((_, "")) => return None,
                Some((head, subject)) => (head, Some(subject.to_owned())),
                None => (text, None),
            };
            let (rule, occurrence) = head.split_once('#')?;
            let (id, version) = rule.split_once('@')?;
            let rule = RuleRef { id: id.to_owned(), version: version.parse().ok()? };
            Some(Self { rule, occurrence: occurrence.parse().ok()?, subject })
        };
        parse().ok_or_else(|| ObligationKeyError(text.to_owned()))
    }
}

impl TryFrom<String> for ObligationKey {
    type Error = ObligationKeyError;
    fn try_from(text: String) -> Result<Self, ObligationKeyError> {
        text.parse()
    }
}

impl From<ObligationKey> for String {
    fn from(key: ObligationKey) -> Self {
        key.to_string()
    }
}

/// The document of an obligation is ready to be approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationPrepared {
    /// Which.
    pub obligation: ObligationKey,
    /// Digest of the document.
    #[serde(default)]
    pub document: Option<Digest>,
}

/// It is approved: by somebody else than its author where the cell has two members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationValidated {
    /// Which.
    pub obligation: ObligationKey,
}

/// It is sent. Late, it needs reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationSent {
    /// Which.
    pub obligation: ObligationKey,
    /// When.
    pub sent_at: Timestamp,
    /// Whether everything that the law asks for is in it.
    pub complete: bool,
    /// Reasons for the delay (article 33(1)).
    #[serde(default)]
    pub late_reasons: Option<String>,
    /// Digest of what was sent.
    #[serde(default)]
    pub document: Option<Digest>,
}

/// The recipient acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationAcknowledged {
    /// Which.
    pub obligation: ObligationKey,
    /// When.
    pub received_at: Timestamp,
    /// File number, receipt number.
    pub reference: String,
    /// The receipt.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// Nothing more is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationCompleted {
    /// Which.
    pub obligation: ObligationKey,
}

/// The law exempts from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationDispensed {
    /// Which.
    pub obligation: ObligationKey,
    /// Why.
    pub basis: DispensationBasis,
    /// In our words.
    pub reason: String,
}

/// On what ground an obligation is dispensed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ground", rename_all = "snake_case")]
pub enum DispensationBasis {
    /// Article 34(3)(a): the data are unintelligible; the piece shows it.
    Unintelligible {
        /// The piece.
        piece: PieceId,
    },
    /// Article 34(3)(b): a later measure removed the high risk.
    RiskRemoved {
        /// The measure, effective and proven.
        measure: MeasureId,
    },
    /// Article 34(3)(c): individual contact is disproportionate; a public notice is out.
    PublicNotice,
    /// The authority already held the information (Conseil d'État, 22 July 2022, n° 449694): for a
    /// lawyer to decide.
    AuthorityAlreadyInformed {
        /// Name of the lawyer who decided.
        counsel: String,
    },
    /// The regime was examined and does not apply.
    NotSubject,
}

/// It is withdrawn after sending: the risk turned out excluded. The register keeps both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationWithdrawn {
    /// Which.
    pub obligation: ObligationKey,
    /// Why.
    pub reason: String,
}

/// Why it is, or will be, late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateReasonsRecorded {
    /// Which.
    pub obligation: ObligationKey,
    /// The reasons.
    pub reasons: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_text_form() {
        for text in ["rgpd-33-1@1#0", "rgpd-33-2@3#2:lab-a", "a@1#0:b:c"] {
            assert_eq!(text.parse::<ObligationKey>().expect(text).to_string(), text);
        }
        for wrong in ["", "rgpd-33-1", "rgpd-33-1@1", "rgpd-33-1@x#0", "rgpd-33-1@1#0:"] {
            assert_eq!(wrong.parse::<ObligationKey>(), Err(ObligationKeyError(wrong.into())));
        }
    }
}
