//! Regimes as data: which obligation applies, to whom it is owed, from which clock.
//!
//! A [`Rule`] is one obligation of one text in one version. A breach file keeps the whole rules it
//! was opened with, so that a later change of law never alters it. Rules come from
//! `rules/obligations.toml`; [`RuleBook::shipped`] is the copy inside the program.
//!
//! What this module refuses: a fact, a trigger or a key that is not declared, two rules with the same
//! id and version, a clock without figure where the law gives one. The error names rule and line.

pub mod expression;
pub mod facts;
mod parse;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::expression::{Expression, Verdict};
pub use self::facts::{Bounds, RuleFacts};
pub use self::parse::RulesError;
use crate::deadline::{Counting, Deadline, Period, PeriodUnit, Place, count};

/// The rules shipped with the program.
const SHIPPED: &str = include_str!("../../../../rules/obligations.toml");

/// A set of rules, all versions together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleBook {
    /// In the order of the file.
    pub rules: Vec<Rule>,
}

/// Which rule, in which version: what an obligation keeps for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleRef {
    /// Stable id, for example `rgpd-33-1`.
    pub id: String,
    /// Version of the rule's text in our data.
    pub version: u32,
}

/// One obligation of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// Version, from 1.
    pub version: u32,
    /// French name shown to users.
    pub title: String,
    /// Whether it is law, to be verified, or a proposal that is never applied.
    pub status: RuleStatus,
    /// First day it applies.
    pub valid_from: Date,
    /// Last day it applies, if it has one.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Where it applies (`eu`, `fr`, `mc`, `ch`).
    pub jurisdiction: String,
    /// In which role the organisation owes it.
    pub actor_role: ActorRole,
    /// To whom it is owed, in French.
    pub recipient: String,
    /// Condition over typed facts; unknown means "to assess".
    pub applies_when: Expression,
    /// Where the periods start.
    pub clocks: Vec<Clock>,
    /// How several clocks make one deadline.
    #[serde(default)]
    pub combine: Combine,
    /// How the period is counted.
    pub counting: Counting,
    /// Our own target where the law says "without delay".
    #[serde(default)]
    pub internal_target: Option<Period>,
    /// When to ring before (negative) or after the target.
    #[serde(default)]
    pub alert_offsets: Vec<SignedDuration>,
    /// Document to prepare.
    #[serde(default)]
    pub document: Option<String>,
    /// What a late sending must carry; `reasons` makes reasons mandatory.
    #[serde(default)]
    pub late_field: Option<String>,
    /// How it is sent (`teleservice`, `letters`, `register`…).
    pub channel: String,
    /// What makes it done.
    #[serde(default)]
    pub completion: Completion,
    /// One obligation for each of these, instead of one.
    #[serde(default)]
    pub fan_out: Option<FanOut>,
    /// The text it comes from.
    pub source: String,
}

/// Standing of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    /// Law, checked against the text.
    InForce,
    /// Believed law, shown with a warning until somebody checks the text.
    ToVerify,
    /// A bill: never applied.
    Proposal,
}

/// Role in which an obligation is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorRole {
    /// Controller.
    Controller,
    /// Processor.
    Processor,
    /// Whatever the role.
    Any,
}

/// One starting point and its period; no period for "without delay".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Name of an instant, or `sent:<rule id>`.
    pub trigger: String,
    /// Figure.
    #[serde(default)]
    pub n: Option<u32>,
    /// Unit of the figure.
    #[serde(default)]
    pub unit: Option<PeriodUnit>,
}

/// How several clocks make one deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// The earliest of those that have started.
    #[default]
    Min,
    /// The latest, once all have started.
    Max,
    /// The first in the list that has started.
    First,
}

/// What makes an obligation done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// A receipt from the recipient.
    #[default]
    Receipt,
    /// Internal: validation is enough.
    Internal,
    /// Every person informed, exempt or reached by public notice.
    AllPersons,
}

/// One obligation per…
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FanOut {
    /// …controller of the data (article 33(2)).
    Controllers,
}

impl RuleBook {
    /// Reads rules from TOML; the error names the rule and the line.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        parse::parse(text)
    }

    /// The rules shipped with the program.
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the shipped rules are parsed by a test")
    }

    /// The rules that apply on a day: the highest version of each id that is in force, proposals never.
    pub fn in_force(&self, on: Date) -> Vec<&Rule> {
        let mut chosen: Vec<&Rule> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.applies_on(on)) {
            match chosen.iter_mut().find(|other| other.id == rule.id) {
                Some(other) if other.version < rule.version => *other = rule,
                Some(_) => {}
                None => chosen.push(rule),
            }
        }
        chosen
    }

    /// A rule by id and version.
    pub fn rule(&self, wanted: &RuleRef) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == wanted.id && rule.version == wanted.version)
    }
}

impl Rule {
    /// Its id and version.
    pub fn reference(&self) -> RuleRef {
        RuleRef { id: self.id.clone(), version: self.version }
    }

    fn applies_on(&self, on: Date) -> bool {
        self.status != RuleStatus::Proposal
            && self.valid_from <= on
            && self.valid_to.is_none_or(|last| on <= last)
    }

    /// The deadline, once the clocks needed have started. `contract_hours` replaces the figure of a
    /// [`Counting::Contract`] rule.
    pub fn deadline(
        &self,
        facts: &RuleFacts,
        contract_hours: Option<u32>,
        place: &Place,
    ) -> Option<Deadline> {
        let one = |clock: &Clock| -> Option<Deadline> {
            let start = facts.instant(&clock.trigger)?;
            count(start, self.period(clock, contract_hours)?, self.counting, place)
        };
        match self.combine {
            Combine::First => self.clocks.iter().find_map(one),
            Combine::Min => self.clocks.iter().filter_map(one).min_by_key(|deadline| deadline.target),
            Combine::Max => {
                let all: Option<Vec<Deadline>> = self.clocks.iter().map(one).collect();
                all?.into_iter().max_by_key(|deadline| deadline.target)
            }
        }
    }

    /// When its first clock started, if one has.
    pub fn started_at(&self, facts: &RuleFacts) -> Option<Timestamp> {
        self.clocks.iter().filter_map(|clock| facts.instant(&clock.trigger)).min()
    }

    /// Whether the target is a legal figure, or only ours because the text says "without delay".
    pub fn target_is_legal(&self) -> bool {
        self.counting != Counting::Immediate
    }

    fn period(&self, clock: &Clock, contract_hours: Option<u32>) -> Option<Period> {
        let written = clock.n.zip(clock.unit).map(|(n, unit)| Period { n, unit });
        match self.counting {
            Counting::Contract => contract_hours.map(Period::hours).or(written),
            Counting::Immediate => self.internal_target.or(written),
            Counting::Elapsed | Counting::Eu1182 => written,
        }
    }
}
