//! Reading `obligations.toml`, with errors that name the rule and the line.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::facts::{FactType, fact_type};
use super::{Rule, RuleBook};
use crate::deadline::Counting;

/// Why a rule file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesError {
    /// The file is not what the format says.
    #[error("rule {} at line {line}: {message}", rule.as_deref().unwrap_or("without id"))]
    Malformed {
        /// The rule concerned, when it could be told.
        rule: Option<String>,
        /// Line, from 1.
        line: usize,
        /// What the reader of the format says.
        message: String,
    },
    /// Two rules have the same id and version.
    #[error("rule {rule} at line {line}: version {version} is there twice")]
    Duplicate {
        /// The rule.
        rule: String,
        /// Line of the second one.
        line: usize,
        /// The version.
        version: u32,
    },
    /// A clock starts from something that is neither an instant nor the sending of a rule of the file.
    #[error("rule {rule} at line {line}: no instant is called `{trigger}`")]
    UnknownTrigger {
        /// The rule.
        rule: String,
        /// Line of the rule.
        line: usize,
        /// The trigger.
        trigger: String,
    },
    /// The rule has no clock, or a clock has no figure although the counting needs one.
    #[error("rule {rule} at line {line}: a clock needs `n` and `unit`, and a rule needs a clock")]
    ClockWithoutFigure {
        /// The rule.
        rule: String,
        /// Line of the rule.
        line: usize,
    },
}

impl RulesError {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "rules-malformed",
            Self::Duplicate { .. } => "rules-duplicate",
            Self::UnknownTrigger { .. } => "rules-trigger-unknown",
            Self::ClockWithoutFigure { .. } => "rules-clock-without-figure",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Spanned<Rule>>,
}

/// The same file read loosely, to find which rule an error is in.
#[derive(Deserialize)]
struct LooseFile {
    rule: Vec<Spanned<toml::Table>>,
}

pub(super) fn parse(text: &str) -> Result<RuleBook, RulesError> {
    let file: File = toml::from_str(text).map_err(|error| malformed(text, &error))?;
    let ids: BTreeSet<&str> = file.rule.iter().map(|rule| rule.get_ref().id.as_str()).collect();
    let mut seen = BTreeSet::new();
    for spanned in &file.rule {
        check(spanned.get_ref(), line_of(text, spanned.span().start), &ids, &mut seen)?;
    }
    Ok(RuleBook { rules: file.rule.into_iter().map(Spanned::into_inner).collect() })
}

fn check<'a>(
    rule: &'a Rule,
    line: usize,
    ids: &BTreeSet<&str>,
    seen: &mut BTreeSet<(&'a str, u32)>,
) -> Result<(), RulesError> {
    if !seen.insert((&rule.id, rule.version)) {
        return Err(RulesError::Duplicate { rule: rule.id.clone(), line, version: rule.version });
    }
    for clock in &rule.clocks {
        let known = match clock.trigger.strip_prefix("sent:") {
            Some(other) => ids.contains(other),
            None => fact_type(&clock.trigger) == Some(FactType::Instant),
        };
        if !known {
            let trigger = clock.trigger.clone();
            return Err(RulesError::UnknownTrigger { rule: rule.id.clone(), line, trigger });
        }
    }
    let figures = rule.clocks.iter().all(|clock| clock.n.is_some() && clock.unit.is_some());
    if rule.clocks.is_empty() || (rule.counting != Counting::Immediate && !figures) {
        return Err(RulesError::ClockWithoutFigure { rule: rule.id.clone(), line });
    }
    Ok(())
}

fn malformed(text: &str, error: &toml::de::Error) -> RulesError {
    let at = error.span().map_or(0, |span| span.start);
    RulesError::Malformed {
        rule: rule_around(text, at),
        line: line_of(text, at),
        message: error.message().to_owned(),
    }
}

fn rule_around(text: &str, at: usize) -> Option<String> {
    let file: LooseFile = toml::from_str(text).ok()?;
    let starts: Vec<(Range<usize>, Option<String>)> = file
        .rule
        .iter()
        .map(|rule| (rule.span(), rule.get_ref().get("id").and_then(|id| id.as_str()).map(str::to_owned)))
        .collect();
    starts.into_iter().rev().find(|(span, _)| span.start <= at).and_then(|(_, id)| id)
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
