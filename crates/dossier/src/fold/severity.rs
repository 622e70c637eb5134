//! Severity of the whole file: inputs completed from what the file knows, level retained, decisions.

use std::collections::BTreeSet;

use beffroi_seal::id::{AccountId, DatasetId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::{already, unknown};
use super::refusal::{Refusal, filled, reasoned};
use super::{BreachFile, Meta, REASON_LENGTH_MIN, Record, Task};
use crate::entry::{
    CellFunction, DecisionRecorded, DpoOpinion, FactValue, SeverityInputSet, SeverityOverridden,
    SeverityOverrideApproved, SeverityRetained, TaskAdded, TaskDone,
};
use crate::rules::Bounds;
use crate::severity::{
    Appraised, Circumstance, Duties, Estimate, Evaluation, InputKey, Inputs, LegalFact, Range, SeverityInput,
    SeverityTables, duties, evaluate,
};
use crate::tri::Tri;
use crate::vocabulary::{Confidence, Count, Intelligibility};

/// A level retained by people, with the computed one beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retained {
    /// The level.
    pub level: u8,
    /// The interval computed then.
    pub computed: Range<u8>,
    /// The level proposed then.
    pub proposed: u8,
    /// Why it differs, when it does.
    pub reason: Option<String>,
    /// What the DPO thought.
    pub dpo: Option<DpoOpinion>,
    /// Author.
    pub by: AccountId,
    /// The author's functions in the cell.
    pub functions: BTreeSet<CellFunction>,
    /// When.
    pub at: Timestamp,
    /// Waits for a second person: no effect yet.
    pub pending: bool,
    /// The second person's approval.
    pub approved: Option<Record<SeverityOverrideApproved>>,
}

/// Severity of the file at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileSeverity {
    /// Each set of data.
    pub datasets: Vec<DatasetSeverity>,
    /// The set that gives the level.
    pub governing: Option<DatasetId>,
    /// Computed interval: the highest of the sets.
    pub computed: Range<u8>,
    /// Duties at its two ends.
    pub duties: Range<Duties>,
    /// Level proposed.
    pub proposed: u8,
    /// The last level retained, in force or not.
    pub retained: Option<Retained>,
    /// Whether what was computed has changed since.
    pub stale: bool,
    /// What obligations are computed from: the retained level, or the interval while there is none.
    pub effective: Range<u8>,
}

/// Severity of one set of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetSeverity {
    /// Which.
    pub dataset: DatasetId,
    /// Its name.
    pub label: String,
    /// The computation.
    pub evaluation: Evaluation,
}

impl BreachFile {
    /// The severity tables of this file.
    pub fn tables(&self) -> SeverityTables {
        self.opened.as_ref().map_or_else(SeverityTables::shipped, |opened| opened.act.tables.clone())
    }

    /// Severity at `now`: attestations overdue then no longer count as pending.
    pub fn severity(&self, now: Timestamp) -> FileSeverity {
        let tables = self.tables();
        let datasets: Vec<DatasetSeverity> = self
            .datasets
            .iter()
            .map(|(id, dataset)| DatasetSeverity {
                dataset: *id,
                label: dataset.record.act.label.clone(),
                evaluation: evaluate(&self.inputs(*id, now), &tables),
            })
            .collect();
        let levels = || datasets.iter().map(|dataset| dataset.evaluation.level);
        let computed = Range {
            min: levels().map(|level| level.min).max().unwrap_or(0),
            max: levels().map(|level| level.max).max().unwrap_or(3),
        };
        let governing = datasets
            .iter()
            .max_by_key(|dataset| {
                let Evaluation { level, score_hundredths, .. } = &dataset.evaluation;
                (level.max, level.min, score_hundredths.max)
            })
            .map(|dataset| dataset.dataset);
        let retained = self.retained.last().cloned();
        let stale = retained.as_ref().is_some_and(|retained| retained.computed != computed);
        let in_force = retained.as_ref().filter(|retained| !retained.pending && !stale);
        let effective =
            in_force.map_or(computed, |retained| Range { min: retained.level, max: retained.level });
        FileSeverity {
            datasets,
            governing,
            computed,
            duties: Range { min: duties(computed.min, &tables), max: duties(computed.max, &tables) },
            proposed: computed.max,
            retained,
            stale,
            effective,
        }
    }

    /// The inputs of one set of data, completed from the facts of the file where nobody recorded them:
    /// persons counted, viewers found, nature and malice, attestations.
    pub fn inputs(&self, dataset: DatasetId, now: Timestamp) -> Inputs {
        let Some(found) = self.datasets.get(&dataset) else { return Inputs::default() };
        let mut inputs = found.inputs.clone();
        inputs.persons = Some(found.record.act.person_count);
        self.complete_from_facts(&mut inputs);
        let viewers = self.exposure.viewers().len() as u64;
        if inputs.recipients.is_none() && viewers > 0 {
            inputs.recipients = Some(derived(Count::Exact(viewers), None));
        }
        self.complete_from_attestations(&mut inputs, now);
        inputs
    }

    fn complete_from_facts(&self, inputs: &mut Inputs) {
        let mut circumstance = |which, value: Tri, when_true: Estimate| {
            let estimate = match value {
                Tri::True => when_true,
                Tri::False => Estimate::Known(0),
                Tri::Unknown => return,
            };
            inputs.circumstances.entry(which).or_insert_with(|| derived(estimate, None));
        };
        let nature = self.facts.value(|value| match value {
            FactValue::Nature { confidentiality, integrity, availability } => {
                Some((*confidentiality, *integrity, *availability))
            }
            _ => None,
        });
        if let Some((confidentiality, integrity, availability)) = nature {
            circumstance(Circumstance::Confidentiality, confidentiality, Estimate::Between(25, 50));
            circumstance(Circumstance::Integrity, integrity, Estimate::Between(25, 50));
            circumstance(Circumstance::Availability, availability, Estimate::Between(25, 50));
        }
        let malicious = self.facts.value(|value| match value {
            FactValue::Malicious { value } => Some(*value),
            _ => None,
        });
        circumstance(Circumstance::Malice, malicious.unwrap_or_default(), Estimate::Known(50));
        let recipients = self.facts.value(|value| match value {
            FactValue::Recipients { known, hostile, count, .. } => Some((hostile.or(!*known), *count)),
            _ => None,
        });
        if let Some((hostile_or_unknown, count)) = recipients {
            let fact = LegalFact::HostileOrUnknownRecipients;
            inputs.evidence.entry(fact).or_insert_with(|| derived(hostile_or_unknown, None));
            inputs.recipients.get_or_insert_with(|| derived(count, None));
        }
        let protected = self.facts.value(|value| match value {
            FactValue::Intelligibility { intelligibility } => Some(*intelligibility),
            _ => None,
        });
        if protected == Some(Intelligibility::Protected) {
            let fact = LegalFact::ClearDirectlyIdentifying;
            inputs.evidence.entry(fact).or_insert_with(|| derived(Tri::False, None));
        }
    }

    /// Attestations feed the score: deletion counts as attested once every viewer has attested;
    /// a refusal or a silence turns known recipients into uncontrolled ones.
    fn complete_from_attestations(&self, inputs: &mut Inputs, now: Timestamp) {
        if self.attestations.is_empty() {
            return;
        }
        let (attested, piece) = self.deletion_attested(now);
        inputs.evidence.insert(LegalFact::DeletionAttested, derived(attested, piece));
        if let Some(found) = inputs.circumstances.get_mut(&Circumstance::Confidentiality)
            && self.has_lost_viewer()
            && found.value == Estimate::Known(25)
        {
            found.value = Estimate::Known(50);
            found.source = "refus ou silence d’une personne ayant accédé aux données".to_owned();
        }
    }

    /// Level bounds that the rules read.
    pub(crate) fn risk(&self, now: Timestamp) -> Bounds {
        let effective = self.severity(now).effective;
        Bounds { min: u64::from(effective.min), max: u64::from(effective.max) }
    }

    /// Whether the organisation has a data protection officer whose opinion is to be recorded.
    pub fn has_dpo(&self) -> bool {
        self.organisation.profile.has_dpo.is_true()
            || self.dpo.is_some()
            || self.cell.values().any(|member| member.functions.contains(&CellFunction::Dpo))
    }

    pub(super) fn severity_input_set(&mut self, meta: &Meta, act: &SeverityInputSet) -> Result<(), Refusal> {
        filled("severity_input_set", "source", &act.source)?;
        self.require_piece(act.piece)?;
        let tables = self.tables();
        in_table(&act.value, &tables)?;
        let dataset =
            self.datasets.get_mut(&act.dataset).ok_or_else(|| unknown("set of data", &act.dataset))?;
        let origin = Appraised {
            value: (),
            source: act.source.clone(),
            confidence: act.confidence,
            author: meta.account,
            at: meta.at,
            piece: act.piece,
        };
        dataset.inputs.set(act.value, origin);
        Ok(())
    }

    pub(super) fn severity_retained(&mut self, meta: &Meta, act: &SeverityRetained) -> Result<(), Refusal> {
        let severity = self.assessable("severity_retained", meta.at)?;
        if act.level != severity.proposed {
            return Err(Refusal::LevelNotProposed { level: act.level, proposed: severity.proposed });
        }
        let retained = self.retained_by(meta, act.level, &severity, None, act.dpo.clone(), false);
        self.retained.push(retained);
        Ok(())
    }

    pub(super) fn severity_overridden(
        &mut self,
        meta: &Meta,
        act: &SeverityOverridden,
    ) -> Result<(), Refusal> {
        let severity = self.assessable("severity_overridden", meta.at)?;
        if act.level > 3 {
            return Err(Refusal::ScoreNotInTable { input: "level".into(), value: u16::from(act.level) });
        }
        reasoned(&act.reason, REASON_LENGTH_MIN)?;
        if self.has_dpo() && act.dpo.as_ref().is_none_or(|opinion| opinion.text.trim().is_empty()) {
            return Err(Refusal::DpoOpinionMissing);
        }
        let tables = self.tables();
        let crosses =
            act.level < severity.proposed && duties(act.level, &tables) != duties(severity.proposed, &tables);
        let reason = Some(act.reason.clone());
        let retained = self.retained_by(meta, act.level, &severity, reason, act.dpo.clone(), crosses);
        self.retained.push(retained);
        Ok(())
    }

    pub(super) fn severity_override_approved(
        &mut self,
        meta: &Meta,
        act: &SeverityOverrideApproved,
    ) -> Result<(), Refusal> {
        filled("severity_override_approved", "reason", &act.reason)?;
        let waiting = self.retained.last_mut().filter(|last| last.pending && last.level == act.level);
        let waiting = waiting.ok_or(Refusal::NothingToApprove { level: act.level })?;
        if waiting.by == meta.account {
            return Err(Refusal::SecondPersonRequired { act: "severity_overridden".into() });
        }
        waiting.pending = false;
        waiting.approved = Some(meta.record(act.clone()));
        Ok(())
    }

    fn assessable(&self, act: &str, now: Timestamp) -> Result<FileSeverity, Refusal> {
        if !self.stage.is_breach() {
            return Err(self.wrong_state(act));
        }
        if self.datasets.is_empty() {
            return Err(Refusal::NoDataset);
        }
        Ok(self.severity(now))
    }

    fn retained_by(
        &self,
        meta: &Meta,
        level: u8,
        severity: &FileSeverity,
        reason: Option<String>,
        dpo: Option<DpoOpinion>,
        pending: bool,
    ) -> Retained {
        Retained {
            level,
            computed: severity.computed,
            proposed: severity.proposed,
            reason,
            dpo,
            by: meta.account,
            functions: self
                .cell
                .get(&meta.account)
                .map(|member| member.functions.clone())
                .unwrap_or_default(),
            at: meta.at,
            pending,
            approved: None,
        }
    }

    pub(super) fn decision_recorded(&mut self, meta: &Meta, act: &DecisionRecorded) -> Result<(), Refusal> {
        filled("decision_recorded", "question", &act.question)?;
        filled("decision_recorded", "choice", &act.choice)?;
        filled("decision_recorded", "reason", &act.reason)?;
        if self.decisions.iter().any(|record| record.act.decision == act.decision) {
            return Err(already("decision", &act.decision));
        }
        self.decisions.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn task_added(&mut self, act: &TaskAdded) -> Result<(), Refusal> {
        filled("task_added", "label", &act.label)?;
        if self.tasks.contains_key(&act.task) {
            return Err(already("task", &act.task));
        }
        let task = Task {
            label: act.label.clone(),
            owner: act.owner,
            due_at: act.due_at,
            after_closing: false,
            done: None,
        };
        self.tasks.insert(act.task, task);
        Ok(())
    }

    pub(super) fn task_done(&mut self, meta: &Meta, act: &TaskDone) -> Result<(), Refusal> {
        let task = self.tasks.get_mut(&act.task).filter(|task| task.done.is_none());
        let task = task.ok_or_else(|| unknown("open task", &act.task))?;
        task.done = Some(meta.record(act.outcome.clone()));
        Ok(())
    }
}

/// A value that the file itself states.
fn derived<T>(value: T, piece: Option<PieceId>) -> Appraised<T> {
    Appraised {
        value,
        source: "faits du dossier".to_owned(),
        confidence: Confidence::High,
        author: AccountId::from_bytes([0; 16]),
        at: Timestamp::UNIX_EPOCH,
        piece,
    }
}

fn in_table(input: &SeverityInput, tables: &SeverityTables) -> Result<(), Refusal> {
    let (key, score) = match input {
        SeverityInput::DataContext { family, score } => (InputKey::DataContext(Some(*family)), *score),
        SeverityInput::Identification { identifier, score } => {
            (InputKey::Identification(Some(*identifier)), *score)
        }
        SeverityInput::Circumstance { circumstance, score } => {
            (InputKey::Circumstance(*circumstance), *score)
        }
        SeverityInput::Evidence { .. } | SeverityInput::Recipients { .. } => return Ok(()),
    };
    let steps = tables.steps_of(key);
    let check = |value: u16| {
        let refusal = || Refusal::ScoreNotInTable { input: key.to_string(), value };
        steps.contains(&value).then_some(()).ok_or_else(refusal)
    };
    match score {
        Estimate::Known(value) => check(value),
        Estimate::Between(low, high) if low <= high => check(low).and_then(|()| check(high)),
        Estimate::Between(low, _) => Err(Refusal::ScoreNotInTable { input: key.to_string(), value: low }),
        Estimate::Unknown => Ok(()),
    }
}
