//! Facts in two times: when they were true, and when the organisation knew them.

use std::collections::BTreeMap;

use beffroi_seal::id::FactId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refusal::{Refusal, past};
use super::{BreachFile, Meta, Record};
use crate::entry::{DatasetRecorded, FactRecorded, FactValue, MeasureProven, MeasureRecorded, PieceFiled};

/// Every fact ever recorded; nothing is deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactStore {
    facts: BTreeMap<FactId, Record<FactRecorded>>,
}

impl FactStore {
    /// A fact by its id.
    pub fn fact(&self, id: FactId) -> Option<&Record<FactRecorded>> {
        self.facts.get(&id)
    }

    /// Everything recorded, in the order of the log.
    pub fn all(&self) -> Vec<&Record<FactRecorded>> {
        let mut all: Vec<_> = self.facts.values().collect();
        all.sort_by_key(|record| (record.sequence, record.act.fact));
        all
    }

    /// The facts that the organisation held at `known_when`: corrected ones give way only once their
    /// correction was known.
    pub fn as_of(&self, known_when: Timestamp) -> Vec<&Record<FactRecorded>> {
        let known = |record: &&Record<FactRecorded>| record.act.known_when <= known_when;
        let replaced: Vec<FactId> =
            self.facts.values().filter(known).filter_map(|record| record.act.supersedes).collect();
        self.all().into_iter().filter(known).filter(|record| !replaced.contains(&record.act.fact)).collect()
    }

    /// The facts held now.
    pub fn current(&self) -> Vec<&Record<FactRecorded>> {
        self.as_of(Timestamp::MAX)
    }

    /// The current value of a kind of fact: the last one known.
    pub fn value<'a, T>(&'a self, read: impl Fn(&'a FactValue) -> Option<T>) -> Option<T> {
        let mut found: Vec<(&Record<FactRecorded>, T)> = self
            .current()
            .into_iter()
            .filter_map(|record| Some((record, read(&record.act.value)?)))
            .collect();
        found.sort_by_key(|(record, _)| (record.act.known_when, record.sequence));
        found.pop().map(|(_, value)| value)
    }

    fn replaced_by(&self, id: FactId) -> bool {
        self.facts.values().any(|record| record.act.supersedes == Some(id))
    }
}

impl BreachFile {
    pub(super) fn fact_recorded(&mut self, meta: &Meta, act: &FactRecorded) -> Result<(), Refusal> {
        past("fact_recorded", "known_when", act.known_when, meta.at)?;
        if self.facts.facts.contains_key(&act.fact) {
            return Err(already("fact", &act.fact));
        }
        if let Some(old) = act.supersedes {
            self.facts.fact(old).ok_or_else(|| unknown("fact", &old))?;
            if self.facts.replaced_by(old) {
                return Err(Refusal::AlreadySuperseded { object: "fact".into(), id: old.to_string() });
            }
        }
        self.require_piece(act.piece)?;
        if let FactValue::PeriodStarted { at, .. } | FactValue::PeriodEnded { at, .. } = act.value {
            past("fact_recorded", "at", at, meta.at)?;
        }
        self.facts.facts.insert(act.fact, meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn dataset_recorded(&mut self, meta: &Meta, act: &DatasetRecorded) -> Result<(), Refusal> {
        super::refusal::filled("dataset_recorded", "label", &act.label)?;
        past("dataset_recorded", "known_when", act.known_when, meta.at)?;
        let dataset = self.datasets.entry(act.dataset).or_insert_with(|| super::Dataset {
            record: meta.record(act.clone()),
            inputs: crate::severity::Inputs::default(),
        });
        dataset.record = meta.record(act.clone());
        Ok(())
    }

    pub(super) fn piece_filed(&mut self, meta: &Meta, act: &PieceFiled) -> Result<(), Refusal> {
        super::refusal::filled("piece_filed", "label", &act.label)?;
        past("piece_filed", "collected_at", act.collected_at, meta.at)?;
        if self.pieces.contains_key(&act.piece) {
            return Err(already("piece", &act.piece));
        }
        self.pieces.insert(act.piece, meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn measure_recorded(&mut self, meta: &Meta, act: &MeasureRecorded) -> Result<(), Refusal> {
        super::refusal::filled("measure_recorded", "description", &act.description)?;
        self.require_piece(act.piece)?;
        if self.measures.contains_key(&act.measure) {
            return Err(already("measure", &act.measure));
        }
        self.measures.insert(act.measure, meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn measure_proven(&mut self, meta: &Meta, act: &MeasureProven) -> Result<(), Refusal> {
        past("measure_proven", "effective_at", act.effective_at, meta.at)?;
        self.require_piece(Some(act.piece))?;
        let measure = self.measures.get_mut(&act.measure).ok_or_else(|| unknown("measure", &act.measure))?;
        measure.act.effective_at = Some(act.effective_at);
        measure.act.piece = Some(act.piece);
        Ok(())
    }
}

pub(super) fn already(object: &str, id: &impl ToString) -> Refusal {
    Refusal::AlreadyExists { object: object.to_owned(), id: id.to_string() }
}

pub(super) fn unknown(object: &str, id: &impl ToString) -> Refusal {
    Refusal::Unknown { object: object.to_owned(), id: id.to_string() }
}
