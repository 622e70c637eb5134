//! Restoration, post-mortem, DPO, register number, closing, archive, reopening, wording.

use super::facts::{already, unknown};
use super::refusal::{Refusal, filled, past};
use super::{BreachFile, Meta, Occurrence, Stage, Task};
use crate::entry::{
    Archived, Closed, DpoDesignated, MeasureKind, PostMortemRecorded, RegisterNumbered, Reopened,
    ServiceRestored, WordingEdited,
};
use crate::register::RegisterNumber;

impl BreachFile {
    pub(super) fn service_restored(&mut self, meta: &Meta, act: &ServiceRestored) -> Result<(), Refusal> {
        let Stage::Contained { qualification, containment } = &self.stage else {
            return Err(self.wrong_state("service_restored"));
        };
        past("service_restored", "restored_at", act.restored_at, meta.at)?;
        if act.restored_at < containment.act.effective_at {
            return Err(Refusal::TooEarly {
                act: "service_restored".into(),
                field: "restored_at".into(),
                at: act.restored_at,
                not_before: containment.act.effective_at,
            });
        }
        let measure = &self.measures.get(&act.measure).ok_or_else(|| unknown("measure", &act.measure))?.act;
        if measure.kind == MeasureKind::Prior {
            return Err(Refusal::MeasureWrongKind { measure: act.measure.to_string() });
        }
        if measure.effective_at.is_none_or(|at| at > meta.at) {
            return Err(Refusal::MeasureNotEffective { measure: act.measure.to_string() });
        }
        filled("service_restored", "tests", act.tests.first().map_or("", |test| &test.label))?;
        if let Some(failed) = act.tests.iter().find(|test| !test.passed) {
            return Err(Refusal::TestFailed { test: failed.label.clone() });
        }
        act.tests.iter().try_for_each(|test| self.require_piece(test.piece))?;
        let restoration = meta.record(act.clone());
        let (qualification, containment) = (qualification.clone(), containment.clone());
        self.restorations.push(restoration.clone());
        self.stage = Stage::Resolved { qualification, containment, restoration };
        Ok(())
    }

    pub(super) fn post_mortem_recorded(
        &mut self,
        meta: &Meta,
        act: &PostMortemRecorded,
    ) -> Result<(), Refusal> {
        let Stage::Resolved { qualification, containment, restoration } = &self.stage else {
            return Err(self.wrong_state("post_mortem_recorded"));
        };
        filled("post_mortem_recorded", "causes", &act.causes)?;
        past("post_mortem_recorded", "held_at", act.held_at, meta.at)?;
        if let Some(action) = act.actions.iter().find(|action| self.tasks.contains_key(&action.task)) {
            return Err(already("task", &action.task));
        }
        let stage = Stage::PostMortem {
            qualification: qualification.clone(),
            containment: containment.clone(),
            restoration: restoration.clone(),
            post_mortem: meta.record(act.clone()),
        };
        for action in &act.actions {
            let task = Task {
                label: action.label.clone(),
                owner: action.owner,
                due_at: action.due_at,
                after_closing: true,
                done: None,
            };
            self.tasks.insert(action.task, task);
        }
        self.stage = stage;
        Ok(())
    }

    pub(super) fn dpo_designated(&mut self, meta: &Meta, act: &DpoDesignated) -> Result<(), Refusal> {
        filled("dpo_designated", "name", &act.name)?;
        filled("dpo_designated", "contact", &act.contact)?;
        past("dpo_designated", "designated_at", act.designated_at, meta.at)?;
        self.dpo = Some(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn register_numbered(&mut self, meta: &Meta, act: &RegisterNumbered) -> Result<(), Refusal> {
        if self.occurrences.is_empty() {
            return Err(self.wrong_state("register_numbered"));
        }
        act.number
            .parse::<RegisterNumber>()
            .map_err(|_| Refusal::NumberMalformed { number: act.number.clone() })?;
        if let Some(number) = &self.register_number {
            return Err(Refusal::AlreadyNumbered { number: number.act.clone() });
        }
        self.register_number = Some(meta.record(act.number.clone()));
        Ok(())
    }

    pub(super) fn wording_edited(&mut self, act: &WordingEdited) -> Result<(), Refusal> {
        filled("wording_edited", "field", &act.field)?;
        let same = |other: &WordingEdited| {
            (other.document, &other.subject, &other.field) == (act.document, &act.subject, &act.field)
        };
        self.wording.retain(|other| !same(other));
        if act.text.is_some() {
            self.wording.push(act.clone());
        }
        Ok(())
    }

    pub(super) fn closed(&mut self, meta: &Meta, act: &Closed) -> Result<(), Refusal> {
        let Stage::PostMortem { qualification, .. } = &self.stage else {
            return Err(self.wrong_state("closed"));
        };
        filled("closed", "decision", &act.decision)?;
        filled("closed", "decided_by", &act.decided_by)?;
        let blockers = self.closing_blockers(meta.at);
        if !blockers.is_empty() {
            return Err(Refusal::Blocked { blockers });
        }
        let stage = Stage::Closed { qualification: qualification.clone(), closing: meta.record(act.clone()) };
        let frozen = self.obligations(meta.at);
        let current = self.occurrences.len().saturating_sub(1);
        if let Some(occurrence) = self.occurrences.last_mut() {
            occurrence.frozen =
                frozen.into_iter().filter(|found| found.key.occurrence as usize == current).collect();
        }
        self.stage = stage;
        Ok(())
    }

    pub(super) fn archived(&mut self, meta: &Meta, act: &Archived) -> Result<(), Refusal> {
        let Stage::Closed { qualification, closing } = &self.stage else {
            return Err(self.wrong_state("archived"));
        };
        if !act.verified {
            return Err(Refusal::ArchiveNotVerified);
        }
        self.stage = Stage::Archived {
            qualification: qualification.clone(),
            closing: closing.clone(),
            archive: meta.record(act.clone()),
        };
        Ok(())
    }

    pub(super) fn reopened(&mut self, meta: &Meta, act: &Reopened) -> Result<(), Refusal> {
        let (Stage::Closed { qualification, closing } | Stage::Archived { qualification, closing, .. }) =
            &self.stage
        else {
            return Err(self.wrong_state("reopened"));
        };
        filled("reopened", "reason", &act.reason)?;
        past("reopened", "aware_at", act.aware_at, meta.at)?;
        let fact = self.facts.fact(act.fact).filter(|fact| fact.sequence > closing.sequence);
        fact.ok_or_else(|| unknown("fact recorded since closing", &act.fact))?;
        self.stage =
            Stage::Reopened { qualification: qualification.clone(), reopening: meta.record(act.clone()) };
        self.occurrences.push(Occurrence { aware_at: act.aware_at, frozen: Vec::new() });
        Ok(())
    }
}
