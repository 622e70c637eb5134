//! What the severity of one set of data is computed from. Every input says where it comes from.

use std::collections::BTreeMap;
use std::fmt;

use beffroi_seal::id::{AccountId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::tri::Tri;
use crate::vocabulary::{Confidence, Count};

/// A value that may be known, bounded or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimate {
    /// Known.
    Known(u16),
    /// One of the table's values between these two, inclusive.
    Between(u16, u16),
    /// Not known.
    Unknown,
}

impl Estimate {
    /// Least and greatest value, `widest` being what the table allows.
    pub fn bounds(self, widest: (u16, u16)) -> (u16, u16) {
        match self {
            Self::Known(value) => (value, value),
            Self::Between(low, high) => (low, high),
            Self::Unknown => widest,
        }
    }
}

/// What the data say of a person (ENISA data processing context).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Civil status, contact details, schooling…
    Simple,
    /// Location, habits, browsing…
    Behavioural,
    /// Income, accounts, means of payment…
    Financial,
    /// Health, opinions, origin…
    Sensitive,
}

/// By what a person can be recognised (ENISA ease of identification).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// Name.
    Name,
    /// National number or identity document.
    NationalId,
    /// Telephone or postal address.
    Contact,
    /// E-mail address.
    Email,
    /// Photograph or video.
    Picture,
    /// Code or pseudonym.
    Code,
}

/// Circumstances of the breach (ENISA).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// Who may have seen the data.
    Confidentiality,
    /// Whether they were altered.
    Integrity,
    /// Whether they can be used when needed.
    Availability,
    /// Whether somebody meant harm.
    Malice,
}

impl Circumstance {
    /// All of them, in the order of the formula.
    pub const ALL: [Self; 4] = [Self::Confidentiality, Self::Integrity, Self::Availability, Self::Malice];
}

/// A yes/no fact that a legal floor or ceiling reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalFact {
    /// Availability was restored in good time from a usable backup.
    UsableBackupRestored,
    /// Care or a vital service was delayed.
    CareDelayed,
    /// Data in clear that identify people directly.
    ClearDirectlyIdentifying,
    /// The data are with a hostile or unknown person.
    HostileOrUnknownRecipients,
    /// National number, identity document, means of payment or working credentials.
    IdentityOrPaymentOrCredentials,
    /// Being in the group reveals something sensitive.
    GroupRevealsSensitive,
    /// Encrypted with a state-of-the-art algorithm.
    StateOfTheArtEncryption,
    /// The key is safe.
    KeySafe,
    /// A backup of the data exists.
    BackupAvailable,
    /// Few recipients, known and trusted.
    FewTrustedRecipients,
    /// Every recipient attested to deletion.
    DeletionAttested,
    /// Nothing sensitive in the data.
    NothingSensitive,
    /// Loss of availability so brief that it had no effect.
    BriefLossWithoutEffect,
}

impl LegalFact {
    /// Those read by floors: never recorded, they count as possible.
    pub const OF_FLOORS: [Self; 6] = [
        Self::UsableBackupRestored,
        Self::CareDelayed,
        Self::ClearDirectlyIdentifying,
        Self::HostileOrUnknownRecipients,
        Self::IdentityOrPaymentOrCredentials,
        Self::GroupRevealsSensitive,
    ];

    /// Those read by ceilings: never recorded, they count as not established.
    pub const OF_CEILINGS: [Self; 7] = [
        Self::StateOfTheArtEncryption,
        Self::KeySafe,
        Self::BackupAvailable,
        Self::FewTrustedRecipients,
        Self::DeletionAttested,
        Self::NothingSensitive,
        Self::BriefLossWithoutEffect,
    ];
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraised<T> {
    /// The value.
    pub value: T,
    /// Where it comes from, in the author's words.
    pub source: String,
    /// How sure the author is.
    pub confidence: Confidence,
    /// Who recorded it.
    pub author: AccountId,
    /// When.
    pub at: Timestamp,
    /// The piece that proves it, if any. A ceiling needs one.
    pub piece: Option<PieceId>,
}

/// One input, as an act records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum SeverityInput {
    /// DPC: score 1 to 4 in a family.
    DataContext {
        /// Family.
        family: Family,
        /// 1 to 4.
        score: Estimate,
    },
    /// EI: 25, 50, 75 or 100 hundredths for an identifier.
    Identification {
        /// Identifier.
        identifier: Identifier,
        /// In hundredths.
        score: Estimate,
    },
    /// CB: 0, 25 or 50 hundredths.
    Circumstance {
        /// Which.
        circumstance: Circumstance,
        /// In hundredths.
        score: Estimate,
    },
    /// A fact for floors and ceilings.
    Evidence {
        /// Which.
        fact: LegalFact,
        /// Yes, no, unknown.
        value: Tri,
    },
    /// Number of uncontrolled recipients.
    Recipients {
        /// How many.
        count: Count,
    },
}

/// Names an input in a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKey {
    /// DPC of a family; `None` when no family was recorded at all.
    DataContext(Option<Family>),
    /// EI of an identifier; `None` when none was recorded.
    Identification(Option<Identifier>),
    /// A circumstance.
    Circumstance(Circumstance),
    /// A legal fact.
    Evidence(LegalFact),
    /// Number of persons.
    Persons,
    /// Number of uncontrolled recipients.
    Recipients,
}

impl fmt::Display for InputKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DataContext(None) => f.write_str("data_context"),
            Self::DataContext(Some(family)) => write!(f, "data_context.{}", key_of(family)),
            Self::Identification(None) => f.write_str("identification"),
            Self::Identification(Some(identifier)) => write!(f, "identification.{}", key_of(identifier)),
            Self::Circumstance(which) => write!(f, "circumstance.{}", key_of(which)),
            Self::Evidence(fact) => write!(f, "evidence.{}", key_of(fact)),
            Self::Persons => f.write_str("persons"),
            Self::Recipients => f.write_str("recipients"),
        }
    }
}

impl Serialize for InputKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The snake_case key of a unit variant, as serde writes it.
pub fn key_of<T: Serialize>(value: &T) -> String {
    crate::vocabulary::key_of(value)
}

/// Everything known about the severity of one set of data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// DPC by family; the highest counts.
    pub data_context: BTreeMap<Family, Appraised<Estimate>>,
    /// EI by identifier; the highest counts.
    pub identification: BTreeMap<Identifier, Appraised<Estimate>>,
    /// CB; they add up.
    pub circumstances: BTreeMap<Circumstance, Appraised<Estimate>>,
    /// Facts of floors and ceilings.
    pub evidence: BTreeMap<LegalFact, Appraised<Tri>>,
    /// Number of persons concerned.
    pub persons: Option<Count>,
    /// Number of uncontrolled recipients.
    pub recipients: Option<Appraised<Count>>,
}

impl Inputs {
    /// Records one input; it replaces the former value of the same input.
    pub fn set(&mut self, input: SeverityInput, origin: Appraised<()>) {
        match input {
            SeverityInput::DataContext { family, score } => {
                self.data_context.insert(family, origin.with(score));
            }
            SeverityInput::Identification { identifier, score } => {
                self.identification.insert(identifier, origin.with(score));
            }
            SeverityInput::Circumstance { circumstance, score } => {
                self.circumstances.insert(circumstance, origin.with(score));
            }
            SeverityInput::Evidence { fact, value } => {
                self.evidence.insert(fact, origin.with(value));
            }
            SeverityInput::Recipients { count } => self.recipients = Some(origin.with(count)),
        }
    }
}

impl<T> Appraised<T> {
    /// The same origin for another value.
    pub fn with<U>(self, value: U) -> Appraised<U> {
        let Self { source, confidence, author, at, piece, .. } = self;
        Appraised { value, source, confidence, author, at, piece }
    }
}
