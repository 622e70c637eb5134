//! The register of breaches (article 33(5) GDPR): one line for each file, never removed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use beffroi_seal::id::WorkspaceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::entry::ObligationKey;
use crate::fold::{BreachFile, Stage};
use crate::obligation::ObligationStatus;
use crate::vocabulary::Count;

/// "2026-001": the year, then a rank without gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegisterNumber {
    /// Year in which the file was numbered, on the organisation's calendar.
    pub year: u16,
    /// Rank in that year, from 1.
    pub rank: u32,
}

/// The text is not a register number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a register number: \"2026-001\" was expected")]
pub struct RegisterNumberError(pub String);

impl RegisterNumberError {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        "number-malformed"
    }
}

impl RegisterNumber {
    /// The number that follows those already given, in a year.
    pub fn next<'a>(given: impl IntoIterator<Item = &'a Self>, year: u16) -> Self {
        let last = given.into_iter().filter(|number| number.year == year).map(|number| number.rank).max();
        Self { year, rank: last.unwrap_or(0) + 1 }
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:03}", self.year, self.rank)
    }
}

impl FromStr for RegisterNumber {
    type Err = RegisterNumberError;

    fn from_str(text: &str) -> Result<Self, RegisterNumberError> {
        let parse = || {
            let (year, rank) = text.split_once('-')?;
            let number = Self { year: year.parse().ok()?, rank: rank.parse().ok()? };
            (number.rank > 0 && number.to_string() == text).then_some(number)
        };
        parse().ok_or_else(|| RegisterNumberError(text.to_owned()))
    }
}

impl TryFrom<String> for RegisterNumber {
    type Error = RegisterNumberError;
    fn try_from(text: String) -> Result<Self, RegisterNumberError> {
        text.parse()
    }
}

impl From<RegisterNumber> for String {
    fn from(number: RegisterNumber) -> Self {
        number.to_string()
    }
}

/// One line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// Its number.
    pub number: RegisterNumber,
    /// The file.
    pub dossier: WorkspaceId,
    /// Its title.
    pub title: String,
    /// Key of its state.
    pub status: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// First report.
    pub first_report_at: Option<Timestamp>,
    /// When it was qualified.
    pub qualified_at: Option<Timestamp>,
    /// Awareness.
    pub aware_at: Option<Timestamp>,
    /// Level retained, once there is one.
    pub level: Option<u8>,
    /// Persons, the largest set.
    pub persons: Option<Count>,
    /// Obligations that apply or applied.
    pub obligations: Vec<ObligationSummary>,
    /// The next term.
    pub next_deadline: Option<NextDeadline>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// One obligation, in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationSummary {
    /// Which.
    pub obligation: ObligationKey,
    /// Where it stands.
    pub status: ObligationStatus,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Whether late.
    pub late: bool,
}

/// The next term of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDeadline {
    /// Which obligation.
    pub obligation: ObligationKey,
    /// When.
    pub at: Timestamp,
}

impl BreachFile {
    /// The line of the register for this file; `None` before it has a number.
    pub fn register_entry(&self, dossier: WorkspaceId, now: Timestamp) -> Option<RegisterEntry> {
        let number = self.register_number.as_ref()?.act.parse().ok()?;
        let opened = self.opened.as_ref()?;
        let obligations = self.obligations(now).into_iter();
        let obligations = obligations
            .filter(|found| {
                !matches!(found.status, ObligationStatus::NotApplicable | ObligationStatus::ToAssess)
            })
            .map(|found| ObligationSummary {
                obligation: found.key,
                status: found.status,
                sent_at: found.sent_at,
                late: found.late,
            });
        let largest = self.datasets.values().map(|found| found.record.act.person_count);
        Some(RegisterEntry {
            number,
            dossier,
            title: opened.act.title.clone(),
            status: self.stage.key().to_owned(),
            opened_at: opened.at,
            first_report_at: self.first_report_at(),
            qualified_at: self.stage.qualification().map(|found| found.at),
            aware_at: self.aware_at(),
            level: self.retained.last().filter(|found| !found.pending).map(|found| found.level),
            persons: largest.max_by_key(|count| count.figure()),
            obligations: obligations.collect(),
            next_deadline: self.next_deadline(now).map(|(obligation, at)| NextDeadline { obligation, at }),
            closed_at: match &self.stage {
                Stage::Closed { closing, .. } | Stage::Archived { closing, .. } => Some(closing.at),
                _ => None,
            },
        })
    }
}

/// The register: what its signed acts add up to. A line is entered once and then only updated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    entries: BTreeMap<RegisterNumber, RegisterEntry>,
}

/// Why a line is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum RegisterRefusal {
    /// A number is skipped or given twice.
    #[error("the next number is {expected}, not {number}")]
    NumberOutOfOrder {
        /// The number given.
        number: RegisterNumber,
        /// The number expected.
        expected: RegisterNumber,
    },
    /// The number belongs to another file.
    #[error("the number {number} belongs to another file")]
    NumberTaken {
        /// The number given.
        number: RegisterNumber,
    },
    /// The file already has another number.
    #[error("the file already has the number {number}")]
    FileAlreadyEntered {
        /// Its number.
        number: RegisterNumber,
    },
}

impl RegisterRefusal {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NumberOutOfOrder { .. } => "number-out-of-order",
            Self::NumberTaken { .. } => "number-taken",
            Self::FileAlreadyEntered { .. } => "file-already-entered",
        }
    }
}

impl Register {
    /// Enters a line, or updates it.
    pub fn record(&mut self, entry: RegisterEntry) -> Result<(), RegisterRefusal> {
        if let Some(former) = self.entries.get_mut(&entry.number) {
            if former.dossier != entry.dossier {
                return Err(RegisterRefusal::NumberTaken { number: entry.number });
            }
            *former = entry;
            return Ok(());
        }
        if let Some(former) = self.entries.values().find(|former| former.dossier == entry.dossier) {
            return Err(RegisterRefusal::FileAlreadyEntered { number: former.number });
        }
        let expected = self.next_number(entry.number.year);
        if entry.number != expected {
            return Err(RegisterRefusal::NumberOutOfOrder { number: entry.number, expected });
        }
        self.entries.insert(entry.number, entry);
        Ok(())
    }

    /// The next number of a year.
    pub fn next_number(&self, year: u16) -> RegisterNumber {
        RegisterNumber::next(self.entries.keys(), year)
    }

    /// Every line, in order: archived files stay.
    pub fn entries(&self) -> impl Iterator<Item = &RegisterEntry> {
        self.entries.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: &str, dossier: u8) -> RegisterEntry {
        RegisterEntry {
            number: number.parse().expect(number),
            dossier: WorkspaceId::from_bytes([dossier; 16]),
            title: "Portail".into(),
            status: "breach".into(),
            opened_at: Timestamp::UNIX_EPOCH,
            first_report_at: None,
            qualified_at: None,
            aware_at: None,
            level: None,
            persons: None,
            obligations: Vec::new(),
            next_deadline: None,
            closed_at: None,
        }
    }

    #[test]
    fn numbers_follow_each_other_without_gap_each_year() {
        let mut register = Register::default();
        register.record(entry("2026-001", 1)).expect("the first");
        let gap = register.record(entry("2026-003", 2)).expect_err("a gap");
        assert_eq!(gap.code(), "number-out-of-order");
        register.record(entry("2026-002", 2)).expect("the second");
        register.record(entry("2027-001", 3)).expect("a new year");
        assert_eq!(register.next_number(2026).to_string(), "2026-003");
        assert_eq!(register.record(entry("2026-001", 9)).expect_err("taken").code(), "number-taken");
        assert_eq!(register.record(entry("2027-002", 1)).expect_err("twice").code(), "file-already-entered");
        register.record(RegisterEntry { status: "archived".into(), ..entry("2026-001", 1) }).expect("update");
        assert_eq!(register.entries().count(), 3);
        assert_eq!(register.entries().next().map(|line| line.status.as_str()), Some("archived"));
    }

    #[test]
    fn numbers_have_one_spelling() {
        for wrong in ["2026-1", "2026-0001", "26-001", "2026-000", "2026", "x"] {
            assert!(wrong.parse::<RegisterNumber>().is_err(), "{wrong}");
        }
        assert_eq!("2026-1000".parse::<RegisterNumber>().map(|number| number.rank), Ok(1000));
    }
}
