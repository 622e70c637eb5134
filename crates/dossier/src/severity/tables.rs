//! The scoring tables, read from `rules/severity.toml` and kept in each breach file.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::input::{Circumstance, Family, Identifier};

/// The tables shipped with the program.
const SHIPPED: &str = include_str!("../../../../rules/severity.toml");

/// One version of the scoring tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityTables {
    /// Version.
    pub version: u32,
    /// Cut-off values.
    pub thresholds: Thresholds,
    /// The four levels, in order.
    #[serde(rename = "level")]
    pub levels: Vec<LevelRow>,
    /// DPC.
    #[serde(rename = "family")]
    pub families: Vec<FamilyRow>,
    /// EI.
    #[serde(rename = "identifier")]
    pub identifiers: Vec<IdentifierRow>,
    /// CB.
    #[serde(rename = "circumstance")]
    pub circumstances: Vec<CircumstanceRow>,
    /// Floors and ceilings.
    pub legal: Vec<LegalRow>,
}

/// Cut-off values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Hundredths from which the level is 1.
    pub level_1: u16,
    /// Hundredths from which the level is 2.
    pub level_2: u16,
    /// Hundredths from which the level is 3.
    pub level_3: u16,
    /// "Many persons" means more than this.
    pub persons_many: u64,
    /// "Many recipients" means at least this.
    pub recipients_many: u64,
    /// Level from which the authority is notified.
    pub notify_authority: u8,
    /// Level from which the persons are informed.
    pub inform_persons: u8,
}

/// One level, in the words of the CNIL and of ENISA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRow {
    /// 0 to 3.
    pub level: u8,
    /// Stable key.
    pub key: String,
    /// CNIL word.
    pub cnil: String,
    /// ENISA word.
    pub enisa: String,
    /// What it means for people.
    pub text: String,
}

/// One DPC family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyRow {
    /// Which.
    pub key: Family,
    /// French label.
    pub label: String,
    /// Score of the ordinary case.
    pub base: u8,
    /// Labels of the scores 1 to 4.
    pub situations: [String; 4],
}

/// One EI identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentifierRow {
    /// Which.
    pub key: Identifier,
    /// French label.
    pub label: String,
    /// Its possible scores.
    pub steps: Vec<Step>,
}

/// One CB circumstance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircumstanceRow {
    /// Which.
    pub key: Circumstance,
    /// French label.
    pub label: String,
    /// Its possible scores.
    pub steps: Vec<Step>,
}

/// One possible score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// In hundredths.
    pub score: u16,
    /// French label.
    pub label: String,
}

/// One floor or ceiling: what it does and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalRow {
    /// Which.
    pub rule: LegalRule,
    /// What it does to the level.
    pub effect: LegalEffect,
    /// The level, or the number of levels to add.
    pub level: u8,
    /// French wording.
    pub text: String,
    /// Legal source.
    pub source: String,
}

/// The floors and ceilings; their conditions are in [`super::legal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of docs/scoring.md")]
pub enum LegalRule {
    P1,
    P2,
    P3,
    P4,
    P5,
    T1,
    T2,
    T3,
}

/// What a floor or ceiling does to the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalEffect {
    /// Floor.
    AtLeast,
    /// Floor relative to the computed level.
    Raise,
    /// Ceiling.
    AtMost,
}

/// Why tables are refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TablesError {
    /// Not in the format.
    #[error("severity tables, line {line}: {message}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What the reader says.
        message: String,
    },
    /// A table is not complete: a level, family, identifier, circumstance or rule is missing or out of order.
    #[error("severity tables: the table `{table}` is not complete")]
    Incomplete {
        /// Which table.
        table: &'static str,
    },
}

impl TablesError {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "severity-tables-malformed",
            Self::Incomplete { .. } => "severity-tables-incomplete",
        }
    }
}

impl SeverityTables {
    /// Reads tables from TOML.
    pub fn parse(text: &str) -> Result<Self, TablesError> {
        let tables: Self = toml::from_str(text).map_err(|error| TablesError::Malformed {
            line: text[..error.span().map_or(0, |span| span.start)].matches('\n').count() + 1,
            message: error.message().to_owned(),
        })?;
        tables.check()?;
        Ok(tables)
    }

    /// The tables shipped with the program.
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the shipped tables are parsed by a test")
    }

    /// The level of a score in hundredths.
    pub fn level_of(&self, score: u16) -> u8 {
        let cuts = [self.thresholds.level_1, self.thresholds.level_2, self.thresholds.level_3];
        cuts.iter().map(|cut| u8::from(score >= *cut)).sum()
    }

    /// The row of a level (clamped to the last).
    pub fn level(&self, level: u8) -> &LevelRow {
        &self.levels[usize::from(level).min(self.levels.len() - 1)]
    }

    /// The row of a floor or ceiling.
    pub fn legal_row(&self, rule: LegalRule) -> Option<&LegalRow> {
        self.legal.iter().find(|row| row.rule == rule)
    }

    /// The row of a family.
    pub fn family(&self, family: Family) -> Option<&FamilyRow> {
        self.families.iter().find(|row| row.key == family)
    }

    /// The row of an identifier.
    pub fn identifier(&self, identifier: Identifier) -> Option<&IdentifierRow> {
        self.identifiers.iter().find(|row| row.key == identifier)
    }

    /// The row of a circumstance.
    pub fn circumstance(&self, circumstance: Circumstance) -> Option<&CircumstanceRow> {
        self.circumstances.iter().find(|row| row.key == circumstance)
    }

    pub(crate) fn steps_of(&self, key: super::InputKey) -> Vec<u16> {
        use super::InputKey;
        let scores = |steps: &[Step]| steps.iter().map(|step| step.score).collect();
        match key {
            InputKey::DataContext(_) => vec![1, 2, 3, 4],
            InputKey::Identification(Some(which)) => {
                self.identifier(which).map(|row| scores(&row.steps)).unwrap_or_default()
            }
            InputKey::Identification(None) => vec![25, 50, 75, 100],
            InputKey::Circumstance(which) => {
                self.circumstance(which).map(|row| scores(&row.steps)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn check(&self) -> Result<(), TablesError> {
        let complete = |table, ok: bool| if ok { Ok(()) } else { Err(TablesError::Incomplete { table }) };
        complete("level", self.levels.iter().map(|row| row.level).eq(0..4))?;
        complete("family", self.families.len() == 4 && self.families.is_sorted_by(|a, b| a.key < b.key))?;
        complete(
            "identifier",
            self.identifiers.len() == 6 && self.identifiers.is_sorted_by(|a, b| a.key < b.key),
        )?;
        complete("circumstance", self.circumstances.iter().map(|row| row.key).eq(Circumstance::ALL))?;
        complete("legal", self.legal.len() == 8 && self.legal.is_sorted_by(|a, b| a.rule < b.rule))?;
        let steps = self.identifiers.iter().map(|row| &row.steps);
        let steps = steps.chain(self.circumstances.iter().map(|row| &row.steps));
        let ordered = |steps: &Vec<Step>| !steps.is_empty() && steps.is_sorted_by(|a, b| a.score < b.score);
        complete("steps", steps.into_iter().all(ordered))
    }
}
