//! Severity: SE = DPC × EI + CB, legal floors and ceilings, and what unknown facts leave open.
//!
//! An unknown input does not stop the computation: it widens the result to an interval, with the
//! duties at each end and the facts that would settle it. Scores are whole hundredths, so that the
//! same inputs give the same result everywhere.

mod corpus;
mod flips;
mod input;
mod legal;
mod tables;

use serde::{Deserialize, Serialize};

pub use self::corpus::{Corpus, CorpusError, ExpectedDuty, Nearest, PublishedCase};
pub use self::flips::Flip;
pub use self::input::{
    Appraised, Circumstance, Estimate, Family, Identifier, InputKey, Inputs, LegalFact, SeverityInput,
};
pub use self::tables::{LegalEffect, LegalRule, LevelRow, SeverityTables, TablesError};
use crate::tri::Tri;

/// A value between two bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range<T> {
    /// Least.
    pub min: T,
    /// Greatest.
    pub max: T,
}

impl<T: PartialOrd + Copy> Range<T> {
    /// Whether only one value is possible.
    pub fn is_settled(&self) -> bool {
        self.min >= self.max
    }

    /// Whether `other` lies inside.
    pub fn contains(&self, other: &Self) -> bool {
        self.min <= other.min && other.max <= self.max
    }
}

/// What a level obliges to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duties {
    /// Notify the authority (article 33).
    pub notify_authority: bool,
    /// Inform the persons (article 34).
    pub inform_persons: bool,
}

/// A floor or ceiling whose condition holds, or may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Which.
    pub rule: LegalRule,
    /// `false`: only possible, for want of facts.
    pub certain: bool,
    /// Whether it changes the level at one end at least.
    pub binding: bool,
}

/// Result for one set of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Version of the tables used.
    pub tables: u32,
    /// Data processing context, 1 to 4.
    pub dpc: Range<u16>,
    /// Ease of identification, in hundredths.
    pub ei_hundredths: Range<u16>,
    /// Circumstances, in hundredths.
    pub cb_hundredths: Range<u16>,
    /// SE, in hundredths.
    pub score_hundredths: Range<u16>,
    /// Level by the formula alone.
    pub formula_level: Range<u8>,
    /// Level after floors and ceilings.
    pub level: Range<u8>,
    /// Duties at the two ends.
    pub duties: Range<Duties>,
    /// Floors and ceilings that fire or may fire.
    pub fired: Vec<Fired>,
    /// Ceilings claimed without a piece of evidence: not applied.
    pub unproven: Vec<LegalRule>,
    /// Inputs not known, or only bounded.
    pub unknown: Vec<InputKey>,
    /// Single facts that would change the duties.
    pub flips: Vec<Flip>,
    /// Level proposed: the upper end ("dans le doute, notifier").
    pub proposed: u8,
}

impl Evaluation {
    /// Whether both ends oblige to the same things.
    pub fn duties_are_settled(&self) -> bool {
        self.duties.min == self.duties.max
    }
}

/// The duties of a level.
pub fn duties(level: u8, tables: &SeverityTables) -> Duties {
    Duties {
        notify_authority: level >= tables.thresholds.notify_authority,
        inform_persons: level >= tables.thresholds.inform_persons,
    }
}

/// Computes the severity of one set of data.
pub fn evaluate(inputs: &Inputs, tables: &SeverityTables) -> Evaluation {
    let core = Core::of(inputs, tables);
    Evaluation {
        tables: tables.version,
        dpc: core.dpc,
        ei_hundredths: core.ei,
        cb_hundredths: core.cb,
        score_hundredths: core.score,
        formula_level: core.formula,
        level: core.level,
        duties: core.duties(tables),
        fired: core.fired(inputs, tables),
        unproven: legal::unproven_ceilings(inputs),
        unknown: unknown_inputs(inputs),
        flips: flips::flips(inputs, tables, &core),
        proposed: core.level.max,
    }
}

/// The numbers without what is derived from them: cheap enough to compute for every "what if".
#[derive(Debug, Clone, PartialEq, Eq)]
struct Core {
    dpc: Range<u16>,
    ei: Range<u16>,
    cb: Range<u16>,
    score: Range<u16>,
    formula: Range<u8>,
    level: Range<u8>,
}

impl Core {
    fn of(inputs: &Inputs, tables: &SeverityTables) -> Self {
        let dpc = highest(inputs.data_context.values().map(|found| found.value.bounds((1, 4))), (1, 4));
        let ei =
            highest(inputs.identification.values().map(|found| found.value.bounds((25, 100))), (25, 100));
        let cb = Circumstance::ALL.iter().fold(Range { min: 0, max: 0 }, |sum, which| {
            let widest = widest_of(*which, tables);
            let (low, high) =
                inputs.circumstances.get(which).map_or(widest, |found| found.value.bounds(widest));
            Range { min: sum.min + low, max: sum.max + high }
        });
        let score = Range { min: dpc.min * ei.min + cb.min, max: dpc.max * ei.max + cb.max };
        let formula = Range { min: tables.level_of(score.min), max: tables.level_of(score.max) };
        let conditions = legal::conditions(inputs, tables);
        let level = Range {
            min: corrected(formula.min, &conditions, Tri::is_true, Tri::may_be_true, tables),
            max: corrected(formula.max, &conditions, Tri::may_be_true, Tri::is_true, tables),
        };
        Self { dpc, ei, cb, score, formula, level }
    }

    fn duties(&self, tables: &SeverityTables) -> Range<Duties> {
        Range { min: duties(self.level.min, tables), max: duties(self.level.max, tables) }
    }

    fn fired(&self, inputs: &Inputs, tables: &SeverityTables) -> Vec<Fired> {
        let conditions = legal::conditions(inputs, tables);
        let held = conditions.iter().filter(|(_, value)| value.may_be_true());
        held.map(|&(rule, value)| {
            let without: Vec<(LegalRule, Tri)> =
                conditions.iter().copied().filter(|(other, _)| *other != rule).collect();
            let binding = corrected(self.formula.min, &without, Tri::is_true, Tri::may_be_true, tables)
                != self.level.min
                || corrected(self.formula.max, &without, Tri::may_be_true, Tri::is_true, tables)
                    != self.level.max;
            Fired { rule, certain: value.is_true(), binding }
        })
        .collect()
    }
}

/// Applies floors, or when none applies, ceilings, each under its own reading of "unknown".
fn corrected(
    formula: u8,
    conditions: &[(LegalRule, Tri)],
    floor_applies: fn(Tri) -> bool,
    ceiling_applies: fn(Tri) -> bool,
    tables: &SeverityTables,
) -> u8 {
    let row = |rule| tables.legal_row(rule);
    let floors: Vec<_> = conditions
        .iter()
        .filter(|(_, value)| floor_applies(*value))
        .filter_map(|(rule, _)| row(*rule))
        .filter(|row| row.effect != LegalEffect::AtMost)
        .collect();
    if floors.is_empty() {
        let ceilings = conditions.iter().filter(|(_, value)| ceiling_applies(*value));
        let ceilings = ceilings.filter_map(|(rule, _)| row(*rule));
        return ceilings
            .filter(|row| row.effect == LegalEffect::AtMost)
            .fold(formula, |level, row| level.min(row.level));
    }
    let raised = floors.iter().filter(|row| row.effect == LegalEffect::Raise);
    let raised = raised.fold(formula, |level, row| (level + row.level).min(3));
    floors
        .iter()
        .filter(|row| row.effect == LegalEffect::AtLeast)
        .fold(raised, |level, row| level.max(row.level))
}

fn highest(bounds: impl Iterator<Item = (u16, u16)>, widest: (u16, u16)) -> Range<u16> {
    let found = bounds.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))).unwrap_or(widest);
    Range { min: found.0, max: found.1 }
}

fn widest_of(circumstance: Circumstance, tables: &SeverityTables) -> (u16, u16) {
    let steps = tables.circumstance(circumstance).map(|row| &row.steps[..]).unwrap_or_default();
    (steps.first().map_or(0, |step| step.score), steps.last().map_or(50, |step| step.score))
}

fn unknown_inputs(inputs: &Inputs) -> Vec<InputKey> {
    let open = |value: Estimate| !matches!(value, Estimate::Known(_));
    let mut unknown = Vec::new();
    if inputs.data_context.is_empty() {
        unknown.push(InputKey::DataContext(None));
    }
    let families = inputs.data_context.iter().filter(|(_, found)| open(found.value));
    unknown.extend(families.map(|(family, _)| InputKey::DataContext(Some(*family))));
    if inputs.identification.is_empty() {
        unknown.push(InputKey::Identification(None));
    }
    let identifiers = inputs.identification.iter().filter(|(_, found)| open(found.value));
    unknown.extend(identifiers.map(|(identifier, _)| InputKey::Identification(Some(*identifier))));
    let circumstances = Circumstance::ALL.iter();
    let circumstances = circumstances
        .filter(|which| inputs.circumstances.get(which).is_none_or(|found| open(found.value)))
        .map(|which| InputKey::Circumstance(*which));
    unknown.extend(circumstances);
    let floors = LegalFact::OF_FLOORS.iter();
    let floors =
        floors.filter(|fact| inputs.evidence.get(fact).is_none_or(|found| found.value == Tri::Unknown));
    unknown.extend(floors.map(|fact| InputKey::Evidence(*fact)));
    let ceilings = LegalFact::OF_CEILINGS.iter();
    let ceilings =
        ceilings.filter(|fact| inputs.evidence.get(fact).is_some_and(|found| found.value == Tri::Unknown));
    unknown.extend(ceilings.map(|fact| InputKey::Evidence(*fact)));
    if inputs.persons.and_then(crate::vocabulary::Count::figure).is_none() {
        unknown.push(InputKey::Persons);
    }
    if inputs.recipients.as_ref().and_then(|found| found.value.figure()).is_none() {
        unknown.push(InputKey::Recipients);
    }
    unknown
}
