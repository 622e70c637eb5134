//! "Which fact would change the decision": every single input, tried at its other values.

use beffroi_seal::id::{AccountId, PieceId};
use jiff::Timestamp;
use serde::Serialize;

use super::input::{Appraised, Circumstance, Estimate, Family, InputKey, Inputs, LegalFact, SeverityInput};
use super::tables::SeverityTables;
use super::{Core, Duties, Range};
use crate::tri::Tri;
use crate::vocabulary::{Confidence, Count};

/// A single fact that would change the duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flip {
    /// The input.
    pub input: InputKey,
    /// Whether it is unknown today (to be established) or known (to be watched).
    pub unknown: bool,
    /// The value that would change the duties, as a key or a number.
    pub value: String,
    /// The level with that value.
    pub level: Range<u8>,
    /// The duties with that value.
    pub duties: Range<Duties>,
}

/// At most one lowering and one raising value for each input: the one with the smallest effect.
pub(super) fn flips(inputs: &Inputs, tables: &SeverityTables, today: &Core) -> Vec<Flip> {
    let mut found: Vec<Flip> = Vec::new();
    for (input, unknown, trials) in candidates(inputs, tables) {
        let results = trials.into_iter().map(|(value, changed)| {
            let core = Core::of(&changed, tables);
            Flip { input, unknown, value, level: core.level, duties: core.duties(tables) }
        });
        let changing: Vec<Flip> = results.filter(|flip| flip.duties != today.duties(tables)).collect();
        let up = |flip: &&Flip| weight(&flip.level) >= weight(&today.level);
        found.extend(changing.iter().filter(up).min_by_key(|flip| weight(&flip.level)).cloned());
        found
            .extend(changing.iter().filter(|flip| !up(flip)).max_by_key(|flip| weight(&flip.level)).cloned());
    }
    found
}

fn weight(level: &Range<u8>) -> (u8, u8) {
    (level.max, level.min)
}

type Trial = (String, Inputs);

fn candidates(inputs: &Inputs, tables: &SeverityTables) -> Vec<(InputKey, bool, Vec<Trial>)> {
    let mut all = Vec::new();
    for row in &tables.families {
        let recorded = inputs.data_context.get(&row.key);
        let unknown = recorded.is_some_and(|found| !matches!(found.value, Estimate::Known(_)))
            || inputs.data_context.is_empty();
        let key = InputKey::DataContext(Some(row.key));
        let values = match recorded {
            Some(_) => tables.steps_of(key),
            None => vec![u16::from(row.base)],
        };
        all.push((key, unknown, trials(inputs, values, |score| data_context(row.key, score))));
    }
    for (identifier, found) in &inputs.identification {
        let key = InputKey::Identification(Some(*identifier));
        let unknown = !matches!(found.value, Estimate::Known(_));
        let input =
            |score| SeverityInput::Identification { identifier: *identifier, score: Estimate::Known(score) };
        all.push((key, unknown, trials(inputs, tables.steps_of(key), input)));
    }
    for circumstance in Circumstance::ALL {
        let key = InputKey::Circumstance(circumstance);
        let found = inputs.circumstances.get(&circumstance);
        let unknown = found.is_none_or(|found| !matches!(found.value, Estimate::Known(_)));
        let input = |score| SeverityInput::Circumstance { circumstance, score: Estimate::Known(score) };
        all.push((key, unknown, trials(inputs, tables.steps_of(key), input)));
    }
    for fact in LegalFact::OF_FLOORS.into_iter().chain(LegalFact::OF_CEILINGS) {
        let found = inputs.evidence.get(&fact);
        let unknown = match found {
            Some(found) => found.value == Tri::Unknown,
            None => LegalFact::OF_FLOORS.contains(&fact),
        };
        let trials = [false, true].map(|value| {
            let input = SeverityInput::Evidence { fact, value: value.into() };
            (value.to_string(), changed(inputs, input))
        });
        all.push((InputKey::Evidence(fact), unknown, trials.into()));
    }
    all.push(persons(inputs, tables));
    all.push(recipients(inputs, tables));
    all
}

fn data_context(family: Family, score: u16) -> SeverityInput {
    SeverityInput::DataContext { family, score: Estimate::Known(score) }
}

fn trials(inputs: &Inputs, values: Vec<u16>, input: impl Fn(u16) -> SeverityInput) -> Vec<Trial> {
    values.into_iter().map(|value| (value.to_string(), changed(inputs, input(value)))).collect()
}

fn persons(inputs: &Inputs, tables: &SeverityTables) -> (InputKey, bool, Vec<Trial>) {
    let many = tables.thresholds.persons_many;
    let trials = [many, many + 1].map(|n| {
        let changed = Inputs { persons: Some(Count::Exact(n)), ..inputs.clone() };
        (n.to_string(), changed)
    });
    (InputKey::Persons, inputs.persons.and_then(Count::figure).is_none(), trials.into())
}

fn recipients(inputs: &Inputs, tables: &SeverityTables) -> (InputKey, bool, Vec<Trial>) {
    let many = tables.thresholds.recipients_many;
    let trials = [many.saturating_sub(1), many].map(|n| {
        let input = SeverityInput::Recipients { count: Count::Exact(n) };
        (n.to_string(), changed(inputs, input))
    });
    let known = inputs.recipients.as_ref().and_then(|found| found.value.figure());
    (InputKey::Recipients, known.is_none(), trials.into())
}

/// The inputs with one changed. The trial counts as proven, so that a ceiling can be tried.
fn changed(inputs: &Inputs, input: SeverityInput) -> Inputs {
    let origin = Appraised {
        value: (),
        source: String::new(),
        confidence: Confidence::Low,
        author: AccountId::from_bytes([0; 16]),
        at: Timestamp::UNIX_EPOCH,
        piece: Some(PieceId::from_bytes([0; 16])),
    };
    let mut changed = inputs.clone();
    changed.set(input, origin);
    changed
}
